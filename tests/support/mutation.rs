//! The migration mutation test: a correct destination is damaged with known truth, compared through the public door, and the
//! comparison is scored.
//!
//! A [`Pair`] is a legacy side and a destination that balances with it. [`Pair::trial`] ingests a damaged copy, compares, and
//! gives what is new beside the findings of the clean pair. [`Score`] asks of each damage: was it found, with a right verdict
//! and aspect, and in how many causes; and of each twin: was anything said at all. Same seed, same table.

use crate::Bench;
use damage::{Dice, Effect, Family, Operator, Site, Work, patient, reference};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;

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
    /// Statements of the destination's book.
    pub statements: u64,
    baseline: HashMap<String, usize>,
    /// Findings of the clean pair: all, and those of severity safety.
    pub noise: [usize; 2],
    legacy_of: HashMap<String, HashSet<String>>,
}

fn text<'a>(finding: &'a Value, pointer: &str) -> &'a str {
    finding.pointer(pointer).and_then(Value::as_str).unwrap_or("")
}

/// What makes two findings of two runs the same, whatever the destination calls its records.
fn key(finding: &Value) -> String {
    ["/verdict", "/aspect", "/kind", "/legacy/statement", "/legacy/value", "/destination/value"].map(|p| text(finding, p)).join("\u{1f}")
}

/// `Type/id` of the destination's record.
fn record(finding: &Value) -> &str {
    let locator = text(finding, "/destination/locators/0");
    locator.split_once('#').map_or(locator, |(record, _)| record)
}

fn ndjson(resources: &[Value]) -> Vec<u8> {
    let mut out = String::new();
    for resource in resources {
        let _ = writeln!(out, "{resource}");
    }
    out.into_bytes()
}

impl Pair {
    /// Of a workspace whose legacy side is ingested, and a destination.
    pub fn new(name: &str, bench: Bench, clean: Vec<Value>) -> Self {
        let mut pair = Self { bench, name: name.into(), clean, statements: 0, baseline: HashMap::new(), noise: [0; 2], legacy_of: HashMap::new() };
        let (report, findings) = pair.compare(&pair.clean);
        pair.statements = report.statements[1];
        pair.noise = [findings.len(), findings.iter().filter(|f| text(f, "/severity") == "safety").count()];
        let mut aligned = findings.clone();
        app::each_same(&pair.bench.workspace, report.run, &mut |f| aligned.push(serde_json::to_value(f).unwrap_or_default())).unwrap();
        for finding in &aligned {
            pair.legacy_of.entry(record(finding).into()).or_default().insert(text(finding, "/legacy/statement").into());
        }
        let mut causes: BTreeMap<&str, usize> = BTreeMap::new();
        findings.iter().for_each(|f| *causes.entry(text(f, "/cause/label")).or_default() += 1);
        println!("{name}: findings of the clean pair by cause: {causes:#?}");
        for finding in &findings {
            *pair.baseline.entry(key(finding)).or_default() += 1;
        }
        pair
    }

