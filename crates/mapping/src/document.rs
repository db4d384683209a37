//! The mapping document as text: TOML with positions, schema-checked. See `docs/mapping-document.md`.

pub use formats::Problem;

use formats::{line_column, problem_at};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// The format line every document opens with.
pub const FORMAT: &str = "throughline-mapping/1";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDocument {
    format: Spanned<String>,
    name: String,
    system: String,
    #[serde(default)]
    target: String,
    #[serde(default)]
    timezone: Option<Spanned<String>>,
    #[serde(default)]
    resource: Vec<RawResource>,
    #[serde(default)]
    drop: Vec<RawDrop>,
    #[serde(default)]
    code_map: BTreeMap<String, RawCodeMap>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawResource {
    r#type: Spanned<String>,
    from: Spanned<String>,
    key: Spanned<String>,
    #[serde(default)]
    r#where: Option<Spanned<String>>,
    #[serde(default)]
    dropped: Option<String>,
    #[serde(default)]
    profile: Option<String>,
    #[serde(default)]
    rule: Vec<RawRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    id: Spanned<String>,
    to: Spanned<String>,
    value: Spanned<String>,
    #[serde(default)]
    reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDrop {
    fields: Spanned<Vec<String>>,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCodeMap {
    target: String,
    #[serde(default)]
    otherwise: Option<Spanned<String>>,
    rows: Spanned<Vec<CodeRow>>,
}

/// One row of a code map.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeRow {
    /// Source code.
    pub from: String,
    /// Target code; empty for "nothing".
    pub to: String,
    /// Target display.
    #[serde(default)]
    pub display: String,
    /// Target system, when not the map's.
    #[serde(default)]
    pub system: String,
    /// `equivalent`, `broader`, `narrower`, `related`.
    #[serde(default = "equivalent")]
    pub relation: String,
}

fn equivalent() -> String {
    "equivalent".into()
}

/// A code map.
#[derive(Debug, Clone)]
pub struct CodeMap {
    /// System of the target codes.
    pub target: String,
    /// `hold`, `keep` or `empty`.
    pub otherwise: String,
    /// Rows.
    pub rows: Vec<CodeRow>,
}

/// A rule as written.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Unique id.
    pub id: String,
    /// FHIR element within the resource.
    pub to: String,
    /// SQL scalar expression.
    pub value: String,
    /// Why a default is right.
    pub reason: Option<String>,
    /// Place of `id`.
    pub line: u32,
    pub(crate) to_at: (u32, u32),
    pub(crate) value_at: (u32, u32),
}

/// A resource set as written: one resource a source row.
#[derive(Debug, Clone)]
pub struct ResourceSet {
    /// Resource type.
    pub kind: String,
    /// Source relation.
    pub from: String,
    /// Key expression.
    pub key: String,
    /// Condition on rows.
    pub filter: Option<String>,
    /// Reason for rows that fail it.
    pub dropped: Option<String>,
    /// Profile URL.
    pub profile: Option<String>,
    /// Rules.
    pub rules: Vec<Rule>,
    pub(crate) kind_at: (u32, u32),
    pub(crate) from_at: (u32, u32),
    pub(crate) key_at: (u32, u32),
    pub(crate) filter_at: (u32, u32),
}

impl ResourceSet {
    /// The name in the grid: `MedicationRequest < medications`.
    pub fn name(&self) -> String {
        format!("{} < {}", self.kind, self.from)
    }
}

/// Fields declared not migrated.
#[derive(Debug, Clone)]
pub struct Drop {
    /// `relation.field`.
    pub fields: Vec<String>,
    /// Why.
    pub reason: String,
    pub(crate) at: (u32, u32),
}

/// A parsed document. Parsing checks the schema; [`crate::Plan::check`] checks the meaning.
#[derive(Debug, Clone)]
pub struct Document {
    /// Name.
    pub name: String,
    /// Namespace of stable ids.
    pub system: String,
    /// Target implementation guide.
    pub target: String,
    /// Zone of local times.
    pub timezone: Option<String>,
    /// Resource sets in order.
    pub resources: Vec<ResourceSet>,
    /// Declared drops.
    pub drops: Vec<Drop>,
    /// Code maps.
    pub code_maps: BTreeMap<String, CodeMap>,
    /// The text.
    pub text: String,
}

impl Document {
    /// Parses and schema-checks. All problems come at once where TOML itself is sound.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        let raw: RawDocument = toml::from_str(text).map_err(|e| {
            vec![problem_at(text, e.span().map_or(0, |s| s.start), e.message().to_string())]
        })?;
        let mut problems = Vec::new();
        let mut problem = |at: (u32, u32), message: String| problems.push(Problem { line: at.0, column: at.1, message });
        if raw.format.get_ref() != FORMAT {
            problem(line_column(text, raw.format.span().start), format!("format is {:?}; this program reads {FORMAT:?}", raw.format.get_ref()));
        }
        if let Some(zone) = &raw.timezone
            && model::Date::day(2024, 1, 1).is_none_or(|d| model::zone_offset(zone.get_ref(), &d).is_none())
        {
            problem(line_column(text, zone.span().start), format!("{:?} is no time zone of the IANA list", zone.get_ref()));
        }
        for (name, map) in &raw.code_map {
            let at = line_column(text, map.rows.span().start);
            if let Some(otherwise) = &map.otherwise
                && !matches!(otherwise.get_ref().as_str(), "hold" | "keep" | "empty")
            {
                problem(line_column(text, otherwise.span().start), "otherwise is `hold`, `keep` or `empty`".into());
            }
            let mut seen = std::collections::BTreeSet::new();
            for row in map.rows.get_ref() {
                if !seen.insert(&row.from) {
                    problem(at, format!("code map {name} has two rows for {:?}", row.from));
                }
                if !matches!(row.relation.as_str(), "equivalent" | "broader" | "narrower" | "related") {
                    problem(at, format!("code map {name}, row {:?}: relation is `equivalent`, `broader`, `narrower` or `related`", row.from));
                }
            }
        }
        let resources: Vec<ResourceSet> = raw.resource.into_iter().map(|r| resource(text, r)).collect();
        if resources.is_empty() {
            problem((1, 1), "the document has no [[resource]]".into());
        }
        let mut ids = BTreeMap::new();
        for set in &resources {
            if set.filter.is_some() && set.dropped.is_none() {
                problem(set.filter_at, "`where` drops rows; say why in `dropped`".into());
            }
            for rule in &set.rules {
                if let Some(first) = ids.insert(rule.id.clone(), rule.line) {
                    problem((rule.line, 1), format!("rule id {:?} is taken by line {first}", rule.id));
                }
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let code_maps = raw.code_map.into_iter().map(|(name, map)| {
            let otherwise = map.otherwise.map_or_else(|| "hold".into(), Spanned::into_inner);
            (name, CodeMap { target: map.target, otherwise, rows: map.rows.into_inner() })
        });
        let drops = raw.drop.into_iter().map(|d| Drop { at: line_column(text, d.fields.span().start), fields: d.fields.into_inner(), reason: d.reason });
        Ok(Self {
            name: raw.name,
            system: raw.system,
            target: raw.target,
            timezone: raw.timezone.map(Spanned::into_inner),
            drops: drops.collect(),
            code_maps: code_maps.collect(),
            resources,
            text: text.into(),
        })
    }

    /// The rule with an id, and its set.
    pub fn rule(&self, id: &str) -> Option<(&ResourceSet, &Rule)> {
        self.resources.iter().find_map(|set| set.rules.iter().find(|r| r.id == id).map(|rule| (set, rule)))
    }
}

