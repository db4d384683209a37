//! Conditions of a lens: SQL text evaluated row by row. Small on purpose, and apart from the mapping's expressions, so
//! that a fault in one cannot hide in the other.

use crate::lens::Problem;
use crate::lookup::{LookupTable, Lookups};
use sqlparser::ast::{BinaryOperator, Expr, FunctionArg, FunctionArgExpr, FunctionArguments, Spanned, UnaryOperator, Value};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Token, Tokenizer};
use std::borrow::Cow;

/// Bytes of a condition, its ANDs and ORs, all its operators, and the nesting of its parts: a longer one is no work of a
/// person, and would overflow the stack.
const TEXT_MAX: usize = 64 << 10;
const TERMS_MAX: usize = 1_000;
const OPERATORS_MAX: usize = 3 * TERMS_MAX;
const DEPTH_MAX: usize = 100;

/// A parsed condition.
#[derive(Debug, Clone)]
pub(crate) enum Condition {
    Field(usize),
    Text(String),
    Null,
    Truth(bool),
    Compare(BinaryOperator, Box<Condition>, Box<Condition>),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Not(Box<Condition>),
    IsNull(Box<Condition>),
    In(Box<Condition>, Vec<Condition>),
    Matches(Box<Condition>, regex::Regex),
    Coalesce(Vec<Condition>),
    Change(Change, Box<Condition>),
    Extract(Box<Condition>, regex::Regex, usize),
    /// The parts of the key, and the number of the table.
    Lookup(Vec<Condition>, usize),
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Change {
    Upper,
    Lower,
    Trim,
    Length,
}

/// What a part of a condition is for one row; `Unknown` is SQL's NULL. A text is the row's own as long as nothing changes it.
#[derive(Debug, Clone, PartialEq)]
enum Result3<'r> {
    Unknown,
    Truth(bool),
    Text(Cow<'r, str>),
}

/// Parses a condition; names are added to `fields`, lookups to `lookups`.
pub(crate) fn parse(text: &str, fields: &mut Vec<String>, lookups: &mut Vec<LookupTable>) -> Result<Condition, Problem> {
    let dialect = GenericDialect {};
    let bad = |message: String| Problem { line: 1, column: 1, message };
    if text.len() > TEXT_MAX {
        return Err(bad(format!("the condition is longer than {TEXT_MAX} bytes")));
    }
    let tokens = Tokenizer::new(&dialect, text).tokenize().map_err(|e| bad(e.to_string()))?;
    let terms = tokens.iter().filter(|t| is_joint(t)).count() + 1;
    if terms > TERMS_MAX || tokens.iter().filter(|t| is_operator(t)).count() > OPERATORS_MAX {
        return Err(bad(format!("the condition has more than {TERMS_MAX} terms or {OPERATORS_MAX} operators")));
    }
    let mut parser = Parser::new(&dialect).with_recursion_limit(200).try_with_sql(text).map_err(|e| bad(e.to_string()))?;
    let expr = parser.parse_expr().map_err(|e| bad(e.to_string()))?;
    if parser.peek_token().token != Token::EOF {
        return Err(bad(format!("unexpected {}", parser.peek_token().token)));
    }
    Builder { fields, lookups, depth: 0 }.build(&expr)
}

/// Whether a token is AND or OR.
fn is_joint(token: &Token) -> bool {
    matches!(token, Token::Word(word) if word.quote_style.is_none() && (word.value.eq_ignore_ascii_case("and") || word.value.eq_ignore_ascii_case("or")))
}

/// Whether a token may nest what stands before it: no name, literal, bracket, comma or blank.
fn is_operator(token: &Token) -> bool {
    match token {
        Token::Word(word) => word.quote_style.is_none() && word.keyword != sqlparser::keywords::Keyword::NoKeyword,
        Token::Whitespace(_) | Token::Comma | Token::LParen | Token::RParen | Token::Number(..) | Token::SingleQuotedString(_) => false,
        _ => true,
    }
}

struct Builder<'a> {
    fields: &'a mut Vec<String>,
    lookups: &'a mut Vec<LookupTable>,
    /// Parts around the one that is built.
    depth: usize,
}

