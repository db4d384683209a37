//! Expressions: SQL text to a typed tree. Unknown fields, functions and type errors are reported with their position.
//!
//! Everything in the tree could be printed as SQL again; nothing depends on the order of rows.

use crate::document::CodeMap;
use crate::functions::Function;
use formats::{Problem, line_column};
use sqlparser::ast::{self, BinaryOperator, Expr, FunctionArg, FunctionArgExpr, FunctionArguments, Spanned, UnaryOperator, Value};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::{Parser, ParserError};
use std::collections::BTreeMap;

/// Type of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Text.
    Text,
    /// Whole number.
    Integer,
    /// Exact decimal.
    Decimal,
    /// Yes or no.
    Boolean,
    /// FHIR date.
    Date,
    /// FHIR dateTime.
    DateTime,
    /// NULL alone.
    Null,
}

impl Type {
    /// The word in messages and on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::DateTime => "datetime",
            Self::Null => "null",
        }
    }

    fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Decimal)
    }
}

/// A typed tree.
#[derive(Debug, Clone)]
pub(crate) struct Typed {
    pub node: Node,
    pub kind: Type,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
}

#[derive(Debug, Clone)]
pub(crate) enum Node {
    Field(String),
    Literal(Option<String>),
    Truth(bool),
    Compare(Comparison, Box<Typed>, Box<Typed>),
    And(Box<Typed>, Box<Typed>),
    Or(Box<Typed>, Box<Typed>),
    Not(Box<Typed>),
    IsNull(Box<Typed>),
    In(Box<Typed>, Vec<Typed>),
    Like(Box<Typed>, String),
    Concat(Vec<Typed>),
    Arithmetic(Arithmetic, Box<Typed>, Box<Typed>),
    Case(Vec<(Typed, Typed)>, Option<Box<Typed>>),
    Coalesce(Vec<Typed>),
    Call(Function, Vec<Typed>),
}

/// What names an expression may use. `fields` is `None` when the source's fields are not known (no workspace).
pub(crate) struct Scope<'a> {
    pub relation: &'a str,
    pub fields: Option<&'a [String]>,
    pub code_maps: &'a BTreeMap<String, CodeMap>,
    pub relations: Option<&'a BTreeMap<String, Vec<String>>>,
}

/// Of a problem, line and column are those within the expression.
type Checked<T> = Result<T, Problem>;

/// Parses and types one expression.
pub(crate) fn check(text: &str, scope: &Scope<'_>) -> Checked<Typed> {
    typed(&parse(text)?, scope)
}

/// Names of the fields an expression reads, in order of first use; empty when it does not parse.
pub fn field_names(text: &str) -> Vec<String> {
    let scope = Scope { relation: "", fields: None, code_maps: &BTreeMap::new(), relations: None };
    let mut names = Vec::new();
    if let Ok(expr) = parse(text) {
        collect_names(&expr, &scope, &mut names);
    }
    names
}

fn collect_names(expr: &Expr, scope: &Scope<'_>, names: &mut Vec<String>) {
    // The visitor of sqlparser needs a feature of its own; typing with unknown code maps tolerated finds the same names.
    if let Ok(tree) = (Checker { scope, lenient: true }).typed(expr) {
        tree.fields(names);
    }
}

fn parse(text: &str) -> Checked<Expr> {
    let dialect = GenericDialect {};
    let error = |e: ParserError| {
        let words = match e {
            ParserError::ParserError(w) | ParserError::TokenizerError(w) => w,
            ParserError::RecursionLimitExceeded => "the expression is nested too deeply".into(),
        };
        let ended = words.ends_with("found: EOF");
        let (line, column) = place_in_message(&words).unwrap_or_else(|| if ended { line_column(text, text.len()) } else { (1, 1) });
        let message = words.split(" at Line:").next().unwrap_or(&words).replace("found: EOF", "found: the end");
        Problem { line, column, message }
    };
    let mut parser = Parser::new(&dialect).with_recursion_limit(200).try_with_sql(text).map_err(error)?;
    let expr = parser.parse_expr().map_err(error)?;
    let next = parser.peek_token();
    if next.token != sqlparser::tokenizer::Token::EOF {
        let at = next.span.start;
        return Err(Problem { line: at.line.max(1) as u32, column: at.column.max(1) as u32, message: format!("unexpected {}", next.token) });
    }
    Ok(expr)
}

/// `... at Line: 2, Column: 7`
fn place_in_message(words: &str) -> Option<(u32, u32)> {
    let (_, place) = words.rsplit_once("Line: ")?;
    let (line, column) = place.split_once(", Column: ")?;
    let column: String = column.chars().take_while(char::is_ascii_digit).collect();
    Some((line.parse().ok()?, column.parse().ok()?))
}

