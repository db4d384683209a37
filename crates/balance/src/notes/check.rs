//! A chart held against what its notes say.
//!
//! High precision before recall: a hit needs the words, the right section, a dated note and a chart that says otherwise on the note's own day. A later
//! note that says the contrary takes a hit back. Of many notes that say the same, the last one speaks.

use super::alone;
use super::context::{Mention, Scene, Sign};
use super::hit::{NoteCheck, NoteHit};
use super::lexicon::{Course, Cue, Sort, lexicon};
use super::reading::Said;
use super::sentences::Section;
use super::sides::{Side, side_of};
use super::subject::Subject;
use model::{Date, Kind};

/// What sentences say against the statements of a chart, in their order, each with the day of which it speaks.
pub(super) fn check(said: &[Said<'_>], subjects: Vec<Subject>) -> Vec<(Option<i32>, NoteHit)> {
    let mut check = Check { said, subjects, hits: Vec::new() };
    for one in said {
        check.none_known(one);
        for mention in &one.scene.mentions {
            match mention.concepts.first() {
                Some(concept) if mention.problem => check.problem(one, mention, concept),
                Some(_) => check.substance(one, mention),
                None => {}
            }
        }
    }
    check.hits
}

struct Check<'r, 'a> {
    said: &'r [Said<'a>],
    subjects: Vec<Subject>,
    hits: Vec<(Option<i32>, NoteHit)>,
}

impl Check<'_, '_> {
    fn hit(&mut self, said: &Said<'_>, what: NoteCheck, mention: Option<&Mention>, subject: Option<usize>, concept: &str) {
        let subject = subject.and_then(|i| self.subjects.get(i));
        let statement = subject.map(|subject| subject.index);
        let kind = match (subject, what) {
            (Some(subject), _) => subject.kind,
            (None, NoteCheck::OnlyInNote) => Kind::Medication,
            (None, NoteCheck::ProblemOnlyInNote) => Kind::Problem,
            (None, _) => Kind::Allergy,
        };
        let sentence = (said.scene.sentence.start, said.scene.sentence.end);
        let mention = mention.and_then(|m| said.scene.bytes(m));
        self.hits.push((said.day, NoteHit { note: said.note, sentence, mention, statement, kind, what, concept: concept.into() }));
    }

    /// Subjects that fulfil a condition, by their number.
    fn those(&self, wanted: impl Fn(&Subject) -> bool) -> Vec<usize> {
        self.subjects.iter().enumerate().filter(|(_, s)| wanted(s)).map(|(i, _)| i).collect()
    }

    fn any(&self, wanted: impl Fn(&Subject) -> bool) -> bool {
        self.subjects.iter().any(wanted)
    }

