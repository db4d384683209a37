//! What a resource says that no aspect asserts: every leaf that stands below no place of a fact, as `path = value`.
//!
//! Where both books are FHIR nothing has to be known to be compared: a leaf that is gone or other is a difference, whatever
//! it means. Order, identifiers, narrative, metadata and displays beside codes say nothing; of a reference only that it is there
//! is known, dates with a time are instants, codes stand under the canonical name of their system.

use super::values;
use crate::codes::canonical_system;
use crate::leaf::{self, Leaves};
use formats::Json;
use model::{Date, Fact, Statement, Value};
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Members that say nothing, or that every system gives anew.
const SILENT: [&str; 15] = [
    "resourceType", "id", "meta", "implicitRules", "language", "text", "contained", "fhir_comments", "identifier", "subject", "patient", "beneficiary", "display", "data", "link",
];
/// Lists whose items are read apart: which parts belong to one item is a fact as well.
const LISTS: [&str; 3] = ["reaction", "dosageInstruction", "referenceRange"];
/// Characters of a value beyond which only its length and a digest of it are kept.
const VALUE_MAX: usize = 400;

/// The leaves of a resource that stand below none of `told`, the places of the facts read from it.
pub(super) fn rest<'p>(json: &Json, told: impl Iterator<Item = &'p str>) -> BTreeSet<String> {
    let mut rest = Rest::default();
    for place in told {
        match place.strip_prefix("extension[").and_then(|rest| rest.split_once(']')) {
            Some((index, _)) => drop(rest.extensions.insert(index.to_string())),
            None => drop(rest.told.insert(plain(place))),
        }
    }
    rest.members(json, "");
    for list in LISTS {
        rest.together(json, list);
    }
    rest.leaves()
}

/// What one of the statements of a resource is known by, whatever the words beside its codes.
pub(super) fn name(statement: &Statement) -> Vec<String> {
    let said = |fact: &Fact| match &fact.value {
        Value::Key(_) => None,
        Value::Code(codings, _) if codings.iter().any(|c| !c.code.is_empty()) => {
            let mut codes: Vec<String> = codings.iter().map(|c| format!("{}|{}", c.system, c.code)).collect();
            codes.sort_unstable();
            Some(codes.join(" "))
        }
        Value::Code(_, words) | Value::Text(words) => Some(words.to_lowercase()),
        Value::Quantity(quantity) => Some(quantity.number.normalize().to_string()),
        other => Some(other.shown()),
    };
    statement.facts.iter().filter_map(said).collect()
}

/// A place without its indices: `dosageInstruction[1].route` is `dosageInstruction.route`.
fn plain(place: &str) -> String {
    let mut out = String::with_capacity(place.len());
    let mut inside = false;
    for c in place.chars() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

#[derive(Default)]
struct Rest {
    /// Amounts are one leaf, whatever unit they are written in.
    amounts: bool,
    told: BTreeSet<String>,
    /// Indices of the resource's extensions that a fact was read from.
    extensions: BTreeSet<String>,
    leaves: Leaves<String>,
}

impl Rest {
    /// One leaf for each item of a list of several: a digest of all it holds.
    fn together(&mut self, json: &Json, list: &str) {
        let items = values::items(json, list);
        for item in items.iter().filter(|_| items.len() > 1) {
            let mut own = Self { amounts: true, ..Self::default() };
            own.members(item, "");
            let mut hasher = DefaultHasher::new();
            own.leaves().hash(&mut hasher);
            self.leaves.keep(leaf::tie(list, hasher.finish()));
        }
    }

    fn leaves(self) -> BTreeSet<String> {
        let (mut kept, rest) = self.leaves.finish();
        kept.extend(rest);
        kept
    }

    fn members(&mut self, json: &Json, path: &str) {
        let Json::Object(members) = json else { return };
        let has_codes = members.iter().any(|(name, codings)| name == "coding" && values::list(codings).iter().any(|c| values::text(c, "code").is_some()));
        for (name, value) in members {
            // The words beside a code are the code's.
            if SILENT.contains(&name.as_str()) || has_codes && name == "text" {
                continue;
            }
            // A path is shown: of what is no name of an element only the letters that one may have.
            let name = field(name.trim_start_matches('_'));
            let below = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            self.value(value, &name, below);
        }
    }

    fn value(&mut self, value: &Json, name: &str, path: String) {
        if self.told.contains(&path) {
            return;
        }
        match value {
            Json::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    if path == "extension" && self.extensions.contains(&index.to_string()) {
                        continue;
                    }
                    let path = match (name, values::text(item, "url")) {
                        ("extension" | "modifierExtension", Some(url)) => format!("{path}({})", field(url)),
                        _ => path.clone(),
                    };
                    self.value(item, "", path);
                }
            }
            Json::Object(_) if self.amounts && values::member(value, "value").is_some() => self.leaf(&path, &amount(value)),
            Json::Object(_) => match (values::text(value, "code"), values::text(value, "system"), values::text(value, "reference")) {
                (Some(code), Some(system), _) if values::member(value, "value").is_none() => self.leaf(&path, &format!("{}|{code}", canonical_system(system))),
                (_, _, Some(_)) => self.leaf(&path, "linked"),
                _ => self.members(value, &path),
            },
            primitive => {
                if let Some(text) = values::primitive(primitive).filter(|_| name != "url") {
                    self.leaf(&path, &normal(text));
                }
            }
        }
    }

    fn leaf(&mut self, path: &str, value: &str) {
        if !value.is_empty() && !self.told.contains(path) {
            self.leaves.add(leaf::leaf(path, value));
        }
    }
}

