//! The mapping: the grid, one rule, its preview, its history.

use super::artifacts::{decision, field_name, source_profiles, structure};
use super::line_diff::line_diff;
use super::{Answer, app, invalid, last_compare, last_migrate, not_found, page};
use crate::migrate::SetCounts;
use crate::show::{Showing, phi_class, rows_told, share_told};
use crate::source::{LegacySource, each_profiled, legacy_schema};
use crate::told::lines_told;
use crate::{AppError, Host, Workspace};
use contract::{
    CodeMapDetail, CodeMapEntry, CodeMapRow, MappingHistory, MappingVersion, MappingView, Nothing, PageQuery, PreviewRow, PreviewRule, RuleDetail,
    RulePreview, RuleQuery, RuleRow, RuleVersion, SourceField, SourceRelation, TargetElement, TargetResource, WireError,
};
use mapping::{CheckedRule, Document, Elements, Plan, how};
use model::{Phi, Side};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;
use store::DocumentVersion;

/// The latest version, its document and plan against the legacy side.
pub(crate) struct Latest {
    pub version: DocumentVersion,
    pub plan: Plan,
    pub problems: Vec<::mapping::Problem>,
}

pub(crate) fn latest(workspace: &Workspace) -> Answer<Latest> {
    let version = app(workspace.store().document("mapping"))?.ok_or_else(not_found)?;
    let document = Document::parse(&version.text).map_err(|p| invalid(&p))?;
    let (plan, problems) = Plan::check(document, Some(&legacy_schema(workspace)?));
    Ok(Latest { version, plan, problems })
}

pub(crate) fn mapping<H: Host>(host: &H, _: Nothing) -> Answer<MappingView> {
    let workspace = host.workspace();
    let Some(version) = app(workspace.store().document("mapping"))? else {
        return Ok(MappingView { sources: sources(workspace, None)?, negative_space: super::overview::space(workspace)?, ..Default::default() });
    };
    let approved = app(workspace.store().approved_version("mapping"))?;
    let Latest { version, plan, problems } = match Document::parse(&version.text) {
        Err(problems) => {
            return Ok(MappingView { version: version.version, approved, problems: super::problems(&problems), text: version.text, ..Default::default() });
        }
        Ok(_) => latest(workspace)?,
    };
    let migrate = last_migrate(workspace)?;
    let sets = migrate.as_ref().map(|(_, r)| r.sets.as_slice());
    let findings = findings_per_rule(workspace)?;
    let unmapped: HashMap<&str, u64> = migrate.iter().flat_map(|(_, r)| &r.unmapped).fold(HashMap::new(), |mut counts, (map, _, _)| {
        *counts.entry(map.as_str()).or_default() += 1;
        counts
    });
    let rules: Vec<RuleRow> = plan.document.resources.iter().flat_map(|set| {
        let (plan, problems, findings) = (&plan, &problems, &findings);
        set.rules.iter().map(move |rule| rule_row(set, rule, plan, problems, sets, findings))
    }).collect();
    let code_maps = plan.document.code_maps.iter().map(|(id, map)| CodeMapRow {
        id: id.clone(),
        rows: map.rows.len() as u64,
        rules: rules.iter().filter(|r| r.code_map.as_deref() == Some(id)).map(|r| r.id.clone()).collect(),
        unmapped: migrate.as_ref().map(|_| unmapped.get(id.as_str()).copied().unwrap_or(0)),
        otherwise: map.otherwise.clone(),
    });
    Ok(MappingView {
        version: version.version,
        approved,
        name: plan.document.name.clone(),
        sources: sources(workspace, Some(&plan))?,
        targets: targets(&plan, sets),
        code_maps: code_maps.collect(),
        negative_space: super::overview::space(workspace)?,
        invented: migrate.as_ref().map_or_else(Vec::new, |(_, r)| super::overview::invented(r)),
        problems: super::problems(&problems),
        run: migrate.as_ref().map_or(0, |(r, _)| r.id),
        text: version.text.clone(),
        rules,
    })
}

fn findings_per_rule(workspace: &Workspace) -> Answer<HashMap<String, u64>> {
    let mut counts = HashMap::new();
    if let Some((run, _)) = last_compare(workspace)? {
        for cause in app(workspace.store().causes(run.id))? {
            if let Some(rule) = cause.rule {
                *counts.entry(rule).or_default() += cause.statements;
            }
        }
    }
    Ok(counts)
}

