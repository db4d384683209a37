//! What statements mean: the sets they belong to and the concepts they are counted under, worked out once for all that say the same.
//!
//! What a statement means depends on its codes and words alone, and the statements of a book say few different things. So a meaning is
//! remembered by all that it depends on, up to a declared number of them; beyond it the memory starts anew. With it is remembered where its
//! cells stand. What must stay true: what is remembered is what would be worked out. Nothing here knows a patient.

use super::sets::{Belongs, Sets, codings, declared, words};
use crate::codes::Equivalences;
use model::{Aspect, Statement, Value};
use rustc_hash::FxHashMap;

/// Meanings that are remembered; beyond it the memory starts anew.
const REMEMBERED_MAX: usize = 50_000;

/// What a statement means.
#[derive(Debug)]
pub(crate) struct Meaning {
    /// Sets it belongs to.
    pub(crate) belongs: Belongs,
    /// Every coding, own and declared to mean the same in a system that no own one is of, each once; the words alone without any.
    pub(crate) concepts: Vec<Concept>,
}

/// What statements of a kind are counted under: a code of a system, or words alone under none.
#[derive(Debug)]
pub(crate) struct Concept {
    /// `system\u{1f}code`.
    pub(crate) key: String,
    pub(crate) words: String,
    /// All that its statements call it, in lower case, until it is counted; nothing of words alone.
    pub(crate) said: Vec<String>,
    /// Where the codes of the kind count it, once they do.
    pub(crate) place: Option<usize>,
    /// Where its numbers are gathered, by their unit as it is written.
    pub(crate) units: Vec<(String, usize)>,
    /// What stands beside it is noted of the legacy book, of the destination's.
    pub(crate) noted: [bool; 2],
}

/// The meanings that were asked for.
#[derive(Debug, Default)]
pub(crate) struct Meanings {
    places: FxHashMap<Vec<u8>, usize>,
    meanings: Vec<Meaning>,
    /// Room for the key that is being asked for: most of them are remembered already.
    key: Vec<u8>,
}

impl Meanings {
    /// What a statement means.
    pub(crate) fn of(&mut self, statement: &Statement, sets: &Sets, equivalences: &Equivalences) -> &mut Meaning {
        put_key(statement, &mut self.key);
        let at = match self.places.get(&self.key) {
            Some(known) => *known,
            None => {
                if self.meanings.len() >= REMEMBERED_MAX {
                    self.places.clear();
                    self.meanings.clear();
                }
                self.places.insert(self.key.clone(), self.meanings.len());
                self.meanings.push(Meaning { belongs: sets.of(statement, equivalences), concepts: concepts(statement, equivalences) });
                self.meanings.len() - 1
            }
        };
        &mut self.meanings[at]
    }
}

/// Puts all that tells what a statement means, with its kind, in the place of another key: each part with its length, so that no two
/// statements share a key that say something else.
fn put_key(statement: &Statement, key: &mut Vec<u8>) {
    key.clear();
    key.push(statement.kind as u8);
    let mut put = |mark: u8, part: &[u8]| {
        key.push(mark);
        key.extend_from_slice(&(part.len() as u64).to_le_bytes());
        key.extend_from_slice(part);
    };
    let mut is_coded = false;
    for fact in statement.facts.iter().filter(|f| f.aspect == Aspect::Code) {
        match &fact.value {
            Value::Code(codings, text) => {
                is_coded |= !codings.is_empty();
                put(b'c', codings.packed());
                put(b't', text.as_bytes());
            }
            Value::Text(text) | Value::Word(text) => put(b'w', text.as_bytes()),
            _ => {}
        }
    }
    // What it is called counts only where no code says it.
    for aspect in [Aspect::Text, Aspect::Title].into_iter().filter(|_| !is_coded) {
        if let Some(Value::Text(text) | Value::Word(text)) = statement.value(aspect) {
            put(b'n', text.as_bytes());
        }
    }
}

