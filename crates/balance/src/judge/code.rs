//! Two coded concepts: each code in its own system or through a declared equivalence, never by display.

use super::text::{GARBLED, is_garbled, same_text, spoiled, words_manner};
use super::system::{SYSTEM_GONE, SYSTEM_OTHER};
use super::{Judge, Relation, called, routes};
use crate::equal::equal;
use crate::systems::{is_local_name_of, is_taken_over};
use crate::vocabulary::tokens;
use model::{Aspect, Coding, Fact, Severity, Value, Verdict, code_form};
use std::borrow::Cow;

/// What a local code is declared to be in a public terminology did not come along with it.
pub(crate) const DECLARED_GONE: &str = "the declared code is gone, the local one remains";
/// The codes of terminologies beside a local one did not come along with it.
pub(crate) const PUBLIC_GONE: &str = "the code of a terminology is gone, the local one remains";
/// The source's own code, under the system of the one that it is declared to be.
const UNTRANSLATED: &str = "the local code stands where its translation should";
/// A code that is declared to be that of other local codes stands beside one that is declared to be none of its system.
const OF_ANOTHER: &str = "the code beside the local one is declared to be that of another";
/// Some of the codes that a list declares together did not come along; behind it stand the missing ones.
const DECLARED_MISSING: &str = "of the codes declared together, missing: ";

/// A manner without the codes that it names: whatever is missing of a list, it is the same mistake, and the values tell the rest.
pub(crate) fn without_codes(manner: &str) -> &str {
    if manner.starts_with(DECLARED_MISSING) { "some of the codes declared together are missing" } else { manner }
}

/// Whether a difference of codes is that what is declared, or was said beside a local code, did not come along, or not all of it.
pub(crate) fn is_declared_missing(manner: &str) -> bool {
    manner == DECLARED_GONE || manner == PUBLIC_GONE || manner.starts_with(DECLARED_MISSING)
}

/// Vocabularies of HL7 for the ways in which drugs are given.
const HL7_ROUTES: [&str; 2] = ["http://terminology.hl7.org/CodeSystem/v2-0162", "http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration"];

