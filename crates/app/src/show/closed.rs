//! Vocabularies that are closed and short: ways of giving a drug, and places on the body where one is given. Whatever name the record's
//! own code list has, a code or word of these is a word of ours and says nothing of anybody.
//!
//! Not a translation: a code of a local list is shown as that list's, because only the lens says what it means there.

use deid::Deid;
use model::{Aspect, Coding, Phi};

/// HL7 table 0162 (route of administration) and the abbreviations that order entry writes beside it.
const ROUTES: &[&str] = &[
    "AP", "B", "DT", "EP", "ET", "GTT", "GU", "IA", "IB", "IC", "ICV", "ID", "IH", "IHA", "IM", "IMR", "IN", "IO", "IP", "IS", "IT", "IU", "IV", "MM", "MTH", "NG", "NP", "NS", "NT",
    "OP", "OT", "OTH", "PF", "PO", "PR", "RM", "SC", "SD", "SL", "TD", "TL", "TP", "TRA", "UR", "VA", "VM", "WND", "SQ", "SUBQ", "SUBCUT", "INH", "NEB", "TOP", "IVP", "IVPB", "BUC",
    "BUCC", "PV", "OU", "OD", "OS", "AU", "AD", "AS", "GT", "JT", "PEG", "NAS", "RECT", "VAG", "ORAL", "EAR", "EYE",
];

/// The same in words, as tables and narratives write them.
const ROUTE_WORDS: &[&str] = &[
    "oral", "by mouth", "orally", "oral route", "intravenous", "intravenous route", "intravenously", "iv push", "iv piggyback", "intramuscular", "intramuscular route", "subcutaneous",
    "subcutaneous route", "intradermal", "topical", "topical route", "to skin", "transdermal", "inhalation", "inhaled", "respiratory tract route", "nebulized", "nebulization", "nasal",
    "nasal route", "intranasal", "rectal", "rectal route", "per rectum", "vaginal", "vaginal route", "sublingual", "sublingual route", "buccal", "buccal route", "ophthalmic", "otic",
    "both eyes", "left eye", "right eye", "both ears", "left ear", "right ear", "epidural", "intrathecal", "intra-articular", "intraosseous", "nasogastric", "gastrostomy", "injection",
    "dental", "urethral", "irrigation", "miscellaneous", "other", "unknown",
];

/// HL7 table 0163 (body site), as far as it is used of injections, and v3 ActSite.
const SITES: &[&str] = &[
    "BE", "BN", "BU", "CT", "LA", "LAC", "LACF", "LD", "LE", "LEJ", "LF", "LG", "LH", "LIJ", "LLAQ", "LLFA", "LMFA", "LN", "LPC", "LSC", "LT", "LUA", "LUAQ", "LUFA", "LVG", "LVL", "NB",
    "OD", "OS", "OU", "PA", "PERIN", "RA", "RAC", "RACF", "RD", "RE", "REJ", "RF", "RG", "RH", "RIJ", "RLAQ", "RLFA", "RMFA", "RN", "RPC", "RSC", "RT", "RUA", "RUAQ", "RUFA", "RVG", "RVL",
];

const SITE_WORDS: &[&str] = &[
    "left arm", "right arm", "left deltoid", "right deltoid", "left thigh", "right thigh", "left gluteus", "right gluteus", "left buttock", "right buttock", "left upper arm",
    "right upper arm", "left vastus lateralis", "right vastus lateralis", "left ventrogluteal", "right ventrogluteal", "left forearm", "right forearm", "abdomen",
];

/// What may be shown of an aspect whose vocabulary is closed: `local PO`, `by mouth`.
pub(super) fn shown(aspect: Aspect, codings: &[Coding], text: &str) -> Option<String> {
    let (codes, words) = match aspect {
        Aspect::Route => (ROUTES, ROUTE_WORDS),
        Aspect::Site => (SITES, SITE_WORDS),
        _ => return None,
    };
    let of = |written: String, known: &[&'static str]| deid::word(&Phi::new(written), known).map(Deid::into_value);
    let coded = |coding: &Coding| {
        let code = of(coding.code.trim().to_uppercase(), codes)?;
        Some(if coding.system.is_empty() { code.to_string() } else { format!("local {code}") })
    };
    let said = |text: &str| of(text.trim().to_uppercase(), codes).or_else(|| of(text.trim().to_lowercase(), words)).map(str::to_string);
    codings.iter().find_map(coded).or_else(|| codings.iter().find_map(|coding| said(&coding.display))).or_else(|| said(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coding(system: &str, code: &str) -> Coding {
        Coding { system: system.into(), code: code.into(), display: String::new() }
    }

    #[test]
    fn a_route_is_shown_under_any_list_and_in_words() {
        assert_eq!(shown(Aspect::Route, &[coding("urn:harbor:route", "po")], ""), Some("local PO".into()));
        assert_eq!(shown(Aspect::Route, &[coding("", "IM")], ""), Some("IM".into()));
        assert_eq!(shown(Aspect::Route, &[], "By Mouth "), Some("by mouth".into()));
        assert_eq!(shown(Aspect::Site, &[coding("urn:harbor:site", "LT")], ""), Some("local LT".into()));
    }

    #[test]
    fn what_is_on_no_list_stays_withheld() {
        assert_eq!(shown(Aspect::Route, &[coding("urn:harbor:route", "QUACKENBUSH")], "by Zebulon"), None);
        assert_eq!(shown(Aspect::Route, &[coding("urn:harbor:route", "4711")], ""), None);
        assert_eq!(shown(Aspect::Code, &[coding("urn:harbor:test", "PO")], "by mouth"), None, "only where the vocabulary is closed");
    }
}
