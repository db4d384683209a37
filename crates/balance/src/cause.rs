//! Causes, not rows: findings gathered by what they share, named in words, with their evidence.

use crate::compare::Finding;
use crate::directory;
use crate::judge::shown_aspect;
use crate::merges;
use model::{Aspect, CauseClass, Kind, Severity, Statement, Value, Verdict};
use std::collections::{BTreeMap, HashMap};

/// A rule that lies between a source row and a destination element, as data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleInfo {
    /// Rule id.
    pub id: String,
    /// FHIR element it fills.
    pub element: String,
    /// Code map it goes through.
    pub code_map: Option<String>,
    /// Reason given for its default.
    pub reason: Option<String>,
}

/// Why a legacy record has no destination record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unmade {
    /// Held back by a rule, for a reason.
    Held(String, String),
    /// Declared dropped, for a reason.
    Dropped(String),
    /// No resource set reads the relation.
    NotMapped(String),
}

/// What the workspace knows of who made the destination. A destination that we did not write answers `None` throughout.
pub trait Provenance {
    /// Source artifact and line of a destination statement.
    fn source(&self, destination: &Statement) -> Option<(u32, u64)>;
    /// The rule that fills (or should fill) a place of a destination record.
    fn rule(&self, destination: &Statement, place: &str, kind: Kind, aspect: Aspect) -> Option<RuleInfo>;
    /// Where the destination's standard usually holds an aspect; empty when nobody can say.
    fn usual_element(&self, kind: Kind, aspect: Aspect) -> &'static str;
    /// Why nothing was made of a legacy record.
    fn unmade(&self, legacy: &Statement) -> Option<Unmade>;
    /// Whether the destination is our own output.
    fn is_own(&self) -> bool;
}

/// How the two charts of a patient are tied to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tied {
    /// Only one book knows the patient.
    Alone,
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
    /// Findings and patients per pair of values.
    pub clusters: HashMap<(String, String), (u64, u64, u64)>,
    last_patient: u64,
}

/// Causes by what makes them one.
#[derive(Debug, Default)]
pub struct Causes {
    by_key: BTreeMap<String, usize>,
    causes: Vec<Cause>,
    cluster_seen: HashMap<(usize, String, String), u64>,
}

/// How the causes begin that are told of entries of the directory.
const DIRECTORY: &str = "Directory: ";

/// Value pairs kept per cause; the rest is counted in the cause alone.
const CLUSTERS_MAX: usize = 2_000;

impl Causes {
    /// Adds a finding of the patient with ordinal `patient` (patients come one after the other); returns the index of its
    /// cause. A patient whom only one book knows is one cause, whatever the chart holds; so is what parts in charts whose link is doubted
    /// and nothing else explains.
    pub fn add(
        &mut self,
        finding: &Finding,
        (legacy, destination): (Option<&Statement>, Option<&Statement>),
        place: &str,
        patient: u64,
        tied: Tied,
        provenance: &dyn Provenance,
    ) -> usize {
        let drawn = match tied {
            Tied::Alone => alone(legacy.is_some(), legacy.and_then(|l| provenance.unmade(l))),
            _ => match (draw(finding, legacy, destination, place, provenance), tied) {
                // What nobody else explains may be another person's.
                (drawn, Tied::Doubtfully) if drawn.class == CauseClass::Destination || finding.kind == Kind::Demographic && drawn.class != CauseClass::Identity => doubted(),
                (drawn, _) => drawn,
            },
        };
        let key = format!("{}\u{1f}{}", drawn.class.word(), drawn.label);
        let index = *self.by_key.entry(key).or_insert_with(|| {
            self.causes.push(Cause {
                class: drawn.class,
                label: drawn.label.clone(),
                evidence: drawn.evidence.clone(),
                rule: drawn.rule.clone(),
                kind: finding.kind,
                verdict: finding.verdict,
                aspect: finding.aspect,
                severity: finding.severity,
                statements: 0,
                safety: 0,
                patients: 0,
                clusters: HashMap::new(),
                last_patient: u64::MAX,
            });
            self.causes.len() - 1
        });
        let cause = &mut self.causes[index];
        cause.statements += 1;
        cause.safety += u64::from(finding.severity == Severity::Safety);
        cause.severity = cause.severity.min(finding.severity);
        if cause.last_patient != patient {
            cause.patients += 1;
            cause.last_patient = patient;
        }
        let values = (finding.legacy_value.clone(), finding.destination_value.clone());
        if cause.clusters.contains_key(&values) || cause.clusters.len() < CLUSTERS_MAX {
            let cluster = cause.clusters.entry(values.clone()).or_default();
            cluster.0 += 1;
            cluster.2 += u64::from(finding.severity == Severity::Safety);
            let seen = self.cluster_seen.entry((index, values.0, values.1)).or_insert(u64::MAX);
            if *seen != patient {
                *seen = patient;
                cluster.1 += 1;
            }
        }
        index
    }

