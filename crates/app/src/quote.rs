//! A sentence of a note as the desktop may see it: scrubbed against the words that may stay and against everybody this chart
//! knows. What it is about is shown as our own lexicon writes it, else scrubbed like the rest.

use crate::commands::structure;
use crate::compare::{Charts, NoteEvidence};
use crate::show::Showing;
use contract::NoteQuote;
use deid::{FreeText, Known};
use model::{Aspect, Kind, Phi, Statement, Value};

/// The quote of a finding.
pub(crate) fn quote(evidence: &NoteEvidence, charts: &Charts, showing: &Showing<'_>) -> NoteQuote {
    let known = Known::new(people(charts));
    let scrubbed = |text: &str| deid::free_text(&Phi::new(text), &known, FreeText::Scrubbed).into_value();
    let named = deid::word(&Phi::new(evidence.mention.to_lowercase()), &balance::note_names()).map(|w| (*w.value()).to_string());
    let (side, prefix, chart) = match evidence.of_legacy {
        true => ("legacy", 'L', &charts.legacy),
        false => ("destination", 'D', &charts.destination),
    };
    NoteQuote {
        check: evidence.check.clone(),
        side: side.into(),
        before: scrubbed(&evidence.before),
        mention: named.unwrap_or_else(|| scrubbed(&evidence.mention)),
        after: scrubbed(&evidence.after),
        day: chart.get(evidence.note).and_then(Statement::when).map(|d| showing.day(&d)),
        statement: format!("{prefix}{}", evidence.note),
        locator: structure(&evidence.place),
    }
}

/// Identifiers of the patient, and who wrote or did something: they are hidden though they be everyday words.
fn people(charts: &Charts) -> Vec<String> {
    let mut out = Vec::new();
    for statement in charts.legacy.iter().chain(&charts.destination) {
        for fact in &statement.facts {
            let identifies = match statement.kind {
                Kind::Demographic => !matches!(
                    fact.aspect,
                    Aspect::Sex | Aspect::Race | Aspect::Ethnicity | Aspect::Language | Aspect::MaritalStatus | Aspect::State | Aspect::Country | Aspect::Deceased
                ),
                _ => matches!(fact.aspect, Aspect::Author | Aspect::Performer),
            };
            if identifies && matches!(fact.value, Value::Text(_) | Value::Word(_) | Value::Key(_) | Value::Date(_)) {
                out.push(fact.value.shown());
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Date, Fact, How, Origin};

    fn statement(kind: Kind, aspect: Aspect, value: Value) -> Statement {
        let facts = vec![Fact { aspect, value, place: 0, how: How::Copied }];
        Statement { kind, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: String::new() }, facts }
    }

    #[test]
    fn a_quote_shows_the_drug_and_hides_who_it_is_about() {
        let date = Date::parse_iso("2014-03-01").unwrap();
        let legacy = vec![
            statement(Kind::Demographic, Aspect::Given, Value::Text("Hope".into())),
            statement(Kind::Note, Aspect::Effective, Value::Date(date)),
            statement(Kind::Problem, Aspect::Author, Value::Text("Quackenbush, Zebulon MD".into())),
        ];
        let charts = Charts { legacy, destination: Vec::new(), pairs: Vec::new(), anchor: date.days() + 3 };
        let common = std::collections::HashSet::new();
        let showing = Showing { anchor: charts.anchor, common: &common };
        let evidence = NoteEvidence {
            check: "stopped in the note".into(),
            of_legacy: true,
            note: 1,
            before: "On 03/01/2014 hope was told by zebulon that ".into(),
            mention: "WARFARIN".into(),
            after: " was stopped today, phone 555-123-4567.".into(),
            place: "notes.csv:17".into(),
        };
        let quote = quote(&evidence, &charts, &showing);
        assert_eq!((quote.mention.as_str(), quote.day, quote.statement.as_str(), quote.side.as_str()), ("warfarin", Some(-3), "L1", "legacy"));
        let all = format!("{}{}{}", quote.before, quote.mention, quote.after);
        for secret in ["hope", "zebulon", "03/01", "4567"] {
            assert!(!all.contains(secret), "{all}");
        }
        assert!(quote.after.contains("was stopped today"), "{all}");
    }
}
