//! The typed tree as Polars expressions: one for the value, one for how it came to be, one for whether the row is held.
//!
//! Values are text columns (numbers keep their digits, dates are FHIR text) or boolean columns. Plain SQL is Polars' own;
//! the functions of `functions.rs` run as elementwise column functions, each call once a batch ([`Calls`]).

use crate::expression::{Arithmetic, Comparison, Node, Type, Typed};
use crate::functions::{Function, Made, SharedContext};
use crate::how;
use model::{Decimal, parse_decimal};
use polars::prelude::*;
use std::collections::HashMap;

/// Why a row is held, as a number in a column: the greatest wins.
pub(crate) mod held {
    /// Not held.
    pub const NO: u32 = 0;
    /// A value is not of the wanted type or format.
    pub const BAD_VALUE: u32 = 1;
    /// A code has no row in its code map.
    pub const UNMAPPED: u32 = 2;
}

/// A lowered expression.
pub(crate) struct Lowered {
    pub value: Expr,
    pub how: How,
    pub held: Option<Expr>,
    /// How many stages of [`Calls`] must have run before it can be asked for.
    after: usize,
}

/// The calls of functions in the trees that are lowered together. Each call is a column beside the fields of the relation: however many
/// rules ask for a patient's `LOOKUP`, and although a date is asked for its value and for whether it is bad, it is worked out once a row.
/// A call stands in a later stage than those that it takes as its arguments.
pub(crate) struct Calls<'c> {
    context: &'c SharedContext,
    /// By what is called with what: the name of the column, and the stages after which it is there.
    known: HashMap<String, (String, usize)>,
    stages: Vec<Vec<Expr>>,
}

impl<'c> Calls<'c> {
    pub(crate) fn new(context: &'c SharedContext) -> Self {
        Self { context, known: HashMap::new(), stages: Vec::new() }
    }

    /// The columns, stage by stage, for [`staged`].
    pub(crate) fn into_stages(self) -> Vec<Vec<Expr>> {
        self.stages
    }

    /// The column of a call, which is added where nobody asked for it yet; `after` is what its arguments need, and then what it needs.
    fn column(&mut self, call: String, value: Expr, after: &mut usize) -> Expr {
        if let Some((name, ready)) = self.known.get(&call) {
            *after = *ready;
            return col(name.as_str());
        }
        // No field of a table is called so.
        let name = format!("\u{1f}{}", self.known.len());
        if self.stages.len() <= *after {
            self.stages.resize_with(*after + 1, Vec::new);
        }
        if let Some(stage) = self.stages.get_mut(*after) {
            stage.push(value.alias(name.as_str()));
        }
        *after += 1;
        let column = col(name.as_str());
        self.known.insert(call, (name, *after));
        column
    }
}

/// The fields of a batch with the columns of its calls.
pub(crate) fn staged(frame: DataFrame, stages: &[Vec<Expr>]) -> LazyFrame {
    stages.iter().fold(frame.lazy(), |frame, stage| frame.with_columns(stage))
}

/// How a value came to be: known beforehand, or row by row.
#[derive(Clone)]
pub(crate) enum How {
    Fixed(u8),
    Column(Expr),
}

impl How {
    fn column(&self) -> Expr {
        match self {
            Self::Fixed(code) => lit(u32::from(*code)),
            Self::Column(expr) => expr.clone(),
        }
    }
}

