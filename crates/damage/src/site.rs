//! What an operator may look at and draw from: the undamaged destination, by reference, type and patient, and seeded dice.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Where each resource stands, by `Type/id` and by patient.
pub struct Index {
    by_reference: BTreeMap<String, usize>,
    by_patient: BTreeMap<String, Vec<usize>>,
    /// Keys by which records of patients name others.
    named: BTreeSet<String>,
}

impl Index {
    /// Of a destination.
    pub fn new(all: &[Value]) -> Self {
        let mut by_patient: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, resource) in all.iter().enumerate() {
            by_patient.entry(patient(resource)).or_default().push(at);
        }
        let of_patients = all.iter().filter(|resource| !patient(resource).is_empty());
        let named = of_patients.flat_map(crate::directory::named_by).map(str::to_string).collect();
        Self { named, by_reference: all.iter().enumerate().map(|(at, resource)| (reference(resource), at)).collect(), by_patient }
    }
}

/// The undamaged destination around a resource, and the dice.
pub struct Site<'a> {
    all: &'a [Value],
    index: &'a Index,
    /// Seeded by run, operator and resource.
    pub dice: Dice,
}

impl<'a> Site<'a> {
    /// A site over a destination and its index.
    pub fn new(all: &'a [Value], index: &'a Index, dice: Dice) -> Self {
        Self { all, index, dice }
    }

    /// Every resource, undamaged.
    pub fn all(&self) -> &'a [Value] {
        self.all
    }

    /// The resource behind `Type/id`.
    pub fn get(&self, reference: &str) -> Option<&'a Value> {
        self.index.by_reference.get(reference).map(|i| &self.all[*i])
    }

    /// Every resource of a type.
    pub fn of_type(&self, kind: &'a str) -> impl Iterator<Item = &'a Value> {
        self.all.iter().filter(move |r| r["resourceType"] == kind)
    }

    /// The same of a type that nobody keeps.
    pub(crate) fn of_type_named(&self, kind: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
        let (all, kind) = (self.all, kind.to_string());
        all.iter().filter(move |r| r["resourceType"] == kind.as_str())
    }

    /// Whether a record of a patient names somebody by a key.
    pub(crate) fn is_named(&self, key: &str) -> bool {
        self.index.named.contains(key)
    }

    /// Every resource of the patient behind `Patient/id`, the patient among them.
    pub fn chart(&self, patient: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
        let all = self.all;
        self.index.by_patient.get(patient).into_iter().flatten().map(move |i| &all[*i])
    }
}

/// `Type/id` of a resource.
pub fn reference(resource: &Value) -> String {
    format!("{}/{}", resource["resourceType"].as_str().unwrap_or(""), resource["id"].as_str().unwrap_or(""))
}

/// `Patient/id` of whom a resource is about; empty where it is about nobody.
pub fn patient(resource: &Value) -> String {
    if resource["resourceType"] == "Patient" {
        return reference(resource);
    }
    ["subject", "patient", "beneficiary"].iter().find_map(|k| resource[k]["reference"].as_str()).unwrap_or("").to_string()
}

/// Seeded dice: SplitMix64.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Dice from a seed and a text.
    pub fn new(seed: u64, text: &str) -> Self {
        let fold = |h: u64, b: u8| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3);
        Self(text.bytes().fold(0xcbf2_9ce4_8422_2325 ^ seed, fold))
    }

    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`, 0 when `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        if n == 0 { 0 } else { (self.draw() % n as u64) as usize }
    }
}
