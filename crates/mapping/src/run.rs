//! The run: source rows through the plan in batches on Polars, resources out, everything else counted.

use crate::batch::{BATCH_ROWS, Batch, broadcast, filled, watched};
use crate::check::{CheckedResource, CheckedRule, Plan};
use crate::document::Document;
use crate::elements::Elements;
use crate::expression::{self, Node, Scope, Typed};
use crate::functions::{CodeMapIndex, Context, Function, LookupTable, SharedContext, key};
use crate::how;
use crate::ids::stable_id;
use crate::links::Links;
use crate::lower::{Calls, How, Lowered, held, lower, staged};
use crate::output::Template;
use model::TextTable;
use polars::prelude::*;
use std::collections::{BTreeMap, HashSet};
use std::ops::ControlFlow;
use std::sync::Arc;

/// Where source rows come from.
pub trait Source {
    /// Hands each row of a relation to `each`: artifact, line, one value a wanted field (`None` when empty).
    fn scan(&self, relation: &str, fields: &[String], each: &mut dyn FnMut(u32, u64, &[Option<&str>]) -> ControlFlow<()>) -> std::io::Result<()>;
}

/// A resource that was made.
pub struct MadeResource<'a> {
    /// Resource type.
    pub kind: &'a str,
    /// One JSON line without line end.
    pub json: &'a str,
    /// Source artifact.
    pub artifact: u32,
    /// Source line.
    pub line: u64,
    /// Index of the resource set in the plan.
    pub set: usize,
}

/// A row that was held back.
pub struct Held<'a> {
    /// Index of the resource set in the plan.
    pub set: usize,
    /// Source artifact.
    pub artifact: u32,
    /// Source line.
    pub line: u64,
    /// Rule id, `key`, or the mandatory element.
    pub rule: &'a str,
    /// `bad value`, `unmapped code`, `no key`, `id collision`, `mandatory element is empty`, `not in value set`.
    pub reason: &'static str,
}