impl Judge<'_> {
    pub(super) fn codes(&self, aspect: Aspect, (a, text_a): (&[Coding], &str), (b, text_b): (&[Coding], &str)) -> Relation {
        let renamed = renamed(a, b);
        let b: &[Coding] = &renamed;
        if self.are_those(a, b) {
            return self.said_otherwise((a, text_a), (b, text_b)).unwrap_or(Relation::Same);
        }
        self.by_every_rule(aspect, (a, text_a), (b, text_b))
    }

    /// Whether both hold the same codes, each in its system and none declared to be anything else, as most do: what every rule has to say of
    /// them is in their words.
    fn are_those(&self, a: &[Coding], b: &[Coding]) -> bool {
        let is_that = |(x, y): (&Coding, &Coding)| !x.system.is_empty() && x.system == y.system && x.code.eq_ignore_ascii_case(&y.code);
        let is_declared = |x: &Coding| !self.equivalences.of(&x.system, &x.code).is_empty();
        !a.is_empty() && a.len() == b.len() && a.iter().zip(b).all(is_that) && !a.iter().any(is_declared)
    }

    /// What the words beside the same codes say otherwise, by themselves or because a transport spoiled them.
    fn said_otherwise(&self, (a, text_a): (&[Coding], &str), (b, text_b): (&[Coding], &str)) -> Option<Relation> {
        let manner = self.worded(a, text_a, b, text_b).or_else(|| spoiled(text_a, text_b)).or_else(|| cut(a, text_a, text_b)).or_else(|| garbled(a, b))?;
        Some(Relation::Differs(Verdict::Altered, Aspect::Text, manner.into()))
    }

    /// Two lists of codes, the systems of the second under the names of the first.
    fn by_every_rule(&self, aspect: Aspect, (a, text_a): (&[Coding], &str), (b, text_b): (&[Coding], &str)) -> Relation {
        let differs = |verdict, manner: &str| Relation::Differs(verdict, aspect, manner.into());
        // What the legacy codes mean in each system: themselves, and what they are declared to mean elsewhere.
        let meanings: Vec<(&str, &str)> = a
            .iter()
            .flat_map(|x| std::iter::once((x.system.as_str(), x.code.as_str())).chain(self.equivalences.of(&x.system, &x.code).iter().map(|(s, c)| (s.as_str(), c.as_str()))))
            .filter(|(system, _)| !system.is_empty())
            .collect();
        let fits = |y: &Coding| meanings.iter().any(|(s, c)| *s == y.system && c.eq_ignore_ascii_case(&y.code));
        let system_fits = |system: &str| b.iter().any(|y| y.system == system && fits(y));
        // One of several codes of a system exchanged for another: the ones that stayed do not excuse it.
        let gone = |x: &Coding| !b.iter().any(|y| y.system == x.system && y.code.eq_ignore_ascii_case(&x.code));
        let replaced = |y: &Coding| !fits(y) && a.iter().any(|x| x.system == y.system && gone(x));
        let contradicts = |y: &Coding| meanings.iter().any(|(s, _)| *s == y.system) && (!system_fits(&y.system) || replaced(y));
        // Where the legacy book gives all its codes, one more of the same terminology is one that nobody gave.
        let added = |y: &Coding| is_terminology(&y.system) && !fits(y) && meanings.iter().any(|(s, _)| *s == y.system);
        // Outside FHIR the first code is the one that is meant, and those behind it are translations: there the right one excuses nothing.
        let displaced = !self.destination_could_say_all() && b.first().is_some_and(added);
        // A right code in one system does not excuse a wrong one in another; a second code beside a right one in the same
        // system adds to it.
        let wrong = displaced || b.iter().any(contradicts);
        // The same code under a system that the legacy record does not name: it was mistaken, and what stands beside it does not excuse it.
        let mistaken = |y: &Coding| {
            let strange = !y.system.is_empty() && !meanings.iter().any(|(s, _)| *s == y.system);
            // Under a classification a code may have got a dot.
            let literally = |c: &str| c.replace('.', "").eq_ignore_ascii_case(&y.code.replace('.', ""));
            let stayed = |s: &str, c: &str| b.iter().any(|z| z.system == s && z.code.eq_ignore_ascii_case(c));
            // A code of somebody's own may be written as the one that it is declared to mean.
            let means = |s: &str, c: &str| self.equivalences.of(&y.system, &y.code).iter().any(|(system, code)| system == s && code.eq_ignore_ascii_case(c));
            strange && meanings.iter().any(|(s, c)| is_terminology(s) && literally(c) && !stayed(s, c) && !means(s, c))
        };
        if b.iter().any(mistaken) {
            return differs(Verdict::Altered, SYSTEM_OTHER);
        }
        // A local code that is written once more under a terminology whose codes have another form: it is none of it, whatever stands beside it.
        let stays = |x: &Coding| b.iter().any(|z| z.system == x.system && z.code.eq_ignore_ascii_case(&x.code));
        let is_local = |x: &Coding, y: &Coding| !is_public(&x.system) && stays(x) && x.code.eq_ignore_ascii_case(&y.code);
        let untranslatable = |y: &Coding| !fits(y) && a.iter().any(|x| is_local(x, y)) && !can_be_of_its_terminology(y);
        if b.iter().any(untranslatable) {
            return differs(Verdict::Altered, UNTRANSLATED);
        }
        // What the lens declares of other codes of the system, and not of this one: unless its words are those of the legacy record.
        let has_its_words = |y: &Coding| !y.display.is_empty() && (called::are_one(text_a, &y.display) || a.iter().any(|x| called::are_one(&x.display, &y.display)));
        let of_another = |y: &Coding| !fits(y) && a.iter().any(|x| stays(x) && self.equivalences.is_of_another(x, y)) && !has_its_words(y);
        if !wrong && b.iter().any(of_another) {
            return differs(Verdict::Altered, OF_ANOTHER);
        }
        // A code that came along without its system, whatever right one stands beside it. Messages write such codes as words.
        let unmoored = |y: &Coding| {
            let is_one = |x: &Coding| x.code.eq_ignore_ascii_case(&y.code);
            y.system.is_empty() && a.iter().any(is_one) && !a.iter().any(|x| is_one(x) && (x.system.is_empty() || b.iter().any(|z| z.system == x.system && is_one(z))))
        };
        if !wrong && self.destination_could_say_all() && b.iter().any(unmoored) {
            return differs(Verdict::Altered, SYSTEM_GONE);
        }
        if !wrong && self.legacy_could_say_all() && b.iter().any(added) {
            return differs(Verdict::Altered, "the destination has one more code of the system");
        }
        // And one that it gives beside another of the same terminology says something of its own.
        let parted = |x: &Coding| is_terminology(&x.system) && gone(x) && b.iter().any(|y| y.system == x.system);
        if !wrong && self.legacy_could_say_all() && self.destination_could_say_all() && b.iter().any(fits) && a.iter().any(parted) {
            return differs(Verdict::Altered, "one of several codes of the system is gone");
        }
        if !wrong && b.iter().any(fits) {
            if let Some(manner) = self.declared_missing(a, b) {
                return differs(Verdict::Altered, &manner);
            }
            if self.is_declared_gone(a, b) {
                return differs(Verdict::Altered, DECLARED_GONE);
            }
            if self.is_public_gone(a, b) {
                return differs(Verdict::Altered, PUBLIC_GONE);
            }
            if let Some(otherwise) = self.said_otherwise((a, text_a), (b, text_b)) {
                return otherwise;
            }
            let literally = a.iter().any(|x| b.iter().any(|y| !x.system.is_empty() && x.system == y.system && x.code.eq_ignore_ascii_case(&y.code)));
            return if literally { Relation::Same } else { Relation::Equivalent };
        }
        let is_one_route = || aspect == Aspect::Route && routes::are_one((a, text_a), (b, text_b));
        if a.is_empty() && b.is_empty() {
            return match same_text(text_a, text_b) {
                true => Relation::Same,
                false if is_one_route() => Relation::Equivalent,
                false if aspect == Aspect::Code && called::are_one(text_a, text_b) => Relation::Equivalent,
                false => differs(Verdict::Altered, words_manner(text_a, text_b)),
            };
        }
        let declared_back = |x: &Coding, y: &Coding| self.equivalences.of(&y.system, &y.code).iter().any(|(s, c)| *s == x.system && c.eq_ignore_ascii_case(&x.code));
        if !wrong && let Some(y) = b.iter().find(|y| a.iter().any(|x| declared_back(x, y))) {
            // A list counts both ways: its local code says all of it.
            let more = !self.equivalences.missing(y, a).is_empty();
            if more {
                return differs(Verdict::Altered, "the destination's code is declared to mean more codes than the legacy record has");
            }
            return self.worded(a, text_a, b, text_b).map_or(Relation::Equivalent, |manner| Relation::Differs(Verdict::Altered, Aspect::Text, manner.into()));
        }
        let bare = |codes: &[Coding]| codes.iter().all(|c| c.system.is_empty());
        // A code without a system is a word, as a text is one.
        let is_word = |codes: &[Coding], text: &str| codes.iter().any(|c| c.system.is_empty() && same_text(&c.code, text));
        if b.is_empty() {
            return if is_word(a, text_b) && bare(a) { Relation::Equivalent } else { differs(Verdict::Altered, "the code is gone, the words remain") };
        }
        if a.is_empty() {
            let kept = same_text(text_a, text_b) || b.iter().any(|c| same_text(&c.display, text_a)) || is_word(b, text_a)
                || aspect == Aspect::Code && (called::are_one(text_a, text_b) || b.iter().any(|c| called::are_one(text_a, &c.display)))
                || is_one_route();
            return if kept { Relation::Equivalent } else { differs(Verdict::Altered, "the words were replaced by a code with another name") };
        }
        // A code that never had a system is a word of its exporter's: the same word is the same.
        if bare(a) && bare(b) && a.iter().any(|x| b.iter().any(|y| x.code.eq_ignore_ascii_case(&y.code))) {
            return spoiled(text_a, text_b).map_or(Relation::Same, |manner| Relation::Differs(Verdict::Altered, Aspect::Text, manner.into()));
        }
        if !bare(a) && bare(b) {
            return differs(Verdict::Altered, SYSTEM_GONE);
        }
        // A local code under the system of what it is declared to be there: that system is right, and the code was not translated.
        let untranslated = |x: &Coding, y: &Coding| {
            let declared_there = || self.equivalences.of(&x.system, &x.code).iter().any(|(s, c)| *s == y.system && !c.eq_ignore_ascii_case(&y.code));
            x.system != y.system && !y.system.is_empty() && x.code.eq_ignore_ascii_case(&y.code) && declared_there()
        };
        if a.iter().any(|x| b.iter().any(|y| untranslated(x, y))) {
            return differs(Verdict::Altered, UNTRANSLATED);
        }
        // HL7's tables of routes call them as most people do.
        if is_one_route() && b.iter().all(|y| HL7_ROUTES.contains(&y.system.as_str())) {
            return Relation::Equivalent;
        }
        // The same code where none of its systems is left: the system was mistaken or is one that nobody knows.
        let moved = |x: &Coding| !x.system.is_empty() && b.iter().any(|y| y.code.eq_ignore_ascii_case(&x.code)) && !b.iter().any(|y| y.system == x.system);
        if a.iter().any(moved) {
            return differs(Verdict::Altered, SYSTEM_OTHER);
        }
        // A parent or a child in a classification that is built by prefix.
        for (x, y) in a.iter().flat_map(|x| b.iter().map(move |y| (x, y))).filter(|(x, y)| x.system == y.system && is_by_prefix(x, y)) {
            let (x, y) = (x.code.replace('.', ""), y.code.replace('.', ""));
            // What is right beside the wrong code makes that no broader one.
            if x == y {
                continue;
            }
            if x.starts_with(&y) {
                return differs(Verdict::Broader, "the destination's code is broader");
            }
            if y.starts_with(&x) {
                return differs(Verdict::Narrower, "the destination's code is narrower");
            }
        }
        // A code of somebody's own for none known is known by its words, as the standard's are.
        let of_none_known = (called::none_known(a, text_a), called::none_known(b, text_b));
        let is_strange = |c: &Coding| is_terminology(&c.system) && c.system.as_str() != "http://snomed.info/sct";
        if aspect == Aspect::Code && matches!(of_none_known, (Some(one), Some(other)) if one == other) && !a.iter().chain(b).any(is_strange) {
            return Relation::Equivalent;
        }
        for (sort, all) in a.iter().flat_map(|x| b.iter().map(move |y| (x, y))) {
            if is_sort_of_none_known(sort, all) {
                return differs(Verdict::Broader, "no known allergy of one sort (drugs, food) has become no known allergy of any sort");
            }
            if is_sort_of_none_known(all, sort) {
                return differs(Verdict::Narrower, "no known allergy of any sort has become no known allergy of one sort (drugs, food)");
            }
        }
        if is_one_route() { Relation::Equivalent } else { differs(Verdict::Altered, "another code") }
    }
}

