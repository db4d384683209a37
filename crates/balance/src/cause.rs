//! Causes, not rows: findings gathered by what they share, named in words, with their evidence and what to do about them.

mod chance;
mod common;
mod draw;
mod numbers;
mod proposal;

#[cfg(test)]
mod tests;

pub use chance::Folded;
pub use common::Booked;
pub use proposal::{Proposal, SharedValue};

use crate::compare::Finding;
use crate::kept_out::KEPT_OUT;
use common::{Marks, Visits};
use draw::{Act, DIRECTORY, Drawn, Remedy};
use model::{Aspect, CauseClass, Kind, Severity, Statement, Verdict};
use std::collections::{BTreeMap, HashMap};

/// A rule that lies between a source row and a destination element, as data.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleInfo {
    /// Rule id.
    pub id: String,
    /// FHIR element it fills.
    pub element: String,
    /// Source fields it reads.
    pub fields: Vec<String>,
    /// Code map it goes through.
    pub code_map: Option<String>,
    /// Reason given for its default.
    pub reason: Option<String>,
}

/// An element that no rule fills.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gap {
    /// The element within its resource; empty when nobody can say.
    pub element: String,
    /// Ids of the rules that fill what stands beside it.
    pub beside: Vec<String>,
}

/// Who gives a place of a record of our own output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filler {
    /// A rule.
    Rule(RuleInfo),
    /// No rule.
    Nobody(Gap),
}

/// A row that the run held back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeldRow {
    /// Id of the rule, `key`, or the element that was left empty.
    pub rule: String,
    /// `bad value`, `unmapped code`, `id collision` and the like.
    pub reason: String,
    /// What the rule is.
    pub info: Option<RuleInfo>,
    /// Of the same resource set, rows held for the same, and what the rule was given: values that were not empty, or rows.
    pub share: Option<[u64; 2]>,
    /// The lens made a day, a number or a flag of a field that the rule reads: the value can be read.
    pub is_readable: bool,
    /// The mandatory element that was left empty because no rule fills it, as `Resource.path`.
    pub unfilled: Option<String>,
}

/// A row that the condition of a resource set leaves out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DroppedRow {
    /// Why, as the mapping declares it.
    pub reason: String,
    /// The resource set.
    pub set: String,
    /// What its condition reads and that of the lens for such rows does not; none where the lens has no part for them.
    pub beyond: Option<Vec<String>>,
}

/// Why a legacy record has no destination record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unmade {
    /// Held back by a rule, for a reason.
    Held(HeldRow),
    /// Declared dropped.
    Dropped(DroppedRow),
    /// No resource set reads the relation.
    NotMapped(String),
    /// No resource set reads the column of a relation whose columns are rows of their own.
    Unread {
        /// The relation.
        relation: String,
        /// The column.
        field: String,
    },
    /// A record was made of the row, and the patient's chart does not hold it.
    Elsewhere {
        /// The resource set.
        set: String,
        /// The element that names the patient, as `Resource.path`.
        element: String,
        /// The rule that fills it.
        rule: Option<RuleInfo>,
    },
}

/// A patient whom only one book has, and why nothing was made of the patient's own row, if that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alone {
    /// Why.
    pub unmade: Option<Unmade>,
}

/// What the workspace knows of who made the destination. A destination that we did not write answers `None` throughout.
pub trait Provenance {
    /// Source artifact and line of a destination statement.
    fn source(&self, _destination: &Statement) -> Option<(u32, u64)> {
        None
    }
    /// Who gives what a finding is about in a destination record; none where nobody can say. `_places` are the field of the source and the
    /// place in the record, empty where a side says nothing.
    fn filler(&self, _finding: &Finding, _statements: (Option<&Statement>, &Statement), _places: (&str, &str)) -> Option<Filler> {
        None
    }
    /// The resource set that made a destination record.
    fn maker(&self, _destination: &Statement) -> Option<String> {
        None
    }
    /// The resource set that makes records of a type that belong to no chart; none where nobody can say.
    fn maker_of(&self, _resource: &str) -> Option<String> {
        None
    }
    /// The rules that fill an element of records of a type that belong to no chart; none where nobody can say.
    fn fillers_of(&self, _resource: &str, _element: &str) -> Vec<RuleInfo> {
        Vec::new()
    }
    /// The rule that gives records of a type that belong to no chart their number of a numbering; none where nobody can say.
    fn numberer(&self, _resource: &str, _numbering: &str) -> Option<RuleInfo> {
        None
    }
    /// The zones in which lens and mapping read local times, where these are two.
    fn zones(&self) -> Option<(&str, &str)> {
        None
    }
    /// Why nothing was made of a legacy record.
    fn unmade(&self, _legacy: &Statement) -> Option<Unmade> {
        None
    }
    /// Whether what a legacy statement was read from is a field of its own row, and nothing that was looked up.
    fn is_field(&self, _legacy: &Statement, _field: &str) -> bool {
        true
    }
    /// How many values a rule could not read, and how many it was given.
    fn unread(&self, _rule: &str) -> Option<[u64; 2]> {
        None
    }
}

