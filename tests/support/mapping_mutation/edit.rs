//! A mapping document edited as text where the mapping has no edit of its own: conditions and keys of resource sets, the order of things.

use mapping::{CodeRow, ResourceSet, remove_rule, set_code_map, set_rule};

/// A change of a document that is still to be made.
#[derive(Debug, Clone)]
pub enum Edit {
    /// A rule gets another expression and reason.
    Value {
        /// Id of the rule.
        rule: String,
        /// Its expression.
        expression: String,
        /// Why a default is right.
        reason: Option<String>,
    },
    /// A rule is taken out.
    Removed(String),
    /// A code map gets other rows.
    Rows {
        /// Name of the code map.
        map: String,
        /// What becomes of a code without a row.
        otherwise: String,
        /// The rows.
        rows: Vec<CodeRow>,
    },
    /// The whole text is another one.
    Whole(String),
}

impl Edit {
    /// The document with the change; none where it has no such place.
    pub fn applied(&self, text: &str) -> Option<String> {
        match self {
            Self::Value { rule, expression, reason } => set_rule(text, rule, "", "", expression, reason.as_deref()),
            Self::Removed(rule) => remove_rule(text, rule),
            Self::Rows { map, otherwise, rows } => set_code_map(text, map, otherwise, rows),
            Self::Whole(text) => Some(text.clone()),
        }
    }
}

/// The text of a resource set's table, without its rules: first and last byte.
fn head(text: &str, set: &ResourceSet) -> Option<(usize, usize)> {
    let (mut from, mut found) = (0, None);
    while let Some(at) = text[from..].find("[[resource]]\n").map(|at| from + at) {
        let end = text[at + 1..].find("\n  [[resource.rule]]").map_or(text.len(), |e| at + 1 + e);
        let table = &text[at..end];
        let says = |name: &str, value: &str| table.lines().any(|line| line.split_once(" = ").is_some_and(|(n, v)| n == name && v.trim_matches(|c: char| c == '"' || c == '\'') == value));
        // Two sets of a type may read one relation: the key tells them apart.
        if says("type", &set.kind) && says("from", &set.from) && table.contains(&set.key) {
            found = Some((at, end));
            break;
        }
        from = at + 1;
    }
    found
}

/// A line of a resource set replaced or, where there is none, added; without a value taken out.
fn with_line(text: &str, set: &ResourceSet, name: &str, value: Option<&str>) -> Option<String> {
    let (start, end) = head(text, set)?;
    let is_line = |line: &&str| line.split_once(" = ").is_some_and(|(n, _)| n == name);
    let mut lines: Vec<String> = text[start..end].lines().filter(|line| !is_line(line)).map(str::to_string).collect();
    let after = lines.iter().position(|line| line.starts_with("key = "))? + 1;
    if let Some(value) = value {
        lines.insert(after, format!("{name} = '''{value}'''"));
    }
    let mut table = lines.join("\n");
    if text[start..end].ends_with('\n') {
        table.push('\n');
    }
    Some(format!("{}{table}{}", &text[..start], &text[end..]))
}

/// A resource set with another condition, or none.
pub fn with_condition(text: &str, set: &ResourceSet, condition: Option<&str>) -> Option<String> {
    let text = with_line(text, set, "where", condition)?;
    match (condition, &set.dropped) {
        (Some(_), None) => with_line(&text, set, "dropped", Some("left out")),
        (None, _) => with_line(&text, set, "dropped", None),
        (Some(_), Some(_)) => Some(text),
    }
}

/// A resource set with another key.
pub fn with_key(text: &str, set: &ResourceSet, key: &str) -> Option<String> {
    let (start, end) = head(text, set)?;
    let lines: Vec<String> = text[start..end].lines().map(|line| if line.starts_with("key = ") { format!("key = '''{key}'''") } else { line.to_string() }).collect();
    Some(format!("{}{}{}", &text[..start], lines.join("\n"), &text[end..]))
}

/// The rules of a resource set in the other order.
pub fn with_rules_turned(text: &str, set: &ResourceSet) -> Option<String> {
    let (_, start) = head(text, set)?;
    let rest = &text[start..];
    // Up to the next table of another kind.
    let end = rest.match_indices("\n[").map(|(at, _)| at).next().unwrap_or(rest.len());
    let (rules, after) = rest.split_at(end);
    const RULE: &str = "\n  [[resource.rule]]";
    let mut parts: Vec<&str> = rules.split(RULE).filter(|part| !part.trim().is_empty()).collect();
    // A comment between two rules would go with the wrong one.
    if parts.len() < 2 || parts.iter().any(|part| part.contains('#') && part.lines().any(|line| line.trim_start().starts_with('#'))) {
        return None;
    }
    parts.reverse();
    let rules: String = parts.iter().map(|part| format!("{RULE}{}", if part.ends_with('\n') { (*part).to_string() } else { format!("{part}\n") })).collect();
    Some(format!("{}{rules}{after}", &text[..start]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Bench;
    use mapping::Document;

    #[test]
    fn a_condition_and_a_key_are_changed_in_their_own_resource_set_and_nowhere_else() {
        let text = Bench::starter_text("harbor", "mapping");
        let document = Document::parse(&text).unwrap();
        for set in &document.resources {
            let changed = Document::parse(&with_condition(&text, set, Some("1 = 1")).unwrap()).unwrap();
            let others = changed.resources.iter().zip(&document.resources).filter(|(a, b)| a.filter != b.filter).count();
            assert_eq!(others, 1, "{}", set.name());
            let open = Document::parse(&with_condition(&text, set, None).unwrap()).unwrap();
            assert_eq!(open.resources.iter().filter(|r| r.filter.is_none()).count(), document.resources.iter().filter(|r| r.filter.is_none()).count() + usize::from(set.filter.is_some()));
            let keyed = Document::parse(&with_key(&text, set, "'one'").unwrap()).unwrap();
            assert_eq!(keyed.resources.iter().filter(|r| r.key == "'one'").map(ResourceSet::name).collect::<Vec<_>>(), [set.name()]);
        }
    }

    #[test]
    fn turned_rules_are_the_same_rules() {
        let text = Bench::starter_text("harbor", "mapping");
        let document = Document::parse(&text).unwrap();
        let set = document.resources.iter().find(|r| r.kind == "Immunization").unwrap();
        let turned = Document::parse(&with_rules_turned(&text, set).unwrap()).unwrap();
        let ids = |document: &Document| document.resources.iter().find(|r| r.kind == "Immunization").unwrap().rules.iter().map(|r| r.id.clone()).collect::<Vec<_>>();
        let mut expected = ids(&document);
        expected.reverse();
        assert_eq!(ids(&turned), expected);
        assert_eq!(turned.resources.len(), document.resources.len());
        assert_eq!(turned.code_maps.len(), document.code_maps.len());
    }
}
