//! The questions of a questionnaire that somebody answered, however they are grouped.

use crate::fhir::values;
use formats::Json;
use std::borrow::Cow;
use std::collections::HashMap;

/// Members of a group that say nothing but what the questions in it say.
const OF_A_GROUP: [&str; 5] = ["id", "linkId", "text", "definition", "item"];

/// A response with its questions in one list: who stores it may put a group around them or take one away. What is asked several times, as each drug of a
/// list with its dose, stays together.
pub(super) fn listed<'j>(response: &Json<'j>) -> Option<Json<'j>> {
    let Json::Object(members) = response else { return None };
    if values::text(response, "resourceType") != Some("QuestionnaireResponse") {
        return None;
    }
    let mut times = HashMap::new();
    response.items("item").iter().for_each(|item| count(item, &mut times));
    let mut asked = Vec::new();
    response.items("item").iter().for_each(|item| list(item, &times, &mut asked));
    let others = members.iter().filter(|(name, _)| name != "item").cloned();
    Some(Json::Object(others.chain(std::iter::once((Cow::Borrowed("item"), Json::Array(asked)))).collect()))
}

/// What stands below a question or a group.
fn below<'a, 'j>(item: &'a Json<'j>) -> impl Iterator<Item = &'a Json<'j>> {
    item.items("item").iter().chain(item.items("answer").iter().flat_map(|answer| answer.items("item")))
}

fn count<'a>(item: &'a Json<'_>, times: &mut HashMap<&'a str, usize>) {
    if let Some(number) = item.text("linkId") {
        *times.entry(number).or_default() += 1;
    }
    below(item).for_each(|inner| count(inner, times));
}

fn list<'j>(item: &Json<'j>, times: &HashMap<&str, usize>, asked: &mut Vec<Json<'j>>) {
    let Json::Object(members) = item else { return };
    let is_repeated = item.text("linkId").is_none_or(|number| times.get(number).is_some_and(|times| *times > 1));
    if below(item).next().is_none() || is_repeated || item.items("answer").len() > 1 {
        return asked.push(item.clone());
    }
    if !members.iter().all(|(name, _)| OF_A_GROUP.contains(&&**name)) {
        let own = members.iter().filter(|(name, _)| name != "item");
        let without = |(name, value): &(Cow<'j, str>, Json<'j>)| (name.clone(), if name == "answer" { alone(value) } else { value.clone() });
        asked.push(Json::Object(own.map(without).collect()));
    }
    below(item).for_each(|inner| list(inner, times, asked));
}

/// Answers without what was asked because of them.
fn alone<'j>(answers: &Json<'j>) -> Json<'j> {
    match answers {
        Json::Array(answers) => Json::Array(answers.iter().map(alone).collect()),
        Json::Object(members) => Json::Object(members.iter().filter(|(name, _)| name != "item").cloned().collect()),
        other => other.clone(),
    }
}
