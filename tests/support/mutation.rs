//! The migration mutation test: a correct destination is damaged with known truth, compared through the public door, and the
//! comparison is scored.
//!
//! A [`Pair`] is a legacy side and a destination that balances with it. [`Pair::trial`] ingests a damaged copy, compares, and
//! gives what is new beside the findings of the clean pair. [`Score`] asks of each damage: was it found, with a right verdict
//! and aspect, and in how many causes; and of each twin: was anything said at all. Same seed, same table.

mod records;
mod resources;

pub use records::Records;
pub use resources::Resources;

use crate::Bench;
use app::FindingLine;
use damage::{Dice, Family, Operator};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;

/// A file of a destination: name and content.
pub type File = (String, String);

/// A correct destination of some format, and what operators make of it.
pub trait Destination {
    /// How the operators of the format work.
    type Work: Copy;
    /// What becomes of one record.
    type Change;
    /// What its records are called in the table.
    const RECORDS: &'static str;

    /// How many records it has.
    fn size(&self) -> usize;
    /// The destination as it is.
    fn files(&self) -> Vec<File>;
    /// Name of a record, for the dice.
    fn name(&self, record: usize) -> String;
    /// Whose chart a record belongs to.
    fn whose(&self, record: usize) -> String;
    /// The records that cannot be changed beside this one, itself among them.
    fn bound(&self, record: usize) -> Vec<usize>;
    /// Whether an operator looks at one record at a time.
    fn is_each(operator: &Operator<Self::Work>) -> bool;
    /// What an operator makes of a record; none where it gives no occasion.
    fn change(&self, record: usize, operator: &Operator<Self::Work>, dice: Dice) -> Option<Self::Change>;
    /// The destination with changes, and for each of them the names by which findings may know its records.
    fn changed(&self, changes: &[(usize, Self::Change)]) -> (Vec<File>, Vec<HashSet<String>>);
    /// The destination as a twin rewrites it as a whole, and how much of it changed; none where the twin does not.
    fn rewritten(&self, operator: &Operator<Self::Work>, dice: &mut Dice) -> Option<(Vec<File>, usize)>;

    /// Whether what an operator damages belongs to no chart: two of them in one trial would meet, since what one makes of an entry of the
    /// directory may stand for the entry that the other takes away.
    fn is_of_nobody(_operator: &Operator<Self::Work>) -> bool {
        false
    }

    /// Whether two operators may look at the same records, or at what is nobody's.
    fn meet(one: &Operator<Self::Work>, other: &Operator<Self::Work>) -> bool {
        let alike = one.types.is_empty() || other.types.is_empty() || one.types.iter().any(|t| other.types.contains(t));
        alike || Self::is_of_nobody(one) || Self::is_of_nobody(other)
    }
}

/// What the test looks at in a finding.
struct Found {
    verdict: String,
    aspect: String,
    kind: String,
    severity: String,
    evidence: String,
    cause: String,
    label: String,
    legacy: String,
    /// `Type/id` of the destination's record, or file and line of the statement.
    record: String,
    /// What makes two findings of two runs the same, whatever the destination calls its records.
    key: String,
}

impl Found {
    fn of(line: &FindingLine) -> Self {
        let legacy = line.legacy.as_ref().map_or(("", ""), |s| (s.statement.as_str(), s.value.as_str()));
        let destination = line.destination.as_ref();
        let locator = destination.and_then(|s| s.locators.first()).map_or("", String::as_str);
        let value = destination.map_or("", |s| s.value.as_str());
        Self {
            verdict: line.verdict.clone(),
            aspect: line.aspect.clone(),
            kind: line.kind.clone(),
            severity: line.severity.clone(),
            evidence: line.evidence.clone(),
            cause: line.cause.as_ref().map(|c| c.id.clone()).unwrap_or_default(),
            label: line.cause.as_ref().map(|c| c.label.clone()).unwrap_or_default(),
            legacy: legacy.0.into(),
            record: record_of(locator),
            key: [line.verdict.as_str(), &line.aspect, &line.kind, legacy.0, legacy.1, value].join("\u{1f}"),
        }
    }
}

/// The record that a locator leads to: `Type/id#place` of a resource, `file:line:place` of a statement in a file.
fn record_of(locator: &str) -> String {
    let whole = locator.split_once('#').map_or(locator, |(record, _)| record);
    let mut parts = whole.splitn(3, ':');
    match (parts.next(), parts.next()) {
        (Some(file), Some(line)) => format!("{file}:{line}"),
        _ => whole.into(),
    }
}

