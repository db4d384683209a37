//! Recalls: would a list of patients to call in name the same ones? A handful of standing questions, each a condition or a
//! drug in force and a test that is due.
//!
//! They are examples that show whether registries still work, not a programme of care.

use super::drugs::{self, Label};
use super::sides::{Coded, Sides};
use super::{Answer, Check, CheckOutcome, Weight};
use crate::state::{Holds, List, span};
use model::{Aspect, Kind, Side, Value};
use std::rc::Rc;

/// A standing question.
struct Recall {
    about: &'static str,
    /// Codes that name the condition, by their beginning: ICD-10-CM and SNOMED CT.
    conditions: &'static [&'static str],
    /// Or a drug of the table.
    drug: &'static str,
    /// The test: codes of LOINC.
    tests: &'static [&'static str],
    /// And its words, where a legacy system has codes of its own.
    named: &'static [&'static str],
    days: i32,
}

const RECALLS: [Recall; 6] = [
    Recall { about: "diabetes: HbA1c within half a year", conditions: &["E08", "E09", "E10", "E11", "E13", "44054006", "46635009", "73211009"], drug: "insulins", tests: &["4548-4", "4549-2", "17856-6", "41995-2", "59261-8", "62388-4"], named: &["a1c", "hba1c", "glycohemoglobin"], days: 183 },
    Recall { about: "warfarin: INR within three months", conditions: &[], drug: "warfarin", tests: &["6301-6", "34714-6", "38875-1"], named: &["inr"], days: 92 },
    Recall { about: "lithium: level within half a year", conditions: &[], drug: "lithium", tests: &["14334-7", "3719-2"], named: &["lithium"], days: 183 },
    Recall { about: "hypertension: blood pressure within a year", conditions: &["I10", "I11", "I12", "I13", "I15", "38341003", "59621000"], drug: "", tests: &["8480-6", "85354-9", "55284-4"], named: &["systolic"], days: 366 },
    Recall { about: "levothyroxine: TSH within a year", conditions: &["E03", "40930008"], drug: "levothyroxine", tests: &["3016-3", "11580-8"], named: &["tsh", "thyrotropin"], days: 366 },
    Recall { about: "kidney disease: creatinine within a year", conditions: &["N18", "709044004", "431855005", "431856006", "433144002"], drug: "", tests: &["2160-0", "38483-4"], named: &["creatinine"], days: 366 },
];

/// What one side says to a recall.
struct Named {
    /// Whether the patient is on the list that is looked through: who is not will never be called in.
    listed: Holds,
    /// Whether the patient is called in on the day.
    holds: Holds,
    says: &'static str,
    statements: Vec<usize>,
}

pub(super) fn ask(sides: &Sides<'_>, out: &mut Vec<Answer>) {
    let on_list = |side: Side| {
        let listed = Listed::of(sides, side);
        RECALLS.iter().map(|recall| listed.eligible(recall)).collect::<Vec<Eligible>>()
    };
    let (left, right) = (on_list(Side::Legacy), on_list(Side::Destination));
    // Most patients are on no list: their results are not read.
    if left.iter().chain(&right).all(|e| e.statements.is_empty()) {
        return;
    }
    let (before, after) = (tests(sides, Side::Legacy), tests(sides, Side::Destination));
    for ((recall, left), right) in RECALLS.iter().zip(left).zip(right) {
        if left.statements.is_empty() && right.statements.is_empty() {
            continue;
        }
        let (legacy, destination) = (named(sides, Side::Legacy, recall, left, &before), named(sides, Side::Destination, recall, right, &after));
        out.push(answer(sides, recall, &legacy, &destination));
    }
}

