//! What harms at once when it is wrong, wherever a chart keeps it: drugs of high alert, results that are acted on before anybody looks again, a
//! pregnancy, what is not to be done at the end of life, an allergy among the problems.
//!
//! Drugs are known by their names (`drug_names`) and by their class where a code of ATC tells it, everything else by its codes and, beside them, by
//! what it is called. It says what is at stake and judges nothing.

use crate::population::standard_drugs;
use crate::{critical, drug_names, state};
use model::{Aspect, Coding, Kind, Statement, Value, Verdict, parse_decimal};
use std::collections::HashSet;
use std::sync::LazyLock;

/// Classes of ATC: anticoagulants and what dissolves clots, clopidogrel and its like, insulins and sulfonylureas, opioids, what suppresses the immune
/// system or a cancer, steroids, and drugs between whose use and harm little lies.
const ATC: &[&str] = &[
    "B01AA", "B01AB", "B01AC04", "B01AC05", "B01AC13", "B01AC16", "B01AC17", "B01AC22", "B01AC24", "B01AC25", "B01AD", "B01AE", "B01AF", "B01AX05", "A10A", "A10BB", "N02A", "N01AH", "N07BC",
    "L01", "L04", "H02AB", "C01AA", "C01B", "N05AN", "N05AH02", "N03AA", "N03AB", "N03AF01", "N03AG01", "N03AX09", "R03DA04", "R03DA05", "M04AC01", "H03BA02", "D10BA01", "D05BB02", "C02KX01",
    "C02KX02", "C02KX04", "C02KX05", "C01CA03", "C01CA24", "N01AX03", "N01AX10", "N05CD08", "J01G", "J01XA01", "A12BA01", "B05XA01", "B05XA05", "M03A",
];

/// Value sets of the standard questions whose codes are of such drugs.
const SETS: [&str; 4] = ["anticoagulant", "insulin", "opioid", "immunosuppressant"];
/// RxNorm: ingredients of such drugs beside the codes of these sets. A code of another product needs its words.
const RXNORM: &[&str] = &[
    "32968", "613391", "1116632", "4821", "4815", "25789", "8640", "8638", "6902", "3264", "3407", "703", "6448", "8183", "2002", "40254", "28439", "10438", "2683", "11124", "10627", "8591", "2626",
];
static STANDARD: LazyLock<HashSet<String>> = LazyLock::new(|| standard_drugs(&SETS));
/// SNOMED CT: substances of the same classes.
const SNOMED: &[&str] = &[
    "372756006", "372877000", "372562003", "386952008", "67866001", "373529000", "55452001", "372671002", "44508008", "373492002", "387286002", "387494007", "386858008", "387173000", "387381009",
    "372574004", "386975001", "387467008", "387461009", "372821002", "387220006", "387222003", "372735009",
];

