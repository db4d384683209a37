//! Leaves that no aspect stands for ([`crate::leaf`]): what is gone or other, what leads to another record, what contradicts itself, and
//! which parts belong together. What was added asserts nothing that is known, unless it is one more of what the legacy record has, or a resource says
//! what another one left out ([`unsaid`]); a field of a message may be repeated for whatever a system adds of its own, and of an interchange only sums, days
//! and conditions are nobody's to add.

mod unsaid;

use super::called;
use super::system::SYSTEM_GONE;
use super::{AspectDifference, Judge};
use crate::directory;
use crate::leaf::{self, ELSEWHERE, Sort, THE_PATIENT};
use model::{Aspect, Fact, Statement, Verdict};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Pairs of references of one element that are tried against each other; of more it is told whether they are fewer.
const LINKS_MAX: usize = 10_000;

/// One leaf of one side.
#[derive(Clone, Copy)]
struct Leaf<'f> {
    path: &'f str,
    sort: Sort,
    value: &'f str,
    text: &'f str,
    place: u32,
}

fn leaves<'f>(facts: &[&'f Fact]) -> Vec<Leaf<'f>> {
    let of = |&fact: &&'f Fact| {
        let text = leaf::of(fact)?;
        let (path, sort, value) = leaf::parts(text);
        Some(Leaf { path, sort, value, text, place: fact.place })
    };
    facts.iter().filter_map(of).collect()
}

/// What is known of two records before their leaves are held against each other.
#[derive(Clone, Copy)]
pub(super) struct Before<'s> {
    /// Nothing else differs: only then is it news that a code is another one of the same coarser word, or who gave a number.
    pub(super) alone: bool,
    /// What else differs stands beside the lists of the record and is no part of them.
    pub(super) beside: bool,
    /// The destination has the record as withdrawn: nobody needs a clinical status of it.
    pub(super) withdrawn: bool,
    /// The destination's record.
    pub(super) destination: &'s Statement,
}

/// What differs between the leaves of two records: at most one thing of their values, another one beside what the whole destination leaves out, and one of
/// the words beside their codes. That the parts of a list belong together otherwise is news where they themselves are the same.
pub(super) fn differences(judge: &Judge<'_>, left: &[&Fact], right: &[&Fact], before: Before<'_>) -> Vec<AspectDifference> {
    let (mut left, mut right) = (leaves(left), leaves(right));
    let (ours, theirs) = (contained(&left), contained(&right));
    left.retain(|l| leaf::contained(l.path).is_none_or(|kind| theirs.contains(kind)));
    right.retain(|r| leaf::contained(r.path).is_none_or(|kind| ours.contains(kind)));
    let values = |left: &[Leaf<'_>]| value(judge, left, &right, before);
    let mut found: Vec<AspectDifference> = values(&left).into_iter().collect();
    let is_left_out = |l: &Leaf<'_>| judge.destination.leaves_out(&before.destination.origin.reference, l.path) && !right.iter().any(|r| r.path == l.path);
    let is_of_the_book = !found.is_empty() && left.iter().any(is_left_out);
    if is_of_the_book {
        left.retain(|l| !is_left_out(l));
        // It hides nothing that is the record's own.
        let own = values(&left).filter(|own| found.iter().all(|d| d.manner != own.manner));
        found.extend(own);
    }
    found.extend(words(judge, &left, &right));
    let is_first = found.is_empty() || is_of_the_book && found.len() == 1;
    if is_first && before.alone {
        found.extend(exact(&left, &right).or_else(|| giver(judge, &left, &right)).or_else(|| item(judge, &left, &right, true)).or_else(|| untied(&left, &right)).or_else(|| target(judge, &left, &right)));
    } else if is_first && before.beside {
        found.extend(item(judge, &left, &right, false));
    }
    found
}

/// The first value that is gone or other, leads elsewhere, contradicts itself, or is new.
fn value(judge: &Judge<'_>, left: &[Leaf<'_>], right: &[Leaf<'_>], before: Before<'_>) -> Option<AspectDifference> {
    let news = |leaf: &Leaf<'_>| !(before.withdrawn && leaf.path.starts_with("clinicalStatus"));
    let first = nameless(left, right)
        .or_else(|| gone(left, right, news))
        .or_else(|| fewer(left, right))
        .or_else(|| link(judge, left, right))
        .or_else(|| entry(judge, left, right, before.alone))
        .or_else(|| contradiction(left, right))
        .or_else(|| modifier(left, right));
    let more = || if of_messages(judge) { claimed(left, right) } else { added(left, right) };
    let new = || if judge.resources == [true; 2] { unsaid::unsaid(left, right) } else { None };
    first.or_else(more).or_else(new)
}

/// Types of the resources that one contains: of a type that only one side contains the other may hold records of their own.
fn contained<'f>(side: &[Leaf<'f>]) -> BTreeSet<&'f str> {
    side.iter().filter_map(|l| leaf::contained(l.path)).collect()
}

