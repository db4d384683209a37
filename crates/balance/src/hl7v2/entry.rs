//! A segment under reading: its fields by number, said as facts with their place, and what of the message was read at all.

use super::value;
use crate::reading::{Builder, Coverage, Places};
use formats::hl7v2::{Message, Path};
use model::{Aspect, Date, How, Kind, Origin, Precision, Statement, Value};
use std::collections::HashMap;

/// A code of HL7 v2 with the word that FHIR has for it; an empty word asserts nothing.
pub(super) type Words = &'static [(&'static str, &'static str)];

/// Segments that carry the message, not the patient.
const CARRIERS: [&str; 4] = ["MSH", "EVN", "DSC", "ADD"];
/// Segments whose first field only counts them.
const COUNTED: [&str; 20] =
    ["PID", "PV1", "NK1", "AL1", "IAM", "DG1", "PR1", "GT1", "IN1", "OBR", "OBX", "NTE", "FT1", "TXA", "SPM", "RXA", "TQ1", "AIS", "AIP", "AIL"];

/// What became of a leaf of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// Nothing looked at its field.
    Field,
    /// Its field was looked at, and nothing took this part of it.
    Beside,
    /// The same of a part that says who gave the number beside it, and how.
    Giver,
    /// It was read.
    Nothing,
}

/// A part of a message: segment, field, repetition, component, sub-component. 0 stands for all of them.
type Part = [usize; 5];

/// A part as one number, so that thousands of them are sorted at once.
fn number([index, field, repetition, component, subcomponent]: Part) -> u64 {
    let bits = |part: usize, most: usize| part.min(most) as u64;
    (bits(index, 0xff_ffff) << 40) | (bits(field, 0x3ff) << 30) | (bits(repetition, 0xfff) << 18) | (bits(component, 0x1ff) << 9) | bits(subcomponent, 0x1ff)
}

/// Parts of a coded field that are its codes, their words, their systems and the release that these are of.
const CODED: [usize; 21] = [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22];

/// A message under reading.
pub(super) struct Scene<'s> {
    message: &'s Message<'s>,
    /// MSH-9.1, such as `ADT`.
    pub code: String,
    /// The trigger event, such as `A01`.
    pub event: String,
    /// Orders whose results are the lines of one report, with the first line.
    pub reports: HashMap<usize, usize>,
    /// Orders that the message has reported before under the same numbers, with how often.
    repeated: HashMap<usize, usize>,
    children: Vec<Vec<usize>>,
    /// Bit n: field n was read; the last bit stands for all beyond.
    read: Vec<u128>,
    /// Parts that were read, and those of givers, where what stands beside them is told: sorted once the message is read.
    parts: Option<[Vec<u64>; 2]>,
    /// The same of segments that assert nothing by themselves, before they were set aside.
    set_aside: HashMap<usize, u128>,
    /// What a fact tells more coarsely than its segment does.
    exact: Vec<(usize, usize, String)>,
    excluded: Vec<(String, &'static str)>,
    events: Vec<String>,
}

impl<'s> Scene<'s> {
    /// `whole` says that what stands beside a part that is read will be told.
    pub fn new(message: &'s Message<'s>, whole: bool) -> Self {
        let count = message.segments.len();
        let mut children = vec![Vec::new(); count];
        for index in 0..count {
            if let Some(list) = message.parent(index).and_then(|p| children.get_mut(p)) {
                list.push(index);
            }
        }
        let mut scene = Self {
            message,
            code: String::new(),
            event: String::new(),
            reports: HashMap::new(),
            repeated: HashMap::new(),
            children,
            read: vec![0; count],
            parts: whole.then(Default::default),
            set_aside: HashMap::new(),
            exact: Vec::new(),
            excluded: Vec::new(),
            events: Vec::new(),
        };
        scene.code = scene.get(0, 9, 1, 1, 0).unwrap_or_default();
        let heard = message.segments.iter().position(|s| s.name == "EVN").and_then(|evn| scene.get(evn, 1, 1, 1, 0));
        scene.event = scene.get(0, 9, 1, 2, 0).or(heard).unwrap_or_default();
        scene.count_orders();
        scene
    }