/// LOINC: electrolytes, glucose, kidney, blood count, clotting, heart, blood gas, bilirubin, levels of drugs, blood group, what is expected and when,
/// and what doses are reckoned by.
const RESULTS: &[&str] = &[
    "2823-3", "6298-4", "2951-2", "2947-0", "17861-6", "1994-3", "1995-0", "19123-9", "2601-3", "2777-1", "2345-7", "2339-0", "2340-8", "41653-7", "1558-6", "14743-9", "15074-8",
    "2160-0", "38483-4", "718-7", "20509-6", "30350-3", "777-3", "26515-7", "6690-2", "26464-8", "751-8", "26499-4", "6301-6", "34714-6", "38875-1", "3173-2", "14979-9", "3255-7",
    "10839-9", "6598-7", "42757-5", "67151-1", "89579-7", "49563-0", "48425-3", "2524-7", "32693-4", "2518-9", "2744-1", "11558-4", "2746-6", "2019-8", "11557-6", "2703-7",
    "11556-8", "1975-2", "16362-6", "14334-7", "3719-2", "10535-3", "4092-3", "20578-1", "11253-2", "3968-5", "4049-3", "3298-7", "4024-6", "3432-2", "4086-5", "600-7", "883-9",
    "882-1", "890-4", "10331-7", "2118-8", "2106-3", "19080-1", "21198-7", "11778-8", "11884-4", "18185-9", "33914-3", "62238-1", "98979-8", "29463-7", "3141-9", "8339-4", "3140-1",
];
/// What such results are called.
const RESULT_WORDS: &[&str] = &[
    "potassium", "sodium", "calcium", "magnesium", "glucose", "creatinine", "hemoglobin", "haemoglobin", "hgb", "platelet", "platelets", "plt", "wbc", "leukocytes", "leucocytes",
    "neutrophils", "inr", "aptt", "ptt", "fibrinogen", "anti xa", "troponin", "lactate", "lactic acid", "ph", "pco2", "po2", "bilirubin", "ammonia", "lithium", "digoxin",
    "vancomycin", "gentamicin", "tobramycin", "amikacin", "tacrolimus", "cyclosporine", "sirolimus", "phenytoin", "theophylline", "methotrexate", "blood culture", "blood group",
    "blood type", "abo", "abo group", "rh type", "hcg", "body weight", "birth weight", "delivery date", "salicylate", "egfr", "glomerular filtration rate", "gestational age",
    "body surface area",
];
/// The same as a whole name.
const RESULT_NAMES: &[&str] = &["k", "na", "ca", "mg", "glu", "creat", "weight", "wt"];
/// What makes another test of one of them.
const OTHER_RESULTS: &[&str] = &[
    "a1c", "hba1c", "glycated", "glycosylated", "urine", "urinary", "stool", "fecal", "ratio", "corpuscular", "mch", "mchc", "antibody", "ab", "gene", "sweat", "score", "esterase",
    "volume platelet", "mean volume", "mpv", "width", "ideal", "percentile",
];
/// LOINC: bacteria in blood by culture, with and without air.
const BLOOD_CULTURES: &[&str] = &["600-7", "17928-3", "17934-1"];
/// What an answer says where nothing grew, or nobody knows yet.
const NOTHING_GREW: &[&str] = &[
    "no", "not", "negative", "neg", "none", "nil", "sterile", "absent", "without", "ng", "ngtd", "ngsf", "ntd", "cancelled", "canceled", "rejected", "contaminant", "contaminated", "contamination",
];
/// What it says while nobody knows, or where it says it elsewhere; beside something that was seen it is only how far the laboratory is.
const NO_ANSWER: &[&str] = &[
    "pending", "preliminary", "prelim", "collected", "received", "drawn", "sent", "ordered", "progress", "process", "incubating", "see",
];
/// What alone says only that there is an answer.
const ANSWERED: &[&str] = &["final", "done", "completed", "complete", "resulted", "result", "report", "reported"];
/// What is seen of it before it has a name, and whose names begin so.
const SEEN: &[&str] = &["named", "positive", "cocci", "bacilli", "rods", "yeast", "staph", "strep"];
const SEEN_BEGIN: &[&str] = &["staphylococc", "streptococc", "enterococc", "escherichia", "klebsiella", "pseudomonas", "candida", "enterobacter"];
/// Flags of a result that somebody was called for (HL7 table 0078).
const CRITICAL_FLAGS: &[&str] = &["HH", "LL", "AA", "HU", "LU"];

