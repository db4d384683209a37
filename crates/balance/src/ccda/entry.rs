//! One clinical statement being read: CDA's data types into facts, with the places they were read from.
//!
//! Every element that became a fact, or decided about one, is noted by its byte: what remains is counted as unread.

use crate::ccda::at::At;
use crate::ccda::codes;
use crate::leaf;
use crate::reading::{Builder, Places};
use formats::ccda::Document;
use formats::xml::{Element, Node};
use model::{Aspect, Date, How, Kind, Origin, Quantity, Statement, Value};
use std::collections::BTreeSet;

/// Bytes up to which a narrative can be the name of something. A reference to a whole section names nothing.
const NAME_BYTES_MAX: usize = 20_000;

/// Facts of one statement.
pub(super) struct Entry<'p, 'd> {
    pub(super) builder: Builder<'p>,
    document: &'d Document,
    read: BTreeSet<u64>,
}

impl<'p, 'd> Entry<'p, 'd> {
    pub(super) fn new(places: &'p mut Places, document: &'d Document) -> Self {
        Self { builder: Builder::new(places), document, read: BTreeSet::new() }
    }

    /// The document that it is read from.
    pub(super) fn document(&self) -> &'d Document {
        self.document
    }

    /// Notes that an element was read.
    pub(super) fn seen(&mut self, at: &At<'_>) {
        self.read.insert(at.element.byte());
    }

    /// The finished statement and the bytes of the elements it was read from.
    pub(super) fn finish(self, kind: Kind, patient: &str, artifact: u32, element: Element<'_>) -> (Statement, BTreeSet<u64>) {
        let origin = Origin { artifact, relation: 0, line: element.line(), reference: String::new() };
        (self.builder.finish(kind, patient.to_string(), origin), self.read)
    }

    /// What an element says in words: its own, or those of the narrative that it refers to. Empty when it says nothing. Of a reference to a
    /// whole section, which many entries may share, a digest: that it says something else is seen all the same.
    pub(super) fn words(&self, at: &At<'d>) -> String {
        let words = whole_words(self.document, at);
        if words.len() > NAME_BYTES_MAX { leaf::long(&words) } else { words }
    }

    /// The same of what something is called: a whole section is no name.
    pub(super) fn name_words(&self, at: &At<'d>) -> String {
        let words = whole_words(self.document, at);
        if words.len() > NAME_BYTES_MAX { String::new() } else { words }
    }

    /// A coded element with its translations and its original text.
    pub(super) fn concept(&self, at: &At<'d>) -> Option<Value> {
        let mut codings = Vec::new();
        codings.extend(codes::coding_of(at));
        for coding in at.all("translation").iter().filter_map(codes::coding_of) {
            if !codings.contains(&coding) {
                codings.push(coding);
            }
        }
        let original = at.child("originalText").map(|t| self.name_words(&t)).unwrap_or_default();
        let display = || at.attribute("displayName").map(str::to_string).or_else(|| codings.iter().map(|c| c.display.clone()).find(|d| !d.is_empty()));
        let text = if original.is_empty() { display().unwrap_or_default() } else { original };
        (!codings.is_empty() || !text.is_empty()).then_some(Value::code(codings, text))
    }

    /// Says a coded element, when it is there and says something.
    pub(super) fn code(&mut self, aspect: Aspect, at: Option<&At<'d>>) -> bool {
        self.code_as(aspect, at, How::Copied)
    }

    /// Says a coded element that came to be in some way.
    pub(super) fn code_as(&mut self, aspect: Aspect, at: Option<&At<'d>>, how: How) -> bool {
        let Some(at) = at else { return false };
        let Some(value) = self.concept(at) else { return false };
        self.builder.say(aspect, value, &code_place(at), how);
        self.seen(at);
        true
    }

    /// Says the name of the statement: its code, else the words of its text. Gives back what it said.
    pub(super) fn name(&mut self, code: Option<&At<'d>>, statement: &At<'d>) -> Option<Value> {
        if let Some(at) = code
            && let Some(value) = self.concept(at)
        {
            self.builder.say(Aspect::Code, value.clone(), &code_place(at), How::Copied);
            self.seen(at);
            return Some(value);
        }
        let text = statement.child("text")?;
        let words = self.name_words(&text);
        if words.is_empty() {
            return None;
        }
        let value = Value::words(words);
        self.builder.say(Aspect::Code, value.clone(), &text.place(""), How::Copied);
        Some(value)
    }

    /// Says a word that a table gave for a code; the code itself where the table has none.
    pub(super) fn word(&mut self, aspect: Aspect, at: &At<'d>, word: Option<&str>, how: How) -> bool {
        let given = word.map(str::to_string).or_else(|| self.spoken(at));
        let Some(given) = given else { return false };
        self.builder.say(aspect, Value::Word(given), &code_place(at), how);
        self.seen(at);
        true
    }

    /// A coded element in one word: its code, as a display decides nothing; without a code its display or original text in
    /// small letters.
    fn spoken(&self, at: &At<'d>) -> Option<String> {
        let display = || at.attribute("displayName").map(str::to_lowercase);
        let original = || at.child("originalText").map(|t| self.name_words(&t).to_lowercase()).filter(|t| !t.is_empty());
        at.attribute("code").map(str::to_string).or_else(display).or_else(original)
    }

    /// Says the status of an act by a table; a status that the table does not know stays as given.
    pub(super) fn status(&mut self, statement: &At<'d>, table: fn(&str) -> Option<&'static str>) {
        let Some(status) = statement.child("statusCode") else { return };
        let Some(code) = status.attribute("code") else { return };
        self.builder.say(Aspect::Status, Value::Word(table(code).unwrap_or(code).into()), &status.place("@code"), How::Translated);
        self.seen(&status);
    }

    /// Says a point in time.
    pub(super) fn date(&mut self, aspect: Aspect, at: Option<&At<'d>>, how: How) -> bool {
        let Some(at) = at else { return false };
        let Some(text) = at.attribute("value") else { return false };
        self.builder.say(aspect, date_value(text), &at.place("@value"), how);
        self.seen(at);
        true
    }

    /// Says when something happened or was taken: what begins and ends at one moment has no end of its own, as in FHIR.
    pub(super) fn event(&mut self, time: Option<&At<'d>>, start: Aspect, end: Aspect) {
        let bound = |part: &str| time.and_then(|t| t.child(part)).filter(|b| b.attribute("value").is_some());
        match (bound("low"), bound("high")) {
            (Some(low), Some(high)) if low.attribute("value") == high.attribute("value") => {
                self.date(start, Some(&low), How::Copied);
                self.seen(&high);
            }
            _ => self.time(time, start, end),
        }
    }

    /// Says when a statement holds: a point, or a span from low to high.
    pub(super) fn time(&mut self, time: Option<&At<'d>>, start: Aspect, end: Aspect) {
        let Some(time) = time else { return };
        self.date(start, Some(time), How::Copied);
        for (part, aspect) in [("low", start), ("center", start), ("high", end)] {
            let bound = time.child(part);
            if (part != "center" || !self.builder.has(start)) && !self.date(aspect, bound.as_ref(), How::Copied) {
                self.absent(aspect, bound.as_ref());
            }
        }
    }

    /// Says why there is no value, where the null flavor tells more than that there is none.
    pub(super) fn absent(&mut self, aspect: Aspect, at: Option<&At<'d>>) {
        let Some(at) = at else { return };
        if let Some(flavor) = at.attribute("nullFlavor").filter(|f| crate::absence::tells(f)) {
            self.builder.say(aspect, Value::Absent(flavor.into()), &at.place("@nullFlavor"), How::Translated);
            self.seen(at);
        }
    }

    /// Says a physical quantity; what is no number stays as text.
    pub(super) fn quantity(&mut self, aspect: Aspect, at: Option<&At<'d>>) -> bool {
        let Some(at) = at else { return false };
        let value = measured(at).or_else(|| span(at)).or_else(|| self.converted(at));
        let Some(value) = value else { return false };
        self.builder.say(aspect, value, &at.place(if at.attribute("value").is_some() { "@value" } else { "" }), How::Copied);
        self.seen(at);
        true
    }

    /// A quantity whose unit is not UCUM stands in a translation.
    pub(super) fn converted(&self, at: &At<'d>) -> Option<Value> {
        let translation = at.child("translation")?;
        let mut value = measured(&translation)?;
        if let Value::Quantity(quantity) = &mut value
            && quantity.unit.is_empty()
        {
            let words = translation.child("originalText").map(|t| self.name_words(&t)).unwrap_or_default();
            let named = translation.attribute("displayName").or_else(|| translation.attribute("code")).unwrap_or("");
            quantity.unit = if words.is_empty() { named.into() } else { words };
        }
        Some(value)
    }

    /// Who wrote it and when: the last author, the earliest time. What the statement does not say, the act around it says.
    pub(super) fn authors(&mut self, holders: &[Option<&At<'d>>], who: How, when: How) {
        let authors: Vec<At<'d>> = holders.iter().flatten().map(|h| h.all("author")).find(|a| !a.is_empty()).unwrap_or_default();
        let times: Vec<At<'d>> = authors.iter().filter_map(|a| a.child("time")).filter(|t| t.attribute("value").is_some()).collect();
        let moment = |t: &At<'d>| match t.attribute("value").map(date_value) {
            Some(Value::Date(date)) => (date.days(), date.second),
            _ => (i32::MAX, 0),
        };
        self.date(Aspect::Recorded, times.iter().min_by_key(|t| moment(t)), when);
        let roles: Vec<At<'d>> = authors.iter().filter_map(|a| a.child("assignedAuthor")).collect();
        if let Some((value, place)) = last_author(&roles) {
            self.builder.say(Aspect::Author, value, &place, who);
        }
        authors.iter().for_each(|a| self.seen(a));
    }

    /// Who did it: the first performer with an identity.
    pub(super) fn performer(&mut self, holders: &[Option<&At<'d>>], how: How) -> bool {
        for performer in holders.iter().flatten().flat_map(|h| h.all("performer")) {
            let Some((value, place)) = performer.child("assignedEntity").as_ref().and_then(identity) else { continue };
            self.builder.say(Aspect::Performer, value, &place, how);
            self.seen(&performer);
            return true;
        }
        false
    }

    /// Why: the values of related indications, and the codes of reasons.
    pub(super) fn reasons(&mut self, statement: &At<'d>) {
        for (kind, related) in statement.asserted() {
            if kind != "RSON" && !related.claims(&["22.4.19"]) {
                continue;
            }
            let code = related.child("code");
            let refused = code.as_ref().is_some_and(|c| c.attribute("code").is_some_and(codes::is_refusal)) || related.claims(&["22.4.53"]);
            if refused {
                self.code(Aspect::Reason, code.as_ref());
                continue;
            }
            let inner = || related.related().into_iter().find_map(|(_, o)| o.child("value"));
            if let Some(value) = related.child("value").or_else(inner) {
                self.code(Aspect::Reason, Some(&value));
            } else if related.element.name() != "observation" {
                self.code(Aspect::Reason, code.as_ref());
            }
        }
    }

    /// Comments of people on the statement.
    pub(super) fn comments(&mut self, statement: &At<'d>) {
        for (_, act) in statement.related().iter().filter(|(_, a)| a.element.name() == "act" && (a.coded("48767-8") || a.claims(&["22.4.64"]))) {
            if let Some(text) = act.child("text") {
                let words = self.words(&text);
                self.builder.text(Aspect::Text, &words, &text.place(""));
                self.seen(&text);
            }
        }
    }

    /// Body sites, with the side where a site or a qualifier of it names one.
    pub(super) fn sites(&mut self, statement: &At<'d>) {
        for site in statement.all("targetSiteCode") {
            self.code(Aspect::BodySite, Some(&site));
            self.side(&site);
        }
    }

    /// The side that a code, a translation or a qualifier names.
    pub(super) fn side(&mut self, at: &At<'d>) {
        let qualifiers: Vec<At<'d>> = at.all("qualifier").iter().filter_map(|q| q.child("value")).collect();
        for part in std::iter::once(at.clone()).chain(at.all("translation")).chain(qualifiers) {
            if let Some(side) = part.attribute("code").and_then(codes::side) {
                self.builder.say(Aspect::Laterality, Value::Word(side.into()), &part.place("@code"), How::Translated);
                self.seen(&part);
            }
        }
    }

    /// The encounter that the statement refers to.
    pub(super) fn encounter(&mut self, statement: &At<'d>) -> bool {
        let encounters = statement.related().into_iter().filter(|(_, e)| e.element.name() == "encounter");
        for (_, encounter) in encounters {
            if let Some((key, place)) = key_of(&encounter) {
                self.builder.say(Aspect::Encounter, Value::Key(key), &place, How::Copied);
                self.seen(&encounter);
                return true;
            }
        }
        false
    }

    /// Where: the name of the place of service, else its kind.
    pub(super) fn location(&mut self, role: &At<'d>) {
        let named = ["playingEntity/name", "location/name"].iter().find_map(|path| role.down(path)).filter(|n| !n.text().is_empty());
        if let Some(name) = named {
            self.builder.say(Aspect::Location, Value::Text(name.text()), &name.place(""), How::Derived);
            self.seen(&name);
        } else {
            self.code_as(Aspect::Location, role.child("code").as_ref(), How::Derived);
        }
    }

    /// The places where a statement happened.
    pub(super) fn locations(&mut self, statement: &At<'d>) {
        for participant in statement.all("participant").iter().filter(|p| p.attribute("typeCode") == Some("LOC")) {
            if let Some(role) = participant.child("participantRole") {
                self.location(&role);
            }
        }
    }
}

