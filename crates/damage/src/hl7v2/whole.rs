//! Twins that rewrite a whole file: other delimiters and line ends, framing, envelopes, other numbers, another order.

use super::base::turn_run;
use super::message::{Message, Segment};
use super::Operator;
use crate::{Dice, Family};

pub(super) const OPERATORS: &[Operator] = &[
    Operator::whole(Family::Text, "other-delimiters", "fields, components and repetitions are parted by other characters", |m, _| delimited(m)),
    Operator::whole(Family::Text, "carriage-returns", "segments end with a carriage return", |m, _| written(m, "\r", "")),
    Operator::whole(Family::Text, "carriage-returns-and-line-feeds", "segments end with a carriage return and a line feed", |m, _| written(m, "\r\n", "\r\n")),
    Operator::whole(Family::Text, "framed", "messages stand in the blocks of MLLP", |m, _| framed(m)),
    Operator::whole(Family::List, "batched", "the messages stand in a batch in a file, which count them", |m, _| batched(m)),
    Operator::whole(Family::List, "messages-reordered", "the messages stand in another order", |m, _| written(&m.iter().rev().cloned().collect::<Vec<_>>(), "\n", "")),
    Operator::whole(Family::List, "allergies-reordered", "the allergies of a message stand in another order", |m, _| edited(m, turned_allergies)),
    Operator::whole(Family::Identity, "sent-anew", "every message has a new control number, sender and time of its own", sent_anew),
    Operator::whole(Family::Identity, "newer-version", "the messages claim a newer version of the standard", |m, _| edited(m, |message| each(message, "MSH", |msh| msh.put(12, "2.8.1")))),
    Operator::whole(Family::Code, "structure-left-out", "the messages do not name their structure", |m, _| edited(m, |message| each(message, "MSH", |msh| msh.put_part(9, 3, "")))),
    Operator::whole(Family::Invented, "character-set-named", "the messages name their character set", |m, _| edited(m, |message| each(message, "MSH", |msh| msh.put(18, "UNICODE UTF-8")))),
    Operator::whole(Family::Invented, "own-segments-added", "every message ends with a segment of the destination's own", |m, _| edited(m, |message| message.segments.push(Segment::named("ZLD").with(1, "1").with(2, "LOADED")))),
    Operator::whole(Family::Lost, "empty-fields-left-out", "empty fields at the end of segments are left out", |m, _| edited(m, shortened)),
    Operator::whole(Family::Lost, "set-numbers-left-out", "the segments of a list are not numbered", |m, _| edited(m, unnumbered)),
];

/// The messages as text, each segment with an end, and so much between two messages.
fn written(messages: &[Message], end: &str, between: &str) -> String {
    let mut out = String::new();
    for message in messages {
        for segment in &message.segments {
            out.push_str(&segment.text());
            out.push_str(end);
        }
        out.push_str(between);
    }
    out
}

fn edited(messages: &[Message], edit: impl Fn(&mut Message)) -> String {
    let mut copies = messages.to_vec();
    copies.iter_mut().for_each(edit);
    written(&copies, "\n", "")
}

fn each(message: &mut Message, name: &str, edit: impl Fn(&mut Segment)) {
    message.segments.iter_mut().filter(|s| s.name == name).for_each(edit);
}

/// Other characters in place of the usual ones; a message whose texts hold these stays as it is.
fn delimited(messages: &[Message]) -> String {
    const OTHERS: [(char, char); 5] = [('|', '!'), ('^', '}'), ('~', ';'), ('\\', '`'), ('&', '$')];
    // An escape sequence stands for the delimiter of its message: under other ones the usual character stands for itself.
    const ESCAPED: [(&str, &str, char); 5] = [("\\F\\", "\u{e000}", '|'), ("\\S\\", "\u{e001}", '^'), ("\\R\\", "\u{e002}", '~'), ("\\E\\", "\u{e003}", '\\'), ("\\T\\", "\u{e004}", '&')];
    let mut out = String::new();
    for message in messages {
        let plain = !message.segments.iter().skip(1).any(|s| s.fields.iter().any(|f| f.contains(OTHERS.map(|(_, other)| other))));
        // Who does not escape what stands in a text means the character itself.
        let raw = message.segments.iter().any(|s| (s.name == "NTE" && s.field(3).contains(['^', '&', '~'])) || (s.name == "OBX" && matches!(s.field(2), "TX" | "FT" | "ST" | "") && s.field(5).contains(['^', '&', '~'])));
        for segment in &message.segments {
            let text = segment.text();
            if plain && !raw {
                let held = ESCAPED.iter().fold(text, |text, (sequence, mark, _)| text.replace(sequence, mark));
                let other = |c: char| OTHERS.iter().find(|(usual, _)| *usual == c).map_or(c, |(_, other)| *other);
                let line: String = held.chars().map(other).collect();
                out.push_str(&ESCAPED.iter().fold(line, |line, (_, mark, literal)| line.replace(mark, &literal.to_string())));
            } else {
                out.push_str(&text);
            }
            out.push('\n');
        }
    }
    out
}

fn framed(messages: &[Message]) -> String {
    messages.iter().map(|message| format!("\u{b}{}\u{1c}\r", written(std::slice::from_ref(message), "\r", ""))).collect()
}

fn batched(messages: &[Message]) -> String {
    let body = written(messages, "\r", "");
    format!("FHS|^~\\&|NEW|H\rBHS|^~\\&|NEW|H\r{body}BTS|{}\rFTS|1\r", messages.len())
}

/// Only the allergies of a list that is sent whole.
fn turned_allergies(message: &mut Message) {
    turn_run(&mut message.segments, "AL1");
}

fn sent_anew(messages: &[Message], dice: &mut Dice) -> String {
    let mut copies = messages.to_vec();
    for message in &mut copies {
        let number = format!("N{:012}", dice.draw() % 1_000_000_000_000);
        for msh in message.segments.iter_mut().filter(|s| s.name == "MSH") {
            msh.put(3, "NEWSYSTEM");
            msh.put(4, "NEWHOSPITAL");
            msh.put(7, "20260701120000");
            msh.put(10, &number);
        }
    }
    written(&copies, "\n", "")
}

fn shortened(message: &mut Message) {
    for segment in &mut message.segments {
        while segment.fields.last().is_some_and(String::is_empty) {
            segment.fields.pop();
        }
    }
}

/// The number of an insurance says who pays first where nothing else does.
fn unnumbered(message: &mut Message) {
    const COUNTED: [&str; 8] = ["PID", "AL1", "IAM", "DG1", "PR1", "OBR", "OBX", "FT1"];
    for segment in message.segments.iter_mut().filter(|s| COUNTED.contains(&s.name.as_str()) && !s.fields.is_empty()) {
        segment.put(1, "");
    }
}
