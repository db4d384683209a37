//! Charts balanced one patient at a time: rows of patients, findings and causes.

use super::books::Books;
use super::declared::Explained;
use super::edge::{doubted, edge};
use super::judging::{Balanced, Judged};
use super::judgments::Judgment;
use super::lines::{locator, place_locator, same_origin_ordinal, statement_id};
use super::made::Made;
use super::misplaced::Lone;
use super::papers::Papers;
use super::proposed::{Shared, kept, pair};
use super::tie::{Tie, tied};
use super::{Arrival, CompareReport, Detail, NoteEvidence};
use crate::book::{BookReport, K};
use crate::commands::structure;
use crate::show::Showing;
use crate::terminology::Terms;
use crate::{AppError, Result, Workspace};
use balance::{ARCHIVED, Alone, Causes, Coverage, DroppedRow, Equivalences, Finding, PatientResult, Provenance, Unmade, shown_aspect};
use model::{Aspect, CauseClass, Kind, Statement, Verdict};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, HashMap};
use store::{BlobPart, CauseRow, FindingRow, PatientRow};

/// What is counted and drawn from the patients, one after the other.
pub(super) struct Balancing<'a> {
    pub(super) run: u32,
    pub(super) books: &'a Books,
    pub(super) made: &'a Made<'a>,
    pub(super) equivalences: &'a Equivalences,
    pub(super) causes: Causes,
    pub(super) report: CompareReport,
    pub(super) ordinal: u64,
    pub(super) findings: u64,
    pub(super) lone: Lone<'a>,
    pub(super) explained: Explained,
    pub(super) added: super::added::Added,
    pub(super) shared: Shared,
    pub(super) papers: &'a Papers<'a>,
    /// Whether the destination gave its records ids of its own, as far as the links of the part that is balanced tell.
    pub(super) ids_are_new: bool,
}

type Rows = Vec<(String, String, u64)>;
type Doubts = Vec<(String, String, String, u64)>;

/// What a lens leaves out of a book: rows that it excludes, by relation and reason; values that it does not list, by relation and field; values that did
/// not read as it says, by relation, field and reason.
fn left_out(coverage: &Coverage) -> (Rows, Rows, Doubts) {
    let excluded = coverage.excluded.iter().map(|((relation, reason), n)| (relation.clone(), reason.clone(), *n)).collect();
    let mut fields: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for ((relation, field, _), n) in &coverage.unlisted {
        *fields.entry((relation.as_str(), field.as_str())).or_default() += n;
    }
    let unlisted = fields.into_iter().map(|((relation, field), n)| (relation.to_string(), field.to_string(), n)).collect();
    let doubts = coverage.doubts.iter().map(|((relation, field, reason), n)| (relation.clone(), field.clone(), reason.clone(), *n)).collect();
    (excluded, unlisted, doubts)
}