fn rule_row(
    set: &::mapping::ResourceSet,
    rule: &::mapping::Rule,
    plan: &Plan,
    problems: &[::mapping::Problem],
    sets: Option<&[SetCounts]>,
    findings: &HashMap<String, u64>,
) -> RuleRow {
    let checked: Option<&CheckedRule> = plan.rule(&rule.id).map(|(_, r)| r);
    let counts = sets.and_then(|s| s.iter().flat_map(|s| &s.rules).find(|r| r.0 == rule.id));
    let lines = rule.value.lines().count() as u32 + 4;
    let problem = if checked.is_some() { None } else { problems.iter().find(|p| p.line + 1 >= rule.line && p.line <= rule.line + lines).map(|p| p.message.clone()) };
    RuleRow {
        id: rule.id.clone(),
        set: set.name(),
        resource: set.kind.clone(),
        relation: structure(&set.from),
        fields: checked.map_or_else(|| ::mapping::field_names(&rule.value), |c| c.fields.clone()),
        expression: rule.value.trim().to_string(),
        element: rule.to.clone(),
        code_map: checked.and_then(|c| c.code_maps.first().cloned()),
        how: checked.map_or("derived", |c| c.how()).into(),
        values: counts.map(|c| c.3[1..].iter().sum()),
        defaulted: counts.map(|c| c.3[usize::from(how::DEFAULTED)]),
        held: counts.map(|c| c.4),
        problem: problem.or_else(|| checked.is_none().then(|| "does not check".to_string())),
        findings: findings.get(&rule.id).copied().unwrap_or(0),
    }
}

fn sources(workspace: &Workspace, plan: Option<&Plan>) -> Answer<Vec<SourceRelation>> {
    let relations = source_profiles(workspace, Side::Legacy)?.into_iter().map(|(name, (rows, profiles))| {
        let fields = profiles
            .iter()
            .map(|p| {
                let (decision, reason) = decision(plan, &name, &p.name);
                SourceField {
                    name: field_name(&p.name),
                    kind: p.kind.clone(),
                    filled: share_told(p.filled, p.rows),
                    phi_class: phi_class(p).into(),
                    decision: decision.into(),
                    reason,
                }
            })
            .collect();
        SourceRelation { name: structure(&name), rows, fields }
    });
    Ok(relations.collect())
}

/// Elements shown of a resource type: those a rule fills, the mandatory, the must-supported.
fn targets(plan: &Plan, sets: Option<&[SetCounts]>) -> Vec<TargetResource> {
    let elements = Elements::r4();
    let mut kinds: Vec<&str> = Vec::new();
    for resource in &plan.document.resources {
        if !kinds.contains(&resource.kind.as_str()) {
            kinds.push(&resource.kind);
        }
    }
    kinds
        .into_iter()
        .map(|kind| {
            let of_kind: Vec<&SetCounts> = sets.into_iter().flatten().filter(|s| s.resource == kind).collect();
            let made: u64 = of_kind.iter().map(|s| s.made).sum();
            let rules: Vec<&::mapping::Rule> = plan.document.resources.iter().filter(|r| r.kind == kind).flat_map(|r| &r.rules).collect();
            let bare = |to: &str| to.split('.').map(|p| p.split('[').next().unwrap_or(p)).collect::<Vec<_>>().join(".");
            let mut listed = Vec::new();
            let mut add = |path: String, kind_name: &str, min: u32, many: bool, binding: &str, must: bool| {
                let filling: Vec<&&::mapping::Rule> = rules.iter().filter(|r| bare(&r.to) == path || bare(&r.to).starts_with(&format!("{path}."))).collect();
                let values: u64 = of_kind.iter().flat_map(|s| &s.rules).filter(|r| filling.iter().any(|f| f.id == r.0)).map(|r| r.3[1..].iter().sum::<u64>()).max().unwrap_or(0);
                listed.push(TargetElement {
                    path,
                    kind: kind_name.into(),
                    cardinality: format!("{min}..{}", if many { "*" } else { "1" }),
                    binding: binding.into(),
                    required: min > 0,
                    must_support: must,
                    rules: filling.iter().map(|r| r.id.clone()).collect(),
                    filled: (made > 0).then(|| (values as f64 / made as f64).min(1.0)),
                });
            };
            for element in elements.children(kind).filter(|e| !e.path.ends_with("[x]")) {
                let name = element.path[kind.len() + 1..].to_string();
                let filled = rules.iter().any(|r| bare(&r.to) == name || bare(&r.to).starts_with(&format!("{name}.")));
                if !filled && element.min == 0 && !element.must_support {
                    continue;
                }
                add(name.clone(), &element.kind, element.min, element.many, &element.binding, element.must_support);
                let mut below: Vec<String> = rules.iter().map(|r| bare(&r.to)).filter(|t| t.starts_with(&format!("{name}."))).collect();
                below.sort_unstable();
                below.dedup();
                for path in below {
                    add(path, "", 0, false, "", false);
                }
            }
            let profile = plan.document.resources.iter().filter(|r| r.kind == kind).find_map(|r| r.profile.clone()).unwrap_or_default();
            TargetResource {
                resource: kind.into(),
                profile,
                made: sets.map(|_| made),
                held: sets.map(|_| of_kind.iter().flat_map(|s| &s.held).map(|h| h.2).sum()),
                elements: listed,
            }
        })
        .collect()
}

