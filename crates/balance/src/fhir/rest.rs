//! What a resource says that no aspect asserts: every leaf that no fact stands for, in the spelling of [`crate::leaf`].
//!
//! Where both books are FHIR nothing has to be known to be compared: a leaf that is gone or other is a difference, whatever it means.
//! Order, narrative and metadata say nothing. Dates with a time are instants, amounts are in the unit that their like are counted in, codes
//! stand under the canonical name of their system with the words beside them apart. A reference keeps the key of its target for whoever knows
//! what that has become; the patient is the patient, whatever the key. Which parts of a list belong to one item is a leaf for each item.

mod allergen;
mod amounts;
mod files;
mod numbers;
mod pointers;
mod questions;

use super::bare;
use super::former::{self, Moved};
use super::medication;
use super::told::{Told, is_group};
use super::values;
use crate::directory;
use crate::judge::is_public;
use crate::leaf::{self, ITEMS_MAX, Sort, THE_PATIENT, VALUE_MAX};
use crate::reading::coding;
use crate::vocabulary;
use crate::written::{self, composed};
use amounts::{amount, is_amount};
use formats::Json;
use model::{Aspect, Date, Statement, Value};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Members that say nothing, that every system gives anew, or that are told where charts are whole (the members of a panel).
const SILENT: [&str; 15] = [
    "resourceType", "id", "meta", "language", "text", "contained", "fhir_comments", "identifier", "subject", "patient", "beneficiary", "display", "data", "link",
    "hasMember",
];
/// Where a record says whose it is.
const OF_THE_PATIENT: [&str; 3] = ["subject", "patient", "beneficiary"];
/// Numbers by which the parts of a claim name each other: renumbered, they say the same.
const POINTERS: [&str; 6] =
    ["diagnosis.sequence", "item.diagnosisSequence", "careTeam.sequence", "supportingInfo.sequence", "information.sequence", "processNote.number"];
/// What a contained resource is, which the one around it says by a fact.
const SAID_AROUND: [&str; 2] = ["contained.Medication.code", "contained.Specimen.type"];
/// What a repetition says beside how often.
const BOUNDS: [&str; 8] = ["boundsDuration", "boundsRange", "boundsPeriod", "count", "countMax", "duration", "durationMax", "durationUnit"];

/// The leaves of a resource of a patient that none of the facts read from it stand for, and how many of a very large one are held
/// against nothing.
pub(super) fn rest(json: &Json, patient: &str, told: &Told<'_>) -> (BTreeSet<String>, u64) {
    let moved = former::moved(values::text(json, "resourceType").unwrap_or(""), "");
    let mut rest = Rest { told, patient, moved: &moved, end: end(json), allergen: allergen::of(json), inside: None, leaves: BTreeSet::new() };
    let asked = questions::listed(json).or_else(|| pointers::followed(json));
    rest.members(asked.as_ref().unwrap_or(json), "", None);
    let called = |(number, words): (&str, &str)| leaf::called("item.linkId", &format!("linkId|{number}"), &vocabulary::spoken(words));
    rest.leaves.extend(questions::headings(json).into_iter().map(called));
    if former::of_goal(values::text(json, "resourceType").unwrap_or(""), values::text(json, "status").unwrap_or("")).is_some() {
        rest.leaf(Sort::Said, former::REACHED, leaf::ELSEWHERE);
    }
    OF_THE_PATIENT.iter().filter_map(|member| Some((values::member(json, member)?, *member))).for_each(|(link, member)| rest.shown(link, member));
    rest.complete();
    rest.narrative(json);
    rest.contained(json);
    rest.identifiers(json);
    rest.files(json);
    condensed(rest.leaves)
}

/// The leaves of a resource that stands inside of another one, or that only others name, under its type. Who the patient is stands elsewhere.
pub(super) fn within(json: &Json, patient: &str) -> BTreeSet<String> {
    let Some(kind) = values::text(json, "resourceType").filter(|kind| *kind != "Patient") else { return BTreeSet::new() };
    let path = leaf::of_contained(&field(kind));
    let (told, moved) = (Told::default(), former::moved(kind, &format!("{path}.")));
    let mut rest = Rest { told: &told, patient, moved: &moved, end: None, allergen: BTreeSet::new(), inside: None, leaves: BTreeSet::new() };
    rest.members(json, &path, None);
    rest.leaves
}

