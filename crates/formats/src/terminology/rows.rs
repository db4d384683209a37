//! Releases that are delimited text: tables of codes, SNOMED CT, LOINC, RxNorm, CVX.

use super::{Out, Release};
use crate::csv::{Dialect, read_as};
use crate::{Item, Summary};
use std::io::Read;
use std::ops::ControlFlow;

/// Kinds of descriptions of SNOMED CT.
const FULL_NAME: &str = "900000000000003001";
const SYNONYM: &str = "900000000000013009";

/// Cells of an RRF line of RxNorm's names: concept, source, kind of name, words, and whether it is suppressed.
const RXCUI: usize = 0;
const SOURCE: usize = 11;
const NAME_KIND: usize = 12;
const WORDS: usize = 14;
const SUPPRESSED: usize = 16;
/// Cell of a line of CVX that says whether its code is in use.
const CVX_STATUS: usize = 4;

/// Releases without a header, by the cells of their first line.
pub(super) fn pipes(first: &str) -> Option<Release> {
    let cells: Vec<&str> = first.split('|').map(str::trim).collect();
    let number = |cell: &&str| !cell.is_empty() && cell.bytes().all(|b| b.is_ascii_digit());
    let code = cells.first().filter(|c| number(*c))?;
    match cells.len() {
        17..=20 => Some(Release::RxNorm),
        5..=8 if code.len() <= 3 => Some(Release::Cvx),
        _ => None,
    }
}

pub(super) fn read(input: &mut dyn Read, out: &mut Out<'_>) -> std::io::Result<Summary> {
    let dialect = match out.release {
        Release::SnomedDescriptions => Dialect { delimiter: Some(b'\t'), quote: None, header: Some(true), ..Dialect::default() },
        Release::RxNorm | Release::Cvx => Dialect { delimiter: Some(b'|'), quote: None, header: Some(false), ..Dialect::default() },
        _ => Dialect { header: Some(true), ..Dialect::default() },
    };
    let limits = out.limits;
    let mut places = Places::default();
    read_as("", &dialect, input, limits, &mut |item| match item {
        Item::Header(header) => {
            places = Places::of(out.release, header.names);
            ControlFlow::Continue(())
        }
        Item::Row(row) => term(&Cells { cells: row.cells, places: &places, at: (row.line, row.byte) }, out),
        _ => ControlFlow::Continue(()),
    })
}

/// Where a release with a header keeps what is read of it.
#[derive(Default)]
struct Places {
    system: Option<usize>,
    code: Option<usize>,
    display: Option<usize>,
    /// Words where there are no others.
    short: Option<usize>,
    active: Option<usize>,
    kind: Option<usize>,
    language: Option<usize>,
    /// Whether a code is still in use.
    status: Option<usize>,
}

impl Places {
    fn of(release: Release, names: &[String]) -> Self {
        let place = |wanted: &str| names.iter().position(|n| n.trim().eq_ignore_ascii_case(wanted));
        match release {
            Release::SnomedDescriptions => Self {
                code: place("conceptId"),
                display: place("term"),
                active: place("active"),
                kind: place("typeId"),
                language: place("languageCode"),
                ..Self::default()
            },
            Release::Loinc => {
                Self { code: place("LOINC_NUM"), display: place("LONG_COMMON_NAME"), short: place("SHORTNAME"), status: place("STATUS"), ..Self::default() }
            }
            Release::Table => {
                Self { system: place("system"), code: place("code"), display: place("display"), status: place("status").or_else(|| place("active")), ..Self::default() }
            }
            Release::RxNorm => Self { code: Some(RXCUI), display: Some(WORDS), kind: Some(NAME_KIND), active: Some(SUPPRESSED), status: Some(SUPPRESSED), ..Self::default() },
            // The short words of CVX are those that records carry; the full ones where there are none.
            Release::Cvx => Self { code: Some(0), display: Some(1), short: Some(2), status: Some(CVX_STATUS), ..Self::default() },
            _ => Self::default(),
        }
    }
}

/// A row with the places of its release.
struct Cells<'c> {
    cells: &'c [&'c str],
    places: &'c Places,
    at: (u64, u64),
}

impl<'c> Cells<'c> {
    fn cell(&self, place: Option<usize>) -> &'c str {
        place.and_then(|p| self.cells.get(p)).map_or("", |cell| cell.trim())
    }
}

fn term(row: &Cells<'_>, out: &mut Out<'_>) -> ControlFlow<()> {
    let rank = match out.release {
        Release::SnomedDescriptions => match snomed_rank(row) {
            Ok(rank) => rank,
            Err(why) => return out.pass_over(why),
        },
        Release::RxNorm if row.cell(Some(SOURCE)) != "RXNORM" => return out.pass_over("of another source than RXNORM"),
        Release::RxNorm => rxnorm_rank(row.cell(row.places.kind), row.cell(row.places.active)),
        _ => 0,
    };
    let display = match row.cell(row.places.display) {
        "" => row.cell(row.places.short),
        words => words,
    };
    let system = if out.release == Release::Table { row.cell(row.places.system) } else { out.release.system() };
    out.term(row.at, (system, row.cell(row.places.code)), display, (rank, is_retired(out.release, row.cell(row.places.status))))
}

/// Whether a release says that a code is out of use. What CVX calls inactive can be bought no longer and stands in records for good.
fn is_retired(release: Release, status: &str) -> bool {
    match release {
        Release::Loinc => status.eq_ignore_ascii_case("DEPRECATED"),
        Release::RxNorm => status == "O",
        Release::Cvx => status.eq_ignore_ascii_case("Never Active"),
        Release::Table => ["retired", "inactive", "deprecated", "obsolete", "0", "false", "no"].iter().any(|word| status.eq_ignore_ascii_case(word)),
        _ => false,
    }
}

/// The full name comes before synonyms, English before other languages; what is retired or a definition is no name.
fn snomed_rank(row: &Cells<'_>) -> Result<u8, &'static str> {
    if row.cell(row.places.active) != "1" {
        return Err("retired");
    }
    let rank = match row.cell(row.places.kind) {
        FULL_NAME => 0,
        SYNONYM => 1,
        _ => return Err("of another kind than a name"),
    };
    let english = matches!(row.cell(row.places.language), "" | "en");
    Ok(if english { rank } else { rank + 2 })
}

/// A concept's own name comes before its synonyms, what is in force before what is suppressed: old records hold old codes.
fn rxnorm_rank(kind: &str, suppressed: &str) -> u8 {
    let synonym = matches!(kind, "SY" | "TMSY" | "PSN" | "ET");
    u8::from(synonym) * 2 + u8::from(!matches!(suppressed, "" | "N"))
}