    /// Whether some mention of some note fulfils a condition.
    fn any_mention(&self, wanted: impl Fn(&Said<'_>, &Mention) -> bool) -> bool {
        self.said.iter().any(|said| said.scene.mentions.iter().any(|m| wanted(said, m)))
    }

    /// "NKDA" against an allergy that was on the list by then.
    fn none_known(&mut self, said: &Said<'_>) {
        let scene = &said.scene;
        let bare = scene.sentence.section == Section::Allergies && scene.word(0) == "none" && !scene.is_unchecked(0) && (scene.words.len() == 1 || scene.word(1) == "known" && scene.words.len() == 2);
        // "No allergies to latex" is of latex alone.
        let of_one = |s: &Sign| scene.word(s.to) == "to" && scene.word(s.to + 1) != "date";
        // The line before it, or that of the heading above.
        let before = scene.body.get(..scene.sentence.start).unwrap_or_default();
        let head = before.rsplit('\n').find(|line| !line.trim().is_empty()).unwrap_or_default().to_lowercase();
        let of_drugs = head.contains("drug") || head.contains("medic");
        // "Food allergies: none" says it of no drug.
        let of_others = !of_drugs && ["food", "environ", "season", "insect"].iter().any(|sort| head.contains(sort));
        let bare = bare && !of_others;
        // "No allergies on file": the record has none, and nobody was asked.
        let of_record = |s: &Sign| {
            let is_file = || scene.word(s.to) == "on" && matches!(scene.word(s.to + 1), "file" | "record" | "chart");
            scene.gap(s.to).trim().is_empty() && (OF_RECORD.contains(&scene.word(s.to)) || is_file())
        };
        let says = |cue: Cue| scene.signs.iter().filter(move |s| s.cue == cue && !scene.is_unchecked(s.from) && !of_record(s));
        let all = (bare && !of_drugs) || says(Cue::NoneKnown).any(|s| !of_one(s));
        let Some(day) = said.day.filter(|_| all || bare || says(Cue::NoneKnownDrug).next().is_some()) else { return };
        let doubtful = scene.has(Cue::Family) || scene.has(Cue::Possible) || scene.has(Cue::If) || scene.words.iter().any(|w| w.text == "except" || w.text == "other");
        if doubtful || self.any_mention(|other, m| other.note == said.note && !m.problem && m.context.says_allergy()) {
            return;
        }
        let is_drug = |s: &Subject| s.concepts.iter().any(|c| matches!(lexicon().sort(c), Sort::Drug | Sort::DrugClass));
        // "NKDA (sulfa - rash)"; of "NKDA, on penicillin prophylaxis" it is taken, and no exception.
        let is_none_before = |at: usize| scene.signs.iter().any(|s| matches!(s.cue, Cue::NoneKnown | Cue::NoneKnownDrug) && s.to == at);
        let is_taken = |m: &Mention| m.context.surely_using || m.context.using && scene.signs.iter().any(|s| s.cue == Cue::Using && s.to <= m.from && is_none_before(s.from));
        let is_named = |s: &Subject| scene.mentions.iter().any(|m| m.context.denied.is_none() && !is_taken(m) && covers_any(s, m));
        let known = self.those(|s| s.kind == Kind::Allergy && s.is_live_on(day, 0) && s.is_older(day) && (all || is_drug(s)) && !is_named(s));
        for index in known {
            let concept = self.subjects.get(index).map(|s| s.concepts.first().cloned().unwrap_or_else(|| s.label.clone())).unwrap_or_default();
            self.hit(said, NoteCheck::NoneKnownInNote, None, Some(index), &concept);
        }
    }

    fn substance(&mut self, said: &Said<'_>, mention: &Mention) {
        let context = &mention.context;
        if context.says_allergy() {
            self.allergy(said, mention);
        }
        let Some(day) = said.day else { return };
        if context.is_aside() || context.allergic || context.listed_allergy || context.tolerated || context.denied.is_some() || context.held || context.changed {
            return;
        }
        let later = self.any_mention(|other, m| other.is_written_after(day) && shares(m, mention) && (m.context.says_taken() || is_resumed(&other.scene, m)));
        // "D/c'd for the procedure; resume it afterwards", "stopped for nausea in 2010. Now doing well on it".
        let is_past = |other: &Said<'_>| other.scene.words.iter().any(|word| matches!(word.text.as_str(), "was" | "were" | "had" | "been"));
        let goes_on = |other: &Said<'_>, m: &Mention| m.context.held || m.context.surely_using && m.context.says_taken() && !is_past(other);
        let resumed = |other: &Said<'_>, m: &Mention| other.note == said.note && other.scene.sentence.start > said.scene.sentence.start && goes_on(other, m) && shares(m, mention);
        if context.stopped && (said.scene.is_pause(mention) || is_ahead(&said.scene, mention, day)) || (context.stopped || context.unused) && is_lapse(&said.scene) {
            return;
        }
        let again = || self.is_resumed_unnamed(said);
        if context.stopped && !context.using && !later && !is_long_ago(&said.scene, mention) && !self.any_mention(resumed) && !again() {
            let years = years(&said.scene);
            let old = |s: &Subject| years.iter().any(|y| s.year.is_some_and(|from| *y < from));
            for index in self.those(|s| is_course_of(s, mention) && s.is_live_on(day, 31) && !old(s) && !said.scene.is_other_form(mention, &s.label)) {
                self.named(said, NoteCheck::StoppedInNote, mention, Some(index));
            }
        } else if context.unused && !context.stopped && !context.listed && !later && !self.any_mention(resumed) && !said.scene.is_taken_otherwise(mention) && !said.scene.is_named_after(mention) {
            for index in self.those(|s| is_course_of(s, mention) && s.is_live_on(day, 31) && s.is_older(day)) {
                self.named(said, NoteCheck::NegatedInNote, mention, Some(index));
            }
        } else if (context.listed || context.surely_using) && !context.stopped && !context.unused && !context.historical {
            // What a note lists and stops is in no chart to be missed.
            let is_stopped = self.any_mention(|other, m| other.note == said.note && m.context.stopped && !m.context.held && !m.context.is_aside() && shares(m, mention));
            if !is_stopped && !said.scene.is_of_stay(mention) && !said.scene.is_named_after(mention) {
                self.only_in_note(said, mention);
            }
        }
    }

    /// "Lisinopril was stopped; BP up so restarted today": the next sentence goes on with what it does not name again.
    fn is_resumed_unnamed(&self, said: &Said<'_>) -> bool {
        let next = self.said.iter().skip_while(|other| !std::ptr::eq(*other, said)).nth(1);
        next.is_some_and(|other| other.note == said.note && resumes(&other.scene) && other.scene.mentions.iter().all(|m| m.problem))
    }

    fn named(&mut self, said: &Said<'_>, what: NoteCheck, mention: &Mention, subject: Option<usize>) {
        let concept = mention.concepts.first().cloned().unwrap_or_default();
        self.hit(said, what, Some(mention), subject, &concept);
    }

    /// An allergy that no statement has, in whatever state.
    fn allergy(&mut self, said: &Said<'_>, mention: &Mention) {
        let written = said.scene.written(mention).to_lowercase();
        let known = |s: &Subject| s.kind == Kind::Allergy && (covers_any(s, mention) || s.label.contains(&written) || !s.label.contains(char::is_alphabetic));
        // "Has h/o PCN allergy but tolerated Augmentin."
        let shares_class = |m: &Mention| m.concepts.iter().any(|a| mention.concepts.iter().any(|b| lexicon().covers(a, b)));
        // A low dose of aspirin says nothing of its class.
        let is_of_nsaids = mention.concepts.iter().any(|concept| concept == "nsaids");
        let behind = (said.scene.sentence.start, mention.to);
        let taken_since = |other: &Said<'_>, m: &Mention| other.note == said.note && (other.scene.sentence.start, m.from) >= behind && m.context.tolerated && !is_of_nsaids && shares_class(m);
        if self.any(known) || !mention.context.listed_allergy && self.any_mention(taken_since) {
            return;
        }
        let is_drug = mention.concepts.iter().any(|c| matches!(lexicon().sort(c), Sort::Drug | Sort::DrugClass));
        let none_known = self.those(|s| s.none_known[usize::from(!is_drug)] && s.active && s.to.is_none());
        match none_known.first() {
            Some(index) => self.named(said, NoteCheck::NoKnownAllergyContradicted, mention, Some(*index)),
            None => self.named(said, NoteCheck::AllergyOnlyInNote, mention, None),
        }
    }

    /// A drug that no statement has at any time. A chart without drugs, or with codes instead of words, cannot tell.
    fn only_in_note(&mut self, said: &Said<'_>, mention: &Mention) {
        let is_drug = mention.concepts.iter().all(|c| lexicon().sort(c) == Sort::Drug);
        let written = said.scene.written(mention).to_lowercase();
        let has_drugs = self.any(|s| s.kind == Kind::Medication);
        let silent = self.any(|s| s.kind == Kind::Medication && !s.is_readable());
        let given = |s: &Subject| matches!(s.kind, Kind::Medication | Kind::Allergy | Kind::Immunization | Kind::Order | Kind::Procedure);
        let known = self.any(|s| given(s) && (covers_any(s, mention) || s.label.contains(&written)));
        if is_drug && has_drugs && !silent && !known {
            self.named(said, NoteCheck::OnlyInNote, mention, None);
        }
    }

    fn problem(&mut self, said: &Said<'_>, mention: &Mention, concept: &str) {
        let context = &mention.context;
        let Some(day) = said.day.filter(|_| !context.possible && !context.hypothetical) else { return };
        if context.family {
            return self.family(said, mention, concept);
        }
        let is_it = |s: &Subject| s.kind == Kind::Problem && s.concepts.first().is_some_and(|c| c == concept);
        let course = match lexicon().sort(concept) {
            Sort::Problem(course) => course,
            _ => Course::Open,
        };
        let later = self.any_mention(|other, m| other.is_written_after(day) && is_own(m, concept));
        if context.denied.is_some() {
            let contrary = later || self.any_mention(|other, m| other.note == said.note && is_own(m, concept));
            // What is denied of all time is so whatever its course is.
            let ever = denies_ever(&said.scene, mention);
            if (course == Course::Lasting || ever) && denies_itself(&said.scene, mention) && !contrary {
                let since = |s: &Subject| course == Course::Lasting || s.from.is_some_and(|from| from <= day - 31);
                for index in self.those(|s| is_it(s) && s.is_live_on(day, 0) && s.is_older(day) && since(s)) {
                    self.named(said, NoteCheck::NegatedInNote, mention, Some(index));
                }
            }
            return;
        }
        // "History of pneumonia in 2010, now with pneumonia."
        let again = |other: &Said<'_>, m: &Mention| {
            let fresh = !m.context.resolved && !has_history_before(&other.scene, m) && !std::ptr::eq(m, mention);
            other.note == said.note && is_own(m, concept) && fresh
        };
        let past = course == Course::Passing && context.historical && has_history_before(&said.scene, mention) && !self.any_mention(again);
        if !context.resolved {
            self.problem_only(said, mention, concept, day);
        }
        // "Resolved 2011, recurred 2013".
        let returned = said.scene.words.iter().any(|word| RETURNED.contains(&word.text.as_str()));
        // What only the charts name may be a passing complaint; what "resolved" says of it is not held against a list.
        if (context.resolved || past) && !later && !mention.own && !returned {
            let long = |s: &Subject| s.from.is_some_and(|from| from <= day - 90);
            for index in self.those(|s| is_it(s) && s.is_live_on(day, 0) && (context.resolved || long(s))) {
                self.named(said, NoteCheck::HistoryNotActive, mention, Some(index));
            }
        }
        // An old fracture may well have been on the other side.
        if course != Course::Passing || !context.historical {
            self.side(said, mention, concept, day);
        }
    }

