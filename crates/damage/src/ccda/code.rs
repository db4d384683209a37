//! Codes and their systems: taken away, exchanged, cut, of another concept, of the other side.

use super::base::{ALTERED, Around, Fixed, core_edited, done};
use super::charts::{concept, concept_path, is_named};
use super::tree::{Element, Node, escaped, resolved};
use super::{Effect, Operator};
use crate::Family;

const FAMILY: Family = Family::Code;
const CODED: Fixed = &["allergy", "problem", "diagnosis", "medication", "immunization", "result", "vital", "procedure", "encounter", "family", "plan", "device"];
const WRONG: Fixed = &["code", "class"];
/// Where an entry says nothing but its name, nobody can tell whether code or words are those of the other one: that they contradict is seen.
const CONTRADICTED: Fixed = &["code", "class", "statement", "text"];
const REPLACED: (Fixed, Fixed) = (&["altered", "lost", "invented", "duplicated", "merged"], &["code", "text", "statement", "category"]);

pub(super) const OPERATORS: &[Operator] = &[
    Operator::harm(FAMILY, "code-system-lost", "the code has no system any more, so it is none", CODED, (ALTERED, WRONG), system_lost),
    Operator::harm(FAMILY, "code-system-other", "the code is given under another code system", CODED, (ALTERED, WRONG), system_other),
    Operator::harm(FAMILY, "code-system-dummy", "an identifier of nothing stands where the code system stood", CODED, (ALTERED, WRONG), system_dummy),
    Operator::harm(FAMILY, "code-lost-words-kept", "the words remain, the code is gone", CODED, (&["altered", "lost"], WRONG), code_lost),
    Operator::harm(FAMILY, "one-digit-wrong", "the words are right, one digit of the code is not", CODED, (ALTERED, WRONG), digit_wrong),
    Operator::harm(FAMILY, "neighbour-code", "the words are right, the code is that of another entry", CODED, (&["altered", "lost", "invented", "duplicated", "merged"], CONTRADICTED), neighbour),
    Operator::harm(FAMILY, "concept-replaced", "code and words are of something that the patient has not", CODED, REPLACED, replaced),
    Operator::harm_one(FAMILY, "concept-of-another-entry", "code and words are those of another entry", CODED, REPLACED, exchanged),
    Operator::harm(FAMILY, "translation-wrong", "the first code is right, the one in another system beside it is of another concept", CODED, (ALTERED, WRONG), translation_wrong),
    Operator::harm(FAMILY, "icd-digit-dropped", "the last character of an ICD code is gone: side, encounter or manner with it", &["problem", "diagnosis"], (&["broader", "altered"], WRONG), icd_dropped),
    Operator::harm(FAMILY, "side-swapped", "left has become right, or right left", &["procedure", "problem", "vital"], (ALTERED, &["laterality", "body site", "code"]), side),
    Operator::harm(FAMILY, "answer-code-wrong", "the words of a coded answer are right, the code is another", &["social", "functional", "result"], (ALTERED, &["value", "code"]), answer_wrong),
    Operator::twin(FAMILY, "display-in-capitals", "displays of codes in capital letters", CODED, capitals),
    Operator::twin(FAMILY, "display-left-out", "no display beside the code where its words stand beside it", CODED, display_left_out),
    Operator::twin(FAMILY, "own-translation-added", "the destination's own code is added beside the right one", CODED, translation_added),
    Operator::twin(FAMILY, "translations-reordered", "the translations of a code stand in another order", CODED, translations_turned),
];

/// The coded element that names the record, edited.
fn named(holder: &mut Element, around: &Around<'_>, edit: impl FnOnce(&mut Element) -> Option<()>) -> Effect {
    let kind = around.kind();
    if !is_named(kind, holder) {
        return Effect::None;
    }
    core_edited(holder, around, |core| {
        // A name beside the code would still tell the right drug.
        let code = core.down_mut(concept_path(kind))?;
        done(!code.attribute("codeSystem").is_empty())?;
        edit(code)
    })
}

fn translated(code: &Element) -> bool {
    code.child("translation").is_some_and(|t| !t.attribute("code").is_empty())
}

fn system_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    named(holder, around, |code| {
        done(!translated(code))?;
        code.unset("codeSystemName");
        done(code.unset("codeSystem"))
    })
}

