//! A mapping document as operators look at it: its rules by what they do, and one of them changed.

use super::expression::{self, Call};
use super::{Change, Edit, Truth};
use mapping::{CodeRow, Document, ResourceSet, Rule, field_names};

/// A mapping document, as text and as what it says.
pub struct Site<'a> {
    /// The text.
    pub text: &'a str,
    /// What it says.
    pub document: &'a Document,
}

/// A rule and its resource set.
pub type Placed<'a> = (&'a ResourceSet, &'a Rule);

impl<'a> Site<'a> {
    /// Of a document.
    pub fn new(text: &'a str, document: &'a Document) -> Self {
        Self { text, document }
    }

    /// Every rule.
    pub fn rules(&self) -> Vec<Placed<'a>> {
        self.document.resources.iter().flat_map(|set| set.rules.iter().map(move |rule| (set, rule))).collect()
    }

    /// Rules that fill elements with one of these ends.
    pub fn rules_to(&self, ends: &[&str]) -> Vec<Placed<'a>> {
        self.rules().into_iter().filter(|(_, rule)| ends.iter().any(|end| is_end(&rule.to, end))).collect()
    }

    /// A rule with another expression.
    pub fn changed(&self, (set, rule): Placed<'a>, expression: &str) -> Option<Change> {
        if expression == rule.value {
            return None;
        }
        let edit = Edit::Value { rule: rule.id.clone(), expression: expression.to_string(), reason: rule.reason.clone() };
        Some(Change { what: format!("{}: {}", rule.id, short(expression)), edit, truth: Truth::of_rule(set, rule) })
    }

    /// Every rule of a list with what a function makes of its expression.
    pub fn each(&self, rules: Vec<Placed<'a>>, make: impl Fn(&ResourceSet, &Rule) -> Option<String>) -> Vec<Change> {
        rules.into_iter().filter_map(|(set, rule)| self.changed((set, rule), &make(set, rule)?)).collect()
    }

    /// Every call of a function in a rule, replaced by what a function makes of it.
    pub fn each_call(&self, name: &str, make: impl Fn(&ResourceSet, &Rule, &Call) -> Option<String>) -> Vec<Change> {
        self.each(self.rules(), |set, rule| {
            let call = expression::calls(&rule.value, name).into_iter().next()?;
            Some(call.replaced(&rule.value, &make(set, rule, &call)?))
        })
    }

    /// A rule taken out.
    pub fn without(&self, (set, rule): Placed<'a>) -> Change {
        Change { what: format!("{} removed ({})", rule.id, rule.to), edit: Edit::Removed(rule.id.clone()), truth: Truth { rules: Vec::new(), ..Truth::of_rule(set, rule) } }
    }

    /// A code map with other rows.
    pub fn with_rows(&self, name: &str, what: &str, rows: &[CodeRow]) -> Option<Change> {
        let map = self.document.code_maps.get(name)?;
        if *rows == map.rows[..] {
            return None;
        }
        let edit = Edit::Rows { map: name.to_string(), otherwise: map.otherwise.clone(), rows: rows.to_vec() };
        Some(Change { what: format!("code map {name}: {what}"), edit, truth: Truth::of_map(self.document, name) })
    }

    /// Every code map with what a function makes of its rows.
    pub fn each_map(&self, what: &str, make: impl Fn(&mut Vec<CodeRow>) -> Option<()>) -> Vec<Change> {
        let one = |(name, map): (&String, &mapping::CodeMap)| {
            let mut rows = map.rows.clone();
            make(&mut rows)?;
            self.with_rows(name, what, &rows)
        };
        self.document.code_maps.iter().filter_map(one).collect()
    }

    /// Fields of a set's relation that its mapping reads, in order.
    pub fn fields(&self, set: &ResourceSet) -> Vec<String> {
        let mut fields: Vec<String> = Vec::new();
        for rule in self.document.resources.iter().filter(|r| r.from == set.from).flat_map(|r| &r.rules) {
            for field in field_names(&rule.value) {
                if !fields.contains(&field) {
                    fields.push(field);
                }
            }
        }
        fields
    }

    /// The one field that a rule reads.
    pub fn only_field(rule: &Rule) -> Option<String> {
        let mut fields = field_names(&rule.value);
        if fields.len() == 1 { fields.pop() } else { None }
    }
}

/// Whether an element is one, or lies at the end of a path that is one.
pub fn is_end(to: &str, end: &str) -> bool {
    let path = super::truth::plain(to);
    path == end || path.ends_with(&format!(".{end}"))
}

/// Whether a rule gives the words that a code map has beside its targets.
pub fn is_display_of_a_map(rule: &Rule) -> bool {
    rule.value.starts_with("MAP_DISPLAY(") && is_display(rule)
}

/// Whether a rule gives the words beside a code.
pub fn is_display(rule: &Rule) -> bool {
    is_end(&rule.to, "display") && rule.to.contains("oding") || rule.to == "class.display"
}

/// Whether an alternative only says in braces what a number without a unit counts.
pub fn is_annotated(call: &Call) -> bool {
    call.arguments.get(1).is_some_and(|second| second.starts_with("'{"))
}

/// The concept in which a rule gives the words beside a code.
pub fn concept(rule: &Rule) -> Option<&str> {
    rule.to.split_once(".coding[").map(|(concept, _)| concept)
}

/// Whether two rules give words beside two codes of one concept.
pub fn are_words_of_one(a: &Rule, b: &Rule) -> bool {
    is_display(a) && is_display(b) && concept(a).is_some() && concept(a) == concept(b)
}

/// Whether a rule gives the code of a vaccine: a number, with or without the zero before it.
pub fn is_vaccine(rule: &Rule) -> bool {
    is_end(&rule.to, "vaccineCode.coding.code")
}

/// The field that the words of the concept come from beside whose code a rule gives words, where it is another one.
pub fn words_of_concept(set: &ResourceSet, rule: &Rule) -> Option<String> {
    let text = format!("{}.text", concept(rule)?);
    set.rules.iter().filter(|other| other.to == text && other.value != rule.value).find_map(Site::only_field)
}

/// Whether a rule reads no field.
pub fn is_constant(rule: &Rule) -> bool {
    field_names(&rule.value).is_empty()
}

/// Whether a rule gives a point in time.
pub fn is_date(rule: &Rule) -> bool {
    ["PARSE_DATE(", "PARSE_DATETIME(", "HL7_DATETIME(", "HL7_DATE("].iter().any(|name| rule.value.contains(name)) && !rule.value.contains("'unknown'")
}

/// The beginning of an expression, for the table.
fn short(expression: &str) -> String {
    let one: String = expression.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|");
    if one.chars().count() <= 70 { one } else { one.chars().take(69).chain(['…']).collect() }
}
