//! What an interchange says that no aspect asserts: every element that nothing took, as `LOOP/SEGnn(QUALIFIER) = value` in the spelling of
//! [`crate::leaf`], told by the claim, the line, the payment, the benefit, the enrolment or the review that it stands in; what stands above these, of
//! a set and of who bills, asks or pays, by each of them as `above/LOOP/SEGnn` ([`super::Shared::above`]), which tells nothing of which is which, and of
//! a person by the person. For two books that are both X12.
//!
//! As between messages nothing has to be known to be compared. What an element is about stands in its path: the qualifier of its segment, and of what
//! another payer said which payer that is, so that the order of segments says nothing; what is a code or a number of the record there
//! is marked as such ([`OF_THE_RECORD`]). Silent are qualifiers, the name beside a number, who passed an
//! interchange on and when, sums of what stands below, and numbers that every sender gives anew; the number of a line (REF 6R) is anybody's choice,
//! and tells where it is that of another line of the claim.

use super::group::Group;
use crate::leaf::{self, OF_THE_RECORD, Sort, VALUE_MAX};
use crate::written::address_line;
use model::parse_decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Segments whose first element, or another one, says what the rest of them is about.
const QUALIFIED: [(&str, &str); 17] = [
    ("AMT", "AMT01"), ("CAS", "CAS01"), ("CRC", "CRC01"), ("DTM", "DTM01"), ("DTP", "DTP01"), ("LQ", "LQ01"), ("MEA", "MEA02"), ("N1", "N101"), ("NM1", "NM101"), ("NTE", "NTE01"),
    ("PER", "PER01"), ("PRV", "PRV01"), ("PWK", "PWK01"), ("QTY", "QTY01"), ("REF", "REF01"), ("STC", "STC01-1"), ("HCP", "HCP01"),
];
/// Elements that say in which way the one beside them is written, or of which list it is.
const FORMS: [&str; 21] = [
    "CLM05-2", "CTP05-1", "DMG01", "DMG05-2", "DTP02", "LUI01", "LIN01", "LIN02", "N103", "NM102", "NM108", "PRV02", "REF04-1", "SV101-1", "SV103", "SV202-1", "SV204", "SV301-1", "SVC01-1", "SVC06-1", "SVD03-1",
];
/// Segments that only carry others, and sums of what stands below; a currency stands beside each amount.
const STRUCTURE: [&str; 8] = ["HL", "LX", "LS", "LE", "ENT", "TS2", "TS3", "CUR"];
/// What the one who writes a set numbers, dates or counts anew.
const OF_THE_WRITER: [&str; 7] = ["BHT03", "BHT04", "BHT05", "BGN02", "BGN03", "BGN04", "BGN05"];
/// Who sends a claim and who receives it first: another way to the same payer.
const TRANSPORT: [&str; 2] = ["1000A", "1000B"];
/// Names, which say nothing beside a number.
const NAMES: [&str; 6] = ["NM103", "NM104", "NM105", "NM106", "NM107", "N102"];
/// Whoever is a payer to the set: the reading keeps its name with its number.
const PAYERS: [&str; 3] = ["PR", "IN", "X3"];
/// The qualifier of the national number of a provider.
const NATIONAL: &str = "XX";
/// Digits of a postal code before those of the delivery route.
const ZIP: usize = 5;
/// Digits of a day.
const DAY: usize = 8;
/// The indicators of a condition of a claim.
const CONDITIONS: [&str; 5] = ["CRC03", "CRC04", "CRC05", "CRC06", "CRC07"];
/// The sort of reference number that whoever passes a claim on gives anew.
const GIVEN_ANEW: &str = "D9";
/// Reason, amount and quantity of each adjustment of a CAS.
pub(super) const ADJUSTMENTS: [[&str; 3]; 6] = [
    ["CAS02", "CAS03", "CAS04"], ["CAS05", "CAS06", "CAS07"], ["CAS08", "CAS09", "CAS10"], ["CAS11", "CAS12", "CAS13"], ["CAS14", "CAS15", "CAS16"], ["CAS17", "CAS18", "CAS19"],
];

/// A place and what it says.
pub(super) type Told = (String, String);

/// That a statement tells what is left of its group: what has lost all of its leaves is still one.
pub(super) fn whole() -> Told {
    (leaf::INTERCHANGE.to_string(), leaf::leaf(Sort::Count, leaf::INTERCHANGE, "1"))
}

