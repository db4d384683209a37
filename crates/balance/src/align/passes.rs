//! The passes of an alignment, each on what the one before left.

use super::{Encounters, Key, Match, confused};
use crate::compare::AGAIN;
use model::{Aspect, Kind};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What speaks for a pair, and the pair.
type Candidate = ((u32, u32, u32), usize, usize);

/// Two charts on their way to being aligned.
pub(super) struct Aligning<'k> {
    left: &'k [Key<'k>],
    right: &'k [Key<'k>],
    free_left: Vec<bool>,
    free_right: Vec<bool>,
    encounters: Encounters<'k>,
    matches: Vec<Match>,
}

/// Records that must have kept their ids before ids tell anything.
const KEPT_MIN: usize = 4;
/// Pairs looked at in one block; beyond it the block's surplus waits for a later pass.
const PAIRS_MAX: usize = 160_000;

/// Whether a destination kept what its pairs are known by: nearly all that have it have the same.
fn are_kept(same: usize, of: usize) -> bool {
    same >= KEPT_MIN && same * 10 >= of * 9
}

/// The records of a chart by a number that no other one of their kind has.
fn singly_numbered<'k>(keys: &'k [Key<'k>]) -> BTreeMap<(Kind, &'k str), usize> {
    let mut known: BTreeMap<(Kind, &str), Vec<usize>> = BTreeMap::new();
    for (at, key) in keys.iter().enumerate() {
        key.given().for_each(|number| known.entry((key.group, number)).or_default().push(at));
    }
    let single = |(number, all): ((Kind, &'k str), Vec<usize>)| if let [one] = all.as_slice() { Some((number, *one)) } else { None };
    known.into_iter().filter_map(single).collect()
}

impl<'k> Aligning<'k> {
    pub(super) fn new(left: &'k [Key<'k>], right: &'k [Key<'k>]) -> Self {
        Self {
            left,
            right,
            free_left: vec![true; left.len()],
            free_right: vec![true; right.len()],
            encounters: Encounters::default(),
            matches: Vec::with_capacity(left.len().max(right.len())),
        }
    }

    /// Leaves statements of both sides out of every pass: they stand alone, as copies.
    pub(super) fn set_aside(&mut self, [left, right]: &[HashSet<usize>; 2]) {
        for index in left {
            self.free_left[*index] = false;
            self.matches.push(Match { legacy: Some(*index), destination: None, by: AGAIN });
        }
        for index in right {
            self.free_right[*index] = false;
            self.matches.push(Match { legacy: None, destination: Some(*index), by: AGAIN });
        }
    }

    /// The pairs, and what stands alone.
    pub(super) fn finish(self) -> Vec<Match> {
        let (ls, rs) = self.free();
        let mut matches = self.matches;
        matches.extend(ls.into_iter().map(|l| Match { legacy: Some(l), destination: None, by: "" }));
        matches.extend(rs.into_iter().map(|r| Match { legacy: None, destination: Some(r), by: "" }));
        matches
    }

    /// What is left on both sides.
    fn free(&self) -> (Vec<usize>, Vec<usize>) {
        let left = (0..self.left.len()).filter(|l| self.free_left[*l]).collect();
        let right = (0..self.right.len()).filter(|r| self.free_right[*r]).collect();
        (left, right)
    }

    fn take(&mut self, l: usize, r: usize, by: &'static str) {
        self.free_left[l] = false;
        self.free_right[r] = false;
        self.encounters.vote(&self.left[l], &self.right[r]);
        self.matches.push(Match { legacy: Some(l), destination: Some(r), by });
    }

    /// What two statements share, best first: resemblance, facts word for word, links. A sentence that is nearly the same tells more than a fact that
    /// many share.
    fn score(&self, l: usize, r: usize) -> (u32, u32, u32) {
        const SENTENCE: u32 = 3;
        let (a, b) = (&self.left[l], &self.right[r]);
        let sentence = if a.says_nearly(b) { SENTENCE } else { 0 };
        (a.resemblance(b), a.agreement(b) + sentence, self.encounters.agree(a, b))
    }

    /// Takes the best of some candidates, then the best of what is left, and so on.
    fn take_best(&mut self, mut candidates: Vec<Candidate>, by: &'static str) {
        candidates.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
        for (_, l, r) in candidates {
            if self.free_left[l] && self.free_right[r] {
                self.take(l, r, by);
            }
        }
    }

    /// The free ones of both sides, gathered by a name each.
    fn blocks<N: Ord, S: IntoIterator<Item = N>>(&self, names: impl Fn(&'k Key<'k>) -> S) -> Vec<(Vec<usize>, Vec<usize>)> {
        let mut blocks: BTreeMap<N, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for (l, key) in self.left.iter().enumerate().filter(|(l, _)| self.free_left[*l]) {
            names(key).into_iter().for_each(|n| blocks.entry(n).or_default().0.push(l));
        }
        for (r, key) in self.right.iter().enumerate().filter(|(r, _)| self.free_right[*r]) {
            names(key).into_iter().for_each(|n| blocks.entry(n).or_default().1.push(r));
        }
        blocks.into_values().filter(|(ls, rs)| !ls.is_empty() && !rs.is_empty()).collect()
    }

    /// The statements that one source row made.
    pub(super) fn by_provenance(&mut self, rows: Vec<(Vec<usize>, Vec<usize>)>) {
        for (ls, rs) in rows {
            if let ([l], [r]) = (&ls[..], &rs[..]) {
                self.take(*l, *r, "provenance");
                continue;
            }
            self.take_best(self.candidates(&ls, &rs), "provenance");
        }
    }

    /// Equal in every fact. Those that have no double come first: they tell which encounter became which.
    pub(super) fn by_whole_content(&mut self) {
        let blocks = self.blocks(|key| [(key.group, key.facts.as_slice())]);
        let (single, mut several): (Vec<_>, Vec<_>) = blocks.into_iter().partition(|(ls, rs)| ls.len() == 1 && rs.len() == 1);
        // What others hang on comes first, whatever it is like: encounters, then the prescriptions that claims are for, then claims.
        several.sort_by_key(|(ls, _)| match self.left[ls[0]].group {
            Kind::Encounter => 0,
            Kind::Medication => 1,
            Kind::Claim => 2,
            _ => 3,
        });
        for (ls, rs) in single {
            self.take(ls[0], rs[0], "content");
        }
        for (ls, rs) in several {
            if ls.len() * rs.len() > PAIRS_MAX {
                let named: HashMap<&str, usize> = rs.iter().map(|r| (self.right[*r].own, *r)).collect();
                for l in &ls {
                    let same = named.get(self.left[*l].own).filter(|r| self.free_right[**r]);
                    if let Some(r) = same.filter(|r| !self.left[*l].own.is_empty() && self.encounters.agree(&self.left[*l], &self.right[**r]) == 2) {
                        self.take(*l, *r, "content");
                    }
                }
                let (ls, rs) = (ls.into_iter().filter(|l| self.free_left[*l]).collect::<Vec<_>>(), rs.into_iter().filter(|r| self.free_right[*r]).collect::<Vec<_>>());
                ls.into_iter().zip(rs).for_each(|(l, r)| self.take(l, r, "content"));
                continue;
            }
            let pairs = ls.iter().flat_map(|l| rs.iter().map(move |r| (*l, *r)));
            let one = |(l, r): (usize, usize)| {
                let (a, b) = (&self.left[l], &self.right[r]);
                let (agree, named) = (self.encounters.agree(a, b), u32::from(!a.name().is_empty() && a.name() == b.name() || a.shares_number(b)));
                // Where no link leads elsewhere: what hangs on no visit is not what hangs on one.
                ((agree.min(1), u32::from(a.hangs_alike(b)), agree * 2 + named), l, r)
            };
            let candidates = pairs.map(one).collect();
            self.take_best(candidates, "content");
        }
    }

    /// The same id, where the destination kept the ids: where nearly all records that are equal throughout have theirs.
    pub(super) fn by_kept_id(&mut self) {
        let named = |m: &&Match| m.by == "content" && m.legacy.is_some_and(|l| !self.left[l].name().is_empty());
        let pairs: Vec<(usize, usize)> = self.matches.iter().filter(named).filter_map(|m| Some((m.legacy?, m.destination?))).collect();
        let kept = pairs.iter().filter(|(l, r)| self.left[*l].name() == self.right[*r].name()).count();
        if !are_kept(kept, pairs.len()) {
            return;
        }
        let blocks = self.blocks(|key| if key.name().is_empty() { Vec::new() } else { vec![(key.group, key.name().to_string())] });
        for (ls, rs) in blocks {
            if let ([l], [r]) = (&ls[..], &rs[..]) {
                self.take(*l, *r, "content");
            }
        }
    }

    /// The same id and all but one of what both say: it became another concept, in a chart too short to show that its ids were kept. Where other pairs have other
    /// ids, or an id is a number that counts, it tells nothing.
    pub(super) fn by_same_id(&mut self) {
        let named = self.matches.iter().filter_map(|m| Some((self.left.get(m.legacy?)?, self.right.get(m.destination?)?))).filter(|(l, r)| !l.name().is_empty() && !r.name().is_empty());
        let (same, of) = named.fold((0, 0), |(same, of), (l, r)| (same + usize::from(l.name() == r.name()), of + 1));
        if same * 10 < of * 9 {
            return;
        }
        let blocks = self.blocks(|key| if key.name().chars().any(char::is_alphabetic) { vec![(key.group, key.name().to_string())] } else { Vec::new() });
        for (ls, rs) in blocks {
            if let ([l], [r]) = (&ls[..], &rs[..])
                && self.free_left[*l]
                && self.free_right[*r]
                && self.left[*l].is_other_in_one(&self.right[*r])
            {
                self.take(*l, *r, "content");
            }
        }
    }

    /// The same number of the record, where the destination kept the numbers that the legacy book gives its own: where nearly all records that were paired by
    /// what they say have theirs. It tells what a record has become whose name, value or day is another one now; where nothing is as it was, another record
    /// has its number. A number of several records of a kind, that of a tube or of both pressures, tells none of them.
    pub(super) fn by_kept_number(&mut self) {
        let content = self.matches.iter().filter(|m| m.by == "content");
        let paired = content.filter_map(|m| Some((self.left.get(m.legacy?)?, self.right.get(m.destination?)?)));
        let numbered: Vec<(&Key<'_>, &Key<'_>)> = paired.filter(|(l, r)| l.given().next().is_some() && r.given().next().is_some()).collect();
        let kept = numbered.iter().filter(|(l, r)| l.shares_number(r)).count();
        if !are_kept(kept, numbered.len()) {
            return;
        }
        let (here, there) = (singly_numbered(self.left), singly_numbered(self.right));
        for (number, l) in here {
            let mate = there.get(&number).copied();
            if let Some(r) = mate.filter(|r| self.free_left[l] && self.free_right[*r] && self.left[l].may_have_become(&self.right[*r])) {
                self.take(l, r, "content");
            }
        }
    }

    /// Any shared code or equal words, same instant or day, same value. Where code and words name two concepts, what else the records say
    /// tells which of them is right. What others hang on comes first: then it tells those apart that say the same of several visits.
    pub(super) fn by_content(&mut self) {
        self.by_content_of(|group| matches!(group, Kind::Encounter | Kind::Claim));
        self.by_content_of(|group| !matches!(group, Kind::Encounter | Kind::Claim));
    }

    fn by_content_of(&mut self, wanted: fn(Kind) -> bool) {
        let blocks = self.blocks(|key| {
            if !wanted(key.group) {
                return Vec::new();
            }
            let mut names: Vec<String> = key.codes.iter().filter(|c| !c.0.is_empty()).map(|(s, c)| format!("{s}|{c}")).collect();
            match &key.bills[..] {
                [] if names.is_empty() => names.push(key.text.clone()),
                numbers => names.extend(numbers.iter().cloned()),
            }
            names.into_iter().map(|n| (key.group, n, key.day, key.value.clone())).collect()
        });
        let mut candidates = Vec::new();
        for (ls, rs) in blocks {
            let pairs = ls.iter().flat_map(|l| rs.iter().map(move |r| (*l, *r))).take(PAIRS_MAX);
            candidates.extend(pairs.map(|(l, r)| self.of_content(l, r)));
        }
        let by_words = self.by_words_alone(wanted, &candidates);
        candidates.extend(by_words);
        self.take_best(candidates, "content");
    }

    /// What speaks for a pair of the same content. Of as many facts in common a code weighs more than words, and of those that hang on one visit those go
    /// together that both books know by one number.
    fn of_content(&self, l: usize, r: usize) -> Candidate {
        let (resemblance, agreement, encounter) = self.score(l, r);
        let (a, b) = (&self.left[l], &self.right[r]);
        let coded = u32::from(a.shares_code(b));
        ((resemblance.max(1), agreement * 2 + coded, encounter * 2 + u32::from(a.shares_number(b))), l, r)
    }

    /// Of two records that have each other's names, sides or codes now, those that are of one moment and hang on one visit, where the one of the same name hangs
    /// on another: what they are called was exchanged, and not all the rest. Results go by their names, because a value is most of what they say.
    pub(super) fn by_all_but_concept(&mut self) {
        let (ls, rs) = self.free();
        if ls.len() * rs.len() > PAIRS_MAX {
            return;
        }
        let blocks = self.blocks(|key| match key.day {
            Some(day) if key.value.is_empty() && !key.links.is_empty() => vec![(key.group, day, key.second, key.end, key.status.clone())],
            _ => Vec::new(),
        });
        let mut exchanged = Vec::new();
        for (of_left, of_right) in blocks {
            if let ([l], [r]) = (&of_left[..], &of_right[..])
                && self.is_exchanged((*l, *r), (&ls, &rs))
            {
                exchanged.push((*l, *r));
            }
        }
        for (l, r) in exchanged {
            self.take(l, r, "resemblance");
        }
    }

    /// Whether two that hang on the same records have other names, and whatever is left that has the name of either agrees in no more and hangs elsewhere.
    fn is_exchanged(&self, (l, r): (usize, usize), (ls, rs): (&[usize], &[usize])) -> bool {
        const AGREE_MIN: u32 = 2;
        let (Some(a), Some(b)) = (self.left.get(l), self.right.get(r)) else { return false };
        let agreement = a.agreement(b);
        if agreement < AGREE_MIN || a.concept_agrees(b) || self.encounters.agree(a, b) < 2 {
            return false;
        }
        let there = rs.iter().filter(|other| **other != r).filter_map(|other| Some((a, self.right.get(*other)?)));
        let here = ls.iter().filter(|other| **other != l).filter_map(|other| Some((self.left.get(*other)?, b)));
        let mut rivals = there.chain(here).filter(|(one, other)| one.group == other.group && one.concept_agrees(other)).peekable();
        rivals.peek().is_some() && rivals.all(|(one, other)| one.agreement(other) <= agreement && self.encounters.agree(one, other) == 0)
    }

    /// Pairs of the same words, time and value that have no code in common, where a code leads one of them to another record: that code
    /// may be mistaken. Where no code leads anywhere there is nothing to choose from yet.
    fn by_words_alone(&self, wanted: fn(Kind) -> bool, coded: &[Candidate]) -> Vec<Candidate> {
        let is_led = |(_, l, r): &&Candidate| self.left[*l].shares_code(&self.right[*r]) && self.left[*l].text != self.right[*r].text;
        let led: Vec<&Candidate> = coded.iter().filter(is_led).collect();
        if led.is_empty() {
            return Vec::new();
        }
        let (mut led_left, mut led_right) = (vec![false; self.left.len()], vec![false; self.right.len()]);
        for (_, l, r) in led {
            led_left[*l] = true;
            led_right[*r] = true;
        }
        let blocks = self.blocks(|key| if wanted(key.group) && !key.text.is_empty() { vec![(key.group, key.text.clone(), key.day, key.value.clone())] } else { Vec::new() });
        let mut candidates = Vec::new();
        for (ls, rs) in blocks {
            let pairs = ls.iter().flat_map(|l| rs.iter().map(move |r| (*l, *r))).take(PAIRS_MAX);
            let chosen = pairs.filter(|(l, r)| (led_left[*l] || led_right[*r]) && !self.left[*l].shares_code(&self.right[*r]));
            candidates.extend(chosen.map(|(l, r)| self.of_content(l, r)));
        }
        candidates
    }

    /// What is left on both sides under two kinds that converters confuse: the same concept on the same day, and nothing like it of its
    /// own kind. Which kind it is the judge tells.
    pub(super) fn by_other_kind(&mut self) {
        let (ls, mut rs) = self.free();
        // What the destination has as dispensed or given upon an order that it names is not that order.
        rs.retain(|r| !self.right[*r].is_upon_order());
        if ls.len() * rs.len() > PAIRS_MAX {
            return;
        }
        let mut candidates = Vec::new();
        for l in ls {
            for r in &rs {
                let (a, b) = (&self.left[l], &self.right[*r]);
                let near = a.days_apart(b).is_none_or(|days| days <= 1);
                if confused(a.group, b.group) && a.concept_agrees(b) && near {
                    candidates.push(((u32::from(a.date.is_some() && b.date.is_some()), a.agreement(b), 0), l, *r));
                }
            }
        }
        self.take_best(candidates, "resemblance");
    }

    /// Visits that are left on both sides and have too few facts to be known by them: by what hangs on them, as far as that was paired, or
    /// by their number where half of what they say agrees as well.
    pub(super) fn by_what_hangs_on_them(&mut self) {
        let visits = |keys: &'k [Key<'k>], free: &[bool]| -> Vec<(usize, &'k str)> {
            let own = |key: &'k Key<'k>| key.links.iter().find(|(aspect, _)| *aspect == Aspect::Encounter).map(|(_, number)| *number);
            keys.iter().enumerate().filter(|(at, key)| free[*at] && key.group == Kind::Encounter).filter_map(|(at, key)| Some((at, own(key)?))).collect()
        };
        let (ls, rs) = (visits(self.left, &self.free_left[..]), visits(self.right, &self.free_right[..]));
        if ls.len() * rs.len() > PAIRS_MAX {
            return;
        }
        let mut candidates = Vec::new();
        for (l, a) in ls {
            for (r, b) in &rs {
                let (left, right) = (&self.left[l], &self.right[*r]);
                let (agreement, least) = (left.agreement(right), left.facts.len().min(right.facts.len()));
                let hung = self.encounters.is_led(Aspect::Encounter, a, b);
                if hung || a == *b && least > 0 && agreement as usize * 2 >= least {
                    candidates.push(((u32::from(hung), agreement, u32::from(a == *b)), l, *r));
                }
            }
        }
        self.take_best(candidates, "resemblance");
        self.by_elimination();
    }

    /// The only visit that is left on both sides, where no number parts the two, all but one of its facts agree and it hangs on the same
    /// records: it was at another time.
    fn by_elimination(&mut self) {
        let left = |keys: &[Key<'_>], free: &[bool]| -> Vec<usize> { (0..keys.len()).filter(|at| free[*at] && keys[*at].group == Kind::Encounter).collect() };
        let (ls, rs) = (left(self.left, &self.free_left[..]), left(self.right, &self.free_right[..]));
        if let ([l], [r]) = (&ls[..], &rs[..]) {
            let (a, b) = (&self.left[*l], &self.right[*r]);
            let (agreement, most) = (a.agreement(b) as usize, a.facts.len().max(b.facts.len()));
            if most > 1 && agreement + 1 >= most && a.links == b.links && a.name() == b.name() {
                self.take(*l, *r, "resemblance");
            }
        }
    }

    /// Of a visit the only ones without a day that are kin, and that nothing else was paired with: the diagnosis of the visit, of another side or told less exactly.
    pub(super) fn by_visit(&mut self) {
        let is_undated = |key: &Key<'_>| key.day.is_none() && key.value.is_empty() && key.group != Kind::Encounter && key.links.iter().any(|(aspect, _)| *aspect == Aspect::Encounter);
        let (ls, rs) = self.free();
        let ls: Vec<usize> = ls.into_iter().filter(|l| self.left.get(*l).is_some_and(is_undated)).collect();
        let rs: Vec<usize> = rs.into_iter().filter(|r| self.right.get(*r).is_some_and(is_undated)).collect();
        if ls.len() * rs.len() > PAIRS_MAX {
            return;
        }
        let mut kindred: Vec<(usize, usize)> = Vec::new();
        for l in ls {
            for r in &rs {
                let (a, b) = (&self.left[l], &self.right[*r]);
                if a.group == b.group && a.is_kin(b) && self.encounters.agree(a, b) == 2 {
                    kindred.push((l, *r));
                }
            }
        }
        let (mut of_left, mut of_right): (HashMap<usize, u32>, HashMap<usize, u32>) = Default::default();
        for (l, r) in &kindred {
            *of_left.entry(*l).or_default() += 1;
            *of_right.entry(*r).or_default() += 1;
        }
        kindred.retain(|(l, r)| of_left.get(l) == Some(&1) && of_right.get(r) == Some(&1));
        for (l, r) in kindred {
            self.take(l, r, "resemblance");
        }
    }

    /// What is left, by resemblance.
    pub(super) fn by_resemblance(&mut self) {
        let (ls, rs) = self.free();
        self.take_best(self.candidates(&ls, &rs), "resemblance");
    }

    /// Pairs that resemble each other at all. They are blocked by concept, words and instant, so that cost stays near the size.
    fn candidates(&self, ls: &[usize], rs: &[usize]) -> Vec<Candidate> {
        const BLOCK_MAX: usize = 400;
        let (left, right) = (self.left, self.right);
        let mut candidates: Vec<Candidate> = Vec::new();
        let score = |l: usize, r: usize| Some((self.score(l, r), l, r)).filter(|c| c.0.0 > 0);
        if ls.len() * rs.len() <= 40_000 {
            for l in ls {
                candidates.extend(rs.iter().filter_map(|r| score(*l, *r)));
            }
        } else {
            let mut blocks: HashMap<String, (Vec<usize>, Vec<usize>)> = HashMap::new();
            let names = |key: &Key<'_>| -> Vec<String> {
                let mut names: Vec<String> = key.codes.iter().map(|(s, c)| format!("c{s}|{c}")).collect();
                names.push(format!("t{}", key.text));
                names.extend(key.bills.iter().map(|number| format!("b{number}")));
                // A chart has one or a few of these: they are always compared.
                names.extend((key.group == Kind::Demographic).then(|| "demographic".to_string()));
                names.extend(key.day.map(|d| format!("d{:?}{d}|{}", key.group, key.value)));
                // A concept of hundreds of records is looked through day by day.
                names.extend(key.day.into_iter().flat_map(|d| key.codes.iter().map(move |(s, c)| format!("c{d}|{s}|{c}"))));
                names.extend(key.day.map(|d| format!("t{d}|{}", key.text)));
                names
            };
            ls.iter().for_each(|l| names(&left[*l]).into_iter().for_each(|n| blocks.entry(n).or_default().0.push(*l)));
            rs.iter().for_each(|r| names(&right[*r]).into_iter().for_each(|n| blocks.entry(n).or_default().1.push(*r)));
            for (block_left, block_right) in blocks.values() {
                for l in block_left.iter().take(BLOCK_MAX) {
                    candidates.extend(block_right.iter().take(BLOCK_MAX).filter_map(|r| score(*l, *r)));
                }
            }
            candidates.sort_unstable();
            candidates.dedup();
        }
        candidates
    }
}
