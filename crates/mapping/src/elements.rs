//! The FHIR R4 elements a mapping may fill: types, cardinalities, bindings, US Core must-support, as one small table in
//! `assets/fhir/r4-elements.tsv`.

use std::collections::HashMap;

/// One element or choice of a resource type or data type.
#[derive(Debug, Clone)]
pub struct Element {
    /// `Patient.name`, `HumanName.family`.
    pub path: String,
    /// FHIR type.
    pub kind: String,
    /// Least number.
    pub min: u32,
    /// May repeat.
    pub many: bool,
    /// Binding strength or empty.
    pub binding: String,
    /// US Core must support.
    pub must_support: bool,
    /// Allowed codes of a required binding.
    pub codes: Vec<String>,
    /// Short definition.
    pub short: String,
}

/// The table.
#[derive(Debug)]
pub struct Elements {
    by_path: HashMap<String, Element>,
    order: Vec<String>,
}

/// One step of a checked path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    pub name: String,
    pub index: Option<usize>,
    /// The element repeats, so it is written as an array.
    pub many: bool,
}

impl Elements {
    /// The built-in table.
    pub fn r4() -> &'static Self {
        static TABLE: std::sync::OnceLock<Elements> = std::sync::OnceLock::new();
        TABLE.get_or_init(|| Self::read(include_str!("../../../assets/fhir/r4-elements.tsv")))
    }

    fn read(text: &str) -> Self {
        let mut by_path = HashMap::new();
        let mut order = Vec::new();
        for line in text.lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [path, kind, min, max, binding, _set, must_support, codes, short] = cells[..] else { continue };
            let element = Element {
                path: path.into(),
                kind: kind.into(),
                min: min.parse().unwrap_or(0),
                many: max == "*",
                binding: binding.into(),
                must_support: must_support == "1",
                codes: codes.split_whitespace().map(Into::into).collect(),
                short: short.into(),
            };
            order.push(path.to_string());
            by_path.insert(path.to_string(), element);
        }
        Self { by_path, order }
    }

    /// Whether it is a resource type of the table.
    pub fn has_resource(&self, kind: &str) -> bool {
        self.by_path.contains_key(&format!("{kind}.id")) && self.by_path.contains_key(&format!("{kind}.meta"))
    }

    /// Direct elements of a type, in the order of the specification.
    pub fn children(&self, kind: &str) -> impl Iterator<Item = &Element> {
        let prefix = format!("{kind}.");
        self.order.iter().filter(move |p| p.strip_prefix(&prefix).is_some_and(|r| !r.contains('.'))).map(|p| &self.by_path[p])
    }

    /// The element one step below `base` (a type name or a backbone path) and the base for the next step.
    fn step(&self, base: &str, name: &str) -> Option<(&Element, String)> {
        let element = self.by_path.get(&format!("{base}.{name}"))?;
        let next = if self.children(&element.path).next().is_some() { element.path.clone() } else { element.kind.clone() };
        Some((element, next))
    }

    /// Checks a path such as `name[0].given[1]` within a resource type.
    pub(crate) fn resolve(&self, resource: &str, path: &str) -> Result<(Vec<Step>, &Element), String> {
        let mut base = resource.to_string();
        let mut steps = Vec::new();
        let mut last = None;
        for part in path.split('.') {
            let (name, index) = match part.split_once('[') {
                None => (part, None),
                Some((name, index)) => {
                    let index = index.strip_suffix(']').and_then(|i| i.parse::<usize>().ok());
                    (name, Some(index.filter(|i| *i < 64).ok_or_else(|| format!("{part:?} has no index from 0 to 63"))?))
                }
            };
            if last.is_some_and(|e: &Element| is_primitive(&e.kind)) {
                return Err(format!("{path:?}: nothing lies below a {}", last.map_or("", |e| e.kind.as_str())));
            }
            let Some((element, next)) = self.step(&base, name) else { return Err(format!("{base} has no element {name:?}")) };
            if index.is_some_and(|i| i > 0) && !element.many {
                return Err(format!("{base}.{name} does not repeat"));
            }
            steps.push(Step { name: name.into(), index, many: element.many });
            base = next;
            last = Some(element);
        }
        let element = last.ok_or_else(|| "an element is missing".to_string())?;
        if !is_primitive(&element.kind) {
            return Err(format!("{path} is a {}; name one of its elements", element.kind));
        }
        Ok((steps, element))
    }

    /// Mandatory direct elements of a type, each as the list of names of which one must be there (choices).
    pub(crate) fn mandatory(&self, kind: &str) -> Vec<Vec<String>> {
        let name = |e: &Element| e.path.rsplit('.').next().unwrap_or("").to_string();
        let choices = |base: &str| -> Vec<String> {
            let is_choice = |n: &String| n.strip_prefix(base).is_some_and(|r| r.starts_with(|c: char| c.is_ascii_uppercase()));
            self.children(kind).map(name).filter(is_choice).collect()
        };
        self.children(kind)
            .filter(|e| e.min > 0)
            .map(|e| {
                let name = name(e);
                match name.strip_suffix("[x]") {
                    Some(base) => choices(base),
                    None => vec![name],
                }
            })
            .collect()
    }
}

/// Primitive FHIR types start with a lower-case letter.
pub(crate) fn is_primitive(kind: &str) -> bool {
    kind.starts_with(|c: char| c.is_ascii_lowercase()) && kind != "xhtml"
}