    /// Once for the message: it may have thousands of results, and each asks for its order.
    fn count_orders(&mut self) {
        let mut seen: HashMap<[Option<String>; 3], usize> = HashMap::new();
        for obr in self.all("OBR") {
            let times = seen.entry([3, 2, 4].map(|field| self.peek(obr, field, 1, 1, 0))).or_default();
            if *times > 0 {
                self.repeated.insert(obr, *times);
            }
            *times += 1;
        }
    }

    /// How often the message has reported an order before under the same numbers.
    pub fn reported_before(&self, obr: usize) -> usize {
        self.repeated.get(&obr).copied().unwrap_or(0)
    }

    /// The value of a part, trimmed; `None` when it is empty or an explicit null. Counts as read.
    pub fn get(&mut self, index: usize, field: usize, repetition: usize, component: usize, subcomponent: usize) -> Option<String> {
        self.take([index, field, repetition, component.max(1), subcomponent.max(1)]);
        self.peek(index, field, repetition, component, subcomponent)
    }

    /// The same, without counting as read.
    pub fn peek(&self, index: usize, field: usize, repetition: usize, component: usize, subcomponent: usize) -> Option<String> {
        let segment = self.message.segments.get(index)?;
        filled(self.message.at(segment, field, repetition, component, subcomponent)?.trim())
    }

    /// A whole repetition or component, with the delimiters in it. Counts as read.
    pub fn whole(&mut self, index: usize, field: usize, repetition: usize, component: usize) -> Option<String> {
        self.take([index, field, repetition, component, 0]);
        let segment = self.message.segments.get(index)?;
        filled(self.message.whole(segment, field, repetition, component)?.trim())
    }

    /// Whether a field is an explicit null.
    pub fn is_null(&self, index: usize, field: usize) -> bool {
        let Some(segment) = self.message.segments.get(index) else { return false };
        self.message.at(segment, field, 1, 1, 0).is_some_and(|text| text.trim() == "\"\"")
    }

    /// The whole field is read.
    pub fn mark(&mut self, index: usize, field: usize) {
        self.take([index, field, 0, 0, 0]);
    }

    /// Components of a repetition are read: what they say is said by another one, or by nothing but the form.
    pub fn mark_parts(&mut self, index: usize, field: usize, repetition: usize, components: &[usize]) {
        components.iter().for_each(|component| self.take([index, field, repetition, *component, 0]));
    }

    /// Components of a repetition say who gave the number beside them, and how.
    pub fn mark_givers(&mut self, index: usize, field: usize, repetition: usize, components: &[usize]) {
        if let Some([_, givers]) = &mut self.parts {
            givers.extend(components.iter().map(|component| number([index, field, repetition, *component, 0])));
        }
    }

    fn take(&mut self, part: Part) {
        self.look_at(part[0], part[1]);
        if let Some([read, _]) = &mut self.parts {
            read.push(number(part));
        }
    }

    /// Something looked at the field: it does not count as unread.
    pub fn look_at(&mut self, index: usize, field: usize) {
        if let Some(mask) = self.read.get_mut(index) {
            *mask |= 1 << field.min(127);
        }
    }

