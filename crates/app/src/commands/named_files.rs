//! Places as the desktop may see them, and files that are named after a person. A delivery often names a document by its patient; the answer filter then withholds
//! the whole answer that shows the name. Here such a name is masked before it is shown.
//!
//! It is not the filter: what is overlooked here is still stopped there. What must stay true: what is masked is what the
//! filter knows, so that no list is lost because of one file.

use super::Answer;
use super::artifacts::structure;
use crate::Workspace;

/// Words of one identifier at most, as the filter knows them.
const WORDS_MAX: usize = 8;
/// Digits of a line number at most.
const LINE_DIGITS_MAX: usize = 10;

/// A locator `path:line:field` or `path:line#element`. The line is a count of ours, so it stays however many digits it has. It is looked for from
/// the end: the name of a file may hold a number between colons, which is nobody's count.
pub(crate) fn place(locator: &str) -> String {
    for (at, _) in locator.rmatch_indices(':') {
        let (path, rest) = locator.split_at(at);
        let rest = rest.strip_prefix(':').unwrap_or(rest);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (line, after) = rest.split_at(digits);
        if (1..=LINE_DIGITS_MAX).contains(&digits) && (after.is_empty() || after.starts_with([':', '#'])) {
            return format!("{}:{line}{}", structure(path), structure(after));
        }
    }
    structure(locator)
}

/// Masks the people in names of files, in locators and in texts that hold one. They are names of structures already.
pub(crate) fn mask_people<'a>(workspace: &Workspace, names: impl Iterator<Item = &'a mut String>) -> Answer<()> {
    let filter = workspace.egress()?;
    let known = |text: &str| filter.check(text.as_bytes()).is_some();
    for name in names {
        if known(name.as_str()) {
            *name = masked(name.as_str(), &known);
        }
    }
    Ok(())
}

/// The name without the words that are known: alone first, then as two together, up to the longest identifier.
fn masked(name: &str, known: &dyn Fn(&str) -> bool) -> String {
    let mut name = name.to_string();
    for together in 1..=WORDS_MAX {
        name = without(&name, together, known);
        if !known(&name) {
            return name;
        }
    }
    deid::WITHHELD.to_string()
}

/// The name with every run of so many words masked that is known.
fn without(name: &str, together: usize, known: &dyn Fn(&str) -> bool) -> String {
    let words = words(name);
    let mut hidden = vec![false; words.len()];
    for (at, run) in words.windows(together).enumerate() {
        let (Some((start, _)), Some((_, end))) = (run.first(), run.last()) else { continue };
        if name.get(*start..*end).is_some_and(known) {
            hidden.iter_mut().skip(at).take(together).for_each(|word| *word = true);
        }
    }
    let (mut out, mut at) = (String::with_capacity(name.len()), 0);
    for ((start, end), hidden) in words.into_iter().zip(hidden) {
        out.push_str(name.get(at..start).unwrap_or_default());
        out.push_str(if hidden { "###" } else { name.get(start..end).unwrap_or_default() });
        at = end;
    }
    out.push_str(name.get(at..).unwrap_or_default());
    out
}

/// Where each word starts and ends, in bytes.
fn words(name: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut open = None;
    for (at, character) in name.char_indices() {
        match (character.is_alphanumeric(), open) {
            (true, None) => open = Some(at),
            (false, Some(start)) => {
                out.push((start, at));
                open = None;
            }
            _ => {}
        }
    }
    out.extend(open.map(|start| (start, name.len())));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use deid::egress::{Category, Egress};

    fn shown(name: &str) -> String {
        let people = [(Category::Name, "Newman, Alice"), (Category::Name, "Jones, Rebecca"), (Category::Number, "A-4711-22")];
        let filter = Egress::build(people.into_iter().map(|(category, text)| (category, text.to_string())));
        let known = |text: &str| filter.check(text.as_bytes()).is_some();
        masked(name, &known)
    }

    #[test]
    fn a_line_keeps_its_number_and_a_path_does_not() {
        assert_eq!(place("labs.csv:18204:STATUS_CD"), "labs.csv:18204:STATUS_CD");
        assert_eq!(place("Observation.ndjson:1234567#valueQuantity"), "Observation.ndjson:1234567#valueQuantity");
        assert_eq!(place("scan_00123456.pdf:2"), "scan_[number].pdf:2");
        assert_eq!(place("scan_00123456.pdf"), "scan_[number].pdf");
        assert_eq!(place("a:b"), "a:b");
        assert_eq!(place("mrn:00123456:scan.pdf:2:page"), "mrn:[number]:scan.pdf:2:page");
        assert_eq!(place("mrn:00123456:scan.pdf:2"), "mrn:[number]:scan.pdf:2");
        assert_eq!(place(""), "");
    }

    #[test]
    fn people_are_masked_and_the_rest_stays() {
        assert_eq!(shown("ccd/Alice_Newman_CCD.XML:12#section"), "ccd/###_###_CCD.XML:12#section");
        assert_eq!(shown("AliceNewman.xml"), "###.xml");
        assert_eq!(shown("labs.csv:4:RESULT"), "labs.csv:4:RESULT");
        assert!(!shown("chart A-4711-22.pdf").contains("4711"));
        assert_eq!(shown(""), "");
    }
}
