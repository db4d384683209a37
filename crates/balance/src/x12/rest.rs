//! What an interchange says that no aspect asserts: every element that nothing took, as `LOOP/SEGnn(QUALIFIER) = value` in the spelling of
//! [`crate::leaf`], told by the claim, the line, the payment, the benefit, the enrolment or the review that it stands in. For two books that are both
//! X12. Of persons, and of a set as a whole, only what is read is told.
//!
//! As between messages nothing has to be known to be compared. What an element is about stands in its path: the qualifier of its segment, and of what
//! another payer said which payer that is, so that the order of segments says nothing. Silent are qualifiers, the name beside a number, and numbers
//! that every sender gives anew; the number of a line (REF 6R) is anybody's choice, and tells where it is that of another line of the claim.

use super::group::Group;
use crate::leaf::{self, Sort, VALUE_MAX};
use model::parse_decimal;

/// Segments whose first element, or another one, says what the rest of them is about.
const QUALIFIED: [(&str, &str); 17] = [
    ("AMT", "AMT01"), ("CAS", "CAS01"), ("CRC", "CRC01"), ("DTM", "DTM01"), ("DTP", "DTP01"), ("LQ", "LQ01"), ("MEA", "MEA02"), ("N1", "N101"), ("NM1", "NM101"), ("NTE", "NTE01"),
    ("PER", "PER01"), ("PRV", "PRV01"), ("PWK", "PWK01"), ("QTY", "QTY01"), ("REF", "REF01"), ("STC", "STC01-1"), ("HCP", "HCP01"),
];
/// Elements that say in which way the one beside them is written, or of which list it is.
const FORMS: [&str; 18] = [
    "CLM05-2", "CTP05-1", "DTP02", "LIN01", "LIN02", "N103", "NM102", "NM108", "PRV02", "REF04-1", "SV101-1", "SV103", "SV202-1", "SV204", "SV301-1", "SVC01-1", "SVC06-1", "SVD03-1",
];
/// Segments that other statements are made of, or that carry others.
const ELSEWHERE: [&str; 6] = ["HL", "LX", "SBR", "LS", "LE", "TRN"];
/// The sort of reference number that whoever passes a claim on gives anew.
const GIVEN_ANEW: &str = "D9";
/// Reason, amount and quantity of each adjustment of a CAS.
const ADJUSTMENTS: [[&str; 3]; 6] = [
    ["CAS02", "CAS03", "CAS04"], ["CAS05", "CAS06", "CAS07"], ["CAS08", "CAS09", "CAS10"], ["CAS11", "CAS12", "CAS13"], ["CAS14", "CAS15", "CAS16"], ["CAS17", "CAS18", "CAS19"],
];

/// The path of every statement that is told so, so that what has lost all of its leaves is still one.
const WHOLE: &str = "X12";

/// A place and what it says.
type Told = (String, String);

/// What is left of a group; `claim` is the number of its claim.
pub(super) fn leaves(group: &Group, claim: &str) -> Vec<Told> {
    let mut told = vec![(WHOLE.to_string(), leaf::leaf(Sort::Count, WHOLE, "1"))];
    let (mut order, mut payer) = (String::new(), String::new());
    for index in 0..group.len() {
        let name = group.name(index);
        match name {
            "SBR" => order = plain(group.get(index, "SBR01").unwrap_or_default()),
            "SVD" => payer = plain(group.get(index, "SVD01").unwrap_or_default()),
            _ => {}
        }
        let within = group.within(index);
        // Whom another coverage is of, and by whom, it says itself.
        if ELSEWHERE.contains(&name) || within.starts_with("2330") && matches!(name, "NM1" | "N3" | "N4" | "DMG") {
            continue;
        }
        let at = match within {
            of_payer if of_payer.starts_with("2320") || of_payer.starts_with("2330") => format!("{of_payer}({order})/"),
            "2430" => format!("2430({payer})/"),
            "" => String::new(),
            other => format!("{other}/"),
        };
        match name {
            "CAS" => adjustments(group, index, &at, &mut told),
            "HI" => information(group, index, &at, &mut told),
            _ => elements(group, index, &at, claim, &mut told),
        }
    }
    told
}

/// Elements of a segment one by one.
fn elements(group: &Group, index: usize, at: &str, claim: &str, told: &mut Vec<Told>) {
    let name = group.name(index);
    let qualifier = QUALIFIED.iter().find(|(of, _)| *of == name).map(|(_, field)| *field);
    let sort = qualifier.and_then(|field| group.get(index, field)).unwrap_or_default();
    let about = if sort.is_empty() { String::new() } else { format!("({})", plain(sort)) };
    if name == "REF" && sort == GIVEN_ANEW {
        return;
    }
    let has_number = name == "NM1" && group.get(index, "NM109").is_some() || name == "N1" && group.get(index, "N104").is_some();
    for (field, value) in group.left(index) {
        let is_name = has_number && matches!(field, "NM103" | "NM104" | "NM105" | "NM106" | "NM107" | "N102");
        if Some(field) == qualifier || FORMS.contains(&field) || is_name {
            continue;
        }
        let path = format!("{at}{field}{about}");
        let text = match sort {
            "6R" => leaf::leaf(Sort::Giver, &path, &format!("line {} of {}", spelled(value), spelled(claim))),
            _ => leaf::leaf(Sort::Said, &path, &spelled(value)),
        };
        told.push((path, text));
    }
}

/// What was adjusted and why is one thing, wherever it stands among the others; how many of it another, where a fact has told of both.
fn adjustments(group: &Group, index: usize, at: &str, told: &mut Vec<Told>) {
    let of = plain(group.get(index, "CAS01").unwrap_or_default());
    for [reason, amount, quantity] in ADJUSTMENTS {
        let Some(code) = group.get(index, reason) else { continue };
        let many = group.get(index, quantity).map(spelled);
        let (path, value) = if group.is_left(index, reason) {
            let sum = group.get(index, amount).map(number).unwrap_or_default();
            (format!("{at}CAS({of})"), [plain(code), sum, many.unwrap_or_default()].join(" ").trim_end().to_string())
        } else if let Some(many) = many {
            (format!("{at}CAS({of}-{})", plain(code)), many)
        } else {
            continue;
        };
        let text = leaf::leaf(Sort::Said, &path, &value);
        told.push((path, text));
    }
}

/// Codes of a claim: each is known by its sort, and what stands with it by itself, such as whether a diagnosis was there on admission.
fn information(group: &Group, index: usize, at: &str, told: &mut Vec<Told>) {
    for (field, value) in group.left(index) {
        let Some((element, part)) = field.split_once('-').filter(|(_, part)| *part != "1") else { continue };
        let of = |part: &str| plain(group.get(index, &format!("{element}-{part}")).unwrap_or_default());
        let path = if part == "2" { format!("{at}HI({})", of("1")) } else { format!("{at}HI({}:{})-{part}", of("1"), of("2")) };
        let text = leaf::leaf(Sort::Said, &path, &spelled(value));
        told.push((path, text));
    }
}

/// A code as a part of a path, which holds no blanks.
fn plain(code: &str) -> String {
    code.split_whitespace().collect::<Vec<_>>().join("_")
}

/// An amount, however many decimals are written.
fn number(text: &str) -> String {
    parse_decimal(text).map_or_else(|| text.to_string(), |number| number.normalize().to_string())
}

/// A value as it is compared: letter case and blanks say nothing, nor do noughts behind a point.
fn spelled(value: &str) -> String {
    let text = value.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    match text {
        text if text.chars().count() > VALUE_MAX => leaf::long(&text),
        text if text.contains('.') => number(&text),
        text => text,
    }
}
