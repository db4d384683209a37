//! What becomes of numbers that were merged away, in the charts of one person.
//!
//! A side says itself that one number is another's from now on; both charts are filed by the number that stays. What only said who the
//! retired number was is no record that has to arrive. A destination that did not do the same is told as identity: it keeps the retired
//! number's records apart, it gave up the wrong number, or it merged people whom the legacy side keeps apart. Who is whose was found
//! outside; nothing is linked here.

use crate::compare::{Finding, PatientResult};
use crate::judge::AspectDifference;
use crate::reading::Coverage;
use crate::severity::severity;
use model::{Aspect, Kind, Statement, Value, Verdict};
use std::collections::{HashMap, HashSet};

/// What a destination did with the numbers of one person, where the legacy side did otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfollowed {
    /// It keeps a number apart that was merged away.
    KeptApart,
    /// It keeps the number that was merged away, and gave up the one that stays.
    TurnedRound,
    /// It merged the number into another patient's.
    MergedThereOnly,
    /// Nobody can follow: a side tells merges that contradict each other.
    Contradicted,
    /// It retired the number as well, and left records under it while it moved what they hang together with.
    LeftBehind,
}

impl Unfollowed {
    const ALL: [Self; 5] = [Self::KeptApart, Self::TurnedRound, Self::MergedThereOnly, Self::Contradicted, Self::LeftBehind];

    fn manner(self) -> &'static str {
        match self {
            Self::KeptApart => "the legacy system merged this number into another, the destination keeps it under the old one",
            Self::TurnedRound => "the destination kept the number that was merged away and gave up the one that stays",
            Self::MergedThereOnly => "the destination merged this number into another patient's, the legacy system keeps them apart",
            Self::Contradicted => "merges of this number contradict each other, and the later one was followed",
            Self::LeftBehind => "the destination retired this number and keeps the record under it, while its visit or claim stands under the one that stays",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::KeptApart => "Merge not followed: records stand under a number that was merged away",
            Self::TurnedRound => "Merge turned round: the surviving number was given up",
            Self::MergedThereOnly => "Merged in the destination only: two patients of the legacy system are one",
            Self::Contradicted => "Merges that contradict each other: whose records these are is not certain",
            Self::LeftBehind => "Merge half followed: records stand under a number that the destination retired, apart from their visits",
        }
    }

    fn evidence(self) -> &'static str {
        match self {
            Self::Contradicted => {
                "A side says of two numbers that each is the other's, or of one that it is two others'. The later one was followed, by its own time where it has one, else as they were read; `throughline link --json` names both records."
            }
            Self::LeftBehind => {
                "The destination says itself that the number was replaced by another. Of one visit or claim it filed some records under that one and left these under the number that must no longer be used."
            }
            _ => "One side says itself that a number is another's from then on (MRG of HL7 v2, Patient.link, a row of the lens); the other does not do the same.",
        }
    }
}

/// The label of the cause that a manner stands for, if it tells of a merge, and its evidence.
pub(crate) fn of_manner(manner: &str) -> Option<(&'static str, &'static str)> {
    Unfollowed::ALL.into_iter().find(|what| what.manner() == manner).map(|what| (what.label(), what.evidence()))
}

/// Whether a manner tells of records that a merge left behind: whoever filed them is to blame, and not whom they belong to.
pub(crate) fn is_left_behind(manner: &str) -> bool {
    manner == Unfollowed::LeftBehind.manner()
}

fn numbers(statement: &Statement) -> impl Iterator<Item = String> {
    statement.facts.iter().filter(|f| f.aspect == Aspect::Mrn).map(|f| f.value.shown().trim().to_lowercase())
}

/// Legacy statements of who a retired number was: the merge itself, and what was said of the number before.
pub(crate) struct Superseded {
    prior: HashSet<String>,
    surviving: HashSet<String>,
    /// Which number each chart gave up for which other one; of both charts, where the legacy one has merges.
    given_up: [HashMap<String, String>; 2],
}

/// Which number a chart gave up for which other one.
fn given_up(chart: &[Statement]) -> HashMap<String, String> {
    let merges = chart.iter().filter_map(|s| Some((s, s.merged_into()?.trim().to_lowercase())));
    merges.flat_map(|(statement, key)| numbers(statement).map(move |number| (number, key.clone()))).collect()
}

/// Merges of merges that are followed.
const CHAIN_MAX: usize = 16;

