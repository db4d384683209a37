//! One statement under reading: elements of a resource into facts, each with its path.

use super::bare;
use super::contrary;
use super::source::Source;
use super::values;
use crate::leaf;
use crate::reading::{Builder, Place, Places};
use formats::Json;
use model::{Aspect, How, Kind, Origin, Statement, Value};
use std::fmt::Display;

/// Facts of one statement.
pub(super) struct Entry<'p, 's, 'j> {
    pub(super) builder: Builder<'p>,
    pub(super) source: &'s Source<'j>,
}

impl<'p, 's, 'j> Entry<'p, 's, 'j> {
    pub(super) fn new(places: &'p mut Places, source: &'s Source<'j>) -> Self {
        Self { builder: Builder::new(places), source }
    }

    /// The finished statement, with the marks of protection and the numbers that its resource has, and with whatever of it stands under no
    /// system.
    pub(super) fn finish(mut self, kind: Kind, patient: &str, origin: &Origin) -> Statement {
        self.marks();
        self.modifiers();
        self.numbers(kind);
        let bare = bare::leaves(self.source, self.builder.told());
        for (place, leaf) in bare {
            self.derive(Aspect::Element, Value::Text(leaf), &place);
        }
        self.builder.finish(kind, patient.to_string(), origin.clone())
    }
}

