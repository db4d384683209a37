//! Text: cut, garbled, joined, put in another order, another's; leading zeros that a spreadsheet ate.
//!
//! Texts are those that say something no code beside them says: notes and their bodies (also in base64), directions, answers in
//! words, conclusions, names and addresses.

use crate::edit::{all_places, edited, elsewhere, harm, kind, one, places, put, set, text, twin};
use crate::operator::done;
use crate::words::{decoded, encoded, is_encoded};
use crate::{Dice, Effect, Family, Operator, Site};
use serde_json::{Value, json};

const FAMILY: Family = Family::Text;
const WORDED: &[&str] = &[
    "Patient", "Condition", "AllergyIntolerance", "MedicationRequest", "MedicationStatement", "Observation", "Procedure", "Immunization", "Encounter",
    "DiagnosticReport", "DocumentReference", "ServiceRequest", "FamilyMemberHistory",
];
const NOTES: &[&str] = &["DocumentReference", "DiagnosticReport"];
const CONCEPTUAL: &[&str] = &["Condition", "Procedure", "Observation"];
/// What words of a concept begin with that make it another thing.
const DOUBTS: &[&str] = &["suspected ", "possible ", "personal history of ", "family history of ", "history of ", "rule out ", "r/o ", "h/o "];
const ALTERED: &[&str] = &["altered"];
/// A text is read under the aspect of where it stands.
const WORDS: &[&str] = &["text", "body", "sig", "value", "reason", "code", "title", "line", "city", "family", "given", "middle", "maiden"];
const BODY: &[&str] = &["body", "text", "value"];
const NUMBERS: &[&str] = &["mrn", "ssn", "driver_license", "passport", "postal_code", "lot", "member", "claim_number", "device_identifier", "code", "group", "patient", "statement"];

pub(crate) const OPERATORS: &[Operator] = &[
    harm(FAMILY, "cut-at-20", "Text was cut after 20 characters", WORDED, (ALTERED, WORDS), cut_20),
    harm(FAMILY, "cut-at-40", "Text was cut after 40 characters", WORDED, (ALTERED, WORDS), cut_40),
    harm(FAMILY, "cut-at-255", "Text was cut after 255 characters", WORDED, (ALTERED, WORDS), cut_255),
    harm(FAMILY, "mojibake", "UTF-8 was read as Latin-1: é has become Ã©", WORDED, (ALTERED, WORDS), mojibake),
    harm(FAMILY, "question-marks", "Letters outside ASCII have become question marks", WORDED, (ALTERED, WORDS), question_marks),
    harm(FAMILY, "leading-zeros-lost", "A number that began with zeros lost them", &["Patient", "Immunization", "MedicationRequest", "Coverage", "Claim", "Device"], (&["altered", "misplaced", "lost", "invented"], NUMBERS), zeros),
    harm(FAMILY, "lines-joined", "Line breaks are gone and words have grown together", WORDED, (ALTERED, WORDS), joined),
    harm(FAMILY, "note-end-lost", "The last third of a note is gone", NOTES, (ALTERED, BODY), end_lost),
    harm(FAMILY, "addendum-first", "The addendum stands before the note", NOTES, (ALTERED, BODY), addendum),
    harm(FAMILY, "negation-lost-in-note", "A note says the contrary: its not, no or denies is gone", NOTES, (&["altered", "contradicted"], BODY), negation),
    harm(FAMILY, "note-of-another", "The note has the body of another one", NOTES, (&["altered", "misplaced", "lost", "invented", "duplicated", "merged"], &["body", "text", "statement"]), another),
    harm(FAMILY, "tags-stripped", "What followed a less-than sign was taken for markup and removed", WORDED, (ALTERED, WORDS), stripped),
    harm(FAMILY, "point-lost-in-text", "A decimal point in a text is gone: 0.5 mg has become 05 mg", WORDED, (ALTERED, WORDS), point_lost),
    harm(FAMILY, "doubt-lost-in-words", "The words of a concept no longer say that it is suspected, to be ruled out or of former times", CONCEPTUAL, (ALTERED, &["text", "code"]), doubt_lost),
    twin(FAMILY, "white-space", "Text has other white space: line ends of Windows, a blank at the end", WORDED, white_space),
    twin(FAMILY, "base64-wrapped", "An attachment is the same in lines of 76 characters", NOTES, wrapped),
    twin(FAMILY, "narrative-generated", "The destination generated a narrative", WORDED, narrative),
    twin(FAMILY, "charset-named", "The attachment's character set is named", NOTES, charset),
    twin(FAMILY, "note-as-html", "A note stands as HTML, a paragraph a line", NOTES, as_html),
    twin(FAMILY, "marks-unseen", "A note begins with the mark that says in which order its bytes stand", NOTES, marked),
];