impl Builder<'_> {
    fn boxed(&mut self, expr: &Expr) -> Result<Box<Condition>, Problem> {
        self.build(expr).map(Box::new)
    }

    fn build(&mut self, expr: &Expr) -> Result<Condition, Problem> {
        if self.depth >= DEPTH_MAX {
            return Err(problem(expr, &format!("the condition is nested more than {DEPTH_MAX} deep")));
        }
        self.depth += 1;
        let built = self.part(expr);
        self.depth -= 1;
        built
    }

    /// A chain of ANDs or of ORs as a balanced tree, which is shallow however long the chain is.
    fn chain(&mut self, expr: &Expr, joint: &BinaryOperator) -> Result<Condition, Problem> {
        let (mut terms, mut rest): (Vec<&Expr>, &Expr) = (Vec::new(), expr);
        while let Expr::BinaryOp { left, op, right } = rest {
            if op != joint {
                break;
            }
            terms.push(right);
            rest = left;
        }
        terms.push(rest);
        let mut level: Vec<Condition> = Vec::with_capacity(terms.len());
        for term in terms.into_iter().rev() {
            level.push(self.build(term)?);
        }
        loop {
            let mut pairs = level.into_iter();
            let mut next: Vec<Condition> = Vec::new();
            while let Some(first) = pairs.next() {
                next.push(match pairs.next() {
                    Some(second) if *joint == BinaryOperator::And => Condition::And(Box::new(first), Box::new(second)),
                    Some(second) => Condition::Or(Box::new(first), Box::new(second)),
                    None => first,
                });
            }
            if next.len() <= 1 {
                return next.pop().ok_or_else(|| problem(expr, "the condition is empty"));
            }
            level = next;
        }
    }

    fn part(&mut self, expr: &Expr) -> Result<Condition, Problem> {
        let negated = |condition, negated| if negated { Condition::Not(Box::new(condition)) } else { condition };
        Ok(match expr {
            Expr::Identifier(ident) => {
                let index = self.fields.iter().position(|f| *f == ident.value).unwrap_or_else(|| {
                    self.fields.push(ident.value.clone());
                    self.fields.len() - 1
                });
                Condition::Field(index)
            }
            Expr::Nested(inner) => self.build(inner)?,
            Expr::Value(value) => match &value.value {
                Value::SingleQuotedString(text) => Condition::Text(text.clone()),
                Value::Number(digits, _) => Condition::Text(digits.clone()),
                Value::Boolean(truth) => Condition::Truth(*truth),
                Value::Null => Condition::Null,
                _ => return Err(problem(expr, "this kind of literal is not understood here")),
            },
            Expr::UnaryOp { op: UnaryOperator::Not, expr } => Condition::Not(self.boxed(expr)?),
            Expr::BinaryOp { op: joint @ (BinaryOperator::And | BinaryOperator::Or), .. } => self.chain(expr, joint)?,
            Expr::BinaryOp { left, op, right } => match op {
                BinaryOperator::Eq | BinaryOperator::NotEq | BinaryOperator::Lt | BinaryOperator::LtEq | BinaryOperator::Gt | BinaryOperator::GtEq => {
                    Condition::Compare(op.clone(), self.boxed(left)?, self.boxed(right)?)
                }
                _ => return Err(problem(expr, "this operator is not understood here")),
            },
            Expr::IsNull(inner) => Condition::IsNull(self.boxed(inner)?),
            Expr::IsNotNull(inner) => Condition::Not(Box::new(Condition::IsNull(self.boxed(inner)?))),
            Expr::InList { expr, list, negated: not } => {
                let list = list.iter().map(|e| self.build(e)).collect::<Result<_, _>>()?;
                negated(Condition::In(self.boxed(expr)?, list), *not)
            }
            Expr::Like { negated: not, expr: inner, pattern, .. } => {
                let Condition::Text(pattern) = self.build(pattern)? else { return Err(problem(expr, "LIKE takes a literal pattern")) };
                let pattern = like(&pattern).ok_or_else(|| problem(expr, "the pattern of LIKE is too long"))?;
                negated(Condition::Matches(self.boxed(inner)?, pattern), *not)
            }
            Expr::Trim { expr: inner, .. } => Condition::Change(Change::Trim, self.boxed(inner)?),
            Expr::Function(function) => {
                let FunctionArguments::List(list) = &function.args else { return Err(problem(expr, "arguments are expected")) };
                let arguments = list
                    .args
                    .iter()
                    .map(|a| match a {
                        FunctionArg::Unnamed(FunctionArgExpr::Expr(e)) => self.build(e),
                        _ => Err(problem(expr, "arguments are plain expressions")),
                    })
                    .collect::<Result<Vec<_>, _>>()?;
                self.call(expr, &function.name.to_string().to_uppercase(), arguments)?
            }
            other => return Err(problem(other, "this form of SQL is not understood here")),
        })
    }

    fn call(&mut self, at: &Expr, name: &str, mut arguments: Vec<Condition>) -> Result<Condition, Problem> {
        let change = match name {
            "UPPER" => Some(Change::Upper),
            "LOWER" => Some(Change::Lower),
            "TRIM" => Some(Change::Trim),
            "LENGTH" => Some(Change::Length),
            _ => None,
        };
        match (name, change, arguments.len()) {
            ("COALESCE", ..) => Ok(Condition::Coalesce(arguments)),
            (_, Some(change), 1) => Ok(Condition::Change(change, Box::new(arguments.remove(0)))),
            ("REGEXP_EXTRACT", _, 2 | 3) => {
                let group = match arguments.get(2) {
                    Some(Condition::Text(group)) => group.parse().unwrap_or(0),
                    _ => 0,
                };
                match &arguments[1] {
                    Condition::Text(pattern) => {
                        let pattern = regex::Regex::new(pattern).map_err(|_| problem(at, "this is no regular expression"))?;
                        Ok(Condition::Extract(Box::new(arguments.remove(0)), pattern, group))
                    }
                    _ => Err(problem(at, "the pattern is a literal")),
                }
            }
            // As many key fields as keys: LOOKUP(a, b, 'relation', 'field of a', 'field of b', 'value').
            ("LOOKUP", _, 4 | 6 | 8) => {
                let named = arguments.split_off((arguments.len() - 2) / 2);
                let literals: Option<Vec<String>> = named.into_iter().map(|part| if let Condition::Text(text) = part { Some(text) } else { None }).collect();
                match literals.as_deref() {
                    Some([relation, keys @ .., value]) => {
                        let table = LookupTable::keyed(relation, keys.to_vec(), value).register(self.lookups);
                        Ok(Condition::Lookup(arguments, table))
                    }
                    _ => Err(problem(at, "relation and fields are literals")),
                }
            }
            _ => Err(problem(at, &format!("unknown function {name} with {} arguments", arguments.len()))),
        }
    }
}