impl Judge<'_> {
    /// What is missing of codes that are declared together, one and the other, not one or the other.
    fn declared_missing(&self, a: &[Coding], b: &[Coding]) -> Option<String> {
        let mut missing: Vec<String> = a.iter().flat_map(|x| self.equivalences.missing(x, b)).map(|(system, code)| format!("{code} ({system})")).collect();
        missing.sort();
        missing.dedup();
        (!missing.is_empty()).then(|| format!("{DECLARED_MISSING}{}", missing.join(", ")))
    }

    /// Whether a local code that stayed is declared to be another code, which did not come along, and nothing else beside it tells what it
    /// means. A local code that nobody declares to be anything else is all there is.
    fn is_declared_gone(&self, a: &[Coding], b: &[Coding]) -> bool {
        let held = |system: &str, code: &str| b.iter().any(|y| y.system == system && y.code.eq_ignore_ascii_case(code));
        let declared = |x: &Coding| self.equivalences.of(&x.system, &x.code).iter().any(|(system, code)| held(system, code));
        let is_told = a.iter().any(|x| declared(x) || is_public(&x.system) && held(&x.system, &x.code));
        let gone = |x: &Coding| !is_public(&x.system) && held(&x.system, &x.code) && self.equivalences.of(&x.system, &x.code).iter().any(|(system, _)| *system != x.system);
        !is_told && a.iter().any(gone)
    }

    /// Whether the legacy record has a code of a terminology, and the other one only such as are somebody's own and declared to be none of a terminology.
    fn is_public_gone(&self, a: &[Coding], b: &[Coding]) -> bool {
        let is_declared = |y: &Coding| self.equivalences.of(&y.system, &y.code).iter().any(|(system, _)| is_public(system));
        a.iter().any(|x| is_terminology(&x.system)) && !b.iter().any(|y| is_public(&y.system) || is_declared(y))
    }

    /// How the words beside right codes differ. That they are merely others is news only where nobody renamed anything on the way: between books that
    /// both hold them as they are, between documents, and in what our own mapping wrote; that
    /// they are contrary, or those that the legacy book has for another code, is so in every format: it is what people read.
    fn worded(&self, a: &[Coding], text_a: &str, b: &[Coding], text_b: &str) -> Option<&'static str> {
        let both_hold_words = self.legacy_could_say_all() && self.destination_could_say_all();
        // Nor did a destination rename what our own mapping wrote: it took the words from somewhere.
        let are_documents = self.legacy.is_of_documents() && self.destination.is_of_documents();
        let tells_all = both_hold_words || are_documents || self.destination.is_as_written();
        let is_same = |x: &Coding, y: &Coding| x.system == y.system && x.code.eq_ignore_ascii_case(&y.code);
        let all: Vec<&str> = a.iter().map(|x| x.display.as_str()).chain([text_a]).collect();
        // Most words are the same, whatever the letters: they are not taken apart.
        let is_news = |words: &str, own: &[&str]| !words.is_empty() && !own.iter().any(|own| same_text(own, words));
        // The terminology's name beside words that came along as they were.
        let text_is_kept = !text_b.is_empty() && all.iter().any(|own| same_text(own, text_b));
        let mut manners = Vec::new();
        for (y, x) in b.iter().filter_map(|y| Some((y, a.iter().find(|x| is_same(x, y))?))) {
            let both = [x.display.as_str(), text_a];
            let own: &[&str] = if x.display.is_empty() { &all } else { &both };
            if is_news(&y.display, own) {
                manners.push(called::manner(own, &y.display, (y.system.as_str(), y.code.as_str()), (self.legacy, self.destination)).filter(|m| !(text_is_kept && called::is_mended_by_text(m))));
            }
        }
        let declared = |x: &Coding, y: &Coding| self.equivalences.of(&x.system, &x.code).iter().any(|(s, c)| *s == y.system && c.eq_ignore_ascii_case(&y.code));
        let is_one = |x: &Coding, y: &Coding| declared(x, y) || declared(y, x);
        // What a code was translated into has words of its own: they are news where they are those of something else.
        for y in b.iter().filter(|y| is_news(&y.display, &all) && !a.iter().any(|x| is_same(x, y))) {
            manners.extend(a.iter().find(|x| is_one(x, y)).map(|x| self.translated(&all, x, y)));
        }
        // A destination may call it otherwise where the words of the record came along.
        let is_told = |m: &&'static str| !(text_is_kept && called::is_mended_by_text(m));
        manners.extend(b.iter().filter(|y| is_news(&y.display, &all)).map(|y| self.relabelled(&all, y).filter(is_told)));
        // The words of the whole concept are those of any of its codes.
        let stands_for = |x: &&Coding| !x.system.is_empty() && b.iter().any(|y| is_same(x, y) || declared(x, y));
        if let Some(first) = b.iter().find(|y| a.iter().any(|x| is_same(x, y))).or_else(|| a.iter().find(stands_for).filter(|_| !both_hold_words)) {
            let own_words_of_another = || b.iter().any(|y| !a.iter().any(|x| is_same(x, y)) && same_text(&y.display, text_b));
            let news = is_news(text_b, &all) && !own_words_of_another();
            // Where the code came along as it was, the words of another one that means the same are still another one's.
            let is_said_of_same = || !b.iter().any(|y| is_same(first, y)) && b.iter().any(|y| is_one(first, y) && self.is_one_called(text_b, first, y));
            let manner = || called::manner(&all, text_b, (first.system.as_str(), first.code.as_str()), (self.legacy, self.destination));
            manners.extend(news.then(|| manner().filter(|m| *m != called::ANOTHER_CONCEPT || !is_said_of_same())));
        }
        // Words that are beside another code of the destination nearly always are those of that one.
        let strayed = a.iter().flat_map(|x| b.iter().map(move |y| (x, y))).any(|(x, y)| {
            let is_stray = |words: &str| self.is_stray(&all, words, x, y) && is_news(words, &all);
            (is_stray(&y.display) || is_stray(text_b)) && (is_same(x, y) || is_one(x, y))
        });
        manners.extend(strayed.then_some(Some(called::ANOTHER_CONCEPT)));
        let worst = manners.into_iter().flatten().min_by_key(|m| called::severity(m));
        worst.filter(|m| tells_all || called::severity(m).is_some_and(|severity| severity < Severity::Cosmetic))
    }
}