fn resource(text: &str, raw: RawResource) -> ResourceSet {
    let at = |s: &Spanned<String>| content_position(text, s.span().start);
    ResourceSet {
        kind_at: at(&raw.r#type),
        from_at: at(&raw.from),
        key_at: at(&raw.key),
        filter_at: raw.r#where.as_ref().map_or((1, 1), at),
        kind: raw.r#type.into_inner(),
        from: raw.from.into_inner(),
        key: raw.key.into_inner(),
        filter: raw.r#where.map(Spanned::into_inner),
        dropped: raw.dropped,
        profile: raw.profile,
        rules: raw
            .rule
            .into_iter()
            .map(|r| Rule {
                line: line_column(text, r.id.span().start).0,
                to_at: at(&r.to),
                value_at: at(&r.value),
                id: r.id.into_inner(),
                to: r.to.into_inner(),
                value: r.value.into_inner(),
                reason: r.reason,
            })
            .collect(),
    }
}

/// Line and column of the first character inside a TOML string that starts at `byte`.
fn content_position(text: &str, byte: usize) -> (u32, u32) {
    let quoted = &text[byte.min(text.len())..];
    let (line, column) = line_column(text, byte);
    for fence in ["\"\"\"", "'''"] {
        if let Some(rest) = quoted.strip_prefix(fence) {
            return if rest.starts_with('\n') || rest.starts_with("\r\n") { (line + 1, 1) } else { (line, column + 3) };
        }
    }
    (line, column + 1)
}