/// Where a run's results go.
pub trait Sink {
    /// One resource.
    fn resource(&mut self, made: &MadeResource<'_>) -> std::io::Result<()>;
    /// One row held back.
    fn held(&mut self, held: &Held<'_>) -> std::io::Result<()>;
    /// Called after each batch with the rows it had; `Break` cancels the run.
    fn progress(&mut self, rows: u64) -> ControlFlow<()>;
    /// Whether any row is kept out. The patients' own rows are then read before everything that refers to them.
    fn keeps_out(&self) -> bool {
        false
    }
    /// Whether a source row is of a patient who does not migrate: nothing is made of it, nor of a row whose resource would refer to that
    /// patient as the one it is about.
    fn is_kept_out(&self, _artifact: u32, _line: u64) -> bool {
        false
    }
    /// One row of which nothing was made because its patient does not migrate.
    fn kept_out(&mut self, _artifact: u32, _line: u64) -> std::io::Result<()> {
        Ok(())
    }
}

/// What came of one rule.
#[derive(Debug, Clone, Default)]
pub struct RuleReport {
    /// Rule id.
    pub rule: String,
    /// FHIR element.
    pub element: String,
    /// Reason given for defaults.
    pub reason: Option<String>,
    /// Values by how they came to be, index `how`.
    pub values: [u64; 5],
    /// Rows held because of it.
    pub held: u64,
}

/// What came of one resource set.
#[derive(Debug, Clone, Default)]
pub struct ResourceReport {
    /// Resource type.
    pub kind: String,
    /// Source relation.
    pub from: String,
    /// Rows read.
    pub rows: u64,
    /// Resources made.
    pub made: u64,
    /// Rows declared dropped by `where`, and the reason.
    pub dropped: u64,
    /// Why.
    pub dropped_reason: String,
    /// Rows of patients who do not migrate.
    pub kept_out: u64,
    /// Rows held back, by rule and reason.
    pub held: BTreeMap<(String, &'static str), u64>,
    /// Per rule.
    pub rules: Vec<RuleReport>,
}

/// What came of a run.
#[derive(Debug, Clone, Default)]
pub struct RunReport {
    /// Per resource set, in order.
    pub resources: Vec<ResourceReport>,
    /// Codes without a row, by code map and code, with rows.
    pub unmapped: BTreeMap<(String, String), u64>,
    /// Distinct references that lead nowhere, by resource type referred to.
    pub dangling: BTreeMap<String, u64>,
    /// The run was cancelled.
    pub cancelled: bool,
}

impl RunReport {
    /// Rows held back in all.
    pub fn held(&self) -> u64 {
        self.resources.iter().flat_map(|r| r.held.values()).sum()
    }

    /// Resources made in all.
    pub fn made(&self) -> u64 {
        self.resources.iter().map(|r| r.made).sum()
    }
}

impl Plan {
    /// Runs every resource set in order.
    pub fn run(&self, source: &dyn Source, sink: &mut dyn Sink) -> std::io::Result<RunReport> {
        let trees = self.resources.iter().flat_map(|r| r.rules.iter().map(|c| &c.tree).chain([&r.key]).chain(&r.filter));
        let context = Arc::new(context(&self.document, trees, source)?);
        let mut report = RunReport::default();
        let mut links = Links::default();
        let mut order: Vec<(usize, &CheckedResource)> = self.resources.iter().enumerate().collect();
        if sink.keeps_out() {
            order.sort_by_key(|(_, resource)| resource.set.kind != "Patient");
        }
        let mut finished: BTreeMap<usize, ResourceReport> = BTreeMap::new();
        for (index, resource) in order {
            let mut set = SetRun::new(index, resource, &context, &self.document.system, &mut links, &mut report.unmapped);
            let mut batch = Batch::new(&resource.fields);
            let mut failure = None;
            let mut cancelled = false;
            source.scan(&resource.set.from, &resource.fields, &mut |artifact, line, values| {
                batch.push(artifact, line, values);
                if batch.places.len() < BATCH_ROWS {
                    return ControlFlow::Continue(());
                }
                match set.evaluate(&mut batch, sink) {
                    Ok(flow) => {
                        cancelled = flow.is_break();
                        flow
                    }
                    Err(error) => {
                        failure = Some(error);
                        ControlFlow::Break(())
                    }
                }
            })?;
            if let Some(error) = failure {
                return Err(error);
            }
            if !cancelled && !batch.places.is_empty() {
                cancelled = set.evaluate(&mut batch, sink)?.is_break();
            }
            finished.insert(index, set.report);
            if cancelled {
                report.cancelled = true;
                break;
            }
        }
        report.resources = finished.into_values().collect();
        if !report.cancelled {
            report.dangling = links.dangling();
        }
        Ok(report)
    }
}

/// Code maps and lookup tables that the trees use.
fn context<'a>(document: &Document, trees: impl Iterator<Item = &'a Typed>, source: &dyn Source) -> std::io::Result<Context> {
    let mut context = Context {
        system: document.system.clone(),
        // A document with a zone that nobody knows is none: it does not parse.
        zone: document.timezone.as_deref().and_then(model::Zone::of),
        code_maps: document.code_maps.iter().map(|(n, m)| (n.clone(), CodeMapIndex::new(m))).collect(),
        lookups: Vec::new(),
    };
    let mut wanted = HashSet::new();
    for tree in trees {
        tree.functions(&mut |function| {
            if let Function::Lookup { relation, keys, value } = function {
                wanted.insert((relation.clone(), keys.clone(), value.clone()));
            }
        });
    }
    for (relation, keys, value) in wanted {
        let mut rows = TextTable::default();
        let fields: Vec<String> = keys.iter().chain([&value]).cloned().collect();
        source.scan(&relation, &fields, &mut |_, _, cells| {
            if let Some((Some(found), parts)) = cells.split_last()
                && parts.iter().all(Option::is_some)
            {
                rows.add(&key(parts), found);
            }
            ControlFlow::Continue(())
        })?;
        context.lookups.push(LookupTable { relation, keys, value, rows });
    }
    Ok(context)
}

fn polars_error(error: PolarsError) -> std::io::Error {
    std::io::Error::other(format!("evaluation failed: {error}"))
}

/// One resource set being run.
struct SetRun<'a> {
    index: usize,
    resource: &'a CheckedResource,
    template: Template,
    stages: Vec<Vec<Expr>>,
    outputs: Vec<Expr>,
    fixed_how: Vec<Option<u8>>,
    may_hold: Vec<bool>,
    /// Rules that read fields: the others say the same of every row.
    varying: Vec<usize>,
    /// Rules that refer to another resource, and those of them that say whom the resource is about.
    references: Vec<usize>,
    about: Vec<usize>,
    /// Rules whose value must be one of a value set.
    bound: Vec<usize>,
    system: &'a str,
    mandatory: Vec<(Vec<usize>, String)>,
    links: &'a mut Links,
    unmapped: &'a mut BTreeMap<(String, String), u64>,
    maps: Vec<Vec<(String, String)>>,
    context: SharedContext,
    report: ResourceReport,
}

impl<'a> SetRun<'a> {
    fn new(
        index: usize,
        resource: &'a CheckedResource,
        context: &SharedContext,
        system: &'a str,
        links: &'a mut Links,
        unmapped: &'a mut BTreeMap<(String, String), u64>,
    ) -> Self {
        let mut calls = Calls::new(context);
        let mut outputs = vec![lower(&resource.key, &mut calls, false).value.cast(DataType::String).alias("key")];
        if let Some(filter) = &resource.filter {
            outputs.push(lower(filter, &mut calls, false).value.alias("filter"));
        }
        let (mut fixed_how, mut may_hold) = (Vec::new(), Vec::new());
        for (i, rule) in resource.rules.iter().enumerate() {
            let Lowered { value, how, held, .. } = lower(&rule.tree, &mut calls, false);
            outputs.push(value.cast(DataType::String).alias(format!("v{i}")));
            fixed_how.push(match how {
                // The system beside a code says what the code is; it is no value of its own.
                How::Fixed(how::DEFAULTED) if goes_with_a_field(rule, &resource.rules) => Some(how::TRANSLATED),
                How::Fixed(code) => Some(code),
                How::Column(expr) => {
                    outputs.push(expr.alias(format!("h{i}")));
                    None
                }
            });
            may_hold.push(held.is_some());
            if let Some(held) = held {
                outputs.push(held.alias(format!("x{i}")));
            }
        }
        let report = ResourceReport {
            kind: resource.set.kind.clone(),
            from: resource.set.from.clone(),
            dropped_reason: resource.set.dropped.clone().unwrap_or_default(),
            rules: resource.rules.iter().map(rule_report).collect(),
            ..Default::default()
        };
        Self {
            index,
            resource,
            template: Template::new(&resource.rules),
            stages: calls.into_stages(),
            outputs,
            fixed_how,
            may_hold,
            varying: rules_that(resource, |rule| !rule.is_constant()),
            references: rules_that(resource, is_reference),
            about: rules_that(resource, is_about),
            bound: rules_that(resource, |rule| rule.element.binding == "required" && !rule.element.codes.is_empty()),
            system,
            mandatory: mandatory(resource),
            links,
            unmapped,
            maps: resource.rules.iter().map(|r| mapped_fields(&r.tree)).collect(),
            context: context.clone(),
            report,
        }
    }

