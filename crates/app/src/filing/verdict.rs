//! One document judged: whose it is by its pages, under whom it is filed, and whether the two agree. Pure; the words hold no value
//! of any record.

use identity::{Comparison, DocumentHeader, DocumentLink, LINKED_MIN, Named, Roster, link_document};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// It is filed under the patient whom it names.
pub(crate) const RIGHT: &str = "filed right";
/// It is filed under somebody else.
pub(crate) const WRONG: &str = "filed under another patient";
/// It names nobody, or nobody for sure.
pub(crate) const NOBODY: &str = "no patient named";
/// It names two patients.
pub(crate) const TWO: &str = "names two patients";
/// It is filed under nobody.
pub(crate) const NOT_INDEXED: &str = "not indexed";
/// A table or a record names it and the delivery does not hold it.
pub(crate) const MISSING: &str = "indexed but missing";

/// Every verdict, the gravest first.
pub const VERDICTS: [&str; 6] = [WRONG, TWO, MISSING, NOT_INDEXED, NOBODY, RIGHT];

/// Under whom a document is filed, by one source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Filed {
    /// Key of a chart.
    pub patient: String,
    /// `index`, `record`, `attachment`, `path`.
    pub by: String,
    /// Where that is said.
    pub place: String,
}

/// What came of one document.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Judged {
    pub verdict: &'static str,
    /// Key of the chart that it names.
    pub linked: Option<String>,
    pub score: f64,
    /// For a document that names two: both keys.
    pub between: Vec<String>,
    /// The filing that it was judged by.
    pub filed: Option<Filed>,
    pub evidence: Vec<String>,
}

/// What is known of a document before it is judged.
pub(super) struct Case<'a> {
    /// Who its pages name.
    pub headers: &'a [(u64, DocumentHeader)],
    /// How its text came: `layer`, `ocr`, `layer and ocr`, `none`.
    pub text_by: &'a str,
    /// Filings, those of greater weight first.
    pub filed: &'a [Filed],
    /// It is filed under a key that no chart has.
    pub unknown_key: bool,
}

/// One page that names somebody.
struct PageLink<'a> {
    page: u64,
    header: &'a DocumentHeader,
    link: DocumentLink,
}

pub(super) fn judge(case: &Case<'_>, roster: &Roster) -> Judged {
    let pages: Vec<PageLink<'_>> = case.headers.iter().map(|(page, header)| PageLink { page: *page, header, link: link_document(header, roster) }).collect();
    let mut judged = match two(&pages, roster) {
        Some(judged) => Judged { filed: case.filed.first().cloned(), ..judged },
        None => one(case, &pages, roster),
    };
    if case.unknown_key {
        judged.evidence.push("it is filed under a key that no chart has".into());
    }
    if case.text_by.contains("ocr") {
        judged.evidence.push("its text was recognised in a picture".into());
    }
    judged
}

/// A document that names two patients, on one page or on several.
fn two(pages: &[PageLink<'_>], roster: &Roster) -> Option<Judged> {
    if let Some(page) = pages.iter().find(|p| p.link.named == Named::Two) {
        let words = format!("on page {} the record number is one patient's, name and birth date are another's", page.page);
        return Some(Judged { verdict: TWO, between: page.link.between.clone(), evidence: vec![words], ..Judged::default() });
    }
    let mut linked = pages.iter().filter_map(|p| Some((p, p.link.patient.as_deref()?)));
    let (first, one) = linked.next()?;
    // Two charts that fit one page alike are two charts of one person.
    let other = linked.find(|(page, key)| *key != one && !fits(roster, first.header, key) && !fits(roster, page.header, one));
    let (second, other) = other?;
    let words = format!("page {} names one patient, page {} another", first.page, second.page);
    Some(Judged { verdict: TWO, between: vec![one.to_string(), other.to_string()], evidence: vec![words], ..Judged::default() })
}

fn fits(roster: &Roster, header: &DocumentHeader, key: &str) -> bool {
    roster.compare(header, key).is_some_and(|c| c.score >= LINKED_MIN)
}

/// A document that names one patient or none.
fn one(case: &Case<'_>, pages: &[PageLink<'_>], roster: &Roster) -> Judged {
    let best = pages.iter().filter(|p| p.link.named == Named::One).max_by(|a, b| a.link.comparison.score.total_cmp(&b.link.comparison.score));
    let mut judged = match best {
        Some(page) => {
            let comparison = &page.link.comparison;
            Judged { linked: page.link.patient.clone(), score: comparison.score, evidence: vec![format!("page {}: {}", page.page, said(comparison))], ..Judged::default() }
        }
        None => Judged { evidence: vec![silence(case, pages)], ..Judged::default() },
    };
    judged.filed = filing(case.filed, judged.linked.as_deref());
    judged.verdict = match (&judged.linked, &judged.filed) {
        (_, None) => NOT_INDEXED,
        (Some(linked), Some(filed)) if *linked == filed.patient => RIGHT,
        (Some(_), Some(filed)) if best.is_some_and(|p| fits(roster, p.header, &filed.patient)) => {
            judged.evidence.push("it is filed under another chart that fits as well: these may be two charts of one person".into());
            RIGHT
        }
        (Some(_), Some(filed)) => {
            judged.evidence.push(format!("{} files it under a chart that does not fit", source(&filed.by)));
            WRONG
        }
        (None, Some(filed)) => {
            let (verdict, words) = against(pages, filed, roster);
            judged.evidence.extend(words);
            verdict
        }
    };
    note_other_filings(case.filed, &mut judged);
    judged
}