/// Lowers a tree. `guarded` is set inside a branch that a field's value chose: a literal there is translated.
pub(crate) fn lower(tree: &Typed, calls: &mut Calls<'_>, guarded: bool) -> Lowered {
    let plain = |value: Expr, code: u8| Lowered { value, how: How::Fixed(code), held: None, after: 0 };
    match &tree.node {
        Node::Field(name) => plain(col(name.as_str()), how::COPIED),
        Node::Literal(text) => {
            let value = match text {
                Some(text) => lit(text.clone()),
                None => lit(NULL).cast(DataType::String),
            };
            plain(value, if guarded { how::TRANSLATED } else { how::DEFAULTED })
        }
        Node::Truth(truth) => plain(lit(*truth), if guarded { how::TRANSLATED } else { how::DEFAULTED }),
        Node::Compare(comparison, a, b) => compare(*comparison, a, b, calls),
        Node::And(a, b) => combine(&[a, b], calls, |v| v[0].clone().and(v[1].clone())),
        Node::Or(a, b) => combine(&[a, b], calls, |v| v[0].clone().or(v[1].clone())),
        Node::Not(a) => combine(&[a], calls, |v| v[0].clone().not()),
        Node::IsNull(a) => combine(&[a], calls, |v| v[0].clone().is_null()),
        Node::In(a, list) => {
            let items: Vec<&Typed> = std::iter::once(a.as_ref()).chain(list).collect();
            combine(&items, calls, |v| v[1..].iter().map(|x| v[0].clone().eq(x.clone())).reduce(Expr::or).unwrap_or(lit(false)))
        }
        Node::Like(a, pattern) => {
            let pattern = pattern.clone();
            combine(&[a], calls, move |v| v[0].clone().str().contains(lit(pattern.clone()), true))
        }
        Node::Concat(parts) => {
            let parts: Vec<&Typed> = parts.iter().collect();
            combine(&parts, calls, |v| concat_str(v.to_vec(), "", false))
        }
        Node::Arithmetic(op, a, b) => {
            let op = *op;
            combine(&[a, b], calls, move |v| {
                text_function(v.to_vec(), move |x| arithmetic(op, x[0]?, x[1]?))
            })
        }
        Node::Coalesce(parts) => coalesce_parts(parts, calls, guarded),
        Node::Case(branches, otherwise) => case(branches, otherwise.as_deref(), calls, guarded),
        Node::Call(function, arguments) => call(function, arguments, tree, calls),
    }
}

/// A value computed from parts: derived, held where a part is held.
fn combine(parts: &[&Typed], calls: &mut Calls<'_>, value: impl Fn(&[Expr]) -> Expr) -> Lowered {
    let lowered: Vec<Lowered> = parts.iter().map(|p| lower(p, calls, false)).collect();
    let values: Vec<Expr> = lowered.iter().map(|l| l.value.clone()).collect();
    combined(lowered, value(&values))
}

fn combined(parts: Vec<Lowered>, value: Expr) -> Lowered {
    let constant = parts.iter().all(|l| matches!(l.how, How::Fixed(how::DEFAULTED)));
    let how = How::Fixed(if constant { how::DEFAULTED } else { how::DERIVED });
    let after = last(&parts);
    Lowered { value, how, held: all_held(parts.into_iter().map(|l| l.held)), after }
}

/// The stages after which all of these are there.
fn last(parts: &[Lowered]) -> usize {
    parts.iter().map(|l| l.after).max().unwrap_or(0)
}

fn all_held(parts: impl Iterator<Item = Option<Expr>>) -> Option<Expr> {
    parts.flatten().reduce(|a, b| when(a.clone().gt(b.clone())).then(a).otherwise(b))
}

fn compare(comparison: Comparison, a: &Typed, b: &Typed, calls: &mut Calls<'_>) -> Lowered {
    let numbers = matches!(a.kind, Type::Integer | Type::Decimal) || matches!(b.kind, Type::Integer | Type::Decimal);
    combine(&[a, b], calls, move |v| {
        let (a, b) = (v[0].clone(), v[1].clone());
        if numbers {
            return boolean_function(vec![a, b], move |x| compare_numbers(comparison, x[0]?, x[1]?));
        }
        match comparison {
            Comparison::Equal => a.eq(b),
            Comparison::NotEqual => a.neq(b),
            Comparison::Less => a.lt(b),
            Comparison::LessOrEqual => a.lt_eq(b),
            Comparison::Greater => a.gt(b),
            Comparison::GreaterOrEqual => a.gt_eq(b),
        }
    })
}

fn compare_numbers(comparison: Comparison, a: &str, b: &str) -> Option<bool> {
    let order = parse_decimal(a)?.cmp(&parse_decimal(b)?);
    Some(match comparison {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
    })
}

