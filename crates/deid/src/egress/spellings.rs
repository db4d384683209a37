//! The spellings of an identifier: every way of writing it that is not merely an encoding.
//!
//! What is too short or too common is left out on purpose: a filter that stops every response would be switched off. A
//! single name counts from five letters on and only if it is no common word; a number of digits alone from six digits on.

use super::Category;
use super::table::{Gap, Spelling, spelling, words};
use crate::words::is_common;

/// Names of diseases, states and words of the interface that are names of people too.
const COMMON_NAMES: &str = " parkinson crohn hodgkin graves alzheimer glasgow apgar addison cushing virginia georgia carolina dakota \
washington montana indiana patient table value allergy lance scale major archer porter marker fields sample rules waves gates causes \
stone woods rivers bishop mason carter baker miller taylor parker hunter turner walker faith heaven justice sharp strong march april august \
summer autumn frost english french german spanish ";

const MONTHS: [(&str, &str); 12] = [
    ("jan", "january"), ("feb", "february"), ("mar", "march"), ("apr", "april"), ("may", "may"), ("jun", "june"),
    ("jul", "july"), ("aug", "august"), ("sep", "september"), ("oct", "october"), ("nov", "november"), ("dec", "december"),
];

const STREETS: [(&str, &str); 10] = [
    ("street", "st"), ("avenue", "ave"), ("road", "rd"), ("boulevard", "blvd"), ("lane", "ln"), ("drive", "dr"),
    ("court", "ct"), ("circle", "cir"), ("place", "pl"), ("terrace", "ter"),
];

/// Gives every spelling of an identifier to `keep`.
pub(super) fn spell(category: Category, identifier: &str, keep: &mut dyn FnMut(Spelling)) {
    let parts: Vec<&str> = words(identifier).collect();
    match category {
        Category::Name => name(identifier, &parts, keep),
        Category::Number => number(identifier, &parts, keep),
        Category::SocialSecurity => grouped(identifier, &[&[3, 2, 4]], keep),
        Category::Telephone => telephone(identifier, keep),
        Category::Email if parts.len() >= 3 => keep(spelling(Gap::Loose, &parts)),
        Category::Email => {}
        Category::Street => street(&parts, keep),
        Category::BirthDate => birth_date(identifier, keep),
    }
}

fn name(identifier: &str, parts: &[&str], keep: &mut dyn FnMut(Spelling)) {
    for part in parts {
        if stands_alone(part) {
            keep(spelling(Gap::Loose, &[*part]));
        }
    }
    let (first, last, middle): (&str, Vec<&str>, Option<&str>) = if let Some((last, given)) = identifier.split_once([',', '^']) {
        let given: Vec<&str> = words(given).collect();
        let Some(first) = given.first() else { return };
        (*first, words(last).collect(), given.get(1).copied())
    } else {
        let [first, between @ .., last] = parts else { return };
        keep(spelling(Gap::Loose, parts));
        (*first, vec![*last], between.first().copied())
    };
    if first.chars().count() < 2 || last.concat().chars().count() < 2 {
        return;
    }
    let mut both = |given: &[&str]| {
        keep(spelling(Gap::Loose, &[given, &last[..]].concat()));
        keep(spelling(Gap::Loose, &[&last[..], given].concat()));
    };
    both(&[first]);
    if let Some(middle) = middle {
        both(&[first, middle]);
        if let Some((initial, _)) = middle.char_indices().nth(1).map(|(end, _)| middle.split_at(end)) {
            both(&[first, initial]);
        }
    }
    for joined in [format!("{first}{}", last.concat()), format!("{}{first}", last.concat())] {
        if joined.chars().count() >= 8 {
            keep(spelling(Gap::Loose, &[&joined]));
        }
    }
}

