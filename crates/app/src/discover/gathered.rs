//! The relations of a side as discovery holds them: those of tables and of large files one by one, and of documents and of messages in files of their
//! own one of each name for all of them.
//!
//! What must stay true: whether there are ten such files or ten million, the same is held; a relation that one file alone has is what that file says.

use super::is_table;
use crate::book::K;
use crate::examine::{Kept, is_document};
use crate::{AppError, Result, Workspace};
use discovery::{FieldProfile, Held, RelationProfile, fold, folded};
use formats::Format;
use model::Side;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use store::{Holder, RelationRow};

/// How the relations of a file are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Folds {
    /// By themselves.
    No,
    /// As one with those of other messages in files of their own.
    Messages,
    /// As one with those of other documents.
    Documents,
}

impl Folds {
    fn of(holder: &Holder) -> Self {
        match Format::from_word(&holder.format) {
            Some(format) if is_document(format) => Self::Documents,
            Some(Format::Hl7v2) if holder.patients.is_none_or(|patients| patients < K as u64) => Self::Messages,
            _ => Self::No,
        }
    }
}

/// A relation as it was kept, read back; or those of one name of all documents or messages, of which there may be millions.
pub(crate) struct Relation {
    /// Artifact; 0 for those of several files.
    pub artifact: u32,
    /// Its token; empty for those of several files.
    pub token: String,
    /// Name.
    pub name: String,
    /// Rows.
    pub rows: u64,
    /// Profiles of its fields.
    pub fields: Vec<FieldProfile>,
    /// Sketches and what was found across fields.
    pub kept: Kept,
    /// It has a header; built-in readings read the others.
    pub is_table: bool,
    /// How it hangs on known patients; nothing where nobody has held it, nor for several files.
    pub held: Option<Held>,
    /// Share of its rows that hang on a known patient; nothing where none names one.
    pub reach: Option<f64>,
    /// Rows that name a patient whom nobody knows.
    pub orphans: Option<u64>,
    /// How it is held.
    pub folds: Folds,
}

/// The relations of a side by name. Those of documents and of messages in files of their own are handed out one by one, and of each name one stands for
/// all of them.
pub(super) fn relations(workspace: &Workspace, side: Side, each: &mut dyn FnMut(&Relation)) -> Result<Vec<Relation>> {
    let mut all: Vec<Relation> = Vec::new();
    let mut together: BTreeMap<(String, bool, bool, bool), Relation> = BTreeMap::new();
    let mut failed = None;
    workspace.store().each_held_relation(side.word(), &mut |row, holder| {
        let one = match Relation::read(row, holder) {
            Ok(one) => one,
            Err(error) => {
                failed = failed.take().or(Some(error));
                return;
            }
        };
        if one.folds == Folds::No {
            return all.push(one);
        }
        each(&one);
        let of_messages = one.folds == Folds::Messages;
        match together.entry((one.name.clone(), of_messages, one.is_table, one.reach.is_some() || of_messages)) {
            Entry::Vacant(first) => {
                first.insert(one);
            }
            Entry::Occupied(mut whole) => whole.get_mut().add(one),
        }
    })?;
    if let Some(error) = failed {
        return Err(error);
    }
    all.extend(together.into_values().map(Relation::whole));
    all.sort_by(|a, b| (&a.name, a.artifact).cmp(&(&b.name, b.artifact)));
    Ok(all)
}

impl Relation {
    pub(super) fn read(row: RelationRow, holder: Holder) -> Result<Self> {
        let fields = serde_json::from_str(&row.profile).map_err(|e| AppError::Other(e.to_string()))?;
        // A relation kept by an earlier version has no sketches.
        let kept = Kept::read(&row.sketches);
        let (is_table, folds) = (is_table(&row.name, &holder.format), Folds::of(&holder));
        let held = holder.reach.as_ref().map(crate::reach::read);
        let orphans = held.as_ref().map(Held::orphans);
        let mut one = Self { artifact: row.artifact, token: holder.token, name: row.name, rows: row.rows, fields, kept, is_table, held, reach: None, orphans, folds };
        one.reach = one.reached(holder.patients);
        Ok(one)
    }

