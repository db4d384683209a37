//! The facts of one statement while they are gathered: the fields of a segment by number, said with their place.
//!
//! What of the fields counts as read is noted by the [`Scene`] that they are taken from.

use super::scene::Scene;
use super::value;
use crate::absence;
use crate::reading::{Builder, Places};
use formats::hl7v2::Path;
use model::{Aspect, Date, How, Kind, Origin, Precision, Statement, Value};

/// A code of HL7 v2 with the word that FHIR has for it; an empty word asserts nothing.
pub(super) type Words = &'static [(&'static str, &'static str)];

/// Parts of a coded field that are its codes, their words, their systems and the release that these are of.
const CODED: [usize; 21] = [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22];

/// Fields of which an explicit null says that what an aspect stands for is no more, beside a book of any format. Between messages that holds of
/// every field with an aspect of its own ([`Entry::emptied_by`]).
const DELETABLE: [(&str, usize, Aspect); 15] = [
    ("PID", 11, Aspect::Line), ("PID", 13, Aspect::Phone), ("PID", 15, Aspect::Language), ("PID", 16, Aspect::MaritalStatus), ("PID", 29, Aspect::DeathDate),
    ("PV1", 45, Aspect::End), ("AL1", 4, Aspect::Severity), ("AL1", 5, Aspect::Reaction), ("IAM", 4, Aspect::Severity), ("IAM", 5, Aspect::Reaction),
    ("PRB", 9, Aspect::End), ("OBX", 8, Aspect::Flag), ("IN1", 13, Aspect::End), ("RXE", 7, Aspect::Sig), ("RXE", 27, Aspect::Reason),
];

/// Fields that hold a code of a table of HL7's own, which old versions (IS) and most senders do not name beside it.
const BOUND: [(&str, usize, &str); 4] = [("RXR", 2, "HL70163"), ("SCH", 7, "HL70276"), ("SCH", 8, "HL70277"), ("TXA", 2, "HL70270")];

/// Parts of a code of the field's own table: the words beside it, the name of that table and its release say nothing beyond the code.
const OF_A_TABLE: [usize; 6] = [1, 2, 3, 5, 7, 8];

/// Whether the code of a unit is only its number or name in somebody's own table, and the words beside it are the unit.
fn is_number_of_unit(code: &str, words: &str) -> bool {
    code.bytes().all(|b| b.is_ascii_digit()) || (model::is_ucum(words) && !model::is_ucum(code) && model::canonical_unit(code) == code)
}

/// The facts of one statement while they are gathered.
pub(super) struct Entry<'e, 's> {
    pub builder: Builder<'e>,
    pub scene: &'e mut Scene<'s>,
    /// The segment that is read.
    pub index: usize,
    /// The patient, where it is another than that of the group.
    pub patient: Option<String>,
    /// Fields that an explicit null empties, by their segment, with the aspect that each stands for.
    emptied: Vec<(usize, usize, Aspect)>,
}

