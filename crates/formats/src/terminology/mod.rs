//! Releases of terminologies as their publishers hand them out: codes with their words.
//!
//! Told by content: tables of `system,code,display`, SNOMED CT descriptions (RF2), LOINC, RxNorm (RRF), the code files of ICD-10-CM
//! and ICD-9-CM, CVX. Streamed like everything else that is read here. What must stay true: a row is a term, is passed over by a rule that is
//! counted (retired, of another source), or is an issue with its line. Not here: which systems are known, and whether a code is written as its
//! system writes codes.

mod columns;
mod rows;

use crate::{Limits, Summary};
use std::collections::BTreeMap;
use std::io::Read;
use std::ops::ControlFlow;

/// Bytes of the head by which a release is told.
const HEAD_BYTES: usize = 64 << 10;
/// Characters of words that are still words of a code.
const DISPLAY_MAX: usize = 1_000;
/// Characters of a code.
const CODE_MAX: usize = 64;

/// How a release is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Release {
    /// Delimited text with `system`, `code` and `display` in its header.
    Table,
    /// SNOMED CT RF2: descriptions of concepts.
    SnomedDescriptions,
    /// LOINC's table of terms.
    Loinc,
    /// RxNorm's names, RRF.
    RxNorm,
    /// Codes of ICD-10-CM in fixed columns.
    Icd10Codes,
    /// ICD-10-CM in the order of its book, with its headings.
    Icd10Order,
    /// Diagnoses of ICD-9-CM.
    Icd9Diagnoses,
    /// Procedures of ICD-9-CM.
    Icd9Procedures,
    /// CDC's table of vaccines.
    Cvx,
}

impl Release {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Table => "table of codes",
            Self::SnomedDescriptions => "SNOMED CT descriptions (RF2)",
            Self::Loinc => "LOINC table",
            Self::RxNorm => "RxNorm names (RRF)",
            Self::Icd10Codes => "ICD-10-CM codes",
            Self::Icd10Order => "ICD-10-CM order file",
            Self::Icd9Diagnoses => "ICD-9-CM diagnoses",
            Self::Icd9Procedures => "ICD-9-CM procedures",
            Self::Cvx => "CVX vaccines",
        }
    }

    /// The code system of its codes, where all are of one.
    fn system(self) -> &'static str {
        match self {
            Self::Table => "",
            Self::SnomedDescriptions => "http://snomed.info/sct",
            Self::Loinc => "http://loinc.org",
            Self::RxNorm => "http://www.nlm.nih.gov/research/umls/rxnorm",
            Self::Icd10Codes | Self::Icd10Order => "http://hl7.org/fhir/sid/icd-10-cm",
            Self::Icd9Diagnoses | Self::Icd9Procedures => "http://hl7.org/fhir/sid/icd-9-cm",
            Self::Cvx => "http://hl7.org/fhir/sid/cvx",
        }
    }
}

/// A code with words of its system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term<'t> {
    /// The code system, as the release names it.
    pub system: &'t str,
    /// The code, as it is written in records.
    pub code: &'t str,
    /// Its words.
    pub display: &'t str,
    /// Of several words of one code those with the lowest rank are its own.
    pub rank: u8,
    /// The release says that the code is out of use.
    pub retired: bool,
    /// 1-based line.
    pub line: u64,
}

/// What came of reading a release.
#[derive(Debug, Default)]
pub struct TermSummary {
    /// How it is written; `None` where nothing of a release was recognised and nothing was read.
    pub release: Option<Release>,
    /// Terms that were handed on.
    pub terms: u64,
    /// Rows passed over by a rule, by why.
    pub passed_over: BTreeMap<&'static str, u64>,
    /// Issues and their counts.
    pub summary: Summary,
}

