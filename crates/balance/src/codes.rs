//! Declared equivalences between codes.

use crate::equivalence::{Declarations, Equivalence, InForce};
use crate::reading::drug_code;
pub use crate::systems::canonical_system;
use model::Coding;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// What is declared to mean the same: codes both ways from the lens, and what the team's document adds. An equivalence is data: it
/// has a name and is counted.
#[derive(Debug, Default, Clone)]
pub struct Equivalences {
    /// What is declared of each code, by its system and itself.
    declared: FxHashMap<String, FxHashMap<String, Declared>>,
    /// The systems whose codes are declared to mean a code, by its system and itself.
    declared_by: FxHashMap<String, FxHashMap<String, Vec<String>>>,
    names: Vec<String>,
    /// Some map declares several targets for one code.
    has_lists: bool,
    in_force: InForce,
}

/// What a code is declared to mean.
#[derive(Debug, Default, Clone)]
struct Declared {
    targets: Vec<(String, String)>,
    /// The map of the lens that each of the targets comes from.
    named: Vec<u32>,
}

impl Equivalences {
    /// Declares one.
    pub fn add(&mut self, from: (&str, &str), to: (&str, &str)) {
        self.add_of("", from, to);
    }

    /// Declares one of a map of the lens.
    pub fn add_of(&mut self, map: &str, from: (&str, &str), to: (&str, &str)) {
        let key = |(system, code): (&str, &str)| {
            let system = canonical_system(system);
            let code = drug_code(&system, code).unwrap_or_else(|| code.to_string());
            (system, code)
        };
        let name = match self.names.iter().position(|n| n == map) {
            Some(known) => known,
            None => {
                self.names.push(map.to_string());
                self.names.len() - 1
            }
        };
        let ((system, code), to) = (key(from), key(to));
        let givers = self.declared_by.entry(to.0.clone()).or_default().entry(to.1.clone()).or_default();
        if !givers.contains(&system) {
            givers.push(system.clone());
        }
        let Declared { targets, named } = self.declared.entry(system).or_default().entry(code).or_default();
        if targets.iter().zip(named.iter()).any(|(target, map)| *map == name as u32 && *target == to) {
            return;
        }
        self.has_lists |= named.contains(&(name as u32));
        targets.push(to);
        named.push(name as u32);
    }

    /// What is declared of a code in a list, and stands nowhere among other codes. A map that gives one code a list of targets declares all of
    /// them together; maps that give it one target each say what it means in one system each.
    pub(crate) fn missing(&self, code: &Coding, among: &[Coding]) -> Vec<&(String, String)> {
        if !self.has_lists {
            return Vec::new();
        }
        let Some(Declared { targets, named }) = self.declared(&code.system, &code.code) else { return Vec::new() };
        let is_listed = |map: &u32| named.iter().filter(|other| *other == map).count() > 1;
        let is_there = |target: &(String, String)| among.iter().any(|c| c.system == target.0 && c.code.eq_ignore_ascii_case(&target.1));
        targets.iter().zip(named).filter(|(target, map)| is_listed(map) && !is_there(target)).map(|(target, _)| target).collect()
    }

    fn declared(&self, system: &str, code: &str) -> Option<&Declared> {
        self.declared.get(system)?.get(code)
    }

    /// What a code is declared to mean in other systems, by the lens.
    pub fn of(&self, system: &str, code: &str) -> &[(String, String)] {
        self.declared(system, code).map_or(&[], |declared| declared.targets.as_slice())
    }

    /// Whether a code is what other codes of the system of `own` are declared to mean, and `own` is declared to mean nothing in its system.
    pub(crate) fn is_of_another(&self, own: &Coding, code: &Coding) -> bool {
        let is_given = || self.declared_by.get(&code.system).and_then(|codes| codes.get(&code.code)).is_some_and(|givers| givers.contains(&own.system));
        !self.reaches(&own.system, &own.code, &code.system) && is_given()
    }

    /// The codes of a system that are declared to mean a code.
    pub(crate) fn meaning<'e>(&'e self, system: &str, target: &'e Coding) -> impl Iterator<Item = &'e str> {
        let is_that = move |(own, code): &(String, String)| *own == target.system && code.eq_ignore_ascii_case(&target.code);
        self.declared.get(system).into_iter().flatten().filter(move |(_, declared)| declared.targets.iter().any(is_that)).map(|(code, _)| code.as_str())
    }

    /// Whether the code has a declared meaning in the system.
    pub fn reaches(&self, system: &str, code: &str, target: &str) -> bool {
        self.of(system, code).iter().any(|(s, _)| s == target)
    }

    /// The map of the lens that declares one code to mean another.
    pub(crate) fn map_of(&self, from: &Coding, to: &Coding) -> Option<&str> {
        let Declared { targets, named } = self.declared(&from.system, &from.code)?;
        let index = targets.iter().position(|(s, c)| *s == to.system && c.eq_ignore_ascii_case(&to.code))?;
        let name = *named.get(index)?;
        self.names.get(name as usize).map(String::as_str)
    }

    /// All that the lens declares, in an order of its own: system and code, then the targets with the map that each comes from.
    pub fn declares(&self) -> BTreeMap<(&str, &str), Vec<(&str, &str, &str)>> {
        let mut all: BTreeMap<(&str, &str), Vec<(&str, &str, &str)>> = BTreeMap::new();
        for (system, codes) in &self.declared {
            for (code, Declared { targets, named }) in codes {
                let maps = named.iter().map(|map| self.names.get(*map as usize).map_or("", String::as_str));
                let targets = targets.iter().zip(maps).map(|((system, code), map)| (system.as_str(), code.as_str(), map));
                all.insert((system, code), targets.collect());
            }
        }
        all
    }

    /// The maps of the lens.
    pub fn maps(&self) -> &[String] {
        &self.names
    }

    /// Adds what the team declares, as far as it is in force on a day (days since 1970).
    pub fn declare(&mut self, declarations: &Declarations, day: i32) {
        self.in_force = InForce::new(declarations.equivalences.iter().filter(|e| e.holds_on(day)).cloned().collect());
    }

    /// Puts one in force, alone and on any day.
    pub(crate) fn force(&mut self, equivalence: Equivalence) {
        self.in_force = InForce::new(vec![equivalence]);
    }

    pub(crate) fn in_force(&self) -> &InForce {
        &self.in_force
    }

    /// Number of pairs that the lens declares.
    pub fn len(&self) -> usize {
        self.declared.values().flat_map(FxHashMap::values).map(|declared| declared.targets.len()).sum()
    }

    /// The lens declares none.
    pub fn is_empty(&self) -> bool {
        self.declared.is_empty()
    }
}