    /// A problem that no statement has, in whatever state and under whatever name. A chart without a problem list, or with codes instead of words, cannot tell.
    fn problem_only(&mut self, said: &Said<'_>, mention: &Mention, concept: &str, day: i32) {
        let known_by = lexicon().known_by(concept);
        if (known_by.is_empty() && !mention.own) || !alone::is_asserted(&said.scene, mention) {
            return;
        }
        let taken_back = |other: &Said<'_>, m: &Mention| {
            let denied = m.context.denied.is_some() && (other.is_written_after(day) || other.written == Some(day));
            m.concepts.first().is_some_and(|c| c == concept) && !m.context.family && (denied || (m.context.possible && other.note == said.note))
        };
        let written = said.scene.written(mention).to_lowercase();
        let listed = self.those(|s| s.kind == Kind::Problem);
        let readable = listed.iter().all(|i| self.subjects.get(*i).is_some_and(Subject::is_readable));
        let about = |s: &Subject| matches!(s.kind, Kind::Problem | Kind::EncounterDiagnosis | Kind::Procedure | Kind::Device);
        let knows = |s: &Subject| s.concepts.iter().any(|c| c == concept) || s.label.contains(&written) || known_by.iter().any(|letters| s.label.contains(*letters));
        if !listed.is_empty() && readable && !self.any(|s| about(s) && knows(s)) && !self.any_mention(taken_back) {
            self.named(said, NoteCheck::ProblemOnlyInNote, mention, None);
        }
    }

    /// "Mother had breast cancer", and the chart gives it to the patient alone.
    fn family(&mut self, said: &Said<'_>, mention: &Mention, concept: &str) {
        let filed = |s: &Subject| s.kind == Kind::FamilyHistory && s.concepts.iter().any(|c| c == concept);
        let is_unknown = said.scene.word(mention.to) == "unknown";
        // "Family history: CAD; pt with CAD s/p CABG".
        let is_it = |m: &Mention| m.context.denied.is_none() && m.concepts.first().is_some_and(|c| c == concept);
        let has_it = |other: &Said<'_>, m: &Mention| is_own(m, concept) || is_it(m) && is_behind_patient(&other.scene, m);
        if mention.context.denied.is_some() || is_unknown || !has_relative(&said.scene, mention) || is_of_care(&said.scene, mention) || self.is_shared_next(said) || self.any(filed) || self.any_mention(has_it) {
            return;
        }
        // What both have is no mistake.
        if said.scene.words.iter().any(|word| SHARED.contains(&word.text.as_str())) || is_of_birth(&said.scene) {
            return;
        }
        for index in self.those(|s| s.kind == Kind::Problem && s.active && s.concepts.first().is_some_and(|c| c == concept)) {
            self.named(said, NoteCheck::FamilyNotOwn, mention, Some(index));
        }
    }

    /// "Mom has diabetes; so does pt": the next sentence gives the patient what it does not name again.
    fn is_shared_next(&self, said: &Said<'_>) -> bool {
        let next = self.said.iter().skip_while(|other| !std::ptr::eq(*other, said)).nth(1).filter(|other| other.note == said.note);
        next.is_some_and(|other| {
            let so = other.scene.word(0) == "so" && matches!(other.scene.word(1), "does" | "is" | "has" | "did" | "do");
            let of_patient = matches!(other.scene.word(0), "pt" | "patient") && other.scene.mentions.is_empty();
            so || of_patient && other.scene.words.iter().any(|word| matches!(word.text.as_str(), "also" | "too" | "same" | "likewise" | "dx" | "dx'd" | "diagnosed"))
        })
    }

    /// The note has it on one side, everything of the chart on the other.
    fn side(&mut self, said: &Said<'_>, mention: &Mention, concept: &str, day: i32) {
        let (Some(side), sites) = side_of(&said.scene, mention) else { return };
        let Some(other) = side.other() else { return };
        let of_body = |s: &Subject| matches!(s.kind, Kind::Problem | Kind::EncounterDiagnosis | Kind::Procedure);
        let same = self.those(|s| of_body(s) && s.concepts.first().is_some_and(|c| c == concept) && s.sites.iter().any(|x| sites.contains(x)));
        let all_other = same.iter().all(|i| self.subjects.get(*i).is_some_and(|s| s.side == Some(other)));
        let note_has_other = self.any_mention(|again, m| {
            let (found, places) = side_of(&again.scene, m);
            let there = found == Some(other) || found == Some(Side::Both);
            again.note == said.note && m.concepts.first().is_some_and(|c| c == concept) && there && (places.is_empty() || places.iter().any(|p| sites.contains(p)))
        });
        if !all_other || note_has_other {
            return;
        }
        for index in same {
            if self.subjects.get(index).is_some_and(|s| !s.void && s.from.is_none_or(|from| from <= day)) {
                self.named(said, NoteCheck::LateralityDiffers, mention, Some(index));
            }
        }
    }
}