pub(crate) fn rule<H: Host>(host: &H, q: RuleQuery) -> Answer<RuleDetail> {
    let workspace = host.workspace();
    let Latest { plan, problems, .. } = latest(workspace)?;
    let (set, rule) = plan.document.rule(&q.id).ok_or_else(not_found)?;
    let migrate = last_migrate(workspace)?;
    let row = rule_row(set, rule, &plan, &problems, migrate.as_ref().map(|(_, r)| r.sets.as_slice()), &findings_per_rule(workspace)?);
    let checked = plan.rule(&q.id).map(|(_, c)| c);
    let mut profiles = Vec::new();
    if let (Some(_), Some(field)) = (&row.code_map, checked.and_then(|c| c.fields.first())) {
        each_profiled(workspace, Side::Legacy, &mut |relation, fields| {
            profiles.extend(fields.into_iter().filter(|profile| relation.name == set.from && profile.name == *field));
        })?;
    }
    let rows_of_code = rows_told(profiles.iter());
    let code_map = row.code_map.as_ref().and_then(|id| Some((id, plan.document.code_maps.get(id)?))).map(|(id, map)| CodeMapDetail {
        id: id.clone(),
        target: map.target.clone(),
        otherwise: map.otherwise.clone(),
        rows: map
            .rows
            .iter()
            .map(|r| CodeMapEntry {
                from: r.from.clone(),
                to: r.to.clone(),
                display: r.display.clone(),
                system: r.system.clone(),
                relation: r.relation.clone(),
                rows: rows_of_code.get(&r.from).copied(),
            })
            .collect(),
    });
    let element = Elements::r4().children(&set.kind).find(|e| e.path == format!("{}.{}", set.kind, rule.to.split(['.', '[']).next().unwrap_or("")));
    Ok(RuleDetail {
        reason: rule.reason.clone(),
        line: rule.line,
        definition: element.map(|e| e.short.clone()).unwrap_or_default(),
        type_name: checked.map_or("", |c| c.type_name).into(),
        code_map,
        history: history_of(workspace, &q.id)?,
        row,
    })
}

/// Versions in which the rule's expression changed, newest first.
fn history_of(workspace: &Workspace, id: &str) -> Answer<Vec<RuleVersion>> {
    let (versions, _) = app(workspace.store().document_history("mapping", 0, 50))?;
    let mut out: Vec<RuleVersion> = Vec::new();
    for version in versions.into_iter().rev() {
        let Ok(document) = Document::parse(&version.text) else { continue };
        let Some((_, rule)) = document.rule(id) else { continue };
        let expression = rule.value.trim().to_string();
        if out.last().is_none_or(|last| last.expression != expression) {
            out.push(RuleVersion { version: version.version, author: version.author, at_ms: version.at_ms, note: version.note, expression });
        }
    }
    out.reverse();
    Ok(out)
}

