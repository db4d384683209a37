//! The functions of the expression language: which there are, what they take, what they make of one row.

use crate::document::CodeMap;
use crate::expression::{Checker, Node, Type, Typed, boolean};
use crate::ids::stable_id;
use base64::Engine as _;
use model::{Date, Decimal, Precision, TextTable, Zone, parse_decimal};
use sqlparser::ast::Expr;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// A function with its fixed arguments resolved.
#[derive(Debug, Clone)]
pub(crate) enum Function {
    Upper,
    Lower,
    Trim,
    Substr,
    Replace,
    Length,
    SplitPart,
    RegexpExtract(regex::Regex, usize),
    Lpad,
    NullIf,
    ToDecimal,
    ToInteger,
    ToText,
    ToBoolean,
    Round,
    Abs,
    Base64,
    ParseDate(String),
    ParseDateTime(String),
    Map(String, MapPart),
    Reference(String),
    Id(String),
    Lookup { relation: String, keys: Vec<String>, value: String },
}

/// Signs up to which `LPAD` fills a text. The length may be a field's, and no field is that long.
const PADDED_MAX: usize = 65_536;

/// Which part of a code map's row is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MapPart {
    Code,
    Display,
    System,
}

/// What a function made of one row.
pub(crate) enum Made {
    Value(String),
    Nothing,
    /// The input is no value of the wanted type: the row is held.
    Bad,
    /// The code has no row: the resource is held.
    Unmapped,
}

/// Everything a function needs beside its arguments.
#[derive(Debug, Default)]
pub(crate) struct Context {
    pub system: String,
    /// The zone that the document names.
    pub zone: Option<Zone>,
    pub code_maps: HashMap<String, CodeMapIndex>,
    pub lookups: Vec<LookupTable>,
}

impl Context {
    fn lookup(&self, relation: &str, keys: &[String], value: &str) -> Option<&LookupTable> {
        self.lookups.iter().find(|table| table.value == value && table.relation == relation && table.keys == keys)
    }
}

/// A table to look up in.
#[derive(Debug)]
pub(crate) struct LookupTable {
    pub relation: String,
    /// The fields of the key.
    pub keys: Vec<String>,
    /// The field that is found.
    pub value: String,
    /// The first value of each key.
    pub rows: TextTable,
}

/// A code map by source code.
#[derive(Debug)]
pub(crate) struct CodeMapIndex {
    pub otherwise: String,
    pub rows: HashMap<String, (String, String, String)>,
}

impl CodeMapIndex {
    pub fn new(map: &CodeMap) -> Self {
        let row = |r: &crate::document::CodeRow| {
            let system = if r.system.is_empty() { map.target.clone() } else { r.system.clone() };
            (r.from.clone(), (r.to.clone(), r.display.clone(), system))
        };
        Self { otherwise: map.otherwise.clone(), rows: map.rows.iter().map(row).collect() }
    }
}

impl Function {
    /// Whether a row may be held because of it.
    pub fn may_hold(&self) -> bool {
        matches!(self, Self::Lpad | Self::Round | Self::ToDecimal | Self::ToInteger | Self::ToBoolean | Self::ParseDate(_) | Self::ParseDateTime(_) | Self::Map(..))
    }

    /// `translated` rather than `derived`.
    pub fn translates(&self) -> bool {
        matches!(self, Self::Map(..))
    }