/// What is left of those segments of a group that are its own; `claim` is the number of its claim.
pub(super) fn leaves(group: &Group, claim: &str, is_own: &dyn Fn(&Group, usize) -> bool) -> Vec<Told> {
    let mut told = Vec::new();
    let mut segments: BTreeMap<String, BTreeSet<BTreeSet<u32>>> = BTreeMap::new();
    let (mut order, mut payer, mut service) = (String::new(), String::new(), String::new());
    for index in 0..group.len() {
        let name = group.name(index);
        match name {
            "SBR" => order = plain(group.get(index, "SBR01").unwrap_or_default()),
            "SVD" => payer = plain(group.get(index, "SVD01").unwrap_or_default()),
            "SVC" => service = plain(group.get(index, "SVC01-2").or_else(|| group.get(index, "SVC04")).unwrap_or_default()),
            _ => {}
        }
        let within = group.within(index);
        if STRUCTURE.contains(&name) || !is_own(group, index) || is_of_the_way(group, index) {
            continue;
        }
        let at = match within {
            of_payer if of_payer.starts_with("2320") || of_payer.starts_with("2330") => format!("{of_payer}({order})/"),
            "2430" => format!("2430({OF_THE_RECORD}{payer})/"),
            // Lines of a claim of which only the state is asked for.
            line if line.starts_with("2220") || line.starts_with("2210") => format!("{line}({OF_THE_RECORD}{service})/"),
            "" => String::new(),
            other => format!("{other}/"),
        };
        match name {
            "CAS" => adjustments(group, index, &at, &mut told),
            "HI" => information(group, index, &at, &mut told),
            "N3" | "N4" => address(group, index, &at, &mut told),
            "PER" => contact(group, index, &at, &mut told),
            _ => {
                let before = told.len();
                let path = elements(group, index, &at, claim, &mut told);
                let said = told.iter().skip(before).map(|(_, text)| text.as_str()).filter(|text| leaf::parts(text).1 == Sort::Said);
                segments.entry(path).or_default().insert(said.map(leaf::short).collect());
            }
        }
    }
    together(segments, &mut told);
    told
}

/// What belongs together in segments that stand in one place, where more than one thing parts them: whose each of it is no path tells.
fn together(segments: BTreeMap<String, BTreeSet<BTreeSet<u32>>>, told: &mut Vec<Told>) {
    for (path, of_path) in segments.into_iter().filter(|(_, of_path)| of_path.len() > 1) {
        let is_of_all = |part: &u32| of_path.iter().all(|segment| segment.contains(part));
        let parted: Vec<Vec<u32>> = of_path.iter().map(|segment| segment.iter().copied().filter(|part| !is_of_all(part)).collect()).collect();
        if parted.iter().any(|segment| segment.len() > 1) {
            told.extend(parted.iter().map(|segment| (path.clone(), leaf::item(&path, segment, &[], &[]))));
        }
    }
}

/// Whether a segment tells of the way that a set took, or only sums up: of a claim who sent it and who received it first, of an answer the number of
/// the question.
fn is_of_the_way(group: &Group, index: usize) -> bool {
    let set = group.get(index, "transaction").unwrap_or_default();
    match group.name(index) {
        // The number of a payment is that of the cheque.
        "TRN" => !matches!(set, "835" | "820"),
        "DTM" => group.get(index, "DTM01") == Some("405"),
        "QTY" => set == "834" && !group.within(index).starts_with('2') || set == "277CA",
        "AMT" => set == "277CA",
        _ => set.starts_with("837") && TRANSPORT.contains(&group.within(index)),
    }
}

/// Elements of a segment one by one; the place of the segment.
fn elements(group: &Group, index: usize, at: &str, claim: &str, told: &mut Vec<Told>) -> String {
    let name = group.name(index);
    let qualifier = QUALIFIED.iter().find(|(of, _)| *of == name).map(|(_, field)| *field);
    let sort = qualifier.and_then(|field| group.get(index, field)).unwrap_or_default();
    let about = if sort.is_empty() { String::new() } else { format!("({})", plain(sort)) };
    let place = format!("{at}{name}{about}");
    if name == "REF" && sort == GIVEN_ANEW {
        return place;
    }
    let number = match name {
        "NM1" => "NM109",
        "N1" => "N104",
        _ => "",
    };
    let has_number = group.get(index, number).is_some();
    if has_number {
        numbered(group, index, &place, number, told);
    }
    for (field, value) in group.left(index) {
        let field = once(field);
        let is_silent = FORMS.contains(&field.as_str()) || OF_THE_WRITER.contains(&field.as_str()) || has_number && NAMES.contains(&field.as_str());
        if Some(field.as_str()) == qualifier || is_silent {
            continue;
        }
        let path = format!("{at}{field}{about}");
        let text = match sort {
            "6R" => leaf::leaf(Sort::Giver, &path, &format!("line {} of {}", spelled(value), spelled(claim))),
            _ => leaf::leaf(Sort::Said, &path, &spelled(value)),
        };
        told.push((path, text));
    }
    place
}

/// The name of a field, whichever of several repetitions it is of, or of the indicators of a condition: their order says nothing.
fn once(field: &str) -> String {
    if CONDITIONS.contains(&field) {
        return CONDITIONS[0].into();
    }
    match (field.split_once('['), field.split_once(']')) {
        (Some((head, _)), Some((_, tail))) => format!("{head}{tail}"),
        _ => field.to_string(),
    }
}

