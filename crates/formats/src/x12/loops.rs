//! Which loop of its implementation guide a segment stands in, from the hierarchical levels, the entity codes and the order
//! of segments. A segment that opens no loop stays in the one before it.

use super::segment::Segment;

/// What kind of transaction set it is, as far as loops go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Set {
    /// None is open, or an unknown one.
    #[default]
    Unknown,
    /// 837P.
    Professional,
    /// 837I.
    Institutional,
    /// 837D.
    Dental,
    /// 835.
    Remittance,
    /// 834.
    Enrollment,
    /// 820.
    Premium,
    /// 270.
    EligibilityInquiry,
    /// 271.
    Benefit,
    /// 276.
    StatusInquiry,
    /// 277 and 277CA.
    Status,
    /// 278.
    Review,
    /// 999 and 997.
    Acknowledgement,
}

impl Set {
    /// The set and its name, from ST01 and the implementation guide in ST03 or GS08.
    pub(super) fn of(code: &str, guide: &str) -> (Self, String) {
        let guided = |numbers: [&str; 2]| numbers.iter().any(|n| guide.contains(n));
        let (set, name) = match code {
            "837" if guided(["X223", "X096"]) => (Self::Institutional, "837I"),
            "837" if guided(["X224", "X097"]) => (Self::Dental, "837D"),
            "837" if guided(["X222", "X098"]) => (Self::Professional, "837P"),
            "837" => (Self::Professional, "837"),
            "835" => (Self::Remittance, "835"),
            "834" => (Self::Enrollment, "834"),
            "820" => (Self::Premium, "820"),
            "270" => (Self::EligibilityInquiry, "270"),
            "271" => (Self::Benefit, "271"),
            "276" => (Self::StatusInquiry, "276"),
            "277" if guide.contains("X214") => (Self::Status, "277CA"),
            "277" => (Self::Status, "277"),
            "278" => (Self::Review, "278"),
            "999" | "997" => (Self::Acknowledgement, code),
            _ => (Self::Unknown, code),
        };
        (set, name.to_string())
    }

    /// Claims.
    pub(super) fn is_claim(self) -> bool {
        matches!(self, Self::Professional | Self::Institutional | Self::Dental)
    }
}

/// The loop that a segment opens; `None` when it stays in `current`.
pub(super) fn opened(set: Set, current: &str, segment: &Segment<'_>) -> Option<String> {
    match set {
        Set::Professional | Set::Institutional | Set::Dental => claim(set, current, segment).map(str::to_string),
        Set::Remittance => remittance(segment).map(str::to_string),
        Set::Enrollment => enrollment(current, segment).map(str::to_string),
        Set::Premium => premium(current, segment),
        Set::EligibilityInquiry | Set::Benefit => eligibility(set, current, segment),
        Set::StatusInquiry | Set::Status => status(set, current, segment),
        Set::Review => review(current, segment),
        Set::Acknowledgement => acknowledgement(segment).map(str::to_string),
        Set::Unknown => None,
    }
}

/// 837.
fn claim(set: Set, current: &str, segment: &Segment<'_>) -> Option<&'static str> {
    let in_claim = current.starts_with("23") || current.starts_with("24");
    match segment.name {
        "HL" => match segment.element(3) {
            "20" => Some("2000A"),
            "22" => Some("2000B"),
            "23" => Some("2000C"),
            _ => Some("2000"),
        },
        "CLM" => Some("2300"),
        "SBR" => Some(if in_claim { "2320" } else { "2000B" }),
        "LX" | "SV1" | "SV2" | "SV3" | "SV4" | "SV5" | "SV6" | "SV7" => Some("2400"),
        "LIN" => Some("2410"),
        "SVD" => Some("2430"),
        "LQ" => Some("2440"),
        "NM1" => claim_entity(set, current, segment.element(1)),
        _ => None,
    }
}

/// NM1 in an 837: the entity code tells the loop, once it is known how deep one is. A provider whose code 005010 does not
/// use there (004010 has more) stands in a loop without a letter.
fn claim_entity(set: Set, current: &str, entity: &str) -> Option<&'static str> {
    if current.starts_with("24") {
        return line_provider(set, entity).or(Some("2420"));
    }
    if current == "2320" || current.starts_with("233") {
        return match entity {
            "IL" => Some("2330A"),
            "PR" => Some("2330B"),
            _ => other_payer_provider(set, entity).or(Some("2330")),
        };
    }
    if current.starts_with("23") {
        return claim_provider(set, entity).or(Some("2310"));
    }
    match entity {
        "41" => Some("1000A"),
        "40" => Some("1000B"),
        "85" => Some("2010AA"),
        "87" => Some("2010AB"),
        "PE" => Some("2010AC"),
        "IL" => Some("2010BA"),
        "PR" => Some("2010BB"),
        "QD" | "AO" => Some("2010BC"),
        "QC" => Some("2010CA"),
        _ => None,
    }
}