    /// One row. `arguments` hold the varying arguments in order.
    pub fn apply(&self, arguments: &[Option<&str>], context: &Context) -> Made {
        let Some(first) = arguments.first().copied().flatten() else { return Made::Nothing };
        let number = |i: usize| arguments.get(i).copied().flatten().and_then(|t| t.parse::<i64>().ok());
        let text = |i: usize| arguments.get(i).copied().flatten();
        let value = |t: String| if t.is_empty() { Made::Nothing } else { Made::Value(t) };
        match self {
            Self::Upper => value(first.to_uppercase()),
            Self::Lower => value(first.to_lowercase()),
            Self::Trim => value(first.trim().into()),
            Self::Length => Made::Value(first.chars().count().to_string()),
            Self::Substr => {
                let start = number(1).unwrap_or(1).max(1) as usize - 1;
                let length = if arguments.len() > 2 { number(2).unwrap_or(0).max(0) as usize } else { usize::MAX };
                value(first.chars().skip(start).take(length).collect())
            }
            Self::Replace => match (text(1), text(2)) {
                (Some(from), to) if !from.is_empty() => value(first.replace(from, to.unwrap_or(""))),
                _ => value(first.into()),
            },
            Self::SplitPart => match (text(1), number(2)) {
                (Some(delimiter), Some(n)) if n >= 1 && !delimiter.is_empty() => {
                    value(first.split(delimiter).nth(n as usize - 1).unwrap_or("").into())
                }
                _ => Made::Nothing,
            },
            Self::RegexpExtract(pattern, group) => {
                // The whole match is found without a look at the groups.
                let found = if *group == 0 { pattern.find(first) } else { pattern.captures(first).and_then(|c| c.get(*group)) };
                value(found.map_or(String::new(), |m| m.as_str().into()))
            }
            Self::Lpad => {
                let (width, fill) = (number(1).unwrap_or(0).max(0) as usize, text(2).and_then(|f| f.chars().next()).unwrap_or(' '));
                if width > PADDED_MAX {
                    return Made::Bad;
                }
                let missing = width.saturating_sub(first.chars().count());
                value(std::iter::repeat_n(fill, missing).chain(first.chars()).collect())
            }
            Self::NullIf => if text(1) == Some(first) { Made::Nothing } else { Made::Value(first.into()) },
            Self::ToText => Made::Value(first.into()),
            Self::ToDecimal => parse_decimal(first).map_or(Made::Bad, |d| Made::Value(d.to_string())),
            Self::ToInteger => match parse_decimal(first) {
                Some(d) if d.fract().is_zero() => Made::Value(d.trunc().normalize().to_string()),
                _ => Made::Bad,
            },
            Self::ToBoolean => match first.trim().to_lowercase().as_str() {
                "true" | "t" | "y" | "yes" | "1" => Made::Value("true".into()),
                "false" | "f" | "n" | "no" | "0" => Made::Value("false".into()),
                _ => Made::Bad,
            },
            Self::Round => {
                let digits = number(1).unwrap_or(0);
                parse_decimal(first).and_then(|d| rounded(d, digits)).map_or(Made::Bad, |d| Made::Value(d.to_string()))
            }
            Self::Abs => parse_decimal(first).map_or(Made::Bad, |d: Decimal| Made::Value(d.abs().to_string())),
            Self::Base64 => Made::Value(base64::engine::general_purpose::STANDARD.encode(first)),
            Self::ParseDate(formats) => match Date::parse(first, formats) {
                Some(date) => Made::Value(date.truncated(Precision::Day).to_string()),
                None => Made::Bad,
            },
            Self::ParseDateTime(formats) => match Date::parse(first, formats) {
                Some(date) => located(date, context.zone.as_ref()).map_or(Made::Bad, |d| Made::Value(d.to_string())),
                None => Made::Bad,
            },
            Self::Map(name, part) => map(first, context.code_maps.get(name), *part),
            Self::Reference(kind) => Made::Value(format!("{kind}/{}", stable_id(&context.system, kind, &key(arguments)))),
            Self::Id(kind) => Made::Value(stable_id(&context.system, kind, &key(arguments))),
            Self::Lookup { relation, keys, value } => {
                let table = context.lookup(relation, keys, value);
                // A key of which a part is empty is the key of nothing.
                let found = if arguments.iter().all(Option::is_some) { table.and_then(|t| t.rows.get(&key(arguments))) } else { None };
                found.map_or(Made::Nothing, |v| Made::Value(v.to_string()))
            }
        }
    }
}

/// To so many decimals, halves away from zero; a negative number of them rounds to tens, hundreds and so on.
fn rounded(number: Decimal, digits: i64) -> Option<Decimal> {
    let half_up = model::RoundingStrategy::MidpointAwayFromZero;
    if digits >= 0 {
        return Some(number.round_dp_with_strategy(digits.min(20) as u32, half_up));
    }
    let unit = Decimal::from(10i64.pow(digits.max(-18).unsigned_abs() as u32));
    number.checked_div(unit)?.round_dp_with_strategy(0, half_up).checked_mul(unit)
}

/// The parts of a key as one text.
pub(crate) fn key<'k>(arguments: &[Option<&'k str>]) -> Cow<'k, str> {
    if let [only] = arguments {
        return Cow::Borrowed(only.unwrap_or(""));
    }
    Cow::Owned(arguments.iter().map(|a| a.unwrap_or("")).collect::<Vec<_>>().join("\u{1f}"))
}

/// FHIR demands an offset with a time: a local time gets the document's zone, or is cut to its day where there is none.
fn located(date: Date, zone: Option<&Zone>) -> Option<Date> {
    if !date.has_time() || date.offset.is_some() {
        return Some(date);
    }
    match zone {
        None => Some(date.truncated(Precision::Day)),
        Some(zone) => Some(Date { offset: Some(zone.offset(&date)?), ..date }),
    }
}