    pub fn name(&self, index: usize) -> &'s str {
        let message = self.message;
        message.segments.get(index).map_or("", |s| s.name)
    }

    /// What a field says to the letter, where its fact tells it more coarsely.
    pub fn exactly(&mut self, index: usize, field: usize, code: &str) {
        self.exact.push((index, field, code.to_string()));
    }

    /// What [`Scene::exactly`] was told.
    pub fn exact(&self) -> &[(usize, usize, String)] {
        &self.exact
    }

    /// Number of segments.
    pub fn count(&self) -> usize {
        self.message.segments.len()
    }

    /// Segments that a segment governs.
    pub fn under(&self, index: usize) -> &[usize] {
        self.children.get(index).map_or(&[], Vec::as_slice)
    }

    /// The message is read: what was read of it can be looked up.
    pub fn settle(&mut self) {
        self.parts.iter_mut().flatten().for_each(|list| {
            list.sort_unstable();
            list.dedup();
        });
    }

    /// Every filled leaf of a segment and what became of it. Of segments that were set aside those of drugs count: what was dispensed
    /// or given of an order is said by nobody else.
    pub fn leaves(&self, index: usize, each: &mut dyn FnMut(&Path, Left, &str)) {
        let name = self.name(index);
        let Some(segment) = self.message.segments.get(index).filter(|_| !CARRIERS.contains(&name)) else { return };
        let before = self.set_aside.get(&index).copied();
        let looked_at = match before {
            Some(before) if name.starts_with("RX") && self.code != "VXU" => before,
            _ => self.read.get(index).copied().unwrap_or(0),
        };
        let counts = COUNTED.contains(&name);
        self.message.leaves(segment, &mut |path, value| {
            let value = value.trim();
            if value.is_empty() || value == "\"\"" {
                return;
            }
            let left = match (looked_at >> path.field.min(127)) & 1 {
                _ if counts && path.field == 1 => Left::Nothing,
                0 => Left::Field,
                _ if before.is_some() => Left::Nothing,
                _ => self.left(index, path),
            };
            each(path, left, value);
        });
    }

    /// What became of a leaf of a field that was looked at.
    fn left(&self, index: usize, path: &Path) -> Left {
        let Some([read, givers]) = &self.parts else { return Left::Nothing };
        let (field, repetition, component, subcomponent) = (path.field, path.repetition.max(1), path.component.max(1), path.subcomponent.max(1));
        let is_in = |list: &[u64], part: Part| list.binary_search(&number(part)).is_ok();
        let parts = [
            [index, field, 0, 0, 0],
            [index, field, repetition, 0, 0],
            [index, field, repetition, component, 0],
            [index, field, repetition, component, subcomponent],
        ];
        if parts.iter().any(|part| is_in(read, *part)) {
            Left::Nothing
        } else if is_in(givers, [index, field, repetition, component, 0]) {
            Left::Giver
        } else {
            Left::Beside
        }
    }

    /// Segments of a name that a segment governs.
    pub fn children(&self, index: usize, name: &str) -> Vec<usize> {
        self.children.get(index).into_iter().flatten().copied().filter(|i| self.name(*i) == name).collect()
    }

    pub fn parent(&self, index: usize) -> Option<usize> {
        self.message.parent(index)
    }

    pub fn governor(&self, index: usize, name: &str) -> Option<usize> {
        self.message.governor(index, name)
    }

    /// Segments of a name in the whole message.
    pub fn all(&self, name: &str) -> Vec<usize> {
        (0..self.message.segments.len()).filter(|i| self.name(*i) == name).collect()
    }

    pub fn repetitions(&self, index: usize, field: usize) -> usize {
        self.message.segments.get(index).map_or(0, |s| self.message.repetitions(s, field))
    }

    /// The segment asserts nothing, for a reason.
    pub fn exclude(&mut self, index: usize, reason: &'static str) {
        if let Some(mask) = self.read.get_mut(index) {
            self.set_aside.insert(index, *mask);
            *mask = u128::MAX;
        }
        self.excluded.push((format!("hl7.{}", self.name(index)), reason));
    }

    /// The event itself means something that no statement says.
    pub fn unread_event(&mut self) {
        let name = format!("hl7.{}", self.event);
        if !self.events.contains(&name) {
            self.events.push(name);
        }
    }

    /// The patient's key: the first identifier of PID-3, in old versions that of PID-2 or PID-4.
    pub fn patient(&mut self, index: usize) -> String {
        let Some(pid) = self.governor(index, "PID").or_else(|| self.all("PID").first().copied()) else { return String::new() };
        let listed = (1..=self.repetitions(pid, 3)).find_map(|r| self.peek(pid, 3, r, 1, 0));
        listed.or_else(|| self.get(pid, 2, 1, 1, 0)).or_else(|| self.get(pid, 4, 1, 1, 0)).unwrap_or_default()
    }

    /// The visit's key with its place.
    pub fn visit(&mut self, index: usize) -> Option<(String, &'static str)> {
        let pv1 = self.governor(index, "PV1")?;
        for (field, place) in [(19, "PV1-19"), (50, "PV1-50")] {
            if let Some(key) = self.get(pv1, field, 1, 1, 0) {
                self.mark_givers(pv1, field, 1, &[2, 3, 4, 5, 6]);
                return Some((key, place));
            }
        }
        None
    }

    /// Counts what was not read.
    pub fn account(&self, coverage: &mut Coverage) {
        for (segment, read) in self.message.segments.iter().zip(&self.read) {
            if CARRIERS.contains(&segment.name) {
                continue;
            }
            if *read == 0 {
                *coverage.unread.entry(format!("hl7.{}", segment.name)).or_default() += 1;
                continue;
            }
            let read = read | (u128::from(COUNTED.contains(&segment.name)) << 1);
            self.message.filled(segment, &mut |field| {
                if (read >> field.min(127)) & 1 == 0 {
                    *coverage.unread.entry(format!("hl7.{}-{field}", segment.name)).or_default() += 1;
                }
            });
        }
        for (relation, reason) in &self.excluded {
            *coverage.excluded.entry((relation.clone(), (*reason).into())).or_default() += 1;
        }
        for name in &self.events {
            *coverage.unread.entry(name.clone()).or_default() += 1;
        }
    }
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty() && text != "\"\"").then(|| text.to_string())
}