/// Streams a release; `name` is its path and tells what content does not. `each` may stop by `Break`. Errors of `input` are returned;
/// what is wrong with the content is an issue.
pub fn read_terms(name: &str, input: &mut dyn Read, limits: &Limits, each: &mut dyn FnMut(Term<'_>) -> ControlFlow<()>) -> std::io::Result<TermSummary> {
    let mut head = Vec::new();
    (&mut *input).take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    let mut found = TermSummary { release: release_of(name, &head), ..TermSummary::default() };
    let Some(release) = found.release else {
        found.summary.refuse(limits, "no_release", 0, 0, "no release of a terminology is recognised: neither by its header nor by its first line");
        return Ok(found);
    };
    let mut whole = head.as_slice().chain(input);
    let mut out = Out { release, limits, each, terms: 0, passed_over: BTreeMap::new(), refused: Summary::default() };
    let read = match release {
        Release::Icd10Codes | Release::Icd10Order | Release::Icd9Diagnoses | Release::Icd9Procedures => columns::read(&mut whole, &mut out)?,
        _ => rows::read(&mut whole, &mut out)?,
    };
    (found.terms, found.passed_over) = (out.terms, out.passed_over);
    found.summary = read;
    found.summary.add(limits, out.refused);
    found.summary.records = found.terms;
    Ok(found)
}

/// Where the terms of a release go, and what is told of the others.
struct Out<'o> {
    release: Release,
    limits: &'o Limits,
    each: &'o mut dyn FnMut(Term<'_>) -> ControlFlow<()>,
    terms: u64,
    passed_over: BTreeMap<&'static str, u64>,
    refused: Summary,
}

impl Out<'_> {
    fn refuse(&mut self, code: &'static str, (line, byte): (u64, u64), message: &str) -> ControlFlow<()> {
        self.refused.refuse(self.limits, code, line, byte, message);
        ControlFlow::Continue(())
    }

    fn pass_over(&mut self, why: &'static str) -> ControlFlow<()> {
        *self.passed_over.entry(why).or_default() += 1;
        ControlFlow::Continue(())
    }

    /// Hands a term on, or says why it is none.
    fn term(&mut self, place: (u64, u64), (system, code): (&str, &str), display: &str, (rank, retired): (u8, bool)) -> ControlFlow<()> {
        let (system, code, display) = (system.trim(), code.trim(), display.trim());
        let problem = match () {
            () if system.is_empty() => Some(("no_system", "the row names no code system")),
            () if code.is_empty() => Some(("no_code", "the row holds no code")),
            () if display.is_empty() => Some(("no_display", "the row holds no words for its code")),
            () if code.chars().count() > CODE_MAX => Some(("code_too_long", "the code is longer than 64 characters")),
            () if display.chars().count() > DISPLAY_MAX => Some(("display_too_long", "the words are longer than 1,000 characters")),
            () if [system, code, display].iter().any(|t| t.chars().any(char::is_control)) => Some(("control_character", "the row holds a control character")),
            () => None,
        };
        if let Some((issue, message)) = problem {
            return self.refuse(issue, place, message);
        }
        self.terms += 1;
        (self.each)(Term { system, code, display, rank, retired, line: place.0 })
    }
}

/// How a release is written, by its first lines.
fn release_of(name: &str, head: &[u8]) -> Option<Release> {
    let text = crate::text::decode_head(head)?;
    let first = text.trim_start_matches('\u{feff}').lines().map(str::trim_end).find(|l| !l.trim().is_empty())?;
    let lower = first.to_lowercase();
    let names: Vec<&str> = lower.split(['\t', ',', '|', ';']).map(|n| n.trim().trim_matches('"')).collect();
    let has = |wanted: &[&str]| wanted.iter().all(|w| names.contains(w));
    if has(&["conceptid", "typeid", "term", "active"]) {
        return Some(Release::SnomedDescriptions);
    }
    if has(&["loinc_num"]) && (has(&["long_common_name"]) || has(&["shortname"])) {
        return Some(Release::Loinc);
    }
    if has(&["system", "code", "display"]) {
        return Some(Release::Table);
    }
    rows::pipes(first).or_else(|| columns::told(name, &text))
}

#[cfg(test)]
mod tests;
