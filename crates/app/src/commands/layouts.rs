//! Layouts on the desktop: what they cover, a file's shape to draw one over, what a drawn one would read, keeping it, reading again.
//!
//! No character of a record leaves, only its class, and no name that people did not type, but for a header that is one by itself: a
//! layout must not become a way to carry rows out as names. Nor is its encoding: it is one that the bytes of the file allow.

use super::artifacts::{field_name, structure};
use super::jobs::now;
use super::{Answer, app, not_found};
use crate::layouts::{all_kept, is_outdated, layouts as in_force, reread_by};
use crate::show::share_told;
use crate::{AppError, Host, Workspace, jobs};
use contract::{
    ErrorCode, IssueLine, JobRef, LayoutCells, LayoutColumn, LayoutDraft, LayoutField, LayoutFile, LayoutPreview, LayoutRow, LayoutSample, LayoutSampleQuery, LayoutVersion,
    LayoutsView, Nothing, Problem, RestoreLayouts, SaveLayout, WireError,
};
use discovery::{FieldProfile, Profiler};
use formats::{FixedColumn, Form, Format, Item, Layout, Layouts, Limits, Summary};
use model::Phi;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use store::ArtifactRow;

/// Files that are listed.
const FILES_MAX: usize = 500;
/// Records that a suggestion is drawn from, and of them those that are shown.
const LOOKED: usize = 1_000;
const SHOWN: usize = 40;
/// Characters of a record that are shown.
const WIDTH_MAX: usize = 2_000;
/// Records that a preview reads.
const READ_MAX: u64 = 100_000;
/// Filled records from which on the kind of a column is told by what they hold.
const KINDS_MIN: u64 = 100;
/// Cells of a record that are shown, and characters of a cell.
const CELLS_MAX: usize = 200;
const CELL_WIDTH_MAX: usize = 200;
/// Records in which a name of a header must not stand as a value.
const HEADER_LOOKED: usize = 1_000;

fn refused(messages: Vec<String>) -> WireError {
    let problems = messages.into_iter().map(|message| Problem { line: 1, column: 1, message });
    WireError { problems: problems.collect(), ..ErrorCode::Invalid.into() }
}

/// The document's text, empty for none.
fn text(workspace: &Workspace) -> Answer<(u32, String)> {
    Ok(app(workspace.store().document("layouts"))?.map_or((0, String::new()), |d| (d.version, d.text)))
}

/// Whether a file is one of rows and text, which a layout can be for.
fn is_text(format: &str) -> bool {
    matches!(format, "CSV" | "fixed width" | "text" | "report" | "binary" | "bcp export")
}

pub(crate) fn layouts<H: Host>(host: &H, _: Nothing) -> Answer<LayoutsView> {
    view(host.workspace())
}

fn view(workspace: &Workspace) -> Answer<LayoutsView> {
    let (version, _) = text(workspace)?;
    let (document, kept) = (in_force(workspace)?, all_kept(workspace)?);
    let mut rows: Vec<LayoutRow> =
        document.entries().zip(0u64..).map(|((path, layout), place)| LayoutRow { layout: shown(path, layout, place), ..LayoutRow::default() }).collect();
    let (mut files, mut outdated) = (Vec::new(), 0);
    for a in workspace.store().walk_artifacts("") {
        let a = app(a)?;
        if a.run.is_some() {
            continue;
        }
        let place = document.place(&a.path);
        let stale = is_outdated(kept.get(&a.id), document.of(&a.path));
        outdated += u64::from(stale);
        if let Some(row) = place.and_then(|at| rows.get_mut(at)) {
            row.artifacts += 1;
            row.outdated += u64::from(stale);
            row.records += if stale { 0 } else { a.records };
            row.quarantined += if stale { 0 } else { a.quarantined };
            if row.artifact.is_empty() {
                row.artifact.clone_from(&a.token);
            }
        }
        if place.is_some() || stale || is_text(&a.format) {
            files.push(file(&a, place, stale));
        }
    }
    let first = |f: &LayoutFile| (!f.outdated, f.state != "unread", f.format != "fixed width", f.place.is_none());
    files.sort_by(|a, b| first(a).cmp(&first(b)).then_with(|| a.name.cmp(&b.name)));
    let files_total = files.len() as u64;
    files.truncate(FILES_MAX);
    for file in files.iter_mut().filter(|f| f.format == Format::Csv.word()) {
        file.header = header_told(workspace, &file.id)?;
    }
    super::named_files::mask_people(workspace, files.iter_mut().map(|f| &mut f.name))?;
    let (versions, _) = app(workspace.store().document_history("layouts", 0, 20))?;
    let history = versions.into_iter().map(|v| LayoutVersion { version: v.version, author: v.author, at_ms: v.at_ms, note: v.note }).collect();
    Ok(LayoutsView { version, rows, files, files_total, outdated, history })
}

