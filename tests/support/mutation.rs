//! The migration mutation test: a correct destination is damaged with known truth, compared through the public door, and the
//! comparison is scored.
//!
//! A [`Pair`] is a legacy side and a destination that balances with it. [`Pair::trial`] ingests a damaged copy, compares, and
//! gives what is new beside the findings of the clean pair. [`Score`] asks of each damage: was it found, with a right verdict
//! and aspect, and in how many causes; and of each twin: was anything said at all. Same seed, same table.

use crate::Bench;
use damage::{Dice, Effect, Family, Index, Operator, Site, Work, patient, reference};
use app::FindingLine;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;

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
    /// `Type/id` of the destination's record.
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
            record: locator.split_once('#').map_or(locator, |(record, _)| record).into(),
            key: [line.verdict.as_str(), &line.aspect, &line.kind, legacy.0, legacy.1, value].join("\u{1f}"),
        }
    }
}

/// One damaged place: which operator, and the records and legacy statements that may be named for it.
#[derive(Debug, Clone)]
pub struct Damage {
    /// Index of the operator.
    pub operator: usize,
    /// `Type/id` of the damaged record and of those added beside it.
    pub records: HashSet<String>,
}

/// A legacy side and a destination that balances with it.
pub struct Pair {
    bench: Bench,
    /// Name in the table.
    pub name: String,
    /// The correct destination.
    pub clean: Vec<Value>,
    /// The same as written.
    lines: Vec<String>,
    /// Statements of the destination's book.
    pub statements: u64,
    baseline: HashMap<String, usize>,
    /// Findings of the clean pair: all, and those of severity safety.
    pub noise: [usize; 2],
    /// What only the destination says, by kind and aspect, of the clean pair.
    added: BTreeSet<(String, String)>,
    legacy_of: HashMap<String, HashSet<String>>,
}

impl Pair {
    /// Of a workspace whose legacy side is ingested, and a destination.
    pub fn new(name: &str, bench: Bench, clean: Vec<Value>) -> Self {
        let lines = clean.iter().map(Value::to_string).collect();
        let mut pair = Self { bench, name: name.into(), clean, lines, statements: 0, baseline: HashMap::new(), noise: [0; 2], added: BTreeSet::new(), legacy_of: HashMap::new() };
        let (report, findings) = pair.compare(&pair.lines);
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

    fn compare(&self, destination: &[String]) -> (app::CompareReport, Vec<Found>) {
        let folder = self.bench.folder.path().join("destination");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("destination.ndjson"), destination.join("\n") + "\n").unwrap();
        self.bench.ingest("destination", &folder);
        let report = app::compare(&self.bench.workspace, crate::now, &app::quiet).unwrap();
        let mut findings = Vec::new();
        app::finding_lines(&self.bench.workspace, report.run, &mut |f| findings.push(Found::of(f))).unwrap();
        (report, findings)
    }