/// Whether the legacy record is a message or a document: resources may stand beside those in one book.
fn of_messages(judge: &Judge<'_>) -> bool {
    judge.legacy.records[1] > 0 && !judge.resources[0]
}

/// Whether the numbers of a record are among its leaves.
pub(super) fn has_numbers(statement: &Statement) -> bool {
    statement.facts.iter().filter_map(leaf::of).any(|text| leaf::parts(text).0.starts_with(leaf::NUMBER))
}

fn difference(aspect: Aspect, verdict: Verdict, manner: String, (left, right): (Option<&Leaf<'_>>, Option<&Leaf<'_>>)) -> AspectDifference {
    let shown = |leaf: Option<&Leaf<'_>>| match leaf {
        Some(Leaf { sort: Sort::Item | Sort::Tied, path, .. }) => (*path).to_string(),
        Some(leaf) => leaf.text.replace('\u{1f}', " "),
        None => String::new(),
    };
    AspectDifference {
        aspect,
        read_as: Aspect::Element,
        verdict,
        manner,
        legacy_place: left.map(|l| l.place),
        destination_place: right.map(|r| r.place),
        legacy: shown(left),
        destination: shown(right),
    }
}

/// The number of a record by the one who gave it.
fn is_number(leaf: &Leaf<'_>) -> bool {
    leaf.path.starts_with(leaf::NUMBER)
}

/// The first number of the legacy side that stands in the destination without whoever gave it.
fn nameless(left: &[Leaf<'_>], right: &[Leaf<'_>]) -> Option<AspectDifference> {
    let is_bare = |l: &Leaf<'_>, number: &str| {
        let written = |said: &str| said.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
        let is_it = |said: &str| written(said).eq_ignore_ascii_case(number);
        l.sort == Sort::Under && matches!(l.path, leaf::UNGIVEN | leaf::ASSIGNED) && leaf::under(l.value).is_some_and(|(_, system, said)| system.is_empty() && is_it(said))
    };
    let stands = |side: &[Leaf<'_>], number: &str| side.iter().any(|l| is_bare(l, number));
    let found = left.iter().find(|l| is_number(l) && l.sort == Sort::Said && !right.iter().any(|r| r.text == l.text) && stands(right, l.value) && !stands(left, l.value))?;
    Some(difference(Aspect::Mrn, Verdict::Altered, SYSTEM_GONE.into(), (Some(found), None)))
}

/// The first number of a legacy person that stands under another giver than the one whom its own has become.
pub(super) fn misfiled(judge: &Judge<'_>, left: &[&Fact], right: &[&Fact]) -> Option<AspectDifference> {
    let (left, right) = (leaves(left), leaves(right));
    let is_of = |l: &Leaf<'_>| is_number(l) && l.sort == Sort::Said;
    let is_its = |l: &Leaf<'_>, r: &Leaf<'_>| is_of(r) && r.value == l.value && !left.iter().any(|own| own.text == r.text);
    let gone = |l: &&Leaf<'_>| is_of(l) && !right.iter().any(|r| r.text == l.text);
    let elsewhere = |l: &&Leaf<'_>| right.iter().any(|r| is_its(l, r) && (judge.links)(Aspect::Identifier, l.path, r.path) == Some(false));
    let found = left.iter().filter(gone).find(elsewhere)?;
    let manner = "the number stands under another system than the others of its giver";
    Some(difference(Aspect::Mrn, Verdict::Altered, manner.into(), (Some(found), right.iter().find(|r| is_its(found, r)))))
}