fn shares(a: &Mention, b: &Mention) -> bool {
    a.concepts.iter().any(|c| b.concepts.contains(c))
}

fn covers_any(subject: &Subject, mention: &Mention) -> bool {
    subject.concepts.iter().any(|a| mention.concepts.iter().any(|b| lexicon().covers(a, b)))
}

/// A course of just this drug: a product of several is not stopped with one of them.
fn is_course_of(subject: &Subject, mention: &Mention) -> bool {
    subject.kind == Kind::Medication && !subject.concepts.is_empty() && subject.concepts.iter().all(|c| mention.concepts.contains(c))
}

/// Behind words that no allergy is known: what a record holds, and nobody was asked.
const OF_RECORD: &[&str] = &["listed", "documented", "recorded", "entered", "charted", "discussed", "addressed", "assessed", "available", "information"];

/// The patient has it, says the note.
fn is_own(mention: &Mention, concept: &str) -> bool {
    mention.context.denied.is_none() && !mention.context.is_aside() && mention.concepts.first().is_some_and(|c| c == concept)
}

/// "Ran out of lisinopril, has been off it": not taken for want of it, and nobody says that it was stopped.
fn is_lapse(scene: &Scene<'_>) -> bool {
    const STOPS: [&str; 5] = ["stopped", "stops", "stopping", "discontinued", "quit"];
    scene.has(Cue::Lapsed) && !scene.words.iter().any(|word| STOPS.contains(&word.text.as_str()))
}

