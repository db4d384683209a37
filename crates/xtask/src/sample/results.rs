//! HL7 v2.5.1 ORU messages of a reference laboratory. These results are in no table.
//!
//! Every third patient has one: several order groups, numeric, structured, coded and text results, notes, a Z segment,
//! escapes, and now and then a correction.

use std::io;

use super::calendar::Moment;
use super::clinical::Chart;
use super::defects;
use super::export::{Export, Table};
use super::hl7::{escape, header, is_test, patient, segment, send, visit};
use super::rng::Rng;

/// LOINC and name, local code, unit, range, lowest and highest value, digits.
type Analyte = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    f64,
    f64,
    usize,
);

static CHEMISTRY: &[Analyte] = &[
    (
        "17861-6^Calcium [Mass/volume] in Serum or Plasma^LN",
        "CA^CALCIUM^L",
        "mg/dL",
        "8.6-10.3",
        8.2,
        10.6,
        1,
    ),
    (
        "1751-7^Albumin [Mass/volume] in Serum or Plasma^LN",
        "ALB^ALBUMIN^L",
        "g/dL",
        "3.5-5.0",
        3.1,
        5.1,
        1,
    ),
    (
        "1742-6^Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma^LN",
        "ALT^ALT^L",
        "U/L",
        "7-55",
        8.0,
        88.0,
        0,
    ),
    (
        "1975-2^Bilirubin.total [Mass/volume] in Serum or Plasma^LN",
        "TBIL^BILI TOTAL^L",
        "mg/dL",
        "0.2-1.2",
        0.2,
        1.9,
        1,
    ),
];

/// Writes the results of a chart.
pub fn write(export: &mut Export, chart: &Chart) -> io::Result<()> {
    let index = chart.person.index;
    if index % 3 != 0 || is_test(index) {
        return Ok(());
    }
    let person = &chart.person;
    let mut rng = Rng::stream(export.seed, index, "oru");
    let about = &chart.visits[rng.pick(&chart.past())];
    let collected = about.start.plus(20);
    let reported = collected.plus(rng.between(600, 4000));
    let control = format!("L{index:07}");
    let mut segments = vec![header("ORU^R01^ORU_R01", "REFLAB", reported, &control)];
    let mut planted = Vec::new();
    if defects::MESSAGE_WITHOUT_PATIENT.falls_on(index) {
        planted.push(
            defects::MESSAGE_WITHOUT_PATIENT
                .at("", "no PID segment; the results belong to this patient"),
        );
    } else if defects::MESSAGE_UNKNOWN_PATIENT.falls_on(index) {
        let full = patient(person, person.birth);
        segments.push(
            full.replace(&person.mrn, "99999999")
                .replace(&person.patient_id, "99999999"),
        );
        planted.push(defects::MESSAGE_UNKNOWN_PATIENT.at(
            "PID-3",
            "no such patient in patients.csv; a typing error in the laboratory",
        ));
    } else {
        segments.push(patient(person, person.birth));
    }
    segments.push(visit(about));
    let potassium_like = chemistry(&mut segments, index, collected, reported, &mut rng);
    if rng.chance(60) {
        culture(&mut segments, index, collected, reported, &mut rng);
    }
    ferritin(&mut segments, index, collected, reported, &mut rng);
    segments.push(segment(
        "ZRL",
        &[(1, "1"), (2, "COURIER^ROUTE 7"), (3, "TEMP OK")],
    ));
    send(
        export,
        Table::Results,
        &segments,
        &person.patient_id,
        &planted,
    )?;
    if !defects::CORRECTED_RESULT.falls_on(index) {
        return Ok(());
    }
    let later = reported.plus(1600);
    let stamp = later.hl7();
    let filler = format!("F{index:07}1");
    let corrected = format!("{:.1}", potassium_like + 0.7);
    let identifier = format!("{}^{}", CHEMISTRY[0].0, CHEMISTRY[0].1);
    let drawn = collected.hl7();
    let correction = [
        header("ORU^R01^ORU_R01", "REFLAB", later, &format!("K{index:07}")),
        patient(person, person.birth),
        order(
            &filler,
            1,
            "24323-8^Comprehensive metabolic 2000 panel^LN",
            &drawn,
            &stamp,
            "C",
        ),
        segment(
            "OBX",
            &[
                (1, "1"),
                (2, "NM"),
                (3, identifier.as_str()),
                (5, corrected.as_str()),
                (6, "mg/dL"),
                (7, "8.6-10.3"),
                (11, "C"),
                (14, drawn.as_str()),
            ],
        ),
        segment(
            "NTE",
            &[(1, "1"), (3, "CORRECTED REPORT. Recalibrated \\T\\ rerun.")],
        ),
    ];
    let note = format!("replaces {potassium_like:.1} of the message before; {corrected} is true");
    let marks = [defects::CORRECTED_RESULT.at("OBX-5", note)];
    send(
        export,
        Table::Results,
        &correction,
        &person.patient_id,
        &marks,
    )
}

fn order(
    filler: &str,
    number: usize,
    service: &str,
    drawn: &str,
    reported: &str,
    status: &str,
) -> String {
    let number = number.to_string();
    segment(
        "OBR",
        &[
            (1, number.as_str()),
            (2, "H1"),
            (3, filler),
            (4, service),
            (7, drawn),
            (16, "DR02^VARGAS^HECTOR"),
            (22, reported),
            (25, status),
        ],
    )
}

