//! The report as data: sections of paragraphs, facts and tables, in the order in which a committee reads them.
//!
//! It knows neither HTML nor PDF nor a spreadsheet, and nothing of a record fits in it: a cell is a number, or words that
//! already passed a declassifier or were written by the team. What must stay true: a number of patients from 1 to 10 is
//! [`Cell::Few`], and nothing is a percentage but the bound of a claim.

use serde::Serialize;
use std::collections::BTreeMap;

/// What machines want to know of a report, and what `throughline report --json` prints.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ReportSummary {
    /// Number of the comparison.
    pub run: u32,
    /// Mapping version that made the destination, 0 for a given one.
    pub mapping_version: u32,
    /// Lens version that the comparison read the legacy side by, 0 for none.
    pub lens_version: u32,
    /// Lens version that it read the destination by, 0 for none.
    pub destination_lens_version: u32,
    /// Statements in the legacy and in the destination's book.
    pub statements: [u64; 2],
    /// Findings.
    pub findings: u64,
    /// Findings by severity.
    pub severities: BTreeMap<String, u64>,
    /// Causes behind them.
    pub causes: u64,
    /// Source fields that nobody decided on.
    pub undecided_fields: u64,
    /// Values that no source asserted.
    pub invented_values: u64,
    /// Waivers, signed or not.
    pub waivers: u64,
    /// Of them approved by a lead.
    pub waivers_signed: u64,
    /// Chart reviews, read in full or not.
    pub claims: u64,
    /// Of them read in full.
    pub claims_read: u64,
    /// Sequence number of the last audit event that the report rests on, 0 for none.
    pub audit_event: u64,
    /// Root of the Merkle tree over the events up to it; empty when the log was changed.
    pub audit_root: String,
}

impl ReportSummary {
    /// The numbers that a reader looks for first, in rows of four: what was found; below it the two ledgers and what people
    /// recorded and that holds: what nobody signed and what nobody read in full is no part of it. A number is with what it counts, and with whether it is an alarm.
    pub(crate) fn headline(&self) -> [[(u64, &'static str, bool); 4]; 2] {
        let of = |severity: &str| self.severities.get(severity).copied().unwrap_or(0);
        let safety = of("safety");
        let told = |number: u64, one: &'static str, many: &'static str| (number, if number == 1 { one } else { many }, false);
        [
            [
                told(self.findings, "finding", "findings"),
                (safety, "of severity safety", safety > 0),
                (of("clinical"), "of severity clinical", false),
                told(self.causes, "cause behind them", "causes behind them"),
            ],
            [
                told(self.undecided_fields, "source field undecided", "source fields undecided"),
                told(self.invented_values, "value invented", "values invented"),
                told(self.waivers_signed, "waiver signed by a lead", "waivers signed by a lead"),
                told(self.claims_read, "chart review read in full", "chart reviews read in full"),
            ],
        ]
    }
}

/// A report.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Report {
    /// Title.
    pub title: String,
    /// Workspace.
    pub workspace: String,
    /// When the comparison ended, in words.
    pub at: String,
    /// The same day as year, month and day, for the properties of a file.
    pub day: (u16, u8, u8),
    /// For machines.
    pub summary: ReportSummary,
    /// Sections.
    pub sections: Vec<Section>,
}

/// A section.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Section {
    /// Anchor.
    pub key: &'static str,
    /// Heading.
    pub title: &'static str,
    /// Sheet of the spreadsheet; empty when it stands on paper only.
    pub sheet: &'static str,
    /// What it holds.
    pub blocks: Vec<Block>,
}

/// A part of a section.
#[derive(Debug, Clone, Serialize)]
pub(crate) enum Block {
    /// A paragraph.
    Text(String),
    /// A paragraph that nobody may overlook.
    Warning(String),
    /// Names with what they are.
    Facts(Vec<(String, Cell)>),
    /// A table.
    Table(Table),
    /// Lines to sign on, by role.
    Signatures(Vec<&'static str>),
}

/// A table.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Table {
    /// What it lists.
    pub caption: String,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows, as many cells as columns.
    pub rows: Vec<Vec<Cell>>,
    /// What is said of rows that were left out, empty when all are there.
    pub cut: String,
    /// What is said when there is none.
    pub empty: &'static str,
}