impl Superseded {
    /// None where the destination's book tells of merges and not of this one, or is of the same messages: then each of them is a record.
    pub(crate) fn of(legacy: &[Statement], destination: &[Statement], coverage: (&Coverage, &Coverage)) -> Self {
        let (mut prior, mut surviving) = (HashSet::new(), HashSet::new());
        let merges: Vec<(&Statement, &str)> = legacy.iter().filter_map(|s| Some((s, s.merged_into()?))).collect();
        let is_merged = !merges.is_empty();
        if is_merged && destination.iter().any(|s| s.kind == Kind::Demographic) {
            // Only records of one format are compared leaf by leaf; whether messages are, nobody can tell where resources stand beside them.
            let is_alike = coverage.0.records[0] == 0 && coverage.0.aspects.iter().any(|(_, aspect)| *aspect == Aspect::Element);
            let tells = coverage.1.aspects.contains(&(Kind::Demographic, Aspect::Patient));
            if !tells || destination.iter().any(|s| s.merged_into().is_some()) {
                for (statement, key) in merges.into_iter().filter(|(s, _)| !is_alike || !s.origin.reference.is_empty()) {
                    prior.extend(numbers(statement));
                    surviving.insert(key.trim().to_lowercase());
                }
            }
        }
        prior.retain(|number| !surviving.contains(number));
        let given_up = if is_merged { [given_up(legacy), given_up(destination)] } else { [HashMap::new(), HashMap::new()] };
        Self { prior, surviving, given_up }
    }

    /// Whether a destination record only says that one of these numbers was retired there as well.
    pub(crate) fn retired_there(&self, destination: &Statement) -> bool {
        !self.prior.is_empty() && destination.merged_into().is_some() && numbers(destination).any(|n| self.prior.contains(&n))
    }

    /// Leaves of the differences what both say otherwise of who a number was that both sides retired. Each tells of the merge in its own way,
    /// and what one leaves out of such a person the other need not have.
    /// Where a number was merged that had taken in others before, the destination may name the last of the chain at once.
    pub(crate) fn settle(&self, legacy: &Statement, destination: &Statement, differences: &mut Vec<AspectDifference>) {
        differences.retain(|d| d.read_as != Aspect::Mrn || !self.is_given_up_for(&d.legacy, &d.destination));
        if self.retired_there(destination) {
            differences.retain(|d| legacy.merged_into().is_none() && !d.legacy.is_empty() && !d.destination.is_empty());
        }
    }

    /// Whether both charts gave up a number for another one, at once or by way of others.
    fn is_given_up_for(&self, number: &str, survivor: &str) -> bool {
        let survivor = survivor.trim().to_lowercase();
        let leads = |merges: &HashMap<String, String>| {
            let chain = std::iter::successors(merges.get(&number.trim().to_lowercase()), |next| merges.get(*next));
            chain.take(CHAIN_MAX).any(|next| *next == survivor)
        };
        self.given_up.iter().all(leads)
    }

    /// Whether a statement says nothing but who a retired number was.
    pub(crate) fn has(&self, statement: &Statement) -> bool {
        if self.surviving.is_empty() || statement.kind != Kind::Demographic {
            return false;
        }
        let own: Vec<String> = numbers(statement).collect();
        statement.merged_into().is_some() || own.iter().any(|n| self.prior.contains(n)) && !own.iter().any(|n| self.surviving.contains(n))
    }
}

/// What a record hangs together with: the visit it is of, the claim it is or answers.
fn bundles(statement: &Statement) -> Vec<(Kind, String)> {
    let visit = match statement.kind {
        Kind::Encounter => statement.origin.reference.rsplit('/').next().filter(|id| !id.is_empty()).map(str::to_string),
        _ => statement.value(Aspect::Encounter).and_then(|value| if let Value::Key(key) = value { Some(key.clone()) } else { None }),
    };
    let is_claim = matches!(statement.kind, Kind::Claim | Kind::Payment);
    let claims = statement.facts.iter().filter(|f| is_claim && f.aspect == Aspect::ClaimNumber).map(|f| (Kind::Claim, f.value.shown()));
    visit.map(|id| (Kind::Encounter, id)).into_iter().chain(claims).collect()
}

