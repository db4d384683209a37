//! What a sentence names, and how it means it: denied, doubted, stopped, of the family, an allergy.
//!
//! In the manner of NegEx and ConText: a cue before a mention reaches forward until a word that ends it, a cue after it stands right behind it. Cues of
//! stopping and of taking reach over doses and lists alone, since "stopped smoking on warfarin" stops no drug.

use super::forms::EMPTY;
use super::lexicon::{Cue, cues, lexicon};
use super::own::Own;
use super::sentences::{Section, Sentence};
use super::words::{Word, words};

/// How a mention is meant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Context {
    /// Said not to be so; the word after the cue that says it, when that stands before the mention.
    pub denied: Option<Option<usize>>,
    pub possible: bool,
    pub hypothetical: bool,
    pub historical: bool,
    pub resolved: bool,
    pub family: bool,
    pub stopped: bool,
    pub held: bool,
    pub unused: bool,
    pub using: bool,
    /// Taken, said so that nothing else can be meant.
    pub surely_using: bool,
    /// In a list of medications.
    pub listed: bool,
    pub allergic: bool,
    /// In a list of allergies.
    pub listed_allergy: bool,
    pub tolerated: bool,
    /// Named a second time in the sentence without being stopped: a change of it.
    pub changed: bool,
}

/// Behind an allergy: what comes now was given in place of it or for it.
const INSTEAD: [&str; 12] = ["used", "using", "given", "gave", "treated", "prescribed", "received", "therefore", "instead", "substituted", "administered", "chose"];

impl Context {
    /// Not about the patient as he is.
    pub(super) fn is_aside(&self) -> bool {
        self.family || self.possible || self.hypothetical
    }

    /// Whether the note says that the patient is allergic to it.
    pub(super) fn says_allergy(&self) -> bool {
        // What somebody takes is in a list of allergies for another reason: "takes Zyrtec".
        let listed = self.listed_allergy && !self.surely_using;
        (self.allergic || listed) && !(self.denied.is_some() || self.is_aside() || self.tolerated || self.stopped || self.resolved)
    }

    /// Whether the note says that the patient takes it.
    pub(super) fn says_taken(&self) -> bool {
        let taken = self.using || self.surely_using || self.listed;
        taken && !(self.denied.is_some() || self.unused || self.stopped || self.held || self.is_aside() || self.allergic || self.listed_allergy)
    }
}

/// A concept named in a sentence.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    /// First word, and the word after the last.
    pub from: usize,
    pub to: usize,
    /// What it names; several for a product of several.
    pub concepts: Vec<String>,
    /// A problem, and no substance.
    pub problem: bool,
    /// A name that only the charts have.
    pub own: bool,
    pub context: Context,
}

/// A cue found in a sentence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sign {
    pub cue: Cue,
    pub from: usize,
    pub to: usize,
}

/// A sentence with what it names.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    pub body: &'a str,
    pub sentence: Sentence,
    pub words: Vec<Word>,
    pub signs: Vec<Sign>,
    pub mentions: Vec<Mention>,
}

