//! Releases of terminologies: taken in code by code, and the words by which codes are shown.
//!
//! Words come from a release that the workspace's keeper brought in, never from a record, and only codes of public systems that are written as
//! their system writes codes are taken in. What must stay true: nothing that is kept of a run holds these words, so that an import changes what
//! is read on a screen and no finding; and a display that holds a known identifier (a patient called Marfan) is not shown: its code is.

use crate::access::Actor;
use crate::compare::Charts;
use crate::dispatch::noted;
use crate::jobs::{Meter, Step};
use crate::show::{bare, short};
use crate::{AppError, Result, Workspace};
use formats::{Limits, Term, read_terms};
use model::{Kind, Phi, Value};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;
use store::{TermRow, TermSource};

/// Codes of one file: more than any public terminology has.
const CODES_MAX: usize = 5_000_000;
/// Refused rows that are told with their place; all are counted.
const PLACES_MAX: usize = 1_000;
/// ICD-10-CM, whose codes are written with and without their dot.
const ICD10: &str = "http://hl7.org/fhir/sid/icd-10-cm";

/// A row of a release that was not taken.
#[derive(Debug, Clone, Serialize)]
pub struct TermIssue {
    /// 1-based line, 0 for the file as a whole.
    pub line: u64,
    /// What is wrong, in one word.
    pub code: &'static str,
    /// What is wrong, in words.
    pub message: String,
    /// The row was not taken; otherwise it was, and this is a doubt.
    pub refused: bool,
}

/// What came of one file.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TermsImported {
    /// Name of the file.
    pub file: String,
    /// How it is written; empty where no release was recognised.
    pub release: String,
    /// Rows that hold a code and words.
    pub rows: u64,
    /// Codes that have a display by it, by code system.
    pub codes: BTreeMap<String, u64>,
    /// Rows passed over by a rule, by why.
    pub passed_over: BTreeMap<String, u64>,
    /// Rows that were not taken.
    pub refused: u64,
    /// Issues by their word.
    pub issues: BTreeMap<String, u64>,
    /// The first of them with their places.
    pub places: Vec<TermIssue>,
}

/// The canonical name of a code system, by whatever name it goes.
pub fn terminology_system(name: &str) -> String {
    let name = name.trim();
    if let Some((uri, _)) = model::SYSTEM_NAMES.iter().find(|(_, known)| known.eq_ignore_ascii_case(name)) {
        return (*uri).to_string();
    }
    let as_written = balance::canonical_system(name);
    // Plain names are in capitals in the standards, and in any letters in tables.
    if as_written == name && !name.contains([':', '/']) { balance::canonical_system(&name.to_uppercase()) } else { as_written }
}

/// The name that people use of a code system; of one that has none, its address.
pub fn terminology_name(system: &str) -> &str {
    match short(system) {
        "code" => system,
        name => name,
    }
}

/// A code as the table keeps it.
pub(crate) fn key<'c>(system: &str, code: &'c str) -> Cow<'c, str> {
    let code = code.trim();
    match (code.get(..3), code.get(3..)) {
        (Some(head), Some(tail)) if system == ICD10 && !tail.is_empty() && !code.contains('.') => Cow::Owned(format!("{head}.{tail}")),
        _ => Cow::Borrowed(code),
    }
}

/// Reads a release and keeps its words, all or none. The same file again changes nothing but when it came.
pub fn import_terminology(workspace: &Workspace, path: &Path, by: &str, now_ms: u64, meter: &Meter<'_>) -> Result<TermsImported> {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let file = File::open(path)?;
    let total = file.metadata()?.len();
    let mut input = Hashed { file, hash: Sha256::new(), done: 0, total, meter };
    let mut taken = Taken { imported: TermsImported { file: name.clone(), ..TermsImported::default() }, ..Taken::default() };
    let read = read_terms(&name, &mut input, &Limits::default(), &mut |term| taken.take(&term))?;
    if taken.too_many {
        return Err(AppError::Other(format!("{name} has more than {CODES_MAX} codes; nothing was kept")));
    }
    let Taken { mut imported, best, .. } = taken;
    imported.refused += read.summary.quarantined;
    for (code, count) in read.summary.counts {
        *imported.issues.entry(code.into()).or_default() += count;
    }
    let places = read.summary.issues.into_iter().map(|i| TermIssue { line: i.line, code: i.code, message: i.message, refused: i.quarantined });
    imported.places.extend(places);
    imported.places.sort_by_key(|i| i.line);
    imported.places.truncate(PLACES_MAX);
    imported.release = read.release.map_or(String::new(), |r| r.words().to_string());
    imported.rows = read.terms;
    imported.passed_over = read.passed_over.into_iter().map(|(why, n)| (why.to_string(), n)).collect();
    imported.codes = best.iter().map(|(system, codes)| (system.clone(), codes.len() as u64)).collect();
    if best.is_empty() {
        return Ok(imported);
    }
    let sha256: String = input.hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
    let rows: Vec<TermRow> = best
        .into_iter()
        .flat_map(|(system, codes)| codes.into_iter().map(move |(code, (_, display, retired))| TermRow { system: system.clone(), code, display, retired }))
        .collect();
    let source = TermSource { source: &name, release: &imported.release, sha256: &sha256, by, at_ms: now_ms };
    let object = sha256.get(..16).unwrap_or_default();
    noted(workspace, &keeper(by), (IMPORTED, object), now_ms, || Ok(workspace.store().import_terms(&source, &rows)?))?;
    Ok(imported)
}

