//! Declared equivalences between codes.

use crate::equivalence::{Declarations, Equivalence, InForce};
pub use crate::systems::canonical_system;
use model::Coding;
use std::collections::HashMap;

/// What is declared to mean the same: codes both ways from the lens, and what the team's document adds. An equivalence is data: it
/// has a name and is counted.
#[derive(Debug, Default, Clone)]
pub struct Equivalences {
    targets: HashMap<(String, String), Vec<(String, String)>>,
    /// Per code, the map of the lens that each of its targets comes from.
    named: HashMap<(String, String), Vec<u32>>,
    names: Vec<String>,
    in_force: InForce,
}

impl Equivalences {
    /// Declares one.
    pub fn add(&mut self, from: (&str, &str), to: (&str, &str)) {
        self.add_of("", from, to);
    }

    /// Declares one of a map of the lens.
    pub fn add_of(&mut self, map: &str, from: (&str, &str), to: (&str, &str)) {
        let key = |p: (&str, &str)| (canonical_system(p.0), p.1.to_string());
        let name = match self.names.iter().position(|n| n == map) {
            Some(known) => known,
            None => {
                self.names.push(map.to_string());
                self.names.len() - 1
            }
        };
        self.targets.entry(key(from)).or_default().push(key(to));
        self.named.entry(key(from)).or_default().push(name as u32);
    }

    /// What a code is declared to mean in other systems, by the lens.
    pub fn of(&self, system: &str, code: &str) -> &[(String, String)] {
        self.targets.get(&(system.to_string(), code.to_string())).map_or(&[], Vec::as_slice)
    }

    /// Whether the code has a declared meaning in the system.
    pub fn reaches(&self, system: &str, code: &str, target: &str) -> bool {
        self.of(system, code).iter().any(|(s, _)| s == target)
    }

    /// The map of the lens that declares one code to mean another.
    pub(crate) fn map_of(&self, from: &Coding, to: &Coding) -> Option<&str> {
        let key = (from.system.clone(), from.code.clone());
        let index = self.targets.get(&key)?.iter().position(|(s, c)| *s == to.system && c.eq_ignore_ascii_case(&to.code))?;
        let name = *self.named.get(&key)?.get(index)?;
        self.names.get(name as usize).map(String::as_str)
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
        self.targets.values().map(Vec::len).sum()
    }

    /// The lens declares none.
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }
}