/// Rows that a preview evaluates at most: enough to be exact for most relations, and quick.
const PREVIEW_ROWS: u64 = 200_000;

pub(crate) fn preview_rule<H: Host>(host: &H, q: PreviewRule) -> Answer<RulePreview> {
    let workspace = host.workspace();
    let Latest { plan, .. } = latest(workspace)?;
    let (set, rule) = plan.document.rule(&q.id).ok_or_else(not_found)?;
    let schema = legacy_schema(workspace)?;
    let source = LegacySource::new(workspace).map_err(WireError::from)?;
    let lens = crate::book::lens(workspace).map_err(WireError::from)?;
    let patient = lens.as_ref().and_then(|l| l.patient_field(&set.from)).map(str::to_string);
    let mut groups: HashMap<Vec<String>, Group> = HashMap::new();
    let (mut evaluated, mut changed, mut defaulted, mut empty) = (0u64, 0u64, 0u64, 0u64);
    let mut touched: HashSet<u64> = HashSet::new();
    // The patient rides along as a third expression, so that its value is at hand and never shown.
    let patient_expression = patient.as_ref().map_or_else(|| "NULL".to_string(), |f| format!("\"{f}\""));
    let expressions = [q.expression.as_str(), rule.value.as_str(), patient_expression.as_str()];
    let outcome = ::mapping::preview(&plan, &set.from, &expressions, Some(&schema), &source, &mut |_, _, inputs, outputs| {
        evaluated += 1;
        let text = |o: &(Option<&str>, u8)| (o.0.unwrap_or("").to_string(), o.1);
        let (after, before) = (text(&outputs[0]), text(&outputs[1]));
        let differs = after != before;
        changed += u64::from(differs);
        defaulted += u64::from(after.1 == how::DEFAULTED);
        empty += u64::from(after.1 == how::ABSENT);
        let who = outputs[2].0.map(crate::book::hash);
        if differs {
            touched.extend(who);
        }
        let key: Vec<String> = inputs.iter().map(|i| i.unwrap_or("").to_string()).collect();
        if groups.len() < 20_000 || groups.contains_key(&key) {
            let group = groups.entry(key).or_insert_with(|| Group { before, after, rows: 0, patients: HashSet::new() });
            group.rows += 1;
            if group.patients.len() < crate::book::K {
                group.patients.extend(who);
            }
        }
        if evaluated >= PREVIEW_ROWS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    let (names, types) = match outcome.map_err(|e| WireError::from(AppError::from(e)))? {
        Err(problems) => return Ok(RulePreview { problems: super::problems(&problems), ..Default::default() }),
        Ok(found) => found,
    };
    let fields: Vec<usize> = (0..names.len()).filter(|i| patient.as_deref() != Some(&names[*i]) || ::mapping::field_names(&q.expression).contains(&names[*i])).collect();
    Ok(RulePreview {
        problems: Vec::new(),
        type_name: types[0].into(),
        fields: fields.iter().map(|i| field_name(&names[*i])).collect(),
        rows: preview_rows(groups, &fields, (set.from.as_str(), &names[..]), ("held", &RULE_TOTALS[..]), (workspace, Side::Legacy), q.limit)?,
        evaluated,
        changed,
        patients: deid::small_count(touched.len() as u64),
        patients_none: touched.is_empty(),
        defaulted,
        empty,
    })
}

/// How something came to be that is not made at all: behind the last of [`how`].
pub(super) const NOTHING_MADE: u8 = how::DEFAULTED + 1;

/// What a number beside a preview counts: rows by how what is said of them came to be, before and after.
pub(super) type Total = fn(u8, u8) -> bool;

/// Rows that would be defaulted, and rows that would be empty.
const RULE_TOTALS: [Total; 2] = [|_, after| after == how::DEFAULTED, |_, after| after == how::ABSENT];

/// A line as it is shown: inputs, and what is said before and after, each with how it came to be.
type Line = (Vec<String>, String, u8, String, u8);

/// Rows with the same inputs: what is said of them before and after, each with how it came to be.
pub(super) struct Group {
    pub before: (String, u8),
    pub after: (String, u8),
    pub rows: u64,
    pub patients: HashSet<u64>,
}

/// Inputs and outputs that enough patients share, changed ones first; everything else by its shape. `nothing_made` says in a word that no row is made;
/// `totals` are told beside the rows, as are all of them and those that changed.
pub(super) fn preview_rows(
    groups: HashMap<Vec<String>, Group>,
    fields: &[usize],
    (relation, names): (&str, &[String]),
    (nothing_made, totals): (&str, &[Total]),
    (workspace, side): (&Workspace, Side),
    limit: u64,
) -> Answer<Vec<PreviewRow>> {
    let profiles = source_profiles(workspace, side)?;
    let classes: Vec<&str> = fields
        .iter()
        .map(|i| profiles.get(relation).and_then(|(_, p)| p.iter().find(|p| p.name == names[*i])).map_or("direct identifier", phi_class))
        .collect();
    let nothing = HashSet::new();
    let showing = Showing { anchor: 0, common: &nothing, terms: &Default::default() };
    let open = |class: &str| matches!(class, "none" | "code" | "quasi-identifier");
    let mut shown: BTreeMap<Line, (u64, HashSet<u64>)> = BTreeMap::new();
    for (inputs, group) in groups {
        let enough = group.patients.len() >= crate::book::K;
        let every_open = classes.iter().all(|c| open(c));
        let value = |text: &str, class: &str| match (text.is_empty(), open(class), enough) {
            (true, ..) => "∅".to_string(),
            (_, true, true) => deid::k_anonymous(&Phi::new(text), 50, crate::book::K as u64).map_or_else(|| "withheld".into(), deid::Deid::into_value),
            (_, true, false) => "rare value".into(),
            _ => format!("({class})"),
        };
        let output = |made: &(String, u8)| told(&showing, made, enough && every_open, nothing_made);
        let key = (fields.iter().zip(&classes).map(|(i, c)| value(&inputs[*i], c)).collect(), output(&group.before), group.before.1, output(&group.after), group.after.1);
        let entry = shown.entry(key).or_default();
        entry.0 += group.rows;
        entry.1.extend(group.patients);
    }
    let word = |how: u8| if how >= NOTHING_MADE { nothing_made.to_string() } else { how::word(how).to_string() };
    let (lines, counts): (Vec<Line>, Vec<(u64, HashSet<u64>)>) = shown.into_iter().unzip();
    let counted = rows_of_lines(&lines, &counts, totals);
    let mut rows: Vec<(bool, u64, PreviewRow)> = lines
        .into_iter()
        .zip(counts)
        .zip(counted)
        .map(|((line, (rows, _)), counted)| {
            let differs = differs(&line);
            let (inputs, before, before_how, after, after_how) = line;
            (differs, rows, PreviewRow { inputs, before, before_how: word(before_how), after, after_how: word(after_how), rows: counted })
        })
        .collect();
    rows.sort_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)));
    Ok(rows.into_iter().take(if limit == 0 { 20 } else { limit.min(50) } as usize).map(|r| r.2).collect())
}