fn problem(at: &Expr, message: &str) -> Problem {
    // A part starts where its leftmost part does; a chain goes deep on that side.
    let mut first = at;
    while let Expr::BinaryOp { left: inner, .. } | Expr::IsNull(inner) | Expr::IsNotNull(inner) | Expr::Nested(inner) = first {
        first = inner;
    }
    let start = first.span().start;
    Problem { line: start.line.max(1) as u32, column: start.column.max(1) as u32, message: message.into() }
}

/// The expression of a LIKE pattern; `None` when it is too long for one.
fn like(pattern: &str) -> Option<regex::Regex> {
    let body: String = pattern
        .chars()
        .map(|c| match c {
            '%' => ".*".to_string(),
            '_' => ".".to_string(),
            c => regex::escape(&c.to_string()),
        })
        .collect();
    regex::Regex::new(&format!("(?s)^{body}$")).ok()
}

impl Condition {
    /// Whether the row meets the condition; unknown is no.
    pub(crate) fn holds(&self, row: &[Option<&str>], lookups: &Lookups) -> bool {
        self.result(row, lookups) == Result3::Truth(true)
    }

    /// Adds the columns and the tables that it reads.
    pub(crate) fn reads(&self, columns: &mut Vec<usize>, tables: &mut Vec<usize>) {
        match self {
            Self::Field(column) => columns.push(*column),
            Self::Text(_) | Self::Null | Self::Truth(_) => {}
            Self::Compare(_, a, b) | Self::And(a, b) | Self::Or(a, b) => {
                a.reads(columns, tables);
                b.reads(columns, tables);
            }
            Self::Not(a) | Self::IsNull(a) | Self::Matches(a, _) | Self::Change(_, a) | Self::Extract(a, ..) => a.reads(columns, tables),
            Self::In(a, list) => {
                a.reads(columns, tables);
                list.iter().for_each(|part| part.reads(columns, tables));
            }
            Self::Coalesce(list) => list.iter().for_each(|part| part.reads(columns, tables)),
            Self::Lookup(parts, table) => {
                tables.push(*table);
                parts.iter().for_each(|part| part.reads(columns, tables));
            }
        }
    }