/// The first value of the legacy side that the destination has not.
fn gone(left: &[Leaf<'_>], right: &[Leaf<'_>], news: impl Fn(&Leaf<'_>) -> bool) -> Option<AspectDifference> {
    let there = |l: &Leaf<'_>, fits: &dyn Fn(&Leaf<'_>) -> bool| right.iter().any(|r| r.path == l.path && fits(r));
    let excused = |l: &Leaf<'_>| {
        // A name that has become a link, a file that stands elsewhere; a number of a giver whom the destination does not know.
        let became_link = l.value != THE_PATIENT && there(l, &|r| r.sort == Sort::Link);
        let moved = there(l, &|r| r.value == ELSEWHERE) || l.value == ELSEWHERE;
        let deleted = l.value == leaf::DELETED && !there(l, &|r| r.sort == Sort::Said);
        let unsaid = leaf::is_said_by_silence(l.path, l.value) && !there(l, &|r| r.sort == Sort::Said);
        let stem = l.path.strip_suffix(".text").unwrap_or(l.path);
        let became_coded = stem != l.path && !there(l, &|r| r.sort == Sort::Said) && right.iter().any(|r| r.sort == Sort::Said && is_said_of(r.path, stem));
        // A record that was named by its number has become a link, or is named by nothing any more, which is told of the link.
        let unnumbered = l.path.ends_with(leaf::OF_A_TARGET) && !there(l, &|r| r.sort == Sort::Said);
        unnumbered || deleted || unsaid || became_coded || became_link || moved || is_number(l) && !there(l, &|r| r.sort == Sort::Said)
    };
    let missing = |l: &&Leaf<'_>| l.sort == Sort::Said && !right.iter().any(|r| is_said_by(l, r)) && news(l) && !excused(l);
    let gone = left.iter().find(missing)?;
    let other = right.iter().find(|r| r.path == gone.path && !matches!(r.sort, Sort::Item | Sort::Tied | Sort::Called | Sort::Stands) && !left.iter().any(|l| l.text == r.text));
    let aspect = if is_number(gone) { Aspect::Mrn } else { Aspect::Element };
    Some(difference(aspect, Verdict::Altered, other_or_absent(gone, other), (Some(gone), other)))
}

/// Whether one leaf says what the other does: in the same words, or as the same point in time.
fn is_said_by(l: &Leaf<'_>, r: &Leaf<'_>) -> bool {
    r.text == l.text || (r.path == l.path && r.sort == l.sort && leaf::is_one_moment(l.value, r.value))
}

/// Whether a path leads to what an element says, not to who wrote it and when.
fn is_said_of(path: &str, element: &str) -> bool {
    let below = path.strip_prefix(element).and_then(|rest| rest.strip_prefix('.'));
    below.is_some_and(|below| !matches!(below, "text" | "time" | "authorString" | "authorReference" | "use"))
}

/// The first code of the legacy side that is another one, or none, in the destination, where the facts say the same coarser word. What stands around
/// a statement and says nothing else than it need not be there; that it stands in the right section now is no loss, and in a wrong one it is lost to
/// whoever reads a list.
fn exact(left: &[Leaf<'_>], right: &[Leaf<'_>]) -> Option<AspectDifference> {
    let other = |l: &Leaf<'_>| right.iter().find(|r| r.path == l.path && r.sort == Sort::Exact && !left.iter().any(|own| own.text == r.text));
    // What is said twice stands in as many acts: a system that stores it once keeps one of them.
    let is_again = left.iter().chain(right).any(|l| l.sort == Sort::Own && l.path == leaf::AGAIN);
    let is_of_an_act = |l: &Leaf<'_>| is_again && leaf::is_beside(l.text);
    // When a panel was taken its results say: a system may find it anew of them.
    let is_found = |l: &Leaf<'_>| leaf::TAKEN.contains(&l.path) && other(l).is_none_or(|r| r.value == leaf::ITS_OWN);
    let may_be_left = |l: &Leaf<'_>| l.path == leaf::SECTION || l.value == leaf::ITS_OWN && other(l).is_none() || is_found(l);
    let is_gone = |l: &&Leaf<'_>| l.sort == Sort::Exact && !right.iter().any(|r| is_said_by(l, r)) && !may_be_left(l) && !is_of_an_act(l);
    let Some(found) = left.iter().find(is_gone) else {
        let strange = right.iter().find(|r| r.path == leaf::SECTION && r.sort == Sort::Exact && !left.iter().any(|l| l.text == r.text))?;
        return Some(difference(Aspect::Element, Verdict::Altered, "it stands in a section of other things in the destination".into(), (None, Some(strange))));
    };
    Some(difference(leaf::aspect_of(found.path), Verdict::Altered, other_or_absent(found, other(found)), (Some(found), other(found))))
}

