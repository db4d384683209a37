//! The questions of a questionnaire that somebody answered, however they are grouped.

use crate::fhir::values;
use formats::Json;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

/// Members of a group that say nothing but what the questions in it say.
const OF_A_GROUP: [&str; 4] = ["id", "linkId", "text", "definition"];
/// Members that hold what stands below: the second and third in DSTU2.
const BELOW: [&str; 3] = ["item", "group", "question"];

/// A response with its questions in one list: who stores it may put a group around them or take one away. What is asked several times, as each drug of a
/// list with its dose, stays together, and so does a group of what is asked in another group as well.
pub(super) fn listed<'j>(response: &Json<'j>) -> Option<Json<'j>> {
    let Json::Object(members) = response else { return None };
    if values::text(response, "resourceType") != Some("QuestionnaireResponse") {
        return None;
    }
    let mut times = Times::default();
    count(&inside(response).collect::<Vec<_>>(), &mut times);
    let mut asked = Vec::new();
    inside(response).for_each(|item| list(item, &times, &mut asked));
    let others = members.iter().filter(|(name, _)| !BELOW.contains(&&**name)).cloned();
    Some(Json::Object(others.chain(std::iter::once((Cow::Borrowed("item"), Json::Array(asked)))).collect()))
}

/// What stands inside of a response, a group or an answer.
fn inside<'a, 'j>(around: &'a Json<'j>) -> impl Iterator<Item = &'a Json<'j>> {
    BELOW.iter().flat_map(move |member| around.items(member))
}

/// What stands below a question or a group.
fn below<'a, 'j>(item: &'a Json<'j>) -> impl Iterator<Item = &'a Json<'j>> {
    inside(item).chain(item.items("answer").iter().flat_map(inside))
}

/// How often each number is asked, and by how many groups and questions.
#[derive(Default)]
struct Times<'a> {
    asked: HashMap<&'a str, usize>,
    holders: HashMap<&'a str, usize>,
}

/// Counts what stands below one group, and below all that does.
fn count<'a>(items: &[&'a Json<'_>], times: &mut Times<'a>) {
    let numbers: Vec<&'a str> = items.iter().copied().filter_map(|item| item.text("linkId")).collect();
    for number in &numbers {
        *times.asked.entry(*number).or_default() += 1;
    }
    for number in numbers.into_iter().collect::<BTreeSet<&'a str>>() {
        *times.holders.entry(number).or_default() += 1;
    }
    for &item in items {
        count(&below(item).collect::<Vec<_>>(), times);
    }
}

fn list<'j>(item: &Json<'j>, times: &Times<'_>, asked: &mut Vec<Json<'j>>) {
    let Json::Object(members) = item else { return };
    let several = |counted: &HashMap<&str, usize>, number: &str| counted.get(number).is_some_and(|times| *times > 1);
    let is_one_of_several = || below(item).filter_map(|inner| inner.text("linkId")).any(|number| several(&times.holders, number));
    let is_repeated = item.text("linkId").is_none_or(|number| several(&times.asked, number)) || is_one_of_several();
    if below(item).next().is_none() || is_repeated || item.items("answer").len() > 1 {
        return asked.push(item.clone());
    }
    if !members.iter().all(|(name, _)| OF_A_GROUP.contains(&&**name) || BELOW.contains(&&**name)) {
        let own = members.iter().filter(|(name, _)| !BELOW.contains(&&**name));
        let without = |(name, value): &(Cow<'j, str>, Json<'j>)| (name.clone(), if name == "answer" { alone(value) } else { value.clone() });
        asked.push(Json::Object(own.map(without).collect()));
    }
    below(item).for_each(|inner| list(inner, times, asked));
}

/// The numbers of groups with the words that they are headed by, which say what is asked below however it is grouped.
pub(super) fn headings<'a>(response: &'a Json<'_>) -> Vec<(&'a str, &'a str)> {
    let mut found = Vec::new();
    if values::text(response, "resourceType") == Some("QuestionnaireResponse") {
        inside(response).for_each(|item| headed(item, &mut found));
    }
    found
}

fn headed<'a>(item: &'a Json<'_>, found: &mut Vec<(&'a str, &'a str)>) {
    let is_group = inside(item).next().is_some() && item.items("answer").is_empty();
    found.extend(item.text("linkId").zip(item.text("text")).filter(|_| is_group));
    below(item).for_each(|inner| headed(inner, found));
}

/// Answers without what was asked because of them.
fn alone<'j>(answers: &Json<'j>) -> Json<'j> {
    match answers {
        Json::Array(answers) => Json::Array(answers.iter().map(alone).collect()),
        Json::Object(members) => Json::Object(members.iter().filter(|(name, _)| !BELOW.contains(&&**name)).cloned().collect()),
        other => other.clone(),
    }
}