impl Judge<'_> {
    /// Whether words are beside a code of the destination by mistake, by all that it calls its codes: none of the legacy book's for it, nor another form of them.
    fn is_stray(&self, known: &[&str], words: &str, x: &Coding, y: &Coding) -> bool {
        let is_known = || self.legacy.vocabulary.names(&x.system, &x.code, &tokens(words)) == Some(true);
        self.destination.vocabulary.are_of_another(&y.system, &y.code, words) && !is_known() && !called::may_be_one(known, words)
    }

    /// Whether the legacy book has words for one of the codes that mean the other code: several may, and the words of each of them are its words.
    fn is_one_called(&self, said: &str, x: &Coding, y: &Coding) -> bool {
        let words = tokens(said);
        let back = self.equivalences.of(&y.system, &y.code).iter().filter(|(system, _)| *system == x.system).map(|(_, code)| code.as_str());
        self.equivalences.meaning(&x.system, y).chain(back).any(|code| self.legacy.vocabulary.names(&x.system, code, &words) == Some(true))
    }

    /// What the words beside a code say otherwise than those by which the destination's makers call it.
    fn relabelled(&self, known: &[&str], y: &Coding) -> Option<&'static str> {
        let labels = &self.destination.design.as_deref()?.labels;
        let are_of_another = || labels.are_of_another(&y.system, &y.code, &y.display);
        // Of a code that they took over the legacy words are the label, and whatever else differs from those has been told.
        let Some(own) = labels.of(&y.system, &y.code) else {
            let is_named = known.iter().any(|words| !words.is_empty());
            return (is_named && are_of_another() && !called::may_be_one(known, &y.display)).then_some(called::ANOTHER_CONCEPT);
        };
        let own: Vec<&str> = own.iter().map(String::as_str).collect();
        if own.iter().any(|label| same_text(label, &y.display)) {
            return None;
        }
        called::manner_beside_label((&own, known), &y.display, (y.system.as_str(), y.code.as_str()), (self.legacy, self.destination), are_of_another)
    }

    /// What the words beside a code say otherwise than those of the legacy code that is declared to mean it, or that it is declared to mean.
    fn translated(&self, known: &[&str], x: &Coding, y: &Coding) -> Option<&'static str> {
        // Of the terminology's own codes several have nearly one name: that the legacy book has the words for another of them elsewhere tells nothing.
        called::manner_of_translation(known, &y.display, (x.system.as_str(), x.code.as_str()), (self.legacy, self.destination), || self.is_one_called(&y.display, x, y))
    }
}