/// Words that may stand between a cue of taking or stopping and the drug.
const FILLERS: &[&str] = &[
    "her", "his", "the", "my", "their", "own", "all", "of", "and", "or", "both", "taking", "using", "daily", "bid", "tid", "qd", "qhs", "po", "mg", "mcg", "tab", "tabs",
    "tablet", "tablets", "cap", "caps", "capsule", "ml", "units", "dose", "oral", "xr", "er", "sr", "xl", "hcl", "sodium", "nightly", "therapy", "pill", "pills",
    "medication", "twice", "once", "a", "day", "patient's", "pt's",
];
/// Behind a drug: what runs into a vein ends, and the course of the list with it or not.
const INFUSIONS: &[&str] = &["gtt", "drip", "infusion", "bolus", "pca"];
/// Behind a drug whose dose follows a scale: what ends with it is the scale.
const SCALES: &[&str] = &["sliding", "correction"];
/// Words beside relatives in a bracket behind what they have.
const OF_RELATIVES: &[&str] = &[
    "in", "the", "his", "her", "both", "their", "and", "has", "had", "with", "w", "hx", "h/o", "history", "of", "dx", "diagnosed", "died", "age", "aged", "at", "from", "side", "yo", "y/o", "deceased",
    "passed", "away", "also", "only", "late", "early", "onset", "x", "pt's", "patient's",
];
/// Behind what is said to be tolerated: what was named before, from wherever.
const PRONOUNS: &[&str] = &["it", "them", "this", "these", "both"];
/// Behind what is said to be tolerated without its name.
const UNNAMED: &[&str] = &["", "now", "well", "fine", "again", "since", "without"];
/// Words of time and of an allergy itself: over these alone it is what is tolerated without its name.
const OF_ALLERGY: &[&str] = &[
    "as", "a", "an", "infant", "child", "kid", "toddler", "baby", "in", "childhood", "infancy", "years", "year", "ago", "but", "and", "now", "since", "has", "have", "is", "was", "currently",
    "allergy", "allergic", "not", "rash", "hives", "anaphylaxis", "reaction", "later", "then", "outgrown",
];
/// Before it: it is not.
const NOT_SO: &[&str] = &["not", "never", "cannot", "poorly", "barely", "hardly"];
/// Behind words of taking: the drug just named, in another form or dose.
const OTHER_FORM: &[&str] = &["ir", "er", "xr", "sr", "xl", "cr", "dr", "la", "half", "lower", "higher", "generic", "brand"];
/// Behind a number that is a dose: its unit, how often, and that it is the dose of today.
const DOSES: &[&str] = &[
    "mg", "mcg", "units", "unit", "meq", "tab", "tabs", "tablet", "tablets", "cap", "caps", "capsule", "capsules", "pill", "pills", "po", "daily", "nightly", "bid", "tid", "qid", "qd", "qhs",
    "qam", "qpm", "once", "twice", "a", "day", "instead", "now", "only",
];
/// After a bare "stopped": the drug stopped something, nobody stopped the drug.
const OBJECTS: &[&str] = &["the", "her", "his", "my", "their", "working", "being", "to", "by"];
/// Words over which a doubt that stands before a cue reaches.
const DOUBTED_MAX: usize = 6;
/// Words that a name may have within it without being another one.
const WITHIN: &[&str] = &["left", "right", "l", "r", "lt", "rt", "bilateral", "female", "male", "the"];
/// What ends as a doing does and is none: after "stopped" it says when or why.
const NO_DOING: &[&str] = &["following", "during", "pending", "owing", "considering", "starting", "beginning", "morning", "evening"];
/// Before a colon: what others advise was not done yet.
const ADVICE: &[&str] = &["rec", "recs", "recommendation", "recommendations", "recommends", "suggestion", "suggestions"];
/// Answers of a form.
const NO: &[&str] = &["no", "none", "n", "denies", "denied", "negative", "neg", "absent", "never", "unknown", "n/a", "na", "false", "0"];
const YES: &[&str] = &["yes", "y", "present", "positive", "true"];
/// What begins a sentence among allergies that tells of something given.
const GIVEN: &[&str] = &["gave", "given", "received", "treated", "prescribed", "administered", "ordered"];
/// Words that may follow a mark behind a dash: "atenolol 50 mg - STOPPED in May", but not "lisinopril - stopped smoking".
const MARKED_THEN: &[&str] = &["on", "in", "by", "due", "because", "since", "per", "today", "yesterday", "last", "this", "at", "for", "secondary", "after", "and", "s/p", "with", "w"];
/// After a relative: he speaks, and is not spoken of.
const SPEAKING: &[&str] = &[
    "reports", "reported", "states", "stated", "says", "said", "brings", "brought", "called", "calls", "notes", "noted", "thinks", "concerned", "believes", "here",
    "present", "accompanied", "asks", "wants", "helps", "physician", "doctor", "practice", "medicine", "visit", "worried", "confirms", "denies", "member",
];

impl<'a> Scene<'a> {
    /// Reads a sentence. `own` are names that only the charts' labels know.
    pub(super) fn read(body: &'a str, sentence: Sentence, own: &Own) -> Self {
        let words = words(body, sentence.start, sentence.end);
        let mentions = mentions(body, &words, own);
        let signs = signs(&words, &mentions);
        let mut scene = Self { body, sentence, words, signs, mentions };
        let contexts: Vec<Context> = scene.mentions.iter().map(|m| scene.context(m)).collect();
        for (mention, context) in scene.mentions.iter_mut().zip(contexts) {
            mention.context = context;
        }
        scene.mark_changed();
        scene.mark_tolerated();
        scene
    }

    /// A label read as a sentence of its own.
    pub(super) fn of_label(label: &'a str) -> Self {
        Self::read(label, Sentence { start: 0, end: label.len(), section: Section::Other }, &Own::default())
    }