fn answer(sides: &Sides<'_>, recall: &Recall, legacy: &Named, destination: &Named) -> Answer {
    // Not due is not the same as not looked for.
    let weight = match Weight::of(legacy.listed.told(), destination.listed.told()) {
        Weight::Agrees => Weight::of(legacy.holds.told(), destination.holds.told()),
        parted => parted,
    };
    let with_mates = |own: &[usize], others: &[usize], from: Side| {
        let mut all: Vec<u32> = own.iter().copied().chain(others.iter().filter_map(|i| sides.mate(from, *i))).map(|i| i as u32).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    Answer {
        outcome: CheckOutcome {
            check: Check::Recall,
            about: recall.about.into(),
            legacy: with_mates(&legacy.statements, &destination.statements, Side::Destination),
            destination: with_mates(&destination.statements, &legacy.statements, Side::Legacy),
            legacy_says: legacy.says.into(),
            destination_says: destination.says.into(),
            weight,
        },
        // A list that finds a patient whom it did not find before does no harm.
        gains: legacy.statements.is_empty(),
    }
}

/// A result with what it is called and when it was: read once for all recalls.
struct Test {
    index: usize,
    codes: Vec<String>,
    label: Rc<Label>,
    first: i32,
    latest: i32,
}

/// Whether there is a result: that there is none, with the reason, is none.
fn is_told(value: Option<&Value>) -> bool {
    value.is_some_and(|value| !matches!(value, Value::Absent(_)))
}

/// Results of about the last year; an older one is due, whatever it is.
fn tests(sides: &Sides<'_>, side: Side) -> Vec<Test> {
    const YEAR: i32 = 366 + 31;
    let last = sides.at.last;
    let mut found = Vec::new();
    for (index, statement) in sides.chart(side).iter().enumerate().filter(|(_, s)| s.kind == Kind::Observation && is_told(s.value(Aspect::Value))) {
        let Some((first, latest)) = statement.when().map(|d| span(&d)).filter(|d| d.0 <= last && last - d.1 <= YEAR) else { continue };
        if matches!(statement.word(Aspect::Status), Some("cancelled" | "entered-in-error" | "registered")) {
            continue;
        }
        let codes = sides.codes(side, index).iter().map(|c| c.code.clone()).collect();
        found.push(Test { index, codes, label: sides.label(side, index), first, latest });
    }
    found
}

/// Whether a patient who is on the list is called in.
fn named(sides: &Sides<'_>, side: Side, recall: &Recall, eligible: Eligible, tests: &[Test]) -> Named {
    let mut reasons = eligible.statements;
    if let Some(died) = sides.died(side).filter(|_| !reasons.is_empty()) {
        reasons.push(died);
        return Named { listed: Holds::No, holds: Holds::No, says: "not on the list, the patient has died", statements: reasons };
    }
    match (reasons.is_empty(), eligible.sure) {
        (true, _) => return Named { listed: Holds::No, holds: Holds::No, says: "not on the list", statements: reasons },
        (false, false) => return Named { listed: Holds::CannotTell, holds: Holds::CannotTell, says: "cannot tell, what it rests on may be over", statements: reasons },
        (false, true) => {}
    }
    let last = sides.at.last;
    let is_named = |t: &Test| t.label.words.iter().any(|w| recall.named.contains(&w.as_str())) && !lost_its_code(sides, side, t.index);
    let is_test = |t: &&Test| t.codes.iter().any(|c| recall.tests.contains(&c.as_str())) || is_named(t);
    let Some(newest) = tests.iter().filter(is_test).max_by_key(|t| (t.latest, t.index)) else {
        return Named { listed: Holds::Yes, holds: Holds::Yes, says: "called in, the test is due", statements: reasons };
    };
    reasons.push(newest.index);
    let (holds, says) = if last - newest.first <= recall.days {
        (Holds::No, "on the list, not due")
    } else if last - newest.latest > recall.days {
        (Holds::Yes, "called in, the test is due")
    } else {
        (Holds::CannotTell, "cannot tell, the last test is known to the month or year only")
    };
    Named { listed: Holds::Yes, holds, says, statements: reasons }
}

/// Whether a result of the destination is one by its words alone that the legacy book finds by its code.
fn lost_its_code(sides: &Sides<'_>, side: Side, index: usize) -> bool {
    let is_found = |side: Side, index: usize| !matches!(sides.coded(side, index), Coded::No(_));
    side == Side::Destination && !is_found(side, index) && sides.mate(side, index).is_some_and(|mate| is_found(Side::Legacy, mate))
}

/// Statements that put the patient on the list.
struct Eligible {
    statements: Vec<usize>,
    /// At least one of them is in force without doubt.
    sure: bool,
}

/// What a chart has in force with codes of its own: looked at once for all recalls.
struct Listed {
    conditions: Vec<(usize, Holds, Vec<String>)>,
    drugs: Vec<(usize, Holds, Vec<usize>)>,
}

impl Listed {
    fn of(sides: &Sides<'_>, side: Side) -> Self {
        let is_coded = |index: usize| !matches!(sides.coded(side, index), Coded::No(_));
        let codes = |index: usize| sides.codes(side, index).iter().filter(|c| !c.system.is_empty()).map(|c| c.code.clone()).collect();
        let problems = sides.in_force(side, List::Problems);
        let medications = sides.in_force(side, List::Medications);
        Self {
            // Another code may be one of the list as well.
            conditions: problems.iter().filter(|s| is_coded(s.index) || sides.is_recoded(side, s.index)).map(|s| (s.index, s.holds, codes(s.index))).collect(),
            drugs: medications.iter().filter(|s| is_coded(s.index)).map(|s| (s.index, s.holds, sides.label(side, s.index).ingredients.clone())).collect(),
        }
    }

    /// What is in force, or may be, and puts the patient on the list: by a code, as a registry finds them.
    fn eligible(&self, recall: &Recall) -> Eligible {
        let conditions = self.conditions.iter().filter(|(_, _, codes)| codes.iter().any(|code| recall.conditions.iter().any(|p| code.starts_with(p))));
        let drugs = self.drugs.iter().filter(|(_, _, terms)| !recall.drug.is_empty() && terms.iter().any(|term| drugs::is_term(*term, recall.drug)));
        let found: Vec<(usize, Holds)> = conditions.map(|(index, holds, _)| (*index, *holds)).chain(drugs.map(|(index, holds, _)| (*index, *holds))).collect();
        Eligible { sure: found.iter().any(|(_, holds)| *holds == Holds::Yes), statements: found.into_iter().map(|(index, _)| index).collect() }
    }
}