impl Typed {
    /// Adds the names of the fields that the tree reads.
    pub(crate) fn fields(&self, names: &mut Vec<String>) {
        let mut visit = |t: &Typed| t.fields(names);
        match &self.node {
            Node::Field(name) => {
                if !names.contains(name) {
                    names.push(name.clone());
                }
            }
            Node::Literal(_) | Node::Truth(_) => {}
            Node::Compare(_, a, b) | Node::And(a, b) | Node::Or(a, b) | Node::Arithmetic(_, a, b) => {
                visit(a);
                visit(b);
            }
            Node::Not(a) | Node::IsNull(a) | Node::Like(a, _) => visit(a),
            Node::In(a, list) => {
                visit(a);
                list.iter().for_each(visit);
            }
            Node::Concat(list) | Node::Coalesce(list) | Node::Call(_, list) => list.iter().for_each(visit),
            Node::Case(branches, otherwise) => {
                for (condition, result) in branches {
                    condition.fields(names);
                    result.fields(names);
                }
                if let Some(otherwise) = otherwise {
                    otherwise.fields(names);
                }
            }
        }
    }

    /// Calls `each` for every function of the tree.
    pub(crate) fn functions<'a>(&'a self, each: &mut dyn FnMut(&'a Function)) {
        match &self.node {
            Node::Field(_) | Node::Literal(_) | Node::Truth(_) => {}
            Node::Compare(_, a, b) | Node::And(a, b) | Node::Or(a, b) | Node::Arithmetic(_, a, b) => {
                a.functions(each);
                b.functions(each);
            }
            Node::Not(a) | Node::IsNull(a) | Node::Like(a, _) => a.functions(each),
            Node::In(a, list) => {
                a.functions(each);
                list.iter().for_each(|t| t.functions(each));
            }
            Node::Call(function, list) => {
                each(function);
                list.iter().for_each(|t| t.functions(each));
            }
            Node::Concat(list) | Node::Coalesce(list) => list.iter().for_each(|t| t.functions(each)),
            Node::Case(branches, otherwise) => {
                for (condition, result) in branches {
                    condition.functions(each);
                    result.functions(each);
                }
                if let Some(otherwise) = otherwise {
                    otherwise.functions(each);
                }
            }
        }
    }
}

fn typed(expr: &Expr, scope: &Scope<'_>) -> Checked<Typed> {
    Checker { scope, lenient: false }.typed(expr)
}

pub(crate) struct Checker<'a> {
    pub scope: &'a Scope<'a>,
    /// Unknown fields and code maps are let pass: only names are wanted.
    pub lenient: bool,
}