/// The words of an element without a bound: for the body of a note.
pub(super) fn whole_words(document: &Document, at: &At<'_>) -> String {
    let own = at.text();
    // Some write the reference itself where its words should stand.
    let written = Some(own.as_str()).filter(|own| own.starts_with('#') && !own.contains(char::is_whitespace));
    if !own.is_empty() && written.is_none() {
        return own;
    }
    let target = written.or_else(|| at.child("reference").and_then(|r| r.attribute("value"))).map(|t| t.trim_start_matches('#')).filter(|t| !t.is_empty());
    let found = target.and_then(|t| document.resolve(&format!("#{t}"))).unwrap_or_default();
    found.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where a coded element says what it says.
pub(super) fn code_place(at: &At<'_>) -> String {
    if at.attribute("code").is_some() {
        at.place("@code")
    } else if at.all("translation").iter().any(|t| t.attribute("code").is_some()) {
        at.place("translation/@code")
    } else if at.child("originalText").is_some() {
        at.place("originalText")
    } else {
        at.place("")
    }
}

/// A point in time as HL7 writes it; also the form of ISO that some exporters write. What is neither stays as text.
pub(super) fn date_value(text: &str) -> Value {
    let date = if text.as_bytes().get(4) == Some(&b'-') { Date::parse_iso(text).or_else(|| Date::parse_hl7(text)) } else { Date::parse_hl7(text) };
    date.map_or_else(|| Value::Text(text.into()), Value::Date)
}

/// The value and unit of a quantity. `None` when there is no value.
pub(super) fn measured(at: &At<'_>) -> Option<Value> {
    let text = at.attribute("value")?;
    let unit = at.attribute("unit").unwrap_or("");
    Some(match Quantity::parse(text) {
        Some(mut quantity) => {
            if !unit.is_empty() {
                quantity.unit = unit.into();
            }
            Value::Quantity(quantity)
        }
        None => Value::Text(format!("{text} {unit}").trim().into()),
    })
}

/// An interval of quantities: a comparator when one end is open, one number when both ends are the same, else the span in
/// words. `None` when neither end has a value.
pub(super) fn span(at: &At<'_>) -> Option<Value> {
    let (low, high) = (at.child("low"), at.child("high"));
    let end = |bound: &Option<At<'_>>| bound.as_ref().and_then(|b| Some((measured(b)?, b.attribute("inclusive") != Some("false"))));
    match (end(&low), end(&high)) {
        (Some((Value::Quantity(mut low), inclusive)), None) => {
            low.comparator = String::from(if inclusive { ">=" } else { ">" });
            Some(Value::Quantity(low))
        }
        (None, Some((Value::Quantity(mut high), inclusive))) => {
            high.comparator = String::from(if inclusive { "<=" } else { "<" });
            Some(Value::Quantity(high))
        }
        (Some((Value::Quantity(low), _)), Some((Value::Quantity(high), _))) => {
            if low == high {
                return Some(Value::Quantity(low));
            }
            let unit = if low.unit == high.unit { String::new() } else { format!(" {}", low.unit) };
            Some(Value::Text(format!("{}{unit}-{} {}", low.number.normalize(), high.number.normalize(), high.unit).trim().into()))
        }
        (Some((low, _)), Some((high, _))) => Some(Value::Text(format!("{}-{}", low.shown(), high.shown()))),
        (Some((one, _)), None) | (None, Some((one, _))) => Some(one),
        (None, None) => None,
    }
}

/// The key of a record: the extension of its first identifier that has one, else its first root.
pub(super) fn key_of(at: &At<'_>) -> Option<(String, String)> {
    let ids: Vec<At<'_>> = at.all("id").into_iter().filter(|id| !id.is_null() && id.attribute("extension").is_none_or(codes::is_identifier)).collect();
    let by = |attribute: &str| ids.iter().find_map(|id| Some((id.attribute(attribute)?.to_string(), id.place(&format!("@{attribute}")))));
    by("extension").or_else(|| by("root"))
}

/// Whoever wrote last of several authors: a person, or else the program that made it.
pub(super) fn last_author(roles: &[At<'_>]) -> Option<(Value, String)> {
    let (programs, people): (Vec<&At<'_>>, Vec<&At<'_>>) = roles.iter().partition(|role| role.child("assignedAuthoringDevice").is_some());
    people.into_iter().rev().chain(programs.into_iter().rev()).find_map(identity)
}

/// Who a role stands for: the key of the person or, without one, the name.
pub(super) fn identity(role: &At<'_>) -> Option<(Value, String)> {
    if let Some((key, place)) = key_of(role) {
        return Some((Value::Key(key), place));
    }
    let paths = ["assignedPerson/name", "representedOrganization/name", "assignedAuthoringDevice/softwareName", "playingEntity/name"];
    let name = paths.iter().filter_map(|path| role.down(path)).find(|n| !n.text().is_empty())?;
    Some((Value::Text(spoken_name(&name)), name.place("")))
}

/// A name as it is spoken, in whatever order its parts are written; of one without parts all of it.
pub(super) fn spoken_name(name: &At<'_>) -> String {
    const PARTS: [&str; 4] = ["prefix", "given", "family", "suffix"];
    let has_words = name.element.children().any(|node| matches!(node, Node::Text(text) if !text.trim().is_empty()));
    let is_whole = has_words || name.element.elements().next().is_none() || name.element.elements().any(|part| !PARTS.contains(&part.name()));
    if is_whole {
        return name.text();
    }
    let words: Vec<String> = PARTS.iter().flat_map(|part| name.all(part)).map(|part| part.text()).filter(|words| !words.is_empty()).collect();
    words.join(" ")
}