/// Where texts stand. A text beside a code says what the code says, so concepts take part only without one.
const TEXTS: &[&str] = &[
    "/valueString",
    "/component/*/valueString",
    "/note/*/text",
    "/dosageInstruction/*/text",
    "/dosageInstruction/*/patientInstruction",
    "/dosage/*/text",
    "/conclusion",
    "/name/*/family",
    "/name/*/given/*",
    "/address/*/line/*",
    "/address/*/city",
];
const CONCEPTS: &[&str] = &["/code", "/medicationCodeableConcept", "/vaccineCode", "/reasonCode/*", "/valueCodeableConcept", "/condition/*/code"];
const ATTACHMENTS: &[&str] = &["/content/*/attachment", "/presentedForm/*"];

/// Every place of a text: plain ones, and the data of attachments that are text.
fn texts(resource: &Value) -> Vec<String> {
    let concepts = all_places(resource, CONCEPTS).into_iter().filter(|at| places(resource, &format!("{at}/coding/*")).is_empty());
    let worded = concepts.map(|at| format!("{at}/text")).filter(|at| text(resource, at).is_some());
    all_places(resource, TEXTS).into_iter().chain(worded).chain(bodies(resource)).collect()
}

/// The data of attachments that are text, else the conclusion.
fn bodies(resource: &Value) -> Vec<String> {
    let is_text = |at: &String| text(resource, &format!("{at}/contentType")).is_some_and(|t| t.starts_with("text/plain"));
    let data = all_places(resource, ATTACHMENTS).into_iter().filter(is_text).map(|at| format!("{at}/data"));
    data.filter(|at| text(resource, at).and_then(decoded).is_some()).collect()
}

/// The words at a place, out of base64 where they are in it.
fn read(resource: &Value, at: &str) -> Option<String> {
    let written = text(resource, at)?;
    if is_encoded(at) { decoded(written) } else { Some(written.to_string()) }
}

fn write(resource: &mut Value, at: &str, words: &str) -> Option<()> {
    put(resource, at, if is_encoded(at) { encoded(words) } else { words.to_string() })
}

/// Changes one of the texts that the change takes. Text that differs in white space only has not changed, and FHIR has no
/// empty texts.
fn one_of(resource: &mut Value, dice: &mut Dice, from: Vec<String>, change: impl Fn(&str) -> Option<String>) -> Effect {
    let changed = |at: String| {
        let old = read(resource, &at)?;
        let new = change(&old).filter(|new| !new.trim().is_empty() && new.split_whitespace().ne(old.split_whitespace()))?;
        Some((at, new))
    };
    let found: Vec<(String, String)> = from.into_iter().filter_map(changed).collect();
    let Some((at, new)) = one(found, dice) else { return Effect::None };
    edited(resource, |r| write(r, &at, &new))
}

fn any(resource: &mut Value, site: &mut Site<'_>, change: impl Fn(&str) -> Option<String>) -> Effect {
    let from = texts(resource);
    one_of(resource, &mut site.dice, from, change)
}

fn body(resource: &mut Value, site: &mut Site<'_>, change: impl Fn(&str) -> Option<String>) -> Effect {
    let from = bodies(resource);
    one_of(resource, &mut site.dice, from, change)
}

fn first_characters(words: &str, count: usize) -> Option<String> {
    if words.chars().count() > count { Some(words.chars().take(count).collect()) } else { None }
}