impl<'e, 's> Entry<'e, 's> {
    pub fn new(places: &'e mut Places, scene: &'e mut Scene<'s>, index: usize) -> Self {
        Self { builder: Builder::new(places), scene, index, patient: None, emptied: Vec::new() }
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
        } else {
            self.emptied_by(aspect, field);
        }
    }

    /// Where the field is an explicit null: what the aspect stands for is no more, unless another field says it.
    pub fn emptied_by(&mut self, aspect: Aspect, field: usize) {
        if self.scene.tells_all() && self.scene.is_null(self.index, field) {
            self.emptied.push((self.index, field, aspect));
        }
    }

    /// The number of a record (EI): by whom it was given, in one form or another.
    pub fn given(&mut self, field: usize) {
        self.scene.mark_parts(self.index, field, 1, &[4]);
        self.scene.mark_givers(self.index, field, 1, &[2, 3]);
    }

    /// The field holds a code of its own table.
    pub fn of_a_table(&mut self, field: usize, repetition: usize) {
        self.scene.mark_parts(self.index, field, repetition, &OF_A_TABLE);
    }

    /// The word for a code; a code without one is said as it stands, and so are words without a code.
    pub fn word(&mut self, aspect: Aspect, field: usize, words: Words) {
        let code = self.get(field, 1).or_else(|| self.get(field, 2));
        if let Some(code) = code {
            self.of_a_table(field, 1);
            let word = value::word(words, &code).unwrap_or(&code).to_string();
            let how = if word == code { How::Copied } else { How::Translated };
            self.exactly(field, words, &code);
            if !word.is_empty() {
                self.say(aspect, Value::Word(word), field, how);
            }
        } else {
            self.emptied_by(aspect, field);
        }
    }

    /// The word for a code that the table lists; others say nothing, and are unread.
    pub fn listed(&mut self, aspect: Aspect, field: usize, words: Words) {
        let Some(code) = self.scene.peek(self.index, field, 1, 1, 0) else { return self.emptied_by(aspect, field) };
        let Some(word) = value::word(words, &code) else { return };
        self.of_a_table(field, 1);
        self.exactly(field, words, &code);
        if !word.is_empty() {
            self.say(aspect, Value::Word(word.into()), field, How::Translated);
        }
    }

    /// The state of an order (ORC): its own (ORC-5), else what the control code (ORC-1) makes of it. A control code that ends or halts what is said to go
    /// on, as one that cancels what is scheduled, is told to the letter beside it; any other only carries the state.
    pub fn order_state(&mut self, states: Words, controls: Words) {
        self.listed(Aspect::Status, 5, states);
        self.scene.mark(self.index, 1);
        if !self.builder.has(Aspect::Status) {
            return self.listed(Aspect::Status, 1, controls);
        }
        let code = |field: usize| self.scene.peek(self.index, field, 1, 1, 0).unwrap_or_default();
        let (state, control) = (value::word(states, &code(5)), code(1).to_ascii_uppercase());
        match (value::word(controls, &control).filter(|done| *done != "active"), state) {
            (Some("on-hold"), Some("active")) => self.to_the_letter(1, &control),
            (Some(done), Some("active" | "on-hold")) if done != "on-hold" => {
                self.to_the_letter(1, &control);
                self.scene.ends(self.index, 1, &control);
            }
            _ => {}
        }
    }

    /// What a field of this segment says, where its fact tells it more coarsely.
    pub fn to_the_letter(&mut self, field: usize, code: &str) {
        self.scene.exactly(self.index, field, code);
    }

    /// Keeps the code itself where the table has one word for several. Spellings of one code begin alike.
    pub fn exactly(&mut self, field: usize, words: Words, code: &str) {
        let Some(word) = value::word(words, code) else { return };
        let letter = |c: &str| c.chars().next().map(|l| l.to_ascii_uppercase());
        let mut alike = words.iter().filter(|(_, w)| *w == word);
        let others = alike.clone().any(|(c, _)| letter(c) != letter(code));
        let first = alike.find(|(c, _)| letter(c) == letter(code)).map_or(code, |(c, _)| *c);
        if others {
            // A control code that carries the state of an order stands for it.
            let field = if self.name() == "ORC" && field == 1 { 5 } else { field };
            self.to_the_letter(field, first);
        }
    }

    pub fn date(&mut self, aspect: Aspect, field: usize, component: usize) {
        if let Some(text) = self.get(field, component) {
            self.exact_to(field, component);
            let point = self.scene.point(&text);
            self.say(aspect, point, field, How::Copied);
        } else {
            self.emptied_by(aspect, field);
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
        } else {
            self.emptied_by(aspect, field);
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

    /// The system of the codes that a field holds without naming one: a book of another format has to name it. Between messages nobody does.
    fn bound_to(&self, field: usize) -> String {
        let table = BOUND.iter().find(|(segment, own, _)| *segment == self.name() && *own == field && !self.scene.tells_all());
        table.map(|(.., table)| value::system(table)).unwrap_or_default()
    }

    /// First repetition of a coded field.
    pub fn concept(&mut self, aspect: Aspect, field: usize) {
        let system = self.bound_to(field);
        if let Some(value) = self.concept_of(field, 1, &system) {
            self.say(aspect, value, field, How::Copied);
        } else {
            self.emptied_by(aspect, field);
        }
    }

    /// Every repetition of a coded field.
    pub fn concepts(&mut self, aspect: Aspect, field: usize) {
        self.emptied_by(aspect, field);
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
        if let Some(number) = number.as_ref().filter(|_| !name.is_empty() && self.scene.tells_all()) {
            self.scene.name_person(self.index, field, [number, &name]);
        }
        if let Some(key) = number.or((!name.is_empty()).then_some(name)) {
            self.say(aspect, Value::Key(key), field, How::Copied);
        } else {
            self.emptied_by(aspect, field);
        }
    }

    /// A number with its unit in another field (0 for none).
    pub fn quantity(&mut self, aspect: Aspect, field: usize, unit: usize) {
        let Some(text) = self.get(field, 1) else { return self.emptied_by(aspect, field) };
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
        self.peeked_unit(field)
    }

    /// The same, without counting as read.
    pub fn peeked_unit(&self, field: usize) -> String {
        let part = |component: usize| self.scene.peek(self.index, field, 1, component, 0);
        match (part(1), part(2)) {
            // Between messages the code itself is compared.
            (Some(code), Some(words)) if !self.scene.tells_all() && is_number_of_unit(&code, &words) => words,
            (code, words) => code.or(words).unwrap_or_default(),
        }
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
            "PV1" => {
                self.protected(own, 16);
                self.restrictions();
            }
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
                self.scene.mark_parts(index, field, repetition, &OF_A_TABLE);
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

    /// What the segment deletes: it is known to be nothing, where nothing else says what it is.
    fn deletions(&mut self) {
        let name = self.name();
        for (_, field, aspect) in DELETABLE.iter().filter(|(segment, ..)| *segment == name) {
            if self.scene.is_null(self.index, *field) && !self.builder.has(*aspect) {
                self.say(*aspect, Value::Absent(absence::DELETED.into()), *field, How::Translated);
            }
        }
        for (index, field, aspect) in std::mem::take(&mut self.emptied) {
            if !self.builder.has(aspect) {
                self.on(index, |e| e.say(aspect, Value::Absent(absence::DELETED.into()), field, How::Translated));
            }
        }
    }

    /// The statement with its notes and its visit; `None` when nothing was said.
    pub fn finish(mut self, kind: Kind, origin: Origin) -> Option<Statement> {
        if self.builder.is_empty() {
            return None;
        }
        self.deletions();
        // What is remarked on an order stands with the order, and not with the report of its results as well.
        if !self.builder.has(Aspect::Results) {
            self.notes();
        }
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