impl Balancing<'_> {
    pub(super) fn count_books(&mut self) {
        let (legacy, destination) = (&self.books.legacy.coverage, &self.books.destination.coverage);
        self.report.statements = [legacy.statements.values().sum(), destination.statements.values().sum()];
        for (kind, count) in &legacy.statements {
            self.report.kinds.entry(kind.word().into()).or_default()[0] = *count;
        }
        for (kind, count) in &destination.statements {
            match legacy.could_tell_any() || legacy.statements.contains_key(kind) {
                true => self.report.kinds.entry(kind.word().into()).or_default()[1] = *count,
                false => {
                    self.report.one_book_only.insert(kind.word().into(), *count);
                }
            }
        }
        self.report.merges = [self.books.merged[0], self.books.merged[1], self.books.told.people()];
        self.report.patients = self.books.roll.counts;
        for (side, coverage) in [("legacy", legacy), ("destination", destination)] {
            self.report.unread.extend(coverage.unread.iter().map(|(name, n)| (side.to_string(), name.clone(), *n)));
        }
        (self.report.excluded, self.report.unlisted, self.report.doubts) = left_out(legacy);
        (self.report.excluded_there, self.report.unlisted_there, self.report.doubts_there) = left_out(destination);
    }

    /// The rows of one patient; the next one in the order of the run.
    pub(super) fn patient(&mut self, balanced: &Balanced, out: &mut Vec<FindingRow>) -> Result<PatientRow> {
        let Balanced { arrival: Arrival { key, legacy, destination, .. }, judgment: Judgment { judged: Judged { result, noted, consequences, anchor }, .. }, papers, tie, booked, .. } = balanced;
        let (key, anchor, tie) = (key.as_str(), *anchor, tie.as_ref());
        self.explained.note(&result.explained);
        self.count_notes(noted);
        consequences.count(&mut self.report);
        // What is kept of a run holds no words of a release: they are put to its codes whenever it is shown.
        let no_terms = Terms::default();
        let showing = Showing { anchor, common: &self.books.common, terms: &no_terms };
        self.added.note(destination, &self.books.destination.coverage, &showing);
        if let Some(booked) = booked {
            self.causes.book(booked);
        }
        let first = self.findings;
        let (mut counts, mut named) = ([0u64; 5], Named::default());
        let destination_key = destination.first().map(|s| s.patient.clone()).or_else(|| self.books.roll.mate(key).map(str::to_string)).unwrap_or_default();
        for (index, finding) in result.findings.iter().enumerate() {
            counts[finding.severity as usize] += 1;
            let note = self.note_evidence(noted, index, (legacy, destination), papers);
            let row = self.finding(finding, (legacy, destination), (key, &destination_key), (&showing, note, tie), &mut named)?;
            out.push(row);
        }
        for ((kind, verdict), n) in &result.verdicts {
            *self.report.verdicts.entry(verdict.word().into()).or_default() += n;
            if *kind == Kind::Demographic {
                *self.report.demographics.entry(verdict.word().into()).or_default() += n;
            }
            let entry = self.report.kinds.entry(kind.word().into()).or_default();
            if matches!(verdict, Verdict::Same | Verdict::Equivalent) {
                entry[2] += n;
            }
        }
        for (index, n) in counts.iter().enumerate() {
            self.report.severities[index] += n;
        }
        let is_kept_out = self.books.is_kept_out(key);
        if is_kept_out {
            self.count_kept_out(key, result, legacy);
        }
        let side = match (legacy.is_empty(), destination.is_empty()) {
            // What is about nobody is told, and is no patient.
            _ if key.trim_start_matches('\u{1f}').is_empty() => "nobody",
            (false, true) if is_kept_out => "archived",
            (false, false) => "paired",
            (false, true) => "legacy only",
            _ => "destination only",
        };
        let person = self.books.roll.person(key).or_else(|| self.books.roll.person(&destination_key)).cloned();
        let (mut score, mut reasons) = edge(legacy, &counts, person.as_ref(), side, self.books.rare.of(legacy));
        if tie.is_some_and(Tie::is_uncertain) {
            self.report.uncertain[0] += 1;
            self.report.uncertain[1] += result.findings.len() as u64;
            (score, reasons) = doubted(score, reasons);
        }
        if side == "archived" {
            // As was decided: nobody has to look at the patient first.
            (score, reasons) = (0.0, Vec::new());
        }
        let row = PatientRow {
            ordinal: self.ordinal,
            // The key for now; exchanged for its pseudonym before it is kept.
            token: key.to_string(),
            side: side.into(),
            sex: person.as_ref().map_or_else(|| "unknown".into(), |p| p.sex.clone()),
            age_band: person.as_ref().map_or_else(|| "unknown".into(), |p| p.age_band.clone()),
            legacy: legacy.len() as u64,
            destination: destination.len() as u64,
            findings: result.findings.len() as u64,
            safety: counts[0],
            clinical: counts[1],
            score,
            reasons: serde_json::to_string(&reasons).map_err(|e| AppError::Other(e.to_string()))?,
            charts: BlobPart::default(),
            judged: BlobPart::default(),
            worst: counts.iter().position(|n| *n > 0).unwrap_or(9) as u8,
        };
        self.note_lone(result, legacy, destination, first)?;
        self.ordinal += 1;
        Ok(row)
    }

    /// Counts what stays in the archive with a patient. It is expected nowhere, and is neither balanced nor lost.
    fn count_kept_out(&mut self, key: &str, result: &PatientResult, legacy: &[Statement]) {
        self.report.archived[0] += 1;
        let [both, legacy_only, _] = &mut self.report.patients;
        let compared = if self.books.roll.mate(key).is_some() { both } else { legacy_only };
        *compared = compared.saturating_sub(1);
        self.report.archived[2] += result.findings.len() as u64;
        for pair in result.pairs.iter().filter(|pair| pair.by == ARCHIVED) {
            self.report.archived[1] += 1;
            if let Some(counts) = pair.legacy.and_then(|l| legacy.get(l)).and_then(|s| self.report.kinds.get_mut(s.kind.word())) {
                counts[0] = counts[0].saturating_sub(1);
            }
        }
    }

    pub(super) fn finding(
        &mut self,
        finding: &Finding,
        (legacy, destination): (&[Statement], &[Statement]),
        (legacy_key, destination_key): (&str, &str),
        (showing, note, tie): (&Showing<'_>, Option<NoteEvidence>, Option<&Tie>),
        named: &mut Named,
    ) -> Result<FindingRow> {
        let books = self.books;
        let left = finding.legacy.map(|i| &legacy[i]);
        let right = finding.destination.map(|i| &destination[i]);
        let path = |report: &BookReport, s: &Statement| report.artifacts.get(&s.origin.artifact).cloned().unwrap_or_default();
        let left_place = finding.legacy_place.map(|p| books.legacy.places.name(p).to_string()).unwrap_or_default();
        let right_place = finding.destination_place.map(|p| books.destination.places.name(p).to_string()).unwrap_or_default();
        let own_row = || legacy.iter().find(|s| s.kind == Kind::Demographic).or(left);
        let unmade = |s: &Statement| match self.made.unmade(s) {
            // Only the patient's own row says that this is somebody.
            Some(Unmade::Dropped(row)) if s.kind != Kind::Demographic => Some(Unmade::Dropped(DroppedRow { beyond: None, ..row })),
            unmade => unmade,
        };
        let alone = (legacy.is_empty() || destination.is_empty()).then(|| Alone { unmade: own_row().and_then(unmade) });
        let cause = self.causes.add(finding, (left, right), (&left_place, &right_place), self.ordinal, tied(alone.as_ref(), tie), self.made);
        let statement_ids = (
            left.map(|s| statement_id(&path(&books.legacy, s), s, same_origin_ordinal(legacy, finding.legacy))).unwrap_or_default(),
            right.map(|s| statement_id(&path(&books.destination, s), s, same_origin_ordinal(destination, finding.destination))).unwrap_or_default(),
        );
        let about = finding_name(&statement_ids, finding.verdict, finding.read_as, finding.aspect);
        let id = named.id(about, [&left_place, &right_place]);
        let shown = |s: Option<&Statement>, place: Option<u32>| {
            // The place may be that of a part: a system that is not there.
            let is_part = |s: &Statement, p: u32| finding.aspect != Aspect::Statement && !s.facts.iter().any(|f| f.aspect == finding.read_as && f.place == p);
            let fact = s.and_then(|s| s.facts.iter().find(|f| f.aspect == finding.read_as && place.is_none_or(|p| f.place == p || is_part(s, p))));
            match (s, fact) {
                (Some(s), Some(f)) => showing.value(s.kind, f.aspect, &f.value),
                (Some(s), None) if finding.aspect == Aspect::Statement => showing.label(s),
                _ => String::new(),
            }
        };
        let info = &self.causes.causes()[cause];
        if let Some(pair) = pair((finding, info), (left, right), &books.legacy.places, self.equivalences, showing) {
            self.shared.note(cause, self.ordinal, pair);
        }
        let detail = Detail {
            label: left.or(right).map(|s| showing.label(s)).unwrap_or_default(),
            legacy_shown: if finding.legacy_value.is_empty() { String::new() } else { shown(left, finding.legacy_place) },
            destination_shown: if finding.destination_value.is_empty() { String::new() } else { shown(right, finding.destination_place) },
            legacy: finding.legacy,
            destination: finding.destination,
            read_as: finding.read_as.word().into(),
            legacy_locators: left.map(|s| vec![locator(&path(&books.legacy, s), s, &left_place)]).unwrap_or_default(),
            destination_locators: right.map(|s| vec![locator(&path(&books.destination, s), s, &right_place)]).unwrap_or_default(),
            destination_places: right.map(|s| vec![place_locator(&path(&books.destination, s), s, &right_place)]).unwrap_or_default(),
            legacy_patient: if left.is_some() { legacy_key.to_string() } else { String::new() },
            destination_patient: right.map_or_else(String::new, |s| if s.patient.is_empty() { destination_key.to_string() } else { s.patient.clone() }),
            legacy_statement: statement_ids.0,
            destination_statement: statement_ids.1,
            legacy_value: finding.legacy_value.clone(),
            destination_value: finding.destination_value.clone(),
            manner: finding.manner.clone(),
            by: finding.by.into(),
            rule: info.rule.clone(),
            note,
            link: tie.map(Tie::brief),
        };
        self.report.kinds.entry(finding.kind.word().into()).or_default()[3] += 1;
        let row = FindingRow {
            ordinal: self.findings,
            id,
            patient: self.ordinal,
            verdict: finding.verdict.word().into(),
            aspect: shown_aspect(finding.aspect).into(),
            kind: finding.kind.word().into(),
            severity: finding.severity as u8,
            cause: cause_id(info.class.word(), &info.label),
            class: info.class.word().into(),
            detail: serde_json::to_string(&detail).map_err(|e| AppError::Other(e.to_string()))?,
            artifacts: [left, right].into_iter().flatten().map(|s| s.origin.artifact).collect(),
        };
        self.findings += 1;
        Ok(row)
    }

    /// A kind that only the destination's book has and that is judged all the same stands among the kinds.
    fn count_judged(&mut self) {
        let CompareReport { one_book_only, kinds, .. } = &mut self.report;
        one_book_only.retain(|kind, count| match kinds.get_mut(kind) {
            Some(counts) if counts[3] > 0 => {
                counts[1] = *count;
                false
            }
            _ => true,
        });
    }

    pub(super) fn finish(mut self, workspace: &Workspace) -> Result<CompareReport> {
        let (joined, mut rows) = self.join_misplaced(workspace)?;
        self.report.findings = self.findings - joined;
        let id = |(class, label): &(CauseClass, String)| cause_id(class.word(), label);
        let folds = self.causes.fold();
        folds.iter().for_each(|fold| self.shared.join(fold.at));
        let folded: Vec<[String; 3]> = folds.iter().map(|fold| [id(&fold.from), id(&fold.into), fold.into.0.word().to_string()]).collect();
        workspace.store().fold_causes(self.run, &folded)?;
        for (index, mut cause) in std::mem::take(&mut self.causes).into_causes().into_iter().enumerate().filter(|(_, c)| c.statements > 0) {
            if !cause.field.is_empty() {
                cause.field = cause.field.split(", ").map(structure).collect::<Vec<_>>().join(", ");
            }
            let proposal = cause.proposal(&self.shared.of(index));
            let mut clusters: Vec<_> = cause.clusters.iter().map(|((l, d), of)| (l.clone(), d.clone(), of.statements, of.patients, of.safety)).collect();
            clusters.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| (&a.0, &a.1).cmp(&(&b.0, &b.1))));
            // Values of fewer than k patients become one line; what is kept is shown only if it is a word or common.
            let mut shown: Vec<(String, String, u64, u64, u64)> = Vec::new();
            let mut others = (0, 0, 0);
            for (l, d, n, patients, safety) in clusters {
                let allowed = |t: &String| t.is_empty() || self.books.common.contains(t) || t.len() <= 24 && t.chars().all(|c| c.is_ascii_lowercase() || c == '-');
                if patients >= K as u64 && allowed(&l) && allowed(&d) && shown.len() < 40 && cause.kind != Kind::Demographic {
                    shown.push((l, d, n, patients, safety));
                } else {
                    others = (others.0 + n, others.1 + patients, others.2 + safety);
                }
            }
            // A cluster of everything says nothing; patients of several values cannot be added up, so the cause's own bound it.
            if others.0 > 0 && !shown.is_empty() {
                shown.push(("other values".into(), "other values".into(), others.0, others.1.min(cause.patients), others.2));
            }
            rows.push(CauseRow {
                id: cause_id(cause.class.word(), &cause.label),
                class: cause.class.word().into(),
                label: cause.label,
                evidence: cause.evidence,
                rule: cause.rule,
                kind: cause.kind.word().into(),
                verdict: cause.verdict.word().into(),
                aspect: shown_aspect(cause.aspect).into(),
                severity: cause.severity as u8,
                statements: cause.statements,
                safety: cause.safety,
                patients: cause.patients,
                clusters: serde_json::to_string(&shown).map_err(|e| AppError::Other(e.to_string()))?,
                proposal: kept(&proposal),
            });
        }
        self.count_judged();
        rows.extend(self.explained.finish(&mut self.report));
        self.added.finish(&self.books.destination.coverage, &mut self.report);
        workspace.store().add_causes(self.run, &rows)?;
        Ok(self.report)
    }
}