    /// What the row makes of it. A second part is asked only where the first leaves something open: no part changes anything.
    fn result<'r>(&'r self, row: &[Option<&'r str>], lookups: &'r Lookups) -> Result3<'r> {
        use Result3::{Text, Truth, Unknown};
        let of = |c: &'r Condition| c.result(row, lookups);
        match self {
            Self::Field(index) => row.get(*index).copied().flatten().map_or(Unknown, |t| Text(Cow::Borrowed(t))),
            Self::Text(text) => Text(Cow::Borrowed(text)),
            Self::Null => Unknown,
            Self::Truth(truth) => Truth(*truth),
            Self::Compare(op, a, b) => match (of(a), of(b)) {
                (Text(a), Text(b)) => Truth(compare(op, &a, &b)),
                _ => Unknown,
            },
            Self::And(a, b) => match of(a) {
                Truth(false) => Truth(false),
                first => match (first, of(b)) {
                    (_, Truth(false)) => Truth(false),
                    (Truth(true), Truth(true)) => Truth(true),
                    _ => Unknown,
                },
            },
            Self::Or(a, b) => match of(a) {
                Truth(true) => Truth(true),
                first => match (first, of(b)) {
                    (_, Truth(true)) => Truth(true),
                    (Truth(false), Truth(false)) => Truth(false),
                    _ => Unknown,
                },
            },
            Self::Not(a) => match of(a) {
                Truth(truth) => Truth(!truth),
                _ => Unknown,
            },
            Self::IsNull(a) => Truth(of(a) == Unknown),
            Self::In(a, list) => match of(a) {
                Unknown => Unknown,
                value => Truth(list.iter().any(|item| of(item) == value)),
            },
            Self::Matches(a, pattern) => match of(a) {
                Text(text) => Truth(pattern.is_match(&text)),
                _ => Unknown,
            },
            Self::Coalesce(list) => list.iter().map(of).find(|r| *r != Unknown).unwrap_or(Unknown),
            Self::Change(change, a) => match of(a) {
                Text(text) => Text(change.of(text)),
                other => other,
            },
            Self::Extract(a, pattern, group) => match of(a) {
                Text(text) => part_of(text, |text| extracted(pattern, *group, text)).map_or(Unknown, Text),
                other => other,
            },
            Self::Lookup(parts, table) => {
                let found = match parts.as_slice() {
                    // Most keys are one field.
                    [part] => match of(part) {
                        Text(text) => lookups.of(*table, &[Some(&*text)]),
                        _ => None,
                    },
                    parts => {
                        let parts: Vec<Result3<'_>> = parts.iter().map(of).collect();
                        let key: Vec<Option<&str>> = parts.iter().map(|part| if let Text(text) = part { Some(&**text) } else { None }).collect();
                        lookups.of(*table, &key)
                    }
                };
                found.map_or(Unknown, |v| Text(Cow::Borrowed(v)))
            }
        }
    }
}

impl Change {
    fn of(self, text: Cow<'_, str>) -> Cow<'_, str> {
        match self {
            // Most texts of a table are in capitals as they stand.
            Self::Upper if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_lowercase()) => text,
            Self::Lower if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) => text,
            Self::Upper => Cow::Owned(text.to_uppercase()),
            Self::Lower => Cow::Owned(text.to_lowercase()),
            Self::Trim => part_of(text, |text| Some(text.trim())).unwrap_or_default(),
            Self::Length => Cow::Owned(text.chars().count().to_string()),
        }
    }
}

/// A part of a text, borrowed where the text is.
fn part_of<'t>(text: Cow<'t, str>, part: impl FnOnce(&str) -> Option<&str>) -> Option<Cow<'t, str>> {
    match text {
        Cow::Borrowed(text) => part(text).map(Cow::Borrowed),
        Cow::Owned(text) => part(&text).map(|part| Cow::Owned(part.to_string())),
    }
}

/// What a group of an expression matches. The whole match is found without a look at the groups.
fn extracted<'t>(pattern: &regex::Regex, group: usize, text: &'t str) -> Option<&'t str> {
    if group == 0 {
        return pattern.find(text).map(|m| m.as_str());
    }
    pattern.captures(text).and_then(|c| c.get(group)).map(|m| m.as_str())
}