/// One damaged place: which operator, and the records and legacy statements that may be named for it.
#[derive(Debug, Clone)]
pub struct Damage {
    /// Index of the operator.
    pub operator: usize,
    /// Names of the damaged record and of those added beside it.
    pub records: HashSet<String>,
}

/// A legacy side and a destination that balances with it.
pub struct Pair<D> {
    bench: Bench,
    /// Name in the table.
    pub name: String,
    /// The correct destination.
    pub destination: D,
    /// Statements of the destination's book.
    pub statements: u64,
    baseline: HashMap<String, usize>,
    /// Findings of the clean pair: all, and those of severity safety.
    pub noise: [usize; 2],
    /// What only the destination says, by kind and aspect, of the clean pair.
    added: BTreeSet<(String, String)>,
    legacy_of: HashMap<String, HashSet<String>>,
}

impl<D: Destination> Pair<D> {
    /// Of a workspace whose legacy side is ingested, and a destination.
    pub fn new(name: &str, bench: Bench, destination: D) -> Self {
        let mut pair = Self { bench, name: name.into(), destination, statements: 0, baseline: HashMap::new(), noise: [0; 2], added: BTreeSet::new(), legacy_of: HashMap::new() };
        let (report, findings) = pair.compare(&pair.destination.files());
        pair.statements = report.statements[1];
        pair.added = only_there(&report);
        pair.noise = [findings.len(), findings.iter().filter(|f| f.severity == "safety").count()];
        let mut aligned: Vec<(String, String)> = findings.iter().map(|f| (f.record.clone(), f.legacy.clone())).collect();
        app::each_same(&pair.bench.workspace, report.run, &mut |f| {
            let found = Found::of(f);
            aligned.push((found.record, found.legacy));
        })
        .unwrap();
        for (record, legacy) in aligned {
            pair.legacy_of.entry(record).or_default().insert(legacy);
        }
        let mut causes: BTreeMap<&str, usize> = BTreeMap::new();
        findings.iter().for_each(|f| *causes.entry(&f.label).or_default() += 1);
        println!("{name}: findings of the clean pair by cause: {causes:#?}");
        for finding in &findings {
            *pair.baseline.entry(finding.key.clone()).or_default() += 1;
        }
        pair
    }

    fn compare(&self, files: &[File]) -> (app::CompareReport, Vec<Found>) {
        let folder = self.bench.folder.path().join("destination");
        std::fs::create_dir_all(&folder).unwrap();
        for (name, content) in files {
            std::fs::write(folder.join(name), content).unwrap();
        }
        self.bench.ingest("destination", &folder);
        let report = app::compare(&self.bench.workspace, crate::now, &app::quiet).unwrap();
        let mut findings = Vec::new();
        app::finding_lines(&self.bench.workspace, report.run, &mut |f| findings.push(Found::of(f))).unwrap();
        (report, findings)
    }

    /// Compares a damaged copy; what is new beside the findings of the clean pair. Of findings that look alike, those on
    /// `suspects` are the new ones. And the aspects that only the destination has, and the clean one had not.
    fn trial(&self, destination: &[File], suspects: &HashSet<String>) -> (Vec<Found>, Vec<String>) {
        let (report, findings) = self.compare(destination);
        let added = only_there(&report).difference(&self.added).map(|(_, aspect)| aspect.clone()).collect();
        let mut groups: BTreeMap<String, Vec<Found>> = BTreeMap::new();
        for finding in findings {
            groups.entry(finding.key.clone()).or_default().push(finding);
        }
        let mut fresh = Vec::new();
        for (key, mut group) in groups {
            let known = self.baseline.get(&key).copied().unwrap_or(0);
            group.sort_by_key(|f| !suspects.contains(&f.record));
            group.truncate(group.len().saturating_sub(known));
            fresh.extend(group);
        }
        (fresh, added)
    }

    /// The records that give each operator occasion, by lot.
    fn occasions(&self, operators: &[Operator<D::Work>], seed: u64) -> Vec<Vec<(u64, usize)>> {
        let of = |operator: &Operator<D::Work>| {
            if !D::is_each(operator) {
                return Vec::new();
            }
            let mut found = Vec::new();
            for record in 0..self.destination.size() {
                if self.work(record, operator, seed).is_some() {
                    let lot = Dice::new(seed, &format!("{} {} choice", operator.name, self.destination.name(record))).draw() >> 1;
                    found.push((lot, record));
                }
            }
            found.sort_unstable();
            found
        };
        operators.iter().map(of).collect()
    }