/// Whether the words of the whole concept are those beside a legacy code, cut inside a word: where the legacy side has no words for the whole.
fn cut(a: &[Coding], text_a: &str, text_b: &str) -> Option<&'static str> {
    if !text_a.is_empty() || text_b.is_empty() || a.iter().any(|x| same_text(&x.display, text_b)) {
        return None;
    }
    // One thing and several are one name.
    let is_more = |x: &Coding| x.display.trim().strip_prefix(text_b.trim()).is_some_and(|rest| !matches!(rest.to_lowercase().as_str(), "s" | "es"));
    a.iter().filter(|x| is_more(x)).find_map(|x| spoiled(&x.display, text_b))
}

/// Whether the words beside one of the codes are those beside the same legacy code, in letters of another encoding.
fn garbled(a: &[Coding], b: &[Coding]) -> Option<&'static str> {
    let is_spoiled = |x: &Coding, y: &Coding| x.system == y.system && x.code.eq_ignore_ascii_case(&y.code) && is_garbled(&x.display, &y.display);
    b.iter().any(|y| a.iter().any(|x| is_spoiled(x, y))).then_some(GARBLED)
}

/// The destination's codings with the systems under the names that the legacy side has for them, where one is a plain name and the other the
/// URI that somebody made of it, or both are one table of HL7 in two of its versions. A terminology is known by its URI alone.
fn renamed<'c>(a: &[Coding], b: &'c [Coding]) -> Cow<'c, [Coding]> {
    // A package of a drug by ten digits that nobody parted is the one of eleven.
    let parted = |y: &Coding| a.iter().find(|x| is_of_packages(&x.system) && x.system == y.system && is_one_package(&x.code, &y.code)).map(|x| x.code.clone());
    let own = |y: &Coding| {
        let is_named = |x: &Coding| is_local_name_of(&x.system, &y.system) || is_local_name_of(&y.system, &x.system) || is_taken_over(&x.system, &y.system);
        // Most are of one system, which is seen at once; a terminology is the last that is asked for.
        let is_one = |x: &&Coding| !equal(&x.system, &y.system) && is_named(x) && !is_terminology(&x.system) && !is_terminology(&y.system);
        a.iter().find(is_one).map(|x| x.system.clone())
    };
    if !b.iter().any(|y| own(y).is_some() || parted(y).is_some()) {
        return Cow::Borrowed(b);
    }
    let as_here = |y: &Coding| Coding { system: own(y).unwrap_or_else(|| y.system.clone()), code: parted(y).unwrap_or_else(|| y.code.clone()), ..y.clone() };
    Cow::Owned(b.iter().map(as_here).collect())
}