/// The fullest places of a very large resource by a digest each. A leaf of a resource has no place of its own.
fn condensed(leaves: BTreeSet<String>) -> (BTreeSet<String>, u64) {
    let (kept, beyond) = leaf::condensed(leaves.into_iter().map(|text| (String::new(), text)).collect());
    (kept.into_iter().map(|(_, text)| text).collect(), beyond)
}

/// What one of the statements of a resource is known by, whatever a server writes beside it: the codes that others know as well, numbers, days and
/// states; behind them concepts of its own, and last its words.
pub(super) fn name(statement: &Statement) -> [Vec<String>; 3] {
    let mut by: [Vec<String>; 3] = Default::default();
    let [known, own, said] = &mut by;
    // What lacks its system on one side only makes it no other statement.
    for fact in statement.facts.iter().filter(|fact| fact.aspect != Aspect::Element) {
        match &fact.value {
            Value::Key(_) => {}
            Value::Code(codings, words) => {
                let codes = |public: bool| codings.iter().filter(move |c| !c.code.is_empty() && is_public(&c.system) == public).map(|c| format!("{}|{}", c.system, c.code)).min();
                match codes(true) {
                    Some(code) => known.push(code),
                    None if words.is_empty() => own.extend(codes(false)),
                    None => own.push(words.to_lowercase()),
                }
            }
            Value::Text(words) => said.push(words.to_lowercase()),
            Value::Quantity(quantity) => known.push(quantity.number.normalize().to_string()),
            other => known.push(other.shown()),
        }
    }
    by
}

struct Rest<'t> {
    told: &'t Told<'t>,
    /// Key of the patient.
    patient: &'t str,
    /// Elements that R4 has elsewhere.
    moved: &'t [Moved],
    /// When the record itself was over.
    end: Option<String>,
    /// What an allergy is to, as its code says it.
    allergen: BTreeSet<String>,
    /// The list in one of whose items it stands: there everything counts, told or not.
    inside: Option<&'t str>,
    leaves: BTreeSet<String>,
}