/// The first giver of a number who is somebody else, or nobody, in the destination. One whom the legacy book knows under no name is the same
/// giver under a new one.
fn giver(judge: &Judge<'_>, left: &[Leaf<'_>], right: &[Leaf<'_>]) -> Option<AspectDifference> {
    let is_new = |l: &Leaf<'_>, r: &Leaf<'_>| r.sort == Sort::Giver && r.path == l.path && leaf::giver(r.value).1 == leaf::giver(l.value).1 && !left.iter().any(|own| own.text == r.text);
    let mut gone = left.iter().filter(|l| l.sort == Sort::Giver && !right.iter().any(|r| r.text == l.text));
    let (found, other) = gone.find_map(|l| match right.iter().find(|r| is_new(l, r)) {
        Some(r) => Some(leaf::giver(r.value).0).filter(|name| judge.legacy.knows_giver(name) || (judge.names)(name)).map(|_| (l, Some(r))),
        // A number that nobody has to use any more put nothing else together.
        None => (!matches!(l.path, leaf::WITH_RESULT | leaf::WITH_ACCOUNT)).then_some((l, None)),
    })?;
    Some(difference(Aspect::Element, Verdict::Altered, other_or_absent(found, other), (Some(found), other)))
}

/// Of very many records that an element led to fewer.
fn fewer(left: &[Leaf<'_>], right: &[Leaf<'_>]) -> Option<AspectDifference> {
    let number = |leaf: &Leaf<'_>| match leaf.sort {
        Sort::Count => leaf.value.parse::<usize>().unwrap_or(0),
        Sort::Link | Sort::Said => 1,
        _ => 0,
    };
    let there = |path: &str| right.iter().filter(|r| r.path == path).map(&number).sum::<usize>();
    let found = left.iter().filter(|l| l.sort == Sort::Count).find(|l| there(l.path) < number(l))?;
    let other = right.iter().find(|r| r.path == found.path && r.sort == Sort::Count);
    Some(difference(Aspect::Element, Verdict::Altered, format!("{} leads to fewer records in the destination", found.path), (Some(found), other)))
}

