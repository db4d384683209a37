//! `notes.csv`: what clinicians wrote, many lines a cell, in Windows-1252.
//!
//! A note repeats the chart it belongs to, so that a contradiction is a planted one. Typographic quotes, degrees and accents are there
//! because a reader that takes the file for UTF-8 breaks on them.

use std::io;

use crate::sample::calendar::Moment;
use crate::sample::clinical::Chart;
use crate::sample::defects::{self, Planted};
use crate::sample::export::{Export, Table};
use crate::sample::rng::Rng;
use crate::sample::visits::Visit;

/// The header.
pub static COLUMNS: &[&str] = &[
    "NOTE_ID",
    "PAT_ID",
    "ENC_ID",
    "NOTE_TYPE",
    "TITLE",
    "AUTHOR_ID",
    "NOTE_DTTM",
    "STATUS",
    "PARENT_ID",
    "BODY",
];

static STORIES: &[&str] = &[
    "Here for follow-up. Feels \"about the same\", sleeping ok.",
    "Pt reports 3 days of cough, no fever, no sputum.",
    "Doing well \u{2013} no new complaints. Walks 20 min/day, diet \u{201C}could be better\u{201D}.",
    "Pain 4/10, worse w/ stairs, better w/ rest; took ibuprofen, some relief.",
    "Asks about refill. No chest pain, no SOB, no edema.",
    "Temp at home 38.2\u{B0}C last night, better now. Daughter (Zo\u{EB}) here too.",
];

static EXAMS: &[&str] = &[
    "Gen: NAD. Lungs: clear. CV: RRR, no murmur.",
    "Exam unremarkable, except mild edema (1+), both ankles.",
    "HEENT nl; neck supple, no LAD.\nAbd soft, NT/ND.",
    "MSK: full ROM, no effusion. Neuro: grossly intact.",
];

/// Writes the notes of a chart.
pub fn write(export: &mut Export, chart: &Chart) -> io::Result<()> {
    let index = chart.person.index;
    let mut rng = Rng::stream(export.seed, index, "notes");
    let past = chart.past();
    let count = past.len().min(2 + rng.below(3) as usize);
    let mut row = 0;
    for step in 0..count {
        let latest = step + 1 == count;
        let place = past[past.len() - count + step];
        let visit = &chart.visits[place];
        let mut planted: Vec<Planted> = Vec::new();
        let mut body = draft(chart, visit, &mut rng);
        if latest {
            plant(index, &mut body, &mut planted);
        }
        let (kind, title) = match visit.kind {
            "INP" => ("DC", "DISCHARGE SUMMARY"),
            "TEL" => ("PHONE", "PHONE NOTE"),
            "OFC" if step == 0 => ("HP", "HISTORY AND PHYSICAL"),
            _ => ("PROG", "PROGRESS NOTE"),
        };
        let written = visit.start.plus(rng.between(15, 400));
        let status = if latest && rng.chance(8) { "U" } else { "S" };
        let id = chart.key('N', row);
        row += 1;
        put(
            export,
            visit,
            [&id, kind, title, status, ""],
            written,
            &body,
            &planted,
        )?;
        if latest && defects::ADDENDUM_REVERSES.falls_on(index) {
            let second = chart.key('N', row);
            row += 1;
            let text = "ADDENDUM: radiology over-read. There is NO fracture.\nPt called, splint may come off.";
            let note = format!(
                "the addendum takes back the fracture that {id} reports; the addendum is true"
            );
            let marks = [defects::ADDENDUM_REVERSES.at("BODY", note)];
            put(
                export,
                visit,
                [&second, kind, title, "A", &id],
                written.plus(190),
                text,
                &marks,
            )?;
        }
    }
    Ok(())
}

/// Writes one note; `words` are its key, type, title, status and parent.
fn put(
    export: &mut Export,
    visit: &Visit,
    words: [&str; 5],
    written: Moment,
    body: &str,
    planted: &[Planted],
) -> io::Result<()> {
    let [id, kind, title, status, parent] = words;
    let when = written.us();
    let cells = [
        id,
        visit.patient_id.as_str(),
        visit.id.as_str(),
        kind,
        title,
        visit.provider,
        when.as_str(),
        status,
        parent,
        body,
    ];
    export.row(Table::Notes, &cells, &visit.patient_id, planted)
}

fn draft(chart: &Chart, visit: &Visit, rng: &mut Rng) -> String {
    let mut body = format!("S: {}\n", rng.pick(STORIES));
    let known: Vec<&str> = chart
        .problems
        .iter()
        .filter(|problem| {
            problem.noted <= visit.start.day && problem.list != "F" && problem.void.is_empty()
        })
        .map(|problem| problem.typed.as_str())
        .collect();
    if visit.kind != "TEL" {
        body.push_str(&format!("O: {}\n", rng.pick(EXAMS)));
    }
    body.push_str("A/P:\n");
    for (place, typed) in known.iter().take(3).enumerate() {
        let plan = rng.pick(&[
            "stable, cont current",
            "discussed, recheck 3 mo",
            "not at goal; diet, exercise",
            "labs today",
        ]);
        body.push_str(&format!("{}. {typed} \u{2013} {plan}\n", place + 1));
    }
    if known.is_empty() {
        body.push_str("1. Health maint, age appropriate\n");
    }
    let drugs: Vec<&str> = chart
        .courses
        .iter()
        .filter(|course| {
            course.start <= visit.start.day && course.status == "A" && course.stop.is_none()
        })
        .map(|course| course.drug.name)
        .take(4)
        .collect();
    if !drugs.is_empty() {
        body.push_str(&format!("Meds: {}\n", drugs.join("; ")));
    }
    body.push_str(rng.pick(&[
        "RTC 3 months.",
        "RTC prn.",
        "Call if worse, \"any time\".",
        "f/u w/ PCP 2 wks",
    ]));
    body
}

fn plant(index: u64, body: &mut String, planted: &mut Vec<Planted>) {
    if defects::NOTE_CONTRADICTION.falls_on(index) {
        body.push_str(
            "\nWarfarin STOPPED today after GI bleed, INR 6.1. Do not restart w/o cardiology.",
        );
        planted.push(defects::NOTE_CONTRADICTION.at(
            "BODY",
            "warfarin is still active in medications.csv; the note is true",
        ));
    }
    if defects::ALLERGY_IN_NOTE_ONLY.falls_on(index) {
        body.push_str("\nPt mentions anaphylaxis to cefazolin in OR 2015 (outside hosp), \"throat closed up\".");
        planted.push(defects::ALLERGY_IN_NOTE_ONLY.at(
            "BODY",
            "an allergy to cefazolin that allergies.csv does not have",
        ));
    }
    if defects::SENSITIVE_NOTE.falls_on(index) {
        body.push_str("\n*** 42 CFR PART 2 \u{2013} do not redisclose *** Attends substance use program, 8 months sober.");
        planted
            .push(defects::SENSITIVE_NOTE.at("BODY", "a protected segment; only the text says so"));
    }
    if defects::MOJIBAKE_NOTE.falls_on(index) {
        body.push_str("\nPatient\u{E2}\u{20AC}\u{2122}s temp was 38.5\u{C2}\u{B0}C.");
        planted.push(defects::MOJIBAKE_NOTE.at(
            "BODY",
            "the text was: Patient\u{2019}s temp was 38.5\u{B0}C.",
        ));
    }
    if defects::ADDENDUM_REVERSES.falls_on(index) {
        body.push_str("\nXR L wrist: nondisplaced distal radius fracture, splinted.");
    }
}
