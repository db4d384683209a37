//! When, until when and in which manner a drug is taken or stopped: words behind it that make no stop of what sounds like one, or one of what does not.
//!
//! "Stop it in May", "off it x 5 days", "not taking it with meals", "d/c 2/1/14". What must stay true: only words right beside the drug are looked at.

use super::context::{Mention, Scene, Sign};
use super::lexicon::Cue;

/// Behind what is to be stopped: not today.
const LATER: &[&str] = &["in", "after", "once", "when"];
/// How days of the week and months begin.
const DAYS: [&str; 19] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/// Behind what is said not to be taken: in which way it is not, or that it is one day's alone.
const OTHERWISE: &[&str] = &["prescribed", "directed", "instructed", "consistently", "regularly", "correctly", "properly", "reliably", "faithfully", "routinely", "today", "yesterday", "tonight", "morning"];
/// Numbers in words, of how long something pauses.
const COUNTS: &[&str] = &["a", "one", "two", "three", "four", "five", "six", "seven", "ten", "several", "few"];
/// Words behind a mention that are looked at for these.
const LATER_WORDS: usize = 4;
/// With what something is taken, and when: behind words of taking it is this that ends or is not so, and no drug.
const MEALS: &[&str] = &["food", "foods", "meal", "meals", "breakfast", "lunch", "dinner", "supper", "milk", "juice", "water", "eating"];
const TIMES: &[&str] = &["night", "bedtime", "noon", "breakfast", "lunch", "dinner", "supper", "morning", "evening", "afternoon", "am", "pm"];
/// Before the last days or hours: of these alone it is so.
const WINDOWS: &[&str] = &["day", "days", "hour", "hours", "hr", "hrs", "week", "night"];
/// Words of an exchange: what is named behind them gave way to what is named behind "to".
const EXCHANGED: &[&str] = &["switched", "changed", "transitioned", "converted", "exchanged", "replaced", "substituted"];
/// Behind a dose that is another one of the same drug.
const ORDERED: &[&str] = &["ordered", "prescribed", "started", "instead"];
/// Behind "duplicate": what is there twice is an order.
const OF_ORDER: &[&str] = &["order", "orders", "entry", "entries", "rx", "script", "scripts", "prescription", "prescriptions"];
/// What gives off a rate at home as well: "fentanyl patch 25 mcg/hr", "insulin pump 1.2 units/hr".
const WORN: &[&str] = &["patch", "patches", "transdermal", "td", "ptch", "pump"];
/// Behind a drug: something that is only named after it.
const NAMED_AFTER: &[&str] = &["bridge", "list", "protocol", "study", "trial", "challenge", "desensitization"];
/// How words of a label begin that say that a drug goes into a vein.
const INTO_VEINS: &[&str] = &["iv", "intraven", "inject", "infus", "vial", "syring", "parenter"];
/// How they begin that say that it is swallowed, or goes elsewhere.
const SWALLOWED: &[&str] = &["tab", "capsul", "oral", "nasal", "inject", "infus"];
/// Words before a drug for the form of it that is meant, each with how words of a label begin that say it as well, and that say another one; where none are
/// given every other label does, since what is given in a hospital is on no list. Of what is inhaled labels say a brand.
const FORMS: &[(&str, &[&str], &[&str])] = &[
    ("iv", INTO_VEINS, &[]),
    ("intravenous", INTO_VEINS, &[]),
    ("pca", &["pca", "iv", "intraven", "inject", "infus", "vial", "syring", "parenter"], &[]),
    ("epidural", &["epidur", "inject", "infus"], &[]),
    ("topical", &["topical", "cream", "ointment", "gel", "lotion", "patch", "transderm"], SWALLOWED),
    ("inhaled", &["inhal", "hfa", "aerosol", "neb", "actuat"], SWALLOWED),
    ("nebulized", &["inhal", "aerosol", "neb"], SWALLOWED),
];
/// Behind a day on which something ended: why, and by whom.
const ENDED_THEN: &[&str] = &["due", "d/t", "because", "secondary", "for", "after", "by", "per", "given"];

