//! A message under reading: its segments, which of them belong together, and the values of their fields.
//!
//! Every value that is asked for counts as read, unless it is only peeked at. What is said of the values is for [`super::entry`].

use super::seen::{Left, Seen};
use crate::history::feed;
use crate::leaf::{self, VALUE_MAX};
use crate::reading::Coverage;
use formats::hl7v2::{Message, Path};
use model::{Date, Fact, Value};
use std::collections::HashMap;

/// A message under reading.
pub(super) struct Scene<'s> {
    message: &'s Message<'s>,
    /// MSH-9.1, such as `ADT`.
    pub code: String,
    /// The trigger event, such as `A01`.
    pub event: String,
    /// Orders whose results are the lines of one report, with the first line.
    pub reports: HashMap<usize, usize>,
    /// Minutes east of UTC of the message (MSH-7): of every time in it that has none of its own (chapter 2A, DTM).
    zone: Option<i16>,
    /// Keys of patients, by the index of their PID: thousands of results ask for one.
    keys: HashMap<usize, String>,
    /// Orders that the message has reported before under the same numbers, with how often.
    repeated: HashMap<usize, usize>,
    children: Vec<Vec<usize>>,
    seen: Seen,
    /// What a fact tells more coarsely than its segment does.
    exact: Vec<(usize, usize, String)>,
    /// What ends a record that says itself to go on.
    ended: Vec<(usize, usize, String)>,
    /// With which result of its order a result stands under one number (OBX-4), by its index.
    gathered: HashMap<usize, String>,
    excluded: Vec<(String, &'static str)>,
    events: Vec<String>,
    /// Whom the message names by a number, with the name beside it.
    people: Vec<(usize, usize, [String; 2])>,
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
            zone: None,
            keys: HashMap::new(),
            repeated: HashMap::new(),
            children,
            seen: Seen::nothing(count, whole),
            exact: Vec::new(),
            ended: Vec::new(),
            gathered: HashMap::new(),
            excluded: Vec::new(),
            events: Vec::new(),
            people: Vec::new(),
        };
        scene.zone = scene.peek(0, 7, 1, 1, 0).and_then(|text| Date::parse_hl7(&text)?.offset);
        scene.code = scene.get(0, 9, 1, 1, 0).unwrap_or_default();
        let heard = message.segments.iter().position(|s| s.name == "EVN").and_then(|evn| scene.get(evn, 1, 1, 1, 0));
        scene.event = scene.get(0, 9, 1, 2, 0).or(heard).unwrap_or_default();
        scene.count_orders();
        if whole {
            scene.gather_results();
        }
        scene
    }

    /// Results of one order that stand under one number (OBX-4) belong together: the number is anybody's choice, so each is told by the one of them that
    /// comes first by what it says. One number for all of them, or one for each, puts nothing together, and what is said under two numbers stands with either.
    fn gather_results(&mut self) {
        let mut groups: HashMap<(usize, String), Vec<(String, usize)>> = HashMap::new();
        for obx in self.all("OBX") {
            let (Some(above), Some(number)) = (self.parent(obx), self.peek(obx, 4, 1, 1, 0)) else { continue };
            let part = |field: usize, component: usize| self.peek(obx, field, 1, component, 0);
            let said = format!("{} {}", part(3, 1).unwrap_or_default(), part(5, 1).or_else(|| part(5, 2)).unwrap_or_default());
            let said = if said.len() > VALUE_MAX { leaf::long(&said) } else { said.to_lowercase() };
            groups.entry((above, number)).or_default().push((said, obx));
        }
        let (mut numbers, mut times): (HashMap<usize, usize>, HashMap<(usize, String), usize>) = (HashMap::new(), HashMap::new());
        for ((above, _), members) in &groups {
            *numbers.entry(*above).or_default() += 1;
            members.iter().for_each(|(said, _)| *times.entry((*above, said.clone())).or_default() += 1);
        }
        for ((above, _), members) in groups {
            let Some((first, _)) = members.iter().min().cloned().filter(|_| numbers.get(&above).is_some_and(|numbers| *numbers > 1)) else { continue };
            for (said, obx) in members.into_iter().filter(|(said, _)| *said != first) {
                if times.get(&(above, said)) == Some(&1) {
                    self.gathered.insert(obx, first.clone());
                }
            }
        }
    }

    /// The result that one stands with under one number.
    pub fn gathered(&self, obx: usize) -> Option<&str> {
        self.gathered.get(&obx).map(String::as_str)
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

    /// Whether what stands beside a part that is read is told as well.
    pub fn tells_all(&self) -> bool {
        self.seen.tells_all()
    }

    /// The message itself, by which the order of a feed is told, for whom it names on a line.
    pub fn sent(&self, line: u64) -> Fact {
        let name = |field: usize| self.peek(0, field, 1, 1, 0).or_else(|| self.peek(0, field, 1, 2, 0)).unwrap_or_default();
        feed::message(line.saturating_sub(self.message.line), &[name(3), name(4)].join("^"), &self.peek(0, 7, 1, 1, 0).unwrap_or_default())
    }

    /// A point in time of the message; `None` of what is none.
    pub fn date(&self, text: &str) -> Option<Date> {
        let mut date = Date::parse_hl7(text)?;
        if date.has_time() {
            date.offset = date.offset.or(self.zone);
        }
        Some(date)
    }

    /// The same as a value; what is none stays text.
    pub fn point(&self, text: &str) -> Value {
        self.date(text).map_or_else(|| Value::Text(text.into()), Value::Date)
    }

    /// The value of a part, trimmed; `None` when it is empty or an explicit null. Counts as read.
    pub fn get(&mut self, index: usize, field: usize, repetition: usize, component: usize, subcomponent: usize) -> Option<String> {
        self.seen.take([index, field, repetition, component.max(1), subcomponent.max(1)]);
        self.peek(index, field, repetition, component, subcomponent)
    }

    /// The same, without counting as read.
    pub fn peek(&self, index: usize, field: usize, repetition: usize, component: usize, subcomponent: usize) -> Option<String> {
        let segment = self.message.segments.get(index)?;
        filled(self.message.at(segment, field, repetition, component, subcomponent)?.trim())
    }

    /// A whole repetition or component, with the delimiters in it. Counts as read.
    pub fn whole(&mut self, index: usize, field: usize, repetition: usize, component: usize) -> Option<String> {
        self.seen.take([index, field, repetition, component, 0]);
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
        self.seen.take([index, field, 0, 0, 0]);
    }

    /// Components of a repetition are read: what they say is said by another one, or by nothing but the form.
    pub fn mark_parts(&mut self, index: usize, field: usize, repetition: usize, components: &[usize]) {
        components.iter().for_each(|component| self.seen.take([index, field, repetition, *component, 0]));
    }

    /// Components of a repetition say who gave the number beside them, and how.
    pub fn mark_givers(&mut self, index: usize, field: usize, repetition: usize, components: &[usize]) {
        self.seen.mark_givers(index, field, repetition, components);
    }

    /// Something looked at the field: it does not count as unread.
    pub fn look_at(&mut self, index: usize, field: usize) {
        self.seen.look_at(index, field);
    }

    pub fn name(&self, index: usize) -> &'s str {
        let message = self.message;
        message.segments.get(index).map_or("", |s| s.name)
    }

    /// What a field says to the letter, where its fact tells it more coarsely.
    pub fn exactly(&mut self, index: usize, field: usize, code: &str) {
        self.exact.push((index, field, code.to_string()));
    }

    /// A field ends a record that says itself to go on.
    pub fn ends(&mut self, index: usize, field: usize, code: &str) {
        self.ended.push((index, field, code.to_string()));
    }

    /// What [`Scene::ends`] was told.
    pub fn ended(&self) -> &[(usize, usize, String)] {
        &self.ended
    }

    /// What [`Scene::exactly`] was told.
    pub fn exact(&self) -> &[(usize, usize, String)] {
        &self.exact
    }

    /// Somebody goes by a number and by a name in a field.
    pub fn name_person(&mut self, index: usize, field: usize, [number, name]: [&str; 2]) {
        self.people.push((index, field, [number.to_string(), name.to_string()]));
    }

    /// What [`Scene::name_person`] was told.
    pub fn people(&self) -> &[(usize, usize, [String; 2])] {
        &self.people
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
        self.seen.settle();
    }

    /// Every filled leaf of a segment and what became of it.
    pub fn leaves(&self, index: usize, each: &mut dyn FnMut(&Path, Left, &str)) {
        self.seen.leaves(self.message, &self.code, index, each);
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
        self.seen.set_aside(index);
        self.excluded.push((format!("hl7.{}", self.name(index)), reason));
    }

    /// The event itself means something that no statement says.
    pub fn unread_event(&mut self) {
        let name = format!("hl7.{}", self.event);
        if !self.events.contains(&name) {
            self.events.push(name);
        }
    }

    /// The patient's key ([`Message::patient`]).
    pub fn patient(&mut self, index: usize) -> String {
        let Some(pid) = self.message.pid(index) else { return String::new() };
        let message = self.message;
        self.keys.entry(pid).or_insert_with(|| message.patient(pid)).clone()
    }

    /// Of the numbers of a field the one that names a person most surely, whatever their order. Counts as read.
    pub fn surest(&mut self, index: usize, field: usize) -> Option<String> {
        (1..=self.repetitions(index, field)).for_each(|repetition| self.seen.take([index, field, repetition, 1, 1]));
        self.message.surest(index, field, &[])
    }

    /// Whether a number is one of those of the patient of a segment, where the event does not put numbers in the place of others.
    pub fn is_own(&self, index: usize, number: &str) -> bool {
        let Some(pid) = self.message.pid(index).filter(|_| !self.message.replaces_numbers()) else { return false };
        (1..=self.repetitions(pid, 3)).any(|repetition| self.peek(pid, 3, repetition, 1, 0).as_deref() == Some(number))
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
        self.seen.account(self.message, coverage);
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