/// SNOMED CT: for, not for and about resuscitation, not to be intubated.
const DIRECTIVES: &[&str] = &["304251008", "304252001", "304253006", "143021000119109", "425392003"];
const DIRECTIVE_WORDS: &[&str] = &[
    "dnr", "dnar", "dni", "do not resuscitate", "do not intubate", "not for resuscitation", "code status", "dnacpr", "no cpr", "not for cpr",
    "do not attempt resuscitation", "do not attempt cpr", "allow natural death", "comfort measures only", "comfort care only",
];
/// LOINC: papers that say what somebody wants done at the end of life, or who is to speak for them.
const DIRECTIVE_PAPERS: &[&str] = &["93037-0", "42348-3", "81334-5", "86533-7", "64298-3", "92664-0"];
const DIRECTIVE_PAPER_WORDS: &[&str] = &[
    "polst", "molst", "portable medical order", "portable medical orders", "advance directive", "advance directives", "living will", "health care proxy", "healthcare proxy",
    "power of attorney",
];
/// ICD-10-CM and ICD-9-CM: told to be allergic to drugs, food, insects, latex, contrast media.
const ALLERGIES: &[&str] = &["Z88", "Z910"];
const EARLIER_ALLERGIES: &[&str] = &["V14", "V150"];
const ALLERGY_WORDS: &[&str] = &["allergy to", "allergic to", "anaphylaxis to", "anaphylactic reaction to", "allergy status to"];
/// LOINC and words: what an observation asks whose answer is one.
const ALLERGY_QUESTIONS: &[&str] = &["48765-2", "10155-0", "8658-8"];
const ALLERGY_QUESTION_NAMES: &[&str] = &["allergies", "drug allergies", "medication allergies", "food allergies", "known allergies"];
/// What makes another thing of an allergy.
const NO_ALLERGY: &[&str] = &[
    "no", "not", "family", "rhinitis", "asthma", "conjunctivitis", "dermatitis", "test", "testing", "screening", "suspected", "ruled", "referral", "clinic",
    "ige", "rast", "panel", "immunotherapy", "challenge",
];
const PREGNANCY_WORDS: &[&str] = &["pregnant", "pregnancy"];
/// What an observation is called that answers whether there is one.
const PREGNANCY_QUESTIONS: &[&str] = &["pregnant", "pregnancy status", "pregnancy test"];
/// Warnings that stand beside a chart, and what makes none of them.
const HAZARD_WORDS: &[&str] = &[
    "isolation precautions", "contact precautions", "droplet precautions", "airborne precautions", "contact isolation", "droplet isolation", "airborne isolation",
    "protective isolation", "difficult airway", "difficult intubation", "malignant hyperthermia", "mri unsafe", "mr unsafe", "not mri safe", "no blood products",
    "refuses blood products", "no bp", "no blood pressure", "limb alert", "no venipuncture", "restricted extremity", "suicide risk", "risk of suicide", "at risk for suicide",
];
const NO_HAZARD: &[&str] = &["screening", "family", "low", "denies", "assessment"];
/// Implants that a magnet or a current stops.
const IMPLANT_WORDS: &[&str] = &[
    "pacemaker", "defibrillator", "neurostimulator", "stimulator", "cochlear implant", "aneurysm clip", "insulin pump", "infusion pump", "ventricular assist",
];
const NO_PREGNANCY: &[&str] = &["history", "prevention", "planning", "planned", "contraception", "counseling", "intention", "wish"];

fn codings(statement: &Statement) -> impl Iterator<Item = &Coding> {
    statement.facts.iter().filter(|f| f.aspect == Aspect::Code).flat_map(|f| match &f.value {
        Value::Code(codings, _) => &**codings,
        _ => &[],
    })
}

/// Whether a code of a system, whose name holds a part, begins in one of these ways. Points of classifications count for nothing.
fn begins(statement: &Statement, system: &str, codes: &[&str]) -> bool {
    let found = |coding: &Coding| {
        let code = coding.code.replace('.', "").to_uppercase();
        codes.iter().any(|begin| code.starts_with(begin))
    };
    codings(statement).filter(|coding| coding.system.contains(system)).any(found)
}

/// What a value is called: a code without words by itself.
fn called(value: &Value) -> Vec<&str> {
    match value {
        Value::Code(codings, text) => {
            let names = codings.iter().map(|c| if c.display.is_empty() { c.code.as_str() } else { c.display.as_str() });
            names.chain([text.as_str()]).filter(|name| !name.is_empty()).collect()
        }
        Value::Text(text) | Value::Word(text) => vec![text.as_str()],
        _ => Vec::new(),
    }
}

/// Everything that a statement is called; remarks beside a name are none.
fn names(statement: &Statement) -> Vec<&str> {
    for aspect in [Aspect::Code, Aspect::Text, Aspect::Title] {
        let names: Vec<&str> = statement.facts.iter().filter(|f| f.aspect == aspect).flat_map(|f| called(&f.value)).collect();
        if !names.is_empty() {
            return names;
        }
    }
    Vec::new()
}