    /// Compares a damaged copy; what is new beside the findings of the clean pair. Of findings that look alike, those on
    /// `suspects` are the new ones. And the aspects that only the destination has, and the clean one had not.
    fn trial(&self, destination: &[String], suspects: &HashSet<String>) -> (Vec<Found>, Vec<String>) {
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
    fn occasions(&self, operators: &[Operator], seed: u64) -> Vec<Vec<(u64, usize)>> {
        let places = Index::new(&self.clean);
        let of = |operator: &Operator| {
            let Work::Each(work) = operator.work else { return Vec::new() };
            let mut found = Vec::new();
            for (index, resource) in self.clean.iter().enumerate() {
                let kind = resource["resourceType"].as_str().unwrap_or("");
                if !operator.types.is_empty() && !operator.types.contains(&kind) {
                    continue;
                }
                let (mut trial, mut around) = (resource.clone(), site(&self.clean, &places, operator, resource, seed));
                if work(&mut trial, &mut around) != Effect::None {
                    found.push((Dice::new(seed, &format!("{} {} choice", operator.name, reference(resource))).draw() >> 1, index));
                }
            }
            found.sort_unstable();
            found
        };
        operators.iter().map(of).collect()
    }

    /// Damages a share of what gives each operator occasion (at least one record each, never one record twice); the copy and
    /// the truth. A rate of 0 is one record.
    fn damage(&self, operators: &[(usize, &Operator)], occasions: &[Vec<(u64, usize)>], rate: f64, seed: u64) -> (Vec<String>, Vec<Damage>) {
        let places = Index::new(&self.clean);
        let mut edited: HashMap<usize, Option<String>> = HashMap::new();
        let mut added = Vec::new();
        let mut truth = Vec::new();
        let mut busy = HashSet::new();
        for (number, operator) in operators {
            let Work::Each(work) = operator.work else { continue };
            let count = ((occasions[*number].len() as f64 * rate).round() as usize).max(1);
            // Charts that no other operator has touched come first, so that damages do not mix.
            let mut free: Vec<(bool, u64, usize)> = occasions[*number]
                .iter()
                .filter(|(_, index)| !edited.contains_key(index))
                .map(|(lot, index)| (busy.contains(&patient(&self.clean[*index])), *lot, *index))
                .collect();
            free.sort_unstable();
            for (_, _, index) in free.into_iter().take(count) {
                let resource = &self.clean[index];
                let (mut copy, mut around) = (resource.clone(), site(&self.clean, &places, operator, resource, seed));
                let effect = work(&mut copy, &mut around);
                let mut records = HashSet::from([reference(resource)]);
                busy.insert(patient(resource));
                let kept = match effect {
                    Effect::None => continue,
                    Effect::Changed | Effect::Split(_) => Some(copy.to_string()),
                    Effect::Removed => None,
                    Effect::Added(_) => Some(self.lines[index].clone()),
                };
                edited.insert(index, kept);
                if let Effect::Added(new) | Effect::Split(new) = effect {
                    records.extend(new.iter().map(reference));
                    added.extend(new.iter().map(Value::to_string));
                }
                truth.push(Damage { operator: *number, records });
            }
        }
        let kept = self.lines.iter().enumerate().filter_map(|(index, line)| edited.remove(&index).unwrap_or_else(|| Some(line.clone())));
        let mut destination: Vec<String> = kept.collect();
        destination.extend(added);
        (destination, truth)
    }
}

/// What a comparison counts for the whole book because no legacy statement of the kind says it: aspects, and whole kinds.
fn only_there(report: &app::CompareReport) -> BTreeSet<(String, String)> {
    let aspects = report.added.iter().map(|a| (a.kind.clone(), a.aspect.clone()));
    aspects.chain(report.one_book_only.keys().map(|kind| (kind.clone(), "statement".to_string()))).collect()
}

/// What an operator sees around a resource.
fn site<'a>(clean: &'a [Value], index: &'a Index, operator: &Operator, resource: &Value, seed: u64) -> Site<'a> {
    Site::new(clean, index, Dice::new(seed, &format!("{} {} work", operator.name, reference(resource))))
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

impl Pair {
    /// Scores the damages of one trial into the tallies of their operators.
    fn score(&self, operators: &[Operator], truth: &[Damage], (fresh, added): (&[Found], &[String]), systematic: bool, tallies: &mut [Tally]) {
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

    /// Runs every operator: each on one record and on one in a hundred (several in one trial, each on charts of its own), then on
    /// every record that gives occasion, alone. Twins run alone, on everything.
    pub fn run(&self, operators: &[Operator], systematic: bool, seed: u64) -> Vec<Tally> {
        let mut tallies = vec![Tally::default(); operators.len()];
        let occasions = self.occasions(operators, seed);
        let damaging: Vec<(usize, &Operator)> = operators.iter().enumerate().filter(|(_, o)| !o.twin).collect();
        for (rate, at_once) in [(0.0, 60), (0.001, 40), (0.01, 20)] {
            for group in damaging.chunks(at_once) {
                self.try_damages(operators, group, &occasions, rate, seed, false, &mut tallies);
            }
        }
        if systematic {
            // Operators on different resource types do not meet: they share a trial.
            let settled: Vec<(usize, &Operator)> = damaging.iter().filter(|(_, o)| o.systematic).copied().collect();
            for group in apart(&settled) {
                self.try_damages(operators, &group, &occasions, 1.0, seed, true, &mut tallies);
            }
        }
        let twins: Vec<(usize, &Operator)> = operators.iter().enumerate().filter(|(_, o)| o.twin).collect();
        for (number, twin) in &twins {
            let Work::Whole(work) = twin.work else { continue };
            let mut copy = self.clean.clone();
            work(&mut copy, &mut Dice::new(seed, twin.name));
            let changed = copy.iter().zip(&self.clean).filter(|(a, b)| a != b).count().max(1);
            let lines: Vec<String> = copy.iter().map(Value::to_string).collect();
            let (fresh, _) = self.trial(&lines, &HashSet::new());
            tallies[*number].damaged = changed;
            fresh.iter().for_each(|f| tallies[*number].heard(f));
        }
        // A fifth of the occasions of five twins at a time: what any of them raises is known by its record.
        let each: Vec<(usize, &Operator)> = twins.into_iter().filter(|(_, o)| matches!(o.work, Work::Each(_))).collect();
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

    fn try_damages(&self, operators: &[Operator], group: &[(usize, &Operator)], occasions: &[Vec<(u64, usize)>], rate: f64, seed: u64, systematic: bool, tallies: &mut [Tally]) {
        let (destination, truth) = self.damage(group, occasions, rate, seed);
        if truth.is_empty() {
            return;
        }
        let suspects = truth.iter().flat_map(|d| d.records.iter().cloned()).collect();
        let (fresh, added) = self.trial(&destination, &suspects);
        self.score(operators, &truth, (&fresh, &added), systematic, tallies);
    }
}

/// Groups of operators that look at different resource types.
fn apart<'o>(operators: &[(usize, &'o Operator)]) -> Vec<Vec<(usize, &'o Operator)>> {
    let mut groups: Vec<Vec<(usize, &Operator)>> = Vec::new();
    for one in operators {
        let meets = |other: &(usize, &Operator)| one.1.types.is_empty() || other.1.types.is_empty() || one.1.types.iter().any(|t| other.1.types.contains(t));
        match groups.iter_mut().find(|group| !group.iter().any(meets)) {
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
pub fn table(pair: &Pair, operators: &[Operator], tallies: &[Tally]) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "## {}\n", pair.name);
    let _ = writeln!(out, "{} resources, {} statements; the clean pair has {} findings, {} of severity safety.\n", pair.clean.len(), pair.statements, pair.noise[0], pair.noise[1]);
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
