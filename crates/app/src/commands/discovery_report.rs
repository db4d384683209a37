//! The discovery report as a file: everything that discovery found, section by section, as the screens show it. Structure and counts,
//! no record. A section that has nothing says "none", so that its absence is an answer.

use super::artifacts::{field_name, structure};
use super::discovery::{all_anomalies, all_corners, all_integrations, all_joins, evidence, found, rank, small_counts};
use super::export::{csv_table, escape, html_page, html_table};
use super::named_files::mask_people;
use super::{Answer, app};
use crate::discover::{AttributeTable, Discovered};
use crate::report::grouped;
use crate::show::share_told;
use crate::{AppError, Host, Workspace};
use contract::{ErrorCode, ExportDiscovery, ExportedFile, Integration};
use discovery::Held;
use formats::{Form, Layout};
use std::collections::BTreeMap;
use store::ArtifactRow;

/// Rows of one section; it says when there are more.
const ROWS_MAX: usize = 5_000;
const DAY_MS: u64 = 86_400_000;

/// A section of the report.
#[derive(Default)]
struct Section {
    title: &'static str,
    columns: &'static [&'static str],
    rows: Vec<Vec<String>>,
    /// All there are; more than the rows where these are the first.
    total: usize,
    /// What the rows do not say by themselves.
    note: String,
    /// Rows that wait for somebody, and what for.
    waiting: u64,
    waits: &'static str,
}

