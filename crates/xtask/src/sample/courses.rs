//! The drug courses of a chart: what was ordered for which problem, for how long, and what was planted there.
//!
//! Defects that several files tell about (a drug that the note stops, an overlap) start here, so that the note and the list can be
//! planted together.

use super::calendar::{Day, REFERENCE};
use super::clinical::{Chart, Course};
use super::conditions;
use super::defects;
use super::drugs::{self, Drug};
use super::rng::Rng;

/// The widest sig that the vendor's report writes.
pub const SIG_WIDTH: usize = 80;

static LONG_SIGS: &[&str] = &[
    "take 1 tab by mouth every morning with food, check blood pressure first and do NOT take if systolic is below 100",
    "1 tab by mouth twice a day for 7 days then 1 tab daily, stop at once and call if rash, swelling or trouble breathing",
    "take 2 tablets by mouth at onset, may repeat once after 2 hours, no more than 3 days in one week, not with alcohol",
];

static EXTRAS: &[&str] = &[
    "FOLATE",
    "OMEPRAZOLE",
    "GABAPENTIN",
    "IBUPROFEN",
    "ASPIRIN",
    "COCKTAIL",
    "PREDNISONE",
];
static CHILD_EXTRAS: &[&str] = &["AMOXICILLIN", "ALBUTEROL"];

/// Draws the courses into the chart.
pub fn draw(chart: &mut Chart, rng: &mut Rng) {
    let mut wanted: Vec<(&'static Drug, &'static str, usize)> = Vec::new();
    for problem in chart
        .problems
        .iter()
        .filter(|problem| problem.list != "F" && problem.planted.is_empty())
    {
        let Some(condition) = conditions::CONDITIONS
            .iter()
            .find(|condition| condition.typed == problem.typed)
        else {
            continue;
        };
        for (place, key) in condition.drugs.iter().enumerate() {
            let known = wanted.iter().any(|(drug, _, _)| drug.key == *key);
            if rng.chance(if place == 0 { 90 } else { 45 }) && !known {
                wanted.push((drugs::drug_of(key), condition.icd, problem.visit));
            }
        }
    }
    let past = chart.past();
    let adult = chart.person.age_on(chart.person.last_day()) >= 18;
    let extras = if adult { EXTRAS } else { CHILD_EXTRAS };
    let minimum = 3 + rng.below(3) as usize;
    for _ in 0..12 {
        let key = rng.pick(extras);
        let taken = wanted.iter().any(|(drug, _, _)| drug.key == key);
        if wanted.len() < minimum && !taken {
            wanted.push((drugs::drug_of(key), "", rng.pick(&past)));
        }
    }
    for (drug, reason, visit) in wanted {
        let course = one(chart, drug, reason, visit, rng);
        let changed = course.status == "A" && drug.days == 0 && rng.chance(20);
        if changed {
            let mut earlier = one(chart, drug, reason, visit, rng);
            earlier.stop = Some(course.start);
            earlier.start = course
                .start
                .plus(-rng.between(100, 600))
                .max(chart.person.birth.plus(1));
            earlier.status = "D";
            earlier.stop_reason = "DOSE CHANGE";
            chart.courses.push(earlier);
        }
        let id = chart.key('R', chart.courses.len());
        chart.courses.push(Course { id, ..course });
    }
    plant(chart, rng);
}

fn one(
    chart: &Chart,
    drug: &'static Drug,
    reason: &'static str,
    visit: usize,
    rng: &mut Rng,
) -> Course {
    let start = chart.visits[visit].start.day;
    let last = chart.person.last_day();
    let stop = if drug.days > 0 {
        Some(start.plus(drug.days))
    } else if rng.chance(25) {
        Some(start.plus(rng.between(30, 700)))
    } else {
        None
    };
    let stop = stop.filter(|day| *day <= last);
    let status = match stop {
        Some(_) if drug.days > 0 => "C",
        Some(_) => "D",
        None => rng.pick(&["A", "A", "A", "A", "A", "A", "A", "A", "A", "H", "E"]),
    };
    let stop_reason = if status == "D" {
        rng.pick(&["", "SIDE EFFECT", "INEFFECTIVE", "PT CHOICE", "COST"])
    } else {
        ""
    };
    Course {
        id: chart.key('R', chart.courses.len()),
        visit,
        encounter: if rng.chance(70) {
            chart.visits[visit].id.clone()
        } else {
            String::new()
        },
        drug,
        dose: (drug.dose.0.to_string(), drug.dose.1.to_string()),
        sig: drug.sig.to_string(),
        start,
        stop,
        status,
        stop_reason,
        order: rng.pick(&["RX", "RX", "RX", "RX", "RX", "HX"]),
        reason: if rng.chance(60) { reason } else { "" },
        planted: Vec::new(),
    }
}