/// A path without what its record alone has there: `HI(ABK)-9` of `HI(ABK·E119)-9`, `2430/SVD02` of `2430(·88)/SVD02`. A mistake in one place is one
/// mistake, whichever repetition it is of.
fn common(path: &str) -> Cow<'_, str> {
    if !path.contains(leaf::OF_THE_RECORD) {
        return Cow::Borrowed(path);
    }
    let (mut out, mut inside) = (String::with_capacity(path.len()), false);
    for c in path.chars() {
        match c {
            leaf::OF_THE_RECORD => inside = true,
            ')' if inside => {
                inside = false;
                if out.ends_with('(') {
                    out.pop();
                } else {
                    out.push(c);
                }
            }
            _ if inside => {}
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

fn other_or_absent(gone: &Leaf<'_>, other: Option<&Leaf<'_>>) -> String {
    format!("{} is {} in the destination", common(gone.path), if other.is_some() { "other" } else { "absent" })
}

/// The first reference of the legacy side that leads elsewhere, or nowhere any more: what is settled comes first, then what nobody can tell apart.
fn link(judge: &Judge<'_>, left: &[Leaf<'_>], right: &[Leaf<'_>]) -> Option<AspectDifference> {
    let leads = |l: &Leaf<'_>, r: &Leaf<'_>| match l.value == "#" || r.value == "#" {
        true => None,
        false => (judge.links)(Aspect::Element, l.value, r.value),
    };
    let mut free: Vec<&Leaf<'_>> = right.iter().filter(|r| r.sort == Sort::Link).collect();
    let mut open: Vec<&Leaf<'_>> = left.iter().filter(|l| l.sort == Sort::Link).collect();
    if judge.ids_are_kept {
        open.retain(|l| {
            let mate = free.iter().position(|r| r.text == l.text);
            mate.map(|index| free.remove(index)).is_none()
        });
    }
    // Where both name their records by numbers, the numbers are judged.
    let numbers = |side: &[Leaf<'_>], path: &str| side.iter().any(|s| s.sort == Sort::Said && s.path.strip_suffix(leaf::OF_A_TARGET) == Some(path));
    let is_number = |l: &&Leaf<'_>| {
        let is_own = |s: &Leaf<'_>| s.value == l.value && s.path.strip_suffix(leaf::OF_A_TARGET) == Some(l.path);
        left.iter().chain(right).any(is_own) && numbers(left, l.path) && numbers(right, l.path)
    };
    open.retain(|l| !is_number(l));
    free.retain(|l| !is_number(l));
    if open.len() * free.len() > LINKS_MAX {
        drop_as_many(&mut open, &mut free);
    }
    pair_off(&mut open, &mut free, |l, r| if r.path == l.path { leads(l, r) } else { Some(false) });
    // The words of a target in place of its key may mean the same; of very many targets only the number is known.
    let worded = |l: &Leaf<'_>| right.iter().find(|r| r.path == l.path && r.sort == Sort::Said);
    let counted = |l: &Leaf<'_>| right.iter().any(|r| r.path == l.path && r.sort == Sort::Count);
    let open = open.into_iter().find(|l| !counted(l) && worded(l).is_none_or(|r| r.value == THE_PATIENT))?;
    let other = free.into_iter().find(|r| r.path == open.path).or_else(|| worded(open));
    let manner = match other {
        Some(_) => format!("{} leads to another record", open.path),
        None => format!("{} is absent in the destination", open.path),
    };
    Some(difference(Aspect::Element, Verdict::Altered, manner, (Some(open), other)))
}

/// Of elements that lead to more records than are tried against each other takes out as many as both sides have: who is left is missed.
fn drop_as_many<'s, 'f>(open: &mut Vec<&'s Leaf<'f>>, free: &mut Vec<&'s Leaf<'f>>) {
    let paths: BTreeSet<&str> = open.iter().map(|l| l.path).collect();
    for path in paths {
        let of = |side: &[&Leaf<'_>]| side.iter().filter(|l| l.path == path).count();
        let (ours, theirs) = (of(open.as_slice()), of(free.as_slice()));
        if ours * theirs <= LINKS_MAX {
            continue;
        }
        for side in [&mut *open, &mut *free] {
            let mut left = ours.min(theirs);
            side.retain(|l| l.path != path || {
                let taken = left > 0;
                left = left.saturating_sub(1);
                !taken
            });
        }
    }
}

/// The first reference of the legacy side that names an entry of the directory that is another one in the destination. Of several at one
/// place one that is the same is enough: their order says nothing.
fn entry(judge: &Judge<'_>, left: &[Leaf<'_>], right: &[Leaf<'_>], alone: bool) -> Option<AspectDifference> {
    let names = |l: &&Leaf<'_>| matches!(l.sort, Sort::Link | Sort::Stands) && l.value != "#" && directory::is_entry(l.path);
    left.iter().filter(names).find_map(|l| {
        // What is still called the same and leads to another record is judged by what the directories know of the two.
        let are_worded = |r: &Leaf<'_>| alone && l.sort == Sort::Stands && r.sort == Sort::Stands;
        let leads = |r: &&Leaf<'_>| r.path == l.path && names(r) && (are_worded(r) || (judge.links)(Aspect::Element, l.value, r.value) != Some(false));
        let mut found = None;
        for r in right.iter().filter(leads) {
            let manner = judge.entries(Aspect::Element, l.path, l.value, r.value)?;
            found = found.or(Some((manner, r)));
        }
        let (manner, r) = found?;
        let both = (Some(l), Some(r));
        let shown = AspectDifference { legacy: l.value.into(), destination: r.value.into(), ..difference(Aspect::Element, Verdict::Altered, manner, both) };
        Some(shown)
    })
}

/// What only the destination says against itself: words of another unit, something that is marked as over.
fn contradiction(left: &[Leaf<'_>], right: &[Leaf<'_>]) -> Option<AspectDifference> {
    // A former number beside the one that is known is no word against that one; of one of the state nobody knows here which it is.
    let is_another = |r: &Leaf<'_>| is_number(r) && !r.value.is_empty() && !left.iter().any(|l| l.sort == Sort::Said && is_number(l) && l.value == r.value);
    let new = |r: &&Leaf<'_>| matches!(r.sort, Sort::Unit | Sort::Over) && !left.iter().any(|l| l.text == r.text) && !is_another(r);
    let found = right.iter().find(new)?;
    let (aspect, manner) = match found.sort {
        Sort::Unit => (Aspect::Unit, format!("the unit of {} in words is another than its code", found.path)),
        _ => (Aspect::Element, format!("{} is over in the destination", found.path)),
    };
    Some(difference(aspect, Verdict::Altered, manner, (None, Some(found))))
}

/// What only the destination has and what changes the meaning of all that it stands in: nobody may pass it over.
fn modifier(left: &[Leaf<'_>], right: &[Leaf<'_>]) -> Option<AspectDifference> {
    // A part that only the destination has may be whatever it is; one that both have has been turned.
    let is_of = |l: &Leaf<'_>, of: &str| l.path.strip_prefix(of).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let has = |of: &str| of.is_empty() || left.iter().any(|l| is_of(l, of));
    let is_changed = |r: &&Leaf<'_>| leaf::is_modifier(r.path, r.value) || leaf::turned(r.path, r.value).is_some_and(has);
    let new = |r: &&Leaf<'_>| r.sort == Sort::Said && is_changed(r) && !left.iter().any(|l| l.text == r.text);
    let found = right.iter().find(new)?;
    Some(difference(Aspect::Element, Verdict::Invented, format!("{} changes the meaning in the destination only", found.path), (None, Some(found))))
}

/// One more of what the legacy record has: of a code of the same system only, because a destination adds its own beside it.
fn added(left: &[Leaf<'_>], right: &[Leaf<'_>]) -> Option<AspectDifference> {
    const OF_THE_DESTINATION: [&str; 6] = ["extension(", "modifierExtension(", "content", "presentedForm", "telecom", "address"];
    let system = |value: &str| value.rsplit_once('|').map_or(String::new(), |(system, _)| system.to_string());
    let is_former = |r: &Leaf<'_>| right.iter().any(|over| over.sort == Sort::Over && is_number(over) && over.path == r.path && over.value == r.value);
    let one_more = |r: &&Leaf<'_>| {
        let own = |l: &&Leaf<'_>| l.sort == Sort::Said && l.path == r.path;
        let asserts = r.sort == Sort::Said && r.value != "false" && r.value != ELSEWHERE && !r.path.contains(".extension(") && !r.path.ends_with(leaf::OF_A_TARGET) && !OF_THE_DESTINATION.iter().any(|p| r.path.starts_with(p));
        // Words that stand for nobody known may be those of a target.
        asserts && !is_former(r) && (r.path, r.value) != ("name.use", "old") && !fills_gap(left, right, r) && !left.iter().any(|l| l.text == r.text) && left.iter().any(|l| own(&l)) && left.iter().filter(own).any(|l| system(l.value) == system(r.value))
    };
    let found = right.iter().find(one_more)?;
    let aspect = if is_number(found) { Aspect::Mrn } else { Aspect::Element };
    Some(difference(aspect, Verdict::Invented, format!("the destination has one {} more", found.path), (None, Some(found))))
}

/// What an interchange says only in the destination of sums, days, conditions, what a benefit asks for, how much of something, and of numbers by which it is paid otherwise; any
/// other number, a name or whom to ask is added by whoever passes it on.
fn claimed(left: &[Leaf<'_>], right: &[Leaf<'_>]) -> Option<AspectDifference> {
    const ASSERTED: [&str; 25] = [
        "AMT", "CAS(", "CLM", "CRC", "DTM", "DTP", "EB", "HI(", "HSD", "QTY", "SVD02", "SVD05", "SV109", "SV111", "SV112", "SV115", "SV206", "SV207", "SVC06", "SVC07", "REF02(G1)", "REF02(9F)", "REF02(F8)", "REF02(P4)", "REF02(4N)",
    ];
    // When it came to whoever passes it on.
    const ON_THE_WAY: &str = "DTP03(050)";
    let is_asserted = |path: &str| path.rsplit('/').next().is_some_and(|element| element != ON_THE_WAY && ASSERTED.iter().any(|segment| element.starts_with(segment)));
    // No, and nothing of something.
    let says_nothing = |value: &str| value == "n" || value == "0" || value.ends_with(" 0");
    let is_new = |r: &&Leaf<'_>| r.sort == Sort::Said && is_asserted(r.path) && !says_nothing(r.value) && !left.iter().any(|l| is_said_by(l, r));
    let found = right.iter().find(is_new).filter(|_| left.iter().any(|l| l.path == leaf::INTERCHANGE))?;
    Some(difference(Aspect::Element, Verdict::Invented, format!("{} stands in the destination only", common(found.path)), (None, Some(found))))
}

/// Whether a leaf only files an item of a list of which nobody said where it is filed: a contact beside others whose relationship is known.
fn fills_gap(left: &[Leaf<'_>], right: &[Leaf<'_>], added: &Leaf<'_>) -> bool {
    const FILING: [&str; 4] = ["relationship", "category", "priority", "country"];
    if !added.path.split('.').any(|name| FILING.contains(&name)) {
        return false;
    }
    let lists: BTreeSet<&str> = right.iter().filter(|r| r.sort == Sort::Item).map(|r| r.path).collect();
    lists.into_iter().any(|path| {
        let part = |leaf: &Leaf<'_>| Some(format!("{:08x}", leaf::short(leaf.text.strip_prefix(path)?.strip_prefix('.')?)));
        let Some(own) = part(added) else { return false };
        let known: Vec<String> = left.iter().filter(|l| l.path == added.path && l.sort == added.sort).filter_map(part).collect();
        let (ours, theirs) = (list(left, Sort::Item, path), list(right, Sort::Item, path));
        let gaps = ours.iter().filter(|item| !item.iter().any(|part| known.iter().any(|known| known == part))).count();
        let filled = theirs.iter().filter(|item| item.contains(&own.as_str())).count();
        ours.len() == theirs.len() && (1..=gaps).contains(&filled)
    })
}

/// The first code whose words are contrary, else other ones.
fn words(judge: &Judge<'_>, left: &[Leaf<'_>], right: &[Leaf<'_>]) -> Option<AspectDifference> {
    let told = right.iter().filter(|r| r.sort == Sort::Called).filter_map(|r| {
        let (concept, said) = leaf::concept(r.value);
        let (system, code) = concept.rsplit_once('|')?;
        let same = |l: &&Leaf<'_>| l.sort == Sort::Called && l.path == r.path && leaf::concept(l.value).0 == concept;
        let own = left.iter().find(same);
        let known = own.map_or(code, |l| leaf::concept(l.value).1);
        // Words beside a code that had none are only held against what the legacy book calls by them.
        let manner = called::manner(&[known], said, (system, code), (judge.legacy, judge.destination))?;
        let worse = called::severity(manner)?;
        (own.is_some() || worse < model::Severity::Cosmetic).then_some((worse, manner, own, r))
    });
    let (_, manner, own, found) = told.min_by_key(|(severity, ..)| *severity)?;
    Some(difference(Aspect::Text, Verdict::Altered, manner.into(), (own, Some(found))))
}

/// The words beside a link, of a leaf that holds them.
fn beside_link<'f>(leaf: &Leaf<'f>) -> Option<&'f str> {
    if leaf.sort == Sort::Called { leaf::words_of_target(leaf.value) } else { None }
}