fn is_long_ago(scene: &Scene<'_>, mention: &Mention) -> bool {
    let units = ["year", "years", "yrs", "decade", "decades"];
    // "A bleed in the past, so aspirin was stopped": what follows from it is of today.
    let follows = |from: usize| (from..mention.from).any(|at| matches!(scene.word(at), "so" | "therefore" | "hence" | "thus"));
    let in_the_past = |at: usize| scene.word(at) == "in" && scene.word(at + 1) == "the" && scene.word(at + 2) == "past" && !follows(at + 3);
    let ago = |at: usize| units.contains(&scene.word(at)) && scene.word(at + 1) == "ago";
    (0..scene.words.len()).any(|at| ago(at) || in_the_past(at))
}

/// Whether a day stands right behind a mention that is later than the one of the note: `stop clopidogrel 12/2014`.
fn is_ahead(scene: &Scene<'_>, mention: &Mention, day: i32) -> bool {
    let number = |at: usize| scene.word(at).parse::<i32>().ok();
    let goes_on = |at: usize| scene.gap(at) == "/";
    let is_close = |at: &usize| !scene.gap(*at).contains([',', ';', '.', ':', '(']) && (*at == mention.to || scene.fills(*at - 1));
    let near = (mention.to..scene.words.len()).take_while(is_close);
    near.filter(|at| !goes_on(*at)).any(|at| {
        let (year, month, of_month) = match (number(at), number(at + 1), number(at + 2)) {
            (Some(month), Some(of_month), Some(year)) if goes_on(at + 1) && goes_on(at + 2) => (if year < 100 { 2000 + year } else { year }, month, of_month),
            (Some(month), Some(year), _) if goes_on(at + 1) && year > 1900 => (year, month, 1),
            _ => return false,
        };
        Date::parse_iso(&format!("{year:04}-{month:02}-{of_month:02}")).is_some_and(|date| date.days() > day)
    })
}