fn differs((_, before, before_how, after, after_how): &Line) -> bool {
    before != after || before_how != after_how
}

/// Rows of each line as they may be told beside the totals. Values that differ may be shown alike, so that more rows changed than those of the lines that differ.
fn rows_of_lines(lines: &[Line], counts: &[(u64, HashSet<u64>)], totals: &[Total]) -> Vec<Option<u64>> {
    let parts = |is_in: &dyn Fn(&Line) -> bool| -> [Vec<usize>; 2] {
        let of = |wanted: bool| lines.iter().zip(0..).filter(|(line, _)| is_in(line) == wanted).map(|(_, at)| at).collect();
        [of(true), of(false)]
    };
    let every: Vec<usize> = (0..lines.len()).collect();
    let totals: Vec<Vec<usize>> = totals.iter().flat_map(|total| parts(&|line| total(line.2, line.4))).chain([every]).collect();
    lines_told(counts, &totals, &parts(&differs))
}

/// What is made, as it is shown: a constant of the rule, which holds nothing of a record, a word of our own vocabularies, and what enough
/// patients share. Of all else it is told that something is there.
fn told(showing: &Showing<'_>, (text, how): &(String, u8), shared: bool, nothing_made: &str) -> String {
    if text.is_empty() {
        return if *how >= NOTHING_MADE { nothing_made.to_string() } else { "∅".into() };
    }
    if *how == how::DEFAULTED {
        return text.clone();
    }
    let word = showing.value(model::Kind::AuditEvent, model::Aspect::Status, &model::Value::Word(text.clone()));
    match (word.ends_with("withheld"), shared) {
        (false, _) => word,
        (true, true) => deid::k_anonymous(&Phi::new(text.as_str()), 50, crate::book::K as u64).map_or_else(|| "withheld".into(), deid::Deid::into_value),
        (true, false) => "(value)".into(),
    }
}