fn claim_provider(set: Set, entity: &str) -> Option<&'static str> {
    Some(match (set, entity) {
        (Set::Institutional, "71") => "2310A",
        (Set::Institutional, "72") => "2310B",
        (Set::Institutional, "ZZ") => "2310C",
        (Set::Institutional, "82") => "2310D",
        (Set::Institutional, "77") => "2310E",
        (Set::Institutional, "DN") => "2310F",
        (_, "DN" | "P3") => "2310A",
        (_, "82") => "2310B",
        (_, "77") => "2310C",
        (Set::Dental, "DD") => "2310D",
        (Set::Dental, "DQ") => "2310E",
        (_, "DQ") => "2310D",
        (_, "PW") => "2310E",
        (_, "45") => "2310F",
        _ => return None,
    })
}

fn other_payer_provider(set: Set, entity: &str) -> Option<&'static str> {
    Some(match (set, entity) {
        (Set::Institutional, "71") => "2330C",
        (Set::Institutional, "72") => "2330D",
        (Set::Institutional, "ZZ") => "2330E",
        (Set::Institutional, "77") => "2330F",
        (Set::Institutional, "82") => "2330G",
        (Set::Institutional, "DN") => "2330H",
        (Set::Institutional, "85") => "2330I",
        (_, "DN" | "P3") => "2330C",
        (_, "82") => "2330D",
        (Set::Dental, "DQ") => "2330E",
        (Set::Dental, "85") => "2330F",
        (Set::Dental, "77") => "2330G",
        (Set::Dental, "DD") => "2330H",
        (_, "77") => "2330E",
        (_, "DQ") => "2330F",
        (_, "85") => "2330G",
        _ => return None,
    })
}

fn line_provider(set: Set, entity: &str) -> Option<&'static str> {
    Some(match (set, entity) {
        (Set::Institutional, "72") => "2420A",
        (Set::Institutional, "ZZ") => "2420B",
        (Set::Institutional, "82") => "2420C",
        (Set::Institutional, "DN") => "2420D",
        (_, "82") => "2420A",
        (Set::Dental, "DD") => "2420B",
        (Set::Dental, "DQ") => "2420C",
        (Set::Dental, "77") => "2420D",
        (_, "QB") => "2420B",
        (_, "77") => "2420C",
        (_, "DQ") => "2420D",
        (_, "DK") => "2420E",
        (_, "DN" | "P3") => "2420F",
        (_, "PW") => "2420G",
        (_, "45") => "2420H",
        _ => return None,
    })
}

