//! Both sides joined: who shares what with exactly one person of the other side, one key at a time.
//!
//! What meets is sorted on disk; in memory a patient takes eight bytes while a stage runs, and twelve once linked. What must stay true: whoever
//! is linked, and how surely, is what [`identity::reconcile`] says, which holds everybody.

use super::keys::NOBODY;
use super::people::{People, number_of, read_back};
use crate::Result;
use crate::few::Different;
use crate::sorted::{Shelves, Sorted};
use identity::{Confidence, IN_PART, Means, NAMED, STAGES, keys_tell, social_security, weigh};
use model::Statement;

/// Both sides, and where a key of the one is a key of the other.
pub(super) struct Both<'s> {
    pub(super) shelves: &'s Shelves,
    pub(super) legacy: People<'s>,
    pub(super) destination: People<'s>,
    /// For each legacy key the number of the same key in the destination.
    pub(super) same: Vec<u32>,
    /// Whether equal keys are those of one person.
    pub(super) keys_tell: bool,
}

/// The legacy row that a record was made from.
pub(super) type Made<'a> = &'a dyn Fn(&Statement) -> Option<(u32, u64)>;

/// Two people who are one, and by what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Found {
    pub(super) legacy: u32,
    pub(super) destination: u32,
    by: u8,
}

/// By what people are found, in falling certainty.
const PROVENANCE: u8 = 0;
pub(super) const KEY: u8 = 1;
const EVIDENCE: u8 = 2;

/// The word for it.
pub(super) fn by_word(by: u8) -> &'static str {
    match by {
        PROVENANCE => "provenance",
        KEY => "key",
        _ => STAGES.get(usize::from(by - EVIDENCE)).map_or("", |(_, word)| *word),
    }
}

impl Found {
    pub(super) fn by(&self) -> u8 {
        self.by
    }
}

/// Who still stands alone on either side, and who was found.
struct Open {
    legacy: Vec<bool>,
    destination: Vec<bool>,
    found: Vec<Found>,
}

impl Open {
    fn is_free(side: &[bool], number: u32) -> bool {
        side.get(number as usize) == Some(&true)
    }

    fn take(side: &mut [bool], number: u32) -> bool {
        side.get_mut(number as usize).is_some_and(std::mem::take)
    }

    /// Links two if both are free. Who was to be linked is looked at no more.
    fn link(&mut self, legacy: u32, destination: u32, by: u8) {
        let are_free = [Self::take(&mut self.legacy, legacy), Self::take(&mut self.destination, destination)];
        if are_free == [true, true] {
            self.found.push(Found { legacy, destination, by });
        }
    }
}

/// A pair that shares what nobody else has, and whether their social security numbers are not two.
type Pair = (u32, u32, bool);

impl<'s> Both<'s> {
    pub(super) fn new(shelves: &'s Shelves, legacy: People<'s>, destination: People<'s>) -> Self {
        Self { same: legacy.keys.among(&destination.keys), shelves, legacy, destination, keys_tell: true }
    }

    /// Looks whether equal keys tell anything among those who are chosen; who was made of a record is known by it.
    fn looked_at_keys(&self, open: &Open) -> Result<bool> {
        let is_there = |same: u32| Open::is_free(&open.destination, same);
        let mut equal = (0_u32..).zip(&self.same).filter(|(legacy, same)| Open::is_free(&open.legacy, *legacy) && is_there(**same));
        if equal.next().is_none() {
            return Ok(true);
        }
        let (mut are_one, mut are_others) = (0, 0);
        for (legacy, destination, _) in self.unique(open, NAMED)? {
            let same = self.same.get(legacy as usize).copied().unwrap_or(NOBODY);
            if same == destination {
                are_one += 1;
            } else if is_there(same) || self.is_key_of_somebody(open, destination) {
                are_others += 1;
            }
        }
        Ok(keys_tell(are_one, are_others))
    }

    /// Whether a legacy patient who is free bears the key of one of the destination.
    fn is_key_of_somebody(&self, open: &Open, destination: u32) -> bool {
        self.legacy.keys.number(self.destination.keys.get(destination)).is_some_and(|legacy| Open::is_free(&open.legacy, legacy))
    }

    /// Whether equal keys are those of one person, among those of either side who are chosen.
    pub(super) fn do_keys_tell(&self, [here, there]: [&dyn Fn(u32) -> bool; 2], made: Option<Made<'_>>) -> Result<bool> {
        let mut open = self.open([here, there]);
        if let Some(made) = made {
            self.by_provenance(&mut open, made)?;
        }
        self.looked_at_keys(&open)
    }