    /// What stands between a word and the one before it, or the start of the sentence.
    pub(super) fn gap(&self, at: usize) -> &str {
        let before = match at.checked_sub(1) {
            Some(before) => self.words.get(before).map(|w| w.end),
            None => Some(self.sentence.start),
        };
        let here = self.words.get(at).map(|w| w.start);
        before.zip(here).and_then(|(from, to)| self.body.get(from..to)).unwrap_or_default()
    }

    /// A word, empty beyond the sentence.
    pub(super) fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |w| w.text.as_str())
    }

    /// Whether a cue stands anywhere.
    pub(super) fn has(&self, cue: Cue) -> bool {
        self.signs.iter().any(|s| s.cue == cue)
    }

    /// Bytes of a mention in the body.
    pub(super) fn bytes(&self, mention: &Mention) -> Option<(usize, usize)> {
        Some((self.words.get(mention.from)?.start, self.words.get(mention.to.checked_sub(1)?)?.end))
    }

    /// A mention as it is written.
    pub(super) fn written(&self, mention: &Mention) -> &str {
        self.bytes(mention).and_then(|(from, to)| self.body.get(from..to)).unwrap_or_default()
    }

    fn is_question(&self) -> bool {
        self.body.get(self.sentence.start..self.sentence.end).is_some_and(|t| t.ends_with('?'))
    }

    pub(super) fn is_mention(&self, at: usize) -> bool {
        self.mentions.iter().any(|m| (m.from..m.to).contains(&at))
    }

    fn between(&self, cue: Cue, from: usize, to: usize) -> bool {
        self.signs.iter().any(|s| s.cue == cue && (from..to).contains(&s.from))
    }

    /// Whether only doses and other items of a list stand from one word to another.
    pub(super) fn is_joined(&self, from: usize, to: usize, over_mentions: bool, over_commas: bool) -> bool {
        let holds = |at: usize| {
            let gap = self.gap(at);
            !gap.contains(['.', ';', '?', '\u{2013}']) && !gap.contains(" - ") && (over_commas || !gap.contains(','))
        };
        (from..to).all(|at| self.fills(at) || (over_mentions && self.is_mention(at))) && (from..=to).all(holds)
    }

    /// Whether a word belongs to a dose, or says nothing.
    pub(super) fn fills(&self, at: usize) -> bool {
        let word = self.word(at);
        FILLERS.contains(&word) || word.starts_with(|c: char| c.is_ascii_digit())
    }

    /// Whether a cue of stopping stands right behind some mention, which it then belongs to.
    fn is_behind(&self, at: usize) -> bool {
        self.mentions.iter().any(|m| m.to <= at && self.is_joined(m.to, at, false, false))
    }

    fn context(&self, mention: &Mention) -> Context {
        let section = self.sentence.section;
        let mut context = Context {
            // "Had warfarin been stopped, ...".
            hypothetical: self.is_conditional(mention) || self.is_question() || mention.from == 1 && self.word(0) == "had" && self.word(mention.to) == "been",
            possible: self.is_in_question(mention) || self.is_answered_no(mention),
            held: self.has(Cue::Held) || INFUSIONS.contains(&self.word(mention.to)),
            family: section == Section::Family || self.is_of_relative(mention),
            listed_allergy: section == Section::Allergies && !(GIVEN.contains(&self.word(0)) && self.word(1) != "from"),
            listed: section == Section::Medications,
            stopped: section == Section::Stopped || self.is_exchanged(mention),
            resolved: section == Section::Resolved,
            ..Default::default()
        };
        // What stands behind an empty box says nothing.
        for sign in self.signs.iter().filter(|s| !self.is_unchecked(s.from)) {
            if sign.to <= mention.from {
                // "?d/c'd digoxin".
                context.possible |= self.gap(sign.from).contains('?') && mention.from - sign.to <= DOUBTED_MAX;
                self.reach_forward(sign, mention, &mut context);
            } else if sign.from >= mention.to {
                self.reach_back(sign, mention, &mut context);
            }
        }
        context
    }

    /// Whether a doubt over the whole sentence is one over a mention. What was outgrown is named before, or right behind it.
    fn is_conditional(&self, mention: &Mention) -> bool {
        // Of "outgrew egg allergy" it is what stands behind.
        let is_last = |s: &Sign| self.word(s.from) != "outgrew" || s.to - s.from > 1 || UNNAMED.contains(&self.word(s.to)) || self.gap(s.to).contains(['.', ',', ')']);
        let is_near = |s: &Sign| mention.to <= s.from && is_last(s) || s.to <= mention.from && mention.from - s.to <= 2 && !self.gap(s.to).contains(',');
        self.signs.iter().any(|s| s.cue == Cue::If && (!self.word(s.from).starts_with("outgr") || is_near(s)))
    }

    fn reach_forward(&self, sign: &Sign, mention: &Mention, context: &mut Context) {
        let (from, to) = (sign.to, mention.from);
        let distance = to - from;
        let open = !self.between(Cue::End, from, to);
        let own = open && !self.between(Cue::EndDenied, from, to);
        let joined = || self.is_joined(from, to, true, true);
        match sign.cue {
            Cue::Denied | Cue::No => {
                if own && self.denies(sign, mention) {
                    context.denied = Some(Some(sign.to));
                }
            }
            Cue::Possible => context.possible |= open && distance <= 6,
            Cue::Hypothetical => context.hypothetical |= open && distance <= 12,
            Cue::Historical => context.historical |= open && distance <= 8,
            Cue::Family => {
                // "Daughter later reports", "wife, who says".
                let then = from + usize::from(matches!(self.word(from), "later" | "now" | "also" | "then" | "who"));
                context.family |= open && !self.between(Cue::EndFamily, from, to) && !SPEAKING.contains(&self.word(then));
            }
            // "Allergic to PCN, used clindamycin": what is given instead or against the reaction is none.
            Cue::Allergic => context.allergic |= own && distance <= 10 && !(from..to).any(|at| INSTEAD.contains(&self.word(at))),
            Cue::Tolerated => context.tolerated |= open && distance <= 10,
            Cue::Stopped => context.stopped |= open && !self.is_behind(sign.from) && !self.gap(from).contains(',') && joined() && !self.ends_manner(sign, mention),
            // At the start of a sentence or of what stands behind a colon: "DM2: d/c glipizide". "D/C: glipizide" is what somebody is discharged on as well.
            Cue::Stop => {
                let titled = matches!(self.word(sign.from), "d/c" | "off") && self.gap(sign.to).contains(':');
                context.stopped |= self.begins(sign.from) && !titled && joined() && !self.is_for_later(mention);
            }
            // An order of a list for home: "START taking apixaban 5 mg".
            Cue::Start => context.surely_using |= self.begins(sign.from) && joined() && !self.is_for_later(mention),
            Cue::Unused => context.unused |= joined(),
            Cue::Using => context.using |= joined(),
            Cue::StrongUsing => context.surely_using |= joined(),
            Cue::Resolved => context.resolved |= self.is_joined(from, to, true, false) && self.is_whole(mention),
            _ => {}
        }
    }

    /// Whether no word behind a mention makes it a part of something else: "gout flares".
    fn is_whole(&self, mention: &Mention) -> bool {
        let (gap, word) = (self.gap(mention.to), self.word(mention.to));
        word.is_empty() || gap.chars().any(|c| !c.is_whitespace()) || word.len() <= 4 || matches!(word, "since" | "after" | "following" | "without" | "because" | "which" | "currently" | "requiring" | "today")
    }

    /// The word behind a mention, or behind the word that makes an allergy of it: `latex allergy`.
    fn behind(&self, mention: &Mention) -> usize {
        self.signs.iter().find(|s| s.cue == Cue::AllergicAfter && s.from == mention.to).map_or(mention.to, |s| s.to)
    }

    /// `diabetes (mother)`, `asthma in his brother`, `latex allergy - sister only`: a relative right behind it, in brackets, by "in" or alone behind a dash.
    pub(super) fn is_of_relative(&self, mention: &Mention) -> bool {
        let behind = self.behind(mention);
        let from = (behind..self.words.len()).find(|at| !self.fills(*at) || self.word(*at).ends_with("'s")).unwrap_or(behind);
        let gap = self.gap(from).trim();
        let opens = gap == "(" || is_dash(gap) || (gap.is_empty() && self.word(from) == "in");
        let bound = |s: &Sign| {
            let closed = (from + 1..=s.from).any(|at| self.gap(at).contains([',', '.', ';', ':', '(', ')']));
            !closed && self.is_only_of_relatives(gap, from) && s.from - from <= 2 && (from..s.from).all(|at| matches!(self.word(at), "in" | "the" | "his" | "her" | "both" | "their" | "pt's" | "patient's"))
        };
        opens && self.signs.iter().any(|s| s.cue == Cue::Family && s.from >= from && !SPEAKING.contains(&self.word(s.to)) && bound(s))
    }

    /// Whether what a bracket or a dash opens before a word holds relatives and what they have alone: of `(wife manages meds)` she has nothing.
    fn is_only_of_relatives(&self, gap: &str, from: usize) -> bool {
        let closes: &[char] = if gap == "(" { &[')'] } else { &['.', ';'] };
        let end = (from + 1..=self.words.len()).find(|at| self.gap(*at).contains(closes)).unwrap_or(self.words.len());
        let of_family = |at: usize| self.signs.iter().any(|s| s.cue == Cue::Family && (s.from..s.to).contains(&at));
        let fits = |at: usize| OF_RELATIVES.contains(&self.word(at)) || self.word(at).starts_with(|c: char| c.is_ascii_digit()) || of_family(at);
        !(gap == "(" || is_dash(gap)) || (from..end).all(fits)
    }

    /// How far "denies" and "no" reach: `no` over a comma only when the list is closed by `or`.
    fn denies(&self, sign: &Sign, mention: &Mention) -> bool {
        let (from, to) = (sign.to, mention.from);
        let gaps: Vec<&str> = (from..=to).map(|at| self.gap(at)).collect();
        if gaps.iter().any(|gap| gap.contains(['\u{2013}', ':'])) || self.is_answer_before(sign, mention) {
            return false;
        }
        match sign.cue {
            Cue::No => {
                let comma = gaps.iter().any(|gap| gap.contains(','));
                let closed = self.words.iter().skip(from).any(|w| w.text == "or" || w.text == "nor");
                to - from <= 8 && (!comma || closed)
            }
            _ => to - from <= 14,
        }
    }

    fn reach_back(&self, sign: &Sign, mention: &Mention, context: &mut Context) {
        // "Iodine allergy ruled out": what is said of the allergy.
        let of_allergy = matches!(sign.cue, Cue::DeniedAfter | Cue::PossibleAfter | Cue::ResolvedAfter | Cue::ToleratedAfter);
        let (from, to) = (if of_allergy { self.behind(mention) } else { mention.to }, sign.from);
        if from > to {
            return;
        }
        if sign.cue == Cue::AllergicAfter {
            context.allergic |= from == to && !self.gap(to).contains([',', ':', ';', '(', ')']);
            return;
        }
        // "Cough on lisinopril, which was stopped".
        let is_plain = |at: usize| self.fills(at) && !self.gap(at).contains([',', ';', '.', '(']);
        if sign.cue == Cue::StoppedAfter && self.word(to) == "which" && matches!(self.gap(to).trim(), "" | ",") && (from..to).all(is_plain) {
            (context.stopped, context.using, context.surely_using) = (true, false, false);
            return;
        }
        // "aspirin and clopidogrel were stopped" is about both.
        let both = sign.cue == Cue::StoppedAfter && matches!(self.word(to), "were" | "have");
        let marked = matches!(sign.cue, Cue::StoppedAfter | Cue::ResolvedAfter | Cue::UnusedAfter | Cue::HeldAfter) && self.is_marked(sign, from);
        if to - from > 4 + usize::from(both) * 4 || !(marked || self.is_remark(sign, from) || self.is_joined(from, to, both, both)) {
            return;
        }
        match sign.cue {
            Cue::DeniedAfter => context.denied = context.denied.or(Some(None)),
            // A cataract that was removed was there.
            Cue::PossibleAfter => context.possible |= !(mention.problem && matches!(self.word(sign.from), "removed" | "deleted")),
            Cue::ResolvedAfter => context.resolved = true,
            Cue::StoppedAfter => context.stopped |= self.is_stopped_by(sign, mention),
            Cue::UnusedAfter => context.unused = true,
            Cue::HeldAfter => context.held = true,
            // "Stopped warfarin and started Eliquis": what was started is named behind it.
            Cue::UsingAfter => context.using |= !(self.is_mention(sign.to) && self.gap(sign.to).trim().is_empty()),
            Cue::ToleratedAfter => context.tolerated = true,
            _ => {}
        }
    }

    /// Whether a word begins the sentence, behind a box that is ticked as well, or stands behind a colon.
    fn begins(&self, at: usize) -> bool {
        let ticked = at == 1 && self.is_tick(0);
        // A plan names what it is about: "HTN - stop amlodipine".
        let planned = || is_dash(self.gap(at).trim()) && (0..at).all(|word| self.mentions.iter().any(|m| m.problem && (m.from..m.to).contains(&word)));
        at == 0 || ticked || self.gap(at).contains(':') && !ADVICE.contains(&self.word(at - 1)) || planned()
    }

    /// Whether an empty box stands before a word.
    pub(super) fn is_unchecked(&self, at: usize) -> bool {
        let before = self.gap(at);
        EMPTY.iter().any(|empty| before.contains(*empty))
    }

    /// Whether an empty line of a form stands before a word: `_ Asthma _x_ HTN __ CAD`. A line behind another word stands for a word: `Ms. ___ denies`.
    fn is_blank(&self, at: usize) -> bool {
        let Some(last) = at.checked_sub(1) else { return self.gap(at).trim_end().ends_with('_') };
        let is_form = || self.body.get(self.sentence.start..self.sentence.end).is_some_and(|text| text.contains("_x") || text.contains("_X"));
        self.gap(at).trim_end().ends_with('_') && self.word(last) != "x" && (self.is_mention(last) || is_form())
    }

    /// A form: `Diabetes: no`, `[ ] Penicillin`. What a form says is held against nothing. Behind an allergy only an answer that stands alone is one:
    /// `penicillin allergy - no anaphylaxis` and `codeine (unknown reaction)` say how bad it was.
    fn is_answered_no(&self, mention: &Mention) -> bool {
        let at = self.behind(mention);
        let tail = || self.words.last().and_then(|word| self.body.get(word.end..self.sentence.end)).unwrap_or_default();
        let after = if at < self.words.len() { self.gap(at) } else { tail() };
        // "CAD (-)", "asthma -, gout +", "asthma ........ no".
        let minus = ["(-)", "[-]", "(\u{2013})"].iter().any(|sign| after.trim_start().starts_with(sign)) || matches!(after.trim(), "-," | "-;");
        let led = after.contains("...") || after.contains("__");
        let asked = led || after.contains([':', '-', '\u{2013}', '\u{2014}', '?', '=', '(', '[']) && !after.contains([',', ';', '.']);
        let of_allergy = at != mention.to || self.sentence.section == Section::Allergies;
        // "Sulfa - patient denies".
        let said_by = matches!(self.word(at), "patient" | "pt") && NO.contains(&self.word(at + 1)) && self.is_alone(at + 1);
        // "Asthma: 0 visits" counts what there was of it.
        let is_whole = self.word(at) != "0" || self.is_alone(at);
        let answered = said_by || NO.contains(&self.word(at)) && is_whole && (!of_allergy || self.word(at) != "unknown" && self.is_alone(at));
        // "Gout: [ ] yes [x] no".
        let unticked = (self.is_unchecked(at) || self.is_blank(at)) && YES.contains(&self.word(at));
        self.is_unchecked(mention.from) || self.is_blank(mention.from) || self.has_minus_before(mention) || self.is_boxed_no(mention, at, after) || minus || unticked || asked && answered
    }

    /// Whether a word is the whole of an answer: nothing stands behind it but a sign that ends it, or the next question of the form.
    fn is_alone(&self, at: usize) -> bool {
        let next = at + 1;
        let is_question = |m: &Mention| m.from == next && self.gap(self.behind(m)).contains([':', '=']);
        next >= self.words.len() || self.gap(next).trim_start().starts_with([',', ';', '.', ')', ']', '/', '|']) || self.mentions.iter().any(is_question)
    }

    /// `atenolol 50 mg - STOPPED 5/2020`: a mark behind a dash, and nothing behind it that it could be about.
    fn is_marked(&self, sign: &Sign, from: usize) -> bool {
        let at = sign.from;
        let dashed = matches!(self.gap(at), " - " | " \u{2013} " | " \u{2014} " | " -- " | " | ");
        let doses = at == from || (self.is_joined(from, at - 1, false, false) && self.fills(at - 1));
        let (then, gap) = (self.word(sign.to), self.gap(sign.to));
        let ended = then.is_empty() || gap.chars().any(|c| !c.is_whitespace()) || then.starts_with(|c: char| c.is_ascii_digit()) || MARKED_THEN.contains(&then);
        dashed && doses && ended
    }

    /// `gout, unlikely`, `penicillin - removed`, `COPD (ruled out)`: a remark that stands for itself right behind what it is about.
    fn is_remark(&self, sign: &Sign, from: usize) -> bool {
        let ends = self.word(sign.to).is_empty() || self.gap(sign.to).contains([',', ';', '.', ')', '(']);
        matches!(sign.cue, Cue::DeniedAfter | Cue::PossibleAfter) && sign.from == from && ends && matches!(self.gap(from).trim(), "," | "(" | ":" | "-" | "--" | "\u{2013}" | "\u{2014}")
    }

    /// Whether a cue of stopping right behind a drug is about it: not what the drug stopped, not one of its doses, and replaced by a drug.
    fn is_stopped_by(&self, sign: &Sign, mention: &Mention) -> bool {
        let next = self.word(sign.to);
        // "Warfarin d/c 2/1/14", and not "warfarin d/c dose": that of the discharge.
        if self.word(sign.from) == "d/c" {
            return self.is_ended_then(sign.to);
        }
        // "Ibuprofen stopped helping".
        let is_doing = || next.len() > 4 && next.ends_with("ing") && !NO_DOING.contains(&next) && self.gap(sign.to).trim().is_empty();
        // What is stopped by something is a bleeding, what is discontinued by somebody a drug.
        let by_somebody = next == "by" && self.word(sign.from) != "stopped";
        let object = sign.to - sign.from == 1 && (OBJECTS.contains(&next) && !by_somebody || is_doing());
        let replaced = !matches!(self.word(sign.to - 1), "with" | "to" | "by" | "for") || self.is_mention(sign.to);
        // "The dose of insulin stopped", "noon insulin stopped": others of the day go on.
        let at = mention.from;
        let dose = at >= 2 && self.word(at - 1) == "of" && matches!(self.word(at - 2), "dose" | "doses") || self.is_dose_of_day(at);
        !object && replaced && !dose
    }

    /// "Stopped metformin 1000, continue 500", "stopped metformin ER, now on IR": taken in another form, which nothing else that is named can be.
    fn goes_on(&self, mention: &Mention) -> bool {
        let is_using = |s: &Sign| matches!(s.cue, Cue::Using | Cue::StrongUsing) && s.from >= mention.to;
        // "On 500" may be a day as well.
        let is_form = |s: &Sign| OTHER_FORM.contains(&self.word(s.to)) || self.word(s.from) != "on" && self.is_dose(s);
        // "No longer on lisinopril 10, now 20", "converted from lisinopril 10 to 20 mg": a dose behind a dose, and neither "now 3 weeks" nor "INR now 1.1".
        let is_number = |at: usize| self.word(at).starts_with(|c: char| c.is_ascii_digit());
        let is_behind_dose = |at: usize| (mention.to..at).all(|word| self.fills(word)) && (mention.to..at).any(is_number);
        let is_now = |at: usize| matches!(self.word(at), "now" | "to") && self.gap(at + 1).trim().is_empty() && is_behind_dose(at) && self.is_dose(&Sign { cue: Cue::Using, from: at, to: at + 1 });
        let is_last = self.mentions.iter().all(|n| n.problem || n.from <= mention.from);
        is_last && (self.is_ordered_anew(mention) || self.signs.iter().any(|s| is_using(s) && is_form(s)) || (mention.to..self.words.len()).any(is_now))
    }

    /// Whether a bare dose stands behind a cue of taking: none of `2 L O2`, `2 g sodium diet`, `5 other meds`; and behind "on" nothing that it could be of.
    fn is_dose(&self, sign: &Sign) -> bool {
        let number = self.word(sign.to);
        let unit = number.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
        if unit.len() == number.len() || !(unit.is_empty() || DOSES.contains(&unit)) {
            return false;
        }
        let ends = |at: usize| at >= self.words.len() || self.gap(at).contains([',', ';', '.', '(', ')']);
        let first = sign.to + 1;
        let behind = (first..).find(|at| ends(*at) || !DOSES.contains(&self.word(*at))).unwrap_or(first);
        let has_unit = !unit.is_empty() || behind > first;
        ends(behind) || has_unit && sign.to.checked_sub(1).is_some_and(|last| self.word(last) != "on")
    }

    /// "Anaphylaxis to eggs as an infant, now tolerates them": what is tolerated without a name is what was named before, by a pronoun from anywhere, else
    /// right before it: of "latex allergy, diet advanced and tolerating" it is the diet.
    fn mark_tolerated(&mut self) {
        let is_so = |s: &Sign| s.from.checked_sub(1).is_none_or(|before| !NOT_SO.contains(&self.word(before)));
        let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
        let is_last = |s: &Sign| self.mentions.iter().all(|m| m.to <= s.from);
        let is_unnamed = |s: &Sign| UNNAMED.contains(&self.word(s.to)) || is_number(self.word(s.to)) && is_last(s) || self.gap(s.to).contains(['.', ',', ';', ')']);
        let is_named_again = |s: &Sign| PRONOUNS.contains(&self.word(s.to)) && self.gap(s.to).trim().is_empty();
        let is_near = |s: &Sign, m: &Mention| (m.to..s.from).all(|at| OF_ALLERGY.contains(&self.word(at)) || is_number(self.word(at)));
        let meant = |s: &Sign| {
            let last = self.mentions.iter().rposition(|m| m.to <= s.from)?;
            (is_named_again(s) || is_unnamed(s) && is_near(s, self.mentions.get(last)?)).then_some(last)
        };
        let found: Vec<usize> = self.signs.iter().filter(|s| s.cue == Cue::Tolerated && is_so(s)).filter_map(meant).collect();
        for at in found {
            if let Some(mention) = self.mentions.get_mut(at) {
                // Of a drug that is taken this says no more than that.
                mention.context.tolerated |= mention.context.allergic || mention.context.listed_allergy;
            }
        }
    }

    /// A substance that is named twice and stopped once was changed, unless its two names stand side by side; and so was one that goes on in another form,
    /// or of which a scale alone ends.
    fn mark_changed(&mut self) {
        let is_changed = |m: &Mention| {
            let again = |n: &&Mention| n.from != m.from && n.to != m.from && m.to != n.from && !n.context.stopped && n.concepts.iter().any(|c| m.concepts.contains(c));
            m.context.stopped && (self.mentions.iter().any(|n| again(&n)) || self.goes_on(m) || SCALES.contains(&self.word(m.to)))
        };
        let changed: Vec<bool> = self.mentions.iter().map(is_changed).collect();
        for (mention, changed) in self.mentions.iter_mut().zip(changed) {
            mention.context.changed = changed;
        }
    }
}