/// Words in small letters, a blank before and behind each.
fn spoken(name: &str) -> String {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    format!(" {} ", words.join(" "))
}

fn says(spoken: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| spoken.contains(&format!(" {phrase} ")))
}

/// Whether some name of a statement says one of these and none of those.
fn is_called(statement: &Statement, phrases: &[&str], others: &[&str]) -> bool {
    names(statement).into_iter().map(spoken).any(|name| says(&name, phrases) && !says(&name, others))
}

/// Whether a drug is one where any error is an error of safety.
pub(crate) fn is_high_alert(statement: &Statement) -> bool {
    let is_coded = |coding: &Coding| {
        let system = coding.system.to_lowercase();
        let of = |name: &str, codes: &[&str]| system.contains(name) && codes.contains(&coding.code.as_str());
        of("rxnorm", RXNORM) || of("snomed", SNOMED) || system.contains("rxnorm") && STANDARD.contains(&coding.code)
    };
    // A code that has words is what they say: what is put on a skin has the same ingredient.
    let is_bare = |coding: &&Coding| coding.display.trim().is_empty();
    let is_worded = statement.facts.iter().any(|f| f.aspect == Aspect::Code && matches!(&f.value, Value::Code(_, text) if text.chars().any(char::is_alphabetic)));
    begins(statement, "/atc", ATC) || names(statement).into_iter().any(drug_names::is_high_alert) || !is_worded && codings(statement).filter(is_bare).any(is_coded)
}

/// Whether a result is one on which somebody acts before anything else is looked at.
pub(crate) fn is_acted_on(statement: &Statement) -> bool {
    let by_code = codings(statement).any(|c| c.system.contains("loinc.org") && RESULTS.contains(&c.code.as_str()));
    let by_name = || names(statement).into_iter().map(spoken).any(|name| RESULT_NAMES.contains(&name.trim()));
    by_code || is_called(statement, RESULT_WORDS, OTHER_RESULTS) || by_name()
}

/// Whether a result is flagged as critical, or is so by its value whatever flag a system set.
pub(crate) fn is_critical(statement: &Statement) -> bool {
    let mut flags = statement.facts.iter().filter(|f| f.aspect == Aspect::Flag).flat_map(|f| called(&f.value));
    flags.any(|flag| CRITICAL_FLAGS.contains(&flag.trim().to_uppercase().as_str()) || says(&spoken(flag), &["critical", "critically", "panic"]))
        || critical::is_called_for(statement)
        || is_positive_culture(statement)
}

/// Whether something grew in the blood.
fn is_positive_culture(statement: &Statement) -> bool {
    let coded = codings(statement).any(|c| c.system.contains("loinc.org") && BLOOD_CULTURES.contains(&c.code.as_str()));
    // A name of what grew that has a no in it.
    let named = |said: String| ["gram negative", "gram neg", "coagulase negative", "coag negative", "coag neg"].iter().fold(said, |said, name| said.replace(name, "named"));
    let found: Vec<String> = statement.value(Aspect::Value).map(called).unwrap_or_default().into_iter().map(spoken).map(named).collect();
    let is_seen = |said: &str| says(said, SEEN) || said.split(' ').any(|word| SEEN_BEGIN.iter().any(|begin| word.starts_with(begin)));
    let is_open = |said: &String| says(said, NOTHING_GREW) || says(said, NO_ANSWER) && !is_seen(said);
    // A code without words says nothing here.
    let is_told = |said: &String| said.split(' ').any(|word| word.len() >= 3 && word.chars().all(char::is_alphabetic) && !ANSWERED.contains(&word));
    let grew = found.iter().any(is_told) && !found.iter().any(is_open);
    grew && (coded || is_called(statement, &["blood culture", "blood cultures", "bacteria identified in blood by culture"], &[]))
}

/// Whether a record says by a code that somebody is or is not to be resuscitated or intubated.
pub(crate) fn codes_directive(statement: &Statement) -> bool {
    begins(statement, "/icd-10", &["Z66"]) || begins(statement, "/icd-9", &["V4986"]) || begins(statement, "snomed", DIRECTIVES)
}