pub(crate) fn mapping_history<H: Host>(host: &H, q: PageQuery) -> Answer<MappingHistory> {
    history(host.workspace(), "mapping", &q)
}

/// The versions of a document, the newest first.
pub(super) fn history(workspace: &Workspace, kind: &str, q: &PageQuery) -> Answer<MappingHistory> {
    let (rows, total) = app(workspace.store().document_history(kind, q.offset, page(q.limit).min(100)))?;
    let rows = rows.into_iter().map(|row| version_of(workspace, row)).collect::<Answer<_>>()?;
    Ok(MappingHistory { rows, total })
}

/// A version of a document that was just kept.
pub(super) fn kept_version(workspace: &Workspace, kind: &str, version: u32) -> Answer<MappingVersion> {
    let row = app(workspace.store().document_version(kind, version))?.ok_or_else(not_found)?;
    version_of(workspace, row)
}

/// A version with its difference from the one before.
fn version_of(workspace: &Workspace, v: DocumentVersion) -> Answer<MappingVersion> {
    let before = if v.version > 1 { app(workspace.store().document_version(&v.kind, v.version - 1))? } else { None };
    let diff = before.map_or_else(Vec::new, |b| line_diff(&b.text, &v.text));
    Ok(MappingVersion { version: v.version, author: v.author, at_ms: v.at_ms, note: v.note, approved_by: v.approved_by, diff })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_empty_rows_of_three_patients_do_not_follow_from_those_of_the_others() {
        let line = |how: u8| (vec!["X".to_string()], "∅".to_string(), how, "∅".to_string(), how);
        let [copied, empty] = [line(how::COPIED), line(how::ABSENT)];
        let patients = |first: u64, last: u64| (first..last).collect::<HashSet<u64>>();
        let counts = [(275, patients(0, 200)), (16, patients(200, 216)), (3, patients(216, 219))];
        let told = |lines: &[Line]| rows_of_lines(lines, &counts, &RULE_TOTALS);
        assert_eq!(told(&[copied.clone(), empty.clone(), empty.clone()]), [Some(275), None, None], "294 in all, 19 of them empty: 16 hide three");
        assert_eq!(told(&[copied.clone(), empty.clone(), copied.clone()]), [None, Some(16), None], "278 are not empty: 275 hide three");
        assert_eq!(rows_of_lines(&[copied.clone(), empty.clone()], &counts[..2], &RULE_TOTALS), [Some(275), Some(16)], "nobody is few");
        // Two lines that changed, of which one is of three patients: how many changed is told as well.
        let changed = (empty.0.clone(), "X".to_string(), how::COPIED, "∅".to_string(), how::COPIED);
        assert_eq!(told(&[copied, changed.clone(), changed]), [Some(275), None, None]);
    }

    #[test]
    fn a_constant_of_the_rule_is_shown_and_what_stands_in_few_records_is_not() {
        let showing = Showing { anchor: 0, common: &HashSet::new(), terms: &Default::default() };
        let shown = |text: &str, how: u8, shared: bool| told(&showing, &(text.to_string(), how), shared, "held");
        assert_eq!(shown("http://terminology.hl7.org/CodeSystem/v2-0203", how::DEFAULTED, false), "http://terminology.hl7.org/CodeSystem/v2-0203");
        assert_eq!(shown("Zebulon", how::COPIED, false), "(value)");
        assert_eq!(shown("LAB", how::TRANSLATED, true), "LAB");
        assert_eq!(shown("active", how::TRANSLATED, false), "active");
        assert_eq!((shown("", NOTHING_MADE, false), shown("", how::ABSENT, false)), ("held".into(), "∅".into()));
    }
}