/// The chemistry group; returns its first value.
fn chemistry(
    segments: &mut Vec<String>,
    index: u64,
    collected: Moment,
    reported: Moment,
    rng: &mut Rng,
) -> f64 {
    let filler = format!("F{index:07}1");
    let drawn = collected.hl7();
    segments.push(segment("ORC", &[(1, "RE"), (3, filler.as_str())]));
    segments.push(order(
        &filler,
        1,
        "24323-8^Comprehensive metabolic 2000 panel^LN",
        &drawn,
        &reported.hl7(),
        "F",
    ));
    segments.push(segment(
        "NTE",
        &[
            (1, "1"),
            (2, "L"),
            (3, escape("Fasting: yes & water only").as_str()),
        ],
    ));
    let mut first = 0.0;
    for (place, &(code, local, unit, range, low, high, digits)) in CHEMISTRY.iter().enumerate() {
        let value = rng.level(low, high);
        if place == 0 {
            first = value;
        }
        let (number, shown) = ((place + 1).to_string(), format!("{value:.digits$}"));
        let identifier = format!("{code}^{local}");
        let flag = flag_of(value, range);
        let status = if rng.chance(4) { "P" } else { "F" };
        segments.push(segment(
            "OBX",
            &[
                (1, number.as_str()),
                (2, "NM"),
                (3, identifier.as_str()),
                (5, shown.as_str()),
                (6, unit),
                (7, range),
                (8, flag),
                (11, status),
                (14, drawn.as_str()),
            ],
        ));
    }
    first
}

fn flag_of(value: f64, range: &str) -> &'static str {
    let Some((low, high)) = range.split_once('-') else {
        return "";
    };
    match (low.parse::<f64>(), high.parse::<f64>()) {
        (Ok(low), _) if value < low => "L",
        (_, Ok(high)) if value > high => "H",
        (Ok(_), Ok(_)) => "N",
        _ => "",
    }
}

fn culture(
    segments: &mut Vec<String>,
    index: u64,
    collected: Moment,
    reported: Moment,
    rng: &mut Rng,
) {
    let filler = format!("F{index:07}2");
    let drawn = collected.hl7();
    let grown = rng.chance(55);
    segments.push(segment("ORC", &[(1, "RE"), (3, filler.as_str())]));
    segments.push(order(
        &filler,
        2,
        "630-4^Bacteria identified in Urine by Culture^LN^UCX^URINE CULTURE^L",
        &drawn,
        &reported.hl7(),
        "F",
    ));
    let organism = if grown {
        "112283007^Escherichia coli^SCT"
    } else {
        "264868006^No growth^SCT"
    };
    let flag = if grown { "A" } else { "" };
    segments.push(segment(
        "OBX",
        &[
            (1, "1"),
            (2, "CWE"),
            (3, "630-4^Bacteria identified in Urine by Culture^LN"),
            (5, organism),
            (8, flag),
            (11, "F"),
            (14, drawn.as_str()),
        ],
    ));
    if grown {
        segments.push(segment(
            "OBX",
            &[
                (1, "2"),
                (2, "SN"),
                (3, "CCNT^COLONY COUNT^L"),
                (5, ">^100000"),
                (6, "CFU/mL"),
                (11, "F"),
                (14, drawn.as_str()),
            ],
        ));
        let text = escape(
            "Sensitive: nitrofurantoin, ceftriaxone.\nResistant: ampicillin | trimethoprim & sulfa (MIC >4^)",
        );
        segments.push(segment(
            "OBX",
            &[
                (1, "3"),
                (2, "TX"),
                (3, "SENS^SUSCEPTIBILITY NOTE^L"),
                (5, text.as_str()),
                (11, "F"),
                (14, drawn.as_str()),
            ],
        ));
    }
    segments.push(segment(
        "NTE",
        &[(1, "1"), (2, "L"), (3, "Clean catch, per collector")],
    ));
}

fn ferritin(
    segments: &mut Vec<String>,
    index: u64,
    collected: Moment,
    reported: Moment,
    rng: &mut Rng,
) {
    let filler = format!("F{index:07}3");
    let drawn = format!("{}-0600", collected.hl7());
    segments.push(segment("ORC", &[(1, "RE"), (3, filler.as_str())]));
    segments.push(order(
        &filler,
        3,
        "2276-4^Ferritin [Mass/volume] in Serum or Plasma^LN",
        &drawn,
        &reported.hl7(),
        "F",
    ));
    let (kind, value, flag) = if rng.chance(20) {
        ("SN", "<^5".to_string(), "L")
    } else {
        ("NM", rng.between(12, 290).to_string(), "")
    };
    segments.push(segment(
        "OBX",
        &[
            (1, "1"),
            (2, kind),
            (3, "2276-4^Ferritin [Mass/volume] in Serum or Plasma^LN"),
            (5, value.as_str()),
            (6, "ng/mL"),
            (7, "13-150"),
            (8, flag),
            (11, "F"),
            (14, drawn.as_str()),
        ],
    ));
    segments.push(segment(
        "OBX",
        &[
            (1, "2"),
            (2, "ST"),
            (3, "RLQ^SAMPLE QUALITY^L"),
            (5, "GOOD"),
            (11, "F"),
            (14, drawn.as_str()),
        ],
    ));
}
