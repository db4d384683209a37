//! One resource under reading: which of its elements were looked at, what it contains, and whom it is about.
//!
//! What was looked at is noted here and nowhere else: whatever is filled and was not is counted as unread, as
//! `Type.element`. Identity, narrative and metadata of the resource itself assert nothing about a patient.

use super::values::{self, Named};
use super::within;
use crate::reading::Coverage;
use formats::{Json, Resource};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

/// Elements that say nothing about a patient.
const SILENT: [&str; 8] = ["resourceType", "id", "meta", "implicitRules", "language", "text", "contained", "fhir_comments"];

/// Whom a resource is about.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// A patient, by key.
    Patient(String),
    /// It names nobody.
    Unnamed,
    /// A group, a device, a place.
    Other,
}

/// What a book of FHIR is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Against {
    /// Nobody knows.
    Any,
    /// As a destination, a book of another format.
    OtherFormat,
    /// A book of FHIR as well.
    Fhir,
}

/// A resource and what of it was looked at.
pub(super) struct Source<'j> {
    kind: &'j str,
    json: &'j Json<'j>,
    /// What the resource is known by, where that is asked for.
    reference: &'j str,
    /// Against which book it is held.
    against: Against,
    /// The patient is named by a number in place of an id.
    by_number: Cell<bool>,
    /// One number for each member, by its name: most elements that a reading asks for are not there, which the numbers tell at once.
    name_marks: Vec<u8>,
    seen: RefCell<Vec<bool>>,
    extensions: RefCell<Vec<bool>>,
    left: RefCell<BTreeSet<String>>,
}

impl<'j> Source<'j> {
    /// A resource of which nothing was looked at yet.
    pub(super) fn new(kind: &'j str, json: &'j Json<'j>) -> Self {
        let name_marks: Vec<u8> = members(json).iter().map(|(name, _)| mark(name)).collect();
        let seen = vec![false; name_marks.len()];
        let extensions = vec![false; values::items(json, "extension").len()];
        Self { kind, json, reference: "", against: Against::Any, by_number: Cell::new(false), name_marks, seen: RefCell::new(seen), extensions: RefCell::new(extensions), left: RefCell::new(BTreeSet::new()) }
    }

    /// The same, held against a book.
    pub(super) fn held(self, against: Against) -> Self {
        Self { against, ..self }
    }

    /// Whether both books are FHIR, which has a word for everything that it has one for here.
    pub(super) fn is_of_whole_books(&self) -> bool {
        self.against == Against::Fhir
    }

    /// Whether the other book is of another format, and the legacy one.
    pub(super) fn is_of_other_format(&self) -> bool {
        self.against == Against::OtherFormat
    }

    /// The same of a resource that is known by a reference: the address of its entry, where it has no id.
    pub(super) fn known_by(self, reference: &'j str) -> Self {
        Self { reference, ..self }
    }

    /// The id by which its results are known from those of others.
    pub(super) fn own_id(&self) -> String {
        within::own_id(self.reference, self.json)
    }

    /// Whether a reference leads to a record whatever words stand beside it: a server may write them, and both books are FHIR.
    pub(super) fn is_link(&self, reference: &Json) -> bool {
        self.is_of_whole_books() && values::text(reference, "reference").is_some()
    }

