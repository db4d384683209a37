//! What an attribute says of the rows of a table: by the lens that is edited beside the saved one, over distinct inputs. Inputs and
//! what is said leave by the rules of the mapping's preview.

use super::artifacts::field_name;
use super::lens::side_of;
use super::mapping::{Group, NOTHING_MADE, Total, preview_rows};
use super::{Answer, not_found, problems};
use crate::book::{K, hash, lens_of, lookups_of};
use crate::source::{holders, items};
use crate::{AppError, Host, Workspace};
use balance::{Coverage, Lens, LensForm, Lookups, PartForm, Places, Reading, kind_of_part};
use contract::{LensPreview, PreviewLens, WireError};
use formats::{Item, Projection};
use mapping::how;
use model::{Aspect, How, Side, Statement};
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

/// Rows that a preview looks at.
const ROWS_MAX: u64 = 50_000;
/// Distinct inputs that are kept.
const GROUPS_MAX: usize = 20_000;
/// Rows that make a statement, and those that do by the saved lens.
const TOTALS: [Total; 2] = [|_, after| after < NOTHING_MADE, |before, _| before < NOTHING_MADE];

pub(crate) fn preview_lens<H: Host>(host: &H, q: PreviewLens) -> Answer<LensPreview> {
    let (workspace, side) = (host.workspace(), side_of(&q.side)?);
    let (lens, form) = match (Lens::parse(&q.lens), LensForm::parse(&q.lens)) {
        (Ok(lens), Ok(form)) => (lens, form),
        (Err(found), _) | (_, Err(found)) => return Ok(LensPreview { problems: problems(&found), ..LensPreview::default() }),
    };
    let part = usize::try_from(q.part).ok().and_then(|at| form.parts.get(at)).ok_or_else(not_found)?;
    let (aspect, kind) = Aspect::from_word(&q.aspect).zip(kind_of_part(&part.kind)).ok_or_else(not_found)?;
    let saved = lens_of(workspace, side).ok().flatten();
    let lenses = [Some(lens.narrowed(&part.from, kind)), saved.map(|saved| saved.narrowed(&part.from, kind))];
    let mut preview = Preview::new(side, part, aspect);
    preview.read(workspace, &lenses).map_err(WireError::from)?;
    preview.shown(workspace, q.limit)
}

/// Rows of one relation while both lenses read them.
struct Preview<'a> {
    side: Side,
    part: &'a PartForm,
    aspect: Aspect,
    /// Fields that the attribute is read from.
    fields: Vec<String>,
    groups: HashMap<Vec<String>, Group>,
    evaluated: u64,
    changed: u64,
    statements: [u64; 2],
    whole: bool,
}

/// What is said of one row, and of whom.
#[derive(Default)]
struct Said {
    text: Vec<String>,
    how: Option<How>,
    patient: Option<u64>,
}

impl<'a> Preview<'a> {
    fn new(side: Side, part: &'a PartForm, aspect: Aspect) -> Self {
        let fields = part.fields_of(aspect.word()).into_iter().map(str::to_string).collect();
        Self { side, part, aspect, fields, groups: HashMap::new(), evaluated: 0, changed: 0, statements: [0, 0], whole: true }
    }