fn map(code: &str, map: Option<&CodeMapIndex>, part: MapPart) -> Made {
    let Some(map) = map else { return Made::Bad };
    let value = |t: &str| if t.is_empty() { Made::Nothing } else { Made::Value(t.into()) };
    match (map.rows.get(code), part) {
        (Some((to, _, _)), _) if to.is_empty() => Made::Nothing,
        (Some((to, _, _)), MapPart::Code) => value(to),
        (Some((_, display, _)), MapPart::Display) => value(display),
        (Some((_, _, system)), MapPart::System) => value(system),
        (None, part) => match (map.otherwise.as_str(), part) {
            ("hold", MapPart::Code) => Made::Unmapped,
            ("keep", MapPart::Code) => Made::Value(code.into()),
            _ => Made::Nothing,
        },
    }
}

impl Checker<'_> {
    /// A call: name known, number and types of the arguments right.
    pub(crate) fn call(&self, at: &Expr, name: &str, arguments: &[&Expr]) -> Result<Typed, crate::Problem> {
        let count = arguments.len();
        let need = |least: usize, most: usize| {
            if (least..=most).contains(&count) {
                Ok(())
            } else {
                let wanted = if least == most { least.to_string() } else { format!("{least} to {most}") };
                self.problem(at, format!("{name} takes {wanted} arguments, not {count}"))
            }
        };
        let texts = |list: &[&Expr]| list.iter().map(|e| self.expect(e, Type::Text)).collect::<Result<Vec<_>, _>>();
        let of = |function: Function, kind: Type, list: Vec<Typed>| Ok(Typed { node: Node::Call(function, list), kind });
        match name {
            "UPPER" | "LOWER" | "TRIM" | "LENGTH" | "BASE64" => {
                need(1, 1)?;
                let function = match name {
                    "UPPER" => Function::Upper,
                    "LOWER" => Function::Lower,
                    "TRIM" => Function::Trim,
                    "LENGTH" => Function::Length,
                    _ => Function::Base64,
                };
                of(function, if name == "LENGTH" { Type::Integer } else { Type::Text }, texts(arguments)?)
            }
            "SUBSTR" | "SUBSTRING" => {
                need(2, 3)?;
                let mut list = texts(&arguments[..1])?;
                for argument in &arguments[1..] {
                    list.push(self.expect(argument, Type::Integer)?);
                }
                of(Function::Substr, Type::Text, list)
            }
            "REPLACE" => {
                need(3, 3)?;
                of(Function::Replace, Type::Text, texts(arguments)?)
            }
            "SPLIT_PART" => {
                need(3, 3)?;
                let mut list = texts(&arguments[..2])?;
                list.push(self.expect(arguments[2], Type::Integer)?);
                of(Function::SplitPart, Type::Text, list)
            }
            "LPAD" => {
                need(2, 3)?;
                let mut list = texts(&arguments[..1])?;
                list.push(self.expect(arguments[1], Type::Integer)?);
                if let Some(fill) = arguments.get(2) {
                    list.push(self.expect(fill, Type::Text)?);
                }
                of(Function::Lpad, Type::Text, list)
            }
            "REGEXP_EXTRACT" => {
                need(2, 3)?;
                let pattern = self.literal_text(arguments[1], "the pattern is a literal")?;
                let pattern = match regex::RegexBuilder::new(&pattern).size_limit(1 << 20).build() {
                    Ok(pattern) => pattern,
                    Err(_) => return self.problem(arguments[1], "this is no regular expression"),
                };
                let mut group = 0;
                if let Some(asked) = arguments.get(2) {
                    let said = self.literal_text(asked, "the group is a literal number")?;
                    match said.parse::<usize>() {
                        Ok(number) if number < pattern.captures_len() => group = number,
                        _ => return self.problem(arguments[2], format!("the pattern has no group {said}")),
                    }
                }
                of(Function::RegexpExtract(pattern, group), Type::Text, texts(&arguments[..1])?)
            }
            "NULLIF" => {
                need(2, 2)?;
                let value = self.any(arguments[0])?;
                let other = self.same(arguments[1], value.kind)?;
                let kind = value.kind;
                of(Function::NullIf, kind, vec![value, other])
            }
            "COALESCE" => {
                need(1, 64)?;
                let mut kind = Type::Null;
                let mut list = Vec::new();
                for argument in arguments {
                    let value = self.any(argument)?;
                    kind = self.unify(argument, kind, value.kind)?;
                    list.push(value);
                }
                Ok(Typed { node: Node::Coalesce(list), kind })
            }
            "CONCAT" => {
                need(1, 64)?;
                Ok(Typed { node: Node::Concat(arguments.iter().map(|a| self.any(a)).collect::<Result<_, _>>()?), kind: Type::Text })
            }
            "ROUND" => {
                need(1, 2)?;
                let mut list = vec![self.expect(arguments[0], Type::Decimal)?];
                if let Some(digits) = arguments.get(1) {
                    list.push(self.expect(digits, Type::Integer)?);
                }
                of(Function::Round, Type::Decimal, list)
            }
            "ABS" => {
                need(1, 1)?;
                of(Function::Abs, Type::Decimal, vec![self.expect(arguments[0], Type::Decimal)?])
            }
            "PARSE_DATE" | "PARSE_DATETIME" => {
                need(2, 2)?;
                let formats = self.literal_text(arguments[1], "the format is a literal such as 'MM/DD/YYYY'")?;
                if let Err(message) = Date::check_formats(&formats) {
                    return self.problem(arguments[1], message);
                }
                let list = texts(&arguments[..1])?;
                if name == "PARSE_DATE" { of(Function::ParseDate(formats), Type::Date, list) } else { of(Function::ParseDateTime(formats), Type::DateTime, list) }
            }
            "HL7_DATE" | "HL7_DATETIME" => {
                need(1, 1)?;
                let list = texts(arguments)?;
                if name == "HL7_DATE" { of(Function::ParseDate("HL7".into()), Type::Date, list) } else { of(Function::ParseDateTime("HL7".into()), Type::DateTime, list) }
            }
            "MAP" | "MAP_DISPLAY" | "MAP_SYSTEM" => {
                need(2, 2)?;
                let map = self.literal_text(arguments[1], "the code map is a literal name")?;
                if !self.lenient && !self.scope.code_maps.contains_key(&map) {
                    return self.problem(arguments[1], format!("there is no code map {map:?}"));
                }
                let part = match name {
                    "MAP" => MapPart::Code,
                    "MAP_DISPLAY" => MapPart::Display,
                    _ => MapPart::System,
                };
                of(Function::Map(map, part), Type::Text, texts(&arguments[..1])?)
            }
            "REF" | "ID" => {
                need(2, 8)?;
                let kind = self.literal_text(arguments[0], "the resource type is a literal")?;
                let list = texts(&arguments[1..])?;
                of(if name == "REF" { Function::Reference(kind) } else { Function::Id(kind) }, Type::Text, list)
            }
            "LOOKUP" => {
                need(4, 8)?;
                // As many key fields as keys: LOOKUP(a, b, 'relation', 'field of a', 'field of b', 'value').
                let parts = (arguments.len() - 2) / 2;
                need(2 * parts + 2, 2 * parts + 2)?;
                let literal = |i: usize| self.literal_text(arguments[i], "relation and fields are literals");
                let (relation, value) = (literal(parts)?, literal(2 * parts + 1)?);
                let keys: Vec<String> = (parts + 1..=2 * parts).map(literal).collect::<Result<_, _>>()?;
                let fields = self.scope.relations.map(|relations| relations.get(&relation).map(Vec::as_slice));
                // A delivery without such segments finds nothing in them.
                if fields == Some(None) && !relation.starts_with("hl7.") {
                    return self.problem(arguments[parts], format!("there is no relation {relation}"));
                }
                for (index, field) in keys.iter().chain([&value]).enumerate().map(|(i, field)| (parts + 1 + i, field)) {
                    if let Some(lack) = self.lack(&relation, fields.flatten(), field) {
                        return self.problem(arguments[index], lack);
                    }
                }
                of(Function::Lookup { relation, keys, value }, Type::Text, texts(&arguments[..parts])?)
            }
            _ => self.problem(at, format!("unknown function {name}")),
        }
    }

    /// CAST(x AS DECIMAL | INTEGER | TEXT | BOOLEAN).
    pub(crate) fn cast(&self, at: &Expr, inner: &Expr, target: &str) -> Result<Typed, crate::Problem> {
        let value = self.any(inner)?;
        let target = target.to_uppercase();
        let (function, kind) = match target.split('(').next().unwrap_or("").trim() {
            "DECIMAL" | "NUMERIC" => (Function::ToDecimal, Type::Decimal),
            "INT" | "INTEGER" | "BIGINT" => (Function::ToInteger, Type::Integer),
            "TEXT" | "VARCHAR" | "STRING" => (Function::ToText, Type::Text),
            "BOOLEAN" | "BOOL" => (Function::ToBoolean, Type::Boolean),
            _ => return self.problem(at, format!("CAST to {target} is not part of the expression language")),
        };
        match (&value.kind, kind) {
            (from, to) if *from == to => Ok(value),
            (Type::Boolean, Type::Decimal | Type::Integer) => self.problem(at, "a boolean is no number"),
            (_, Type::Boolean) => Ok(boolean(Node::Call(function, vec![value]))),
            _ => Ok(Typed { node: Node::Call(function, vec![value]), kind }),
        }
    }
}

/// Shared by the lowering: the context as it is captured by a column function.
pub(crate) type SharedContext = Arc<Context>;