    /// `resourceType`.
    pub(super) fn kind(&self) -> &'j str {
        self.kind
    }

    /// The resource itself: nothing of it counts as looked at.
    pub(super) fn json(&self) -> &'j Json<'j> {
        self.json
    }

    /// A member of the resource.
    pub(super) fn get(&self, key: &str) -> Option<&'j Json<'j>> {
        let mut seen = self.seen.borrow_mut();
        self.find(key, &mut |index| {
            if let Some(flag) = seen.get_mut(index) {
                *flag = true;
            }
        })
    }

    /// What [`values::member`] finds; `each` hears of every member that is the element or stands beside it.
    fn find(&self, key: &str, each: &mut dyn FnMut(usize)) -> Option<&'j Json<'j>> {
        let wanted = mark(key);
        let (mut own, mut companion) = (None, None);
        for (index, (of, (name, value))) in self.name_marks.iter().zip(members(self.json)).enumerate() {
            if *of != wanted {
                continue;
            }
            match values::named_by(name, key) {
                Some(Named::Value) => own = own.or(Some(value).filter(|value| !matches!(value, Json::Null))),
                Some(Named::Companion) => companion = Some(value),
                None => continue,
            }
            each(index);
        }
        own.or(companion)
    }

    /// The items of a member.
    pub(super) fn items(&self, key: &str) -> &'j [Json<'j>] {
        match self.get(key) {
            Some(value) => values::list(value),
            None => &[],
        }
    }

    /// The first item of a member.
    pub(super) fn first(&self, key: &str) -> Option<&'j Json<'j>> {
        self.items(key).first()
    }

    /// The same without counting as read.
    pub(super) fn peek(&self, key: &str) -> Option<&'j Json<'j>> {
        self.peek_all(key).first()
    }

    /// The items of a member, without counting as read.
    pub(super) fn peek_all(&self, key: &str) -> &'j [Json<'j>] {
        match self.find(key, &mut |_| {}) {
            Some(value) => values::list(value),
            None => &[],
        }
    }

    /// The text of a primitive member.
    pub(super) fn text(&self, key: &str) -> Option<&'j str> {
        values::primitive(self.first(key)?)
    }

    /// Yes or no.
    pub(super) fn flag(&self, key: &str) -> Option<bool> {
        values::flag(self.first(key)?)
    }

    /// Down a path of members, by the first item of each.
    pub(super) fn down(&self, path: &str) -> Option<&'j Json<'j>> {
        match path.split_once('.') {
            Some((key, rest)) => values::down(self.first(key)?, rest),
            None => self.first(path),
        }
    }

    /// Whether a member is a list.
    pub(super) fn is_list(&self, key: &str) -> bool {
        matches!(self.get(key), Some(Json::Array(_)))
    }

    /// Extensions by the last part of their URL, with their index.
    pub(super) fn extensions(&self, names: &[&str]) -> Vec<(usize, &'j Json<'j>)> {
        let json: &'j Json<'j> = self.json;
        let mut handled = self.extensions.borrow_mut();
        let mut found = Vec::new();
        for (index, extension) in values::items(json, "extension").iter().enumerate() {
            let name = values::text(extension, "url").and_then(|url| url.rsplit('/').next());
            if name.is_some_and(|name| names.contains(&name)) {
                if let Some(flag) = handled.get_mut(index) {
                    *flag = true;
                }
                found.push((index, extension));
            }
        }
        found
    }

    /// Marks of protection with their places: of the metadata, of a document its own, the confidentiality of a composition.
    pub(super) fn marks(&self) -> Vec<(String, &'j Json<'j>)> {
        let mut found = Vec::new();
        let meta: Option<&'j Json<'j>> = self.first("meta");
        for (member, any) in [("security", true), ("tag", false)] {
            for (index, label) in meta.map_or(&[][..], |m| values::items(m, member)).iter().enumerate() {
                if protects(values::text(label, "system").unwrap_or(""), any) {
                    found.push((format!("meta.{member}[{index}]"), label));
                }
            }
        }
        // The labels of a consent are those of what it speaks of.
        let own: &'j [Json<'j>] = if self.kind == "Consent" { &[] } else { self.items("securityLabel") };
        found.extend(own.iter().enumerate().map(|(index, label)| (format!("securityLabel[{index}]"), label)));
        if self.kind == "Composition" {
            found.extend(self.first("confidentiality").map(|label| ("confidentiality".to_string(), label)));
        }
        found
    }

    /// Whether it names the members of a panel or the results of a report.
    pub(super) fn is_panel(&self) -> bool {
        match self.kind {
            "DiagnosticReport" => !self.items("result").is_empty(),
            "Observation" => !values::panel_members(self.json, "").is_empty(),
            _ => false,
        }
    }

    /// A contained resource, by a reference such as `#p1`.
    pub(super) fn contained(&self, reference: &str) -> Option<&'j Json<'j>> {
        let json: &'j Json<'j> = self.json;
        let id = reference.trim_start_matches('#');
        values::items(json, "contained").iter().find(|c| values::text(c, "id") == Some(id))
    }

    /// A part of an element that was looked at is left unread all the same.
    pub(super) fn leave(&self, element: &str) {
        self.left.borrow_mut().insert(element.into());
    }

    /// Each member by the name of its element, with whether it was looked at.
    pub(super) fn looked_at(&self) -> Vec<(&'j str, &'j Json<'j>, bool)> {
        let seen = self.seen.borrow();
        members(self.json).iter().zip(seen.iter()).map(|((name, value), seen)| (name.trim_start_matches('_'), value, *seen)).collect()
    }

    /// Counts what is filled and was not looked at.
    pub(super) fn account(&self, coverage: &mut Coverage) {
        let mut left = self.left.take();
        for (name, value, seen) in self.looked_at() {
            let known = name == "extension" && self.extensions.borrow().iter().all(|handled| *handled);
            if !seen && !known && !SILENT.contains(&name) && values::is_filled(value) {
                left.insert(name.to_string());
            }
        }
        for element in left {
            *coverage.unread.entry(format!("{}.{element}", self.kind)).or_default() += 1;
        }
    }

    /// Whom the resource is about.
    pub(super) fn subject(&self, resource: &Resource) -> Subject {
        match self.kind {
            "Patient" => {
                let id = self.text("id").map_or_else(|| values::local_id(&resource.full_url), str::to_string);
                if id.is_empty() { Subject::Unnamed } else { Subject::Patient(id) }
            }
            "Coverage" => self.named(&["beneficiary", "beneficiaryReference", "subscriber", "subscriberReference"], resource).unwrap_or(Subject::Unnamed),
            kind => {
                let named = self.named(&["subject", "patient", "beneficiary", "patientReference", "for"], resource);
                let taking_part = || match kind {
                    "Appointment" => self.taking_part("participant", &["actor"]),
                    "AuditEvent" => self.taking_part("entity", &["what", "reference"]).or_else(|| self.taking_part("object", &["reference"])),
                    "Provenance" => self.taking_part("target", &[]),
                    _ => None,
                };
                named.or_else(taking_part).unwrap_or(Subject::Unnamed)
            }
        }
    }

    /// The first of several members that names somebody.
    fn named(&self, members: &[&str], resource: &Resource) -> Option<Subject> {
        members.iter().find_map(|member| self.target(self.first(member)?, resource))
    }

    fn target(&self, json: &'j Json<'j>, resource: &Resource) -> Option<Subject> {
        let reference = values::text(json, "reference");
        if let Some(reference) = reference.filter(|r| r.starts_with('#')) {
            return Some(match self.contained(reference) {
                Some(inner) if values::text(inner, "resourceType") == Some("Patient") => {
                    self.by_number.set(true);
                    Subject::Patient(own_key(inner).unwrap_or_else(|| format!("{}{reference}", resource.reference)))
                }
                _ => Subject::Other,
            });
        }
        let kind = values::text(json, "type").or_else(|| values::target_type(reference?));
        if kind.is_some_and(|kind| kind != "Patient" && !kind.ends_with("/Patient")) {
            return Some(Subject::Other);
        }
        match values::who(json)? {
            model::Value::Key(key) => {
                // A text is a link of the first version.
                let is_link = reference.is_some_and(|reference| !reference.contains('?')) || values::primitive(json).is_some();
                self.by_number.set(!is_link);
                Some(Subject::Patient(key))
            }
            _ => None,
        }
    }

    /// Whether whom it is about was found by a number, as logical and conditional references name somebody.
    pub(super) fn is_by_number(&self) -> bool {
        self.by_number.get()
    }

    /// The patient among those who take part: only a reference that names its type tells.
    fn taking_part(&self, member: &str, paths: &[&str]) -> Option<Subject> {
        let own = |item: &'j Json<'j>| paths.iter().find_map(|path| values::down(item, path)).or(if paths.is_empty() { Some(item) } else { None });
        let is_patient = |r: &&str| values::target_type(r) == Some("Patient");
        let reference = self.items(member).iter().filter_map(own).filter_map(|r| values::text(r, "reference")).find(is_patient)?;
        Some(Subject::Patient(values::local_id(reference)))
    }
}