impl Entry<'_, '_, '_> {
    /// Every statement of a protected resource is protected.
    fn marks(&mut self) {
        if self.builder.is_empty() {
            return;
        }
        let source = self.source;
        for (place, label) in source.marks() {
            self.told(Aspect::Sensitivity, values::concept(label), &place);
        }
    }

    /// What changes the meaning of the whole record in a way that no reading knows, as FHIR marks it: whoever does not know it must not take the
    /// record as it stands. A denial is what it may be, and as one it counts.
    fn modifiers(&mut self) {
        if self.builder.is_empty() {
            return;
        }
        let source = self.source;
        for (index, modifier) in values::items(source.json(), "modifierExtension").iter().enumerate() {
            let name = values::extension_name(modifier);
            match values::extension_words(modifier) {
                Some(said) if said == "false" => {}
                Some(said) => self.builder.text(Aspect::Negation, &format!("{name}: {said}"), &format!("modifierExtension[{index}]")),
                None => self.builder.text(Aspect::Negation, name, &format!("modifierExtension[{index}]")),
            }
        }
    }

    /// The numbers by which the record is known. Those of a person and of a device tell who and what it is, those of a claim, of its lines and of a
    /// coverage have aspects of their own.
    fn numbers(&mut self, kind: Kind) {
        let apart = matches!(kind, Kind::Demographic | Kind::Device | Kind::Claim | Kind::Payment | Kind::Coverage | Kind::AuditEvent | Kind::Record);
        if apart || self.builder.has(Aspect::ClaimNumber) || self.builder.is_empty() {
            return;
        }
        let source = self.source;
        for (index, identifier) in values::items(source.json(), "identifier").iter().enumerate() {
            if let Some(number) = values::text(identifier, "value") {
                self.derive(Aspect::Identifier, Value::Text(number.trim().into()), format_args!("identifier[{index}].value"));
            }
        }
    }

    /// What the element says.
    pub(super) fn say(&mut self, aspect: Aspect, value: Value, place: impl Place) {
        self.builder.say_at(aspect, value, place, How::Copied);
    }

    /// What the element says in other words.
    pub(super) fn translate(&mut self, aspect: Aspect, word: &str, place: impl Place) {
        self.builder.say_at(aspect, Value::Word(word.into()), place, How::Translated);
    }

    /// What follows from the element.
    pub(super) fn derive(&mut self, aspect: Aspect, value: Value, place: impl Place) {
        self.builder.say_at(aspect, value, place, How::Derived);
    }

    /// What an element says, where it says anything.
    pub(super) fn told(&mut self, aspect: Aspect, value: Option<Value>, place: impl Place) -> bool {
        let Some(value) = value else { return false };
        self.say(aspect, value, place);
        true
    }

    /// A text that is not empty.
    pub(super) fn text(&mut self, aspect: Aspect, json: Option<&Json>, place: impl Place) -> bool {
        let Some(json) = json else { return false };
        let value = values::primitive(json).map(|text| Value::Text(text.into())).or_else(|| values::absence(json));
        self.told(aspect, value, place)
    }

    /// A point in time, down a path.
    pub(super) fn date(&mut self, aspect: Aspect, path: &str) {
        let value = self.source.down(path).and_then(values::date);
        self.told(aspect, value, path);
    }

    /// The first of several elements that is there.
    pub(super) fn first_date(&mut self, aspect: Aspect, paths: &[&str]) {
        for path in paths {
            if !self.builder.has(aspect) {
                self.date(aspect, path);
            }
        }
    }

    /// Start and end of a period; a period of one moment has no end.
    pub(super) fn period(&mut self, path: &str, start: Aspect, end: Aspect) {
        let source = self.source;
        let Some(period) = source.down(path) else { return };
        self.span(period, path, start, end);
    }

    /// The same for a period inside an element.
    pub(super) fn span(&mut self, period: &Json, place: &str, start: Aspect, end: Aspect) {
        let bound = |key: &str| values::member(period, key).and_then(values::date);
        let (from, to) = (bound("start"), bound("end"));
        let same = from == to;
        if !self.builder.has(start) {
            self.told(start, from, format_args!("{place}.start"));
        }
        if !same && !self.builder.has(end) {
            self.told(end, to, format_args!("{place}.end"));
        }
    }

    /// Every concept of a member.
    pub(super) fn concept(&mut self, aspect: Aspect, member: &str) {
        let source = self.source;
        match source.get(member) {
            Some(Json::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.told(aspect, values::concept(item), format_args!("{member}[{index}]"));
                }
            }
            Some(item) => {
                for item in values::list(item) {
                    self.told(aspect, values::concept(item), member);
                }
            }
            None => {}
        }
    }

    /// The code of a concept, or a plain code, as a word.
    pub(super) fn word(&mut self, aspect: Aspect, member: &str) {
        let source = self.source;
        if let Some(item) = source.first(member) {
            self.spoken(aspect, item, member);
        }
    }

    /// One concept as a word.
    pub(super) fn spoken(&mut self, aspect: Aspect, json: &Json, place: impl Place + Display) -> bool {
        if let Some(absent) = values::reason_in_place(json) {
            return self.told(aspect, Some(absent), place);
        }
        match values::word(json) {
            Some((word, part)) => {
                let word = contrary::both(aspect, json, word).unwrap_or_else(|| word.into());
                self.say(aspect, Value::Word(word), format_args!("{place}{part}"));
                true
            }
            None => self.told(aspect, values::absence(json), place),
        }
    }

    /// Every item of a member as a word.
    pub(super) fn words(&mut self, aspect: Aspect, member: &str) {
        let source = self.source;
        for (index, item) in source.items(member).iter().enumerate() {
            self.spoken(aspect, item, format_args!("{member}[{index}]"));
        }
    }

    /// A quantity or number, down a path.
    pub(super) fn number(&mut self, aspect: Aspect, path: &str) {
        let value = self.source.down(path).and_then(values::measured);
        self.told(aspect, value, path);
    }

    /// Whom a reference names, down a path.
    pub(super) fn reference(&mut self, aspect: Aspect, path: &str) {
        let source = self.source;
        if let Some(reference) = source.down(path) {
            self.who(aspect, reference, path);
        }
    }

    /// Whom a reference names.
    pub(super) fn who(&mut self, aspect: Aspect, json: &Json, place: impl Place) -> bool {
        let value = identity(self.source, json);
        self.told(aspect, value, place)
    }

    /// The words for a record of the same patient, else its key; of two books of FHIR the key comes first.
    pub(super) fn record_of_chart(&mut self, aspect: Aspect, json: &Json, place: impl Place) -> bool {
        if self.source.is_link(json) { self.who(aspect, json, place) } else { self.name(aspect, json, place) }
    }

    /// The name of whom or what a reference names, else its key.
    pub(super) fn name(&mut self, aspect: Aspect, json: &Json, place: impl Place) -> bool {
        let reference = match json.get("reference") {
            Some(inner @ Json::Object(_)) => inner,
            _ => json,
        };
        let words = values::text(reference, "display").map(str::to_string).or_else(|| self.inner(reference).and_then(name));
        let concept = || json.get("concept").and_then(values::concept);
        // Whom the link leads to is looked up, in case the words are those of somebody else: organizations are found by name.
        let is_looked_up = words.is_some() && matches!(aspect, Aspect::Payer | Aspect::Manufacturer) && !self.builder.has(aspect) && !self.source.is_of_whole_books();
        let value = words.map(Value::Text).or_else(concept).or_else(|| values::who(reference));
        let is_told = self.told(aspect, value, place);
        if is_told
            && is_looked_up
            && let Some(Value::Key(key)) = values::who(reference)
        {
            self.builder.leaf(leaf::looked_up(aspect, &key));
        }
        is_told
    }

    /// The contained resource that a reference leads to.
    fn inner(&self, json: &Json) -> Option<&Json<'_>> {
        inside(self.source, json)
    }

    /// Reasons: coded, else as references to conditions of the same patient (resolved when the chart is whole).
    pub(super) fn reasons(&mut self) {
        for member in ["reasonCode", "reasonCodeableConcept", "reasonForUseCodeableConcept", "reasonGiven", "reason"] {
            self.concept(Aspect::Reason, member);
        }
        if self.builder.has(Aspect::Reason) {
            return;
        }
        let source = self.source;
        for member in ["reasonReference", "reasonForUseReference", "indication", "reason"] {
            for (index, reason) in source.items(member).iter().enumerate() {
                self.who(Aspect::Reason, reason, format_args!("{member}[{index}]"));
            }
        }
    }

    /// Body sites, with the side where a destination put it: SNOMED CT qualifiers among them.
    pub(super) fn sites(&mut self, member: &str) {
        self.concept(Aspect::BodySite, member);
        let source = self.source;
        for site in source.items(member) {
            self.side(site, member);
        }
    }

    fn side(&mut self, site: &Json, place: &str) {
        let named = |code: &str| match code {
            "7771000" => Some("left"),
            "24028007" => Some("right"),
            "51440002" => Some("bilateral"),
            _ => None,
        };
        let sides: Vec<&str> = values::codes(site).into_iter().filter_map(named).collect();
        // Of several sides each has words of its own.
        let both = if let [side] = sides[..] { contrary::both(Aspect::Laterality, site, side) } else { None };
        for side in sides {
            self.builder.word(Aspect::Laterality, both.as_deref().unwrap_or(side), place);
        }
    }

    /// The encounter it belongs to.
    pub(super) fn encounter_link(&mut self) {
        let source = self.source;
        for member in ["encounter", "context"] {
            let encounter = source.first(member);
            if !self.builder.has(Aspect::Encounter) {
                let key = encounter.and_then(values::who).filter(|v| matches!(v, Value::Key(_)));
                self.told(Aspect::Encounter, key, member);
            }
        }
    }

    /// Where it happened.
    pub(super) fn location(&mut self, path: &str) {
        let source = self.source;
        if let Some(location) = source.down(path) {
            self.name(Aspect::Location, location, path);
        }
    }

    /// Annotations, or the plain comments of earlier versions.
    pub(super) fn notes(&mut self, members: &[&str]) {
        let source = self.source;
        for member in members {
            let many = source.is_list(member);
            for (index, note) in source.items(member).iter().enumerate() {
                let base = if many { format!("{member}[{index}]") } else { (*member).to_string() };
                match values::text(note, "text") {
                    Some(words) => self.builder.text(Aspect::Text, words, &format!("{base}.text")),
                    None => self.builder.text(Aspect::Text, values::primitive(note).unwrap_or(""), &base),
                }
            }
        }
    }

    /// What is refuted is denied.
    pub(super) fn refuted(&mut self) {
        let word = self.source.first("verificationStatus").and_then(values::word);
        if word.is_some_and(|(word, _)| word == "refuted") {
            self.derive(Aspect::Negation, Value::Flag(true), "verificationStatus");
        }
    }
}

/// The contained resource that a reference leads to.
fn inside<'j>(source: &Source<'j>, json: &Json) -> Option<&'j Json<'j>> {
    let reference = values::text(json, "reference").filter(|r| r.starts_with('#'))?;
    source.contained(reference)
}

/// The key of whom a reference names or, where the resource contains them, what they say themselves.
pub(super) fn identity(source: &Source<'_>, json: &Json) -> Option<Value> {
    let own = inside(source, json).and_then(|inner| {
        let number = values::down(inner, "identifier.value").and_then(values::primitive);
        number.map(|n| Value::Key(n.trim().into())).or_else(|| name(inner).map(Value::Text))
    });
    own.or_else(|| values::who(json))
}

/// The name of a contained person, organization or place.
fn name(inner: &Json) -> Option<String> {
    let named = values::first(inner, "name")?;
    if let Some(words) = values::primitive(named).or_else(|| values::text(named, "text")) {
        return Some(words.trim().into());
    }
    let part = |key: &str| values::text(named, key);
    let parts: Vec<&str> = [part("prefix"), part("given"), part("family")].into_iter().flatten().collect();
    if parts.is_empty() { None } else { Some(parts.join(" ")) }
}