fn is_dash(gap: &str) -> bool {
    matches!(gap, "-" | "--" | "\u{2013}" | "\u{2014}")
}

/// Words right before `DM` that make no other thing of it.
const BEFORE_DM: &[&str] = &["and", "or", "type", "controlled", "uncontrolled", "known", "the", "pmh", "pmhx", "had", "for", "of", "also", "new", "dx"];

/// The abbreviation of a problem that names of drugs end with, for dextromethorphan.
const DM: &str = "dm";

/// Whether `DM` stands for a problem here: alone, behind a sign, behind a cue or behind another problem. In `Robitussin DM` it is of the name.
fn is_problem_dm(body: &str, words: &[Word], at: usize, before: Option<&Mention>) -> bool {
    let Some(last) = at.checked_sub(1) else { return true };
    let gap = words.get(last).zip(words.get(at)).and_then(|(word, here)| body.get(word.end..here.start)).unwrap_or_default();
    let is_parted = gap.chars().any(|c| !c.is_whitespace() && c != '-');
    let is_known = || words.get(last).is_some_and(|word| BEFORE_DM.contains(&word.text.as_str()));
    let is_behind_problem = || before.is_some_and(|m| m.problem && m.to == at);
    // Some cue that ends right before it.
    let is_behind_cue = || (at.saturating_sub(6)..at).any(|from| cues().at(words, from).is_some_and(|(length, _)| from + length == at));
    is_parted || is_known() || is_behind_problem() || is_behind_cue()
}