/// Words that say that a problem came back.
const RETURNED: &[&str] = &["recurred", "recurs", "recurring", "recurrent", "returned", "relapsed", "relapse"];

/// Years that a sentence names.
fn years(scene: &Scene<'_>) -> Vec<i16> {
    scene.words.iter().filter(|w| w.text.len() == 4).filter_map(|w| w.text.parse().ok()).filter(|y| (1900..=2099).contains(y)).collect()
}

/// Words that may stand between a denial and what is denied.
const DENIED_AS: &[&str] = &[
    "any", "known", "prior", "personal", "past", "history", "of", "h/o", "hx", "current", "diagnosis", "a", "an", "the", "or", "and", "nor", "previous",
    "medical", "underlying", "existing",
];
/// Words that may follow what is denied; another word makes it a part: "no asthma exacerbation". What a test does not show is not denied,
/// and what has not been since some time was before: "no afib on monitor", "no afib since ablation".
const DENIED_THEN: &[&str] = &["at", "currently", "presently", "noted", "per", "or", "and", "nor", "today", "reported", "by", "known", "in", "but", "however", "although"];

/// What somebody looked with: a denial that goes by one says what was not seen, and not what the patient does not have.
const TESTS: &[&str] = &[
    "echo", "tte", "tee", "cxr", "ct", "cta", "mri", "mra", "ultrasound", "ekg", "ecg", "xray", "radiograph", "spirometry", "pft", "pfts", "eeg", "emg", "biopsy", "imaging", "scan", "doppler", "colonoscopy", "egd",
    "mammogram", "dexa", "holter", "telemetry", "monitor", "angiogram", "cath",
];

/// Words before "of" with which a problem is denied itself.
const OF_ITSELF: &[&str] = &["history", "hx", "h/o", "pmh", "pmhx", "diagnosis", "dx", "evidence"];

/// Whether what is denied is named so, and is no part of it: of "no complications of diabetes" it is the complications, and of "no flares of gout or asthma" the
/// flares of both.
fn is_named_as_denied(scene: &Scene<'_>, from: usize, at: usize) -> bool {
    let is_named = at <= from || DENIED_AS.contains(&scene.word(at - 1)) || scene.gap(at).contains([',', '/']);
    let is_of_problem = |of: usize| scene.mentions.iter().any(|m| m.problem && m.from > of && (of + 1..m.from).all(|word| DENIED_AS.contains(&scene.word(word))));
    let is_part = |of: usize| matches!(scene.word(of), "of" | "for") && !OF_ITSELF.contains(&scene.word(of - 1)) && is_of_problem(of);
    is_named && !(from + 1..at).any(is_part)
}

/// Whether a test is what tells: named before the denial, or behind what is denied without a comma between. A history is nothing that a test
/// shows.
fn is_told_by_test(scene: &Scene<'_>, mention: &Mention, from: usize) -> bool {
    // What somebody denies is what they said.
    let is_said = scene.signs.iter().any(|s| s.to == from && scene.word(s.from).starts_with("den"));
    let is_beside = |at: usize| at < from || at >= mention.to && !(mention.to..=at).any(|word| scene.gap(word).contains([',', ';']));
    !is_said && !denies_ever(scene, mention) && (0..scene.words.len()).any(|at| TESTS.contains(&scene.word(at)) && is_beside(at))
}

/// Whether the problem itself is denied, not something of it.
fn denies_itself(scene: &Scene<'_>, mention: &Mention) -> bool {
    let before = match mention.context.denied {
        Some(Some(from)) => is_named_as_denied(scene, from, mention.from) && !is_told_by_test(scene, mention, from),
        _ => return true,
    };
    let gap = scene.gap(mention.to);
    // "No asthma/COPD", and not "no CHF/COPD exacerbation".
    let next = || scene.mentions.iter().find(|m| m.problem && m.from == mention.to && m.context.denied == mention.context.denied);
    let parted = if gap == "/" { next().is_some_and(|m| denies_itself(scene, m)) } else { gap.chars().any(|c| !c.is_whitespace()) && !gap.contains(['-', '/']) };
    before && (mention.to >= scene.words.len() || parted || DENIED_THEN.contains(&scene.word(mention.to)))
}

/// Words of a denial that speaks of all time.
const EVER: &[&str] = &["history", "h/o", "hx", "pmh", "pmhx", "diagnosis", "diagnosed", "never"];

