//! Words: cut, garbled, turned into their contrary, of another note; numbers that lost their zeros.

use super::base::{ALTERED, Around, Fixed, done, edited, main_edited};
use super::charts::Group;
use super::message::Segment;
use super::{Effect, Operator};
use crate::Family;
use crate::phrase::{contrary, first, letters, pointless};

const FAMILY: Family = Family::Text;
const NOTE: Fixed = &["note"];
const BODY: Fixed = &["body", "text"];
const COMMENTED: Fixed = &["result", "allergy", "problem"];

pub(super) const OPERATORS: &[Operator] = &[
    Operator::harm(FAMILY, "note-cut-at-255", "a note was cut after 255 characters", NOTE, (ALTERED, BODY), cut),
    Operator::harm(FAMILY, "last-lines-lost", "the last line of a note is gone", NOTE, (ALTERED, BODY), last_lost),
    Operator::harm(FAMILY, "lines-reordered", "an addendum stands before the note", NOTE, (ALTERED, BODY), turned),
    Operator::harm(FAMILY, "mojibake", "UTF-8 was read as Latin-1", NOTE, (ALTERED, BODY), |g, _| reworded(g, |w| (!w.is_ascii()).then(|| w.bytes().map(char::from).filter(|c| !c.is_control()).collect()))),
    Operator::harm(FAMILY, "letters-lost", "letters that are not English have become question marks", NOTE, (ALTERED, BODY), |g, _| reworded(g, |w| (!w.is_ascii()).then(|| w.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect()))),
    Operator::harm(FAMILY, "negation-lost-in-note", "a note says the contrary: its no, not or denies is gone", NOTE, (&["altered", "contradicted"], BODY), |g, _| reworded(g, contrary)),
    Operator::harm(FAMILY, "point-lost-in-note", "a decimal point in a note is gone: 0.5 mg has become 05 mg", NOTE, (ALTERED, BODY), |g, _| reworded(g, pointless)),
    Operator::harm(FAMILY, "note-of-another", "a note has the words of a note of another patient", NOTE, (&["altered", "misplaced", "lost", "invented", "duplicated", "merged"], &["body", "text", "statement"]), another),
    Operator::harm(FAMILY, "words-joined", "the line ends of a note are gone and words have grown together", NOTE, (ALTERED, BODY), joined),
    Operator::harm(FAMILY, "escape-unresolved", "an ampersand in a note shows as its escape sequence, or is gone", NOTE, (ALTERED, BODY), |g, _| reworded(g, |w| w.contains("\\T\\").then(|| w.replace("\\T\\", "\\E\\T\\E\\")))),
    Operator::harm(FAMILY, "comment-turned", "a comment says the contrary: its no or not is gone", COMMENTED, (&["altered", "contradicted"], &["text"]), comment_turned),
    Operator::harm(FAMILY, "comment-cut", "a comment was cut after twenty characters", COMMENTED, (ALTERED, &["text"]), comment_cut),
    Operator::harm(FAMILY, "text-result-cut", "a result in words was cut after twelve characters", &["result"], (ALTERED, &["value"]), value_cut),
    Operator::harm(FAMILY, "leading-zeros-lost", "a number that began with zeros lost them", &["patient", "immunization"], (&["altered", "misplaced", "lost", "invented"], &["mrn", "lot", "patient", "statement"]), zeros),
    Operator::twin(FAMILY, "escaped-otherwise", "an ampersand in a note is written by its number", NOTE, |g, _| reworded(g, |w| w.contains("\\T\\").then(|| w.replace("\\T\\", "\\X26\\")))),
    Operator::twin(FAMILY, "highlighted", "the words of a note are set in bold type", NOTE, |g, _| reworded(g, |w| (w.len() > 20 && !w.contains('\\')).then(|| format!("\\H\\{w}\\N\\")))),
    Operator::twin(FAMILY, "lines-as-repetitions", "the lines of a note stand in one segment", NOTE, repeated),
];

/// Whether a segment is a line of a note.
fn is_line(segment: &Segment) -> bool {
    segment.name == "OBX" && matches!(segment.field(2), "TX" | "FT" | "ST") && segment.has(5)
}

/// The first line of a note that an edit changes.
fn reworded(group: &mut Group, change: impl Fn(&str) -> Option<String>) -> Effect {
    edited(group, |g| {
        let lines = g.segments.iter_mut().filter(|s| is_line(s));
        for line in lines {
            if let Some(new) = change(line.field(5)).filter(|new| new != line.field(5)) {
                line.put(5, &new);
                return Some(());
            }
        }
        None
    })
}