fn cut_20(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    any(resource, site, |words| first_characters(words, 20))
}

fn cut_40(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    any(resource, site, |words| first_characters(words, 40))
}

fn cut_255(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    any(resource, site, |words| first_characters(words, 255))
}

fn mojibake(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    any(resource, site, |words| if words.is_ascii() { None } else { Some(words.bytes().map(char::from).collect()) })
}

fn question_marks(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    any(resource, site, |words| if words.is_ascii() { None } else { Some(words.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect()) })
}

/// Numbers that are kept as text because their zeros count.
const ZEROED: &[&str] = &[
    "/identifier/*/value",
    "/address/*/postalCode",
    "/lotNumber",
    "/subscriberId",
    "/class/*/value",
    "/udiCarrier/*/deviceIdentifier",
    "/distinctIdentifier",
];

fn zeros(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    // Elsewhere an identifier is a key of the source, which no chart shows.
    let is_shown = |at: &String| !at.starts_with("/identifier") || matches!(kind(resource), "Patient" | "Claim" | "Device");
    let is_ndc = |at: &String| text(resource, &format!("{at}/system")).is_some_and(|s| s.ends_with("/ndc"));
    let drugs = places(resource, "/medicationCodeableConcept/coding/*").into_iter().filter(is_ndc).map(|at| format!("{at}/code"));
    let eaten = |at: String| {
        let written = text(resource, &at)?;
        let short = written.trim_start_matches('0');
        let is_number = written.bytes().all(|b| b.is_ascii_digit()) && !short.is_empty() && short.len() < written.len();
        is_number.then(|| (short.to_string(), at.clone()))
    };
    let found: Vec<(String, String)> = all_places(resource, ZEROED).into_iter().filter(is_shown).chain(drugs).filter_map(eaten).collect();
    let Some((short, at)) = one(found, &mut site.dice) else { return Effect::None };
    edited(resource, |r| put(r, &at, short))
}

/// Only a break between two words without a blank beside it joins them.
fn joined(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    any(resource, site, |words| if words.trim().contains('\n') { Some(words.trim().replace(['\r', '\n'], "")) } else { None })
}

/// A place near a share of the text, at the end of a word.
fn end_lost(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    body(resource, site, |words| {
        let all: Vec<&str> = words.split_inclusive(char::is_whitespace).collect();
        if all.len() < 6 { None } else { Some(all.get(..all.len() * 2 / 3)?.concat()) }
    })
}

/// The part from the word addendum on, else the last paragraph, goes to the front.
fn addendum(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    body(resource, site, |words| {
        let words = words.trim();
        let named = words.to_ascii_lowercase().rfind("addendum").filter(|at| *at > 0);
        let at = named.or_else(|| words.rfind("\n\n")).or_else(|| words.rfind('\n'))?;
        let (before, after) = (words.get(..at)?, words.get(at..)?);
        Some(format!("{}\n\n{}", after.trim(), before.trim()))
    })
}

/// The first word of denial in a note and the blank behind it are gone.
fn negation(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    const DENIALS: &[&str] = &["not ", "no ", "never ", "without ", "denies "];
    body(resource, site, |words| {
        let small = words.to_ascii_lowercase();
        let starts = |at: usize| small.get(..at).is_some_and(|before| !before.ends_with(|c: char| c.is_alphanumeric()));
        let first = |denial: &&str| small.match_indices(*denial).map(|(at, _)| at).find(|at| starts(*at)).map(|at| (at, denial.len()));
        let (at, length) = DENIALS.iter().filter_map(first).min()?;
        Some(format!("{}{}", words.get(..at)?, words.get(at + length..)?))
    })
}

fn another(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let Some(at) = bodies(resource).into_iter().next() else { return Effect::None };
    let Some(own) = read(resource, &at) else { return Effect::None };
    let name = kind(resource);
    let first = |r: &Value| bodies(r).into_iter().next().and_then(|at| read(r, &at));
    let Some(other) = elsewhere(site, |r| kind(r) == name && first(r).is_some_and(|body| body != own)).and_then(first) else { return Effect::None };
    edited(resource, |r| write(r, &at, &other))
}