/// What an event says was done: both change the words of a report, and neither is a command of the desktop.
pub(crate) const IMPORTED: &str = "imported a terminology";
pub(crate) const REMOVED: &str = "removed a terminology";

/// Forgets the words of a code system; how many codes had some.
pub fn remove_terminology(workspace: &Workspace, system: &str, by: &str, now_ms: u64) -> Result<u64> {
    if !workspace.store().terminologies()?.iter().any(|t| t.system == system) {
        return Ok(0);
    }
    noted(workspace, &keeper(by), (REMOVED, terminology_name(system)), now_ms, || Ok(workspace.store().remove_terminology(system)?))
}

fn keeper(by: &str) -> Actor {
    Actor { account: by.into(), role: None, session: None }
}

/// A file that is hashed while it is read.
struct Hashed<'m> {
    file: File,
    hash: Sha256,
    done: u64,
    total: u64,
    meter: &'m Meter<'m>,
}

impl Read for Hashed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.hash.update(buffer.get(..count).unwrap_or_default());
        self.done += count as u64;
        match (self.meter)(Step { phase: "reading the release", done: self.done, total: self.total, unit: "bytes" }) {
            ControlFlow::Continue(()) => Ok(count),
            ControlFlow::Break(()) => Err(std::io::Error::other("cancelled; nothing was changed")),
        }
    }
}

/// The best words of every code so far.
#[derive(Default)]
struct Taken {
    imported: TermsImported,
    /// By canonical system and code: rank, words, and whether every row says that it is out of use.
    best: BTreeMap<String, BTreeMap<String, (u8, String, bool)>>,
    /// Canonical systems by the names they go by in this file; none where their codes are never shown.
    systems: HashMap<String, Option<String>>,
    codes: usize,
    too_many: bool,
}

impl Taken {
    fn take(&mut self, term: &Term<'_>) -> ControlFlow<()> {
        let Some(system) = self.system(term.system) else {
            return self.refuse(term, "unknown_system", "the code system is not public: codes of it are never shown");
        };
        let code = key(&system, term.code);
        if deid::code_value(&system, &Phi::new(&*code)).is_none() {
            return self.refuse(term, "no_code_of_its_system", "the code is not written as codes of its system are, or its check digit is wrong");
        }
        let codes = self.best.entry(system).or_default();
        match codes.get_mut(&*code) {
            Some(kept) if term.rank < kept.0 => *kept = (term.rank, term.display.to_string(), kept.2 && term.retired),
            Some(kept) => kept.2 &= term.retired,
            None => {
                codes.insert(code.into_owned(), (term.rank, term.display.to_string(), term.retired));
                self.codes += 1;
            }
        }
        self.too_many = self.codes > CODES_MAX;
        if self.too_many { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn system(&mut self, name: &str) -> Option<String> {
        if let Some(known) = self.systems.get(name) {
            return known.clone();
        }
        let system = Some(terminology_system(name)).filter(|s| deid::is_public_system(s));
        // A file that names thousands of systems is none of a terminology.
        if self.systems.len() < 10_000 {
            self.systems.insert(name.to_string(), system.clone());
        }
        system
    }

    fn refuse(&mut self, term: &Term<'_>, code: &'static str, message: &str) -> ControlFlow<()> {
        let imported = &mut self.imported;
        imported.refused += 1;
        *imported.issues.entry(code.into()).or_default() += 1;
        if imported.places.len() < PLACES_MAX {
            imported.places.push(TermIssue { line: term.line, code, message: message.into(), refused: true });
        }
        ControlFlow::Continue(())
    }
}

/// Words of the codes that one answer shows: asked for at once.
#[derive(Debug, Default)]
pub(crate) struct Terms {
    /// By system and code.
    words: HashMap<String, HashMap<String, String>>,
}

impl Terms {
    /// Words of the codes of two charts.
    pub(crate) fn of_charts(workspace: &Workspace, charts: &Charts) -> Result<Self> {
        let facts = charts.legacy.iter().chain(&charts.destination).filter(|s| s.kind != Kind::Demographic).flat_map(|s| &s.facts);
        let codings = facts.filter_map(|f| match &f.value {
            Value::Code(codings, _) => Some(codings),
            _ => None,
        });
        Self::of(workspace, codings.flatten().map(|c| (c.system.as_str(), c.code.as_str())))
    }

    /// Words of those of some texts that are nothing but a code.
    pub(crate) fn of_texts<'t>(workspace: &Workspace, texts: impl Iterator<Item = &'t str>) -> Result<Self> {
        Self::of(workspace, texts.filter_map(bare))
    }

    /// Words of codes, by system and code.
    pub(crate) fn of<'c>(workspace: &Workspace, codes: impl Iterator<Item = (&'c str, &'c str)>) -> Result<Self> {
        let wanted: HashSet<(&str, &str)> = codes.filter(|(system, code)| !system.is_empty() && !code.is_empty()).collect();
        let wanted: Vec<(String, String)> = wanted.into_iter().map(|(system, code)| (system.to_string(), key(system, code).into_owned())).collect();
        let found = workspace.store().displays(&wanted)?;
        let mut terms = Self::default();
        if found.is_empty() {
            return Ok(terms);
        }
        let known = workspace.egress()?;
        for ((system, code), display) in found {
            if let Some(words) = deid::published_words(&Phi::new(display), &known) {
                terms.words.entry(system).or_default().insert(code, words.into_value());
            }
        }
        Ok(terms)
    }