/// The whole note cut, line after line.
fn cut(group: &mut Group, _: &mut Around<'_>) -> Effect {
    edited(group, |g| {
        let mut left = 255_usize;
        let mut any = false;
        for line in g.segments.iter_mut().filter(|s| is_line(s)) {
            let words = line.field(5).to_string();
            let length = words.chars().count();
            if length > left {
                any |= !words.contains('\\');
                line.put(5, &first(&words, left));
            }
            left = left.saturating_sub(length + 1);
        }
        done(any)
    })
}

fn last_lost(group: &mut Group, _: &mut Around<'_>) -> Effect {
    edited(group, |g| {
        let lines = g.segments.iter().filter(|s| is_line(s)).count();
        let last = g.segments.iter().rposition(is_line)?;
        done(lines > 1)?;
        g.segments.remove(last);
        Some(())
    })
}

fn turned(group: &mut Group, _: &mut Around<'_>) -> Effect {
    edited(group, |g| {
        let places: Vec<usize> = g.segments.iter().enumerate().filter(|(_, s)| is_line(s)).map(|(at, _)| at).collect();
        let (start, end) = (*places.first()?, *places.last()?);
        let (one, two) = (g.segments.get(start)?.field(5).to_string(), g.segments.get(end)?.field(5).to_string());
        done(one != two)?;
        g.segments.get_mut(start)?.put(5, &two);
        g.segments.get_mut(end)?.put(5, &one);
        Some(())
    })
}

fn another(group: &mut Group, around: &mut Around<'_>) -> Effect {
    let own = group.segments.iter().find(|s| is_line(s)).map(|s| letters(s.field(5))).unwrap_or_default();
    let texts = |number: usize| around.charts.piece(number)?.segments.iter().find(|s| is_line(s)).map(|s| s.field(5).to_string());
    let others: Vec<String> = around.of_kind("note", false).into_iter().filter_map(texts).filter(|words| letters(words) != own).collect();
    let Some(other) = around.one(others) else { return Effect::None };
    reworded(group, |_| Some(other.clone()))
}

fn joined(group: &mut Group, _: &mut Around<'_>) -> Effect {
    edited(group, |g| {
        let places: Vec<usize> = g.segments.iter().enumerate().filter(|(_, s)| is_line(s)).map(|(at, _)| at).collect();
        done(places.len() > 1)?;
        let all: String = places.iter().filter_map(|at| g.segments.get(*at)).map(|s| s.field(5).trim()).collect();
        let start = *places.first()?;
        g.segments.get_mut(start)?.put(5, &all);
        for at in places.iter().skip(1).rev() {
            g.segments.remove(*at);
        }
        Some(())
    })
}

fn comment(group: &mut Group, change: impl Fn(&str) -> Option<String>) -> Effect {
    edited(group, |g| {
        let note = g.segments.iter_mut().find(|s| s.name == "NTE" && s.has(3))?;
        let new = change(note.field(3))?;
        note.put(3, &new);
        Some(())
    })
}

fn comment_turned(group: &mut Group, _: &mut Around<'_>) -> Effect {
    comment(group, contrary)
}

fn comment_cut(group: &mut Group, _: &mut Around<'_>) -> Effect {
    comment(group, |words| (words.chars().count() > 30 && !words.contains(['\\', '~'])).then(|| first(words, 20)))
}

fn value_cut(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        let words = main.field(5).to_string();
        done(main.name == "OBX" && matches!(main.field(2), "ST" | "TX" | "FT") && words.chars().count() > 16 && !words.contains(['\\', '~', '^']))?;
        main.put(5, first(&words, 12).trim_end());
        Some(())
    })
}

fn zeros(group: &mut Group, _: &mut Around<'_>) -> Effect {
    let bare = |text: &str| Some(text.trim_start_matches('0').to_string()).filter(|short| short.len() < text.len() && !short.is_empty());
    main_edited(group, |main| {
        let field = super::base::place(&main.name, &[("PID", 3), ("RXA", 15)]);
        let short = bare(main.part(field, 1))?;
        main.put_part(field, 1, &short);
        Some(())
    })
}

/// Only lines that are nothing but words: what stands beside them would be lost.
fn repeated(group: &mut Group, _: &mut Around<'_>) -> Effect {
    edited(group, |g| {
        let places: Vec<usize> = g.segments.iter().enumerate().filter(|(_, s)| is_line(s)).map(|(at, _)| at).collect();
        let neighbours = places.windows(2).all(|pair| matches!(pair, [a, b] if a + 1 == *b));
        let all: Vec<String> = places.iter().filter_map(|at| g.segments.get(*at)).map(|s| s.field(5).to_string()).collect();
        done(places.len() > 1 && neighbours && !all.iter().any(|line| line.contains('~')))?;
        let start = *places.first()?;
        g.segments.get_mut(start)?.put(5, &all.join("~"));
        for at in places.iter().skip(1).rev() {
            g.segments.remove(*at);
        }
        Some(())
    })
}