    fn compare(&self, destination: &[Value]) -> (app::CompareReport, Vec<Value>) {
        let folder = self.bench.folder.path().join("destination");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("destination.ndjson"), ndjson(destination)).unwrap();
        self.bench.ingest("destination", &folder);
        self.bench.compare()
    }

    /// Compares a damaged copy; what is new beside the findings of the clean pair. Of findings that look alike, those on
    /// `suspects` are the new ones.
    pub fn trial(&self, destination: &[Value], suspects: &HashSet<String>) -> Vec<Value> {
        let (_, findings) = self.compare(destination);
        let mut groups: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for finding in findings {
            groups.entry(key(&finding)).or_default().push(finding);
        }
        let mut fresh = Vec::new();
        for (key, mut group) in groups {
            let known = self.baseline.get(&key).copied().unwrap_or(0);
            group.sort_by_key(|f| !suspects.contains(record(f)));
            group.truncate(group.len().saturating_sub(known));
            fresh.extend(group);
        }
        fresh
    }

    /// Damages a share of what gives each operator occasion (at least one record each, never one record twice); the copy and
    /// the truth. A rate of 0 is one record.
    pub fn damage(&self, operators: &[(usize, &Operator)], rate: f64, seed: u64) -> (Vec<Value>, Vec<Damage>) {
        let by_reference: BTreeMap<String, usize> = self.clean.iter().enumerate().map(|(i, r)| (reference(r), i)).collect();
        let mut by_patient: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, resource) in self.clean.iter().enumerate() {
            by_patient.entry(patient(resource)).or_default().push(index);
        }
        let mut copy: Vec<Option<Value>> = self.clean.iter().cloned().map(Some).collect();
        let mut added = Vec::new();
        let mut truth = Vec::new();
        let (mut taken, mut busy) = (HashSet::new(), HashSet::new());
        for (number, operator) in operators {
            let Work::Each(work) = operator.work else { continue };
            let mut occasions: Vec<(u64, usize)> = Vec::new();
            for (index, resource) in self.clean.iter().enumerate() {
                let kind = resource["resourceType"].as_str().unwrap_or("");
                if !operator.types.is_empty() && !operator.types.contains(&kind) || taken.contains(&index) {
                    continue;
                }
                let dice = |salt: &str| Dice::new(seed, &format!("{} {} {salt}", operator.name, reference(resource)));
                let mut site = Site::new(&self.clean, &by_reference, &by_patient, dice("work"));
                let mut trial = resource.clone();
                if work(&mut trial, &mut site) != Effect::None {
                    // Charts that no other operator has touched come first, so that damages do not mix.
                    let mixed = u64::from(busy.contains(&patient(resource))) << 63;
                    occasions.push((mixed | dice("choice").draw() >> 1, index));
                }
            }
            occasions.sort_unstable();
            let count = ((occasions.len() as f64 * rate).round() as usize).max(1);
            for (_, index) in occasions.into_iter().take(count) {
                let resource = &self.clean[index];
                let mut site = Site::new(&self.clean, &by_reference, &by_patient, Dice::new(seed, &format!("{} {} work", operator.name, reference(resource))));
                let mut edited = resource.clone();
                let effect = work(&mut edited, &mut site);
                let mut records = HashSet::from([reference(resource)]);
                taken.insert(index);
                busy.insert(patient(resource));
                match effect {
                    Effect::None => continue,
                    Effect::Changed => copy[index] = Some(edited),
                    Effect::Removed => copy[index] = None,
                    Effect::Added(new) => added.extend(new.into_iter().inspect(|r| records.extend([reference(r)]))),
                    Effect::Split(new) => {
                        copy[index] = Some(edited);
                        added.extend(new.into_iter().inspect(|r| records.extend([reference(r)])));
                    }
                }
                truth.push(Damage { operator: *number, records });
            }
        }
        (copy.into_iter().flatten().chain(added).collect(), truth)
    }
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
    /// Causes and kinds among its findings when every record was damaged.
    pub causes: Option<(usize, usize)>,
    /// Findings on a twin.
    pub beside: usize,
    /// Findings of severity safety on a twin.
    pub safety: usize,
    /// One damage that was missed or misjudged, for whoever mends it.
    pub example: String,
}

