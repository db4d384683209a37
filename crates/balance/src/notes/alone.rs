//! Problems that only the note knows: which mentions say so surely that the patient has one that the chart may be asked for it.
//!
//! A mention counts as an item of a list of problems, or right behind words such as "history of". "Asthma action plan", "diabetes screening" and what
//! stands behind a relative are no items. What must stay true: a mention that is denied, doubted or of the family never comes here.

use super::context::{Mention, Scene};
use super::lexicon::Cue;
use super::sentences::Section;

/// Words that may stand before a problem in its item of a list.
const ITEM_BEFORE: &[&str] = &[
    "chronic", "h/o", "hx", "history", "of", "past", "known", "severe", "moderate", "mild", "uncontrolled", "controlled", "poorly", "well", "essential", "benign",
    "acute", "stable", "longstanding", "advanced", "early", "paroxysmal", "permanent", "persistent", "recurrent", "active", "newly", "diagnosed", "also", "positive",
    "significant", "for", "includes", "include", "including", "medical", "pmh", "remote", "prior", "primary", "secondary", "new", "with", "s/p", "metastatic", "left",
    "right", "compensated", "decompensated", "the", "a", "an", "his", "her", "seronegative", "seropositive", "systolic", "diastolic", "has", "and",
];
/// Words that may follow it; another word makes it a part of something else.
const ITEM_AFTER: &[&str] = &[
    "stage", "on", "s/p", "since", "well", "controlled", "uncontrolled", "with", "w", "x", "type", "stable", "and", "diagnosed", "dx", "dx'd", "currently", "followed",
    "managed", "treated", "at", "nos", "per", "not", "poorly", "improved", "worsening", "class", "grade", "ef", "due", "secondary", "who", "presenting", "presents",
    "requiring", "diet", "od", "os", "ou", "is", "mild", "moderate", "severe", "complicated", "by", "now", "as",
];
/// Behind a hyphen: not it, and only something of its kind.
const LIKE: &[&str] = &["like", "type", "related", "associated", "free", "negative", "prone", "specific"];
/// Behind a diet by which it is treated, and not one that is for it.
const DIETED: &[&str] = &["", "controlled", "managed", "treated", "alone", "only", "and", "control"];
/// Words of a list that a history may run over before a problem is named.
const LIST_MAX: usize = 14;

/// Whether the sentence says that the patient has what it names.
pub(super) fn is_asserted(scene: &Scene<'_>, mention: &Mention) -> bool {
    if !ends_item(scene, mention) || is_of_relative(scene, mention) {
        return false;
    }
    let item = begins_item(scene, mention);
    (item && scene.sentence.section == Section::Problems) || scene.signs.iter().any(|s| s.cue == Cue::Has && s.to <= mention.from && reaches(scene, (s.from, s.to), mention, item))
}

/// Whether "history of" reaches over a list to an item of it; "has" reaches over its own words alone.
fn reaches(scene: &Scene<'_>, (start, from): (usize, usize), mention: &Mention, item: bool) -> bool {
    let named = |at: usize| scene.mentions.iter().any(|m| (m.from..m.to).contains(&at));
    let close = (from..mention.from).all(|at| named(at) || ITEM_BEFORE.contains(&scene.word(at)));
    let list = item && from - start > 1 && mention.from - from <= LIST_MAX;
    let open = !scene.signs.iter().any(|s| s.cue == Cue::End && (from..mention.from).contains(&s.from));
    let whole = (from..=mention.from).all(|at| !scene.gap(at).contains(['.', ';', ':', '?']));
    open && whole && (close || list)
}

/// Nothing before it in its item but words of a list.
fn begins_item(scene: &Scene<'_>, mention: &Mention) -> bool {
    let mut at = mention.from;
    // "1) Hypertension 2) Diabetes".
    let is_counted = |at: usize| is_number(scene.word(at - 1)) && scene.gap(at).starts_with(')');
    while at > 0 && !parts(scene.gap(at)) && scene.word(at - 1) != "and" && !scene.is_tick(at - 1) && !is_counted(at) {
        if !ITEM_BEFORE.contains(&scene.word(at - 1)) && !is_number(scene.word(at - 1)) {
            return false;
        }
        at -= 1;
    }
    true
}

fn ends_item(scene: &Scene<'_>, mention: &Mention) -> bool {
    let (gap, word) = (scene.gap(mention.to), scene.word(mention.to));
    let is_diet = gap.trim().is_empty() && word == "diet" && !DIETED.contains(&scene.word(mention.to + 1));
    if is_diet || gap == "-" && LIKE.contains(&word) {
        return false;
    }
    word.is_empty() || parts(gap) || gap.contains(['.', ')', '-', '\u{2013}', '\u{2014}']) || ITEM_AFTER.contains(&word) || is_number(word) || (word == "in" && is_number(scene.word(mention.to + 1)))
}

/// `stroke (mother)`, `asthma in his brother`.
fn is_of_relative(scene: &Scene<'_>, mention: &Mention) -> bool {
    scene.signs.iter().any(|s| s.cue == Cue::Family && s.from >= mention.to && s.from - mention.to <= 3 && !(mention.to..=s.from).any(|at| scene.gap(at).contains([',', '.', ';'])))
}

fn parts(gap: &str) -> bool {
    gap.contains([',', ';', ':', '/', '(', '[', ']', '\n', '#', '+', '&', '\u{2610}', '\u{2611}', '\u{2612}', '\u{25A0}', '\u{25A1}', '\u{2713}', '\u{2714}'])
}

fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}
