//! Numbers of entries of a list, as normalized systems write what they mean: which list it is, and which of its fields tell the code and the words.
//!
//! A list is a relation that a field refers to and that is nobody's. Where it says a code of a system that is known, that is the code; where it says
//! words alone, they are the display of the system's own number, or what is translated.

use super::vocabulary::{COMMON, Role, Shape, roles, word};
use super::{LensBinding, LensLookup, Table, VALUES_MAX, is_named_for_another};
use crate::corners::RelationFacts;
use crate::keys::Join;
use crate::names::{canonical, marks_removed, parts, patient_field, says};
use crate::profile::FieldProfile;
use model::Kind;

/// What fields with the words of an entry are called.
const NAMES: [&str; 11] = ["name", "nm", "desc", "description", "display", "title", "label", "term", "text", "bezeichnung", "libelle"];

/// A list that a field refers to, with the reference.
struct List<'a> {
    facts: &'a RelationFacts<'a>,
    join: &'a Join,
}

impl List<'_> {
    /// The field with the words of an entry.
    fn name(&self) -> Option<&FieldProfile> {
        let is_name = |f: &&FieldProfile| f.name != self.join.to.field && f.filled > 0 && f.kind == "text" && says(&parts(&f.name), &NAMES);
        self.facts.fields.iter().find(is_name)
    }

    /// The part of a lens that looks a field of the entry up.
    fn lookup(&self, name: String, value: &str) -> LensLookup {
        LensLookup { name, field: self.join.from.field.clone(), from: self.join.to.relation.clone(), key: self.join.to.field.clone(), value: value.into() }
    }
}