/// The filing to judge by: of the greatest weight; within it one that does not agree comes before one that does.
fn filing(filed: &[Filed], linked: Option<&str>) -> Option<Filed> {
    let first = filed.first()?;
    let odd = linked.and_then(|linked| filed.iter().find(|f| f.by == first.by && f.patient != linked));
    Some(odd.unwrap_or(first).clone())
}

/// A document whose pages point to no chart for sure, against the chart under which it is filed.
fn against(pages: &[PageLink<'_>], filed: &Filed, roster: &Roster) -> (&'static str, Option<String>) {
    let compared: Vec<(u64, Comparison)> = pages.iter().filter_map(|p| Some((p.page, roster.compare(p.header, &filed.patient)?))).collect();
    if let Some((page, comparison)) = compared.iter().find(|(_, c)| c.contradictions() >= 2 && c.score < 0.0) {
        return (WRONG, Some(format!("page {page} against the chart under which {} files it: {}", source(&filed.by), said(comparison))));
    }
    match compared.iter().find(|(_, c)| c.score >= LINKED_MIN) {
        Some((page, comparison)) => (RIGHT, Some(format!("page {page} against the chart under which it is filed: {}", said(comparison)))),
        None => (NOBODY, None),
    }
}

fn note_other_filings(filed: &[Filed], judged: &mut Judged) {
    let Some(by) = &judged.filed else { return };
    let other = |f: &&Filed| f.patient != by.patient;
    let words: BTreeSet<String> = filed.iter().filter(other).map(|f| format!("{} points to another chart", source(&f.by))).collect();
    judged.evidence.extend(words);
}

fn source(by: &str) -> &'static str {
    match by {
        "index" => "a table",
        "record" => "a record",
        "attachment" => "the record or document around it",
        _ => "the name of the file or folder",
    }
}

/// What a header and a chart say together, in words.
fn said(comparison: &Comparison) -> String {
    if comparison.evidence.is_empty() {
        return "nothing that both say".into();
    }
    comparison.evidence.iter().map(|e| format!("{} {}", e.part, e.says)).collect::<Vec<_>>().join(", ")
}

