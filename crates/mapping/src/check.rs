//! The plan: a document whose expressions, fields, elements and code maps have been checked against each other.

use crate::document::{Document, Problem, ResourceSet, Rule};
use crate::elements::{Element, Elements, Step};
use crate::expression::{self, Scope, Type, Typed};
use std::collections::BTreeMap;

/// Fields of each source relation.
pub type SourceSchema = BTreeMap<String, Vec<String>>;

/// A rule that checks.
#[derive(Debug, Clone)]
pub struct CheckedRule {
    /// As written.
    pub rule: Rule,
    /// Source fields in order of first use.
    pub fields: Vec<String>,
    /// Code maps used.
    pub code_maps: Vec<String>,
    /// Type of the value.
    pub type_name: &'static str,
    pub(crate) tree: Typed,
    pub(crate) steps: Vec<Step>,
    pub(crate) element: Element,
}

impl CheckedRule {
    /// No field is read: the value is the same for every row.
    pub fn is_constant(&self) -> bool {
        self.fields.is_empty()
    }

    /// The words that it gives where the source says nothing; none where it gives nothing then, or what it gives is no literal.
    pub fn default_words(&self) -> Option<&str> {
        use expression::Node;
        let Node::Coalesce(parts) = &self.tree.node else { return None };
        match parts.last().map(|last| &last.node) {
            Some(Node::Literal(Some(words))) if !self.is_constant() => Some(words.as_str()),
            _ => None,
        }
    }

    /// The word for how its values come to be, as far as the text tells.
    pub fn how(&self) -> &'static str {
        use expression::Node;
        match &self.tree.node {
            Node::Field(_) => "copied",
            _ if self.is_constant() => "defaulted",
            _ if !self.code_maps.is_empty() => "translated",
            Node::Case(..) => "translated",
            _ => "derived",
        }
    }
}

/// A resource set whose key, filter and rules check.
#[derive(Debug, Clone)]
pub struct CheckedResource {
    /// As written.
    pub set: ResourceSet,
    /// Rules that check, in order.
    pub rules: Vec<CheckedRule>,
    /// Every source field that the set reads.
    pub fields: Vec<String>,
    pub(crate) key: Typed,
    pub(crate) filter: Option<Typed>,
}

impl CheckedResource {
    /// What decides which rows it takes: fields of its relation, and `relation.field` for what is looked up.
    pub fn condition_reads(&self) -> Vec<String> {
        let mut names = Vec::new();
        if let Some(filter) = &self.filter {
            filter.fields(&mut names);
            filter.functions(&mut |function| {
                if let crate::functions::Function::Lookup { relation, value, .. } = function {
                    names.push(format!("{relation}.{value}"));
                }
            });
        }
        names
    }
}

/// A checked document, ready to run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The document.
    pub document: Document,
    /// Sets that can run.
    pub resources: Vec<CheckedResource>,
}

impl Plan {
    /// Checks everything; problems name line and column in the document's text. Without a `schema` (no workspace) source
    /// fields are taken on trust. What has a problem is left out of the plan.
    pub fn check(document: Document, schema: Option<&SourceSchema>) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut resources = Vec::new();
        for set in &document.resources {
            check_set(set, &document, schema, &mut resources, &mut problems);
        }
        for declared in &document.drops {
            for field in &declared.fields {
                // A relation that this delivery lacks may be declared dropped all the same, and fields of HL7 v2 come and go.
                let known = schema.is_none_or(|s| {
                    let mut of_relation = s.iter().filter(|(relation, _)| field.strip_prefix(relation.as_str()).is_some_and(|rest| rest.starts_with('.'))).peekable();
                    field.ends_with(".*") || field.starts_with("hl7.") || of_relation.peek().is_none() || of_relation.any(|(r, names)| names.iter().any(|n| drops(field, r, n)))
                });
                if !known {
                    problems.push(Problem { line: declared.at.0, column: declared.at.1, message: format!("dropped field {field} is not in the source") });
                }
            }
        }
        (Self { document, resources }, problems)
    }

    /// Whether a source field is read by a rule, key or filter, or by a lookup.
    pub fn reads(&self, relation: &str, field: &str) -> bool {
        self.resources.iter().any(|r| (r.set.from == relation && r.fields.iter().any(|f| f == field)) || {
            let mut found = false;
            for tree in r.rules.iter().map(|c| &c.tree).chain([&r.key]).chain(&r.filter) {
                tree.functions(&mut |f| {
                    if let crate::functions::Function::Lookup { relation: table, keys, value } = f {
                        found |= table == relation && (value == field || keys.iter().any(|key| key == field));
                    }
                });
            }
            found
        })
    }

    /// The reason a source field is declared dropped.
    pub fn dropped(&self, relation: &str, field: &str) -> Option<&str> {
        self.document.drops.iter().find(|d| d.fields.iter().any(|f| drops(f, relation, field))).map(|d| d.reason.as_str())
    }

    /// The rule with an id, its set and the set's index.
    pub fn rule(&self, id: &str) -> Option<(usize, &CheckedRule)> {
        self.resources.iter().enumerate().find_map(|(i, r)| r.rules.iter().find(|c| c.rule.id == id).map(|c| (i, c)))
    }
}