impl Rest<'_> {
    /// The members of an object at a path; `place` is the path with its indices, where it stands in an item of a list that is not the first.
    fn members(&mut self, json: &Json, path: &str, place: Option<&str>) {
        let Json::Object(members) = json else { return };
        let has_codes = members.iter().any(|(name, codings)| name == "coding" && values::list(codings).iter().any(|c| values::text(c, "code").is_some()));
        if !path.is_empty() && is_over(json) && (self.end.is_none() || end(json) != self.end) && !self.is_former(json, path) {
            self.leaf(Sort::Over, path, "");
        }
        for (name, value) in members {
            match &**name {
                "data" | "url" => self.attached(json, path),
                "text" => self.worded(json, value, path, place),
                _ => {}
            }
            // The words beside a code are the code's.
            // The language of a record says nothing, one that somebody speaks belongs to what else is said of it.
            let is_spoken = self.inside.is_some() && name == "language" && matches!(value, Json::Object(_));
            // What a consent is about, and which picture a report has, are no file and no other number of the patient.
            let is_link = name == "link" && !path.is_empty() || name == "data" && values::primitive(value).is_none();
            if SILENT.contains(&&**name) && !is_spoken && !is_link || has_codes && name == "text" || name == "contentType" && holds_words(json) || name == "end" && self.is_moment(json, path) {
                continue;
            }
            // A path is shown: of what is no name of an element only the letters that one may have.
            let name = field(name.trim_start_matches('_'));
            let below = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            let there = place.map(|place| format!("{place}.{name}"));
            if name == "repeat" && path.ends_with("timing") && self.tells_code(path) && medication::is_said_by_code(json) {
                self.beside(value, &below, there.as_deref());
                continue;
            }
            if let Some(period) = amounts::period(json).filter(|_| path.ends_with("iming.repeat") && matches!(&*name, "period" | "periodUnit") && values::primitive(value).is_some()) {
                // The unit is a part of it.
                if name == "period" && !(self.inside.is_none() && self.told.stands_for(&below, there.as_deref().unwrap_or(&below), value)) {
                    self.leaf(Sort::Said, &below, &period);
                }
                continue;
            }
            self.value(value, &name, below, there.as_deref());
        }
    }

    /// Whether facts tell the code of an element, also where it stands in an item of a list.
    fn tells_code(&self, path: &str) -> bool {
        let list = self.inside.map_or_else(String::new, |list| format!("{list}."));
        self.told.tells(&format!("{list}{path}.code"))
    }

    /// Whether it is a former name or address of somebody of whom facts tell one of today: nothing is read of it, and it says nothing of that one.
    fn is_former(&self, json: &Json, path: &str) -> bool {
        let parts: &[&str] = match path {
            "name" => &["family", "given", "text"],
            "address" => &["line", "city", "state", "postalCode"],
            _ => &[],
        };
        self.inside.is_none() && values::text(json, "use") == Some("old") && parts.iter().any(|part| self.told.tells(&format!("{path}.{part}")))
    }

    /// A narrative that says more than the elements do, by its own word.
    fn narrative(&mut self, json: &Json) {
        let part = |path: &str| values::down(json, path).and_then(values::primitive);
        if part("text.status") == Some("additional") {
            let mut inside = false;
            let spoken = |c: char| match c {
                '<' | '>' => {
                    inside = c == '<';
                    ' '
                }
                c => if inside { ' ' } else { c },
            };
            let words: String = part("text.div").unwrap_or("").chars().map(spoken).collect();
            self.leaf(Sort::Said, "text.div", &normal(&words.to_lowercase()));
        }
    }

    /// What contained resources say that are no records of their own.
    fn contained(&mut self, json: &Json) {
        let around = values::text(json, "resourceType").unwrap_or("");
        for inner in values::items(json, "contained").iter().filter(|inner| !super::within::is_result(around, inner)) {
            // That there is one says that what it leaves out stands nowhere else.
            if let Some(kind) = values::text(inner, "resourceType").filter(|kind| *kind != "Patient") {
                self.leaves.insert(leaf::leaf(Sort::Stands, &leaf::of_contained(&field(kind)), "#"));
            }
            self.leaves.append(&mut within(inner, self.patient));
        }
    }

    fn value(&mut self, value: &Json, name: &str, path: String, place: Option<&str>) {
        // What was denied has that for its status, whichever word stands there.
        if path == "status" && former::DENIED.into_iter().chain(["taken"]).any(|denied| self.told.tells(denied)) {
            return;
        }
        if self.is_pointer(&path) || SAID_AROUND.contains(&path.as_str()) || self.is_allergen(&path, value) {
            return;
        }
        let told = self.inside.is_none() && self.told.stands_for(&path, place.unwrap_or(&path), value);
        match value {
            Json::Array(items) if path == "related" && items.iter().any(|item| values::text(item, "type").is_some()) => self.related(items),
            Json::Array(items) => self.list(items, name, &path, place),
            // XML has a list of one without a list: which extension it is stands in its path all the same.
            Json::Object(_) if matches!(name, "extension" | "modifierExtension") => self.list(std::slice::from_ref(value), name, &path, place),
            Json::Object(_) if told && (!is_group(value) || path.ends_with("timing.repeat")) => self.beside(value, &path, place),
            Json::Object(_) => self.object(value, &path, place),
            primitive => {
                if let Some(text) = values::primitive(primitive).filter(|_| name != "url" && !told) {
                    // What was a text is the words of a concept or of a remark.
                    let is_of_words = !path.ends_with(".text") && self.today(&path).is_some_and(|today| today.ends_with(".text"));
                    let said = if is_of_words { normal(&text.to_lowercase()) } else { self.spelled(&path, text) };
                    self.leaf(Sort::Said, &path, &said);
                }
            }
        }
    }

    /// One spelling of a value, whoever's address, number or name it is: of those of the patient facts are judged by the same forms.
    fn spelled(&self, path: &str, text: &str) -> String {
        let whole = self.inside.map_or(Cow::Borrowed(path), |list| Cow::Owned(format!("{list}.{path}")));
        let mut names = whole.rsplit('.');
        let (name, of) = (names.next().unwrap_or(""), names.next().unwrap_or(""));
        match (of, name) {
            ("telecom", "value") if !text.contains(['@', '/']) => written::phone(text.trim_start_matches("tel:")),
            ("address", "line") => written::address_line(text),
            ("address", "state") => written::state_code(text),
            ("address", "country") => written::country(text),
            (_, "uid") => normal(text.trim_start_matches("urn:oid:")),
            ("telecom", "value") | ("address", "city" | "district") | ("name", "family" | "given" | "prefix" | "suffix") => normal(text).to_lowercase(),
            _ => normal(text),
        }
    }

    /// What an observation of STU3 and DSTU2 is related to, each under the element that R4 has for it: its members are told where charts are whole.
    fn related(&mut self, items: &[Json]) {
        let is_of = |item: &&Json, sort: &str| values::text(item, "type") == Some(sort);
        for target in items.iter().filter(|item| is_of(item, "derived-from")).filter_map(|item| values::first(item, "target")) {
            self.value(target, "", "derivedFrom".into(), None);
        }
        for item in items.iter().filter(|item| !is_of(item, "derived-from") && !is_of(item, "has-member")) {
            self.value(item, "", "related".into(), None);
        }
    }

    fn is_pointer(&self, path: &str) -> bool {
        let whole = |pointer: &&str| match self.inside {
            Some(list) => pointer.strip_prefix(list).and_then(|rest| rest.strip_prefix('.')) == Some(path),
            None => **pointer == *path,
        };
        POINTERS.iter().any(|pointer| whole(pointer))
    }

    /// Whether a fact stands for all that a modifier says.
    fn is_told_modifier(&self, path: &str, index: usize, item: &Json) -> bool {
        path == "modifierExtension" && self.told.tells_exactly(&format!("{path}[{index}]")) && values::extension_words(item).is_some()
    }

    fn list(&mut self, items: &[Json], name: &str, path: &str, place: Option<&str>) {
        // Of a longer list of references it is told how many there are: each of them in turn would be held against all of the other side.
        let is_long = items.len() > ITEMS_MAX;
        let references = items.iter().filter(|item| is_long && values::text(item, "reference").is_some()).count();
        if references > 0 && !(self.inside.is_none() && self.told.tells(path)) {
            self.leaf(Sort::Count, path, &references.to_string());
        }
        for (index, item) in items.iter().enumerate() {
            if self.inside.is_none() && (path == "extension" && self.told.tells_extension(index) || self.is_told_modifier(path, index, item)) {
                continue;
            }
            if is_long && values::text(item, "reference").is_some() {
                continue;
            }
            let there = (index > 0).then(|| format!("{}[{index}]", place.unwrap_or(path)));
            let path = match (name, values::text(item, "url")) {
                ("extension" | "modifierExtension", Some(url)) => format!("{path}({})", field(url.rsplit('/').next().unwrap_or(""))),
                _ => path.to_string(),
            };
            self.value(item, "", path, there.as_deref().or(place));
        }
        let apart = (2..=ITEMS_MAX).contains(&items.len()) && self.inside.is_none() && !matches!(name, "coding" | "extension" | "modifierExtension");
        for item in items.iter().filter(|item| apart && matches!(item, Json::Object(_))) {
            self.together(item, path);
        }
    }

    /// Of a list in which facts stand for some of the targets only all are leaves: whichever was read came first by chance.
    fn complete(&mut self) {
        let in_part = |text: &String| match leaf::parts(text) {
            (path, Sort::Link, _) if self.told.tells(path) => Some(path.to_string()),
            _ => None,
        };
        let paths: BTreeSet<String> = self.leaves.iter().filter_map(in_part).collect();
        for path in paths {
            self.leaves.extend(self.told.keys(&path).filter(|key| *key != self.patient).map(|key| leaf::leaf(Sort::Link, &path, key)));
        }
    }

    /// One leaf for one item of a list of several: digests of all it holds.
    fn together(&mut self, item: &Json, path: &str) {
        let mut own = Rest { told: self.told, patient: self.patient, moved: self.moved, end: self.end.clone(), allergen: self.allergen.clone(), inside: Some(path), leaves: BTreeSet::new() };
        own.object(item, "", None);
        let (mut alike, mut named, mut keys) = (Vec::new(), Vec::new(), Vec::new());
        for text in &condensed(own.leaves).0 {
            match leaf::parts(text) {
                (element, Sort::Link, key) => keys.push((leaf::short(element), key.to_string())),
                (_, Sort::Called, _) => named.push(leaf::short(text)),
                // What silence says as well belongs to no item.
                (element, Sort::Said, said) if leaf::is_said_by_silence(element, said) => {}
                _ => alike.push(leaf::short(text)),
            }
        }
        if let Some(path) = former::today(self.moved, path) {
            self.leaves.insert(leaf::item(&path, &alike, &named, &keys));
        }
    }

    fn object(&mut self, json: &Json, path: &str, place: Option<&str>) {
        let text = |key: &str| values::text(json, key);
        if is_amount(json, path) {
            self.leaf(Sort::Said, path, &amount(json));
            return self.unit(json, path);
        }
        match (text("code"), text("system"), text("reference")) {
            (Some(code), Some(system), _) if values::member(json, "value").is_none() => {
                let coding = coding(system, code, "");
                let concept = former::concept(&coding.system, &coding.code);
                let (home, word) = concept.rsplit_once('|').unwrap_or((system, code));
                if !self.is_usual(path, &coding.code) && !self.is_told_word(path, system, word) && !self.is_told_word(path, home, word) {
                    self.leaf(Sort::Said, path, &concept);
                }
                self.called(json, path, &concept, &coding.code);
            }
            (_, _, Some(reference)) if is_reference(json) => self.reference(json, reference, path),
            (None, None, None) if text("display").is_some() && values::member(json, "coding").is_none() || is_numbered(json) => self.named(json, path),
            _ => self.members(json, path, place),
        }
    }

    /// Whether a fact is the word that a coding is under a system of the standard: a state, a class, a list.
    fn is_told_word(&self, path: &str, system: &str, code: &str) -> bool {
        self.inside.is_none() && bare::is_at_home(path, system) && self.told.says_word(&format!("{path}.code"), code)
    }

    /// Whether a code says what the standard says of its absence: a range without a type is the normal one.
    fn is_usual(&self, path: &str, code: &str) -> bool {
        let of_range = |path: &str| matches!(path, "type.coding" | "meaning.coding");
        let below = |path: &str| path.rsplit_once("referenceRange.").is_some_and(|(_, rest)| of_range(rest));
        let is_range = below(path) || of_range(path) && self.inside.is_some_and(|list| list.ends_with("referenceRange"));
        is_range && code == "normal"
    }

    /// The target of a reference.
    fn reference(&mut self, json: &Json, reference: &str, path: &str) {
        let key = values::local_id(reference);
        self.shown(json, path);
        if key == self.patient && !reference.starts_with('#') {
            return self.leaf(Sort::Said, path, THE_PATIENT);
        }
        let key = if reference.starts_with('#') { "#" } else { key.as_str() };
        self.leaf(Sort::Link, path, key);
        if let Some(words) = values::text(json, "display").filter(|_| self.inside.is_some()) {
            self.leaves.insert(leaf::called(path, "", &vocabulary::form(words)));
        }
    }

    /// The words beside a link: people read them, and not the link.
    fn shown(&mut self, json: &Json, path: &str) {
        let is_link = values::text(json, "reference").is_some() && self.inside.is_none() && !directory::is_worded(path);
        let words = values::text(json, "display").map(vocabulary::spoken).filter(|words| is_link && !words.is_empty());
        if let (Some(words), Some(path)) = (words, self.today(path)) {
            self.leaves.insert(leaf::shown(&path, &words));
        }
    }

    /// A target that has a number or a name only. Such a number no server gives anew, as it does ids.
    fn named(&mut self, json: &Json, path: &str) {
        match values::down(json, "identifier.value").and_then(values::primitive) {
            Some(number) => {
                self.leaf(Sort::Link, path, number.trim());
                if self.inside.is_none() {
                    self.leaf(Sort::Said, &format!("{path}{}", leaf::OF_A_TARGET), number.trim());
                }
            }
            // A fact of the words says all that is known of it.
            None if self.inside.is_none() && self.told.tells(&format!("{path}.display")) => {}
            None => self.leaf(Sort::Said, path, &vocabulary::form(values::text(json, "display").unwrap_or(""))),
        }
    }

    /// What stands beside a value that a fact stands for.
    fn beside(&mut self, json: &Json, path: &str, place: Option<&str>) {
        let reference = values::text(json, "reference").filter(|r| !r.starts_with('#') && values::text(json, "display").is_some());
        if let Some(key) = reference.map(values::local_id).filter(|key| key != self.patient && directory::is_worded(path)) {
            self.leaf(Sort::Stands, path, &key);
        }
        self.shown(json, path);
        if !self.told.tells_words(path) {
            for one in values::items(json, "coding").iter().chain(std::iter::once(json)) {
                if let (Some(system), Some(code)) = (values::text(one, "system"), values::text(one, "code")) {
                    let coding = coding(system, code, "");
                    self.called(one, path, &format!("{}|{}", coding.system, coding.code), &coding.code);
                }
            }
        }
        // A fact that is the words of a concept stands for none of its codes.
        if self.told.tells_in_words(path) {
            for one in values::items(json, "coding") {
                if let (Some(system), Some(code)) = (values::text(one, "system"), values::text(one, "code")) {
                    let coding = coding(system, code, "");
                    self.leaf(Sort::Said, &format!("{path}.coding"), &format!("{}|{}", coding.system, coding.code));
                }
            }
        }
        let number = values::down(json, "identifier.value").and_then(values::primitive).filter(|_| values::text(json, "reference").is_none());
        if let Some(number) = number.filter(|_| self.told.tells_in_words(path)) {
            self.leaf(Sort::Said, &format!("{path}{}", leaf::OF_A_TARGET), number.trim());
        }
        // Why a value is not there is its fact.
        for extension in values::items(json, "extension").iter().filter(|extension| values::extension_name(extension) != "data-absent-reason") {
            self.value(extension, "", format!("{path}.extension({})", field(values::extension_name(extension))), None);
        }
        self.unit(json, path);
        for part in ["low", "high", "numerator", "denominator"] {
            if let Some(amount) = values::member(json, part) {
                self.unit(amount, &format!("{path}.{part}"));
            }
        }
        if path.ends_with("timing.repeat") {
            for bound in BOUNDS {
                if let Some(value) = values::member(json, bound) {
                    let there = place.map(|place| format!("{place}.{bound}"));
                    self.value(value, bound, format!("{path}.{bound}"), there.as_deref());
                }
            }
        }
    }

    /// The words beside a code, where they are more than the code itself.
    fn called(&mut self, coding: &Json, path: &str, concept: &str, code: &str) {
        let words = vocabulary::spoken(values::text(coding, "display").unwrap_or(""));
        let is_told = !words.is_empty() && words != vocabulary::spoken(code) && self.inside.is_none();
        if let Some(path) = self.today(path).filter(|_| is_told) {
            self.leaves.insert(leaf::called(&path, concept, &words));
        }
    }

    /// The words of a unit that is not the unit of the code beside them.
    fn unit(&mut self, json: &Json, path: &str) {
        let (Some(words), Some(code)) = (values::text(json, "unit"), values::text(json, "code")) else { return };
        if let Some(shown) = values::other_unit(words, code) {
            self.leaf(Sort::Unit, path, &shown);
        }
    }

    /// Whether a span that a fact stands for begins and ends at one moment, which the fact says as a moment.
    fn is_moment(&self, span: &Json, path: &str) -> bool {
        values::text(span, "start").is_some_and(|start| values::text(span, "end") == Some(start)) && self.told.tells(&format!("{path}.start"))
    }

    /// Words that are all that an element says: a concept without a code, a remark. Beside codes, parts of a name or bounds they say the same.
    fn worded(&mut self, json: &Json, words: &Json, path: &str, place: Option<&str>) {
        let below = format!("{path}.text");
        let there = place.map(|place| format!("{place}.text"));
        let is_fact = || self.inside.is_none() && self.told.stands_for(&below, there.as_deref().unwrap_or(&below), words);
        let is_told = path.is_empty() || !is_all_words(json) || is_fact();
        if let Some(text) = values::primitive(words).filter(|_| !is_told) {
            self.leaf(Sort::Said, &below, &normal(&text.to_lowercase()));
        }
        // What is asked under a number of a questionnaire are the words of that number.
        if let (Some(number), Some(asked)) = (values::text(json, "linkId"), values::primitive(words).filter(|_| self.inside.is_none())) {
            self.leaves.insert(leaf::called(&format!("{path}.linkId"), &format!("linkId|{number}"), &vocabulary::spoken(asked)));
        }
    }

    fn leaf(&mut self, sort: Sort, path: &str, value: &str) {
        if value.is_empty() && sort != Sort::Over {
            return;
        }
        let is_no_rule = || self.inside.is_none() && former::is_no_rule(path, value);
        if let Some(path) = self.today(path).or_else(|| is_no_rule().then_some(Cow::Borrowed(path))) {
            self.leaves.insert(leaf::leaf(sort, &former::chosen(path), value));
        }
    }

    /// A path as R4 has it; inside of an item of a list the part behind that of the list.
    fn today<'p>(&self, path: &'p str) -> Option<Cow<'p, str>> {
        let Some(list) = self.inside.filter(|_| !self.moved.is_empty()) else { return former::today(self.moved, path) };
        let whole = format!("{list}.{path}");
        let (whole, list) = (former::today(self.moved, &whole)?, former::today(self.moved, list)?);
        let below = whole.strip_prefix(&*list).map_or(&*whole, |rest| rest.trim_start_matches('.'));
        Some(Cow::Owned(below.to_string()))
    }
}