/// The first link whose words are the name of something else than what the legacy record calls it. Of several at one place any may be it.
fn target(judge: &Judge<'_>, left: &[Leaf<'_>], right: &[Leaf<'_>]) -> Option<AspectDifference> {
    right.iter().find_map(|r| {
        let known: Vec<(&Leaf<'_>, &str)> = left.iter().filter(|l| l.path == r.path).filter_map(|l| beside_link(l).map(|words| (l, words))).collect();
        // One more than were called anything may be called whatever it is.
        if right.iter().filter(|other| other.path == r.path && beside_link(other).is_some()).count() > known.len() {
            return None;
        }
        let manner = called::manner_of_target(&known.iter().map(|(_, words)| *words).collect::<Vec<_>>(), beside_link(r)?, (judge.legacy, judge.destination))?;
        let shown = |leaf: Option<&Leaf<'_>>| leaf.map(|leaf| format!("{} {}", leaf.path, beside_link(leaf).unwrap_or_default())).unwrap_or_default();
        let own = known.first().map(|(l, _)| *l);
        Some(AspectDifference { legacy: shown(own), destination: shown(Some(r)), ..difference(Aspect::Text, Verdict::Altered, manner.into(), (own, Some(r))) })
    })
}

/// The items of one list, each with its parts.
fn list<'f>(side: &[Leaf<'f>], sort: Sort, path: &str) -> Vec<Vec<&'f str>> {
    side.iter().filter(|l| l.sort == sort && l.path == path).map(|l| leaf::parts_of_item(l.value)).collect()
}

