//! HL7 v2.5.1 ADT messages: registrations, admissions, updates and merges, as the interface engine kept them.
//!
//! Segments, escapes and the patient segment are made here for the result messages (`results`) too. Messages repeat what the tables say;
//! only a planted conflict differs.

use std::io;

use super::calendar::{Day, Moment};
use super::clinical::Chart;
use super::defects::{self, Planted};
use super::export::{Export, Table};
use super::person::Person;
use super::providers;
use super::rng::Rng;
use super::visits::Visit;

/// A segment from its fields' numbers and values.
pub fn segment(name: &str, fields: &[(usize, &str)]) -> String {
    let mut text = name.to_string();
    let mut number = 0;
    for (place, value) in fields {
        while number < *place {
            text.push('|');
            number += 1;
        }
        text.push_str(value);
    }
    text
}

/// Text with the delimiters escaped.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' => out.push_str("\\E\\"),
            '|' => out.push_str("\\F\\"),
            '^' => out.push_str("\\S\\"),
            '&' => out.push_str("\\T\\"),
            '~' => out.push_str("\\R\\"),
            '\n' => out.push_str("\\.br\\"),
            other => out.push(other),
        }
    }
    out
}

/// The header segment.
pub fn header(kind: &str, sender: &str, when: Moment, control: &str) -> String {
    format!(
        "MSH|^~\\&|{sender}|HARBOR|ENGINE|HARBOR|{}||{kind}|{control}|P|2.5.1",
        when.hl7()
    )
}

/// The patient segment; `birth` is given apart because a message may contradict the table.
pub fn patient(person: &Person, birth: Day) -> String {
    let identifiers = format!(
        "{}^^^HARBOR^MR~{}^^^HARBOR^PI",
        person.mrn, person.patient_id
    );
    let name = format!(
        "{}^{}^{}^{}",
        escape(&person.family.to_uppercase()),
        escape(&person.given.to_uppercase()),
        person.middle,
        person.suffix
    );
    let address = format!(
        "{}^^{}^{}^{}",
        escape(&person.street),
        person.place.0,
        person.place.1,
        person.place.2
    );
    let born = birth.compact();
    let death = person.death.map(Day::compact).unwrap_or_default();
    let mut fields = vec![
        (1, "1"),
        (3, identifiers.as_str()),
        (5, name.as_str()),
        (7, born.as_str()),
        (8, person.sex),
        (10, person.race),
        (11, address.as_str()),
        (13, person.phone.as_str()),
        (16, person.marital),
        (19, person.ssn.as_str()),
    ];
    if person.death.is_some() {
        fields.push((29, death.as_str()));
        fields.push((30, "Y"));
    }
    segment("PID", &fields)
}

/// The visit segment.
pub fn visit(visit: &Visit) -> String {
    let class = match visit.kind {
        "INP" => "I",
        "ER" => "E",
        "OBS" => "B",
        _ => "O",
    };
    let known = providers::PROVIDERS
        .iter()
        .find(|provider| provider.id == visit.provider);
    let attending = known
        .map(|provider| {
            format!(
                "{}^{}^{}",
                provider.id,
                escape(provider.family),
                provider.given
            )
        })
        .unwrap_or_default();
    let started = visit.start.hl7();
    let ended = visit.end.map(Moment::hl7).unwrap_or_default();
    segment(
        "PV1",
        &[
            (1, "1"),
            (2, class),
            (3, "HARBOR^^^MAIN"),
            (7, attending.as_str()),
            (19, visit.id.as_str()),
            (44, started.as_str()),
            (45, ended.as_str()),
        ],
    )
}

/// Whether a chart stands for a test patient, about whom the engine sent nothing.
pub fn is_test(index: u64) -> bool {
    defects::TEST_PATIENT.falls_on(index) || defects::TEST_UNFLAGGED.falls_on(index)
}