/// Another system for each of the common ones.
const OTHERS: [(&str, &str); 8] = [
    ("2.16.840.1.113883.6.96", "2.16.840.1.113883.6.90"),
    ("2.16.840.1.113883.6.90", "2.16.840.1.113883.6.96"),
    ("2.16.840.1.113883.6.103", "2.16.840.1.113883.6.90"),
    ("2.16.840.1.113883.6.88", "2.16.840.1.113883.6.96"),
    ("2.16.840.1.113883.6.1", "2.16.840.1.113883.6.96"),
    ("2.16.840.1.113883.12.292", "2.16.840.1.113883.6.88"),
    ("2.16.840.1.113883.6.59", "2.16.840.1.113883.6.88"),
    ("2.16.840.1.113883.6.12", "2.16.840.1.113883.6.96"),
];

fn system_other(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    named(holder, around, |code| {
        let (_, other) = OTHERS.iter().find(|(from, _)| *from == code.attribute("codeSystem"))?;
        done(!translated(code))?;
        code.unset("codeSystemName");
        code.set("codeSystem", other);
        Some(())
    })
}

fn system_dummy(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    named(holder, around, |code| {
        done(!translated(code))?;
        code.unset("codeSystemName");
        code.set("codeSystem", "1.3.6.1.4.1.99999.1");
        Some(())
    })
}

/// Only the words of a coded element remain, as C-CDA writes that.
pub(super) fn words_kept(code: &mut Element) -> Option<()> {
    let display = resolved(code.attribute("displayName"));
    let worded = code.child("originalText").is_some_and(|t| !t.words().is_empty() || t.child("reference").is_some());
    done(worded || !display.is_empty())?;
    code.drop_named("translation");
    for name in ["code", "codeSystem", "codeSystemName", "displayName"] {
        code.unset(name);
    }
    code.set("nullFlavor", "OTH");
    if !worded {
        let mut words = code.akin("originalText");
        words.children.push(Node::Other(escaped(&display)));
        code.children.insert(0, Node::Element(words));
    }
    Some(())
}

fn code_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    named(holder, around, words_kept)
}

/// The last digit of a code, or its last but a check digit, one higher.
fn mistyped(code: &str) -> Option<String> {
    let at = code.bytes().rposition(|b| b.is_ascii_digit())?;
    let digit = code.get(at..=at)?.parse::<u32>().ok()?;
    Some(format!("{}{}{}", code.get(..at)?, (digit + 1) % 10, code.get(at + 1..)?))
}

/// Another code in place of the one, and of the translations that only repeat it.
fn recoded(element: &mut Element, code: &str) {
    let before = element.attribute("code").to_string();
    element.drop_all(|t| t.local() == "translation" && t.attribute("code") == before);
    element.set("code", code);
}

fn digit_wrong(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    named(holder, around, |code| {
        let other = mistyped(code.attribute("code"))?;
        recoded(code, &other);
        Some(())
    })
}

/// The name of another entry of the same section, with another code in the same system.
fn another(holder: &Element, around: &mut Around<'_>) -> Option<Element> {
    let kind = around.kind();
    let own = concept(kind, holder)?;
    let (code, system) = (own.attribute("code").to_string(), own.attribute("codeSystem").to_string());
    let others: Vec<Element> = around
        .siblings()
        .into_iter()
        .filter_map(|number| concept(kind, around.charts.element(number)?))
        .filter(|o| !matches!(o.attribute("code"), "" | "ASSERTION") && o.attribute("code") != code && o.attribute("codeSystem") == system)
        .cloned()
        .collect();
    around.one(others)
}

fn neighbour(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    let Some(other) = another(holder, around) else { return Effect::None };
    named(holder, around, |code| {
        recoded(code, other.attribute("code"));
        Some(())
    })
}

