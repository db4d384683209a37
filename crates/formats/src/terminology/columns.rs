//! Releases in columns: ICD-10-CM and ICD-9-CM, a code and its words a line. Codes come without their dot and are given it here.

use super::{Out, Release};
use crate::lines::each_line;
use crate::Summary;
use std::io::Read;
use std::ops::ControlFlow;

/// Lines of the head by which a release is told.
const LINES_TOLD_BY: usize = 20;
/// Where the order file has its code, short and long words, in characters.
const ORDER_CODE: usize = 6;
const ORDER_SHORT: usize = 16;
const ORDER_LONG: usize = 77;

/// Which release in columns this is, by the codes of its first lines. Diagnoses and procedures of ICD-9-CM are digits both: those that are
/// procedures say so in the name of the file, as their publisher's do.
pub(super) fn told(name: &str, head: &str) -> Option<Release> {
    let mut lines: Vec<&str> = head.lines().filter(|l| !l.trim().is_empty()).take(LINES_TOLD_BY).collect();
    // The last line of a head may be cut.
    if lines.len() > 1 && lines.len() < LINES_TOLD_BY {
        lines.pop();
    }
    let all = |is: &dyn Fn(&str) -> bool| !lines.is_empty() && lines.iter().all(|l| is(l));
    let coded = |is: fn(&str) -> bool| move |line: &str| code_and_words(line).is_some_and(|(code, words)| is(code) && !words.is_empty());
    if all(&|line: &str| order(line).is_some_and(|(code, words)| icd10(code) && !words.is_empty())) {
        return Some(Release::Icd10Order);
    }
    if all(&coded(icd10)) {
        return Some(Release::Icd10Codes);
    }
    let name = name.to_uppercase();
    let procedures = name.contains("_SG") || name.contains("PROC");
    match all(&coded(icd9)) {
        true if procedures => Some(Release::Icd9Procedures),
        true => Some(Release::Icd9Diagnoses),
        false => None,
    }
}

pub(super) fn read(input: &mut dyn Read, out: &mut Out<'_>) -> std::io::Result<Summary> {
    let mut summary = Summary::default();
    let limits = out.limits;
    each_line(input, limits, &mut summary, &mut |line, place, _| {
        let at = (place.line, place.byte);
        if line.trim().is_empty() {
            return ControlFlow::Continue(());
        }
        let found = if out.release == Release::Icd10Order { order(line) } else { code_and_words(line) };
        let is_code = if matches!(out.release, Release::Icd10Codes | Release::Icd10Order) { icd10 } else { icd9 };
        match found.filter(|(code, _)| is_code(code)) {
            Some((code, words)) => out.term(at, (out.release.system(), &*dotted(out.release, code)), words, (0, false)),
            None => out.refuse("no_code", at, "the line does not begin with a code of this release"),
        }
    })?;
    Ok(summary)
}

/// `A000    Cholera due to Vibrio cholerae`.
fn code_and_words(line: &str) -> Option<(&str, &str)> {
    let (code, words) = line.split_once([' ', '\t'])?;
    Some((code, words.trim()))
}

/// `00001 A00     0 Cholera      Cholera`: number, code, whether it is billable, short words, long words.
fn order(line: &str) -> Option<(&str, &str)> {
    let number = line.get(..ORDER_CODE - 1)?;
    if !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let code = line.get(ORDER_CODE..)?.split(' ').next()?;
    let long = from_character(line, ORDER_LONG).trim();
    Some((code, if long.is_empty() { from_character(line, ORDER_SHORT).trim() } else { long }))
}

/// What stands from a character on.
fn from_character(line: &str, character: usize) -> &str {
    line.char_indices().nth(character).map_or("", |(at, _)| line.get(at..).unwrap_or_default())
}

/// A letter, a digit, and up to five more.
fn icd10(code: &str) -> bool {
    let bytes = code.as_bytes();
    (3..=7).contains(&bytes.len())
        && bytes.first().is_some_and(u8::is_ascii_uppercase)
        && bytes.get(1).is_some_and(u8::is_ascii_digit)
        && bytes.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// Digits, or V or E before them.
fn icd9(code: &str) -> bool {
    let digits = code.strip_prefix(['V', 'E']).unwrap_or(code);
    (2..=5).contains(&code.len()) && digits.len() >= 2 && digits.bytes().all(|b| b.is_ascii_digit())
}

/// A code with its dot, as records write it.
fn dotted(release: Release, code: &str) -> String {
    let before = match release {
        Release::Icd9Procedures => 2,
        Release::Icd9Diagnoses if code.starts_with('E') => 4,
        _ => 3,
    };
    match (code.get(..before), code.get(before..)) {
        (Some(head), Some(tail)) if !tail.is_empty() => format!("{head}.{tail}"),
        _ => code.to_string(),
    }
}