/// How the two charts of a patient are tied to each other.
#[derive(Debug, Clone, Copy)]
pub enum Tied<'a> {
    /// Only one book knows the patient.
    Alone(&'a Alone),
    /// They may not be one person's.
    Doubtfully,
    /// They are one person's.
    Firmly,
}

/// What many findings share.
#[derive(Debug, Clone)]
pub struct Cause {
    /// Class.
    pub class: CauseClass,
    /// In words, without content.
    pub label: String,
    /// Why these are one cause, in words and counts.
    pub evidence: String,
    /// Rule, if one is the cause.
    pub rule: Option<String>,
    /// The field of the source that it is about, by its own name: checked like any name of a structure before it is shown.
    pub field: String,
    /// Kind of statement.
    pub kind: Kind,
    /// Verdict.
    pub verdict: Verdict,
    /// Aspect.
    pub aspect: Aspect,
    /// Worst severity.
    pub severity: Severity,
    /// Findings.
    pub statements: u64,
    /// Of them safety.
    pub safety: u64,
    /// Patients.
    pub patients: u64,
    /// What is found per pair of values, of which none is long.
    pub clusters: HashMap<(String, String), Cluster>,
    remedy: Remedy,
    /// What the legacy records of its findings are marked by.
    marks: Marks,
    /// What they have in common, in words; empty where nothing is to be told.
    common: String,
    last_patient: u64,
    /// What its rule gives, among the groups; none where no rule is named.
    group: Option<usize>,
}

impl Cause {
    /// Whether it tells of records that a rule filed elsewhere.
    pub fn is_elsewhere(&self) -> bool {
        self.remedy.act == Act::Whose
    }
}

/// Findings of one cause with the same two values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cluster {
    /// Findings.
    pub statements: u64,
    /// Patients.
    pub patients: u64,
    /// Findings of severity safety.
    pub safety: u64,
    last_patient: Option<u64>,
}

/// Causes by what makes them one.
#[derive(Debug, Default)]
pub struct Causes {
    by_key: BTreeMap<String, usize>,
    causes: Vec<Cause>,
    by_group: HashMap<String, usize>,
    /// Patients of all causes of what a rule gives, and the last of them.
    groups: Vec<(u64, u64)>,
    /// What all legacy records are marked by, and where the visits of the patient in hand are.
    book: Marks,
    visits: Visits,
}

/// Patients from whom on their number is said.
const SHOWN_MIN: u64 = 11;
/// Value pairs kept per cause; the rest is counted in the cause alone.
const CLUSTERS_MAX: usize = 2_000;
/// Bytes of a value of a pair that is kept: a note is of one patient, and there may be as many as there are pairs.
const VALUE_MAX: usize = 1_000;

