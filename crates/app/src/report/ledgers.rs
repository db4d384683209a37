//! The two ledgers: where every source field ended, and every value of the output that no source asserted.

use super::Room;
use super::content::{Block, Cell, ColumnKind, Section, Table, plural};
use super::sources::Sources;
use crate::decided::Decisions;
use crate::ledger::End;
use crate::commands::{field_name, invented as invented_of, structure};
use crate::source::{each_profiled, legacy_schema};
use crate::Result;
use balance::Lens;
use contract::InventedLine;
use mapping::{Document, Plan};
use std::collections::BTreeMap;

/// Where a field can end, in the order in which it is decided, worst last.
const ENDS: [&str; 4] = ["mapped", "dropped", "archived", "undecided"];
const UNDECIDED: usize = 3;

/// A source field and where it ended.
pub(super) struct Field {
    relation: String,
    name: String,
    /// Rows with a value.
    filled: u64,
    end: usize,
    reason: String,
}

/// The negative-space ledger.
pub(super) struct Ledger {
    fields: Vec<Field>,
    /// Whether a mapping was there to ask.
    mapped: bool,
    /// Whether the destination was given, so that the mapping did not make it.
    given: bool,
}

impl Ledger {
    /// Every field of the legacy side, as the mapping and the lens of the comparison treat it.
    pub(super) fn read(s: &Sources<'_>) -> Result<Self> {
        let schema = legacy_schema(s.workspace)?;
        let document = s.mapping.as_ref().and_then(|m| Document::parse(&m.text).ok());
        let plan = document.map(|d| Plan::check(d, Some(&schema)).0);
        let lens = s.lenses[0].as_ref().and_then(|l| Lens::parse(&l.text).ok());
        let (mut fields, decided) = (Vec::new(), Decisions::read(s.workspace)?);
        for (relation, profiles) in filled(s)? {
            for (name, filled) in profiles {
                let (end, reason) = end_of((plan.as_ref(), lens.as_ref(), &decided), &relation, &name);
                fields.push(Field { relation: structure(&relation), name: field_name(&name), filled, end, reason });
            }
        }
        fields.sort_by(|a, b| b.end.cmp(&a.end).then(b.filled.cmp(&a.filled)).then_with(|| (&a.relation, &a.name).cmp(&(&b.relation, &b.name))));
        Ok(Self { fields, mapped: plan.is_some(), given: s.compared.version == 0 })
    }

    /// Fields that nobody decided on.
    pub(super) fn undecided(&self) -> u64 {
        self.ended(UNDECIDED)
    }

    fn ended(&self, end: usize) -> u64 {
        self.fields.iter().filter(|f| f.end == end).count() as u64
    }
}

/// Fields of every relation with the rows that have a value, over all artifacts that hold the relation.
fn filled(s: &Sources<'_>) -> Result<BTreeMap<String, BTreeMap<String, u64>>> {
    let mut out: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    each_profiled(s.workspace, model::Side::Legacy, &mut |relation, profiles| {
        let fields = out.entry(relation.name).or_default();
        for profile in profiles {
            *fields.entry(profile.name).or_default() += profile.filled;
        }
    })?;
    Ok(out)
}

fn end_of((plan, lens, decided): (Option<&Plan>, Option<&Lens>, &Decisions), relation: &str, field: &str) -> (usize, String) {
    if plan.is_some_and(|p| p.reads(relation, field)) {
        return (0, String::new());
    }
    if let Some(reason) = plan.and_then(|p| p.dropped(relation, field)) {
        return (1, reason.into());
    }
    match lens.and_then(|l| l.archived(relation)) {
        Some(reason) => (2, reason.into()),
        None => match decided.field(relation, field) {
            Some((End::Dropped, reason)) => (1, reason),
            Some((_, reason)) => (2, reason),
            None => (UNDECIDED, String::new()),
        },
    }
}

