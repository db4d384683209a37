//! Forms: boxes that are ticked, signs before what they are about, answers behind questions. `[x] No`, `(-) CAD`, `-HTN -DM +COPD`, `DM: denies COPD: yes`.
//!
//! What must stay true: a dash between blanks is no sign, and a sign counts before a word only where the form has its signs there.

use super::context::{Mention, Scene, Sign};

/// What is ticked when it is not so.
const NO: &[&str] = &["no", "none", "n", "denies", "denied", "negative", "neg", "absent", "never"];
const MINUS: [&str; 3] = ["(-)", "[-]", "(\u{2013})"];
const PLUS: [&str; 2] = ["(+)", "[+]"];
/// Boxes that are empty.
pub(super) const EMPTY: [&str; 8] = ["[ ]", "[]", "[_]", "( )", "()", "\u{2610}", "\u{25A1}", "\u{25CB}"];
/// Boxes that are ticked, each a sign of its own.
const TICKED: [char; 5] = ['\u{2611}', '\u{2612}', '\u{25A0}', '\u{2713}', '\u{2714}'];
/// Words that may stand between a question mark and what is in question: `? R inguinal hernia`.
const IN_QUESTION: &[&str] = &["left", "right", "l", "r", "lt", "rt", "bilateral", "acute", "chronic", "new", "early", "recurrent", "old"];
/// How many of them.
const IN_QUESTION_MAX: usize = 2;

impl Scene<'_> {
    /// Whether a word is the `x` of a box.
    pub(super) fn is_tick(&self, at: usize) -> bool {
        self.word(at) == "x" && self.gap(at).ends_with(['[', '(']) && self.gap(at + 1).starts_with([']', ')'])
    }

    /// Whether a box stands right before a word.
    fn is_boxed(&self, at: usize) -> bool {
        // Behind a comma the box is that of what was named before: "Diabetes [x], HTN [ ]".
        let is_own = !self.gap(at).contains([',', ';']);
        is_own && (self.is_unchecked(at) || self.gap(at).contains(TICKED) || at.checked_sub(1).is_some_and(|before| self.is_tick(before)))
    }

    /// `HTN [x] No [ ] Yes`, and `Gout [ ] HTN [x]` where the boxes stand behind: `at` is the word behind what is asked, `after` what stands between.
    pub(super) fn is_boxed_no(&self, mention: &Mention, at: usize, after: &str) -> bool {
        let is_ticked_no = || self.is_tick(at) && NO.contains(&self.word(at + 1));
        let is_next = || self.mentions.len() > 1 && (at >= self.words.len() || self.is_mention(at));
        let is_empty_behind = || is_next() && EMPTY.iter().any(|empty| after.contains(*empty)) && !self.mentions.first().is_some_and(|m| self.is_boxed(m.from));
        !self.is_boxed(mention.from) && (is_ticked_no() || is_empty_behind())
    }

    /// The sign that is written onto a word.
    fn sign_before(&self, at: usize) -> Option<char> {
        let before = self.body.get(..self.words.get(at)?.start)?;
        let mut signs = before.chars().rev();
        let sign = signs.next().filter(|sign| matches!(sign, '-' | '+'))?;
        signs.next().is_none_or(|c| c.is_whitespace() || matches!(c, ':' | ',')).then_some(sign)
    }

    /// `(-) CAD (+) COPD`, `-HTN +COPD`. A single dash at the start of a line is one of a list, and so are those before substances: `Meds: -warfarin -digoxin`.
    pub(super) fn has_minus_before(&self, mention: &Mention) -> bool {
        let ends = |at: usize, signs: &[&str]| signs.iter().any(|sign| self.gap(at).trim_end().ends_with(*sign));
        let is_form = || self.mentions.first().is_some_and(|m| ends(m.from, &MINUS) || ends(m.from, &PLUS));
        let is_signed = || (0..self.words.len()).filter(|at| self.sign_before(*at).is_some()).count() > 1;
        ends(mention.from, &MINUS) && is_form() || mention.problem && self.sign_before(mention.from) == Some('-') && is_signed()
    }

    /// `?gout`, `? R inguinal hernia`.
    pub(super) fn is_in_question(&self, mention: &Mention) -> bool {
        let near = (0..=IN_QUESTION_MAX).map_while(|words| mention.from.checked_sub(words));
        let is_before = |at: &usize| (*at..mention.from).all(|word| IN_QUESTION.contains(&self.word(word)));
        near.take_while(is_before).any(|at| self.gap(at).contains('?'))
    }

    /// `DM: denies COPD: yes`: the answer to one question is none to the next.
    pub(super) fn is_answer_before(&self, sign: &Sign, mention: &Mention) -> bool {
        self.gap(sign.from).contains([':', '=']) && self.gap(mention.to).trim_start().starts_with([':', '='])
    }
}
