//! Left and right: the side that a note gives a problem or procedure, with the body site it is about.
//!
//! A side counts only next to its site or to what it belongs to; `L` and `R` only as capitals.

use super::context::{Mention, Scene};
use super::labels::Label;
use super::lexicon::lexicon;
use super::words::{Word, words};
use model::{Aspect, Statement, Value};
use std::sync::Arc;

/// A side of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
    Both,
}

impl Side {
    /// The other side; both have none.
    pub(super) fn other(self) -> Option<Self> {
        match self {
            Self::Left => Some(Self::Right),
            Self::Right => Some(Self::Left),
            Self::Both => None,
        }
    }
}

/// Parts of the body that there are two of.
const SITES: &[&str] = &[
    "breast", "knee", "hip", "wrist", "ankle", "shoulder", "eye", "ear", "kidney", "lung", "arm", "leg", "foot", "hand", "elbow", "femur", "radius", "tibia",
    "humerus", "thumb", "finger", "toe", "ovary", "testicle", "groin", "inguinal", "calf", "thigh", "forearm", "cheek", "kneecap", "patella", "clavicle", "rib", "heel",
];
/// Words that may stand between a side and its site.
const BETWEEN: &[&str] = &["lower", "upper", "distal", "proximal", "medial", "lateral", "total", "below", "above", "inguinal", "femoral"];
/// Words that may stand between a side and what it belongs to.
const REACH_MAX: usize = 3;

fn side(text: &str, word: &Word) -> Option<Side> {
    match word.text.as_str() {
        "left" | "lt" => Some(Side::Left),
        "right" | "rt" => Some(Side::Right),
        "bilateral" | "bilat" | "bilaterally" | "both" | "b/l" => Some(Side::Both),
        "l" if text.get(word.start..word.end) == Some("L") => Some(Side::Left),
        "r" if text.get(word.start..word.end) == Some("R") => Some(Side::Right),
        _ => None,
    }
}

fn is_site(word: &str) -> bool {
    SITES.contains(&word)
}

fn may_stand_between(word: &str) -> bool {
    is_site(word) || BETWEEN.contains(&word)
}

/// The side that `OD`, `OS` and `OU` give what is of the eye.
fn of_eye(text: &str, word: &Word) -> Option<Side> {
    match text.get(word.start..word.end)? {
        "OD" => Some(Side::Right),
        "OS" => Some(Side::Left),
        "OU" => Some(Side::Both),
        _ => None,
    }
}

/// The eye that is written beside a mention; both where the sentence has codes of both.
fn eye(scene: &Scene<'_>, at: usize) -> Option<Side> {
    let found = of_eye(scene.body, scene.words.get(at)?)?;
    let both = scene.words.iter().filter_map(|word| of_eye(scene.body, word)).any(|side| side != found);
    Some(if both { Side::Both } else { found })
}

/// The side and the sites of a mention.
pub(super) fn side_of(scene: &Scene<'_>, mention: &Mention) -> (Option<Side>, Vec<String>) {
    let mut sites: Vec<String> = (mention.from..mention.to).map(|at| scene.word(at)).filter(|w| is_site(w)).map(str::to_string).collect();
    let always = mention.concepts.first().map_or("", |concept| lexicon().site(concept));
    if !always.is_empty() && !sites.iter().any(|site| site == always) {
        sites.push(always.to_string());
    }
    if always == "eye" && is_close(scene, mention.to, mention.to) && let Some(found) = eye(scene, mention.to) {
        return (Some(found), sites);
    }
    // "Carcinoma of the left breast".
    if let Some(found) = (mention.from..mention.to).find_map(|at| side(scene.body, scene.words.get(at)?)) {
        return (Some(found), sites);
    }
    let before = before(scene, mention, &mut sites);
    (before.or_else(|| behind(scene, mention, &mut sites)), sites)
}

/// `left knee osteoarthritis`.
fn before(scene: &Scene<'_>, mention: &Mention, sites: &mut Vec<String>) -> Option<Side> {
    let mut at = mention.from;
    while at > 0 && mention.from - at < REACH_MAX && may_stand_between(scene.word(at - 1)) && is_close(scene, at, at) {
        at -= 1;
        sites.extend(Some(scene.word(at)).filter(|w| is_site(w)).map(str::to_string));
    }
    let found = side(scene.body, scene.words.get(at.checked_sub(1)?)?)?;
    let short = matches!(scene.word(at - 1), "rt" | "lt") && scene.gap(at).trim() == ".";
    let next = if short { at + 1 } else { at };
    is_close(scene, next, mention.from).then_some(found)
}

/// `osteoarthritis of the left knee`, `osteoarthritis, left knee`.
fn behind(scene: &Scene<'_>, mention: &Mention, sites: &mut Vec<String>) -> Option<Side> {
    let mut at = mention.to;
    if matches!(scene.word(at), "of" | "in" | "to") {
        at += 1;
        while matches!(scene.word(at), "the" | "his" | "her") {
            at += 1;
        }
        if !is_close(scene, mention.to, at) {
            return None;
        }
    } else if !matches!(scene.gap(at), ", " | " ") {
        return None;
    }
    let found = side(scene.body, scene.words.get(at)?)?;
    let mut next = at + 1;
    let mut near = Vec::new();
    while next - at <= REACH_MAX && may_stand_between(scene.word(next)) && is_close(scene, next, next) {
        near.extend(Some(scene.word(next)).filter(|w| is_site(w)).map(str::to_string));
        next += 1;
    }
    // The side of another part of the body: "knee replacement, left hip pain".
    let is_one = |site: &String| sites.contains(site) || site == "hand" && sites.iter().any(|own| own == "wrist");
    if near.is_empty() || !(sites.is_empty() || near.iter().any(is_one)) {
        return None;
    }
    sites.extend(near);
    Some(found)
}

/// Nothing but blanks and hyphens before each of these words.
fn is_close(scene: &Scene<'_>, from: usize, to: usize) -> bool {
    (from..=to).all(|at| scene.gap(at).chars().all(|c| c.is_whitespace() || c == '-'))
}

/// Left or right, and the sites, of a statement: what it says of its side goes before its labels, and its site is one more of them.
pub(super) fn sides_of(statement: &Statement, labels: &[Arc<Label>]) -> (Option<Side>, Vec<String>) {
    let mut sites: Vec<String> = Vec::new();
    for site in labels.iter().flat_map(|label| &label.sites) {
        if !sites.contains(site) {
            sites.push(site.clone());
        }
    }
    let said = match statement.word(Aspect::Laterality) {
        Some("left") => Some(Side::Left),
        Some("right") => Some(Side::Right),
        Some("bilateral") => Some(Side::Both),
        _ => None,
    };
    let mut said = said.or_else(|| labels.iter().find_map(|label| label.side));
    if let Some(site) = statement.value(Aspect::BodySite).map(Value::shown) {
        look(&site, &mut said, &mut sites);
    }
    (said, sites)
}

/// The first side that is said counts, and every site once.
pub(super) fn look(label: &str, said: &mut Option<Side>, sites: &mut Vec<String>) {
    for word in words(label, 0, label.len()) {
        *said = said.or_else(|| side(label, &word));
        if is_site(&word.text) && !sites.contains(&word.text) {
            sites.push(word.text);
        }
    }
}