fn file(a: &ArtifactRow, place: Option<usize>, outdated: bool) -> LayoutFile {
    LayoutFile {
        id: a.token.clone(),
        name: structure(&a.path),
        format: a.format.clone(),
        state: a.state.clone(),
        size_bytes: a.size_bytes,
        records: a.records,
        quarantined: a.quarantined,
        place: place.map(|at| at as u64),
        outdated,
        header: String::new(),
    }
}

/// What reading told of the first row of a delimited file, where that was not plain.
fn header_told(workspace: &Workspace, token: &str) -> Answer<String> {
    let store = workspace.store();
    let Some(artifact) = app(store.artifact(token))?.filter(|a| a.issues > 0) else { return Ok(String::new()) };
    let codes = app(store.issue_counts(artifact.id))?;
    let told = [("no_header", "none"), ("header_doubted", "doubted")].into_iter().find(|(doubt, _)| codes.iter().any(|(code, ..)| code == doubt));
    Ok(told.map_or_else(String::new, |(_, word)| word.to_string()))
}

/// A layout as the desktop may see it.
fn shown(path: &str, layout: &Layout, place: u64) -> LayoutDraft {
    let mut draft = LayoutDraft {
        place: Some(place),
        path: structure(path),
        relation: structure(&layout.relation),
        encoding: layout.encoding.clone(),
        header: layout.header,
        skip: layout.skip,
        comment: layout.comment.clone(),
        ..LayoutDraft::default()
    };
    let names = || layout.names.iter().map(|n| structure(n));
    match &layout.form {
        Form::Delimited { delimiter, quote } => {
            draft.form = "delimited".into();
            draft.delimiter = char::from(*delimiter).to_string();
            draft.quote = quote.map(|q| char::from(q).to_string()).unwrap_or_default();
            draft.names = names().collect();
        }
        Form::Fixed { columns, record_length } => {
            draft.form = "fixed width".into();
            draft.record_length = record_length.map(|n| n as u64);
            let mut names = names();
            draft.columns = columns.iter().map(|c| LayoutColumn { name: names.next().unwrap_or_default(), start: c.start as u64, width: c.width as u64 }).collect();
        }
        // No document holds one.
        Form::Native { .. } => draft.form = layout.format().word().into(),
    }
    draft
}

/// Which artifact a layout is drawn over.
fn artifact_of(workspace: &Workspace, id: &str) -> Answer<ArtifactRow> {
    app(workspace.store().artifact(id))?.filter(|a| a.run.is_none()).ok_or_else(not_found)
}

/// A small number of a request; what is out of all bounds is refused.
fn number(value: u64) -> Answer<usize> {
    usize::try_from(value).ok().filter(|n| *n <= 1 << 20).ok_or_else(|| ErrorCode::Invalid.into())
}

/// The text that was kept, where the desktop sends back what it saw of it.
fn unmasked(given: &str, kept: Option<&str>) -> String {
    match kept {
        Some(kept) if given == structure(kept) => kept.into(),
        _ => given.trim().into(),
    }
}

/// Whether a text is marks and blanks only. A letter or a digit that parts cells, or opens what is left out, would show by what comes of it
/// where it stands in the records.
fn is_marks(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii() && !c.is_ascii_alphanumeric())
}