fn arithmetic(op: Arithmetic, a: &str, b: &str) -> Option<String> {
    let (a, b): (Decimal, Decimal) = (parse_decimal(a)?, parse_decimal(b)?);
    let result = match op {
        Arithmetic::Add => a.checked_add(b),
        Arithmetic::Subtract => a.checked_sub(b),
        Arithmetic::Multiply => a.checked_mul(b),
        Arithmetic::Divide => a.checked_div(b),
    };
    result.map(|r| r.to_string())
}

fn coalesce_parts(parts: &[Typed], calls: &mut Calls<'_>, guarded: bool) -> Lowered {
    let lowered: Vec<Lowered> = parts.iter().map(|p| lower(p, calls, guarded)).collect();
    let value = coalesce(&lowered.iter().map(|l| l.value.clone()).collect::<Vec<_>>());
    let mut how = lit(u32::from(how::ABSENT));
    let mut held: Option<Expr> = None;
    for part in lowered.iter().rev() {
        let filled = part.value.clone().is_not_null();
        how = when(filled.clone()).then(part.how.column()).otherwise(how);
        // A later part counts only where the earlier ones are empty; a held earlier part holds the row.
        held = match (part.held.clone(), held) {
            (None, None) => None,
            (Some(own), None) => Some(own),
            (None, Some(later)) => Some(when(filled).then(lit(held::NO)).otherwise(later)),
            (Some(own), Some(later)) => {
                Some(when(filled.or(own.clone().gt(lit(held::NO)))).then(own).otherwise(later))
            }
        };
    }
    Lowered { value, how: How::Column(how), held, after: last(&lowered) }
}

fn case(branches: &[(Typed, Typed)], otherwise: Option<&Typed>, calls: &mut Calls<'_>, guarded: bool) -> Lowered {
    let mut rest = match otherwise {
        Some(otherwise) => lower(otherwise, calls, guarded),
        None => Lowered { value: lit(NULL).cast(DataType::String), how: How::Fixed(how::ABSENT), held: None, after: 0 },
    };
    for (condition, result) in branches.iter().rev() {
        // A literal chosen by what a field says is translated; one chosen because fields are empty is a default.
        let by_value = !only_nulls(condition);
        let test = lower(condition, calls, false);
        let then = lower(result, calls, by_value || guarded);
        let chosen = test.value.clone().fill_null(lit(false));
        let pick = |a: Expr, b: Expr| when(chosen.clone()).then(a).otherwise(b);
        let branch_held = match (then.held.clone(), rest.held.clone()) {
            (None, None) => None,
            (a, b) => Some(pick(a.unwrap_or(lit(held::NO)), b.unwrap_or(lit(held::NO)))),
        };
        rest = Lowered {
            after: test.after.max(then.after).max(rest.after),
            how: How::Column(pick(then.how.column(), rest.how.column())),
            value: pick(then.value, rest.value),
            held: all_held([test.held, branch_held].into_iter()),
        };
    }
    rest
}

/// A condition that asks only whether fields are empty.
fn only_nulls(condition: &Typed) -> bool {
    match &condition.node {
        Node::IsNull(_) => true,
        Node::And(a, b) | Node::Or(a, b) => only_nulls(a) && only_nulls(b),
        Node::Truth(_) => true,
        _ => false,
    }
}