impl Scene<'_> {
    /// `Stop clopidogrel in 6 months`: what is to be done another day was not done.
    pub(super) fn is_for_later(&self, mention: &Mention) -> bool {
        let close = |at: &usize| !self.gap(*at).contains([',', ';', '(', ':']);
        let is_day = |word: &str| word.starts_with(|c: char| c.is_ascii_digit()) || DAYS.iter().any(|day| word.starts_with(day));
        let is_later = |at: usize| LATER.contains(&self.word(at)) || matches!(self.word(at), "on" | "by") && is_day(self.word(at + 1));
        (mention.to..mention.to + LATER_WORDS).take_while(close).any(is_later)
    }

    /// `off warfarin x 5 days`, `stop warfarin for 2 weeks`: a pause is no end of a course. Who is off it or no longer takes it for weeks has ended it, and so was
    /// what has been stopped for so long, and what was "stopped x 3 months".
    pub(super) fn is_pause(&self, mention: &Mention) -> bool {
        // Behind the drug, or behind the word that says that it was stopped: "warfarin was stopped for 2 weeks".
        let after = self.signs.iter().find(|s| s.cue == Cue::StoppedAfter && s.from >= mention.to && self.is_joined(mention.to, s.from, false, false));
        let end = after.map_or(mention.to, |s| s.to);
        let is_state = (0..mention.from).any(|at| matches!(self.word(at), "off" | "longer")) || (mention.to..end).any(|at| self.word(at) == "been");
        let is_order = self.signs.iter().any(|s| s.cue == Cue::Stop && s.to <= mention.from);
        let unit = |sign: &str, word: &str| {
            let of_days = matches!(word, "d" | "day" | "days" | "h" | "hr" | "hrs" | "hour" | "hours");
            let may_be_long = !is_state && (sign == "for" || is_order);
            of_days || may_be_long && matches!(word, "w" | "wk" | "wks" | "week" | "weeks" | "month" | "months" | "mo" | "mos")
        };
        let close = |at: &usize| (end..*at).all(|word| self.fills(word)) && !self.gap(*at).contains([',', ';', '(', ':']);
        (end..end + LATER_WORDS).take_while(close).any(|at| {
            // "For a few days".
            let counted = at + 1 + usize::from(self.word(at + 1) == "a" && self.word(at + 2) == "few");
            let (sign, number) = (self.word(at), self.word(counted));
            let count = number.trim_start_matches(|c: char| c.is_ascii_digit());
            let is_counted = count.len() < number.len() || COUNTS.contains(&number);
            let (of, last) = if count.is_empty() || count == number { (self.word(counted + 1), counted + 1) } else { (count, counted) };
            // What it was stopped for may have lasted as long: "for 2 weeks of cough".
            matches!(sign, "x" | "for") && is_counted && unit(sign, of) && self.word(last + 1) != "of"
        })
    }

    /// `not taking metformin as prescribed`: taken all the same, in another way.
    pub(super) fn is_taken_otherwise(&self, mention: &Mention) -> bool {
        let close = |at: &usize| !self.gap(*at).contains([',', ';', '(']) && !self.is_mention(*at);
        let near = (mention.to..mention.to + LATER_WORDS).take_while(close).any(|at| OTHERWISE.contains(&self.word(at)));
        near || self.is_in_manner(mention.to) || self.is_of_last_days(mention)
    }

    /// `aspirin in the last 7 days`: what is said of some days is said of no course.
    fn is_of_last_days(&self, mention: &Mention) -> bool {
        let close = |at: &usize| !self.gap(*at).contains([',', ';', '(']);
        let is_last = |at: usize| matches!(self.word(at), "last" | "past") && (at + 1..at + 4).any(|of| WINDOWS.contains(&self.word(of)));
        (mention.to..mention.to + LATER_WORDS).take_while(close).any(is_last)
    }

    /// `switched lisinopril to losartan`: another drug took its place.
    pub(super) fn is_exchanged(&self, mention: &Mention) -> bool {
        let is_by = |at: usize| EXCHANGED.contains(&self.word(at)) && self.is_joined(at + 1, mention.from, true, true);
        if mention.problem || !(0..mention.from).rev().any(is_by) {
            return false;
        }
        let to = (mention.to..self.words.len()).find(|at| !self.fills(*at) && !self.is_mention(*at)).unwrap_or(self.words.len());
        let is_other = |m: &Mention| m.from > to && !m.problem && self.is_joined(to + 1, m.from, false, false) && m.concepts.iter().all(|c| !mention.concepts.contains(c));
        // What is substituted for another takes its place.
        let is_turned = || self.word(to) == "for" && (0..mention.from).any(|at| self.word(at) == "substituted");
        matches!(self.word(to), "to" | "with" | "for") && !is_turned() && self.is_joined(mention.to, to, true, true) && self.mentions.iter().any(is_other)
    }

    /// `lisinopril 10 mg discontinued, 20 mg ordered`, `duplicate warfarin discontinued`, `stopped (dose change)`: an order ended, and the drug goes on.
    pub(super) fn is_ordered_anew(&self, mention: &Mention) -> bool {
        let is_number = |at: usize| self.word(at).starts_with(|c: char| c.is_ascii_digit());
        let behind = |at: usize| (at + 1..self.words.len()).find(|then| !self.fills(*then)).unwrap_or(self.words.len());
        let is_dose = |at: usize| is_number(at) && self.gap(at).contains(',') && behind(at) > at + 1 && ORDERED.contains(&self.word(behind(at)));
        let is_reason = |at: usize| match self.word(at) {
            // "Duplicate ACE inhibitor" is a reason to end one of the two.
            "duplicate" => at + 1 == mention.from || self.word(at + 1).is_empty() || self.gap(at + 1).contains([',', ')', '.', ';']) || OF_ORDER.contains(&self.word(at + 1)),
            "reorder" => self.word(at + 1).is_empty() || self.gap(at + 1).contains([',', ')', '.']),
            "dose" => matches!(self.word(at + 1), "change" | "changed" | "adjustment" | "adjusted"),
            "loading" => at + 2 == mention.from && self.word(at + 1) == "dose",
            _ => false,
        };
        (0..self.words.len()).any(is_reason) || (mention.to..self.words.len()).any(is_dose)
    }

    /// `not on warfarin bridge`, `on the methadone list`: what is meant is only named after it.
    pub(super) fn is_named_after(&self, mention: &Mention) -> bool {
        NAMED_AFTER.contains(&self.word(mention.to)) && self.gap(mention.to).trim().is_empty()
    }

    /// `norepinephrine 5 mcg/min`, `vancomycin day 5`, `day 3 of ceftriaxone`: given for days of a stay, and on no list.
    pub(super) fn is_of_stay(&self, mention: &Mention) -> bool {
        let is_number = |at: usize| self.word(at).starts_with(|c: char| c.is_ascii_digit());
        let is_rate = |at: usize| self.gap(at) == "/" && matches!(self.word(at), "min" | "hr" | "h" | "hour");
        let is_day = |at: usize| self.word(at) == "day" && is_number(at + 1) && !matches!(self.word(at - 1), "a" | "per" | "each" | "every" | "once" | "twice");
        let close = |at: &usize| !self.gap(*at).contains([',', ';']);
        let is_worn = || (mention.from.saturating_sub(1)..self.words.len()).take_while(|at| *at <= mention.to || close(at)).any(|at| WORN.contains(&self.word(at)));
        let behind = || (mention.to..mention.to + LATER_WORDS + 1).take_while(close).any(|at| is_rate(at) && !is_worn() || is_day(at));
        let before = || mention.from.checked_sub(3).is_some_and(|at| self.word(at) == "day" && is_number(at + 1) && self.word(at + 2) == "of");
        behind() || before()
    }

    /// Whether it is another form of the drug than a label says: of `IV metoprolol discontinued` the tablets go on.
    pub(super) fn is_other_form(&self, mention: &Mention, label: &str) -> bool {
        let form = mention.from.checked_sub(1).map_or("", |before| self.word(before));
        let says = |letters: &[&str]| label.split(|c: char| !c.is_alphanumeric()).any(|word| letters.iter().any(|begin| word.starts_with(*begin)));
        FORMS.iter().any(|(word, same, other)| *word == form && !says(same) && (other.is_empty() || says(other)))
    }

    /// Whether words behind a drug say how it is taken: `with food`, `on an empty stomach`, `at night`, `twice a day`.
    fn is_in_manner(&self, at: usize) -> bool {
        let is_small = |at: usize| matches!(self.word(at), "a" | "an" | "the" | "her" | "his" | "my" | "their");
        let next = (at + 1..self.words.len()).find(|at| !is_small(*at)).unwrap_or(self.words.len());
        let object = self.word(next);
        let is_close = (at..=next).all(|at| !self.gap(at).contains([',', ';', '.', '(', ':']));
        match self.word(at) {
            "with" | "without" | "before" | "after" => is_close && MEALS.contains(&object),
            "on" => is_close && object == "empty",
            "at" | "in" => is_close && TIMES.contains(&object),
            word => matches!(word, "daily" | "every" | "nightly" | "twice"),
        }
    }

    /// Whether a time of day before a drug says which of its doses is meant, `noon insulin`, and not when something was done: `this morning`, `at 9 am`, `in the evening`.
    pub(super) fn is_dose_of_day(&self, at: usize) -> bool {
        let before = |words: usize| at.checked_sub(words).map_or("", |at| self.word(at));
        let is_day = |word: &str| matches!(word, "this" | "that" | "last" | "next" | "following" | "yesterday" | "in" | "at" | "by") || word.starts_with(|c: char| c.is_ascii_digit());
        let is_when = is_day(before(2)) || before(2) == "the" && matches!(before(3), "in" | "during" | "by");
        TIMES.contains(&before(1)) && self.gap(at).trim().is_empty() && !is_when
    }

    /// `stopped taking metformin with food`: a manner of taking it ended.
    pub(super) fn ends_manner(&self, sign: &Sign, mention: &Mention) -> bool {
        (sign.from..sign.to).any(|at| matches!(self.word(at), "taking" | "takes" | "using" | "uses")) && self.is_in_manner(mention.to)
    }

    /// Whether a day stands here, or by whom or why something ended, and no more than that: `2/1/14`, `by cardiology`, not `2/1/14 to rehab`.
    pub(super) fn is_ended_then(&self, at: usize) -> bool {
        let is_number = |at: usize| !self.word(at).is_empty() && self.word(at).bytes().all(|b| b.is_ascii_digit());
        if !self.gap(at).trim().is_empty() || !is_number(at) {
            return self.gap(at).trim().is_empty() && matches!(self.word(at), "by" | "due" | "d/t" | "because" | "secondary");
        }
        let end = (at + 1..).find(|at| !(is_number(*at) && matches!(self.gap(*at), "/" | "-"))).unwrap_or(at);
        let closed = end >= self.words.len() || self.gap(end).contains(['.', ';', ',', ')', '(']);
        end > at + 1 && (closed || ENDED_THEN.contains(&self.word(end)))
    }
}