fn concepts(statement: &Statement, equivalences: &Equivalences) -> Vec<Concept> {
    let mut said: Vec<String> = words(statement).iter().map(|text| text.trim().to_string()).collect();
    if codings(statement).next().is_none() {
        let alone = said.into_iter().next().map(|text| Concept { key: format!("\u{1f}{text}"), words: text, said: Vec::new(), place: None, units: Vec::new(), noted: [false; 2] });
        return alone.into_iter().collect();
    }
    said.sort_unstable();
    said.dedup();
    said.retain(|text| !text.is_empty());
    let mut out: Vec<Concept> = Vec::new();
    let mut put = |system: &str, code: &str, words: &str| {
        let key = format!("{system}\u{1f}{code}");
        if out.iter().all(|known| known.key != key) {
            out.push(Concept { key, words: words.to_string(), said: said.clone(), place: None, units: Vec::new(), noted: [false; 2] });
        }
    };
    for coding in codings(statement) {
        put(&coding.system, &coding.code, &coding.display);
        for (system, code) in declared(statement, coding, equivalences) {
            put(system, code, &coding.display);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Coding, Fact, How, Kind, Origin};

    fn statement(kind: Kind, facts: Vec<(Aspect, Value)>) -> Statement {
        let facts = facts.into_iter().map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied }).collect();
        Statement { kind, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: String::new() }, facts }
    }

    fn coded(codings: &[(&str, &str, &str)], text: &str) -> Value {
        let coding = |(system, code, display): &(&str, &str, &str)| Coding { system: (*system).into(), code: (*code).into(), display: (*display).into() };
        Value::code(codings.iter().map(coding).collect::<model::Codings>(), text)
    }

    fn told(meaning: &Meaning) -> Vec<(String, String)> {
        meaning.concepts.iter().map(|c| (c.key.clone(), c.words.clone())).collect()
    }

    #[test]
    fn what_is_remembered_is_what_would_be_worked_out() {
        let text = |text: &str| Value::Text(text.into());
        let values = [
            vec![(Aspect::Code, coded(&[("urn:a", "1", "Gout")], ""))],
            vec![(Aspect::Code, coded(&[("urn:a", "1", "gout")], ""))],
            vec![(Aspect::Code, coded(&[("urn:a", "1", "")], "Gout"))],
            vec![(Aspect::Code, coded(&[], "Gout"))],
            vec![(Aspect::Code, coded(&[("urn:a", "1\u{1f}x", "")], ""))],
            vec![(Aspect::Code, coded(&[("urn:a\u{1f}1", "x", "")], ""))],
            vec![(Aspect::Code, text("Gout"))],
            vec![(Aspect::Code, text("")), (Aspect::Text, text("Gout"))],
            vec![(Aspect::Text, text("Gout"))],
            vec![(Aspect::Title, text("Other")), (Aspect::Text, text("Gout"))],
            vec![(Aspect::Code, coded(&[("urn:a", "1", "Gout")], "")), (Aspect::Text, text("a remark"))],
            vec![(Aspect::Code, coded(&[("urn:a", "1", "Gout")], "")), (Aspect::Code, coded(&[("urn:b", "2", "Gout")], "attack"))],
            vec![(Aspect::Code, coded(&[("urn:a", "1", "Gout"), ("urn:b", "2", "Gout")], "attack"))],
        ];
        let mut equivalences = Equivalences::default();
        equivalences.add(("urn:a", "1"), ("urn:c", "3"));
        let sets = Sets::default();
        let mut meanings = Meanings::default();
        for _ in 0..2 {
            for facts in &values {
                let said = statement(Kind::Problem, facts.clone());
                let anew = told(Meanings::default().of(&said, &sets, &equivalences));
                assert_eq!(told(meanings.of(&said, &sets, &equivalences)), anew, "{facts:?}");
            }
        }
        // A remark beside a code is no part of what it means; what stands alone is.
        let of = |facts: Vec<(Aspect, Value)>| told(Meanings::default().of(&statement(Kind::Problem, facts), &sets, &equivalences));
        assert_eq!(of(vec![(Aspect::Text, text(" Gout "))]), [("\u{1f}gout".to_string(), "gout".to_string())]);
        assert_eq!(of(vec![(Aspect::Code, text("")), (Aspect::Text, text("Gout"))]), [("\u{1f}".to_string(), String::new())]);
    }

    #[test]
    fn the_cells_of_one_kind_are_not_those_of_another() {
        let facts = vec![(Aspect::Code, coded(&[("urn:a", "1", "Gout")], ""))];
        let (problem, order) = (statement(Kind::Problem, facts.clone()), statement(Kind::Order, facts));
        let mut meanings = Meanings::default();
        let (sets, equivalences) = (Sets::default(), Equivalences::default());
        meanings.of(&problem, &sets, &equivalences).concepts[0].place = Some(7);
        assert_eq!(meanings.of(&order, &sets, &equivalences).concepts[0].place, None);
        assert_eq!(meanings.of(&problem, &sets, &equivalences).concepts[0].place, Some(7));
    }
}