    /// What an operator makes of a record, always the same.
    fn work(&self, record: usize, operator: &Operator<D::Work>, seed: u64) -> Option<D::Change> {
        self.destination.change(record, operator, Dice::new(seed, &format!("{} {} work", operator.name, self.destination.name(record))))
    }

    /// Damages a share of what gives each operator occasion (at least one record each, never one record twice); the copy and
    /// the truth. A rate of 0 is one record.
    fn damage(&self, operators: &[(usize, &Operator<D::Work>)], occasions: &[Vec<(u64, usize)>], rate: f64, seed: u64) -> (Vec<File>, Vec<Damage>) {
        let mut taken: HashSet<usize> = HashSet::new();
        let mut busy = HashSet::new();
        let (mut changes, mut owners) = (Vec::new(), Vec::new());
        for (number, operator) in operators {
            let count = ((occasions[*number].len() as f64 * rate).round() as usize).max(1);
            // Charts that no other operator has touched come first, so that damages do not mix.
            let mut free: Vec<(bool, u64, usize)> = occasions[*number]
                .iter()
                .filter(|(_, record)| !taken.contains(record))
                .map(|(lot, record)| (busy.contains(&self.destination.whose(*record)), *lot, *record))
                .collect();
            free.sort_unstable();
            for (_, _, record) in free.into_iter().take(count) {
                if taken.contains(&record) {
                    continue;
                }
                let Some(change) = self.work(record, operator, seed) else { continue };
                busy.insert(self.destination.whose(record));
                taken.extend(self.destination.bound(record));
                changes.push((record, change));
                owners.push(*number);
            }
        }
        let (files, names) = self.destination.changed(&changes);
        let truth = owners.into_iter().zip(names).map(|(operator, records)| Damage { operator, records }).collect();
        (files, truth)
    }
}

/// What a comparison counts for the whole book because no legacy statement of the kind says it: aspects, and whole kinds.
fn only_there(report: &app::CompareReport) -> BTreeSet<(String, String)> {
    let aspects = report.added.iter().map(|a| (a.kind.clone(), a.aspect.clone()));
    aspects.chain(report.one_book_only.keys().map(|kind| (kind.clone(), "statement".to_string()))).collect()
}

/// What one operator came to on one pair.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Records damaged.
    pub damaged: usize,
    /// Of them found.
    pub found: usize,
    /// Of them with a right verdict and aspect.
    pub right: usize,
    /// Not found record by record, but counted for the whole book: the legacy book never says it, and every record does now.
    pub book: usize,
    /// Causes and kinds among its findings when every record was damaged.
    pub causes: Option<(usize, usize)>,
    /// Findings on a twin.
    pub beside: usize,
    /// Findings of severity safety on a twin.
    pub safety: usize,
    /// One damage that was missed or misjudged, for whoever mends it.
    pub example: String,
}

impl Tally {
    /// A twin's false alarm.
    fn heard(&mut self, finding: &Found) {
        self.beside += 1;
        self.safety += usize::from(finding.severity == "safety");
        if self.example.is_empty() {
            self.example = format!("{} {} {}: {} ({})", finding.kind, finding.verdict, finding.aspect, finding.evidence, finding.record);
        }
    }
}