    fn read(&mut self, workspace: &Workspace, lenses: &[Option<Lens>; 2]) -> Result<(), AppError> {
        let [now, before] = lenses;
        let tables: [Lookups; 2] = [lookups_of(workspace, self.side, now.as_ref())?, lookups_of(workspace, self.side, before.as_ref())?];
        let [first, second] = &tables;
        let mut columns = self.fields.clone();
        columns.push(self.part.patient.clone());
        for artifact in holders(workspace, self.side.word())?.get(&self.part.from).into_iter().flatten() {
            let mut readings = [Reading::new(self.side, artifact.id, now.as_ref(), first), Reading::new(self.side, artifact.id, before.as_ref(), second)];
            let mut projection = Projection::new(&self.part.from, &columns);
            items(workspace, artifact, &mut |item| {
                self.item(&item, &mut readings, &mut projection);
                if self.whole { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            })?;
        }
        Ok(())
    }

    fn item(&mut self, item: &Item<'_>, readings: &mut [Reading<'_>; 2], projection: &mut Projection) {
        let mut rows: Vec<(u64, Vec<String>)> = Vec::new();
        projection.rows(item, &mut |cells| rows.push((cells.line, cells.values.iter().map(|v| v.as_deref().unwrap_or("").to_string()).collect())));
        let mut said: [HashMap<u64, Said>; 2] = [HashMap::new(), HashMap::new()];
        let (mut places, mut coverage) = (Places::default(), Coverage::default());
        places.number("");
        for (reading, said) in readings.iter_mut().zip(&mut said) {
            reading.item(item, &mut places, &mut coverage, &mut |statement| note(said, &statement, self.aspect));
        }
        for (line, mut inputs) in rows {
            if self.evaluated >= ROWS_MAX {
                self.whole = false;
                return;
            }
            let patient = inputs.pop().filter(|key| !key.trim().is_empty()).map(|key| hash(key.trim()));
            let [now, before] = &mut said;
            self.row(inputs, [now.remove(&line), before.remove(&line)], patient);
        }
    }

    fn row(&mut self, inputs: Vec<String>, said: [Option<Said>; 2], patient: Option<u64>) {
        self.evaluated += 1;
        for (count, said) in self.statements.iter_mut().zip(&said) {
            *count += u64::from(said.is_some());
        }
        let known = said.iter().flatten().find_map(|said| said.patient);
        let [after, before] = said.map(words);
        self.changed += u64::from(after != before);
        // The same inputs say another thing under another condition: what is said is part of what makes a line.
        let mut key = inputs;
        key.extend([after.0.clone(), after.1.to_string(), before.0.clone(), before.1.to_string()]);
        if self.groups.len() >= GROUPS_MAX && !self.groups.contains_key(&key) {
            return;
        }
        let group = self.groups.entry(key).or_insert_with(|| Group { before, after, rows: 0, patients: HashSet::new() });
        group.rows += 1;
        if group.patients.len() < K {
            group.patients.extend(patient.or(known));
        }
    }

    fn shown(self, workspace: &Workspace, limit: u64) -> Answer<LensPreview> {
        let every: Vec<usize> = (0..self.fields.len()).collect();
        let rows = preview_rows(self.groups, &every, (self.part.from.as_str(), &self.fields[..]), ("no statement", &TOTALS[..]), (workspace, self.side), limit)?;
        let [statements, statements_saved] = self.statements;
        Ok(LensPreview {
            problems: Vec::new(),
            fields: self.fields.iter().map(|field| field_name(field)).collect(),
            rows,
            evaluated: self.evaluated,
            whole: self.whole,
            changed: self.changed,
            statements,
            statements_saved,
        })
    }
}

/// Notes what a statement says of its row.
fn note(said: &mut HashMap<u64, Said>, statement: &Statement, aspect: Aspect) {
    let row = said.entry(statement.origin.line).or_default();
    row.patient = row.patient.or(Some(hash(&statement.patient)));
    for fact in statement.facts.iter().filter(|fact| fact.aspect == aspect) {
        row.text.push(fact.value.shown());
        row.how = row.how.or(Some(fact.how));
    }
}

/// What is said, and how it came to be.
fn words(said: Option<Said>) -> (String, u8) {
    let Some(said) = said else { return (String::new(), NOTHING_MADE) };
    let how = match said.how {
        None | Some(How::Absent) => how::ABSENT,
        Some(How::Copied) => how::COPIED,
        Some(How::Translated) => how::TRANSLATED,
        Some(How::Derived) => how::DERIVED,
        Some(How::Defaulted) => how::DEFAULTED,
    };
    (said.text.join("; "), how)
}