    fn evaluate(&mut self, batch: &mut Batch, sink: &mut dyn Sink) -> std::io::Result<ControlFlow<()>> {
        let frame = batch.frame().map_err(polars_error)?;
        let made = staged(frame.clone(), &self.stages).select(&self.outputs).collect().map_err(polars_error)?;
        let places = std::mem::take(&mut batch.places);
        let text = |name: &str| -> PolarsResult<StringChunked> { made.column(name)?.as_materialized_series().str().cloned() };
        let number = |name: &str| -> PolarsResult<UInt32Chunked> { made.column(name)?.cast(&DataType::UInt32)?.as_materialized_series().u32().cloned() };
        let keys = text("key").map_err(polars_error)?;
        let filter = match self.resource.filter {
            Some(_) => Some(made.column("filter").and_then(|c| c.as_materialized_series().bool().cloned()).map_err(polars_error)?),
            None => None,
        };
        let count = self.resource.rules.len();
        let mut values = Vec::with_capacity(count);
        let (mut hows, mut helds) = (Vec::new(), Vec::new());
        for i in 0..count {
            values.push(text(&format!("v{i}")).map_err(polars_error)?);
            hows.push(if self.fixed_how[i].is_none() { Some(number(&format!("h{i}")).map_err(polars_error)?) } else { None });
            helds.push(if self.may_hold[i] { Some(number(&format!("x{i}")).map_err(polars_error)?) } else { None });
        }
        let code = |i: usize, at: usize| helds.get(i).and_then(Option::as_ref).and_then(|h: &UInt32Chunked| h.get(broadcast(h.len(), at))).unwrap_or(held::NO);
        let context = self.context.clone();
        let watched = watched(&self.maps, &frame, &context);
        let mut counted = vec![[0u64; 5]; count];
        let mut row: Vec<Option<&str>> = values.iter().map(|column| filled(column, 0)).collect();
        let mut json = String::new();
        for (at, (artifact, line)) in places.iter().copied().enumerate() {
            self.report.rows += 1;
            if filter.as_ref().is_some_and(|f| f.get(broadcast(f.len(), at)) != Some(true)) {
                self.report.dropped += 1;
                continue;
            }
            for i in &self.varying {
                row[*i] = filled(&values[*i], at);
            }
            if self.keep_out((artifact, line), keys.get(broadcast(keys.len(), at)), &row, sink)? {
                continue;
            }
            let mut refused = keys.get(broadcast(keys.len(), at)).is_none().then(|| ("key".to_string(), "no key"));
            for watched in &watched {
                if let Some(value) = watched.unmapped(code(watched.rule, at), at) {
                    *self.unmapped.entry((watched.map.clone(), value.to_string())).or_default() += 1;
                }
            }
            if refused.is_none()
                && let Some((i, code)) = (0..count).map(|i| (i, code(i, at))).find(|(_, code)| *code != held::NO)
            {
                self.report.rules[i].held += 1;
                let reason = if code == held::UNMAPPED { "unmapped code" } else { "bad value" };
                refused = Some((self.resource.rules[i].rule.id.clone(), reason));
            }
            refused = refused.or_else(|| self.refuse(&row));
            let id = stable_id(self.system, &self.resource.set.kind, keys.get(broadcast(keys.len(), at)).unwrap_or(""));
            if refused.is_none() && !self.links.made(&self.resource.set.kind, &id) {
                refused = Some(("key".into(), "id collision"));
            }
            if let Some((rule, reason)) = refused {
                sink.held(&Held { set: self.index, artifact, line, rule: &rule, reason })?;
                *self.report.held.entry((rule, reason)).or_default() += 1;
                continue;
            }
            for (i, value) in row.iter().enumerate() {
                let how = match (value, self.fixed_how[i]) {
                    (None, _) => how::ABSENT,
                    (Some(_), Some(code)) => code,
                    (Some(_), None) => hows[i].as_ref().and_then(|h| h.get(broadcast(h.len(), at))).unwrap_or(0) as u8,
                };
                counted[i][usize::from(how)] += 1;
            }
            for reference in self.references.iter().filter_map(|i| row[*i]) {
                self.links.referred(reference);
            }
            self.template.resource(&self.resource.set.kind, &id, self.resource.set.profile.as_deref(), &row, &mut json);
            self.report.made += 1;
            sink.resource(&MadeResource { kind: &self.resource.set.kind, json: &json, artifact, line, set: self.index })?;
        }
        for (rule, counted) in self.report.rules.iter_mut().zip(&counted) {
            rule.values.iter_mut().zip(counted).for_each(|(all, more)| *all += more);
        }
        Ok(sink.progress(places.len() as u64))
    }