    /// Takes one finding back from the cause with an id, when it turned out to be part of another finding.
    pub fn withdraw(&mut self, id: &str, id_of: impl Fn(&str, &str) -> String, safety: bool) {
        if let Some(cause) = self.causes.iter_mut().find(|c| id_of(c.class.word(), &c.label) == id) {
            cause.statements -= 1;
            cause.safety -= u64::from(safety);
            if cause.safety == 0 && cause.severity == Severity::Safety {
                cause.severity = Severity::Clinical;
            }
        }
    }

    /// All causes, by index. Of what hangs on entries of the directory it is told on how many.
    pub fn into_causes(mut self) -> Vec<Cause> {
        for cause in self.causes.iter_mut().filter(|cause| cause.label.starts_with(DIRECTORY)) {
            let Some((records, patients, _)) = cause.clusters.values().copied().max_by_key(|(records, patients, _)| (*records, *patients)) else { continue };
            let entries = cause.clusters.len();
            cause.evidence.push_str(&format!(" Entries concerned: {entries}. On the one that is named most hang {records} records of {patients} patients."));
        }
        self.causes
    }

    /// All causes so far.
    pub fn causes(&self) -> &[Cause] {
        &self.causes
    }
}

struct Drawn {
    class: CauseClass,
    label: String,
    evidence: String,
    rule: Option<String>,
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
}

/// The cause of everything in a chart that has no other side.
fn alone(on_legacy_side: bool, unmade: Option<Unmade>) -> Drawn {
    let evidence = match unmade {
        Some(Unmade::Dropped(reason)) => format!("No patient of the other side has this key, these identifiers or this name and birth date. The mapping declares such rows dropped: {reason}."),
        Some(Unmade::Held(rule, reason)) => format!("The run held these rows back: {rule}, {reason}."),
        _ => "No patient of the other side has this key, these identifiers or this name and birth date.".into(),
    };
    let side = if on_legacy_side { "legacy" } else { "destination" };
    Drawn { class: CauseClass::Identity, label: format!("Patient on the {side} side only: the whole chart has no counterpart"), evidence, rule: None }
}

/// The cause of what nothing else explains in charts that may not be one person's.
fn doubted() -> Drawn {
    Drawn {
        class: CauseClass::Identity,
        label: "Identity uncertain: the charts may be of two people".into(),
        evidence: "What both records say of the person is not enough to be certain of the link; each finding says how sure it is, and why.".into(),
        rule: None,
    }
}