pub(super) fn cause_id(class: &str, label: &str) -> String {
    let digest = Sha256::digest(format!("{class}\u{1f}{label}").as_bytes());
    format!("c-{}", digest[..6].iter().map(|b| format!("{b:02x}")).collect::<String>())
}

/// What a finding is named by, the same in every run: what somebody decided of it is kept by it. Elements of one record may part in their values and in
/// the words beside their codes, which are two findings.
fn finding_name(statements: &(String, String), verdict: Verdict, read_as: Aspect, aspect: Aspect) -> String {
    let mut about = format!("{}\u{1f}{}\u{1f}{verdict}\u{1f}{read_as}", statements.0, statements.1);
    if read_as == Aspect::Element && aspect != read_as {
        about.push('\u{1f}');
        about.push_str(aspect.word());
    }
    about
}

/// The names that findings of one patient have, with how often each was asked for.
#[derive(Default)]
pub(super) struct Named(HashMap<String, u64>);

impl Named {
    /// The id of a finding. Two of one pair may part in the same aspect, as two telephone numbers do: the first has the plain name, and a further one is told by
    /// its places in both books, so that it keeps its id when another one is mended; by a number only where these are the same too.
    fn id(&mut self, mut about: String, [legacy, destination]: [&str; 2]) -> String {
        if self.before(&about) > 0 {
            about.push_str(&format!("\u{1f}\u{1f}{legacy}\u{1f}{destination}"));
            let before = self.before(&about);
            if before > 0 {
                about.push_str(&format!("\u{1f}{before}"));
            }
        }
        let digest = Sha256::digest(about.as_bytes());
        format!("f-{}", digest[..8].iter().map(|b| format!("{b:02x}")).collect::<String>())
    }