/// Records of one person that stand under a number which the destination itself retired (`retired` knows them), although what they hang together
/// with stands under the one that stays. A destination that leaves everything where it was and says which number took its place did what the
/// legacy side did.
fn left_behind(destination: &[Statement], retired: &dyn Fn(&str) -> bool) -> HashSet<usize> {
    let is_behind = |statement: &Statement| statement.kind != Kind::Demographic && retired(&statement.patient);
    let behind: Vec<usize> = (0..destination.len()).filter(|at| destination.get(*at).is_some_and(is_behind)).collect();
    if behind.is_empty() {
        return HashSet::new();
    }
    let moved: HashSet<(Kind, String)> = destination.iter().filter(|s| !retired(&s.patient)).flat_map(bundles).collect();
    behind.into_iter().filter(|at| destination.get(*at).is_some_and(|s| bundles(s).iter().any(|bundle| moved.contains(bundle)))).collect()
}

/// Tells of every pair whose destination statement stands under a number that was merged away (`apart` knows them) or was left under one that
/// the destination retired, and of the person once where the numbers were merged otherwise.
pub fn tell_merges(
    result: &mut PatientResult,
    legacy: &[Statement],
    destination: &[Statement],
    (apart, retired): (&dyn Fn(&str) -> bool, &dyn Fn(&str) -> bool),
    person: Option<Unfollowed>,
) {
    let behind = left_behind(destination, retired);
    for at in 0..result.pairs.len() {
        let Some((pair, l, r)) = result.pairs.get(at).and_then(|p| Some((*p, legacy.get(p.legacy?)?, destination.get(p.destination?)?))) else { continue };
        if apart(&r.patient) {
            tell(result, at, Unfollowed::KeptApart, (l, r), pair.by);
        } else if pair.destination.is_some_and(|at| behind.contains(&at)) {
            tell(result, at, Unfollowed::LeftBehind, (l, r), pair.by);
        }
    }
    let Some(what) = person else { return };
    let of_person = |p: &crate::compare::Pair| {
        let l = p.legacy.and_then(|l| legacy.get(l));
        l.is_some_and(|l| l.kind == Kind::Demographic && l.merged_into().is_none()).then_some(p.destination.is_some())
    };
    // The pair of both persons, else whoever of the legacy side is left.
    let found = result.pairs.iter().position(|p| of_person(p) == Some(true)).or_else(|| result.pairs.iter().position(|p| of_person(p) == Some(false)));
    let Some((at, pair)) = found.and_then(|at| Some((at, *result.pairs.get(at)?))) else { return };
    let Some(l) = pair.legacy.and_then(|l| legacy.get(l)) else { return };
    let r = pair.destination.and_then(|r| destination.get(r)).unwrap_or(l);
    tell(result, at, what, (l, r), pair.by);
}