/// The ledger by relation and by reason.
pub(super) fn negative_space(ledger: &Ledger) -> Section {
    let mut facts = vec![("Source fields".to_string(), Cell::from(ledger.fields.len() as u64))];
    facts.extend(ENDS.iter().enumerate().map(|(end, word)| (format!("Of them {word}"), ledger.ended(end).into())));
    let told = match (ledger.mapped, ledger.given) {
        (true, false) => "Every source field ends as mapped, dropped with a reason, archived, or undecided.",
        (true, true) => "The destination was given. Fields are counted as the latest mapping of the workspace treats them, which did not make it.",
        (false, _) => "There is no mapping: every source field that the lens does not leave in the archive is undecided.",
    };
    let blocks = vec![Block::Text(told.into()), Block::Facts(facts), Block::Table(by_relation(ledger)), Block::Table(by_reason(ledger))];
    Section { key: "negative-space", title: "Negative space", sheet: "Negative space", blocks }
}

fn by_relation(ledger: &Ledger) -> Table {
    let mut counts: BTreeMap<&str, [u64; 4]> = BTreeMap::new();
    for field in &ledger.fields {
        if let Some(count) = counts.entry(&field.relation).or_default().get_mut(field.end) {
            *count += 1;
        }
    }
    let columns = [
        ("Relation", ColumnKind::Name),
        ("Fields", ColumnKind::Count),
        ("Mapped", ColumnKind::Count),
        ("Dropped", ColumnKind::Count),
        ("Archived", ColumnKind::Count),
        ("Undecided", ColumnKind::Bar),
    ];
    let row = |(relation, counts): (&str, [u64; 4])| {
        let mut cells: Vec<Cell> = vec![relation.into(), counts.iter().sum::<u64>().into()];
        cells.extend(counts.into_iter().map(Cell::Count));
        cells
    };
    Table::new("Where the fields of each relation ended", "The legacy side holds no field.", &columns).with(counts.into_iter().map(row))
}

fn by_reason(ledger: &Ledger) -> Table {
    let mut counts: BTreeMap<(usize, &str), u64> = BTreeMap::new();
    for field in ledger.fields.iter().filter(|f| !f.reason.is_empty()) {
        *counts.entry((field.end, field.reason.as_str())).or_default() += 1;
    }
    let columns = [("Ended as", ColumnKind::Words), ("Reason", ColumnKind::Words), ("Fields", ColumnKind::Count)];
    let row = |((end, reason), n): ((usize, &str), u64)| vec![word(end).into(), reason.into(), n.into()];
    Table::new("Reasons for what does not move", "Nothing was dropped or archived with a reason.", &columns).with(counts.into_iter().map(row))
}

fn word(end: usize) -> &'static str {
    ENDS.get(end).copied().unwrap_or("undecided")
}

/// Every source field, those that nobody decided on first: a line a field where a table may be long, else fields that ended alike together.
pub(super) fn fields(ledger: &Ledger, room: &Room) -> Section {
    let (caption, field, filled, rest) = if room.wide {
        ("Source fields, undecided first", "Field", "Rows with a value", "There is no room for more.")
    } else {
        ("Source fields, undecided first; what ended alike shares a line", "Fields", "Rows with a value, at most", "The spreadsheet has a line for each field.")
    };
    let columns = [("Relation", ColumnKind::Name), (field, ColumnKind::Name), ("Ended as", ColumnKind::Words), ("Reason", ColumnKind::Words), (filled, ColumnKind::Count)];
    let lines: Vec<Vec<Cell>> = if room.wide { ledger.fields.iter().map(|f| line(f, f.name.clone())).collect() } else { together(&ledger.fields) };
    let total = lines.len() as u64;
    let table = Table::new(caption, "The legacy side holds no field.", &columns).with(lines).at_most(room.fields, total, rest);
    Section { key: "fields", title: "Every source field", sheet: "Source fields", blocks: vec![Block::Table(table)] }
}

fn line(field: &Field, names: String) -> Vec<Cell> {
    vec![field.relation.as_str().into(), names.into(), word(field.end).into(), field.reason.as_str().into(), Cell::patients(field.filled)]
}