/// Writes the ADT messages of a chart.
pub fn write(export: &mut Export, chart: &Chart) -> io::Result<()> {
    let person = &chart.person;
    let index = person.index;
    if is_test(index) {
        return Ok(());
    }
    let mut rng = Rng::stream(export.seed, index, "adt");
    let first = &chart.visits[0];
    if index % 2 == 0 {
        let copies = if defects::MESSAGE_TWICE.falls_on(index) {
            2
        } else {
            1
        };
        for copy in 0..copies {
            let mut planted: Vec<Planted> = Vec::new();
            let mut birth = person.birth;
            if defects::BIRTH_DATE_CONFLICT.falls_on(index) {
                birth = person.birth.plus(1);
                let note = format!(
                    "patients.csv says {}, the message a day later; the table is right",
                    person.birth.iso()
                );
                planted.push(defects::BIRTH_DATE_CONFLICT.at("PID-7", note));
            }
            if copy == 1 {
                planted.push(defects::MESSAGE_TWICE.at(
                    "MSH-10",
                    "the message before, sent twice with one control id",
                ));
            }
            let control = format!("R{index:07}");
            let kind = if rng.chance(80) || copies == 2 {
                "A04"
            } else {
                "A08"
            };
            let segments = event(kind, first, &control, patient(person, birth));
            send(
                export,
                Table::Registrations,
                &segments,
                &person.patient_id,
                &planted,
            )?;
        }
    }
    if index % 4 == 1 {
        let admitted = chart
            .visits
            .iter()
            .find(|visit| visit.kind == "INP" && visit.took_place())
            .unwrap_or(first);
        let control = format!("A{index:07}");
        let segments = event("A01", admitted, &control, patient(person, person.birth));
        send(
            export,
            Table::Admissions,
            &segments,
            &person.patient_id,
            &[],
        )?;
        let control = format!("U{index:07}");
        let segments = event("A08", admitted, &control, patient(person, person.birth));
        send(
            export,
            Table::Admissions,
            &segments,
            &person.patient_id,
            &[],
        )?;
    }
    let Some((second_id, second_mrn, true)) = &person.duplicate else {
        return Ok(());
    };
    let when = Moment::new(person.last_day(), 6 * 60 + 12);
    let control = format!("M{index:07}");
    let stamp = when.hl7();
    let merged = format!("{second_mrn}^^^HARBOR^MR~{second_id}^^^HARBOR^PI");
    let segments = [
        header("ADT^A40^ADT_A39", "REG", when, &control),
        segment("EVN", &[(1, "A40"), (2, stamp.as_str()), (5, "HIM03")]),
        patient(person, person.birth),
        segment("MRG", &[(1, merged.as_str())]),
    ];
    send(
        export,
        Table::Admissions,
        &segments,
        &person.patient_id,
        &[],
    )
}

fn event(kind: &str, about: &Visit, control: &str, patient_segment: String) -> [String; 4] {
    let when = about.start.plus(3);
    let structure = if kind == "A08" {
        "ADT_A01".to_string()
    } else {
        format!("ADT_{kind}")
    };
    let structure = if kind == "A04" {
        "ADT_A01".to_string()
    } else {
        structure
    };
    let stamp = when.hl7();
    [
        header(&format!("ADT^{kind}^{structure}"), "REG", when, control),
        segment("EVN", &[(1, kind), (2, stamp.as_str())]),
        patient_segment,
        visit(about),
    ]
}

/// Writes one message; what was planted points at the segment that the field names, or at the first.
pub fn send(
    export: &mut Export,
    table: Table,
    segments: &[String],
    patient_id: &str,
    planted: &[Planted],
) -> io::Result<()> {
    for (place, text) in segments.iter().enumerate() {
        let mut here: Vec<Planted> = Vec::new();
        for mark in planted {
            let wanted = mark.field.split('-').next().unwrap_or_default();
            let target = segments
                .iter()
                .position(|segment| !wanted.is_empty() && segment.starts_with(wanted))
                .unwrap_or(0);
            if target == place {
                here.push(Planted {
                    defect: mark.defect,
                    field: mark.field,
                    note: mark.note.clone(),
                });
            }
        }
        export.record(table, text, patient_id, &here)?;
    }
    Ok(())
}