/// `no history of stroke`, `never diagnosed with lupus`: it never was.
fn denies_ever(scene: &Scene<'_>, mention: &Mention) -> bool {
    let Some(Some(to)) = mention.context.denied else { return false };
    let from = scene.signs.iter().filter(|s| s.to == to).map(|s| s.from).min().unwrap_or(to);
    (from..mention.from).any(|at| EVER.contains(&scene.word(at)))
}

/// `h/o pneumonia`, and not the history of something else before it.
fn has_history_before(scene: &Scene<'_>, mention: &Mention) -> bool {
    let near: Vec<&str> = (mention.from.saturating_sub(4)..mention.from).map(|at| scene.word(at)).collect();
    let again = |w: &&str| matches!(*w, "family" | "no" | "recurrent" | "recent" | "chronic" | "frequent" | "multiple" | "ongoing");
    near.iter().any(|w| matches!(*w, "h/o" | "history" | "hx" | "s/p" | "previous" | "prior")) && !near.iter().any(again)
}

/// Words that say that something is taken again.
const RESUMED: [&str; 7] = ["restart", "restarted", "restarting", "resume", "resumed", "resuming", "reinitiated"];

/// Words that may stand between them and what it is, and what of a life is taken up again and is no drug.
const OF_OBJECT: &[&str] = &["a", "the", "her", "his", "their", "your", "my", "regular", "normal", "usual", "full", "all", "previous", "prior", "light", "physical", "cardiac", "home", "oral", "heart", "healthy", "low", "salt"];
const OF_LIFE: &[&str] = &[
    "diet", "activity", "activities", "exercise", "exercises", "exercising", "eating", "driving", "work", "working", "school", "feeds", "feeding", "feedings", "walking", "sports", "sport", "intercourse",
    "smoking", "drinking", "routine", "lifestyle", "menses", "periods", "dialysis", "rehab", "counseling",
];

/// Where the words end that say that something is taken again, if they begin here: "restarted", "back on lisinopril", "back on it", and not "back on her feet".
fn resumed_to(scene: &Scene<'_>, at: usize) -> Option<usize> {
    if RESUMED.contains(&scene.word(at)) {
        // "Never resumed", "resume her regular diet".
        let is_denied = at.checked_sub(1).is_some_and(|before| matches!(scene.word(before), "not" | "never" | "without"));
        let object = (at + 1..).find(|then| !OF_OBJECT.contains(&scene.word(*then))).unwrap_or(at + 1);
        let is_of_life = OF_LIFE.contains(&scene.word(object)) && (at + 1..=object).all(|then| scene.gap(then).trim().is_empty());
        return (!is_denied && !is_of_life).then_some(at + 1);
    }
    let is_drug = |at: usize| scene.mentions.iter().any(|m| !m.problem && scene.is_joined(at, m.from, false, false) && m.from >= at);
    let is_dose = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let then = at + 2;
    let is_back = scene.word(at) == "back" && scene.word(at + 1) == "on" && (matches!(scene.word(then), "it" | "them" | "this" | "both") || is_dose(scene.word(then)) || is_drug(then));
    is_back.then_some(then)
}

/// Whether a sentence says that something is taken again, whatever it was.
fn resumes(scene: &Scene<'_>) -> bool {
    scene.has(Cue::Held) && (0..scene.words.len()).any(|at| resumed_to(scene, at).is_some())
}

/// Whether it is this drug that is taken again: of "lisinopril remains off, metformin restarted" it is the other one.
fn is_resumed(scene: &Scene<'_>, mention: &Mention) -> bool {
    let is_other = |from: usize, to: usize| scene.mentions.iter().any(|m| !m.problem && from <= m.from && m.from < to);
    let is_it = |(at, to): (usize, usize)| {
        let before = to <= mention.from && !scene.gap(to).contains(',') && scene.is_joined(to, mention.from, true, true);
        before || mention.to <= at && !is_other(mention.to, at)
    };
    scene.has(Cue::Held) && !mention.context.stopped && (0..scene.words.len()).filter_map(|at| Some((at, resumed_to(scene, at)?))).any(is_it)
}

/// Words that may stand between a relative and what he has.
const RELATIVE_HAS: &[&str] = &[
    "has", "had", "have", "with", "died", "of", "from", "a", "an", "hx", "h/o", "history", "the", "and", "both", "diagnosed", "was", "is", "also", "age", "at", "in",
    "her", "his", "dx", "dx'd", "who", "w", "sig", "passed", "away", "recent", "early", "onset", "postmenopausal", "significant", "for", "positive", "notable", "remarkable",
];
/// Words before a relative who tells, brings or is lived with.
const TOLD_BY: &[&str] = &["from", "per", "by", "with", "w", "to", "via"];