/// A column.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Column {
    /// Heading.
    pub title: &'static str,
    /// What its cells are.
    pub kind: ColumnKind,
}

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) enum ColumnKind {
    /// Words.
    Words,
    /// Names of fields, rules, tokens.
    Name,
    /// One of the severities.
    Severity,
    /// Numbers.
    Count,
    /// Numbers, drawn as bars beside each other.
    Bar,
    /// Words too many for a column on paper: there, and on the page, they stand under their row over its width, the heading
    /// beside them; a spreadsheet gives them a column.
    Note,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) enum Cell {
    /// Words.
    Words(String),
    /// A number.
    Count(u64),
    /// One number less another, with its sign.
    Difference(i64),
    /// A number of patients from 1 to 10.
    Few,
}

impl Cell {
    /// As it is read.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Words(words) => words.clone(),
            Self::Count(count) => grouped(*count),
            Self::Difference(difference) => signed(*difference),
            Self::Few => "<11".into(),
        }
    }

    /// A number of patients.
    pub(crate) fn patients(count: u64) -> Self {
        Self::shown_patients(deid::small_count(count))
    }

    /// A number beside others that tell it: where it may not be told it is withheld, whatever it is.
    pub(crate) fn beside_others(count: Option<u64>) -> Self {
        count.map_or_else(|| "withheld".into(), Self::Count)
    }

    /// A number of patients that `deid` has looked at already.
    pub(crate) fn shown_patients(count: Option<u64>) -> Self {
        count.map_or(Self::Few, Self::Count)
    }
}

impl From<&str> for Cell {
    fn from(words: &str) -> Self {
        Self::Words(words.into())
    }
}

impl From<String> for Cell {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<u32> for Cell {
    fn from(count: u32) -> Self {
        Self::Count(u64::from(count))
    }
}

impl Table {
    /// A table without rows yet.
    pub(crate) fn new(caption: impl Into<String>, empty: &'static str, columns: &[(&'static str, ColumnKind)]) -> Self {
        let columns = columns.iter().map(|(title, kind)| Column { title, kind: *kind }).collect();
        Self { caption: caption.into(), columns, rows: Vec::new(), cut: String::new(), empty }
    }

    /// With these rows.
    pub(crate) fn with(mut self, rows: impl IntoIterator<Item = Vec<Cell>>) -> Self {
        self.rows.extend(rows);
        self
    }

    /// With its first rows only, and the sentence that says so.
    pub(crate) fn at_most(mut self, rows: usize, total: u64, rest: &str) -> Self {
        self.rows.truncate(rows);
        let shown = self.rows.len() as u64;
        if shown < total {
            self.cut = format!("The first {} of {} are listed. {rest}", grouped(shown), grouped(total));
        }
        self
    }

    /// With the sentence that says that these are the first rows, of how many is not told.
    pub(crate) fn first_of_some(mut self, rest: &str) -> Self {
        self.cut = if self.rows.is_empty() { rest.into() } else { format!("The first {} are listed. {rest}", grouped(self.rows.len() as u64)) };
        self
    }
}

impl Report {
    /// Every word and number of it, a line each: what the egress filter looks at before anything is written.
    pub(crate) fn plain(&self) -> String {
        let mut out = vec![self.title.clone(), self.workspace.clone(), self.at.clone()];
        for section in &self.sections {
            out.push(section.title.into());
            section.blocks.iter().for_each(|block| plain(block, &mut out));
        }
        out.join("\n")
    }

    /// The words in facts and tables.
    pub(crate) fn words_mut(&mut self) -> impl Iterator<Item = &mut String> {
        self.sections.iter_mut().flat_map(|section| &mut section.blocks).flat_map(cells).filter_map(words)
    }
}