impl<D: Destination> Pair<D> {
    /// Scores the damages of one trial into the tallies of their operators.
    fn score(&self, operators: &[Operator<D::Work>], truth: &[Damage], (fresh, added): (&[Found], &[String]), systematic: bool, tallies: &mut [Tally]) {
        let (mut by_record, mut by_statement): (HashMap<&str, Vec<usize>>, HashMap<&str, Vec<usize>>) = Default::default();
        for (index, finding) in fresh.iter().enumerate() {
            by_record.entry(&finding.record).or_default().push(index);
            by_statement.entry(&finding.legacy).or_default().push(index);
        }
        let mut causes: BTreeMap<usize, (BTreeSet<&str>, BTreeSet<&str>)> = BTreeMap::new();
        for damage in truth {
            let (operator, tally) = (&operators[damage.operator], &mut tallies[damage.operator]);
            let statements = damage.records.iter().filter_map(|r| self.legacy_of.get(r)).flatten().filter(|s| !s.is_empty());
            let named = damage.records.iter().filter_map(|r| by_record.get(r.as_str())).chain(statements.filter_map(|s| by_statement.get(s.as_str())));
            let mine: BTreeSet<usize> = named.flatten().copied().collect();
            let fits = |f: &Found| operator.verdicts.contains(&f.verdict.as_str()) && (operator.aspects.is_empty() || operator.aspects.contains(&f.aspect.as_str()));
            let right = mine.iter().any(|i| fits(&fresh[*i]));
            tally.damaged += 1;
            tally.found += usize::from(!mine.is_empty());
            tally.right += usize::from(right);
            tally.book += usize::from(mine.is_empty() && added.iter().any(|aspect| operator.aspects.contains(&aspect.as_str())));
            if !right && tally.example.is_empty() {
                let said: Vec<String> = mine.iter().map(|i| format!("{} {}", fresh[*i].verdict, fresh[*i].aspect)).collect();
                let mut records: Vec<&str> = damage.records.iter().map(String::as_str).collect();
                records.sort_unstable();
                tally.example = format!("{}: {}", records.join(" "), if said.is_empty() { "nothing".into() } else { said.join(", ") });
            }
            for index in mine {
                let entry = causes.entry(damage.operator).or_default();
                entry.0.insert(&fresh[index].cause);
                entry.1.insert(&fresh[index].kind);
            }
        }
        if systematic {
            for (operator, (causes, kinds)) in causes {
                tallies[operator].causes = Some((causes.len(), kinds.len()));
            }
        }
    }

    /// Runs every operator: each on one record and on one in a hundred (several in one trial, each on charts of its own; those of the
    /// directory, which is nobody's chart, one by one), then on every record that gives occasion, alone. Twins run alone, on everything.
    pub fn run(&self, operators: &[Operator<D::Work>], systematic: bool, seed: u64) -> Vec<Tally> {
        let mut tallies = vec![Tally::default(); operators.len()];
        let occasions = self.occasions(operators, seed);
        let damaging: Vec<(usize, &Operator<D::Work>)> = operators.iter().enumerate().filter(|(_, o)| !o.twin).collect();
        let (alone, among): (Vec<_>, Vec<_>) = damaging.iter().copied().partition(|(_, o)| D::is_of_nobody(o));
        for (rate, at_once) in [(0.0, 60), (0.001, 40), (0.01, 20)] {
            for group in among.chunks(at_once).chain(alone.chunks(1)) {
                self.try_damages(operators, group, &occasions, rate, seed, false, &mut tallies);
            }
        }
        if systematic {
            // Operators on different resource types do not meet: they share a trial.
            let settled: Vec<(usize, &Operator<D::Work>)> = damaging.iter().filter(|(_, o)| o.systematic).copied().collect();
            for group in apart::<D>(&settled) {
                self.try_damages(operators, &group, &occasions, 1.0, seed, true, &mut tallies);
            }
        }
        let twins: Vec<(usize, &Operator<D::Work>)> = operators.iter().enumerate().filter(|(_, o)| o.twin).collect();
        for (number, twin) in &twins {
            let Some((files, changed)) = self.destination.rewritten(twin, &mut Dice::new(seed, twin.name)) else { continue };
            let (fresh, _) = self.trial(&files, &HashSet::new());
            tallies[*number].damaged = changed;
            fresh.iter().for_each(|f| tallies[*number].heard(f));
        }
        // A fifth of the occasions of five twins at a time: what any of them raises is known by its record.
        let each: Vec<(usize, &Operator<D::Work>)> = twins.into_iter().filter(|(_, o)| D::is_each(o)).collect();
        for group in each.chunks(5) {
            let (destination, truth) = self.damage(group, &occasions, 0.2, seed);
            let suspects: HashSet<String> = truth.iter().flat_map(|d| d.records.iter().cloned()).collect();
            let (fresh, _) = self.trial(&destination, &suspects);
            let owner: HashMap<&str, usize> = truth.iter().flat_map(|d| d.records.iter().map(|r| (r.as_str(), d.operator))).collect();
            truth.iter().for_each(|d| tallies[d.operator].damaged += 1);
            for finding in &fresh {
                let mine = owner.get(finding.record.as_str()).copied();
                let lost = || truth.iter().find(|d| d.records.iter().any(|r| self.legacy_of.get(r).is_some_and(|s| s.contains(&finding.legacy)))).map(|d| d.operator);
                if let Some(operator) = mine.or_else(lost).or(group.first().map(|g| g.0)) {
                    tallies[operator].heard(finding);
                }
            }
        }
        tallies
    }

