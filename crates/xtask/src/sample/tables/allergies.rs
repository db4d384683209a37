//! `allergies.csv`: allergies, intolerances and the "no known" rows.
//!
//! Severity is the reaction's, criticality the allergy's; they are drawn apart because no rule leads from one to the other.

use std::io;

use crate::sample::calendar::Day;
use crate::sample::clinical::Chart;
use crate::sample::defects::{self, Planted};
use crate::sample::export::{Export, Table};
use crate::sample::rng::Rng;
use crate::sample::vocabulary;

/// The header.
pub static COLUMNS: &[&str] = &[
    "ALG_ID",
    "PAT_ID",
    "ALG_TYPE",
    "ALLERGEN_CD",
    "ALLERGEN_TXT",
    "INTOL_FLG",
    "REACT_TXT",
    "SEV_TXT",
    "CRIT_CD",
    "STATUS_CD",
    "VERIF_CD",
    "ONSET_DT",
    "ENTERED_DT",
    "REMOVED_DT",
    "REMOVE_RSN",
    "PROV_ID",
    "UPD_USER",
];

/// One allergy before it is written.
pub struct Allergy {
    kind: &'static str,
    /// Local code, or empty.
    pub code: &'static str,
    /// Text.
    pub text: &'static str,
    intolerance: &'static str,
    reaction: &'static str,
    severity: &'static str,
    criticality: &'static str,
    /// Status code.
    pub status: &'static str,
    /// Verification code.
    pub verification: &'static str,
    onset: String,
    /// Recorded.
    pub entered: Day,
    removed: Option<Day>,
    reason: &'static str,
    planted: Vec<Planted>,
}

/// The allergies of a chart.
pub fn list(seed: u64, chart: &Chart) -> Vec<Allergy> {
    let index = chart.person.index;
    let mut rng = Rng::stream(seed, index, "allergies");
    let mut allergies: Vec<Allergy> = Vec::new();
    let count = rng.pick(&[0, 0, 0, 1, 1, 2, 2, 3]);
    for _ in 0..count {
        let allergy = draw(chart, &mut rng);
        let known = allergies.iter().any(|other| other.text == allergy.text);
        if !known {
            allergies.push(allergy);
        }
    }
    plant(chart, &mut allergies, &mut rng);
    let nothing_known = allergies.is_empty() && rng.chance(75);
    if nothing_known || defects::NKDA_WITH_ALLERGY.falls_on(index) {
        let general = nothing_known && rng.chance(25);
        let mut row = draw(chart, &mut rng);
        row.kind = "N";
        (row.code, row.text) = if general {
            ("NKA", "NO KNOWN ALLERGIES")
        } else {
            ("NKDA", "NO KNOWN DRUG ALLERGIES")
        };
        (row.intolerance, row.reaction, row.severity, row.criticality) = ("", "", "", "");
        (row.status, row.verification, row.onset) = ("A", "C", String::new());
        if defects::NKDA_WITH_ALLERGY.falls_on(index) {
            row.entered = chart.visits[0].start.day;
            row.planted.push(defects::NKDA_WITH_ALLERGY.at(
                "ALLERGEN_CD",
                "an allergy to a drug was entered later; this row is out of date",
            ));
        }
        allergies.insert(0, row);
    }
    allergies
}

/// Writes the allergies of a chart.
pub fn write(export: &mut Export, chart: &Chart) -> io::Result<()> {
    for (place, allergy) in list(export.seed, chart).iter().enumerate() {
        let id = chart.key('A', place);
        let entered = allergy.entered.us();
        let removed = allergy.removed.map(Day::us).unwrap_or_default();
        let cells = [
            id.as_str(),
            chart.person.patient_id.as_str(),
            allergy.kind,
            allergy.code,
            allergy.text,
            allergy.intolerance,
            allergy.reaction,
            allergy.severity,
            allergy.criticality,
            allergy.status,
            allergy.verification,
            allergy.onset.as_str(),
            entered.as_str(),
            removed.as_str(),
            allergy.reason,
            chart.person.provider,
            "NUR04",
        ];
        export.row(
            Table::Allergies,
            &cells,
            &chart.person.patient_id,
            &allergy.planted,
        )?;
    }
    Ok(())
}