/// Texts are equal as they are written; their order is that of numbers where both are numbers.
fn compare(op: &BinaryOperator, a: &str, b: &str) -> bool {
    match op {
        BinaryOperator::Eq => return a == b,
        BinaryOperator::NotEq => return a != b,
        _ => {}
    }
    let order = match (model::parse_decimal(a), model::parse_decimal(b)) {
        (Some(x), Some(y)) => x.cmp(&y),
        _ => a.cmp(b),
    };
    match op {
        BinaryOperator::Lt => order.is_lt(),
        BinaryOperator::LtEq => order.is_le(),
        BinaryOperator::Gt => order.is_gt(),
        _ => order.is_ge(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<usize, String> {
        let mut fields = Vec::new();
        parse(text, &mut fields, &mut Vec::new()).map(|_| fields.len()).map_err(|p| p.message)
    }

    #[test]
    fn every_form_says_of_a_row_what_sql_says() {
        let rows = [[Some("AB"), Some("10")], [Some("ab "), Some("9")], [Some("Straße"), None], [None, Some("x")], [Some("\u{e9}1"), Some("-3.50")]];
        // As SQL answers for each row: yes, no, or neither.
        let expected = [
            ("UPPER(a) = 'AB'", "ynn?n"),
            ("UPPER(TRIM(a)) = 'AB'", "yyn?n"),
            ("UPPER(a) = 'STRASSE'", "nny?n"),
            ("UPPER(a) = '\u{c9}1'", "nnn?y"),
            ("LOWER(a) = 'ab'", "ynn?n"),
            ("LENGTH(a) = '6'", "nny?n"),
            ("b = '10.0'", "nn?nn"),
            ("b <> '10'", "ny?yy"),
            ("b > '9'", "yn?yn"),
            ("b <= '9'", "ny?ny"),
            ("a IS NULL AND b = 'x'", "nnnyn"),
            ("b IS NULL OR a = 'AB'", "yny?n"),
            ("NOT (a = 'AB' AND b = '10')", "nyyyy"),
            ("COALESCE(b, 'none') = 'none'", "nnynn"),
            ("a IN ('AB', 'ab ')", "yyn?n"),
            ("REGEXP_EXTRACT(a, '[0-9]+', 0) = '1'", "????y"),
            ("REGEXP_EXTRACT(TRIM(a), '^(.)(.)$', 2) = 'B'", "yn??n"),
            ("REGEXP_EXTRACT(UPPER(a), '^(.)(.)$', 2) = 'B'", "y???n"),
            ("TRIM(UPPER(a)) LIKE 'A%'", "yyn?n"),
        ];
        for (text, answers) in expected {
            let (mut fields, lookups) = (vec!["a".to_string(), "b".to_string()], Lookups::default());
            let condition = parse(text, &mut fields, &mut Vec::new()).unwrap_or_else(|p| panic!("{text}: {}", p.message));
            let answer = |row: &[Option<&str>; 2]| match condition.result(row, &lookups) {
                Result3::Truth(true) => 'y',
                Result3::Truth(false) => 'n',
                _ => '?',
            };
            let said: String = rows.iter().map(answer).collect();
            assert_eq!(said, answers, "{text}");
        }
    }

    #[test]
    fn a_like_pattern_over_the_limit_is_a_problem() {
        assert!(parsed(&format!("x LIKE '{}'", "_".repeat(50_000))).is_err_and(|m| m.contains("LIKE")));
        assert_eq!(parsed("x LIKE 'a_%'"), Ok(1));
    }

    #[test]
    fn long_chains_are_read_and_longer_ones_refused() {
        let chain = |count: usize, joint: &str| vec!["field_1='x'"; count].join(joint);
        assert_eq!(parsed(&format!("{} AND field_2='y'", chain(900, " OR "))), Ok(2));
        assert!(parsed(&chain(1_001, " OR ")).is_err_and(|m| m.contains("1000 terms")));
        assert!(parsed(&chain(20_000, " OR ")).is_err_and(|m| m.contains("bytes")));
        assert!(parsed(&vec!["field_1"; 500].join("=")).is_err_and(|m| m.contains("deep")));
        assert!(parsed(&vec!["field_1"; 4_000].join("=")).is_err_and(|m| m.contains("operators")));
        let list = vec!["'x'"; 5_000].join(",");
        assert_eq!(parsed(&format!("field_1 IN ({list})")), Ok(1));
    }
}
