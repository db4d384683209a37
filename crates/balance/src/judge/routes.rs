//! Ways in which a drug is given, by their codes and by the short and long names that people write: `PO` is the oral route, whoever codes it.
//!
//! A row is one way: its names, those of HL7's tables as well, and its codes in SNOMED CT, in NCI's thesaurus as C-CDA has them, and in HL7's tables. A name is the whole of a
//! text: what says more (`PO or NG`) is another one, and so is a way that has no row.

use model::Coding;

const ROUTES: &[&[&str]] = &[
    &["oral", "po", "p o", "per os", "by mouth", "mouth", "orally", "swallow oral", "26643006", "c38288"],
    &["intravenous", "iv", "i v", "intravenously", "intraven", "injection intravenous", "infusion intravenous", "47625008", "c38276"],
    &["intramuscular", "im", "i m", "intramuscularly", "injection intramuscular", "78421000", "c28161"],
    &["subcutaneous", "sc", "sq", "subq", "sub q", "subcut", "subcutaneously", "injection subcutaneous", "34206005", "c38299"],
    &["sublingual", "sl", "under the tongue", "sublingually", "dissolve sublingual", "37839007", "c38300"],
    &["buccal", "bu", "buccally", "topical application buccal", "54471007", "c38193"],
    &["rectal", "pr", "per rectum", "rectally", "insertion rectal", "37161004", "c38295"],
    &["vaginal", "pv", "vg", "per vagina", "vaginally", "insertion vaginal", "16857009", "c38313"],
    &["inhalation", "ih", "inh", "inhaled", "by inhalation", "respiratory inhalation", "inhalation respiratory", "ipinhl", "447694001", "c38216"],
    &["nasal", "ns", "in", "intranasal", "intranasally", "inhalation nasal", "instillation nasal", "nasinhl", "46713006", "c38284"],
    &["transdermal", "trnsderm", "td", "transdermally", "45890007", "c38305"],
    &["topical", "tp", "topically", "topical application skin", "6064005", "c38304"],
    &["ophthalmic", "topical application ophthalmic", "op", "54485002", "c38287"],
    &["otic", "instillation otic", "ot", "10547007", "c38192"],
    &["intradermal", "injection intradermal", "idinj", "id", "intradermally", "372464004", "c38238"],
    &["intrathecal", "injection intrathecal", "it", "intrathecally", "72607000", "c38267"],
    &["epidural", "injection epidural", "ep", "404820008", "c38243"],
    &["nasogastric", "ng", "nasogastric tube", "ng tube", "instillation nasogastric tube", "127492001", "c38285"],
];
/// What may stand behind the name of a way, and says nothing.
const BEHIND: [&str; 5] = ["qualifier value", "administration", "of", "route", "use"];

fn row(name: &str) -> Option<usize> {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let spoken = words.join(" ");
    let bare = BEHIND.iter().fold(spoken.as_str(), |name, behind| name.strip_suffix(*behind).map_or(name, str::trim_end));
    ROUTES.iter().position(|names| names.contains(&bare))
}

/// The one way that a concept names: where it has codes by those that are known, and by nothing else, else by all of its words.
fn way(codings: &[Coding], text: &str) -> Option<usize> {
    let is_coded = |coding: &&Coding| !coding.system.is_empty() && !coding.code.is_empty();
    if codings.iter().any(|coding| is_coded(&coding)) {
        // Letters are anybody's: where words stand beside them these have to say the same.
        let is_numbered = |code: &str| code.bytes().any(|byte| byte.is_ascii_digit());
        let known = |coding: &Coding| {
            let words = if coding.display.trim().is_empty() { text } else { coding.display.as_str() };
            row(&coding.code).filter(|way| is_numbered(&coding.code) || words.trim().is_empty() || row(words) == Some(*way))
        };
        let mut by_code = codings.iter().filter(is_coded).filter_map(known);
        let first = by_code.next()?;
        return by_code.all(|other| other == first).then_some(first);
    }
    let names = codings.iter().flat_map(|coding| [coding.display.as_str(), coding.code.as_str()]).chain([text]);
    let mut words = names.filter(|words| !words.trim().is_empty()).map(row);
    let first = words.next()??;
    words.all(|other| other == Some(first)).then_some(first)
}

/// Whether two concepts, or two texts without codes, name one way.
pub(super) fn are_one((a, text_a): (&[Coding], &str), (b, text_b): (&[Coding], &str)) -> bool {
    way(a, text_a).is_some_and(|one| way(b, text_b) == Some(one))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{SNOMED, code, copied, day, found, statement};
    use model::{Aspect, Kind, Statement, Value, Verdict};

    fn drug(route: Value) -> Statement {
        statement(Kind::Medication, 1, vec![copied(Aspect::Code, code("urn:drug", "1", "Morphine")), copied(Aspect::Effective, day(3)), copied(Aspect::Route, route)])
    }

    fn text(words: &str) -> Value {
        Value::words(words)
    }

    #[test]
    fn a_way_is_one_by_whatever_name_or_code() {
        let oral = || code(SNOMED, "26643006", "Oral route (qualifier value)");
        for (legacy, destination) in [
            (text("PO"), oral()), (text("by mouth"), text("Oral")), (text("p.o."), oral()), (Value::Word("IV".into()), code(SNOMED, "47625008", "")), (Value::Text("SubQ".into()), Value::Text("subcutaneous".into())),
            (code("http://terminology.hl7.org/CodeSystem/v2-0162", "PO", "Oral"), oral()),
            (code("urn:site:routes", "PO", ""), code("http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration", "PO", "Oral")),
            (code("http://terminology.hl7.org/CodeSystem/v2-0162", "PO", "Oral"), code("http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration", "PO", "Oral")), (code("http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl", "C38288", "ORAL"), oral()),
            (code("http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration", "IM", "Injection, intramuscular"), code("http://terminology.hl7.org/CodeSystem/v2-0162", "IM", "Intramuscular")),
            (code("http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration", "SQ", "Injection, subcutaneous"), code("http://terminology.hl7.org/CodeSystem/v2-0162", "SC", "Subcutaneous")),
            (code("http://terminology.hl7.org/CodeSystem/v2-0162", "IN", "Intranasal"), code("http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration", "NASINHL", "Inhalation, nasal")),
        ] {
            assert!(found(&drug(legacy.clone()), &drug(destination.clone())).is_empty(), "{legacy:?} {destination:?}");
        }
    }

    #[test]
    fn another_way_is_another_and_a_code_is_no_word() {
        for (legacy, destination) in [
            (text("IV"), text("IM")), (text("PO"), code(SNOMED, "47625008", "Intravenous route")), (text("PO or NG"), code(SNOMED, "26643006", "Oral route")),
            (code("http://terminology.hl7.org/CodeSystem/v2-0162", "SL", "Sublingual"), code(SNOMED, "26643006", "Oral route")), (code(SNOMED, "26643006", "Oral route"), text("PO")),
            (code("http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl", "C38288", "ORAL"), code(SNOMED, "999999", "Oral")),
            (code("urn:site:routes", "PO", ""), code("urn:nobody:knows", "PO", "")),
            (code("urn:site:routes", "IN", "Inhalation"), code(SNOMED, "46713006", "Nasal route")),
        ] {
            assert_eq!(found(&drug(legacy.clone()), &drug(destination.clone())), [(Verdict::Altered, Aspect::Route)], "{legacy:?} {destination:?}");
        }
    }
}