    /// How often a name was asked for before.
    fn before(&mut self, about: &str) -> u64 {
        let times = self.0.entry(about.to_string()).or_default();
        *times += 1;
        *times - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair() -> (String, String) {
        ("orders:1".to_string(), "MedicationRequest/1".to_string())
    }

    #[test]
    fn what_is_decided_of_a_value_is_not_decided_of_the_words_beside_its_code() {
        let id = |read_as, aspect| Named::default().id(finding_name(&pair(), Verdict::Altered, read_as, aspect), ["", ""]);
        assert_ne!(id(Aspect::Element, Aspect::Element), id(Aspect::Element, Aspect::Text));
        // Names that were given before stay.
        assert_eq!(id(Aspect::Effective, Aspect::Precision), id(Aspect::Effective, Aspect::Effective));
    }

    #[test]
    fn findings_of_one_pair_and_aspect_have_ids_of_their_own_that_stay() {
        let about = || finding_name(&pair(), Verdict::Altered, Aspect::Dose, Aspect::Dose);
        let ids = |places: &[[&str; 2]]| {
            let mut named = Named::default();
            places.iter().map(|places| named.id(about(), *places)).collect::<Vec<_>>()
        };
        let all = ids(&[["dose[0]", ""], ["dose[1]", ""], ["dose[2]", ""], ["dose[2]", ""], ["dose[2]", ""]]);
        assert_eq!(all.iter().collect::<std::collections::HashSet<_>>().len(), 5, "{all:?}");
        assert_eq!(all, ids(&[["dose[0]", ""], ["dose[1]", ""], ["dose[2]", ""], ["dose[2]", ""], ["dose[2]", ""]]), "another run says the same");
        assert_eq!(all[0], "f-c07c16477d4f503c", "the first has the id that it had before there were others");
        assert_eq!([all[0].clone(), all[2].clone()].to_vec(), ids(&[["dose[0]", ""], ["dose[2]", ""]]), "the second is mended: the third keeps its own");
    }
}