/// Whether a name identifies without another beside it.
fn stands_alone(name: &str) -> bool {
    let lower = name.to_lowercase();
    name.chars().count() >= 5
        && name.chars().all(char::is_alphabetic)
        && !COMMON_NAMES.contains(&format!(" {lower} "))
        && !is_common(&lower)
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn number(identifier: &str, parts: &[&str], keep: &mut dyn FnMut(Spelling)) {
    let letters = identifier.chars().any(char::is_alphabetic);
    if letters && parts.concat().chars().count() >= 5 && !(parts.len() == 1 && is_common(&parts[0].to_lowercase())) {
        keep(spelling(Gap::Loose, parts));
        keep(spelling(Gap::Loose, &[&parts.concat()]));
    }
    let digits = digits(identifier);
    // With letters between the digits, the digits alone are another number.
    let one_run = identifier.trim_matches(|letter: char| !letter.is_ascii_digit()).chars().all(|letter| !letter.is_alphabetic());
    if digits.len() >= 6 && one_run {
        whole_number(&digits, keep);
        let groups: Vec<&str> = parts.iter().filter(|part| part.bytes().all(|byte| byte.is_ascii_digit())).copied().collect();
        if groups.len() > 1 {
            keep(spelling(Gap::Tight, &groups));
        }
    }
}

/// A number alone, with the labels that are written against it, and without leading zeros.
fn whole_number(digits: &str, keep: &mut dyn FnMut(Spelling)) {
    let short = digits.trim_start_matches('0');
    for number in if short.len() >= 6 && short != digits { vec![digits, short] } else { vec![digits] } {
        keep(spelling(Gap::Loose, &[number]));
        for label in ["mrn", "id", "pt", "pid", "pat", "acct", "ssn", "tel", "ph", "n", "m", "p"] {
            keep(spelling(Gap::Loose, &[&format!("{label}{number}")]));
        }
    }
}

/// A number as one run and in groups.
fn grouped(identifier: &str, groupings: &[&[usize]], keep: &mut dyn FnMut(Spelling)) {
    let digits = digits(identifier);
    for grouping in groupings {
        if digits.len() != grouping.iter().sum::<usize>() {
            continue;
        }
        let mut rest = digits.as_str();
        let mut groups = Vec::new();
        for length in *grouping {
            let (group, after) = rest.split_at(*length);
            groups.push(group);
            rest = after;
        }
        keep(spelling(Gap::Tight, &groups));
        whole_number(&digits, keep);
    }
}

fn telephone(identifier: &str, keep: &mut dyn FnMut(Spelling)) {
    let digits = digits(identifier);
    match (digits.len(), digits.strip_prefix('1')) {
        (11, Some(national)) => {
            grouped(national, &[&[3, 3, 4]], keep);
            keep(spelling(Gap::Loose, &[&digits]));
        }
        (10, _) => {
            grouped(&digits, &[&[3, 3, 4], &[3, 7], &[6, 4]], keep);
            keep(spelling(Gap::Loose, &[&format!("1{digits}")]));
        }
        (8.., _) => {
            let parts: Vec<&str> = words(identifier).collect();
            keep(spelling(Gap::Tight, &parts));
            keep(spelling(Gap::Loose, &[&digits]));
        }
        _ => {}
    }
}

fn street(parts: &[&str], keep: &mut dyn FnMut(Spelling)) {
    let numbered = parts.first().is_some_and(|part| part.starts_with(|letter: char| letter.is_ascii_digit()));
    if parts.len() < 2 || (!numbered && parts.concat().len() < 12) || parts.concat().len() < 5 {
        return;
    }
    keep(spelling(Gap::Loose, parts));
    // Up to the kind of street, without flat and town, under both names of that kind.
    for (place, part) in parts.iter().enumerate().skip(1) {
        let lower = part.to_lowercase();
        let Some((long, short)) = STREETS.iter().find(|(long, short)| lower == *long || lower == *short) else { continue };
        for kind in [*long, *short] {
            let mut line = parts[..place].to_vec();
            line.push(kind);
            keep(spelling(Gap::Loose, &line));
            line.extend_from_slice(&parts[place + 1..]);
            keep(spelling(Gap::Loose, &line));
        }
    }
}

fn birth_date(identifier: &str, keep: &mut dyn FnMut(Spelling)) {
    let Some((year, month, day)) = parse_date(identifier) else { return };
    let (long_month, long_day, short_year) = (format!("{month:02}"), format!("{day:02}"), format!("{:02}", year % 100));
    let (year, short_month, short_day) = (year.to_string(), month.to_string(), day.to_string());
    for (month, day) in [(&long_month, &long_day), (&short_month, &short_day), (&long_month, &short_day), (&short_month, &long_day)] {
        for run in [[&year, month, day], [month, day, &year], [day, month, &year]] {
            keep(spelling(Gap::Tight, &run.map(String::as_str)));
        }
    }
    keep(spelling(Gap::Tight, &[&long_month, &long_day, &short_year]));
    // A date-time at midnight, as databases and FHIR write a date of birth.
    keep(spelling(Gap::Tight, &[&year, &long_month, &format!("{long_day}T00")]));
    for tail in ["", "000000", "0000"] {
        keep(spelling(Gap::Loose, &[&format!("{year}{long_month}{long_day}{tail}")]));
    }
    keep(spelling(Gap::Loose, &[&format!("{long_month}{long_day}{year}")]));
    let (short, long) = MONTHS[usize::from(month) - 1];
    for word in [short, long] {
        for day in [&long_day, &short_day] {
            keep(spelling(Gap::Loose, &[word, day, &year]));
            keep(spelling(Gap::Loose, &[day, word, &year]));
            keep(spelling(Gap::Loose, &[&format!("{day}{word}{year}")]));
        }
    }
}

/// `YYYY-MM-DD` (with or without a time), `MM/DD/YYYY`, `YYYYMMDD`.
fn parse_date(text: &str) -> Option<(u16, u8, u8)> {
    let numbers: Vec<&str> = text.split(|letter: char| !letter.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let (year, month, day) = match numbers.as_slice() {
        [year, month, day, ..] if year.len() == 4 => (*year, *month, *day),
        [month, day, year, ..] if year.len() == 4 => (*year, *month, *day),
        [run, ..] if run.len() >= 8 => (&run[..4], &run[4..6], &run[6..8]),
        _ => return None,
    };
    let date: (u16, u8, u8) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    ((1..=12).contains(&date.1) && (1..=31).contains(&date.2)).then_some(date)
}