/// The members of an object.
fn members<'j>(json: &'j Json<'j>) -> &'j [(Cow<'j, str>, Json<'j>)] {
    match json {
        Json::Object(members) => members,
        _ => &[],
    }
}

/// The number of a name, the same for an element and for what stands beside it. Different names may share one.
fn mark(name: &str) -> u8 {
    let bytes = name.strip_prefix('_').unwrap_or(name).as_bytes();
    let of = |byte: Option<&u8>| byte.copied().unwrap_or_default();
    (bytes.len() as u8).wrapping_mul(31) ^ of(bytes.first()).wrapping_mul(7) ^ of(bytes.last())
}

/// Whether labels of a code system are about protection. Tags may be about anything, labels about test data and integrity too.
fn protects(system: &str, label: bool) -> bool {
    let name = system.rsplit(['/', ':']).next().unwrap_or(system).trim_start_matches("v3-");
    let other = matches!(name, "ObservationValue" | "ActReason");
    matches!(name, "Confidentiality" | "2.16.840.1.113883.5.25") || label && !other
}

/// The key of a contained patient: an identifier or, without one, name and birth date.
fn own_key(patient: &Json) -> Option<String> {
    if let Some(value) = values::items(patient, "identifier").iter().find_map(|i| values::text(i, "value")) {
        return Some(value.trim().into());
    }
    let part = |path: &str| values::down(patient, path).and_then(values::primitive).unwrap_or("");
    let (family, given, born) = (part("name.family"), part("name.given"), part("birthDate"));
    if family.is_empty() && given.is_empty() && born.is_empty() { None } else { Some(format!("{family}|{given}|{born}")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn what_the_numbers_of_the_names_find_is_what_a_search_finds(
            names in proptest::collection::btree_set("_?[a-c]{0,3}", 0..12),
            nulls in proptest::prelude::any::<u16>(),
            key in "[a-c]{0,3}",
        ) {
            let value = |index: usize| if nulls >> index & 1 == 1 { Json::Null } else { Json::Bool(index % 2 == 0) };
            let json = Json::Object(names.iter().enumerate().map(|(index, name)| (name.as_str().into(), value(index))).collect());
            let source = Source::new("X", &json);
            let found = source.get(&key).map(std::ptr::from_ref);
            proptest::prop_assert_eq!(found, values::member(&json, &key).map(std::ptr::from_ref));
            let seen: Vec<bool> = names.iter().map(|name| *name == key || name.strip_prefix('_') == Some(key.as_str())).collect();
            proptest::prop_assert_eq!(source.seen.borrow().clone(), seen);
        }
    }
}