impl Pair {
    /// Scores the damages of one trial into the tallies of their operators.
    fn score(&self, operators: &[Operator], truth: &[Damage], fresh: &[Value], systematic: bool, tallies: &mut [Tally]) {
        let (mut by_record, mut by_statement): (HashMap<&str, Vec<usize>>, HashMap<&str, Vec<usize>>) = Default::default();
        for (index, finding) in fresh.iter().enumerate() {
            by_record.entry(record(finding)).or_default().push(index);
            by_statement.entry(text(finding, "/legacy/statement")).or_default().push(index);
        }
        let mut causes: BTreeMap<usize, (BTreeSet<&str>, BTreeSet<&str>)> = BTreeMap::new();
        for damage in truth {
            let (operator, tally) = (&operators[damage.operator], &mut tallies[damage.operator]);
            let statements = damage.records.iter().filter_map(|r| self.legacy_of.get(r)).flatten().filter(|s| !s.is_empty());
            let named = damage.records.iter().filter_map(|r| by_record.get(r.as_str())).chain(statements.filter_map(|s| by_statement.get(s.as_str())));
            let mine: BTreeSet<usize> = named.flatten().copied().collect();
            let fits = |f: &Value| operator.verdicts.contains(&text(f, "/verdict")) && (operator.aspects.is_empty() || operator.aspects.contains(&text(f, "/aspect")));
            let right = mine.iter().any(|i| fits(&fresh[*i]));
            tally.damaged += 1;
            tally.found += usize::from(!mine.is_empty());
            tally.right += usize::from(right);
            if !right && tally.example.is_empty() {
                let said: Vec<String> = mine.iter().map(|i| format!("{} {}", text(&fresh[*i], "/verdict"), text(&fresh[*i], "/aspect"))).collect();
                let mut records: Vec<&str> = damage.records.iter().map(String::as_str).collect();
                records.sort_unstable();
                tally.example = format!("{}: {}", records.join(" "), if said.is_empty() { "nothing".into() } else { said.join(", ") });
            }
            for index in mine {
                let entry = causes.entry(damage.operator).or_default();
                entry.0.insert(text(&fresh[index], "/cause/id"));
                entry.1.insert(text(&fresh[index], "/kind"));
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
        let damaging: Vec<(usize, &Operator)> = operators.iter().enumerate().filter(|(_, o)| !o.twin).collect();
        for (rate, at_once) in [(0.0, 60), (0.001, 40), (0.01, 20)] {
            for group in damaging.chunks(at_once) {
                self.try_damages(operators, group, rate, seed, false, &mut tallies);
            }
        }
        if systematic {
            // Operators on different resource types do not meet: they share a trial.
            for group in apart(&damaging) {
                self.try_damages(operators, &group, 1.0, seed, true, &mut tallies);
            }
        }
        for (number, twin) in operators.iter().enumerate().filter(|(_, o)| o.twin) {
            let destination = match twin.work {
                Work::Whole(work) => {
                    let mut copy = self.clean.clone();
                    work(&mut copy, &mut Dice::new(seed, twin.name));
                    copy
                }
                Work::Each(_) => self.damage(&[(number, twin)], 1.0, seed).0,
            };
            if destination == self.clean {
                continue;
            }
            let fresh = self.trial(&destination, &HashSet::new());
            let tally = &mut tallies[number];
            tally.damaged = destination.iter().zip(&self.clean).filter(|(a, b)| a != b).count().max(1);
            tally.beside = fresh.len();
            tally.safety = fresh.iter().filter(|f| text(f, "/severity") == "safety").count();
            if let Some(first) = fresh.first() {
                tally.example = format!("{} {} {}: {}", text(first, "/kind"), text(first, "/verdict"), text(first, "/aspect"), text(first, "/evidence"));
            }
        }
        tallies
    }

    fn try_damages(&self, operators: &[Operator], group: &[(usize, &Operator)], rate: f64, seed: u64, systematic: bool, tallies: &mut [Tally]) {
        let (destination, truth) = self.damage(group, rate, seed);
        if truth.is_empty() {
            return;
        }
        let suspects = truth.iter().flat_map(|d| d.records.iter().cloned()).collect();
        let fresh = self.trial(&destination, &suspects);
        self.score(operators, &truth, &fresh, systematic, tallies);
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
    let _ = writeln!(out, "| family | operators | damaged records | found | right verdict | twins | twin findings | of them safety |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
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
            }
        }
        line
    };
    let families = Family::ALL.iter().map(|f| (f.name(), sum(Some(*f)))).chain([("all", sum(None))]);
    for (name, [ops, damaged, found, right, twins, beside, safety, _]) in families {
        let _ = writeln!(out, "| {name} | {ops} | {damaged} | {} | {} | {twins} | {beside} | {safety} |", percent(found, damaged), percent(right, damaged));
    }
    let _ = writeln!(out, "\n| operator | what happens | damaged | found | right verdict | causes (kinds) |\n| --- | --- | ---: | ---: | ---: | ---: |");
    for (operator, tally) in operators.iter().zip(tallies).filter(|(o, t)| t.damaged > 0 && !o.twin) {
        let causes = tally.causes.map_or(String::new(), |(c, k)| format!("{c} ({k})"));
        let _ = writeln!(out, "| {} | {} | {} | {} | {} | {causes} |", operator.name, operator.what, tally.damaged, percent(tally.found, tally.damaged), percent(tally.right, tally.damaged));
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