fn cells(block: &mut Block) -> Vec<&mut Cell> {
    match block {
        Block::Facts(facts) => facts.iter_mut().map(|(_, cell)| cell).collect(),
        Block::Table(table) => table.rows.iter_mut().flatten().collect(),
        Block::Text(_) | Block::Warning(_) | Block::Signatures(_) => Vec::new(),
    }
}

fn words(cell: &mut Cell) -> Option<&mut String> {
    if let Cell::Words(words) = cell { Some(words) } else { None }
}

fn plain(block: &Block, out: &mut Vec<String>) {
    let row = |cells: &[Cell]| cells.iter().map(Cell::shown).collect::<Vec<_>>().join("\t");
    match block {
        Block::Text(words) | Block::Warning(words) => out.push(words.clone()),
        Block::Facts(facts) => out.extend(facts.iter().map(|(name, cell)| format!("{name}\t{}", cell.shown()))),
        Block::Table(table) => {
            out.push(table.caption.clone());
            out.push(table.columns.iter().map(|c| c.title).collect::<Vec<_>>().join("\t"));
            out.extend(table.rows.iter().map(|cells| row(cells)));
            out.push(table.cut.clone());
        }
        Block::Signatures(roles) => out.extend(roles.iter().map(|r| (*r).to_string())),
    }
}

/// A number with its thousands apart: `12,345`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A difference with its sign, a true minus: `+1,234`, `−5`, `0`.
fn signed(difference: i64) -> String {
    let sign = match difference {
        0 => "",
        1.. => "+",
        _ => "\u{2212}",
    };
    format!("{sign}{}", grouped(difference.unsigned_abs()))
}

/// `1 finding`, `12 findings`.
pub(crate) fn plural(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{} {noun}s", grouped(count)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        for (number, shown) in [(0, "0"), (999, "999"), (1_000, "1,000"), (12_345, "12,345"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), shown);
        }
        assert_eq!([-12_345, 0, 7].map(|n| Cell::Difference(n).shown()), ["\u{2212}12,345", "0", "+7"]);
    }

    #[test]
    fn the_headline_counts_what_is_signed_and_read_in_full() {
        let summary = ReportSummary { findings: 1, waivers: 3, waivers_signed: 1, claims: 2, ..Default::default() };
        let [found, recorded] = summary.headline();
        assert_eq!((found[0].0, found[0].1), (1, "finding"));
        assert_eq!((recorded[2].0, recorded[2].1), (1, "waiver signed by a lead"));
        assert_eq!((recorded[3].0, recorded[3].1), (0, "chart reviews read in full"));
    }

    #[test]
    fn a_cut_table_says_so_and_a_whole_one_does_not() {
        let table = |rows: u64| Table::new("x", "", &[("n", ColumnKind::Count)]).with((0..rows).map(|n| vec![Cell::Count(n)]));
        let cut = table(5).at_most(2, 5, "The rest is elsewhere.");
        assert_eq!((cut.rows.len(), cut.cut.as_str()), (2, "The first 2 of 5 are listed. The rest is elsewhere."));
        assert_eq!(table(2).at_most(2, 2, "x").cut, "");
    }

    #[test]
    fn few_patients_are_never_counted() {
        assert_eq!(Cell::patients(0).shown(), "0");
        assert!((1..=10).all(|n| Cell::patients(n).shown() == "<11"));
        assert_eq!(Cell::patients(11).shown(), "11");
    }

    #[test]
    fn the_plain_text_holds_every_cell() {
        let table = Table::new("caption", "", &[("column", ColumnKind::Words)]).with([vec!["cell".into()]]);
        let blocks = vec![Block::Text("text".into()), Block::Warning("warning".into()), Block::Facts(vec![("name".into(), 1_000u64.into())]), Block::Table(table)];
        let report = Report { workspace: "place".into(), sections: vec![Section { title: "heading", blocks, ..Default::default() }], ..Default::default() };
        let plain = report.plain();
        for wanted in ["place", "heading", "text", "warning", "name\t1,000", "caption", "column", "cell"] {
            assert!(plain.contains(wanted), "{wanted} in {plain}");
        }
    }
}