impl Checker<'_> {
    pub(crate) fn problem<T>(&self, at: &impl Spanned, message: impl Into<String>) -> Checked<T> {
        let start = at.span().start;
        Err(Problem { line: start.line.max(1) as u32, column: start.column.max(1) as u32, message: message.into() })
    }

    fn typed(&self, expr: &Expr) -> Checked<Typed> {
        match expr {
            Expr::Identifier(ident) => self.field(ident),
            Expr::Nested(inner) => self.typed(inner),
            Expr::Value(value) => self.literal(expr, &value.value),
            Expr::UnaryOp { op: UnaryOperator::Minus, expr: inner } => match self.typed(inner)? {
                Typed { node: Node::Literal(Some(digits)), kind } if kind.is_number() => {
                    Ok(Typed { node: Node::Literal(Some(format!("-{digits}"))), kind })
                }
                _ => self.problem(expr, "a minus sign stands before a number only"),
            },
            Expr::UnaryOp { op: UnaryOperator::Not, expr: inner } => {
                Ok(boolean(Node::Not(Box::new(self.expect(inner, Type::Boolean)?))))
            }
            Expr::BinaryOp { left, op, right } => self.binary(expr, left, op, right),
            Expr::IsNull(inner) => Ok(boolean(Node::IsNull(Box::new(self.typed(inner)?)))),
            Expr::IsNotNull(inner) => Ok(not(boolean(Node::IsNull(Box::new(self.typed(inner)?))))),
            Expr::InList { expr: inner, list, negated } => {
                let value = self.typed(inner)?;
                let list = list.iter().map(|item| self.same(item, value.kind)).collect::<Checked<Vec<_>>>()?;
                Ok(negate(boolean(Node::In(Box::new(value), list)), *negated))
            }
            Expr::Between { expr: inner, negated, low, high } => {
                let value = self.typed(inner)?;
                let low = self.same(low, value.kind)?;
                let high = self.same(high, value.kind)?;
                let from = boolean(Node::Compare(Comparison::GreaterOrEqual, Box::new(value.clone()), Box::new(low)));
                let to = boolean(Node::Compare(Comparison::LessOrEqual, Box::new(value), Box::new(high)));
                Ok(negate(boolean(Node::And(Box::new(from), Box::new(to))), *negated))
            }
            Expr::Like { negated, expr: inner, pattern, .. } => {
                let value = self.expect(inner, Type::Text)?;
                let pattern = self.literal_text(pattern, "LIKE takes a literal pattern")?;
                Ok(negate(boolean(Node::Like(Box::new(value), like_pattern(&pattern))), *negated))
            }
            Expr::Case { operand, conditions, else_result, .. } => self.case(operand.as_deref(), conditions, else_result.as_deref()),
            Expr::Function(function) => {
                let name = function.name.to_string().to_uppercase();
                let arguments = self.arguments(expr, &function.args)?;
                self.call(expr, &name, &arguments)
            }
            Expr::Cast { expr: inner, data_type, .. } => self.cast(expr, inner, &data_type.to_string()),
            Expr::Trim { expr: inner, trim_where: None, trim_what: None, trim_characters: None } => self.call(expr, "TRIM", &[inner]),
            Expr::Substring { expr: inner, substring_from: Some(from), substring_for, .. } => {
                let mut arguments: Vec<&Expr> = vec![inner, from];
                arguments.extend(substring_for.as_deref());
                self.call(expr, "SUBSTR", &arguments)
            }
            other => self.problem(other, "this form of SQL is not part of the expression language"),
        }
    }

    fn field(&self, ident: &ast::Ident) -> Checked<Typed> {
        if let Some(lack) = self.lack(self.scope.relation, self.scope.fields, &ident.value) {
            return self.problem(&Expr::Identifier(ident.clone()), lack);
        }
        Ok(Typed { node: Node::Field(ident.value.clone()), kind: Type::Text })
    }

    /// Why a row of a relation cannot have a field. A segment of HL7 v2 has every path into it and into those that govern it: what is empty
    /// in this delivery may be filled in the next.
    pub(crate) fn lack(&self, relation: &str, fields: Option<&[String]>, name: &str) -> Option<String> {
        if self.lenient {
            return None;
        }
        if relation.starts_with("hl7.") {
            return formats::hl7v2::Path::parse(name).is_none().then(|| format!("{name:?} is no HL7 v2 path such as \"PID-3.1\""));
        }
        let known = fields.is_none_or(|fields| fields.iter().any(|field| field == name));
        (!known).then(|| format!("relation {relation} has no field {name}"))
    }

    fn literal(&self, at: &Expr, value: &Value) -> Checked<Typed> {
        Ok(match value {
            Value::SingleQuotedString(text) => Typed { node: Node::Literal(Some(text.clone())), kind: Type::Text },
            Value::Number(digits, _) => {
                let kind = if digits.contains(['.', 'e', 'E']) { Type::Decimal } else { Type::Integer };
                Typed { node: Node::Literal(Some(digits.clone())), kind }
            }
            Value::Boolean(truth) => boolean(Node::Truth(*truth)),
            Value::Null => Typed { node: Node::Literal(None), kind: Type::Null },
            _ => return self.problem(at, "this kind of literal is not part of the expression language"),
        })
    }

    fn binary(&self, at: &Expr, left: &Expr, op: &BinaryOperator, right: &Expr) -> Checked<Typed> {
        use BinaryOperator as B;
        let comparison = match op {
            B::Eq => Some(Comparison::Equal),
            B::NotEq => Some(Comparison::NotEqual),
            B::Lt => Some(Comparison::Less),
            B::LtEq => Some(Comparison::LessOrEqual),
            B::Gt => Some(Comparison::Greater),
            B::GtEq => Some(Comparison::GreaterOrEqual),
            _ => None,
        };
        if let Some(comparison) = comparison {
            let left = self.typed(left)?;
            let right = self.same(right, left.kind)?;
            return Ok(boolean(Node::Compare(comparison, Box::new(left), Box::new(right))));
        }
        match op {
            B::And | B::Or => {
                let (a, b) = (Box::new(self.expect(left, Type::Boolean)?), Box::new(self.expect(right, Type::Boolean)?));
                Ok(boolean(if *op == B::And { Node::And(a, b) } else { Node::Or(a, b) }))
            }
            B::StringConcat => {
                let parts = vec![self.typed(left)?, self.typed(right)?];
                Ok(Typed { node: Node::Concat(parts), kind: Type::Text })
            }
            B::Plus | B::Minus | B::Multiply | B::Divide => {
                let (a, b) = (self.typed(left)?, self.typed(right)?);
                if !a.kind.is_number() || !b.kind.is_number() {
                    return self.problem(at, format!("{op} needs numbers; this is {} {op} {}: CAST(x AS DECIMAL)", a.kind.word(), b.kind.word()));
                }
                let arithmetic = match op {
                    B::Plus => Arithmetic::Add,
                    B::Minus => Arithmetic::Subtract,
                    B::Multiply => Arithmetic::Multiply,
                    _ => Arithmetic::Divide,
                };
                let kind = if a.kind == Type::Integer && b.kind == Type::Integer && arithmetic != Arithmetic::Divide { Type::Integer } else { Type::Decimal };
                Ok(Typed { node: Node::Arithmetic(arithmetic, Box::new(a), Box::new(b)), kind })
            }
            _ => self.problem(at, format!("operator {op} is not part of the expression language")),
        }
    }

    fn case(&self, operand: Option<&Expr>, conditions: &[ast::CaseWhen], otherwise: Option<&Expr>) -> Checked<Typed> {
        let mut branches = Vec::new();
        let mut kind = Type::Null;
        for branch in conditions {
            let condition = match operand {
                None => self.expect(&branch.condition, Type::Boolean)?,
                Some(operand) => {
                    let value = self.typed(operand)?;
                    let with = self.same(&branch.condition, value.kind)?;
                    boolean(Node::Compare(Comparison::Equal, Box::new(value), Box::new(with)))
                }
            };
            let result = self.typed(&branch.result)?;
            kind = self.unify(&branch.result, kind, result.kind)?;
            branches.push((condition, result));
        }
        let otherwise = match otherwise {
            None => None,
            Some(otherwise) => {
                let result = self.typed(otherwise)?;
                kind = self.unify(otherwise, kind, result.kind)?;
                Some(Box::new(result))
            }
        };
        Ok(Typed { node: Node::Case(branches, otherwise), kind })
    }

    pub(crate) fn unify(&self, at: &Expr, a: Type, b: Type) -> Checked<Type> {
        match (a, b) {
            (Type::Null, other) | (other, Type::Null) => Ok(other),
            (a, b) if a == b => Ok(a),
            (a, b) if a.is_number() && b.is_number() => Ok(Type::Decimal),
            (Type::Date, Type::DateTime) | (Type::DateTime, Type::Date) => Ok(Type::DateTime),
            (a, b) => self.problem(at, format!("the branches differ in type: {} and {}", a.word(), b.word())),
        }
    }

    /// Types `expr` and demands a type.
    pub(crate) fn expect(&self, expr: &Expr, kind: Type) -> Checked<Typed> {
        let typed = self.typed(expr)?;
        if typed.kind == kind || typed.kind == Type::Null || (kind == Type::Decimal && typed.kind == Type::Integer) {
            return Ok(typed);
        }
        self.problem(expr, format!("{} is expected here, this is {}", kind.word(), typed.kind.word()))
    }

    /// Types `expr` and demands that it can be compared with `kind`.
    pub(crate) fn same(&self, expr: &Expr, kind: Type) -> Checked<Typed> {
        let typed = self.typed(expr)?;
        let dates = |t| matches!(t, Type::Date | Type::DateTime | Type::Text);
        let fits = typed.kind == kind || typed.kind == Type::Null || kind == Type::Null
            || (typed.kind.is_number() && kind.is_number())
            || (dates(typed.kind) && dates(kind));
        if fits { Ok(typed) } else { self.problem(expr, format!("{} cannot be compared with {}", typed.kind.word(), kind.word())) }
    }

    pub(crate) fn any(&self, expr: &Expr) -> Checked<Typed> {
        self.typed(expr)
    }

    pub(crate) fn literal_text(&self, expr: &Expr, message: &str) -> Checked<String> {
        match self.typed(expr)?.node {
            Node::Literal(Some(text)) => Ok(text),
            _ => self.problem(expr, message),
        }
    }

    fn arguments<'e>(&self, at: &Expr, arguments: &'e FunctionArguments) -> Checked<Vec<&'e Expr>> {
        let FunctionArguments::List(list) = arguments else { return self.problem(at, "arguments are expected in parentheses") };
        list.args
            .iter()
            .map(|argument| match argument {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Ok(expr),
                _ => self.problem(at, "arguments are plain expressions"),
            })
            .collect()
    }
}

pub(crate) fn boolean(node: Node) -> Typed {
    Typed { node, kind: Type::Boolean }
}

fn not(inner: Typed) -> Typed {
    boolean(Node::Not(Box::new(inner)))
}

fn negate(inner: Typed, negated: bool) -> Typed {
    if negated { not(inner) } else { inner }
}

/// A LIKE pattern as an anchored regular expression.
fn like_pattern(pattern: &str) -> String {
    let mut out = String::from("(?s)^");
    for c in pattern.chars() {
        match c {
            '%' => out.push_str(".*"),
            '_' => out.push('.'),
            c => out.push_str(&regex::escape(&c.to_string())),
        }
    }
    out.push('$');
    out
}