    /// Share of the rows that hang on a known patient. As long as nobody has held them, of those that name one: by the patient field of a table, or because
    /// a built-in reading knows the patient of every row.
    fn reached(&self, patients: Option<u64>) -> Option<f64> {
        if self.name.starts_with("mumps.") {
            // Code names no patient, and it is no table that somebody forgot to join: it is in the catalogue of rules.
            return Some(0.0);
        }
        if let Some(held) = self.held.as_ref().filter(|h| h.named > 0) {
            return Some(held.share());
        }
        if !self.is_table {
            return patients.map(|_| 1.0);
        }
        let names: Vec<String> = self.fields.iter().map(|f| f.name.clone()).collect();
        let field = self.fields.get(discovery::patient_field(&self.name, &names)?)?;
        Some(field.fill())
    }

    /// Takes in the relation of another file with its name.
    fn add(&mut self, other: Self) {
        let share = |relation: &Self| relation.reach.map_or(0.0, |reach| reach * relation.rows as f64);
        let rows = self.rows + other.rows;
        // A message that names no patient hangs on none, as it would in a feed.
        self.reach = self.reach.or(other.reach).map(|reach| if rows == 0 { reach } else { (share(self) + share(&other)) / rows as f64 });
        self.orphans = [self.orphans, other.orphans].into_iter().flatten().reduce(|a, b| a + b);
        (self.artifact, self.held) = (0, None);
        self.token.clear();
        let mut whole = self.take_profile();
        fold(&mut whole, other.into_profile());
        self.put_profile(whole);
    }

    /// As it stands once all are taken in.
    fn whole(mut self) -> Self {
        if self.artifact == 0 {
            let whole = folded(self.take_profile());
            self.put_profile(whole);
        }
        self
    }

    fn into_profile(mut self) -> RelationProfile {
        self.take_profile()
    }

    fn take_profile(&mut self) -> RelationProfile {
        let Kept { sketches, context, coded } = std::mem::take(&mut self.kept);
        RelationProfile { rows: self.rows, fields: std::mem::take(&mut self.fields), sketches, context, coded }
    }

    fn put_profile(&mut self, profile: RelationProfile) {
        let RelationProfile { rows, fields, sketches, context, coded } = profile;
        (self.rows, self.fields, self.kept) = (rows, fields, Kept { sketches, context, coded });
    }
}

/// A relation of one file of which little is kept.
#[cfg(test)]
pub(super) fn of_file(artifact: u32, rows: u64, reach: Option<f64>, fields: &[(&str, u64)]) -> Relation {
    let fields = fields.iter().map(|(name, filled)| FieldProfile { name: (*name).into(), rows, filled: *filled, length_max: *filled, ..FieldProfile::default() }).collect();
    let (token, name, orphans) = (format!("a-{artifact}"), "ccda.entry".to_string(), reach.map(|_| 1));
    Relation { artifact, token, name, rows, fields, kept: Kept::default(), is_table: false, held: None, reach, orphans, folds: Folds::Documents }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_relation_stands_for_those_of_many_documents() {
        let mut whole = of_file(7, 30, Some(1.0), &[("code", 30), ("time", 9)]);
        whole.add(of_file(8, 10, Some(0.2), &[("code", 4), ("unit", 2)]));
        let whole = whole.whole();
        assert_eq!((whole.artifact, whole.token.as_str(), whole.rows, whole.reach, whole.orphans), (0, "", 40, Some(0.8), Some(2)));
        let fields: Vec<(&str, u64, u64, u64)> = whole.fields.iter().map(|f| (f.name.as_str(), f.rows, f.filled, f.length_max)).collect();
        assert_eq!(fields, [("code", 40, 34, 30), ("time", 40, 9, 9), ("unit", 40, 2, 2)]);
        let mut nobody = of_file(7, 0, None, &[]);
        nobody.add(of_file(8, 0, None, &[]));
        assert_eq!((nobody.reach, nobody.orphans), (None, None));
    }

    #[test]
    fn messages_of_few_patients_are_taken_together_and_a_feed_of_many_stands_by_itself() {
        let holder = |format: &str, patients: Option<u64>| Holder { format: format.into(), patients, ..Holder::default() };
        assert_eq!(Folds::of(&holder("HL7 v2", Some(1))), Folds::Messages);
        assert_eq!(Folds::of(&holder("HL7 v2", None)), Folds::Messages);
        assert_eq!(Folds::of(&holder("HL7 v2", Some(11))), Folds::No);
        assert_eq!(Folds::of(&holder("C-CDA", Some(1))), Folds::Documents);
        assert_eq!(Folds::of(&holder("CSV", Some(1))), Folds::No);
    }
}