/// A call of `tree`, which is a function with its arguments.
fn call(function: &Function, arguments: &[Typed], tree: &Typed, calls: &mut Calls<'_>) -> Lowered {
    let parts: Vec<Lowered> = arguments.iter().map(|a| lower(a, calls, false)).collect();
    let inputs: Vec<Expr> = parts.iter().map(|l| l.value.clone()).collect();
    let own_how = parts.first().map(|l| l.how.clone());
    let (shared, used) = (calls.context.clone(), function.clone());
    let made = if tree.kind == Type::Boolean {
        boolean_function(inputs.clone(), move |x| match used.apply(x, &shared) {
            Made::Value(text) => Some(text == "true"),
            _ => None,
        })
    } else {
        text_function(inputs.clone(), move |x| match used.apply(x, &shared) {
            Made::Value(text) => Some(text),
            _ => None,
        })
    };
    let mut lowered = combined(parts, made);
    // One of constants alone has one row, whatever the batch has: no column of a batch.
    let reads_fields = {
        let mut names = Vec::new();
        tree.fields(&mut names);
        !names.is_empty()
    };
    if reads_fields {
        lowered.value = calls.column(format!("{tree:?}"), lowered.value, &mut lowered.after);
    }
    if function.translates() && !matches!(lowered.how, How::Fixed(how::DEFAULTED)) {
        lowered.how = How::Fixed(how::TRANSLATED);
    }
    // What is looked up is of a record, whatever names it.
    if matches!((function, &lowered.how), (Function::Lookup { .. }, How::Fixed(how::DEFAULTED))) {
        lowered.how = How::Fixed(how::DERIVED);
    }
    if let (Function::Trim | Function::NullIf | Function::ToText, Some(how)) = (function, own_how) {
        lowered.how = how; // still the field's own value
    }
    if function.may_hold() {
        let (shared, used) = (calls.context.clone(), function.clone());
        let inputs: Vec<Expr> = std::iter::once(lowered.value.clone()).chain(inputs).collect();
        // What made a value is not held: the call is not made a second time for it.
        let mut own = number_function(inputs, move |x| match x.split_first() {
            Some((None, arguments)) => match used.apply(arguments, &shared) {
                Made::Bad => held::BAD_VALUE,
                Made::Unmapped => held::UNMAPPED,
                _ => held::NO,
            },
            _ => held::NO,
        });
        if reads_fields {
            own = calls.column(format!("held {tree:?}"), own, &mut lowered.after);
        }
        lowered.held = all_held([lowered.held, Some(own)].into_iter());
    }
    lowered
}

/// Rows of several text columns; a column of one row stands for every row.
fn rows<T>(columns: &[Column], mut each: impl FnMut(&[Option<&str>]) -> T) -> PolarsResult<Vec<T>> {
    let texts = columns
        .iter()
        .map(|c| c.cast(&DataType::String)?.as_materialized_series().str().cloned())
        .collect::<PolarsResult<Vec<_>>>()?;
    let length = if texts.iter().any(ChunkedArray::is_empty) { 0 } else { texts.iter().map(ChunkedArray::len).max().unwrap_or(0) };
    let mut row = vec![None; texts.len()];
    let mut out = Vec::with_capacity(length);
    for index in 0..length {
        for (cell, text) in row.iter_mut().zip(&texts) {
            *cell = text.get(if text.len() == 1 { 0 } else { index });
        }
        out.push(each(&row));
    }
    Ok(out)
}

fn text_function(inputs: Vec<Expr>, f: impl Fn(&[Option<&str>]) -> Option<String> + Send + Sync + 'static) -> Expr {
    map_multiple(
        move |columns| {
            let name = columns[0].name().clone();
            let made = rows(columns, &f)?;
            Ok(StringChunked::from_iter_options(name, made.into_iter()).into_series().into_column())
        },
        inputs,
        |_, fields| Ok(Field::new(fields[0].name().clone(), DataType::String)),
    )
}

fn boolean_function(inputs: Vec<Expr>, f: impl Fn(&[Option<&str>]) -> Option<bool> + Send + Sync + 'static) -> Expr {
    map_multiple(
        move |columns| {
            let name = columns[0].name().clone();
            let made = rows(columns, &f)?;
            Ok(BooleanChunked::from_iter_options(name, made.into_iter()).into_series().into_column())
        },
        inputs,
        |_, fields| Ok(Field::new(fields[0].name().clone(), DataType::Boolean)),
    )
}

fn number_function(inputs: Vec<Expr>, f: impl Fn(&[Option<&str>]) -> u32 + Send + Sync + 'static) -> Expr {
    map_multiple(
        move |columns| {
            let name = columns[0].name().clone();
            let made = rows(columns, &f)?;
            Ok(UInt32Chunked::from_vec(name, made).into_series().into_column())
        },
        inputs,
        |_, fields| Ok(Field::new(fields[0].name().clone(), DataType::UInt32)),
    )
}