/// The first element of a document's entry of which the destination has several as well, and what belongs together is other in them. How many
/// there are says nothing here, nor what only one side writes: each of them is told where it stands.
fn untied(left: &[Leaf<'_>], right: &[Leaf<'_>]) -> Option<AspectDifference> {
    let paths: BTreeSet<&str> = left.iter().filter(|l| l.sort == Sort::Tied).map(|l| l.path).collect();
    let parted = |path: &&str| {
        let (mut ours, theirs) = (list(left, Sort::Tied, path), list(right, Sort::Tied, path));
        ours.retain(|item| item.iter().any(|digest| theirs.iter().any(|other| other.contains(digest))));
        ours.len() * theirs.len() <= LINKS_MAX && !has_mates(&ours, &theirs, &|part, other| Some(part == other))
    };
    let path = paths.into_iter().find(parted)?;
    let manner = format!("what belongs together in {path} is other in the destination");
    Some(difference(Aspect::Element, Verdict::Altered, manner, (first_item(left, Sort::Tied, path), first_item(right, Sort::Tied, path))))
}

/// The first list of which an item of the legacy side has no mate: an item that holds all of it that both sides write alike, and leads nowhere else
/// than to what its records have become, as far as anybody can tell. Where something else differs than the lists, which `alone` denies, both sides have to have as
/// many of each part: else it is a part that is gone or other, which is told by itself.
fn item(judge: &Judge<'_>, left: &[Leaf<'_>], right: &[Leaf<'_>], alone: bool) -> Option<AspectDifference> {
    let leads = |key: &str, other: &str| if key == "#" || other == "#" { None } else { (judge.links)(Aspect::Element, key, other) };
    let is_one = |part: &str, other: &str| match (leaf::leading(part), leaf::leading(other)) {
        (Some((element, key)), Some((there, other))) if !judge.ids_are_kept => if element == there { leads(key, other) } else { Some(false) },
        _ => Some(part == other),
    };
    let mut paths: Vec<&str> = left.iter().filter(|l| l.sort == Sort::Item).map(|l| l.path).collect();
    paths.dedup();
    let parted = |path: &&str| {
        let alike = |l: &Leaf<'_>| l.sort != Sort::Item || l.path != *path || right.iter().any(|r| r.text == l.text);
        if left.iter().all(alike) {
            return false;
        }
        let (ours, theirs) = (list(left, Sort::Item, path), list(right, Sort::Item, path));
        ours.len() > 1 && !has_mates(&ours, &theirs, &is_one) && (alone || are_as_many(&ours, &theirs, &is_one))
    };
    let path = paths.into_iter().find(parted)?;
    let (ours, theirs, path) = (first_item(left, Sort::Item, path), first_item(right, Sort::Item, path), common(path));
    let manner = match theirs {
        Some(_) => format!("what belongs together in {path} is other in the destination"),
        None => format!("one of several in {path} is absent in the destination"),
    };
    Some(difference(Aspect::Element, Verdict::Altered, manner, (ours, theirs)))
}