/// Adds the finding.
fn tell(result: &mut PatientResult, at: usize, what: Unfollowed, (legacy, destination): (&Statement, &Statement), by: &'static str) {
    let Some(pair) = result.pairs.get(at).copied() else { return };
    let live = legacy.word(Aspect::Status).is_none_or(|s| s == "active");
    let finding = Finding {
        verdict: Verdict::Misplaced,
        aspect: Aspect::Patient,
        read_as: Aspect::Statement,
        kind: legacy.kind,
        severity: severity(legacy.kind, Verdict::Misplaced, Aspect::Patient, legacy, live),
        legacy: pair.legacy,
        destination: pair.destination,
        legacy_place: None,
        destination_place: None,
        legacy_value: legacy.label(),
        destination_value: if pair.destination.is_some() { destination.label() } else { String::new() },
        manner: what.manner().into(),
        by,
    };
    result.add(Some(at), finding);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::Equivalences;
    use crate::compare::compare_patient;
    use model::{Coding, Fact, How, Origin};

    fn statement(kind: Kind, patient: &str, reference: &str, facts: Vec<(Aspect, Value)>) -> Statement {
        let facts = facts.into_iter().map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied }).collect();
        Statement { kind, patient: patient.into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: reference.into() }, facts }
    }

    fn person(patient: &str, reference: &str, family: &str, number: &str) -> Statement {
        statement(Kind::Demographic, patient, reference, vec![(Aspect::Family, Value::Text(family.into())), (Aspect::Mrn, Value::Text(number.into()))])
    }

    fn merge(prior: &str, surviving: &str) -> Statement {
        let facts = vec![(Aspect::Status, Value::Word("merged".into())), (Aspect::Mrn, Value::Text(prior.into())), (Aspect::Patient, Value::Key(surviving.into()))];
        statement(Kind::Demographic, surviving, "", facts)
    }

    fn allergy(patient: &str, reference: &str) -> Statement {
        let code = Coding { system: "http://snomed.info/sct".into(), code: "91936005".into(), display: "Allergy to penicillin".into() };
        statement(Kind::Allergy, patient, reference, vec![(Aspect::Code, Value::code(vec![code], String::new()))])
    }

    fn result(legacy: &[Statement], destination: &[Statement]) -> PatientResult {
        let mut coverage = [Coverage::default(), Coverage::default()];
        legacy.iter().for_each(|s| coverage[0].count(s));
        destination.iter().for_each(|s| coverage[1].count(s));
        compare_patient(legacy, destination, &Equivalences::default(), (&coverage[0], &coverage[1]), &|_| None)
    }

    fn told(result: &PatientResult) -> Vec<String> {
        result.findings.iter().map(|f| format!("{} {} {} {}", f.verdict, f.kind, f.aspect, f.severity.word())).collect()
    }

    #[test]
    fn what_was_said_of_a_retired_number_need_not_arrive_and_the_survivor_must() {
        let legacy = [person("77", "", "Holm", "77"), person("77", "", "Halm", "12"), merge("12", "77"), allergy("77", "")];
        let well = [person("x", "Patient/x", "Holm", "77"), allergy("x", "AllergyIntolerance/1")];
        assert_eq!(told(&result(&legacy, &well)), Vec::<String>::new());
        // Without the person nothing of it is excused.
        assert!(told(&result(&legacy, &well[1..])).len() >= 2);
        // One that keeps the retired record, marked as such, did the same.
        let mut marked = person("y", "Patient/y", "Halm", "12");
        marked.facts.push(Fact { aspect: Aspect::Patient, value: Value::Key("x".into()), place: 0, how: How::Copied });
        marked.facts.push(Fact { aspect: Aspect::Status, value: Value::Word("merged".into()), place: 0, how: How::Copied });
        marked.facts.sort_by_key(|f| f.aspect);
        assert_eq!(told(&result(&legacy, &[well[0].clone(), well[1].clone(), marked.clone()])), Vec::<String>::new());
        let without = [legacy[0].clone(), legacy[2].clone(), legacy[3].clone()];
        assert_eq!(told(&result(&without, &[well[0].clone(), well[1].clone(), marked])), Vec::<String>::new());
        // A destination that tells of merges has to tell of this one.
        let mut coverage = Coverage::default();
        coverage.count(&merge("5", "6"));
        assert!(!Superseded::of(&legacy, &well, (&Coverage::default(), &coverage)).has(&legacy[2]));
    }

    #[test]
    fn of_a_number_that_both_retired_what_they_say_otherwise_is_told_and_what_one_leaves_out_is_not() {
        let legacy = [person("77", "", "Holm", "77"), person("77", "", "Halm", "12"), merge("12", "77")];
        let mut marked = person("y", "Patient/y", "Hulm", "12");
        marked.facts.extend(merge("12", "x").facts.into_iter().filter(|f| f.aspect != Aspect::Mrn));
        marked.facts.sort_by_key(|f| f.aspect);
        let superseded = Superseded::of(&legacy, &[person("x", "Patient/x", "Holm", "77"), marked.clone()], (&Coverage::default(), &Coverage::default()));
        let difference = |aspect, [legacy, destination]: [&str; 2]| AspectDifference {
            aspect,
            read_as: aspect,
            verdict: Verdict::Altered,
            manner: String::new(),
            legacy_place: None,
            destination_place: None,
            legacy: legacy.into(),
            destination: destination.into(),
        };
        let left = |of: &Statement, against: &Statement| -> Vec<Aspect> {
            let mut differences = vec![difference(Aspect::Family, ["Halm", "Hulm"]), difference(Aspect::Status, ["", "merged"]), difference(Aspect::Phone, ["555", ""])];
            superseded.settle(of, against, &mut differences);
            differences.into_iter().map(|d| d.aspect).collect()
        };
        assert_eq!(left(&legacy[1], &marked), [Aspect::Family]);
        assert_eq!(left(&legacy[2], &marked), Vec::<Aspect>::new(), "the merge itself says nothing of the person");
        assert_eq!(left(&legacy[0], &person("x", "Patient/x", "Holm", "77")), [Aspect::Family, Aspect::Status, Aspect::Phone]);
    }

    #[test]
    fn a_chain_of_merges_may_be_told_by_its_end() {
        let legacy = [merge("12", "A33"), merge("A33", "77")];
        let is_told = |destination: &[Statement], [here, there]: [&str; 2]| {
            let mut differences = vec![AspectDifference {
                aspect: Aspect::Mrn,
                read_as: Aspect::Mrn,
                verdict: Verdict::Altered,
                manner: String::new(),
                legacy_place: None,
                destination_place: None,
                legacy: here.into(),
                destination: there.into(),
            }];
            let superseded = Superseded::of(&legacy, destination, (&Coverage::default(), &Coverage::default()));
            superseded.settle(&person(here, "", "Holm", here), &person(there, "", "Holm", there), &mut differences);
            !differences.is_empty()
        };
        let flat = [merge("12", "77"), merge("A33", "77")];
        assert!(!is_told(&flat, ["A33", "77"]));
        assert!(is_told(&flat, ["77", "A33"]) && is_told(&flat, ["12", "A33"]));
        assert!(is_told(&flat[..1], ["A33", "77"]), "the destination does not say that this number was given up");
    }

    #[test]
    fn every_record_under_a_retired_number_is_misplaced_and_the_cause_is_one() {
        let legacy = [person("77", "", "Holm", "77"), allergy("77", "")];
        let destination = [person("x", "Patient/x", "Holm", "77"), allergy("y", "AllergyIntolerance/1")];
        let mut result = result(&legacy, &destination);
        tell_merges(&mut result, &legacy, &destination, (&|key: &str| key == "y", &|_: &str| false), None);
        assert_eq!(told(&result), ["misplaced allergy patient safety"]);
        assert_eq!(of_manner(&result.findings[0].manner).map(|(label, _)| label), Some(Unfollowed::KeptApart.label()));
        assert_eq!(result.verdicts.get(&(Kind::Allergy, Verdict::Misplaced)), Some(&1));
        assert!(!result.verdicts.contains_key(&(Kind::Allergy, Verdict::Same)));
        let pair = result.pairs.iter().find(|p| p.legacy == Some(1)).unwrap();
        assert_eq!((pair.verdict, pair.finding), (Verdict::Misplaced, Some(0)));
    }

    #[test]
    fn what_a_merge_left_behind_is_told_and_what_was_left_as_a_whole_is_not() {
        let of_visit = |patient: &str, visit: &str| {
            let mut allergy = allergy(patient, "AllergyIntolerance/1");
            allergy.facts.push(Fact { aspect: Aspect::Encounter, value: Value::Key(visit.into()), place: 0, how: How::Copied });
            allergy
        };
        let visit = |patient: &str| statement(Kind::Encounter, patient, "Encounter/e1", Vec::new());
        let behind = |destination: &[Statement]| {
            let mut found: Vec<usize> = left_behind(destination, &|key| key == "y").into_iter().collect();
            found.sort_unstable();
            found
        };
        assert_eq!(behind(&[visit("x"), of_visit("y", "e1")]), [1], "the visit moved, the allergy did not");
        assert_eq!(behind(&[visit("y"), of_visit("x", "e1")]), [0], "the allergy moved, the visit did not");
        assert_eq!(behind(&[visit("y"), of_visit("y", "e1")]), Vec::<usize>::new(), "the link says where both belong");
        assert_eq!(behind(&[visit("x"), of_visit("x", "e1")]), Vec::<usize>::new());
        let paid = |kind: Kind, patient: &str| statement(kind, patient, "Claim/1", vec![(Aspect::ClaimNumber, Value::Text("C1".into()))]);
        assert_eq!(behind(&[paid(Kind::Claim, "x"), paid(Kind::Payment, "y")]), [1]);
        let (legacy, destination) = ([person("77", "", "Holm", "77"), allergy("77", "")], [person("x", "Patient/x", "Holm", "77"), of_visit("y", "e1"), visit("x")]);
        let mut result = result(&legacy, &destination);
        tell_merges(&mut result, &legacy, &destination, (&|_: &str| false, &|key: &str| key == "y"), None);
        assert!(told(&result).contains(&"misplaced allergy patient safety".to_string()), "{:?}", told(&result));
    }

    #[test]
    fn a_merge_that_was_turned_round_or_made_there_only_is_told_of_the_person_once() {
        let (legacy, destination) = ([person("77", "", "Holm", "77"), allergy("77", "")], [person("y", "Patient/y", "Holm", "77"), allergy("y", "AllergyIntolerance/1")]);
        for what in [Unfollowed::TurnedRound, Unfollowed::MergedThereOnly] {
            let mut result = result(&legacy, &destination);
            tell_merges(&mut result, &legacy, &destination, (&|_: &str| false, &|_: &str| false), Some(what));
            assert_eq!(told(&result), ["misplaced demographic patient safety"]);
            assert_eq!(of_manner(&result.findings[0].manner).map(|(label, _)| label), Some(what.label()));
        }
    }
}