/// The facts of one statement while they are gathered.
pub(super) struct Entry<'e, 's> {
    pub builder: Builder<'e>,
    pub scene: &'e mut Scene<'s>,
    /// The segment that is read.
    pub index: usize,
    /// The patient, where it is another than that of the group.
    pub patient: Option<String>,
}

impl<'e, 's> Entry<'e, 's> {
    pub fn new(places: &'e mut Places, scene: &'e mut Scene<'s>, index: usize) -> Self {
        Self { builder: Builder::new(places), scene, index, patient: None }
    }

    pub fn name(&self) -> &'s str {
        self.scene.name(self.index)
    }

    /// Reads another segment as part of this statement.
    pub fn on(&mut self, index: usize, read: impl FnOnce(&mut Self)) {
        let own = std::mem::replace(&mut self.index, index);
        read(self);
        self.index = own;
    }

    pub fn get(&mut self, field: usize, component: usize) -> Option<String> {
        self.scene.get(self.index, field, 1, component, 0)
    }

    pub fn part(&mut self, field: usize, repetition: usize, component: usize) -> Option<String> {
        self.scene.get(self.index, field, repetition, component, 0)
    }

    pub fn repetitions(&self, field: usize) -> usize {
        self.scene.repetitions(self.index, field)
    }

    pub fn place(&self, field: usize, repetition: usize, component: usize) -> String {
        Path { segment: self.name().into(), field, repetition, component, subcomponent: 0 }.to_string()
    }

    pub fn say(&mut self, aspect: Aspect, value: Value, field: usize, how: How) {
        let place = self.place(field, 1, 0);
        self.builder.say(aspect, value, &place, how);
    }

    pub fn text(&mut self, aspect: Aspect, field: usize, component: usize) {
        if let Some(text) = self.get(field, component) {
            let place = self.place(field, 1, component);
            self.builder.text(aspect, &text, &place);
        }
    }

    /// The number of a record (EI): by whom it was given, in one form or another.
    pub fn given(&mut self, field: usize) {
        self.scene.mark_parts(self.index, field, 1, &[4]);
        self.scene.mark_givers(self.index, field, 1, &[2, 3]);
    }

    /// The words beside a code of the field's own table, the name of that table and its release say nothing beyond the code.
    pub fn of_a_table(&mut self, field: usize, repetition: usize) {
        self.scene.mark_parts(self.index, field, repetition, &[1, 2, 3, 5, 7, 8]);
    }

    /// The word for a code; a code without one is said as it stands.
    pub fn word(&mut self, aspect: Aspect, field: usize, words: Words) {
        if let Some(code) = self.get(field, 1) {
            self.of_a_table(field, 1);
            let word = value::word(words, &code).unwrap_or(&code).to_string();
            let how = if word == code { How::Copied } else { How::Translated };
            self.exactly(field, words, &code);
            if !word.is_empty() {
                self.say(aspect, Value::Word(word), field, how);
            }
        }
    }

    /// The word for a code that the table lists; others say nothing, and are unread.
    pub fn listed(&mut self, aspect: Aspect, field: usize, words: Words) {
        let Some(code) = self.scene.peek(self.index, field, 1, 1, 0) else { return };
        let Some(word) = value::word(words, &code) else { return };
        self.of_a_table(field, 1);
        self.exactly(field, words, &code);
        if !word.is_empty() {
            self.say(aspect, Value::Word(word.into()), field, How::Translated);
        }
    }

    /// What a field of this segment says, where its fact tells it more coarsely.
    pub fn to_the_letter(&mut self, field: usize, code: &str) {
        self.scene.exactly(self.index, field, code);
    }

    /// Keeps the code itself where the table has one word for several. Spellings of one code begin alike.
    fn exactly(&mut self, field: usize, words: Words, code: &str) {
        let Some(word) = value::word(words, code) else { return };
        let letter = |c: &str| c.chars().next().map(|l| l.to_ascii_uppercase());
        let mut alike = words.iter().filter(|(_, w)| *w == word);
        let others = alike.clone().any(|(c, _)| letter(c) != letter(code));
        let first = alike.find(|(c, _)| letter(c) == letter(code)).map_or(code, |(c, _)| *c);
        if others {
            self.to_the_letter(field, first);
        }
    }

    pub fn date(&mut self, aspect: Aspect, field: usize, component: usize) {
        if let Some(text) = self.get(field, component) {
            self.exact_to(field, component);
            self.say(aspect, value::date(&text), field, How::Copied);
        }
    }

    /// How exact a point in time is (TS.2) shows in its digits as well.
    fn exact_to(&mut self, field: usize, component: usize) {
        if component == 1 {
            self.scene.mark_parts(self.index, field, 1, &[2]);
        }
    }

    /// A date without its time of day.
    pub fn day(&mut self, aspect: Aspect, field: usize) {
        if let Some(text) = self.get(field, 1) {
            self.exact_to(field, 1);
            let value = Date::parse_hl7(&text).map_or(Value::Text(text), |date| Value::Date(date.truncated(Precision::Day)));
            self.say(aspect, value, field, How::Copied);
        }
    }

    /// A coded element; `system` is that of codes without one.
    pub fn concept_of(&mut self, field: usize, repetition: usize, system: &str) -> Option<Value> {
        // What was written before it was coded (the ninth part) is told beside the code; which release of a code system it is of is not.
        let part = |component: usize| match component {
            9 => self.scene.peek(self.index, field, repetition, 9, 0),
            _ => self.scene.get(self.index, field, repetition, component, 0),
        };
        let value = value::concept(part, system)?;
        self.scene.mark_parts(self.index, field, repetition, &CODED);
        Some(value)
    }

    /// First repetition of a coded field.
    pub fn concept(&mut self, aspect: Aspect, field: usize) {
        if let Some(value) = self.concept_of(field, 1, "") {
            self.say(aspect, value, field, How::Copied);
        }
    }

    /// Every repetition of a coded field.
    pub fn concepts(&mut self, aspect: Aspect, field: usize) {
        for repetition in 1..=self.repetitions(field) {
            if let Some(value) = self.concept_of(field, repetition, "") {
                let place = self.place(field, repetition, 0);
                self.builder.say(aspect, value, &place, How::Copied);
            }
        }
    }

    /// A person or an organization, by its identifier, else by its name.
    pub fn key(&mut self, aspect: Aspect, field: usize) {
        let (family, given) = (self.get(field, 2), self.get(field, 3));
        let name = family.into_iter().chain(given).collect::<Vec<_>>().join(" ");
        let number = self.get(field, 1);
        if number.is_some() {
            // How the person is called is a matter of the directory.
            self.scene.mark_parts(self.index, field, 1, &[2, 3, 4, 5, 6, 7]);
            self.scene.mark_givers(self.index, field, 1, &[8, 9, 10, 11, 12, 13, 14]);
        }
        if let Some(key) = number.or((!name.is_empty()).then_some(name)) {
            self.say(aspect, Value::Key(key), field, How::Copied);
        }
    }

    /// A number with its unit in another field (0 for none).
    pub fn quantity(&mut self, aspect: Aspect, field: usize, unit: usize) {
        let Some(text) = self.get(field, 1) else { return };
        let unit = self.unit(unit);
        let value = value::quantity(&text, &unit).map_or(Value::Text(text), Value::Quantity);
        self.say(aspect, value, field, How::Copied);
    }

    /// The unit in a coded field: its code, else its words.
    pub fn unit(&mut self, field: usize) -> String {
        if field == 0 {
            return String::new();
        }
        // Its words and its system say the same once more.
        self.scene.mark(self.index, field);
        self.get(field, 1).or_else(|| self.get(field, 2)).unwrap_or_default()
    }

    /// All repetitions of a text, delimiters in it kept, one a line.
    pub fn lines(&mut self, field: usize) -> Option<String> {
        let lines: Vec<String> = (1..=self.repetitions(field)).map(|r| self.scene.whole(self.index, field, r, 0).unwrap_or_default()).collect();
        let text = lines.join("\n");
        (!text.trim().is_empty()).then_some(text)
    }

    /// The notes of the segment, as one text.
    fn notes(&mut self) {
        let mut notes = Vec::new();
        for note in self.scene.children(self.index, "NTE") {
            self.on(note, |e| {
                e.scene.mark(note, 2);
                notes.extend(e.lines(3));
            });
        }
        if !notes.is_empty() {
            self.builder.text(Aspect::Text, &notes.join("\n"), "NTE-3");
        }
    }

    /// Marks of protection: of the message, of the segment, of its order, of what restricts access to it.
    fn protection(&mut self) {
        self.protected(0, 26);
        let (own, name) = (self.index, self.name());
        match name {
            "PID" => {
                let beside = self.scene.children(own, "PD1");
                beside.into_iter().for_each(|pd1| self.protected(pd1, 12));
                self.restrictions();
            }
            "PV1" => self.protected(own, 16),
            "DG1" | "TXA" => self.protected(own, 18),
            "PRB" => self.protected(own, 26),
            "OBR" | "OBX" | "RXO" | "RXE" | "RXD" | "RXG" | "RXA" => {
                if let Some(orc) = self.scene.governor(own, "ORC") {
                    self.protected(orc, 28);
                }
            }
            _ => {}
        }
    }

    /// Every code of a field as a mark of protection.
    fn protected(&mut self, index: usize, field: usize) {
        for repetition in 1..=self.scene.repetitions(index, field) {
            if let Some(code) = self.scene.peek(index, field, repetition, 1, 0) {
                self.scene.mark_parts(index, field, repetition, &[1, 2, 3, 5, 7, 8]);
                let place = format!("{}-{field}", self.scene.name(index));
                self.builder.say(Aspect::Sensitivity, Value::Word(code), &place, How::Translated);
            }
        }
    }

    /// ARV: why access is restricted, else that it is. One that is taken back restricts nothing.
    fn restrictions(&mut self) {
        for arv in self.scene.children(self.index, "ARV") {
            if self.scene.get(arv, 2, 1, 1, 0).as_deref() == Some("D") {
                continue;
            }
            self.scene.mark(arv, 3);
            match self.scene.peek(arv, 4, 1, 1, 0) {
                Some(_) => self.protected(arv, 4),
                None => self.builder.say(Aspect::Sensitivity, Value::Word("R".into()), "ARV-3", How::Translated),
            }
        }
    }

    /// The statement with its notes and its visit; `None` when nothing was said.
    pub fn finish(mut self, kind: Kind, origin: Origin) -> Option<Statement> {
        if self.builder.is_empty() {
            return None;
        }
        self.notes();
        self.protection();
        let patient = match self.patient.take() {
            Some(patient) => patient,
            None => self.scene.patient(self.index),
        };
        // The visit of an encounter is its own key, which nobody has to repeat; an allergy is the patient's, in whichever visit it was told.
        let how = if matches!(kind, Kind::Encounter | Kind::Allergy | Kind::NoKnownAllergy) { How::Derived } else { How::Copied };
        if !matches!(kind, Kind::Demographic | Kind::Coverage)
            && let Some((visit, place)) = self.scene.visit(self.index)
        {
            self.builder.say(Aspect::Encounter, Value::Key(visit), place, how);
        }
        Some(self.builder.finish(kind, patient, origin))
    }
}