impl Table<'_> {
    /// What entries of lists say, in the place of the numbers that name them; for attributes that are codes or words.
    pub(super) fn add_by_lists(&self, kind: Kind, patient: &str, found: &mut Vec<LensBinding>) -> Vec<LensLookup> {
        let mut lookups: Vec<LensLookup> = Vec::new();
        for role in roles(kind).iter().chain(&COMMON).filter(|role| matches!(role.shape, Shape::Code | Shape::Word)) {
            let at = found.iter().position(|b| b.aspect == role.aspect.word());
            // What is told already stays.
            if at.and_then(|at| found.get(at)).is_some_and(|b| !b.values.is_empty() || !b.constant.is_empty() || !b.display.is_empty() || b.read_as == "code" && !b.system.starts_with("urn:")) {
                continue;
            }
            let bound = at.and_then(|at| found.get(at)).map(|b| b.field.clone());
            let is_looked_up = |f: &FieldProfile| lookups.iter().any(|looked| looked.field == f.name);
            let is_free = |f: &FieldProfile| bound.as_ref() == Some(&f.name) || !is_looked_up(f) && !found.iter().any(|b| [&b.field, &b.display, &b.unit_field].contains(&&f.name));
            let mut named = self.relation.fields.iter().filter(|f| f.name != patient && f.filled > 0 && is_free(f) && is_named_for(f, kind, role));
            let told = named.find_map(|f| if role.shape == Shape::Code { self.coded_by_list(role, f) } else { self.worded_by_list(kind, role, f) });
            let Some((binding, more)) = told else { continue };
            lookups.extend(more);
            match at.and_then(|at| found.get_mut(at)) {
                Some(own) => *own = binding,
                None => found.push(binding),
            }
        }
        lookups
    }

    /// The lists that a field refers to: relations of nobody.
    fn lists<'s>(&'s self, field: &FieldProfile) -> Vec<List<'s>> {
        let ours = self.joins.iter().filter(|j| j.from.relation == self.relation.relation && j.from.field == field.name && j.to.relation != self.relation.relation);
        let is_of_somebody = |list: &RelationFacts<'_>| {
            let names: Vec<String> = list.fields.iter().map(|f| f.name.clone()).collect();
            patient_field(list.relation, &names).is_some() || self.roll.is_some_and(|roll| roll.field_in(list.relation, self.joins).is_some())
        };
        let listed = ours.filter_map(|join| Some(List { facts: self.relations.iter().find(|r| r.relation == join.to.relation)?, join }));
        listed.filter(|list| !is_of_somebody(list.facts)).collect()
    }

    /// The code that an entry of a list has, or the system's own number with the words of the entry.
    fn coded_by_list(&self, role: &Role, field: &FieldProfile) -> Option<(LensBinding, Vec<LensLookup>)> {
        let lists = self.lists(field);
        let aspect = role.aspect.word();
        let mut made = LensBinding { aspect, read_as: "code", score: 0.6, ..Default::default() };
        let mut lookups = Vec::new();
        let of_list = |list: &List<'_>| {
            let key = &list.join.to.field;
            let coded = list.facts.fields.iter().filter(|f| f.name != *key && f.filled > 0);
            coded.filter(|f| f.codes.first().is_some_and(|code| code.share >= 0.7)).find_map(|f| Some((f.name.clone(), self.system(f)?.0)))
        };
        match lists.iter().find_map(|list| Some((list, of_list(list)?))) {
            Some((list, (code, system))) => {
                let name = format!("{aspect}_of_entry");
                made.evidence.push(format!("{} names an entry of {}, whose {code} is the code", field.name, list.join.to.relation));
                lookups.push(list.lookup(name.clone(), &code));
                made.field = name;
                made.system = system.into();
            }
            None => {
                made.field = field.name.clone();
                made.system = format!("urn:{}:{}", canonical(self.relation.relation), canonical(&field.name));
                made.evidence.push(format!("{} is a number of the system's own list", field.name));
            }
        }
        if let Some((list, words)) = lists.iter().find_map(|list| Some((list, list.name()?))) {
            let name = format!("{aspect}_name_of_entry");
            made.evidence.push(format!("{} of {} says what it means", words.name, list.join.to.relation));
            lookups.push(list.lookup(name.clone(), &words.name));
            made.display = name;
        }
        (!lookups.is_empty()).then_some((made, lookups))
    }

    /// The words that an entry of a list has, where some of them are words of ours.
    fn worded_by_list(&self, kind: Kind, role: &Role, field: &FieldProfile) -> Option<(LensBinding, Vec<LensLookup>)> {
        let lists = self.lists(field);
        let (list, words) = lists.iter().find_map(|list| Some((list, list.name()?)))?;
        let rows = self.relation.rows;
        let all = words.top.iter().take(VALUES_MAX);
        let known: Vec<(String, String, u64)> = all.filter_map(|(value, ..)| Some((value.clone(), word(kind, role.aspect, value)?.to_string(), rows))).collect();
        if known.is_empty() {
            return None;
        }
        let aspect = role.aspect.word();
        let name = format!("{aspect}_of_entry");
        let evidence = vec![
            format!("{} names an entry of {}, and its {} what that means", field.name, list.join.to.relation, words.name),
            format!("{} of {} entries have a word of ours: check each", known.len(), words.distinct),
        ];
        let lookups = vec![list.lookup(name.clone(), &words.name)];
        Some((LensBinding { aspect, field: name, values: known, score: 0.6, evidence, ..Default::default() }, lookups))
    }
}

/// Whether a field is named for an attribute, whatever else its name says of the form of what it holds.
fn is_named_for(field: &FieldProfile, kind: Kind, role: &Role) -> bool {
    const FORMS: [&str; 6] = ["id", "c", "cd", "concept", "key", "ref"];
    let words = parts(&field.name);
    let is_said = role.words.iter().any(|known| words.iter().any(|word| word == known && !FORMS.contains(&word.as_str())));
    // That the name is one of a key speaks against no entry of a list.
    let is_other = role.never.iter().any(|never| !FORMS.contains(never) && words.iter().any(|word| word == never));
    is_said && !is_other && !marks_removed(&field.name) && !is_named_for_another(&words, kind, role)
}