/// An amount in the unit that its like are counted in.
fn amount(quantity: &Json) -> String {
    let (number, unit) = (values::text(quantity, "value").unwrap_or(""), values::text(quantity, "code").or(values::text(quantity, "unit")).unwrap_or(""));
    let unit = model::canonical_unit(unit);
    let comparator = values::text(quantity, "comparator").unwrap_or("");
    let Ok(number) = number.parse::<model::Decimal>() else { return format!("{number} {unit}") };
    let base = ["g", "L", "m", "s"].iter().find_map(|base| Some((model::convert(number, &unit, base)?, *base)));
    base.map_or_else(|| format!("{comparator}{} {unit}", number.normalize()), |(number, base)| format!("{comparator}{} {base}", number.normalize()))
}

/// The last part of a URL, as far as it is a name.
fn field(url: &str) -> String {
    url.rsplit('/').next().unwrap_or("").chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_')).take(60).collect()
}

/// One spelling of what is written in several: instants, numbers, white space.
fn normal(text: &str) -> String {
    let text = text.trim();
    if let Ok(number) = text.parse::<model::Decimal>() {
        return number.normalize().to_string();
    }
    match Date::parse_iso(text) {
        Some(date) if date.has_time() && date.offset.is_some() => format!("instant {}", date.instant(0)),
        _ => {
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            if text.len() > VALUE_MAX { leaf::long(&words) } else { words }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(text: &str, told: &[&str]) -> Vec<String> {
        rest(&formats::json::parse(text, 100).unwrap(), told.iter().copied()).into_iter().filter(|text| !leaf::is_tie(text)).collect()
    }

    #[test]
    fn what_no_fact_stands_for_is_left_in_one_spelling() {
        let order = r#"{"resourceType":"MedicationRequest","id":"1","subject":{"reference":"Patient/p"},"status":"active","substitution":{"allowedBoolean":false},
            "dosageInstruction":[{"text":"x","timing":{"repeat":{"count":5.0}}},{"timing":{"repeat":{"count":3}}}],"performer":{"reference":"Practitioner/9","display":"N"},
            "courseOfTherapyType":{"coding":[{"system":"urn:oid:2.16.840.1.113883.6.96","code":"1","display":"y"}],"text":"y"},
            "extension":[{"url":"http://example.org/kept-by","valueDateTime":"2020-01-01T12:00:00+02:00"}]}"#;
        assert_eq!(
            leaves(order, &["status", "dosageInstruction[0].text"]),
            [
                "courseOfTherapyType.coding = http://snomed.info/sct|1", "dosageInstruction.timing.repeat.count = 3", "dosageInstruction.timing.repeat.count = 5",
                "extension(kept-by).valueDateTime = instant 1577872800", "performer = linked", "substitution.allowedBoolean = false",
            ]
        );
        assert!(leaves(order, &["status", "dosageInstruction", "substitution", "performer", "courseOfTherapyType", "extension(kept-by)"]).is_empty());
    }
}