fn section(title: &'static str, columns: &'static [&'static str], rows: Vec<Vec<String>>) -> Section {
    let total = rows.len();
    Section { title, columns, rows, total, ..Section::default() }
}

/// Rows that have a word in a column.
fn count_where(rows: &[Vec<String>], column: usize, word: &str) -> u64 {
    rows.iter().filter(|row| row.get(column).is_some_and(|cell| cell == word)).count() as u64
}

pub(crate) fn export_discovery<H: Host>(host: &H, request: ExportDiscovery) -> Answer<ExportedFile> {
    let workspace = host.workspace();
    let mut sections = sections(workspace)?;
    for section in &mut sections {
        section.rows.truncate(ROWS_MAX);
        if section.total > section.rows.len() {
            section.note.push_str(&format!(" The first {} of {} are listed.", section.rows.len(), section.total));
        }
    }
    let (name, media_type, content) = match request.format.as_str() {
        "csv" => ("discovery.csv", "text/csv", sections.iter().map(csv).collect()),
        "html" => ("discovery.html", "text/html", html_page("Discovery report", workspace.name(), &html(workspace, &sections)?)),
        _ => return Err(ErrorCode::Invalid.into()),
    };
    Ok(ExportedFile { name: name.into(), media_type: media_type.into(), content, hex: false })
}

fn sections(workspace: &Workspace) -> Answer<Vec<Section>> {
    let found = found(workspace)?;
    let mut all = vec![corners(workspace)?, anomalies(workspace, &found)?, reach(workspace)?, memberships(workspace, &found)?, joins(workspace)?];
    all.extend([integrations(workspace)?, rules(workspace, &found)?, attribute_tables(&found), documents(workspace)?, standing(workspace)?]);
    all.extend([dictionary(workspace, &found)?, layouts(workspace)?]);
    all.extend(deliveries(workspace)?);
    Ok(all)
}

fn csv(section: &Section) -> String {
    let body = if section.rows.is_empty() { "none\r\n".to_string() } else { csv_table(section.columns, &section.rows) };
    let note = section.note.trim();
    let note = if note.is_empty() { String::new() } else { csv_table(&[], &[vec![note]]).trim_start_matches("\r\n").to_string() };
    format!("{}\r\n{note}{body}\r\n", section.title)
}

fn html(workspace: &Workspace, sections: &[Section]) -> Answer<String> {
    let counts = workspace.artifact_counts()?;
    let sum = |of: fn(&store::ArtifactCount) -> u64| counts.iter().filter(|c| c.side == "legacy").map(of).sum::<u64>();
    let (artifacts, records, quarantined) = (sum(|c| c.artifacts), sum(|c| c.records), sum(|c| c.quarantined));
    let about = format!(
        "<p>{} artifacts, {} records read, {} in quarantine. Values are not shown; counts of 1 to 10 are &lt;11.</p>",
        grouped(artifacts),
        grouped(records),
        grouped(quarantined)
    );
    let contents: String = sections.iter().enumerate().map(|(at, s)| format!("<li>{}: <a href=\"#s{at}\">{}</a></li>", s.title, number(s))).collect();
    let one = |(at, s): (usize, &Section)| {
        let note = if s.note.trim().is_empty() { String::new() } else { format!("<p>{}</p>", escape(s.note.trim())) };
        let body = if s.rows.is_empty() { "<p>None.</p>".to_string() } else { html_table(s.columns, &s.rows) };
        format!("<section id=\"s{at}\"><h2>{}: {}</h2>{note}{body}</section>", s.title, number(s))
    };
    let body: String = sections.iter().enumerate().map(one).collect();
    Ok(format!("{about}{}<ul class=\"contents\">{contents}</ul>{body}{}", to_decide(sections), signatures()))
}

/// What waits for somebody, first on the page: this is what a meeting is about.
fn to_decide(sections: &[Section]) -> String {
    let waiting: Vec<String> = sections.iter().filter(|s| s.waiting > 0).map(|s| format!("<li>{}: {} of {}</li>", s.waits, grouped(s.waiting), grouped(s.total as u64))).collect();
    if waiting.is_empty() { String::new() } else { format!("<div class=\"open\"><p>Waits for a decision</p><ul>{}</ul></div>", waiting.concat()) }
}

/// Room for those who read it. What is signed here is that it was read: decisions are made in the workspace.
fn signatures() -> String {
    let role = |role: &str| format!("<div><b>{role}</b><span>Read by: name, signature, date</span></div>");
    format!("<div class=\"signatures\">{}</div>", ["Analyst", "Clinical informaticist", "Migration lead"].map(role).concat())
}

fn number(section: &Section) -> String {
    if section.total == 0 { "none".into() } else { section.total.to_string() }
}

fn shown(count: Option<u64>) -> String {
    count.map_or_else(|| "<11".to_string(), |n| n.to_string())
}

fn corners(workspace: &Workspace) -> Answer<Section> {
    let row = |c: contract::Corner| {
        let artifact = told_apart(&c.artifact_name, &c.artifact);
        // Somebody decided, and the mapping or the lens does the contrary: as the screen warns.
        let reason = if c.contradiction.is_empty() { c.reason } else { format!("{}, but {}", c.reason, c.contradiction) };
        vec![c.risk, c.kind, artifact, c.relation, c.field, c.words, c.evidence, c.state, reason, c.by]
    };
    let rows: Vec<Vec<String>> = all_corners(workspace)?.into_iter().map(row).collect();
    let columns = &["risk", "kind", "artifact", "relation", "field", "what", "evidence", "decision", "reason", "by"];
    Ok(Section { waiting: count_where(&rows, 7, "open"), waits: "Corners that nobody has decided on", ..section("Hidden corners", columns, rows) })
}

/// An artifact's name; what is left of a masked name is the same for many, so its id tells them apart, as the screen does.
fn told_apart(name: &str, id: &str) -> String {
    let masked = name.contains('[') || name.contains("###");
    let short: String = id.strip_prefix("a-").unwrap_or(id).chars().take(4).collect();
    if masked && !short.is_empty() { format!("{name} #{short}") } else { name.to_string() }
}

/// Worst first. The same relation may stand in several artifacts, so each row names its own.
fn anomalies(workspace: &Workspace, found: &Discovered) -> Answer<Section> {
    let mut all = all_anomalies(workspace)?;
    all.sort_by_key(|a| rank(&a.severity));
    let row = |a: contract::Anomaly| {
        let path = found.names.get(&a.artifact).map_or_else(String::new, |path| structure(path));
        let artifact = told_apart(&path, &a.artifact);
        vec![a.severity, a.code.replace('_', " "), artifact, a.relation, a.field, shown(a.count), a.words, a.places.join(", ")]
    };
    let mut rows: Vec<Vec<String>> = all.into_iter().map(row).collect();
    mask_people(workspace, rows.iter_mut().filter_map(|row| row.get_mut(2)))?;
    Ok(section("Anomalies", &["severity", "kind", "artifact", "relation", "field", "rows", "what", "first rows"], rows))
}

/// How the rows of every relation hang on known patients, over all artifacts that hold it.
fn reach(workspace: &Workspace) -> Answer<Section> {
    let mut sums: BTreeMap<String, Held> = BTreeMap::new();
    app(workspace.store().each_reach("legacy", &mut |held, _, _| {
        let sum = sums.entry(held.relation.clone()).or_default();
        sum.rows += held.rows;
        sum.named += held.named;
        sum.hanging += held.hanging;
    }))?;
    let row = |(relation, sum): (&String, &Held)| {
        let share = if sum.rows == 0 { String::new() } else { format!("{:.1} %", share_told(sum.hanging, sum.rows) * 100.0) };
        vec![structure(relation), sum.rows.to_string(), share, shown(deid::small_count(sum.orphans()))]
    };
    let note = if sums.is_empty() { "Nobody knows any patient of the delivery yet." } else { "" };
    let rows = sums.iter().map(row).collect();
    Ok(Section { note: note.into(), ..section("Reach over patients", &["relation", "rows", "hang on a known patient", "name one whom nobody knows"], rows) })
}

/// Codes held against lists.
fn memberships(workspace: &Workspace, found: &Discovered) -> Answer<Section> {
    let row = |((_, relation, field), m): (&(u32, String, String), &discovery::Membership)| {
        let values = format!("{}{}", m.values, if m.whole { "" } else { " (a sample)" });
        vec![structure(relation), field_name(field), m.system.clone(), structure(&m.list), values, format!("{:.1} %", m.share() * 100.0), m.rows_off.to_string()]
    };
    let mut all: Vec<Vec<String>> = found.memberships.iter().map(row).collect();
    // A count of rows from 1 to 10 is told as everywhere.
    all.iter_mut().filter_map(|row| row.last_mut()).for_each(|cell| *cell = small_counts(cell));
    mask_people(workspace, all.iter_mut().filter_map(|row| row.get_mut(1)))?;
    Ok(section("Codes held against lists", &["relation", "field", "code system", "list", "distinct values", "members", "rows with none"], all))
}

fn joins(workspace: &Workspace) -> Answer<Section> {
    let row = |j: contract::Join| {
        let (from, to) = (format!("{}.{}", j.from_relation, j.from_field), format!("{}.{}", j.to_relation, j.to_field));
        vec![from, to, format!("{:.3}", j.contained), shown(j.orphans), j.basis]
    };
    Ok(section("Joins", &["from", "to", "contained", "orphans", "basis"], all_joins(workspace)?.into_iter().map(row).collect()))
}

fn integrations(workspace: &Workspace) -> Answer<Section> {
    let year = |year: u32| if year == 0 { String::new() } else { year.to_string() };
    let row = |i: Integration| {
        let by_year = (i.first_year..).zip(&i.years).filter(|(_, n)| **n > 0).map(|(year, n)| format!("{year}: {n}")).collect::<Vec<_>>().join("; ");
        let owner = if i.owner.is_empty() { "nobody named".to_string() } else { i.owner };
        vec![i.kind, i.name, i.records.to_string(), year(i.first_year), year(i.last_year), by_year, i.status, owner]
    };
    let rows: Vec<Vec<String>> = all_integrations(workspace)?.into_iter().map(row).collect();
    let columns = &["kind", "name", "records", "first year", "last year", "traffic by year", "what becomes of it", "owner"];
    Ok(Section { waiting: count_where(&rows, 7, "nobody named"), waits: "Integrations without an owner", ..section("Integrations", columns, rows) })
}

fn rules(workspace: &Workspace, found: &Discovered) -> Answer<Section> {
    let in_use = |says: Option<bool>| match says {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not said",
    };
    let mut classes: BTreeMap<String, u64> = BTreeMap::new();
    let mut rows = Vec::new();
    for r in super::rules::catalogued(workspace, found, ROWS_MAX)? {
        let class = if r.state == "open" { "not classed".to_string() } else { r.state };
        *classes.entry(class.clone()).or_default() += 1;
        rows.push(vec![r.kind, r.name, r.relation, class, in_use(r.in_use).into(), r.mentions.to_string(), r.signs.to_string(), r.reason, r.by]);
    }
    let counts: Vec<String> = classes.iter().map(|(class, n)| format!("{n} {class}")).collect();
    let columns = &["kind", "name", "found in", "class", "in use", "relations named", "signs", "reason", "by"];
    let waiting = classes.get("not classed").copied().unwrap_or(0);
    Ok(Section { total: found.rules.len(), note: sentence(&counts), waiting, waits: "Rules that nobody has classed", ..section("Rules catalogued", columns, rows) })
}

/// Counts as a sentence; nothing of none.
fn sentence(counts: &[String]) -> String {
    if counts.is_empty() { String::new() } else { format!("{}.", counts.join(", ")) }
}

fn attribute_tables(found: &Discovered) -> Section {
    let row = |t: &AttributeTable| {
        let eav = &t.eav;
        let values: Vec<String> = eav.values.iter().map(|v| field_name(&v.field)).collect();
        let names = t.names.as_ref().map_or_else(String::new, |(relation, _, name)| structure(&format!("{relation}.{name}")));
        let group = eav.group.as_ref().map_or_else(String::new, |g| field_name(&g.field));
        let evidence: Vec<String> = eav.evidence.iter().map(|e| evidence(e)).collect();
        let (rows, attributes) = (deid::count_text(eav.rows).into_value(), eav.attributes.to_string());
        vec![structure(&eav.relation), field_name(&eav.entity), field_name(&eav.attribute), values.join(", "), group, rows, attributes, names, evidence.join("; ")]
    };
    let columns = &["relation", "says of whom", "says what", "value columns", "groups rows by", "rows", "attributes", "names from", "evidence"];
    section("Attribute tables", columns, found.attribute_tables.iter().map(row).collect())
}

fn documents(workspace: &Workspace) -> Answer<Section> {
    const COLUMNS: &[&str] = &["filing", "format", "text", "documents"];
    let filing = match workspace.filing() {
        Ok(filing) => filing,
        // A lens that does not check is said where it is; the rest of the report stands.
        Err(AppError::Document(_)) => {
            return Ok(Section { note: "Not known: the lens has problems, so nobody can tell whom the documents name.".into(), ..section("Documents and their filing", COLUMNS, Vec::new()) });
        }
        Err(error) => return Err(error.into()),
    };
    let mut counts: BTreeMap<(String, String, String), u64> = BTreeMap::new();
    filing.each(&mut |d| {
        *counts.entry((d.verdict, d.format, d.text)).or_default() += 1;
        Ok(())
    })?;
    let row = |((verdict, format, text), n): (&(String, String, String), &u64)| vec![verdict.clone(), format.clone(), text.clone(), n.to_string()];
    let rows = counts.iter().map(row).collect();
    let note = match filing.count() {
        0 => String::new(),
        all => format!("{all} documents, {} of them under another patient or of two.", filing.grave()),
    };
    Ok(Section { note, ..section("Documents and their filing", COLUMNS, rows) })
}

fn standing(workspace: &Workspace) -> Answer<Section> {
    const COLUMNS: &[&str] = &["class", "reason", "patients", "statements"];
    const TITLE: &str = "Active or archive";
    let view = match super::archive::view(workspace) {
        Ok(view) => view,
        Err(_) => return Ok(Section { note: "Not known: the lens or the retention rule has problems.".into(), ..section(TITLE, COLUMNS, Vec::new()) }),
    };
    if view.run == 0 {
        return Ok(Section { note: "Not gathered yet: nobody has asked who migrates.".into(), ..section(TITLE, COLUMNS, Vec::new()) });
    }
    let old = if view.stale { " What was delivered or the lens has changed since it was gathered." } else { "" };
    let note = format!("{} patients by the retention rule of version {}.{old}", view.effect.patients, view.version);
    // One may be large that is not told: with the others it would tell a few.
    let told = |count: Option<u64>| count.map_or_else(|| "not told".to_string(), |n| n.to_string());
    let rows = view.effect.classes.into_iter().map(|c| vec![c.class, c.reason, told(c.patients), told(c.statements)]).collect();
    Ok(Section { note, ..section(TITLE, COLUMNS, rows) })
}

fn dictionary(workspace: &Workspace, found: &Discovered) -> Answer<Section> {
    let (mut rows, mut all, mut all_described, mut without) = (Vec::new(), 0usize, 0usize, 0usize);
    for (relation, fields) in crate::source::legacy_schema(workspace)?.into_iter().filter(|(relation, _)| found.tables.contains(relation)) {
        let described: Vec<&discovery::Description> = fields.iter().filter_map(|f| found.dictionary.of(&relation, f)).collect();
        all += fields.len();
        all_described += described.len();
        if described.is_empty() {
            without += 1;
            continue;
        }
        let with_values = described.iter().filter(|d| !d.values.is_empty()).count();
        rows.push(vec![structure(&relation), fields.len().to_string(), described.len().to_string(), with_values.to_string()]);
    }
    let dictionaries = format!("The vendor's dictionaries describe {} fields and {} values.", found.dictionary.len(), found.dictionary.values());
    let note = if found.dictionary.is_empty() {
        format!("No data dictionary was delivered: {all} fields of tables have no description.")
    } else {
        format!("{dictionaries} {all_described} of {all} fields of tables are described; {without} tables have no description.")
    };
    Ok(Section { note, ..section("Dictionary coverage", &["relation", "fields", "described", "with meanings of values"], rows) })
}

fn layouts(workspace: &Workspace) -> Answer<Section> {
    let declared = match crate::layouts::layouts(workspace) {
        Ok(layouts) => format!("{} declared.", layouts.len()),
        Err(_) => "The document of layouts has problems.".into(),
    };
    let kept = crate::layouts::all_kept(workspace)?;
    let mut rows: Vec<Vec<String>> = Vec::new();
    for artifact in workspace.store().walk_artifacts("legacy").take_while(|_| !kept.is_empty()) {
        let artifact = app(artifact)?;
        rows.extend(kept.get(&artifact.id).map(|layout| layout_row(&artifact, layout)));
    }
    super::named_files::mask_people(workspace, rows.iter_mut().flatten())?;
    let columns = &["artifact", "relation", "form", "encoding", "header", "names given", "lines above"];
    Ok(Section { note: declared, ..section("Artifacts read by a declared layout", columns, rows) })
}

fn layout_row(artifact: &ArtifactRow, layout: &Layout) -> Vec<String> {
    let form = match &layout.form {
        Form::Delimited { delimiter: b'\t', .. } => "delimited by tab".to_string(),
        Form::Delimited { delimiter, .. } => format!("delimited by {}", char::from(*delimiter)),
        Form::Fixed { columns, .. } => format!("{} fixed columns", columns.len()),
        Form::Native { fields } => format!("{} fields of bcp", fields.len()),
    };
    let form = if layout.is_declared() { form } else { format!("{form}, described by {}", structure(&layout.described_by)) };
    let or = |text: &str, none: &str| if text.is_empty() { none.to_string() } else { structure(text) };
    let header = if layout.header { "yes" } else { "no" };
    let relation = or(&layout.relation, formats::relation_name(&artifact.path));
    vec![structure(&artifact.path), structure(&relation), form, or(&layout.encoding, "by content"), header.into(), layout.names.len().to_string(), layout.skip.to_string()]
}

fn deliveries(workspace: &Workspace) -> Answer<[Section; 2]> {
    let all = crate::deliveries::deliveries(workspace)?;
    let row = |d: &store::DeliveryRow| vec![d.system.clone(), day(d.at_ms), d.files.to_string(), d.new_files.to_string(), d.records.to_string()];
    let listed = section("Deliveries", &["system", "day", "files", "new files", "records"], all.iter().map(row).collect());
    let columns = &["severity", "change", "relation", "field", "before", "now", "rules that lost it"];
    let title = "Changes of the newest delivery";
    let Some(newest) = all.first() else { return Ok([listed, section(title, columns, Vec::new())]) };
    let found = crate::deliveries::delivery_changes(workspace, newest)?;
    let note = if found.compared {
        format!("{} relations as before; {} rules and readings find every field, {} do not.", found.unchanged, found.carried, found.lost)
    } else {
        "It is the first of its system: there is nothing to compare it with.".into()
    };
    let change = |c: contract::DeliveryChange| vec![c.severity, c.change, c.relation, c.field, c.before, c.after, c.rules.join(", ")];
    let rows = found.changes.iter().map(super::deliveries::change).map(change).collect();
    Ok([listed, Section { note, ..section(title, columns, rows) }])
}

/// The day on which the workspace did something.
fn day(at_ms: u64) -> String {
    let (year, month, day) = model::civil_from_days(i32::try_from(at_ms / DAY_MS).unwrap_or(0));
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::told_apart;

    #[test]
    fn files_whose_names_are_masked_are_told_apart() {
        assert_eq!(told_apart("scans/scan_[number].pdf", "a-2994a1d1f241"), "scans/scan_[number].pdf #2994");
        assert_eq!(told_apart("labs.csv", "a-2994a1d1f241"), "labs.csv");
        assert_eq!(told_apart("scan_[number].pdf", ""), "scan_[number].pdf");
    }
}