/// Fields of one relation that ended alike, for one reason, as a line: their names by rows, the most rows first. Fields that nobody decided
/// on stay apart, because each wants a decision.
fn together(fields: &[Field]) -> Vec<Vec<Cell>> {
    let mut places: BTreeMap<(usize, &str, &str), usize> = BTreeMap::new();
    let mut groups: Vec<(&Field, Vec<&str>)> = Vec::new();
    for field in fields {
        let place = *places.entry((field.end, field.relation.as_str(), field.reason.as_str())).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, names)) if field.end != UNDECIDED => names.push(field.name.as_str()),
            _ => groups.push((field, vec![field.name.as_str()])),
        }
    }
    groups.into_iter().map(|(first, names)| line(first, names.join(", "))).collect()
}

/// The lines of the invented-value ledger.
pub(super) fn invented_lines(s: &Sources<'_>) -> Vec<InventedLine> {
    s.migrated.as_ref().map_or_else(Vec::new, |(_, report)| invented_of(report))
}

/// The invented-value ledger.
pub(super) fn invented(s: &Sources<'_>) -> Section {
    let lines = invented_lines(s);
    let total: u64 = lines.iter().map(|l| l.values).sum();
    let open = lines.iter().filter(|l| l.reason.is_none()).count() as u64;
    let told = match (&s.migrated, lines.is_empty()) {
        (None, _) => "The destination was not made by a run of this workspace: what it invented shows as findings with the verdict invented.".to_string(),
        (Some(_), true) => "No rule made a value that no source asserts.".into(),
        (Some(_), false) => format!("{} that no source asserted, made by {}; {} without a reason.", plural(total, "value"), plural(lines.len() as u64, "rule"), plural(open, "rule")),
    };
    let columns = [("Rule", ColumnKind::Name), ("Element", ColumnKind::Name), ("Reason", ColumnKind::Words), ("Values", ColumnKind::Bar)];
    let row = |l: InventedLine| {
        let reason = l.reason.filter(|r| !r.trim().is_empty()).unwrap_or_else(|| "no reason is given".into());
        vec![l.rule.into(), l.element.into(), reason.into(), l.values.into()]
    };
    let mut blocks = vec![Block::Text(told)];
    if !lines.is_empty() {
        blocks.push(Block::Table(Table::new("Constants and defaults, without a reason first", "", &columns).with(lines.into_iter().map(row))));
    }
    Section { key: "invented", title: "Invented values", sheet: "Invented values", blocks }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(relation: &str, name: &str, end: usize, reason: &str, filled: u64) -> Field {
        Field { relation: relation.into(), name: name.into(), filled, end, reason: reason.into() }
    }

    #[test]
    fn decided_fields_that_ended_alike_share_a_line_and_undecided_ones_do_not() {
        let fields = [
            field("medications", "STATUS_CD", UNDECIDED, "", 90),
            field("medications", "STOP_DT", UNDECIDED, "", 80),
            field("labs", "UPD_TS", 1, "audit columns", 70),
            field("medications", "UPD_TS", 1, "audit columns", 60),
            field("labs", "UPD_USER", 1, "audit columns", 50),
            field("labs", "ACCN", 1, "groups the tests of a draw", 4),
            field("labs", "RESULT", 0, "", 70),
        ];
        let shown: Vec<String> = together(&fields).iter().map(|row| row.iter().map(Cell::shown).collect::<Vec<_>>().join("|")).collect();
        let wanted = [
            "medications|STATUS_CD|undecided||90",
            "medications|STOP_DT|undecided||80",
            "labs|UPD_TS, UPD_USER|dropped|audit columns|70",
            "medications|UPD_TS|dropped|audit columns|60",
            "labs|ACCN|dropped|groups the tests of a draw|<11",
            "labs|RESULT|mapped||70",
        ];
        assert_eq!(shown, wanted);
    }
}