fn draw(chart: &Chart, rng: &mut Rng) -> Allergy {
    let entered = chart.visits[rng.pick(&chart.past())].start.day;
    let (kind, code, text) = if rng.chance(8) {
        let (kind, text) = rng.pick(vocabulary::TYPED_ALLERGENS);
        (kind, "", text)
    } else {
        rng.pick(vocabulary::ALLERGENS)
    };
    let started = entered
        .plus(-rng.between(0, 4000))
        .max(chart.person.birth.plus(30))
        .min(entered);
    let onset = match rng.below(10) {
        0..=1 => started.us(),
        2 => started.month_text(),
        3..=4 => started.year_text(),
        _ => String::new(),
    };
    let intolerant = kind == "D" && rng.chance(18);
    Allergy {
        kind,
        code,
        text,
        intolerance: if intolerant {
            "Y"
        } else {
            rng.pick(&["N", ""])
        },
        reaction: match code {
            "LISN" => "COUGH",
            _ if intolerant => "NAUSEA",
            _ => rng.pick(&[
                "HIVES",
                "RASH",
                "RASH",
                "ANAPHYLAXIS",
                "SWELLING",
                "ITCHING",
                "",
                "throat felt tight, ok after benadryl",
            ]),
        },
        severity: rng.pick(&["MILD", "MODERATE", "SEVERE", "", ""]),
        criticality: rng.pick(&["H", "L", "U", "", ""]),
        status: rng.pick(&["A", "A", "A", "A", "A", "A", "A", "A", "I"]),
        verification: rng.pick(&["C", "C", "C", "U", ""]),
        onset,
        entered,
        removed: None,
        reason: "",
        planted: Vec::new(),
    }
}

/// An active, confirmed drug allergy for a defect that needs one.
fn plain(chart: &Chart, place: usize, rng: &mut Rng) -> Allergy {
    let (kind, code, text) = vocabulary::ALLERGENS[1 + place];
    let mut allergy = draw(chart, rng);
    (allergy.kind, allergy.code, allergy.text) = (kind, code, text);
    (allergy.intolerance, allergy.reaction) = ("N", "HIVES");
    (allergy.status, allergy.verification) = ("A", "C");
    allergy
}

fn plant(chart: &Chart, allergies: &mut Vec<Allergy>, rng: &mut Rng) {
    let index = chart.person.index;
    let mut add = |allergy: Allergy| {
        allergies.retain(|other| other.text != allergy.text);
        allergies.push(allergy);
    };
    if defects::NKDA_WITH_ALLERGY.falls_on(index) {
        let mut allergy = plain(chart, 0, rng);
        if let Some(place) = chart.past().last() {
            allergy.entered = chart.visits[*place].start.day;
            allergy.onset = String::new();
        }
        allergy.planted.push(defects::NKDA_WITH_ALLERGY.at(
            "ALLERGEN_CD",
            "the allergy is true; an older row says that none is known",
        ));
        add(allergy);
    }
    if defects::REFUTED_ACTIVE.falls_on(index) {
        let mut allergy = plain(chart, 0, rng);
        allergy.verification = "R";
        allergy.planted.push(defects::REFUTED_ACTIVE.at(
            "VERIF_CD",
            "refuted by a test, although STATUS_CD still says active",
        ));
        add(allergy);
    }
    if defects::REMOVED_ALLERGY.falls_on(index) {
        let mut allergy = plain(chart, 2, rng);
        allergy.status = "R";
        allergy.removed = Some(allergy.entered.plus(200).min(chart.person.last_day()));
        allergy.reason = "tolerated full course";
        allergy.planted.push(
            defects::REMOVED_ALLERGY.at("STATUS_CD", "de-labelled: must not come back as active"),
        );
        add(allergy);
    }
    if defects::ALLERGY_IN_ERROR.falls_on(index) {
        let mut allergy = plain(chart, 3, rng);
        allergy.verification = "E";
        allergy.status = "R";
        allergy.removed = Some(allergy.entered);
        allergy.reason = "wrong patient";
        allergy.planted.push(
            defects::ALLERGY_IN_ERROR
                .at("VERIF_CD", "entered in error: must not come back as active"),
        );
        add(allergy);
    }
    if defects::SEVERITY_CRITICALITY.falls_on(index) {
        let mut allergy = plain(chart, 4, rng);
        allergy.severity = "MILD";
        allergy.criticality = "H";
        allergy.planted.push(defects::SEVERITY_CRITICALITY.at(
            "CRIT_CD",
            "a mild reaction and a high criticality, both true",
        ));
        add(allergy);
    }
    if defects::LOCAL_ALLERGEN.falls_on(index) {
        let mut allergy = plain(chart, 0, rng);
        (allergy.code, allergy.text, allergy.kind) = ("DYE7", "DYE 7", "D");
        allergy
            .planted
            .push(defects::LOCAL_ALLERGEN.at("ALLERGEN_CD", "nobody knows what it stood for"));
        add(allergy);
    }
}