/// Refuses a delimiter, a quote or a comment that could spell a record out, unless the layout has it already.
fn check_marks(draft: &LayoutDraft, before: Option<&LayoutDraft>) -> Answer<()> {
    let marks = |d: &LayoutDraft| [d.delimiter.clone(), d.quote.clone(), d.comment.clone()];
    let old = before.map(marks).unwrap_or_default();
    if marks(draft).iter().zip(&old).all(|(given, kept)| is_marks(given) || given == kept) {
        return Ok(());
    }
    Err(refused(vec!["What parts cells, quotes them or opens a comment is a mark here, no letter and no digit: import such a layout on the command line.".into()]))
}

/// Whether an artifact may be read in an encoding here: its bytes allow it, or they cannot tell, and a layout of the command line says so of this very file.
fn may_read(workspace: &Workspace, artifact: &ArtifactRow, encoding: &str, declared: bool) -> Answer<bool> {
    if declared && !formats::is_common_encoding(encoding) {
        return Ok(true);
    }
    let mut reader = app(workspace.store().read_blob(&artifact.blob, "artifact"))?;
    Ok(formats::encoding_fits(encoding, &mut reader).map_err(AppError::from)?)
}

fn other_encoding() -> WireError {
    refused(vec!["The bytes of this file do not allow that encoding: take it as they say, or import such a layout on the command line.".into()])
}

/// Refuses an encoding that could spell records out by the classes of the characters that it makes of them. One that stands in the layout already stays, for the
/// files that it is for.
fn check_encoding(workspace: &Workspace, document: &Layouts, draft: &LayoutDraft, encoding: &str, kept: bool) -> Answer<()> {
    let fits = match draft.artifact.as_str() {
        _ if encoding.is_empty() => true,
        "" => kept,
        artifact => {
            let artifact = artifact_of(workspace, artifact)?;
            let covered = document.place(&artifact.path).map(|at| at as u64) == draft.place;
            may_read(workspace, &artifact, encoding, kept && covered)?
        }
    };
    if fits { Ok(()) } else { Err(other_encoding()) }
}

/// The pattern and the layout that a draft describes, checked as the document is.
fn asked(workspace: &Workspace, document: &Layouts, draft: &LayoutDraft) -> Answer<(String, Layout)> {
    let old = draft.place.and_then(|at| document.entries().nth(usize::try_from(at).ok()?));
    if draft.place.is_some() && old.is_none() {
        return Err(ErrorCode::Conflict.into());
    }
    let mut path = unmasked(&draft.path, old.map(|(path, _)| path));
    if path.is_empty() {
        path = match old {
            Some((kept, _)) => kept.into(),
            None => artifact_of(workspace, &draft.artifact)?.path,
        };
    }
    let before = old.map(|(_, layout)| layout);
    check_marks(draft, old.map(|(path, layout)| shown(path, layout, 0)).as_ref())?;
    let kept: Vec<(String, &str)> = before.map_or(&[] as &[String], |l| l.names.as_slice()).iter().map(|n| (structure(n), n.as_str())).collect();
    // The name at its place first: a column that was cut or taken out moves those behind it.
    let name = |at: usize, given: &str| {
        let same = |(seen, _): &&(String, &str)| seen == given;
        let found = kept.get(at).filter(same).or_else(|| kept.iter().find(same));
        found.map_or_else(|| given.trim().to_string(), |(_, name)| (*name).to_string())
    };
    let relation = unmasked(&draft.relation, before.map(|l| l.relation.as_str()));
    let (form, names) = match draft.form.as_str() {
        "fixed width" => {
            let mut columns = Vec::with_capacity(draft.columns.len());
            for column in &draft.columns {
                columns.push(FixedColumn { start: number(column.start)?, width: number(column.width)? });
            }
            let names: Vec<String> = draft.columns.iter().enumerate().map(|(at, c)| name(at, &c.name)).collect();
            (Form::Fixed { columns, record_length: draft.record_length.map(number).transpose()? }, names)
        }
        "delimited" => {
            let letter = |text: &str| text.bytes().next().filter(|_| text.len() == 1);
            let delimiter = letter(&draft.delimiter).ok_or_else(|| refused(vec!["Say which character parts the cells.".into()]))?;
            if draft.quote.len() > 1 {
                return Err(refused(vec!["The quote is one character, or none.".into()]));
            }
            let names: Vec<String> = draft.names.iter().enumerate().map(|(at, n)| name(at, n)).collect();
            (Form::Delimited { delimiter, quote: letter(&draft.quote) }, names)
        }
        _ => return Err(ErrorCode::Invalid.into()),
    };
    let layout = Layout { relation, form, encoding: draft.encoding.trim().into(), header: draft.header, names, skip: draft.skip, comment: draft.comment.clone(), described_by: String::new() };
    if layout.header && (matches!(layout.form, Form::Fixed { .. }) || layout.skip > 0 || !layout.comment.is_empty()) {
        return Err(refused(vec!["A header below other lines, or over fixed columns, is not read here: skip it, and type the names.".into()]));
    }
    // One check for everything that can be written, whoever writes it.
    let alone = format!("format = \"throughline-layout/1\"\n\n{}", formats::layout_block(&path, &layout));
    Layouts::parse(&alone).map_err(|problems| refused(problems.into_iter().map(|p| p.message).collect()))?;
    let kept = old.is_some_and(|(kept, before)| kept == path && before.encoding == layout.encoding);
    check_encoding(workspace, document, draft, &layout.encoding, kept)?;
    Ok((path, layout))
}