/// The name of an entry of the kind in another document, with a code that no entry of this one has, in the same system. Words that it only
/// refers to stayed there.
fn foreign(holder: &Element, around: &mut Around<'_>) -> Option<Element> {
    let kind = around.kind();
    let own = concept(kind, holder)?;
    let (whose, system) = (around.charts.whose(around.own).to_string(), own.attribute("codeSystem").to_string());
    let mut here: Vec<&str> = vec![own.attribute("code")];
    for (number, record) in around.charts.records.iter().enumerate().filter(|(_, record)| record.whose == whose) {
        here.extend(around.charts.element(number).and_then(|element| concept(record.kind, element)).map(|found| found.attribute("code")));
    }
    let is_other = |o: &&Element| !matches!(o.attribute("code"), "" | "ASSERTION") && !here.contains(&o.attribute("code")) && !o.attribute("displayName").is_empty() && o.attribute("codeSystem") == system;
    let mut others: Vec<Element> = Vec::new();
    for number in around.of_kind(kind, false) {
        others.extend(around.charts.element(number).and_then(|element| concept(kind, element)).filter(is_other).cloned());
    }
    others.iter_mut().for_each(|other| {
        other.drop_named("originalText");
    });
    around.one(others)
}

fn replaced(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    let Some(other) = foreign(holder, around) else { return Effect::None };
    renamed(holder, around, other)
}

/// Not to be done to every entry at once: of two entries that exchange their names nobody can tell whether the names were exchanged, or all
/// the rest. Words by reference lead to the narrative of the other entry, which is what happens.
fn exchanged(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    let Some(other) = another(holder, around) else { return Effect::None };
    renamed(holder, around, other)
}

/// The name of the record replaced by another.
fn renamed(holder: &mut Element, around: &Around<'_>, mut other: Element) -> Effect {
    named(holder, around, |code| {
        other.name.clone_from(&code.name);
        *code = other;
        Some(())
    })
}

fn translation_wrong(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    named(holder, around, |code| {
        let system = code.attribute("codeSystem").to_string();
        let translation = code.elements_mut().find(|t| t.local() == "translation" && !t.attribute("code").is_empty() && !t.attribute("codeSystem").is_empty() && t.attribute("codeSystem") != system)?;
        let other = mistyped(translation.attribute("code"))?;
        translation.set("code", &other);
        Some(())
    })
}

/// The ICD code is the first one, or a translation.
fn icd_dropped(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    fn cut(code: &mut Element) -> Option<()> {
        let given = code.attribute("code").to_string();
        let icd = matches!(code.attribute("codeSystem"), "2.16.840.1.113883.6.90" | "2.16.840.1.113883.6.3" | "2.16.840.1.113883.6.103");
        done(icd && given.len() > 5)?;
        let mut short = given;
        short.pop();
        code.set("code", short.trim_end_matches('.'));
        Some(())
    }
    named(holder, around, |code| {
        if cut(code).is_some() {
            return Some(());
        }
        code.elements_mut().filter(|t| t.local() == "translation").find_map(cut)
    })
}

const SIDES: [(&str, &str, &str); 2] = [("7771000", "24028007", "Right"), ("24028007", "7771000", "Left")];

fn side(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        let is_side = |e: &Element| SIDES.iter().any(|(from, ..)| *from == e.attribute("code"));
        let ways = core.within(is_side);
        for way in &ways {
            let element = core.at_mut(way)?;
            let (_, code, display) = SIDES.iter().find(|(from, ..)| *from == element.attribute("code"))?;
            element.set("code", code);
            element.set("displayName", display);
        }
        done(!ways.is_empty())
    })
}

fn answer_wrong(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        let value = core.child_mut("value")?;
        done(!value.attribute("codeSystem").is_empty() && !translated(value))?;
        let other = mistyped(value.attribute("code"))?;
        value.set("code", &other);
        Some(())
    })
}

fn capitals(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    named(holder, around, |code| {
        let display = resolved(code.attribute("displayName"));
        code.set("displayName", &display.to_uppercase());
        done(!display.is_empty() && display.is_ascii())
    })
}

fn display_left_out(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    named(holder, around, |code| {
        let worded = code.child("originalText").is_some_and(|t| !t.words().is_empty());
        done(worded && code.unset("displayName"))
    })
}

fn translation_added(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    named(holder, around, |code| {
        let own = code.akin("translation").with("code", "OWN-4711").with("codeSystem", "1.3.6.1.4.1.99999.2").with("codeSystemName", "Own codes");
        code.children.push(Node::Element(own));
        Some(())
    })
}

fn translations_turned(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    named(holder, around, |code| done(super::base::turned(code, "translation")))
}