fn mentions(body: &str, words: &[Word], own: &Own) -> Vec<Mention> {
    let mut out: Vec<Mention> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let mut length = 1;
        if let Some((known, concepts)) = lexicon().phrases.at_over(words, at, WITHIN) {
            length = known;
            let problem = concepts.iter().all(|c| lexicon().is_problem(c));
            let is_dm = known == 1 && words.get(at).is_some_and(|word| word.text == DM);
            if is_dm && problem && !is_problem_dm(body, words, at, out.last()) {
                at += length;
                continue;
            }
            let concepts = concepts.iter().map(|c| (*c).to_string()).collect();
            out.push(Mention { from: at, to: at + length, concepts, problem, own: false, context: Context::default() });
        } else if let Some((known, name, problem)) = own.at(words, at) {
            length = known;
            out.push(Mention { from: at, to: at + length, concepts: vec![name.to_string()], problem, own: true, context: Context::default() });
        }
        at += length;
    }
    out
}

/// The cues of a sentence; what is itself a mention is none.
fn signs(words: &[Word], mentions: &[Mention]) -> Vec<Sign> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some((length, found)) = cues().at(words, at) else {
            at += 1;
            continue;
        };
        let named = mentions.iter().any(|m| m.from <= at && at + length <= m.to);
        if !named {
            out.extend(found.iter().map(|cue| Sign { cue: *cue, from: at, to: at + length }));
        }
        at += length;
    }
    out
}