/// Whether it is the answer that says so, whatever was asked.
pub(crate) fn answers_directive(statement: &Statement) -> bool {
    let Some(Value::Code(codings, _)) = statement.value(Aspect::Value) else { return false };
    codings.iter().any(|coding| coding.system.contains("snomed") && DIRECTIVES.contains(&coding.code.as_str()))
}

fn tells_directive(statement: &Statement) -> bool {
    codes_directive(statement) || answers_directive(statement) || is_called(statement, DIRECTIVE_WORDS, &[])
}

/// Whether an order says that somebody is or is not to be resuscitated or intubated, and not only that it is to be asked.
pub(crate) fn orders_directive(order: &Statement) -> bool {
    let told = |name: String| DIRECTIVE_WORDS.iter().any(|phrase| *phrase != "code status" && says(&name, &[*phrase]));
    codes_directive(order) || names(order).into_iter().map(spoken).any(told)
}

/// Whether a document is by its sort or its title a paper about the end of life.
fn is_directive_paper(statement: &Statement) -> bool {
    let coded = |value: &Value| matches!(value, Value::Code(codings, _) if codings.iter().any(|c| c.system.contains("loinc") && DIRECTIVE_PAPERS.contains(&c.code.as_str())));
    let is_named = |value: &Value| called(value).into_iter().map(spoken).any(|name| says(&name, DIRECTIVE_PAPER_WORDS) && !says(&name, &["discussion", "education"]));
    let mut told = statement.facts.iter().filter(|f| matches!(f.aspect, Aspect::Type | Aspect::Title | Aspect::Code)).map(|f| &f.value);
    told.any(|value| coded(value) || is_named(value))
}

fn tells_allergy(statement: &Statement) -> bool {
    let by_code = begins(statement, "/icd-10", ALLERGIES) || begins(statement, "/icd-9", EARLIER_ALLERGIES);
    // "Penicillin allergy": the substance stands before the word.
    let is_of_substance = |name: &&str| {
        let said = spoken(name);
        says(&said, &["allergy", "anaphylaxis", "hypersensitivity"]) && !says(&said, NO_ALLERGY) && !drug_names::named(name).is_empty()
    };
    by_code || is_called(statement, ALLERGY_WORDS, &["no", "family"]) || names(statement).iter().any(is_of_substance)
}

/// Whether an observation is the answer to what somebody is allergic to.
fn answers_allergy(statement: &Statement) -> bool {
    let asked = codings(statement).any(|coding| coding.system.contains("loinc") && ALLERGY_QUESTIONS.contains(&coding.code.as_str()));
    let is_named = || names(statement).into_iter().map(spoken).any(|name| ALLERGY_QUESTION_NAMES.contains(&name.trim()));
    let answered = || statement.value(Aspect::Value).map(called).unwrap_or_default().into_iter().map(spoken).any(|said| says(&said, ALLERGY_WORDS) && !says(&said, NO_ALLERGY));
    asked || is_named() || answered()
}

/// What keeps the hands, the magnets or the blood of others away from somebody.
fn tells_hazard(statement: &Statement) -> bool {
    is_called(statement, HAZARD_WORDS, NO_HAZARD)
}

fn tells_pregnancy(statement: &Statement, words: &[&str]) -> bool {
    state::is_about_pregnancy(statement) || is_called(statement, words, NO_PREGNANCY)
}