    fn try_damages(&self, operators: &[Operator<D::Work>], group: &[(usize, &Operator<D::Work>)], occasions: &[Vec<(u64, usize)>], rate: f64, seed: u64, systematic: bool, tallies: &mut [Tally]) {
        let (destination, truth) = self.damage(group, occasions, rate, seed);
        if truth.is_empty() {
            return;
        }
        let suspects = truth.iter().flat_map(|d| d.records.iter().cloned()).collect();
        let (fresh, added) = self.trial(&destination, &suspects);
        self.score(operators, &truth, (&fresh, &added), systematic, tallies);
    }
}

/// A group of operators by their numbers.
type Group<'o, W> = Vec<(usize, &'o Operator<W>)>;

/// Groups of operators that look at different records.
fn apart<'o, D: Destination>(operators: &[(usize, &'o Operator<D::Work>)]) -> Vec<Group<'o, D::Work>> {
    let mut groups: Vec<Group<'o, D::Work>> = Vec::new();
    for one in operators {
        match groups.iter_mut().find(|group| !group.iter().any(|other| D::meet(one.1, other.1))) {
            Some(group) => group.push(*one),
            None => groups.push(vec![*one]),
        }
    }
    groups
}

fn percent(part: usize, whole: usize) -> String {
    // Never a percentage that rounds a miss to none.
    if whole == 0 { "".into() } else { format!("{:.2} %", (part as f64 / whole as f64 * 10_000.0).floor() / 100.0) }
}

/// The table of a pair: by family, then operator by operator.
pub fn table<D: Destination>(pair: &Pair<D>, operators: &[Operator<D::Work>], tallies: &[Tally]) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "## {}\n", pair.name);
    let _ = writeln!(out, "{} {}, {} statements; the clean pair has {} findings, {} of severity safety.\n", pair.destination.size(), D::RECORDS, pair.statements, pair.noise[0], pair.noise[1]);
    let _ = writeln!(out, "| family | operators | damaged records | found | for the whole book | right verdict | twins | twin findings | of them safety |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    let sum = |family: Option<Family>| {
        let of = operators.iter().zip(tallies).filter(|(o, _)| family.is_none_or(|f| o.family == f));
        let mut line = [0usize; 8];
        for (operator, tally) in of.filter(|(_, t)| t.damaged > 0) {
            if operator.twin {
                line[4] += 1;
                line[5] += tally.beside;
                line[6] += tally.safety;
            } else {
                line[0] += 1;
                line[1] += tally.damaged;
                line[2] += tally.found;
                line[3] += tally.right;
                line[7] += tally.book;
            }
        }
        line
    };
    let families = Family::ALL.iter().map(|f| (f.name(), sum(Some(*f)))).chain([("all", sum(None))]);
    for (name, [ops, damaged, found, right, twins, beside, safety, book]) in families {
        let (found, right, book) = (percent(found, damaged), percent(right, damaged), if book > 0 { percent(book, damaged) } else { String::new() });
        let _ = writeln!(out, "| {name} | {ops} | {damaged} | {found} | {book} | {right} | {twins} | {beside} | {safety} |");
    }
    let _ = writeln!(out, "\n| operator | what happens | damaged | found | for the whole book | right verdict | causes (kinds) |\n| --- | --- | ---: | ---: | ---: | ---: | ---: |");
    for (operator, tally) in operators.iter().zip(tallies).filter(|(o, t)| t.damaged > 0 && !o.twin) {
        let causes = tally.causes.map_or(String::new(), |(c, k)| format!("{c} ({k})"));
        let book = if tally.book > 0 { percent(tally.book, tally.damaged) } else { String::new() };
        let (found, right) = (percent(tally.found, tally.damaged), percent(tally.right, tally.damaged));
        let _ = writeln!(out, "| {} | {} | {} | {found} | {book} | {right} | {causes} |", operator.name, operator.what, tally.damaged);
    }
    let _ = writeln!(out, "\n| twin | what happens | changed | findings |\n| --- | --- | ---: | ---: |");
    for (operator, tally) in operators.iter().zip(tallies).filter(|(o, t)| t.damaged > 0 && o.twin) {
        let _ = writeln!(out, "| {} | {} | {} | {} |", operator.name, operator.what, tally.damaged, tally.beside);
    }
    let idle: Vec<&str> = operators.iter().zip(tallies).filter(|(_, t)| t.damaged == 0).map(|(o, _)| o.name).collect();
    if !idle.is_empty() {
        let _ = writeln!(out, "\nWithout occasion here: {}.", idle.join(", "));
    }
    out
}