/// Whether the patient is named as who has it, among relatives: `pt with CAD s/p CABG`.
fn is_behind_patient(scene: &Scene<'_>, mention: &Mention) -> bool {
    let of_relative = |from: usize| scene.signs.iter().any(|s| s.cue == Cue::Family && (from..mention.from).contains(&s.from));
    let has = |at: usize| matches!(scene.word(at), "with" | "w" | "has" | "had" | "also" | "diagnosed" | "dx");
    (0..mention.from).any(|at| matches!(scene.word(at), "pt" | "patient") && has(at + 1) && !of_relative(at + 1))
}

/// Words that make of a problem what is done or kept for it: "Mom has asthma action plan" has no asthma.
const OF_CARE: &[&str] = &[
    "action", "plan", "supplies", "medication", "medications", "meds", "education", "questions", "concerns", "handout", "diary", "log", "appointment", "referral", "support", "clinic", "precautions",
    "equipment", "management", "care", "screening", "testing", "instructions",
];

fn is_of_care(scene: &Scene<'_>, mention: &Mention) -> bool {
    OF_CARE.contains(&scene.word(mention.to)) && scene.gap(mention.to).trim().is_empty()
}

/// Whether a relative is said to have it, in so many words.
/// Words by which a relative has what the patient has.
const SHARED: [&str; 4] = ["both", "herself", "himself", "likewise"];

/// Of a birth the mother is the patient: "Baby: no jaundice. Mother: pre-eclampsia".
fn is_of_birth(scene: &Scene<'_>) -> bool {
    const BORN: [&str; 6] = ["baby", "newborn", "infant", "neonate", "svd", "postpartum"];
    let is_titled = (0..scene.words.len()).any(|at| matches!(scene.word(at), "mother" | "mom") && scene.gap(at + 1).trim_start().starts_with(':'));
    is_titled && scene.body.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|word| BORN.contains(&word))
}

fn has_relative(scene: &Scene<'_>, mention: &Mention) -> bool {
    // "Gout in father (pt also)"; of "father has gout, he also has CAD" it is the father.
    let is_patient = |s: &Sign| scene.word(s.from).starts_with("pt") || scene.word(s.from).starts_with("patient");
    let is_shared = |s: &Sign| is_patient(s) && matches!(scene.word(s.to), "also" | "too") || is_patient(s) && s.from > 0 && matches!(scene.word(s.from - 1), "also" | "both");
    if scene.signs.iter().any(|s| s.cue == Cue::EndFamily && is_shared(s)) {
        return false;
    }
    if scene.sentence.section == Section::Family {
        return !is_behind_patient(scene, mention);
    }
    // "Mother was diagnosed the same year as pt", "like her mother": both have it.
    let first = scene.signs.iter().filter(|s| s.cue == Cue::Family).map(|s| s.from).min();
    let as_well = |s: &Sign, at: usize| matches!(scene.word(at), "as" | "like") || s.cue == Cue::EndFamily && scene.word(at) == "both";
    let behind = |s: &Sign| s.from > 0 && as_well(s, s.from - 1) || s.from > 1 && matches!(scene.word(s.from - 1), "her" | "his" | "their") && as_well(s, s.from - 2);
    if scene.signs.iter().any(|s| (s.cue == Cue::EndFamily || s.cue == Cue::Family && Some(s.from) == first) && behind(s)) {
        return false;
    }
    let of_family = |at: usize| scene.signs.iter().any(|s| s.cue == Cue::Family && (s.from..s.to).contains(&at));
    let passes = |at: usize| RELATIVE_HAS.contains(&scene.word(at)) || scene.word(at).starts_with(|c: char| c.is_ascii_digit()) || of_family(at);
    let closes = |at: usize| scene.gap(at).contains(['.', ';', '?']);
    if scene.is_of_relative(mention) && matches!(scene.gap(mention.to).trim(), "(" | "-" | "\u{2013}" | "\u{2014}") {
        return true;
    }
    let told = |s: &Sign| s.from > 0 && TOLD_BY.contains(&scene.word(s.from - 1)) && scene.word(s.to) != "who";
    scene.signs.iter().any(|s| s.cue == Cue::Family && !told(s) && s.to <= mention.from && (s.to..mention.from).all(passes) && !(s.to..=mention.from).any(closes))
}