/// The number of a payer where a fact has it, which makes do with the name alone; and the national one of a provider: a fact has it as a link, and
/// nobody gives it anew.
fn numbered(group: &Group, index: usize, path: &str, field: &str, told: &mut Vec<Told>) {
    let number = group.get(index, field).map(plain).unwrap_or_default();
    let entity = group.get(index, "N101").or_else(|| group.get(index, "NM101"));
    let is_national = [group.get(index, "N103"), group.get(index, "NM108")].contains(&Some(NATIONAL));
    if (is_national || entity.is_some_and(|entity| PAYERS.contains(&entity))) && !group.is_left(index, field) {
        told.push((path.to_string(), leaf::exactly(path, &number)));
    }
}

/// The lines of an address as one, however they are broken, and of its code what every writer has: a delivery route may stand behind it.
fn address(group: &Group, index: usize, at: &str, told: &mut Vec<Told>) {
    let said = |path: String, value: &str| {
        let text = leaf::leaf(Sort::Said, &path, &spelled(value));
        (path, text)
    };
    let lines: Vec<&str> = group.left(index).filter(|(field, _)| field.starts_with("N3")).map(|(_, line)| line).collect();
    if !lines.is_empty() {
        told.push(said(format!("{at}N3"), &address_line(&lines.join(" "))));
    }
    for (field, value) in group.left(index).filter(|(field, _)| field.starts_with("N4")) {
        let is_routed = field == "N403" && value.len() > ZIP && value.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let value = value.get(..ZIP).filter(|_| is_routed).unwrap_or(value);
        told.push(said(format!("{at}{field}"), value));
    }
}

/// Whom to ask, and the numbers to call each under its sort: their order says nothing.
fn contact(group: &Group, index: usize, at: &str, told: &mut Vec<Told>) {
    let of = plain(group.get(index, "PER01").unwrap_or_default());
    let mut say = |path: String, value: &str| {
        let text = leaf::leaf(Sort::Said, &path, value);
        told.push((path, text));
    };
    if let Some(name) = group.get(index, "PER02") {
        say(format!("{at}PER02({of})"), &spelled(name));
    }
    for (sort, number) in [("PER03", "PER04"), ("PER05", "PER06"), ("PER07", "PER08")] {
        if let Some(text) = group.get(index, number).filter(|_| group.is_left(index, number)) {
            let value = leaf::number_to_call(text).unwrap_or_else(|| spelled(text));
            say(format!("{at}PER({of}-{})", plain(group.get(index, sort).unwrap_or_default())), &value);
        }
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
            if sum == "0" {
                continue;
            }
            (format!("{at}CAS({of})"), [plain(code), sum, many.unwrap_or_default()].join(" ").trim_end().to_string())
        } else if let Some(many) = many {
            (format!("{at}CAS({of}{OF_THE_RECORD}{})", plain(code)), many)
        } else {
            continue;
        };
        let text = leaf::leaf(Sort::Said, &path, &value);
        told.push((path, text));
    }
}

/// Codes of a claim: each is known by its sort, and what stands with it by itself, such as whether a diagnosis was there on admission. Of which sort a
/// diagnosis is (the other one of admission, the reason of a visit, the cause from without) a fact tells more coarsely.
fn information(group: &Group, index: usize, at: &str, told: &mut Vec<Told>) {
    for (sort, code) in (1..=12).map(|n| (format!("HI{n:02}-1"), format!("HI{n:02}-2"))) {
        let taken = group.get(index, &code).filter(|_| !group.is_left(index, &code));
        if let (Some(sort), Some(code)) = (group.get(index, &sort), taken) {
            let path = format!("{at}HI({})", plain(sort));
            let text = leaf::exactly(&path, &bare(code));
            told.push((path, text));
        }
    }
    for (field, value) in group.left(index) {
        let Some((element, part)) = field.split_once('-').filter(|(_, part)| *part != "1") else { continue };
        let of = |part: &str| plain(group.get(index, &format!("{element}-{part}")).unwrap_or_default());
        let path = if part == "2" { format!("{at}HI({})", of("1")) } else { format!("{at}HI({}{OF_THE_RECORD}{})-{part}", of("1"), bare(&of("2"))) };
        let text = leaf::leaf(Sort::Said, &path, &spelled(value));
        told.push((path, text));
    }
}

/// A code without its point, which some write.
fn bare(code: &str) -> String {
    plain(code).replace('.', "").to_uppercase()
}

/// A code as a part of a path, which holds no blanks.
fn plain(code: &str) -> String {
    code.split_whitespace().collect::<Vec<_>>().join("_")
}

/// An amount, however many decimals are written.
pub(super) fn number(text: &str) -> String {
    parse_decimal(text).map_or_else(|| text.to_string(), |number| number.normalize().to_string())
}

/// A value as it is compared: letter case and blanks say nothing, nor do noughts behind a point; a span that ends on the day on which it begins is that day.
fn spelled(value: &str) -> String {
    let is_day = |text: &str| text.len() == DAY && text.bytes().all(|b| b.is_ascii_digit());
    let value = value.split_once('-').filter(|(from, to)| from == to && is_day(from)).map_or(value, |(from, _)| from);
    let text = value.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    match text {
        text if text.chars().count() > VALUE_MAX => leaf::long(&text),
        text if text.contains('.') => number(&text),
        text => text,
    }
}