fn is_of_packages(system: &str) -> bool {
    system.ends_with("/ndc")
}

/// Whether two codes of NDC, one of ten digits and one of eleven, may be one package: where the ten are parted nobody sees, and the eleventh is a nought.
fn is_one_package(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let are_digits = (short.len(), long.len()) == (10, 11) && short.bytes().chain(long.bytes()).all(|byte| byte.is_ascii_digit());
    are_digits && [0, 5, 9].into_iter().any(|at| long.get(at..=at) == Some("0") && long.get(..at) == short.get(..at) && long.get(at + 1..) == short.get(at..))
}

/// Two codes of a classification that is built by prefix, both of which can be codes of it.
fn is_by_prefix(x: &Coding, y: &Coding) -> bool {
    let form: fn(&str) -> bool = match x.system.as_str() {
        s if s.contains("/icd-10") => code_form::icd10,
        s if s.contains("/icd-9") => |code| code_form::icd9(code) || code_form::icd9_procedure(code),
        s => return s.contains("/icd-"),
    };
    form(&x.code.to_uppercase()) && form(&y.code.to_uppercase())
}

/// Whether one code says that no allergy of a sort is known, and the other that none at all is.
fn is_sort_of_none_known(sort: &Coding, all: &Coding) -> bool {
    let [(of_any, _), sorts @ ..] = called::NO_ALLERGY;
    sort.system == all.system && sort.system == "http://snomed.info/sct" && sorts.iter().any(|(code, _)| *code == sort.code.as_str()) && all.code == of_any
}

