//! `flowsheet.csv`: what nurses typed on the ward, one row an item: a table of entities, attributes and values.
//!
//! A score or a pain assessment is several rows under one that heads them. Items are typed by hand now and then, a number
//! may stand in the column for text, and what was entered in error is marked and stays.

use std::io;

use crate::sample::calendar::Moment;
use crate::sample::clinical::Chart;
use crate::sample::export::{Export, Table};
use crate::sample::rng::Rng;
use crate::sample::visits::Visit;

/// The header.
pub static COLUMNS: &[&str] = &[
    "FS_ID",
    "PAT_ID",
    "ENC_ID",
    "ITEM_CD",
    "VAL_NUM",
    "VAL_TXT",
    "GRP_ID",
    "OBS_DTTM",
    "USER_ID",
    "VOID_FLG",
];

/// What a row is to its group.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// It stands for itself.
    Alone,
    /// It heads the rows that come.
    Head,
    /// It belongs to the head before it.
    Member,
}

/// An item with its number or its text.
struct Entry {
    part: Part,
    item: &'static str,
    number: String,
    text: &'static str,
}

/// Writes the flowsheet of the last stay of a chart.
pub fn write(export: &mut Export, chart: &Chart) -> io::Result<()> {
    let stays = |place: &usize| matches!(chart.visits[*place].kind, "INP" | "OBS");
    let Some(place) = chart.past().into_iter().rev().find(stays) else {
        return Ok(());
    };
    let visit = &chart.visits[place];
    let mut rng = Rng::stream(export.seed, chart.person.index, "flowsheet");
    let mut row = 0;
    for round in 0..rng.between(1, 2) {
        let when = visit.start.plus(round * 480 + rng.between(20, 90));
        let user = rng.pick(&["NUR04", "NUR11", "NUR17", "AGENCY1"]);
        let mut entries = alone(&mut rng);
        entries.extend(fall_risk(&mut rng));
        entries.extend(pain(&mut rng));
        let mut head = String::new();
        for entry in entries {
            let id = chart.key('F', row);
            row += 1;
            if entry.part == Part::Head {
                head.clone_from(&id);
            }
            let group = if entry.part == Part::Member { head.as_str() } else { "" };
            line(export, (visit, when, user), (id.as_str(), group), &entry, &mut rng)?;
        }
    }
    Ok(())
}

fn line(
    export: &mut Export,
    (visit, when, user): (&Visit, Moment, &str),
    (id, group): (&str, &str),
    entry: &Entry,
    rng: &mut Rng,
) -> io::Result<()> {
    // Typed by hand: the same item in small letters, with a blank behind it.
    let item = match rng.below(100) {
        0..=2 => entry.item.to_lowercase(),
        3 => format!("{} ", entry.item),
        _ => entry.item.to_string(),
    };
    // A number in the column for text, as it comes from another screen.
    let (number, text) = if !entry.number.is_empty() && rng.chance(4) {
        ("", entry.number.as_str())
    } else {
        (entry.number.as_str(), entry.text)
    };
    let void = match rng.below(100) {
        0..=2 => "Y",
        3 => "N",
        _ => "",
    };
    let when = when.us();
    let cells = [
        id,
        visit.patient_id.as_str(),
        visit.id.as_str(),
        item.as_str(),
        number,
        text,
        group,
        when.as_str(),
        user,
        void,
    ];
    export.row(Table::Flowsheet, &cells, &visit.patient_id, &[])
}

fn entry(part: Part, item: &'static str, number: i64) -> Entry {
    Entry {
        part,
        item,
        number: number.to_string(),
        text: "",
    }
}

fn said(part: Part, item: &'static str, text: &'static str) -> Entry {
    Entry {
        part,
        item,
        number: String::new(),
        text,
    }
}

fn alone(rng: &mut Rng) -> Vec<Entry> {
    vec![
        entry(Part::Alone, "INTAKE_ML", rng.between(2, 18) * 60),
        entry(Part::Alone, "OUTPUT_ML", rng.between(2, 16) * 50),
        entry(Part::Alone, "BRADEN", rng.between(12, 23)),
        said(
            Part::Alone,
            "MOBILITY",
            rng.pick(&["up ad lib", "1 assist", "2 assist", "bedrest", "N/A"]),
        ),
    ]
}

fn fall_risk(rng: &mut Rng) -> Vec<Entry> {
    vec![
        said(Part::Head, "FALL_RISK", ""),
        said(Part::Member, "FALL_HX", rng.pick(&["Y", "N", "N", "unk"])),
        said(
            Part::Member,
            "FALL_GAIT",
            rng.pick(&["steady", "unsteady", "walker", "w/c"]),
        ),
        entry(Part::Member, "FALL_SCORE", rng.between(0, 10) * 5),
    ]
}

fn pain(rng: &mut Rng) -> Vec<Entry> {
    let score = rng.between(0, 10);
    let mut entries = vec![
        said(Part::Head, "PAIN_ASMT", ""),
        entry(Part::Member, "PAIN_SCORE", score),
    ];
    if score > 0 {
        entries.push(said(
            Part::Member,
            "PAIN_SITE",
            rng.pick(&["low back", "R knee", "abd", "chest", "incision"]),
        ));
        // Two places are two rows of one assessment.
        if rng.chance(20) {
            entries.push(said(Part::Member, "PAIN_SITE", "L hip"));
        }
        entries.push(said(
            Part::Member,
            "PAIN_QUAL",
            rng.pick(&["dull", "sharp", "burning", "pt asleep"]),
        ));
    }
    entries
}