/// Whether a declared drop names a field: `labs.VALUE`, `hl7.OBX.OBX-5`, every field of a relation (`order_sets.*`), or of
/// every relation of a family (`ccda.*`: what stands before the first dot).
fn drops(declared: &str, relation: &str, field: &str) -> bool {
    match declared.strip_suffix(".*") {
        Some(all) => all == relation || relation.split_once('.').is_some_and(|(family, _)| family == all),
        None => declared.strip_prefix(relation).and_then(|rest| rest.strip_prefix('.')) == Some(field),
    }
}

fn check_set(
    set: &ResourceSet,
    document: &Document,
    schema: Option<&SourceSchema>,
    resources: &mut Vec<CheckedResource>,
    problems: &mut Vec<Problem>,
) {
    let elements = Elements::r4();
    let mut problem = |at: (u32, u32), message: String| problems.push(Problem { line: at.0, column: at.1, message });
    if !elements.has_resource(&set.kind) {
        problem(set.kind_at, format!("{:?} is no resource type of the element table", set.kind));
        return;
    }
    let fields = schema.map(|s| s.get(&set.from).map(Vec::as_slice));
    if fields == Some(None) && !set.from.starts_with("hl7.") {
        problem(set.from_at, format!("the workspace has no relation {}", set.from));
        return;
    }
    let scope = Scope { relation: &set.from, fields: fields.flatten(), code_maps: &document.code_maps, relations: schema };
    let mut names = Vec::new();
    let mut expression = |text: &str, at: (u32, u32)| match expression::check(text, &scope) {
        Ok(tree) => {
            tree.fields(&mut names);
            Some(tree)
        }
        Err(e) => {
            problem(place(at, &e), e.message);
            None
        }
    };
    let key = expression(&set.key, set.key_at);
    let filter = set.filter.as_ref().map(|f| expression(f, set.filter_at));
    let trees: Vec<Option<Typed>> = set.rules.iter().map(|r| expression(&r.value, r.value_at)).collect();
    let mut rules = Vec::new();
    for (rule, tree) in set.rules.iter().zip(trees) {
        let resolved = elements.resolve(&set.kind, &rule.to);
        let (Some(tree), Ok((steps, element))) = (&tree, &resolved) else {
            if let Err(message) = resolved {
                problem(rule.to_at, message);
            }
            continue;
        };
        if !fits(tree.kind, &element.kind) {
            problem(rule.value_at, format!("{} is a FHIR {}; the expression gives {}", rule.to, element.kind, tree.kind.word()));
            continue;
        }
        if let expression::Node::Literal(Some(code)) = &tree.node
            && !element.codes.is_empty()
            && element.binding == "required"
            && !element.codes.contains(code)
        {
            problem(rule.value_at, format!("{code:?} is not in the required value set of {}", rule.to));
            continue;
        }
        let (mut fields, mut code_maps) = (Vec::new(), Vec::new());
        tree.fields(&mut fields);
        tree.functions(&mut |f| {
            if let crate::functions::Function::Map(name, _) = f
                && !code_maps.contains(name)
            {
                code_maps.push(name.clone());
            }
        });
        rules.push(CheckedRule {
            rule: rule.clone(),
            fields,
            code_maps,
            type_name: tree.kind.word(),
            tree: tree.clone(),
            steps: steps.clone(),
            element: (*element).clone(),
        });
    }
    let filter_is_boolean = match &filter {
        Some(Some(tree)) if tree.kind != Type::Boolean => {
            problem(set.filter_at, "`where` is a condition".into());
            false
        }
        Some(None) => false,
        _ => true,
    };
    if let (Some(key), true) = (key, filter_is_boolean) {
        resources.push(CheckedResource { set: set.clone(), rules, fields: names, key, filter: filter.flatten() });
    }
}

/// Position in the document of a problem inside an expression that starts at `at`.
fn place(at: (u32, u32), problem: &Problem) -> (u32, u32) {
    if problem.line <= 1 { (at.0, at.1 + problem.column - 1) } else { (at.0 + problem.line - 1, problem.column) }
}

/// Whether a value of an expression type may fill an element of a FHIR type.
fn fits(kind: Type, element: &str) -> bool {
    match (kind, element) {
        (Type::Null, _) => true,
        (Type::Boolean, e) => e == "boolean",
        (Type::Integer, e) => matches!(e, "integer" | "positiveInt" | "unsignedInt" | "decimal"),
        (Type::Decimal, e) => e == "decimal",
        (Type::Date, e) => matches!(e, "date" | "dateTime"),
        (Type::DateTime, e) => matches!(e, "dateTime" | "instant"),
        (Type::Text, e) => !matches!(e, "boolean" | "integer" | "positiveInt" | "unsignedInt" | "decimal" | "instant"),
    }
}