/// Code systems that others know as well: the terminologies and the vocabularies of the standard itself.
pub(crate) fn is_public(system: &str) -> bool {
    is_terminology(system) || system.starts_with("http://terminology.hl7.org/CodeSystem/")
}

/// Whether a code has the form of those of its terminology; of any other system nobody can say.
fn can_be_of_its_terminology(code: &Coding) -> bool {
    let form: fn(&str) -> bool = match code.system.as_str() {
        "http://snomed.info/sct" => code_form::snomed,
        "http://loinc.org" => code_form::loinc,
        "http://www.nlm.nih.gov/research/umls/rxnorm" => code_form::rxnorm,
        "http://hl7.org/fhir/sid/cvx" => code_form::cvx,
        "http://hl7.org/fhir/sid/icd-10-cm" => code_form::icd10,
        "http://fdasis.nlm.nih.gov" => code_form::unii,
        _ => return true,
    };
    form(&code.code.to_uppercase())
}

/// The terminologies whose codes mean the same everywhere.
fn is_terminology(system: &str) -> bool {
    const TERMINOLOGIES: [&str; 10] = [
        "http://snomed.info/sct",
        "http://loinc.org",
        "http://www.nlm.nih.gov/research/umls/rxnorm",
        "http://hl7.org/fhir/sid/icd-",
        "http://www.cms.gov/Medicare/Coding/ICD10",
        "http://hl7.org/fhir/sid/cvx",
        "http://hl7.org/fhir/sid/ndc",
        "http://www.ama-assn.org/go/cpt",
        "http://fdasis.nlm.nih.gov",
        "http://hl7.org/fhir/sid/ndfrt",
    ];
    TERMINOLOGIES.iter().any(|t| system.starts_with(t))
}

