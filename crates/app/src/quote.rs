//! A sentence of a note, or the note, as the desktop may see it: scrubbed against the words that may stay and against everybody
//! this chart knows. What it is about is shown as our own lexicon writes it, else scrubbed like the rest.

use crate::commands::place;
use crate::compare::{Charts, NoteEvidence};
use crate::show::Showing;
use balance::{note_body, note_sentences, note_words};
use contract::{NoteQuote, NoteSentence, NoteText};
use deid::{FreeText, Known};
use model::{Aspect, Kind, Phi, Side, Statement, Value};

/// Sentences of a note that are sent at most: a discharge summary has some 200.
const SENTENCES_MAX: usize = 600;
/// Characters of one that are sent at most: a text without full stops is one sentence.
const SENTENCE_MAX: usize = 2_000;

fn scrubbed(text: &str, known: &Known) -> String {
    deid::free_text(&Phi::new(text), known, FreeText::Scrubbed).into_value()
}

/// What a sentence is about, as our own lexicon writes it.
fn named(mention: &str, known: &Known) -> String {
    let word = deid::word(&Phi::new(mention.to_lowercase()), &balance::note_names()).map(|w| (*w.value()).to_string());
    word.unwrap_or_else(|| scrubbed(mention, known))
}

/// The words of a note, with the sentences that findings rest on; its locator is the caller's. Nothing for a note without any.
pub(crate) fn note_text(note: &Statement, side: Side, evidence: &[(String, NoteEvidence)], charts: &Charts, showing: &Showing<'_>) -> Option<NoteText> {
    let body = note_body(note)?;
    let known = Known::new(people(charts));
    let mut sentences = Vec::new();
    let mut at = 0;
    for (start, end) in note_sentences(body) {
        if sentences.len() > SENTENCES_MAX {
            break;
        }
        let between = note_words(body, (at, start));
        let line = begins_line(body, at, start);
        if between.chars().any(char::is_alphanumeric) {
            sentences.push(plain_sentence(&between, &known, (true, true)));
        }
        let words = note_words(body, (start, end));
        sentences.push(match evidence.iter().find(|(_, e)| holds(&words, e)) {
            Some((finding, e)) => marked(finding, e, &known, line),
            None => plain_sentence(&words, &known, (line, false)),
        });
        at = end;
    }
    let truncated = sentences.len() > SENTENCES_MAX;
    sentences.truncate(SENTENCES_MAX);
    (!sentences.is_empty()).then(|| NoteText {
        side: side.word().into(),
        day: note.when().map(|d| showing.day(&d)),
        locator: String::new(),
        sentences,
        truncated,
    })
}

fn plain_sentence(words: &str, known: &Known, (line, heading): (bool, bool)) -> NoteSentence {
    let cut: String = words.chars().take(SENTENCE_MAX).collect();
    let rest = if cut.len() < words.len() { " …" } else { "" };
    NoteSentence { before: format!("{}{rest}", scrubbed(&cut, known)), line, heading, ..NoteSentence::default() }
}

fn marked(finding: &str, evidence: &NoteEvidence, known: &Known, line: bool) -> NoteSentence {
    NoteSentence {
        before: scrubbed(&evidence.before, known),
        mention: named(&evidence.mention, known),
        after: scrubbed(&evidence.after, known),
        line,
        heading: false,
        check: evidence.check.clone(),
        finding: finding.into(),
    }
}

/// Whether a sentence is the one that was kept as evidence, which may have been cut at both ends.
fn holds(sentence: &str, evidence: &NoteEvidence) -> bool {
    let close = |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != '…').collect::<String>();
    close(sentence).contains(&close(&evidence.words()))
}

/// Whether what stands between two sentences begins a new line.
fn begins_line(body: &str, from: usize, to: usize) -> bool {
    from == 0 || body.get(from..to).is_some_and(|between| between.contains(['\n', '\r', '<']))
}

/// The quote of a finding.
pub(crate) fn quote(evidence: &NoteEvidence, charts: &Charts, showing: &Showing<'_>) -> NoteQuote {
    let known = Known::new(people(charts));
    let (side, prefix, chart) = match evidence.of_legacy {
        true => ("legacy", 'L', &charts.legacy),
        false => ("destination", 'D', &charts.destination),
    };
    NoteQuote {
        check: evidence.check.clone(),
        side: side.into(),
        before: scrubbed(&evidence.before, &known),
        mention: named(&evidence.mention, &known),
        after: scrubbed(&evidence.after, &known),
        day: chart.get(evidence.note).and_then(Statement::when).map(|d| showing.day(&d)),
        statement: chart.get(evidence.note).map_or_else(String::new, |_| format!("{prefix}{}", evidence.note)),
        locator: place(&evidence.place),
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
        let showing = Showing { anchor: charts.anchor, common: &common, terms: &Default::default() };
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

    #[test]
    fn a_note_is_scrubbed_whole_with_the_sentence_of_a_finding_marked() {
        let body = "Plan:\nZebulon was seen today. Warfarin was stopped.\nCall 555-123-4567.";
        let legacy = vec![statement(Kind::Note, Aspect::Body, Value::Text(body.into())), statement(Kind::Problem, Aspect::Author, Value::Text("Zebulon".into()))];
        let charts = Charts { legacy, destination: Vec::new(), pairs: Vec::new(), anchor: 0 };
        let common = std::collections::HashSet::new();
        let showing = Showing { anchor: 0, common: &common, terms: &Default::default() };
        let evidence = NoteEvidence {
            check: "stopped in the note".into(),
            of_legacy: true,
            note: 0,
            before: String::new(),
            mention: "Warfarin".into(),
            after: " was stopped.".into(),
            place: String::new(),
        };
        let text = note_text(&charts.legacy[0], Side::Legacy, &[("f-1".into(), evidence)], &charts, &showing).unwrap();
        let said: String = text.sentences.iter().map(|s| format!("{}{}{}|", s.before, s.mention, s.after)).collect();
        for secret in ["Zebulon", "4567"] {
            assert!(!said.contains(secret), "{said}");
        }
        let found: Vec<&NoteSentence> = text.sentences.iter().filter(|s| s.finding == "f-1").collect();
        assert_eq!(found.len(), 1, "{said}");
        assert_eq!((found[0].mention.as_str(), found[0].check.as_str()), ("warfarin", "stopped in the note"));
        assert!(text.sentences.iter().any(|s| s.before.contains("was seen today")), "{said}");
        assert_eq!((text.side.as_str(), text.truncated), ("legacy", false));
        assert!(note_text(&charts.legacy[1], Side::Legacy, &[], &charts, &showing).is_none(), "a problem has no words of a note");
    }
}