/// Whether a file is held whole and is words, whichever way they are written down: the words are what is compared.
fn holds_words(file: &Json) -> bool {
    values::held(file).is_some() && values::text(file, "contentType").is_some_and(values::is_of_words)
}

/// Whether an object is a reference, and no group that has an address among its elements.
fn is_reference(json: &Json) -> bool {
    let Json::Object(members) = json else { return false };
    let of_references = |(name, value): &(Cow<'_, str>, Json)| match name.trim_start_matches('_') {
        "identifier" => matches!(value, Json::Object(_)),
        "type" => values::primitive(value).is_some(),
        name => matches!(name, "id" | "extension" | "reference" | "display" | "fhir_comments"),
    };
    members.iter().all(of_references)
}

/// Whether an object names a record by nothing but a number.
fn is_numbered(json: &Json) -> bool {
    values::down(json, "identifier.value").is_some() && ["reference", "display"].iter().all(|member| values::member(json, member).is_none()) && is_reference(json)
}

/// Whether the words of an object are all that it says, but for who wrote them and when.
fn is_all_words(json: &Json) -> bool {
    let Json::Object(members) = json else { return false };
    members.iter().all(|(name, _)| matches!(&**name, "text" | "id" | "extension" | "use" | "time" | "authorString" | "authorReference"))
}

/// Whether something is marked as one of former times. What ends with the record in which it stands was there all the time.
fn is_over(json: &Json) -> bool {
    values::text(json, "use") == Some("old") || end(json).is_some()
}

/// When something was over, in one spelling.
fn end(json: &Json) -> Option<String> {
    values::down(json, "period.end").and_then(values::primitive).map(normal)
}

/// A name or an address as part of a path.
fn field(name: &str) -> String {
    name.chars().map(|c| if matches!(c, '/' | ':') { '.' } else { c }).filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_')).take(80).collect()
}

/// One spelling of what is written in several: instants, numbers, white space.
fn normal(text: &str) -> String {
    let text = text.trim();
    if let Ok(number) = text.parse::<model::Decimal>() {
        return number.normalize().to_string();
    }
    leaf::instant(Date::parse_iso(text)).unwrap_or_else(|| {
        let words = composed(text).split_whitespace().collect::<Vec<_>>().join(" ");
        if text.len() > VALUE_MAX { leaf::long(&words) } else { words }
    })
}

#[cfg(test)]
mod tests;