/// Up to the next greater-than sign, or to the end.
fn stripped(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    any(resource, site, |words| {
        let (before, behind) = words.split_once('<')?;
        let after = behind.split_once('>').map_or("", |(_, after)| after);
        Some(format!("{before}{after}"))
    })
}

fn point_lost(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    any(resource, site, |words| {
        let digit = |at: Option<usize>| at.and_then(|at| words.as_bytes().get(at)).is_some_and(u8::is_ascii_digit);
        let at = words.match_indices('.').map(|(at, _)| at).find(|at| digit(at.checked_sub(1)) && digit(at.checked_add(1)))?;
        Some(format!("{}{}", words.get(..at)?, words.get(at + 1..)?))
    })
}

fn white_space(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        for at in texts(r) {
            let words = read(r, &at)?;
            write(r, &at, &format!("{} ", words.replace("\r\n", "\n").replace('\n', "\r\n")))?;
        }
        Some(())
    })
}

/// FHIR's base64Binary may hold white space.
fn wrapped(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        for at in bodies(r) {
            let whole: Vec<char> = text(r, &at)?.chars().filter(|c| !c.is_ascii_whitespace()).collect();
            let lines: Vec<String> = whole.chunks(76).map(|line| line.iter().collect()).collect();
            put(r, &at, lines.join("\n"))?;
        }
        Some(())
    })
}

fn narrative(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    // A narrative that is there may hold what no element does.
    if resource.get("text").is_some() {
        return Effect::None;
    }
    let words = format!("{} &amp; history, generated", kind(resource));
    edited(resource, |r| {
        let div = format!("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>{words}</p></div>");
        set(r, "", "text", json!({ "status": "generated", "div": div }))
    })
}

fn doubt_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let certain = |words: &str| {
        let doubt = DOUBTS.iter().find(|doubt| words.get(..doubt.len()).is_some_and(|start| start.eq_ignore_ascii_case(doubt)))?;
        words.get(doubt.len()..).filter(|rest| !rest.trim().is_empty()).map(str::to_string)
    };
    edited(resource, |r| {
        let worded = all_places(r, &["/code/text", "/code/coding/*/display"]);
        let found: Vec<(String, String)> = worded.into_iter().filter_map(|at| Some((certain(text(r, &at)?)?, at))).map(|(new, at)| (at, new)).collect();
        for (at, new) in &found {
            put(r, at, new.as_str())?;
        }
        done(!found.is_empty())
    })
}

/// What is said of the bytes of a file no longer holds of others: a file of which its size is said is left alone.
fn as_html(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let escaped = |line: &str| line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    edited(resource, |r| {
        let plain: Vec<String> = bodies(r).into_iter().filter_map(|at| at.strip_suffix("/data").map(str::to_string)).filter(|at| is_unmeasured(r, at)).collect();
        for at in &plain {
            let data = format!("{at}/data");
            let lines: String = read(r, &data)?.lines().map(|line| format!("<p>{}</p>", escaped(line))).collect();
            write(r, &data, &format!("<html><body>{lines}</body></html>"))?;
            set(r, at, "contentType", "text/html")?;
        }
        done(!plain.is_empty())
    })
}

fn marked(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let plain: Vec<String> = bodies(r).into_iter().filter(|at| at.strip_suffix("/data").is_some_and(|at| is_unmeasured(r, at))).collect();
        for at in &plain {
            let words = read(r, at)?;
            write(r, at, &format!("\u{feff}{words}"))?;
        }
        done(!plain.is_empty())
    })
}

fn is_unmeasured(resource: &Value, at: &str) -> bool {
    resource.pointer(at).is_some_and(|file| file.get("size").is_none() && file.get("hash").is_none())
}

fn charset(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        for at in all_places(r, ATTACHMENTS) {
            if text(r, &format!("{at}/contentType")) == Some("text/plain") {
                set(r, &at, "contentType", "text/plain; charset=UTF-8")?;
            }
        }
        Some(())
    })
}