    /// The words of a code.
    pub(crate) fn words(&self, system: &str, code: &str) -> Option<&str> {
        self.words.get(system)?.get(&*key(system, code)).map(String::as_str)
    }

    /// Puts words in the place of a text that is nothing but a code.
    pub(crate) fn name(&self, text: &mut String) {
        if let Some(words) = self.of_bare(text) {
            *text = words;
        }
    }

    /// Puts words before a text that is nothing but a code.
    pub(crate) fn explain(&self, text: &mut String) {
        if let Some(words) = self.of_bare(text) {
            *text = format!("{words} ({text})");
        }
    }

    fn of_bare(&self, text: &str) -> Option<String> {
        let (system, code) = bare(text)?;
        self.words(system, code).map(str::to_string)
    }
}

#[cfg(test)]
impl<const N: usize> From<[(&str, &str, &str); N]> for Terms {
    fn from(terms: [(&str, &str, &str); N]) -> Self {
        let mut made = Self::default();
        for (system, code, words) in terms {
            made.words.entry(system.into()).or_default().insert(code.into(), words.into());
        }
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_known_by_any_of_its_names() {
        for name in ["SNOMED CT", "snomed ct", "SCT", "2.16.840.1.113883.6.96", "urn:oid:2.16.840.1.113883.6.96", "http://snomed.info/sct"] {
            assert_eq!(terminology_system(name), "http://snomed.info/sct", "{name}");
        }
        assert_eq!(terminology_system("rxnorm"), "http://www.nlm.nih.gov/research/umls/rxnorm");
        assert_eq!(terminology_system("icd10cm"), ICD10);
        assert_eq!(terminology_system("urn:My-Hospital"), "urn:My-Hospital");
    }

    #[test]
    fn a_code_of_icd_10_is_found_with_and_without_its_dot() {
        assert_eq!((&*key(ICD10, "E119"), &*key(ICD10, "E11.9"), &*key(ICD10, "I10")), ("E11.9", "E11.9", "I10"));
        assert_eq!(key("http://snomed.info/sct", "84489001"), "84489001");
        let terms = Terms::from([(ICD10, "E11.9", "Type 2 diabetes")]);
        assert_eq!(terms.words(ICD10, "E119"), Some("Type 2 diabetes"));
    }

    #[test]
    fn the_best_words_of_a_code_are_taken_and_no_code_of_ones_own() {
        let mut taken = Taken::default();
        let term = |system: &'static str, code: &'static str, display: &'static str, rank: u8, line: u64| Term { system, code, display, rank, retired: false, line };
        for term in [
            term("SNOMED CT", "84489001", "Mold", 1, 1),
            term("http://snomed.info/sct", "84489001", "Mold (organism)", 0, 2),
            term("http://snomed.info/sct", "84489001", "Mould (organism)", 0, 3),
            term("http://snomed.info/sct", "84489002", "a wrong check digit", 0, 4),
            term("http://hospital.example/doctors", "7", "Zebulon Quackenbush", 0, 5),
        ] {
            assert!(taken.take(&term).is_continue());
        }
        assert_eq!(taken.best.values().flatten().map(|(code, (_, words, _))| (code.as_str(), words.as_str())).collect::<Vec<_>>(), [("84489001", "Mold (organism)")]);
        let places: Vec<(u64, &str)> = taken.imported.places.iter().map(|i| (i.line, i.code)).collect();
        assert_eq!(places, [(4, "no_code_of_its_system"), (5, "unknown_system")]);
        assert_eq!(taken.imported.refused, 2);
        assert!(!format!("{:?}", taken.imported).contains("Zebulon"));
    }

    #[test]
    fn words_take_the_place_of_a_code_and_of_nothing_else() {
        let terms = Terms::from([("http://snomed.info/sct", "84489001", "Mold (organism)")]);
        let said = |text: &str, put: fn(&Terms, &mut String)| {
            let mut text = text.to_string();
            put(&terms, &mut text);
            text
        };
        assert_eq!(said("SNOMED CT 84489001", Terms::name), "Mold (organism)");
        assert_eq!(said("SNOMED CT 84489001", Terms::explain), "Mold (organism) (SNOMED CT 84489001)");
        for other in ["Warfarin", "Mould (SNOMED CT 84489001)", "allergy, label withheld", ""] {
            assert_eq!(said(other, Terms::explain), other);
        }
    }
}