fn first_item<'s, 'f>(side: &'s [Leaf<'f>], sort: Sort, path: &str) -> Option<&'s Leaf<'f>> {
    side.iter().find(|l| l.sort == sort && l.path == path)
}

/// Whether every item of one side has an item of the other for itself that holds what both sides hold anywhere. `is_one` says whether two parts are
/// the same, `None` where nobody can tell: such a part is asked of nobody, and stands for any.
fn has_mates(ours: &[Vec<&str>], theirs: &[Vec<&str>], is_one: &dyn Fn(&str, &str) -> Option<bool>) -> bool {
    let is_there = |part: &str| theirs.iter().flatten().any(|other| is_one(part, other) == Some(true));
    let holds = |item: &[&str], part: &str| item.iter().any(|other| is_one(part, other) != Some(false));
    let fits = |wanted: &[&str]| (0..theirs.len()).filter(|at| wanted.iter().all(|part| holds(&theirs[*at], part))).collect::<Vec<_>>();
    let wanted = |item: &Vec<&str>| fits(&item.iter().copied().filter(|part| is_there(part)).collect::<Vec<_>>());
    let choices: Vec<Vec<usize>> = ours.iter().map(wanted).collect();
    let mut mates = vec![None; theirs.len()];
    (0..ours.len()).all(|own| finds_mate(own, &choices, &mut mates, &mut vec![false; theirs.len()]))
}

/// Whether both sides have as many of each part of ours that they have at all.
fn are_as_many(ours: &[Vec<&str>], theirs: &[Vec<&str>], is_one: &dyn Fn(&str, &str) -> Option<bool>) -> bool {
    let count = |side: &[Vec<&str>], part: &str| side.iter().flatten().filter(|other| is_one(part, other) == Some(true)).count();
    ours.iter().flatten().all(|part| [0, count(ours, part)].contains(&count(theirs, part)))
}

/// Finds a mate for an item among those that fit, for which others may have to take another one of theirs.
fn finds_mate(own: usize, choices: &[Vec<usize>], mates: &mut [Option<usize>], tried: &mut [bool]) -> bool {
    for &mate in &choices[own] {
        if std::mem::replace(&mut tried[mate], true) {
            continue;
        }
        if mates[mate].is_none_or(|other| finds_mate(other, choices, mates, tried)) {
            mates[mate] = Some(own);
            return true;
        }
    }
    false
}

/// Takes out of two lists what goes together: first what is settled, then what nobody can tell apart.
pub(super) fn pair_off<A, B>(open: &mut Vec<A>, free: &mut Vec<B>, goes: impl Fn(&A, &B) -> Option<bool>) {
    for settled in [true, false] {
        open.retain(|one| {
            let mate = free.iter().position(|other| goes(one, other).unwrap_or(!settled));
            mate.map(|index| free.remove(index)).is_none()
        });
    }
}

#[cfg(test)]
mod tests;