impl Causes {
    /// Adds a finding of the patient with ordinal `patient` (patients come one after the other); returns the index of its
    /// cause. `places` are those of the legacy and of the destination record. A patient whom only one book knows is one cause,
    /// whatever the chart holds; so is what parts in charts whose link is doubted and nothing else explains.
    pub fn add(
        &mut self,
        finding: &Finding,
        (legacy, destination): (Option<&Statement>, Option<&Statement>),
        places: (&str, &str),
        patient: u64,
        tied: Tied<'_>,
        provenance: &dyn Provenance,
    ) -> usize {
        let drawn = match tied {
            // Whosever chart it may be: the rule says that nothing of the patient may stand there.
            _ if finding.manner == KEPT_OUT => draw::kept_out(),
            Tied::Alone(alone) => match destination.filter(|_| legacy.is_none()).and_then(|d| provenance.maker(d)) {
                // Of our own output it is known what made the record of somebody whom the legacy book does not know.
                Some(set) => draw::of_nothing(&draw::capital(finding.kind.word()), set),
                None => draw::alone(legacy.is_some(), alone),
            },
            Tied::Doubtfully | Tied::Firmly => {
                let drawn = draw::draw(finding, (legacy, destination), places, provenance);
                // What nobody else explains may be another person's.
                let is_open = drawn.class == CauseClass::Destination || finding.kind == Kind::Demographic && drawn.class != CauseClass::Identity;
                if is_open && matches!(tied, Tied::Doubtfully) { draw::doubted() } else { drawn }
            }
        };
        let key = format!("{}\u{1f}{}", drawn.class.word(), drawn.label);
        let index = *self.by_key.entry(key).or_insert_with(|| {
            let group = chance::group(finding.kind, &drawn);
            let Drawn { class, label, evidence, rule, field, remedy } = drawn;
            let group = group.map(|name| {
                let next = self.groups.len();
                let group = *self.by_group.entry(name).or_insert(next);
                if group == next {
                    self.groups.push((0, u64::MAX));
                }
                group
            });
            self.causes.push(Cause {
                class,
                label,
                evidence,
                rule,
                field,
                remedy,
                marks: Marks::default(),
                common: String::new(),
                kind: finding.kind,
                verdict: finding.verdict,
                aspect: finding.aspect,
                severity: finding.severity,
                statements: 0,
                safety: 0,
                patients: 0,
                clusters: HashMap::new(),
                last_patient: u64::MAX,
                group,
            });
            self.causes.len() - 1
        });
        let cause = &mut self.causes[index];
        cause.statements += 1;
        cause.safety += u64::from(finding.severity == Severity::Safety);
        cause.severity = cause.severity.min(finding.severity);
        // Who is kept out is not in what the book is counted by.
        if let Some(legacy) = legacy.filter(|_| finding.manner != KEPT_OUT) {
            cause.marks.note_found((patient, finding.legacy), legacy, &self.visits);
        }
        if cause.last_patient != patient {
            cause.patients += 1;
            cause.last_patient = patient;
        }
        if let Some((patients, last)) = cause.group.and_then(|group| self.groups.get_mut(group)).filter(|(_, last)| *last != patient) {
            *patients += 1;
            *last = patient;
        }
        let (legacy, destination) = (&finding.legacy_value, &finding.destination_value);
        if legacy.len().max(destination.len()) <= VALUE_MAX {
            let values = (legacy.clone(), destination.clone());
            if cause.clusters.contains_key(&values) || cause.clusters.len() < CLUSTERS_MAX {
                let cluster = cause.clusters.entry(values).or_default();
                cluster.statements += 1;
                cluster.safety += u64::from(finding.severity == Severity::Safety);
                cluster.patients += u64::from(cluster.last_patient != Some(patient));
                cluster.last_patient = Some(patient);
            }
        }
        index
    }

    /// Takes one finding back from the cause with an index, when it turned out to be part of another finding.
    pub fn withdraw(&mut self, index: usize, safety: bool) {
        if let Some(cause) = self.causes.get_mut(index) {
            cause.statements -= 1;
            cause.safety -= u64::from(safety);
            if cause.safety == 0 && cause.severity == Severity::Safety {
                cause.severity = Severity::Clinical;
            }
        }
    }

    /// All causes, by index. Of what hangs on entries of the directory it is told on how many, of others what their records have in common.
    pub fn into_causes(mut self) -> Vec<Cause> {
        self.tell_common();
        for cause in &mut self.causes {
            if let Some(done) = cause.done_to_numbers() {
                cause.evidence.push_str(&format!(" Of nearly all {done}."));
            }
        }
        for cause in self.causes.iter_mut().filter(|cause| cause.label.starts_with(DIRECTORY)) {
            let largest = cause.clusters.values().max_by_key(|cluster| (cluster.statements, cluster.patients));
            let Some(Cluster { statements: records, patients, .. }) = largest.copied() else { continue };
            let entries = cause.clusters.len();
            // Evidence is shown on desktops, where small numbers of patients are not.
            let people = if patients < SHOWN_MIN { format!("fewer than {SHOWN_MIN}") } else { patients.to_string() };
            cause.evidence.push_str(&format!(" Entries concerned: {entries}. On the one that is named most hang {records} records of {people} patients."));
        }
        self.causes
    }

    /// All causes so far.
    pub fn causes(&self) -> &[Cause] {
        &self.causes
    }
}