    /// Whether a row is of a patient who does not migrate; such a row is counted, and whoever it is about is remembered.
    fn keep_out(&mut self, (artifact, line): (u32, u64), key: Option<&str>, row: &[Option<&str>], sink: &mut dyn Sink) -> std::io::Result<bool> {
        let by_row = sink.is_kept_out(artifact, line);
        let of_patient = self.resource.set.kind == "Patient";
        let refers = |i: &usize| row[*i].is_some_and(|reference| self.links.is_kept_out(reference));
        // Other patients whom a patient's own record names are not whom it is about.
        if !by_row && (of_patient || !self.about.iter().any(refers)) {
            return Ok(false);
        }
        if of_patient && let Some(key) = key {
            self.links.keep_out(&stable_id(self.system, "Patient", key));
        }
        self.report.kept_out += 1;
        sink.kept_out(artifact, line)?;
        Ok(true)
    }

    /// A mandatory element without value, or a code outside a required value set.
    fn refuse(&self, row: &[Option<&str>]) -> Option<(String, &'static str)> {
        for (rules, name) in &self.mandatory {
            if rules.iter().all(|i| row[*i].is_none()) {
                return Some((name.clone(), "mandatory element is empty"));
            }
        }
        let outside = |i: &&usize| row[**i].is_some_and(|v| !self.resource.rules[**i].element.codes.iter().any(|c| c == v));
        self.bound.iter().find(outside).map(|i| (self.resource.rules[*i].rule.id.clone(), "not in value set"))
    }
}

fn rules_that(resource: &CheckedResource, holds: impl Fn(&CheckedRule) -> bool) -> Vec<usize> {
    resource.rules.iter().enumerate().filter(|(_, rule)| holds(rule)).map(|(i, _)| i).collect()
}

fn is_reference(rule: &CheckedRule) -> bool {
    rule.rule.to.ends_with("reference")
}

/// Whether a rule says whom a resource is about.
fn is_about(rule: &CheckedRule) -> bool {
    let first = rule.steps.first().map_or("", |step| step.name.as_str());
    is_reference(rule) && ["subject", "patient", "beneficiary", "for", "participant"].contains(&first)
}

fn rule_report(rule: &CheckedRule) -> RuleReport {
    RuleReport { rule: rule.rule.id.clone(), element: rule.rule.to.clone(), reason: rule.rule.reason.clone(), ..Default::default() }
}

/// A constant that stands, at some level below the root, in one element with values of fields.
fn goes_with_a_field(rule: &CheckedRule, rules: &[CheckedRule]) -> bool {
    let own = &rule.steps[..rule.steps.len() - 1];
    let shares = |depth: usize| rules.iter().any(|r| !r.is_constant() && r.steps.len() > depth && r.steps[..depth] == own[..depth]);
    (1..=own.len()).any(shares)
}

/// (code map, field) of each MAP over a plain field.
fn mapped_fields(tree: &Typed) -> Vec<(String, String)> {
    fn visit(tree: &Typed, out: &mut Vec<(String, String)>) {
        match &tree.node {
            Node::Call(Function::Map(name, crate::functions::MapPart::Code), arguments) => {
                let mut fields = Vec::new();
                arguments.iter().for_each(|a| a.fields(&mut fields));
                if let [field] = &fields[..] {
                    out.push((name.clone(), field.clone()));
                }
            }
            // Inside CASE and after the first part of COALESCE a code map may not be asked at all.
            Node::Coalesce(list) => list.iter().take(1).for_each(|t| visit(t, out)),
            Node::Concat(list) | Node::Call(_, list) => list.iter().for_each(|t| visit(t, out)),
            _ => {}
        }
    }
    let mut out = Vec::new();
    visit(tree, &mut out);
    out
}

/// Rules under each mandatory element of the resource type.
fn mandatory(resource: &CheckedResource) -> Vec<(Vec<usize>, String)> {
    let groups = Elements::r4().mandatory(&resource.set.kind);
    groups
        .into_iter()
        .map(|names| {
            let rules = resource.rules.iter().enumerate().filter(|(_, r)| names.iter().any(|n| r.steps.first().is_some_and(|s| s.name == *n)));
            (rules.map(|(i, _)| i).collect(), names.join(" or "))
        })
        .collect()
}

/// Evaluates expressions over a relation without making resources: for previews. Hands out artifact, line, the inputs and,
/// per expression, value and `how`. Expressions that do not check are returned as problems.
pub fn preview(
    plan: &Plan,
    relation: &str,
    expressions: &[&str],
    schema: Option<&crate::SourceSchema>,
    source: &dyn Source,
    each: &mut dyn FnMut(u32, u64, &[Option<&str>], &[(Option<&str>, u8)]) -> ControlFlow<()>,
) -> std::io::Result<Result<(Vec<String>, Vec<&'static str>), Vec<crate::Problem>>> {
    let fields = schema.and_then(|s| s.get(relation)).map(Vec::as_slice);
    let scope = Scope { relation, fields, code_maps: &plan.document.code_maps, relations: schema };
    let mut trees = Vec::new();
    for text in expressions {
        match expression::check(text, &scope) {
            Ok(tree) => trees.push(tree),
            Err(problem) => return Ok(Err(vec![problem])),
        }
    }
    let mut names = Vec::new();
    trees.iter().for_each(|t| t.fields(&mut names));
    let context = Arc::new(context(&plan.document, trees.iter(), source)?);
    let (mut outputs, mut calls) = (Vec::new(), Calls::new(&context));
    for (i, tree) in trees.iter().enumerate() {
        let lowered = lower(tree, &mut calls, false);
        let how = match lowered.how {
            How::Fixed(code) => lit(u32::from(code)),
            How::Column(expr) => expr,
        };
        let held = lowered.held.unwrap_or(lit(held::NO));
        outputs.push(lowered.value.cast(DataType::String).alias(format!("v{i}")));
        // A held value shows as such: 5 bad value, 6 unmapped.
        outputs.push(when(held.clone().gt(lit(held::NO))).then(held + lit(4u32)).otherwise(how).alias(format!("h{i}")));
    }
    let stages = calls.into_stages();
    let wanted = if names.is_empty() { fields.and_then(|f| f.first()).cloned().into_iter().collect() } else { names.clone() };
    let mut batch = Batch::new(&wanted);
    let mut stopped = false;
    let mut flush = |batch: &mut Batch| -> PolarsResult<()> {
        let frame = batch.frame()?;
        let height = frame.height();
        let made = staged(frame.clone(), &stages).select(&outputs).collect()?;
        let inputs: Vec<StringChunked> = frame.columns().iter().map(|c| c.as_materialized_series().str().cloned()).collect::<PolarsResult<_>>()?;
        let mut columns = Vec::new();
        for i in 0..trees.len() {
            let values = made.column(&format!("v{i}"))?.as_materialized_series().str()?.clone();
            let hows = made.column(&format!("h{i}"))?.cast(&DataType::UInt32)?.as_materialized_series().u32()?.clone();
            columns.push((values, hows));
        }
        let places = std::mem::take(&mut batch.places);
        for at in 0..height {
            let input: Vec<Option<&str>> = inputs.iter().take(names.len()).map(|c| c.get(at)).collect();
            let output: Vec<(Option<&str>, u8)> = columns
                .iter()
                .map(|(v, h)| {
                    let value = v.get(broadcast(v.len(), at));
                    let how = h.get(broadcast(h.len(), at)).unwrap_or(0) as u8;
                    (value, if value.is_none() && how < 5 { how::ABSENT } else { how })
                })
                .collect();
            if each(places[at].0, places[at].1, &input, &output).is_break() {
                stopped = true;
                return Ok(());
            }
        }
        Ok(())
    };
    let mut failure = None;
    source.scan(relation, &wanted, &mut |artifact, line, values| {
        batch.push(artifact, line, values);
        if batch.places.len() >= BATCH_ROWS {
            failure = flush(&mut batch).err();
        }
        if failure.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    if failure.is_none() && !batch.places.is_empty() {
        failure = flush(&mut batch).err();
    }
    match failure {
        Some(error) => Err(polars_error(error)),
        None => Ok(Ok((names, trees.iter().map(|t| t.kind.word()).collect()))),
    }
}