    fn open(&self, [here, there]: [&dyn Fn(u32) -> bool; 2]) -> Open {
        let legacy = self.legacy.numbers().map(|number| self.legacy.is_said(number) && here(number)).collect();
        let destination = self.destination.numbers().map(|number| self.destination.is_said(number) && there(number)).collect();
        Open { legacy, destination, found: Vec::new() }
    }

    /// Links those who are chosen of either side, by legacy key.
    pub(super) fn joined(&self, chosen: [&dyn Fn(u32) -> bool; 2], made: Option<Made<'_>>) -> Result<Vec<Found>> {
        let mut open = self.open(chosen);
        if let Some(made) = made {
            self.by_provenance(&mut open, made)?;
        }
        for (legacy, destination) in (0_u32..).zip(&self.same).filter(|_| self.keys_tell) {
            if Open::is_free(&open.legacy, legacy) && Open::is_free(&open.destination, *destination) {
                open.link(legacy, *destination, KEY);
            }
        }
        for (by, (evidence, word)) in (EVIDENCE..).zip(STAGES) {
            let mut pairs = self.unique(&open, evidence)?;
            if word == IN_PART {
                undisputed(&mut pairs, [self.legacy.len(), self.destination.len()]);
            }
            pairs.into_iter().for_each(|(legacy, destination, _)| open.link(legacy, destination, by));
        }
        open.found.sort_unstable();
        Ok(open.found)
    }

    /// Whoever was made of somebody's record is that person. Of several records at one place the last one counts.
    fn by_provenance(&self, open: &mut Open, made: Made<'_>) -> Result<()> {
        let mut places = self.shelves.sorting();
        let place = |(artifact, line): (u32, u64)| -> Vec<u8> { artifact.to_be_bytes().into_iter().chain(line.to_be_bytes()).collect() };
        self.legacy.each_said(&|number| Open::is_free(&open.legacy, number), &mut |said| {
            let order = [u8::from(!said.is_again), u8::from(said.is_merge)].into_iter().chain(said.order);
            let value: Vec<u8> = said.number.to_be_bytes().into_iter().chain([0]).chain(order).collect();
            places.put(&place((said.statement.origin.artifact, said.statement.origin.line)), &value)
        })?;
        self.destination.each_said(&|number| Open::is_free(&open.destination, number), &mut |said| {
            let Some(from) = made(&said.statement).filter(|_| !said.is_again) else { return Ok(()) };
            let order = [u8::from(said.is_merge)].into_iter().chain(said.order);
            let value: Vec<u8> = said.number.to_be_bytes().into_iter().chain([1]).chain(order).collect();
            places.put(&place(from), &value)
        })?;
        let mut claims = self.shelves.sorting();
        let (mut at, mut last): (Vec<u8>, Option<(Vec<u8>, u32)>) = (Vec::new(), None);
        places.sorted().each(&mut |place, value| {
            if at != place {
                (at, last) = (place.to_vec(), None);
            }
            let (number, order) = (number_of(value), value.get(5..).unwrap_or_default());
            match (value.get(4), &last) {
                (Some(0), Some((known, _))) if known.as_slice() > order => {}
                (Some(0), _) => last = Some((order.to_vec(), number)),
                (_, Some((_, legacy))) => return claims.put(order, &[legacy.to_be_bytes(), number.to_be_bytes()].concat()),
                (_, None) => {}
            }
            Ok(())
        })?;
        claims.sorted().each(&mut |_, pair| {
            let (legacy, destination) = (number_of(pair), number_of(pair.get(4..).unwrap_or_default()));
            if Open::is_free(&open.legacy, legacy) && Open::is_free(&open.destination, destination) {
                open.link(legacy, destination, PROVENANCE);
            }
            Ok(())
        })
    }

