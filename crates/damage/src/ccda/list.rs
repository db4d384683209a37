//! Lists and panels: an entry twice, a panel in pieces, a relative's disease as the patient's.

use super::base::{Around, Fixed, changed, edited, made, renewed, turned};
use super::charts::{is_named, statement};
use super::lost::ENTRIES;
use super::tree::{Element, Node};
use super::{Effect, Operator};
use crate::Family;

const FAMILY: Family = Family::List;
const TWICE: (Fixed, Fixed) = (&["duplicated", "invented"], &["statement"]);

pub(super) const OPERATORS: &[Operator] = &[
    Operator::harm(FAMILY, "duplicated", "an entry stands there twice, under two identifiers", ENTRIES, TWICE, duplicated),
    Operator::harm_one(FAMILY, "panel-in-pieces", "the results of a panel stand alone, without what the panel said for all of them", &["panel"], (&["altered", "lost", "split", "invented"], &["type", "time", "specimen", "performer", "author", "status", "statement"]), in_pieces),
    Operator::harm(FAMILY, "family-history-as-problem", "a disease of a relative is also a problem of the patient", &["family"], TWICE, relative_problem),
    Operator::harm(FAMILY, "problem-as-family-history", "a problem of the patient is a disease of a relative", &["problem"], (&["lost", "invented", "altered", "misplaced", "merged"], &["statement", "category"]), problem_relative),
    Operator::harm(FAMILY, "diagnosis-on-problem-list", "what was diagnosed at a visit stands on the list of problems", &["encounter"], (&["altered", "lost", "invented", "misplaced", "merged"], &["category", "statement"]), diagnosis_listed),
    Operator::harm_one(FAMILY, "last-result-wins", "an earlier result has the value of a later one", &["result", "vital"], (&["altered"], &["value"]), last_wins),
    Operator::twin(FAMILY, "components-reordered", "the parts of a panel stand in another order", &["panel"], reordered),
    Operator::twin(FAMILY, "relationships-reordered", "what belongs to an entry stands in another order", &["medication", "procedure", "immunization", "problem"], relationships),
];

fn duplicated(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    let mut copy = holder.clone();
    renewed(&mut copy, &mut around.dice);
    Effect::Added(vec![copy])
}

fn in_pieces(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    let Some(organizer) = statement(holder).filter(|o| !super::base::told(o, "code", "code").is_empty()) else { return Effect::None };
    let members: Vec<Element> = organizer.elements().filter(|e| e.local() == "component").filter_map(statement).cloned().collect();
    if members.is_empty() {
        return Effect::None;
    }
    let alone = |member: Element| holder.akin("entry").holding(member);
    let pieces: Vec<Element> = members.into_iter().map(alone).collect();
    holder.children.clear();
    Effect::Split(pieces)
}

/// Behind the first problem of the document, as an observation of its own.
fn relative_problem(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    let Some(beside) = around.of_kind("problem", true).into_iter().next() else { return Effect::None };
    let Some(value) = statement(holder).and_then(|o| o.child("value")).filter(|_| is_named("family", holder)) else { return Effect::None };
    let text = "<entry><observation classCode=\"OBS\" moodCode=\"EVN\"><templateId root=\"2.16.840.1.113883.10.20.22.4.4\"/><id root=\"2.25.4711\"/><code code=\"55607006\" codeSystem=\"2.16.840.1.113883.6.96\"/><statusCode code=\"completed\"/></observation></entry>";
    let Some(mut entry) = made(holder, text) else { return Effect::None };
    let Some(observation) = entry.child_mut("observation") else { return Effect::None };
    observation.children.push(Node::Element(value.clone()));
    renewed(&mut entry, &mut around.dice);
    around.beside = Some(beside);
    Effect::Added(vec![entry])
}

/// Behind the first relative of the document, as a disease of a mother.
fn problem_relative(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    let Some(beside) = around.of_kind("relative", true).into_iter().next() else { return Effect::None };
    let Some(value) = super::charts::concept("problem", holder).filter(|_| is_named("problem", holder)) else { return Effect::None };
    let text = "<entry><organizer classCode=\"CLUSTER\" moodCode=\"EVN\"><templateId root=\"2.16.840.1.113883.10.20.22.4.45\"/><statusCode code=\"completed\"/><subject><relatedSubject classCode=\"PRS\"><code code=\"MTH\" codeSystem=\"2.16.840.1.113883.5.111\" displayName=\"Mother\"/></relatedSubject></subject><component><observation classCode=\"OBS\" moodCode=\"EVN\"><templateId root=\"2.16.840.1.113883.10.20.22.4.46\"/><id root=\"2.25.4711\"/><code code=\"64572001\" codeSystem=\"2.16.840.1.113883.6.96\"/><statusCode code=\"completed\"/></observation></component></organizer></entry>";
    let Some(mut entry) = made(holder, text) else { return Effect::None };
    let Some(observation) = entry.down_mut("organizer/component/observation") else { return Effect::None };
    observation.children.push(Node::Element(value.clone()));
    renewed(&mut entry, &mut around.dice);
    around.beside = Some(beside);
    holder.children.clear();
    Effect::Split(vec![entry])
}

/// Behind the first problem of the document, in the act that it was diagnosed by.
fn diagnosis_listed(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    let Some(beside) = around.of_kind("problem", true).into_iter().next() else { return Effect::None };
    let is_diagnosis = |e: &Element| e.local() == "entryRelationship" && statement(e).is_some_and(|act| act.local() == "act" && super::base::coded(act, "29308-4"));
    let Some(encounter) = holder.child_mut("encounter") else { return Effect::None };
    let Some(act) = encounter.elements().find(|e| is_diagnosis(*e)).and_then(statement).cloned() else { return Effect::None };
    encounter.drop_all(is_diagnosis);
    around.beside = Some(beside);
    Effect::Split(vec![holder.akin("entry").holding(act)])
}

/// Another result of the same test in the document, with another number.
fn last_wins(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    let code = |e: &Element| statement(e).and_then(|o| o.child("code")).map(|c| c.attribute("code").to_string());
    let value = |e: &Element| statement(e).and_then(|o| o.child("value")).filter(|v| !v.attribute("value").is_empty()).cloned();
    let (Some(own), Some(number)) = (code(&*holder), value(&*holder)) else { return Effect::None };
    let same = |other: &Element| code(other).as_ref() == Some(&own);
    let others = around.siblings().into_iter().filter_map(|n| around.charts.element(n)).filter(|other| same(*other)).filter_map(value);
    let Some(other) = others.filter(|o| o.attribute("value") != number.attribute("value")).last() else { return Effect::None };
    edited(holder, |component| {
        let observation = component.elements_mut().find(|e| e.local() == "observation")?;
        *observation.child_mut("value")? = other;
        Some(())
    })
}

fn reordered(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    let organizer = holder.elements_mut().find(|e| e.local() == "organizer");
    changed(organizer.is_some_and(|o| turned(o, "component")))
}

/// Only of different sorts: among several reasons or supplies the first counts.
fn relationships(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    super::base::core_edited(holder, around, |core| {
        let kinds: Vec<(String, String)> = core.elements().filter(|e| e.local() == "entryRelationship").map(|r| (r.attribute("typeCode").to_string(), statement(r).map_or(String::new(), |s| s.local().to_string()))).collect();
        let apart = kinds.iter().enumerate().all(|(at, kind)| !kinds.iter().skip(at + 1).any(|other| other == kind));
        super::base::done(apart && turned(core, "entryRelationship"))
    })
}