/// Whether a statement says what is a matter of safety in whatever list it stands: an allergy, a wish not to be resuscitated, a pregnancy, a warning. What is over
/// is none, unless it came to life again; and that somebody was not pregnant is missed by nobody.
pub(crate) fn is_guarded(kind: Kind, verdict: Verdict, statement: &Statement, live: bool) -> bool {
    let any = || tells_directive(statement) || tells_allergy(statement);
    match kind {
        Kind::Problem => (live || verdict == Verdict::Resurrected) && (any() || tells_hazard(statement) || tells_pregnancy(statement, PREGNANCY_WORDS)),
        Kind::Observation => any() || answers_allergy(statement) || (tells_pregnancy(statement, PREGNANCY_QUESTIONS) && !(verdict == Verdict::Lost && state::denies_pregnancy(statement))),
        Kind::Record => tells_directive(statement) || (live && (tells_hazard(statement) || tells_allergy(statement))),
        Kind::Device => live && is_called(statement, IMPLANT_WORDS, &[]),
        Kind::Order | Kind::EncounterDiagnosis => tells_directive(statement),
        Kind::Note | Kind::Document => is_directive_paper(statement),
        _ => false,
    }
}

/// Whether one text names the left and the other the right, each that side alone. Orders and theatre lists write the sides shortly: two that do so have to be the
/// same words but for it, because `L` and `OD` also mean other things.
pub(crate) fn is_other_side(a: &str, b: &str) -> bool {
    const SHORT: [[&str; 2]; 3] = [["l", "r"], ["lt", "rt"], ["os", "od"]];
    let (a, b) = (spoken(a), spoken(b));
    let side = |said: &str| [says(said, &["left"]), says(said, &["right"])];
    match (side(&a), side(&b)) {
        ([true, false], [false, true]) | ([false, true], [true, false]) => true,
        ([false, false], [false, false]) => {
            let apart: Vec<[&str; 2]> = a.split(' ').zip(b.split(' ')).filter(|(one, other)| one != other).map(|(one, other)| [one, other]).collect();
            let is_turned = |[one, other]: &[&str; 2]| SHORT.iter().any(|[left, right]| one == left && other == right || one == right && other == left);
            a.split(' ').count() == b.split(' ').count() && !apart.is_empty() && apart.iter().all(is_turned)
        }
        _ => false,
    }
}

/// Whether two texts have other numbers in them, in figures or in words; none where one says nothing.
pub(crate) fn are_other_numbers(a: &str, b: &str) -> bool {
    const WORDS: [&str; 11] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let numbers = |text: &str| {
        let lower = text.to_lowercase();
        let parts = lower.split(|c: char| !c.is_alphanumeric() && c != '.').flat_map(|word| word.split(char::is_alphabetic).filter(|n| !n.is_empty()).map(str::to_string).collect::<Vec<_>>());
        let spelled = lower.split(|c: char| !c.is_alphabetic()).filter_map(|word| WORDS.iter().position(|known| *known == word)).map(|number| number.to_string());
        let mut numbers: Vec<String> = parts.chain(spelled).filter_map(|text| parse_decimal(text.trim_end_matches('.'))).map(|number| number.normalize().to_string()).collect();
        numbers.sort_unstable();
        numbers
    };
    !a.trim().is_empty() && !b.trim().is_empty() && numbers(a) != numbers(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_tell_sides_and_numbers() {
        assert!(is_other_side("Left knee", "Right knee (body structure)") && !is_other_side("Left knee", "Left hip") && !is_other_side("Left and right knee", "Right knee"));
        assert!(is_other_side("XR KNEE RT", "XR KNEE LT") && is_other_side("Cataract extraction OD", "cataract extraction, OS") && is_other_side("Injection, R shoulder", "Injection, L shoulder"));
        assert!(!is_other_side("XR KNEE RT", "XR HIP LT") && !is_other_side("Vitamin D 1 L", "Vitamin D 1 L") && !is_other_side("Aspirin OD", "Aspirin BD") && !is_other_side("MRI spine L", "MRI spine"));
        for (a, b) in [("1.0 mg po q8h", "10 mg po q8h"), ("10U qhs", "100 qhs"), ("max 4 g/day", "as told"), (".5 mg", "5 mg")] {
            assert!(are_other_numbers(a, b), "{a} / {b}");
        }
        for (a, b) in [("Take one tablet", "take 1 tab."), ("5 mg PO QOD", "5 mg PO QD"), ("2.50 mg", "2.5mg"), ("q8h.", "every 8 hours"), ("5 mg daily", "")] {
            assert!(!are_other_numbers(a, b), "{a} / {b}");
        }
    }
}