    /// Pairs of those who are free whose evidence names exactly one person on each side, in order.
    fn unique(&self, open: &Open, evidence: Means) -> Result<Vec<Pair>> {
        let mut items = self.shelves.sorting();
        for (side, (people, free)) in [(0_u8, (&self.legacy, &open.legacy)), (1, (&self.destination, &open.destination))] {
            people.each_first(&|number| Open::is_free(free, number), &mut |number, statement| {
                let statement = read_back(statement)?;
                let mut value = number.to_be_bytes().to_vec();
                value.push(side);
                if let Some(number) = social_security(&statement) {
                    value.push(1);
                    value.extend(number.into_bytes());
                }
                evidence(&statement).iter().try_for_each(|item| items.put(item.as_bytes(), &value))
            })?;
        }
        let mut pairs = pairs_of(&items.sorted())?;
        pairs.sort_unstable();
        pairs.dedup();
        Ok(pairs)
    }

    /// How sure each is of those who were found among so many people.
    pub(super) fn weighed(&self, found: &[Found], people: usize, different: &mut Different<Confidence>) -> Result<Vec<u32>> {
        let place = |number: u32| found.binary_search_by_key(&number, |found| found.legacy).ok();
        let mut is_mate = vec![false; self.destination.len()];
        for found in found {
            is_mate.get_mut(found.destination as usize).into_iter().for_each(|is_mate| *is_mate = true);
        }
        let mut records = self.shelves.sorting();
        self.legacy.each_first(&|number| place(number).is_some(), &mut |number, statement| {
            let Some((at, found)) = place(number).and_then(|at| Some((at as u32, found.get(at)?))) else { return Ok(()) };
            records.put(&found.destination.to_be_bytes(), &tagged(0, at, statement))
        })?;
        self.destination.each_first(&|number| Open::is_free(&is_mate, number), &mut |number, statement| {
            records.put(&number.to_be_bytes(), &tagged(1, 0, statement))
        })?;
        let mut weighed = vec![NOBODY; found.len()];
        let mut legacy: Option<(usize, Statement)> = None;
        records.sorted().each(&mut |_, record| {
            let (at, statement) = (number_of(record.get(1..).unwrap_or_default()) as usize, read_back(record.get(5..).unwrap_or_default())?);
            if record.first() == Some(&0) {
                legacy = Some((at, statement));
            } else if let Some((at, own)) = legacy.take()
                && let (Some(weight), Some(found)) = (weighed.get_mut(at), found.get(at))
            {
                *weight = different.number(weigh(by_word(found.by), people, Some((&own, &statement))));
            }
            Ok(())
        })?;
        Ok(weighed)
    }
}

/// A statement as written, behind its side and a number.
fn tagged(side: u8, number: u32, statement: &[u8]) -> Vec<u8> {
    let mut value = vec![side];
    value.extend(number.to_be_bytes());
    value.extend_from_slice(statement);
    value
}

/// Of each item that is one person's on either side, these two.
fn pairs_of(items: &Sorted<'_>) -> Result<Vec<Pair>> {
    let (mut pairs, mut at, mut counts) = (Vec::new(), None::<Vec<u8>>, [0_u64; 2]);
    let mut bearers: [(u32, Vec<u8>); 2] = Default::default();
    let pair = |counts: [u64; 2], [(legacy, own), (destination, theirs)]: &[(u32, Vec<u8>); 2]| -> Option<Pair> {
        (counts == [1, 1]).then(|| (*legacy, *destination, own.is_empty() || theirs.is_empty() || own == theirs))
    };
    items.each(&mut |item, value| {
        if at.as_deref() != Some(item) {
            pairs.extend(pair(counts, &bearers));
            (at, counts) = (Some(item.to_vec()), [0; 2]);
        }
        let side = usize::from(value.get(4) == Some(&1));
        if let (Some(count), Some(bearer)) = (counts.get_mut(side), bearers.get_mut(side)) {
            *count += 1;
            *bearer = (number_of(value), value.get(5..).unwrap_or_default().to_vec());
        }
        Ok(())
    })?;
    pairs.extend(pair(counts, &bearers));
    Ok(pairs)
}

/// Leaves the pairs of whom neither has another candidate, and whose social security numbers do not speak against it.
fn undisputed(pairs: &mut Vec<Pair>, sizes: [usize; 2]) {
    let mut mates = sizes.map(|size| vec![0_u8; size]);
    for (legacy, destination, _) in pairs.iter() {
        for (side, number) in mates.iter_mut().zip([legacy, destination]) {
            side.get_mut(*number as usize).into_iter().for_each(|count| *count = count.saturating_add(1));
        }
    }
    let [here, there] = mates;
    pairs.retain(|(legacy, destination, agrees)| *agrees && here.get(*legacy as usize) == Some(&1) && there.get(*destination as usize) == Some(&1));
}