/// The cause of one finding.
fn draw(finding: &Finding, legacy: Option<&Statement>, destination: Option<&Statement>, place: &str, provenance: &dyn Provenance) -> Drawn {
    let kind = capital(finding.kind.word());
    let aspect = shown_aspect(finding.read_as);
    if let Some(what) = directory::of_manner(&finding.manner) {
        // Whatever hangs on an entry: what became of the entry is one cause.
        return Drawn {
            class: CauseClass::Identity,
            label: format!("{DIRECTORY}{what}"),
            evidence: "The records lead to the entry that theirs has become, and that entry says something else of itself in the destination.".into(),
            rule: None,
        };
    }
    if let Some(label) = merges::of_manner(&finding.manner) {
        return Drawn {
            class: CauseClass::Identity,
            label: label.into(),
            evidence: "One side says itself that a number is another's from then on (MRG of HL7 v2, Patient.link, a row of the lens); the other does not do the same.".into(),
            rule: None,
        };
    }
    if let (Some(legacy), None) = (legacy, destination) {
        match provenance.unmade(legacy) {
            Some(Unmade::Held(rule, reason)) => {
                return Drawn {
                    class: if reason == "unmapped code" { CauseClass::CodeMap } else if reason == "bad value" || reason == "id collision" { CauseClass::SourceDefect } else { CauseClass::MappingRule },
                    label: format!("{kind} held back by {rule}: {reason}"),
                    evidence: format!("The run made no resource of these rows: {rule}, {reason}. The rows are in quarantine."),
                    rule: Some(rule),
                };
            }
            Some(Unmade::Dropped(reason)) => {
                return Drawn {
                    class: CauseClass::ExpectedByDesign,
                    label: format!("{kind} declared dropped: {reason}"),
                    evidence: "The mapping declares these rows dropped, the lens asserts them.".into(),
                    rule: None,
                };
            }
            Some(Unmade::NotMapped(relation)) => {
                return Drawn {
                    class: CauseClass::ExtractionGap,
                    label: format!("{kind}: no rule reads relation {relation}"),
                    evidence: "The lens reads this relation, the mapping has no resource set for it.".into(),
                    rule: None,
                };
            }
            None => {}
        }
    }
    let rule = destination.and_then(|d| provenance.rule(d, place, finding.kind, finding.read_as));
    if let Some(rule) = rule {
        let class = class_of(finding, Some(&rule));
        let manner = &finding.manner;
        let label = format!("{kind} {aspect}, rule {}: {manner}", rule.id);
        let evidence = match &rule.code_map {
            Some(map) => format!("Every one was made by rule {} through code map {map}, which fills {}.", rule.id, rule.element),
            None => format!("Every one was made by rule {}, which fills {}.", rule.id, rule.element),
        };
        return Drawn { class, label, evidence, rule: Some(rule.id) };
    }
    if let (Some(legacy), Some(_)) = (legacy, destination)
        && is_unreadable_time(finding, legacy)
    {
        return Drawn {
            class: CauseClass::SourceDefect,
            label: format!("{kind} {aspect}: what the source wrote is no point in time"),
            evidence: "The legacy value cannot be read as a date, so that nobody can tell whether the destination's is right.".into(),
            rule: None,
        };
    }
    let (class, what) = match (finding.verdict, provenance.is_own()) {
        (Verdict::Lost | Verdict::Merged | Verdict::Split, _) => (CauseClass::Destination, String::new()),
        (Verdict::Altered, true) if finding.destination_place.is_none() => {
            let element = provenance.usual_element(finding.kind, finding.read_as);
            (CauseClass::MappingRule, format!("no rule fills {}", if element.is_empty() { "it" } else { element }))
        }
        _ => (class_of(finding, None), String::new()),
    };
    let label = match finding.verdict {
        Verdict::Lost => format!("{kind} lost: no counterpart in the destination"),
        Verdict::Invented if finding.aspect == Aspect::Statement => format!("{kind} invented: no legacy record asserts it"),
        Verdict::Duplicated => format!("{kind} duplicated in the destination"),
        Verdict::Merged => format!("{kind}: several became one"),
        Verdict::Split => format!("{kind}: one became several"),
        _ if what.is_empty() => format!("{kind} {aspect}: {}", finding.manner),
        _ => format!("{kind} {aspect}: {} ({what})", finding.manner),
    };
    let evidence = format!("All share kind, aspect and manner: {}.", finding.manner);
    Drawn { class, label, evidence, rule: None }
}

/// Whether a finding is about a point in time.
fn is_time(finding: &Finding) -> bool {
    matches!(finding.read_as, Aspect::Onset | Aspect::End | Aspect::Effective | Aspect::Recorded | Aspect::BirthDate | Aspect::DeathDate)
}

/// Whether the legacy side has words in the place of a point in time.
fn is_unreadable_time(finding: &Finding, legacy: &Statement) -> bool {
    is_time(finding) && legacy.facts.iter().any(|f| f.aspect == finding.read_as && Some(f.place) == finding.legacy_place && matches!(f.value, Value::Text(_)))
}

fn class_of(finding: &Finding, rule: Option<&RuleInfo>) -> CauseClass {
    let timed = is_time(finding);
    let zone = finding.manner.ends_with(" h later") || finding.manner.ends_with(" h earlier") || finding.manner.starts_with("one day");
    if timed && zone {
        return CauseClass::TimeZone;
    }
    if finding.aspect == Aspect::Unit {
        return CauseClass::Unit;
    }
    match rule {
        Some(rule) if rule.code_map.is_some() => CauseClass::CodeMap,
        Some(_) => CauseClass::MappingRule,
        None if finding.aspect == Aspect::Patient => CauseClass::Identity,
        None => CauseClass::Destination,
    }
}