/// Reads an artifact by a layout, until told to stop.
fn read(workspace: &Workspace, artifact: &ArtifactRow, layout: &Layout, each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>) -> Answer<Summary> {
    let mut reader = app(workspace.store().read_blob(&artifact.blob, "artifact"))?;
    formats::read_laid_out(layout, &artifact.path, &mut reader, &Limits::default(), each).map_err(|e| AppError::from(e).into())
}

/// Refuses a header that reads like a row: every name begins with a letter, holds few digits, and is no value of the records below it.
fn check_header(workspace: &Workspace, artifact: &ArtifactRow, layout: &Layout) -> Answer<()> {
    if !layout.header {
        return Ok(());
    }
    let bare = Layout { header: false, names: Vec::new(), ..layout.clone() };
    let mut names: Vec<String> = Vec::new();
    let (mut known, mut looked) = (BTreeSet::<String>::new(), 0usize);
    read(workspace, artifact, &bare, &mut |item| {
        if let Item::Row(row) = item {
            let cells = row.cells.iter().map(|c| c.trim().to_string());
            if looked == 0 { names = cells.collect() } else { known.extend(cells) }
            looked += 1;
        }
        if looked > HEADER_LOOKED { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    let is_name = |name: &String| {
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ' ' | '.' | '-' | '/' | '(' | ')' | '#' | '%'));
        name.starts_with(|c: char| c.is_ascii_alphabetic()) && plain && name.chars().filter(char::is_ascii_digit).count() <= 3 && !known.contains(name)
    };
    if looked > 1 && names.iter().all(is_name) {
        return Ok(());
    }
    Err(refused(vec!["The first line reads like a record, not like names: say that there is no header, and type the names.".into()]))
}

/// The shape of the beginning of a text.
fn shape(text: &str, most: usize) -> String {
    deid::shape(&Phi::new(text.chars().take(most).collect::<String>())).into_value()
}

/// A cell with other digits and letters of the same shape.
fn any_digits(cell: &str) -> String {
    let digits = shape(cell, usize::MAX).replace('9', "1");
    // A single 1 is a yes.
    if digits == "1" { "7".into() } else { digits }
}

pub(crate) fn layout_sample<H: Host>(host: &H, q: LayoutSampleQuery) -> Answer<LayoutSample> {
    let workspace = host.workspace();
    let artifact = artifact_of(workspace, &q.id)?;
    let length = q.record_length.filter(|n| *n > 0).map(number).transpose()?;
    let declared = in_force(workspace)?.of(&artifact.path).is_some_and(|layout| layout.encoding == q.encoding);
    if !may_read(workspace, &artifact, &q.encoding, declared)? {
        return Err(other_encoding());
    }
    let mut reader = app(workspace.store().read_blob(&artifact.blob, "artifact"))?;
    let records = formats::first_records(&q.encoding, length, &mut reader, LOOKED).map_err(AppError::from)?;
    let sketch = formats::sketch(&records);
    Ok(LayoutSample {
        lines: records.iter().take(SHOWN).map(|record| shape(record, WIDTH_MAX)).collect(),
        looked: records.len() as u64,
        longest: sketch.longest as u64,
        same_length: sketch.same_length.map(|n| n as u64),
        edges: sketch.edges,
        suggested: sketch.columns.iter().map(|c| LayoutColumn { name: String::new(), start: c.start as u64, width: c.width as u64 }).collect(),
        delimiters: sketch.delimiters.iter().map(char::to_string).collect(),
    })
}

pub(crate) fn preview_layout<H: Host>(host: &H, draft: LayoutDraft) -> Answer<LayoutPreview> {
    let workspace = host.workspace();
    let document = in_force(workspace)?;
    let artifact = artifact_of(workspace, &draft.artifact)?;
    let (path, layout) = asked(workspace, &document, &draft)?;
    check_header(workspace, &artifact, &layout)?;
    let (mut profiler, mut shapes, mut rows, mut records) = (None::<Profiler>, None::<Profiler>, Vec::<LayoutCells>::new(), 0u64);
    let summary = read(workspace, &artifact, &layout, &mut |item| {
        match item {
            Item::Header(header) => (profiler, shapes) = (Some(Profiler::new(header.names, None)), Some(Profiler::new(header.names, None))),
            Item::Row(row) => {
                records += 1;
                if let Some(profiler) = &mut profiler {
                    profiler.row(row.cells);
                }
                if let Some(shapes) = shapes.as_mut().filter(|_| records < KINDS_MIN) {
                    let cells: Vec<String> = row.cells.iter().map(|cell| any_digits(cell)).collect();
                    shapes.row(&cells.iter().map(String::as_str).collect::<Vec<_>>());
                }
                if rows.len() < SHOWN {
                    rows.push(LayoutCells { cells: row.cells.iter().take(CELLS_MAX).map(|cell| shape(cell, CELL_WIDTH_MAX)).collect() });
                }
            }
            _ => {}
        }
        if records < READ_MAX { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    let mut issues: BTreeMap<&str, IssueLine> = BTreeMap::new();
    for issue in &summary.issues {
        let effect = if issue.quarantined { "quarantined" } else { "doubt" };
        let line = issues.entry(issue.code).or_insert_with(|| IssueLine { code: issue.code.into(), message: issue.message.clone(), count: 0, effect: effect.into() });
        line.count = summary.counts.get(issue.code).copied().unwrap_or(0);
    }
    // Of a few records the kind would tell which digits or letters stand at a place, whether they are a day, a yes or a no: their shape tells it then.
    let told = |(p, by_shape): (FieldProfile, FieldProfile)| match (p.rows < KINDS_MIN, p.filled < KINDS_MIN) {
        (true, _) => by_shape,
        (_, true) if p.filled > 0 => FieldProfile { kind: if by_shape.filled > 0 { by_shape.kind } else { "text".into() }, confidence: 1.0, ..p },
        _ => p,
    };
    let field = |p: FieldProfile| LayoutField {
        name: field_name(&p.name),
        kind: p.kind,
        confidence: (p.confidence * 10.0).round() / 10.0,
        filled: share_told(p.filled, p.rows),
        longest: p.length_max,
    };
    let meets = formats::set_layout_block("", None, Some(&formats::layout_block(&path, &layout))).and_then(|text| Layouts::parse(&text).ok()).unwrap_or_default();
    // A pattern that somebody typed meets what is shown of a name as well: by spelling out what is masked in it nobody learns whether it stands there.
    let typed = draft.path.trim() == path;
    let met = |a: &ArtifactRow| a.run.is_none() && meets.of(&a.path).is_some() && (!typed || meets.of(&structure(&a.path)).is_some());
    let mut artifacts = 0;
    for a in workspace.store().walk_artifacts("") {
        artifacts += u64::from(met(&app(a)?));
    }
    Ok(LayoutPreview {
        records: summary.records,
        quarantined: summary.quarantined,
        whole: !summary.stopped,
        issues: issues.into_values().collect(),
        columns: profiler.zip(shapes).map_or_else(Vec::new, |(p, shapes)| p.finish().into_iter().zip(shapes.finish()).map(told).map(field).collect()),
        rows,
        artifacts,
        records_before: artifact.records,
        quarantined_before: artifact.quarantined,
    })
}

pub(crate) fn save_layout<H: Host>(host: &H, q: SaveLayout) -> Answer<LayoutsView> {
    let workspace = host.workspace();
    let (version, old) = text(workspace)?;
    if version != q.base {
        return Err(ErrorCode::Conflict.into());
    }
    let layout = &q.layout;
    let names = layout.columns.iter().map(|c| &c.name).chain(&layout.names);
    for said in [&q.note, &layout.path, &layout.relation, &layout.comment].into_iter().chain(names) {
        workspace.egress_check(said.as_bytes()).map_err(|()| refused(vec!["The text holds an identifier of a patient. Say it without.".into()]))?;
    }
    let document = in_force(workspace)?;
    let place = q.layout.place.map(number).transpose()?;
    let new = if q.remove {
        formats::set_layout_block(&old, Some(place.ok_or(ErrorCode::Invalid)?), None)
    } else {
        let (path, layout) = asked(workspace, &document, &q.layout)?;
        if layout.header {
            check_header(workspace, &artifact_of(workspace, &q.layout.artifact)?, &layout)?;
        }
        formats::set_layout_block(&old, place, Some(&formats::layout_block(&path, &layout)))
    };
    let new = new.ok_or(ErrorCode::Conflict)?;
    if !leaves_the_others(&document, &new, place, q.remove) {
        return Err(refused(vec!["The document is written in a way that cannot be changed from here: import it on the command line.".into()]));
    }
    let note = match (q.note.trim(), q.remove) {
        ("", true) => "layout taken out",
        ("", false) => "layout drawn",
        (note, _) => note,
    };
    app(workspace.store().add_document("layouts", version, &new, &host.actor().account, host.now_ms(), note))?;
    view(workspace)
}

/// Whether a new text has every layout of the old one but the one that was changed.
fn leaves_the_others(old: &Layouts, new: &str, place: Option<usize>, removed: bool) -> bool {
    let Ok(new) = Layouts::parse(new) else { return false };
    let others: Vec<_> = old.entries().enumerate().filter(|(at, _)| Some(*at) != place).map(|(_, entry)| entry).collect();
    let changed = if removed { None } else { Some(place.unwrap_or(0)) };
    let now: Vec<_> = new.entries().enumerate().filter(|(at, _)| Some(*at) != changed).map(|(_, entry)| entry).collect();
    others == now
}

pub(crate) fn restore_layouts<H: Host>(host: &H, q: RestoreLayouts) -> Answer<LayoutsView> {
    let workspace = host.workspace();
    let text = match q.version {
        0 => "format = \"throughline-layout/1\"\n".to_string(),
        version => app(workspace.store().document_version("layouts", version))?.ok_or_else(not_found)?.text,
    };
    app(workspace.store().add_document("layouts", q.base, &text, &host.actor().account, host.now_ms(), &format!("version {} restored", q.version)))?;
    view(workspace)
}

pub(crate) fn start_reread<H: Host>(host: &H, _: Nothing) -> Answer<JobRef> {
    let id = host.new_token();
    let id = jobs::start(host.workspace(), id, "reread", &host.actor().account, now, |workspace, meter| {
        let (mut records, mut quarantined, mut unread) = (0, 0, 0);
        let came = reread_by(workspace, now(), meter, &mut |line| {
            records += line.records;
            quarantined += line.quarantined;
            unread += u64::from(line.state == "unread");
        })?;
        let (count, inside) = (came.artifacts, came.inside_words());
        Ok((0, format!("{count} artifacts read again: {records} records, {quarantined} quarantined; {unread} artifacts unread{inside}")))
    });
    Ok(JobRef { id })
}