/// Why a document names nobody.
fn silence(case: &Case<'_>, pages: &[PageLink<'_>]) -> String {
    let named = |wanted: Named| pages.iter().find(|p| p.link.named == wanted);
    if let Some(page) = named(Named::Several) {
        format!("page {} fits several charts alike", page.page)
    } else if let Some(page) = named(Named::Stranger) {
        format!("page {} names somebody whom no chart fits", page.page)
    } else if case.text_by == "none" {
        "it has no text that was read".into()
    } else if pages.is_empty() {
        "no page has a name, a number or a birth date behind its label".into()
    } else {
        "what its pages say of a person is too little".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Aspect, Date, Fact, How, Kind, Origin, Statement, Value};

    fn person(key: &str, mrn: &str, family: &str, given: &str, born: &str) -> Statement {
        let mut facts = vec![(Aspect::Mrn, Value::Text(mrn.into())), (Aspect::Family, Value::Text(family.into())), (Aspect::Given, Value::Text(given.into()))];
        facts.extend(Date::parse_iso(born).map(|d| (Aspect::BirthDate, Value::Date(d))));
        let facts = facts.into_iter().map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied }).collect();
        Statement { kind: Kind::Demographic, patient: key.into(), origin: Origin { artifact: 1, relation: 1, line: 1, reference: String::new() }, facts }
    }

    fn roster() -> Roster {
        Roster::new(&[
            person("1", "M-1", "Roe", "Jane", "1959-05-28"),
            person("2", "M-2", "Doe", "Mary", "1980-02-01"),
            person("3", "M-3", "Doe", "Mary", "1980-02-01"),
        ])
    }

    fn header(name: &str, number: &str, birth: &str) -> DocumentHeader {
        DocumentHeader { name: name.into(), number: number.into(), birth: birth.into(), sex: String::new() }
    }

    fn under(patient: &str, by: &str) -> Filed {
        Filed { patient: patient.into(), by: by.into(), place: String::new() }
    }

    fn judged(headers: &[DocumentHeader], filed: &[Filed]) -> Judged {
        let headers: Vec<(u64, DocumentHeader)> = headers.iter().enumerate().map(|(n, h)| (n as u64 + 1, h.clone())).collect();
        judge(&Case { headers: &headers, text_by: "layer", filed, unknown_key: false }, &roster())
    }

    #[test]
    fn a_document_is_right_or_wrong_by_whom_it_names() {
        let roe = header("Roe, Jane", "M-1", "05/28/1959");
        assert_eq!(judged(&[roe.clone()], &[under("1", "index")]).verdict, RIGHT);
        let wrong = judged(&[roe.clone()], &[under("2", "path")]);
        assert_eq!((wrong.verdict, wrong.linked.as_deref()), (WRONG, Some("1")));
        assert_eq!(judged(&[roe.clone()], &[]).verdict, NOT_INDEXED);
        assert_eq!(judged(&[], &[under("1", "index")]).verdict, NOBODY);
        assert_eq!(judged(&[], &[]).verdict, NOT_INDEXED);
    }

    #[test]
    fn two_charts_of_one_person_are_no_wrong_filing() {
        let doe = header("Doe, Mary", "M-2", "1980-02-01");
        let found = judged(&[doe], &[under("3", "index")]);
        assert_eq!((found.verdict, found.evidence.len()), (RIGHT, 2));
        assert_eq!(judged(&[header("Doe, Mary", "", "1980-02-01")], &[under("3", "index")]).verdict, RIGHT, "several fit, and it is under one of them");
    }

    #[test]
    fn a_stranger_in_a_chart_is_filed_wrong() {
        assert_eq!(judged(&[header("Smith, Adam", "X-9", "1930-01-01")], &[under("1", "index")]).verdict, WRONG);
        assert_eq!(judged(&[header("Smith, Adam", "", "")], &[under("1", "index")]).verdict, NOBODY, "another name alone is too little");
    }

    #[test]
    fn two_patients_in_one_document_are_found_on_one_page_and_on_two() {
        let on_one = judged(&[header("Doe, Mary", "M-1", "1980-02-01")], &[under("1", "index")]);
        assert_eq!(on_one.verdict, WRONG, "the number is the chart's and the person is not; which of the two Does it is, is not known");
        let roe = header("Roe, Jane", "M-1", "1959-05-28");
        let on_two = judged(&[roe.clone(), header("Doe, Mary", "M-2", "1980-02-01")], &[under("1", "index")]);
        assert_eq!((on_two.verdict, on_two.between), (TWO, vec!["1".to_string(), "2".to_string()]));
        let doubles = judged(&[header("Doe, Mary", "M-2", "1980-02-01"), header("Doe, Mary", "M-3", "1980-02-01")], &[under("2", "index")]);
        assert_eq!(doubles.verdict, RIGHT, "two charts of one person");
    }

    #[test]
    fn a_table_counts_more_than_a_folder_and_both_are_said() {
        let found = judged(&[header("Roe, Jane", "M-1", "")], &[under("1", "index"), under("2", "path")]);
        assert_eq!(found.verdict, RIGHT);
        assert!(found.evidence.iter().any(|e| e.contains("points to another chart")), "{found:?}");
        let twice = judged(&[header("Roe, Jane", "M-1", "")], &[under("1", "index"), under("2", "index")]);
        assert_eq!(twice.verdict, WRONG, "a table files it under somebody else as well");
    }
}