/// A running course of a drug; the one on the list, or a new one.
fn running(chart: &mut Chart, key: &str, rng: &mut Rng) -> usize {
    let found = chart
        .courses
        .iter()
        .rposition(|course| course.drug.key == key && course.planted.is_empty());
    let place = match found {
        Some(place) => place,
        None => {
            let visit = rng.pick(&chart.past());
            let course = one(chart, drugs::drug_of(key), "", visit, rng);
            chart.courses.push(course);
            chart.courses.len() - 1
        }
    };
    let course = &mut chart.courses[place];
    course.status = "A";
    course.stop = None;
    course.stop_reason = "";
    course.order = "RX";
    place
}

fn plant(chart: &mut Chart, rng: &mut Rng) {
    let index = chart.person.index;
    if defects::NOTE_CONTRADICTION.falls_on(index) {
        let place = running(chart, "WARFARIN", rng);
        chart.courses[place]
            .planted
            .push(defects::NOTE_CONTRADICTION.at(
                "STATUS_CD",
                "the last note says that warfarin was stopped; it was stopped",
            ));
    }
    if defects::STOPPED_BUT_ACTIVE.falls_on(index) {
        let place = running(chart, "LISINOPRIL", rng);
        let course = &mut chart.courses[place];
        let stop = course.start.plus(90).min(REFERENCE);
        course.stop = Some(stop);
        course.planted.push(defects::STOPPED_BUT_ACTIVE.at(
            "STOP_DT",
            format!("stopped on {}, the status was never changed", stop.iso()),
        ));
    }
    if defects::DRUG_WITHOUT_STATUS.falls_on(index) {
        let place = running(chart, "ASPIRIN", rng);
        let course = &mut chart.courses[place];
        course.status = "";
        course.planted.push(
            defects::DRUG_WITHOUT_STATUS
                .at("STATUS_CD", "not said; whether it is taken is not known"),
        );
    }
    if defects::DOSE_UNIT_CONFLICT.falls_on(index) {
        let place = running(chart, "LEVOTHYROXINE", rng);
        let course = &mut chart.courses[place];
        course.dose.1 = "MG".to_string();
        course.planted.push(
            defects::DOSE_UNIT_CONFLICT.at("DOSE_UNIT", "the dose is 100 mcg, as the name says"),
        );
    }
    if defects::DOSE_AGAINST_SIG.falls_on(index) {
        let place = running(chart, "ATORVASTATIN", rng);
        let course = &mut chart.courses[place];
        course.sig = "take 40 mg at bedtime".to_string();
        course.planted.push(defects::DOSE_AGAINST_SIG.at(
            "SIG_TXT",
            "DOSE_AMT says 20 mg, the sig 40 mg; nobody knows which is right",
        ));
    }
    if defects::LOCAL_DRUG.falls_on(index) {
        let place = running(chart, "STUDY17", rng);
        chart.courses[place]
            .planted
            .push(defects::LOCAL_DRUG.at("LOCAL_CD", "a blinded study drug: no code exists"));
    }
    if defects::TRUNCATED_SIG.falls_on(index) {
        let place = running(chart, "HCTZ", rng);
        let full = rng.pick(LONG_SIGS);
        let course = &mut chart.courses[place];
        course.sig = full.chars().take(SIG_WIDTH).collect();
        course
            .planted
            .push(defects::TRUNCATED_SIG.at("SIG_TXT", format!("the sig was: {full}")));
    }
    if defects::OVERLAPPING_COURSES.falls_on(index) {
        let place = running(chart, "AMLODIPINE", rng);
        let visit = chart.courses[place].visit;
        let first = chart.courses[place].id.clone();
        let mut second = one(chart, drugs::drug_of("AMLODIPINE"), "", visit, rng);
        second.start = Day(second.start.0 + 30).min(REFERENCE);
        second.stop = None;
        second.status = "A";
        second.stop_reason = "";
        second.dose.0 = "10".to_string();
        second.sig = "2 po qd".to_string();
        second.planted.push(defects::OVERLAPPING_COURSES.at(
            "",
            format!("runs beside {first}: two orders of one drug, both real"),
        ));
        chart.courses.push(second);
    }
}