/// A value in words; of a concept that begins with the same code as the other one also the codes which that has not: what differs is seen.
pub(super) fn shown(own: Option<&Fact>, other: Option<&Fact>) -> String {
    let words = own.map(|fact| fact.value.shown()).unwrap_or_default();
    let (Some(Value::Code(codings, _)), Some(Value::Code(others, _))) = (own.map(|fact| &fact.value), other.map(|fact| &fact.value)) else { return words };
    let is_one = |a: &Coding, b: &Coding| a.system == b.system && a.code.eq_ignore_ascii_case(&b.code);
    if !matches!((codings.first(), others.first()), (Some(a), Some(b)) if is_one(a, b)) {
        return words;
    }
    let strange = codings.iter().filter(|coding| !others.iter().any(|other| is_one(coding, other)));
    strange.fold(words, |told, coding| format!("{told}, {}", Value::code(vec![coding.clone()], "").shown()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::Equivalences;
    use crate::judge::tests::judge;
    use crate::reading::Coverage;
    use proptest::prelude::*;

    const SYSTEMS: [&str; 6] = ["", "http://snomed.info/sct", "http://loinc.org", "urn:local:problem", "L", "http://example.org/CodeSystem/L"];
    const CODES: [&str; 4] = ["a1", "A1", "B2", "c.3"];
    const WORDS: [&str; 6] = ["", "Left knee", "left KNEE", "Right knee", "Knee of the left side", "Left knee of the pa"];

    fn codings() -> impl Strategy<Value = Vec<Coding>> {
        let one = (prop::sample::select(SYSTEMS.to_vec()), prop::sample::select(CODES.to_vec()), prop::sample::select(WORDS.to_vec()));
        prop::collection::vec(one.prop_map(|(system, code, display)| Coding { system: system.into(), code: code.into(), display: display.into() }), 0..3)
    }

    /// A book of resources, which says all, or one of messages, with words for one code.
    fn book(of_resources: bool) -> Coverage {
        let mut book = Coverage { records: if of_resources { [1, 0] } else { [0, 1] }, ..Coverage::default() };
        book.vocabulary.note("http://loinc.org", "B2", "Right knee");
        book
    }

    #[test]
    fn a_package_is_one_by_ten_digits_and_by_eleven() {
        for (short, long, is_one) in [("0143963401", "00143963401", true), ("0143963401", "01439063401", true), ("0143963401", "01439634001", true), ("0143963401", "01439634010", false), ("0143963401", "0143963401", false)] {
            assert_eq!([is_one_package(short, long), is_one_package(long, short)], [is_one; 2], "{short} {long}");
        }
        let ndc = |code: &str| Coding { system: "http://hl7.org/fhir/sid/ndc".into(), code: code.into(), display: String::new() };
        assert_eq!(renamed(&[ndc("00143963401")], &[ndc("0143963401")])[0].code, "00143963401");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn the_short_way_of_the_same_codes_leads_where_every_rule_leads(
            a in codings(), other in codings(), of_the_same in any::<bool>(), text_a in prop::sample::select(WORDS.to_vec()), text_b in prop::sample::select(WORDS.to_vec()),
            declared in any::<bool>(), says_all in any::<[bool; 2]>(),
        ) {
            let mut equivalences = Equivalences::default();
            if declared {
                equivalences.add_of("problems", ("urn:local:problem", "B2"), ("http://snomed.info/sct", "a1"));
                equivalences.add_of("problems", ("urn:local:problem", "B2"), ("http://loinc.org", "A1"));
            }
            let (legacy, destination) = (book(says_all[0]), book(says_all[1]));
            let judge = judge(&equivalences, (&legacy, &destination));
            // Half of them are the same codes, in letters and words of their own.
            let as_of = |(x, y): (&Coding, &Coding)| Coding { system: x.system.clone(), code: x.code.to_uppercase(), display: y.display.clone() };
            let b: Vec<Coding> = if of_the_same { a.iter().zip(&other).map(as_of).collect() } else { other.clone() };
            let under_its_names = renamed(&a, &b);
            let by_rules = judge.by_every_rule(Aspect::Code, (&a, text_a), (&under_its_names, text_b));
            prop_assert_eq!(judge.codes(Aspect::Code, (&a, text_a), (&b, text_b)), by_rules);
        }
    }
}