/// 835. The summary (PLB) stands in no loop.
fn remittance(segment: &Segment<'_>) -> Option<&'static str> {
    match (segment.name, segment.element(1)) {
        ("N1", "PR") => Some("1000A"),
        ("N1", "PE") => Some("1000B"),
        ("LX", _) => Some("2000"),
        ("CLP", _) => Some("2100"),
        ("SVC", _) => Some("2110"),
        ("PLB", _) => Some(""),
        _ => None,
    }
}

/// 834.
fn enrollment(current: &str, segment: &Segment<'_>) -> Option<&'static str> {
    let reporting = current.starts_with("27");
    match (segment.name, segment.element(1)) {
        ("N1", "P5") => Some("1000A"),
        ("N1", "IN") if !current.starts_with('2') => Some("1000B"),
        ("N1", "BO" | "TV") => Some("1000C"),
        ("N1", _) if reporting => Some("2750"),
        ("ACT", _) => Some("1100C"),
        ("INS", _) => Some("2000"),
        ("DSB", _) => Some("2200"),
        ("HD", _) => Some("2300"),
        ("LX", _) => Some(if reporting { "2710" } else { "2310" }),
        ("COB", _) => Some("2320"),
        ("LS", _) => Some("2700"),
        ("LE", _) => Some("2000"),
        ("NM1", _) if current == "2320" || current == "2330" => Some("2330"),
        ("NM1", _) if current == "2310" => Some("2310"),
        ("NM1", "IL" | "74") => Some("2100A"),
        ("NM1", "70") => Some("2100B"),
        ("NM1", "31") => Some("2100C"),
        ("NM1", "36") => Some("2100D"),
        ("NM1", "M8") => Some("2100E"),
        ("NM1", "S3") => Some("2100F"),
        ("NM1", "45") => Some("2100H"),
        ("NM1", _) => Some("2100G"),
        _ => None,
    }
}

/// 820: organization summary (A) or individual remittance (B).
fn premium(current: &str, segment: &Segment<'_>) -> Option<String> {
    let part = if current.ends_with('B') && current.starts_with('2') { 'B' } else { 'A' };
    match segment.name {
        "N1" if segment.element(1) == "PE" => Some("1000A".into()),
        "N1" if segment.element(1) == "PR" => Some("1000B".into()),
        "N1" => Some("1000C".into()),
        "ENT" if segment.element(2) == "2J" => Some("2000B".into()),
        "ENT" => Some("2000A".into()),
        "NM1" if current.starts_with('2') => Some("2100B".into()),
        "RMR" => Some(format!("2300{part}")),
        "IT1" => Some("2310A".into()),
        "SLN" => Some("2315A".into()),
        "SAC" => Some("2312A".into()),
        "ADX" if current.starts_with("23") => Some(format!("2320{part}")),
        "ADX" => Some(format!("2200{part}")),
        _ => None,
    }
}

/// The loop of a level: `2100` at `2000C` is `2100C`.
fn at_level(base: &str, current: &str) -> Option<String> {
    let letter = current.chars().last().filter(char::is_ascii_uppercase);
    Some(letter.map_or_else(|| base.to_string(), |l| format!("{base}{l}")))
}

/// 270 and 271.
fn eligibility(set: Set, current: &str, segment: &Segment<'_>) -> Option<String> {
    let in_benefit = ["2110", "2115", "2120"].iter().any(|l| current.starts_with(l));
    match segment.name {
        "HL" => Some(match segment.element(3) {
            "20" => "2000A".into(),
            "21" => "2000B".into(),
            "22" => "2000C".into(),
            "23" => "2000D".into(),
            _ => "2000".into(),
        }),
        "NM1" if in_benefit => at_level("2120", current),
        "NM1" => at_level("2100", current),
        "EQ" | "EB" | "LE" => at_level("2110", current),
        "III" if set == Set::Benefit => at_level("2115", current),
        _ => None,
    }
}

/// 276, 277 and 277CA.
fn status(set: Set, current: &str, segment: &Segment<'_>) -> Option<String> {
    match segment.name {
        "HL" => Some(match segment.element(3) {
            "20" => "2000A".into(),
            "21" => "2000B".into(),
            "19" => "2000C".into(),
            "22" | "PT" => "2000D".into(),
            "23" => "2000E".into(),
            _ => "2000".into(),
        }),
        "NM1" => at_level("2100", current),
        "TRN" => at_level("2200", current),
        "SVC" => at_level(if set == Set::Status { "2220" } else { "2210" }, current),
        _ => None,
    }
}

/// 278.
fn review(current: &str, segment: &Segment<'_>) -> Option<String> {
    match segment.name {
        "HL" => Some(match segment.element(3) {
            "20" => "2000A".into(),
            "21" => "2000B".into(),
            "22" => "2000C".into(),
            "23" => "2000D".into(),
            "EV" | "19" => "2000E".into(),
            "SS" => "2000F".into(),
            _ => "2000".into(),
        }),
        "NM1" => at_level("2010", current),
        _ => None,
    }
}

/// 999 and 997.
fn acknowledgement(segment: &Segment<'_>) -> Option<&'static str> {
    match segment.name {
        "AK2" | "AK5" | "IK5" => Some("2000"),
        "AK3" | "IK3" => Some("2100"),
        "AK4" | "IK4" => Some("2110"),
        "AK9" => Some(""),
        _ => None,
    }
}
