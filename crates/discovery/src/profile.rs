//! What is said of a field and of a relation: the result of profiling, as it is kept in the workspace.
//!
//! Every new member has a default, so that profiles kept by an earlier version still read. Values in here are record
//! content: what of them may be shown is for `deid` to say.

use crate::codes::CodeShare;
use crate::members::CodedValues;
use crate::sketch::Sketch;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a field holds. Counts are rows and exact unless `sampled` says otherwise.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FieldProfile {
    /// Name.
    pub name: String,
    /// `text`, `integer`, `decimal`, `date`, `datetime`, `boolean`, `empty`.
    pub kind: String,
    /// Share of filled rows of that kind.
    pub confidence: f64,
    /// Rows.
    pub rows: u64,
    /// Filled rows.
    pub filled: u64,
    /// Distinct values.
    pub distinct: u64,
    /// The number of distinct values is exact; otherwise an estimate with a standard error of 0.8 %.
    pub distinct_exact: bool,
    /// Most frequent values: value, rows, patients (counted up to 50). Lower bounds when `sampled`.
    pub top: Vec<(String, u64, u64)>,
    /// Numbers and dates: 16 shares between the 2nd and the 98th percentile. Else the shares of the first 16 of `top`.
    pub shape: Vec<f64>,
    /// Date formats seen, with rows.
    pub formats: BTreeMap<String, u64>,
    /// Rows with a text that usually means empty.
    pub null_like: u64,
    /// Longest value, in characters.
    pub length_max: u64,

    /// There are too many distinct values to keep all: `top`, `shape`, `quantiles`, `patterns`, `units`, `zeros_*`,
    /// `codes`, `free_text`, `truncated*` and `repeated` come from a sample; everything else is from all rows.
    pub sampled: bool,
    /// Rows with blanks around the value.
    pub padded: u64,
    /// Texts that usually mean empty, with rows.
    pub null_tokens: BTreeMap<String, u64>,
    /// Least number, or moment in seconds since 1970 by the local clock; years before 1880 and after 2100 apart.
    pub min: Option<f64>,
    /// Greatest, likewise.
    pub max: Option<f64>,
    /// 5th, 25th, 50th, 75th and 95th percentile in the unit of `min`; empty for other kinds.
    pub quantiles: Vec<f64>,
    /// Bounds of the histogram in `shape`.
    pub shape_range: Option<(f64, f64)>,
    /// Patterns of characters, `AAA999`, most frequent first, with rows; at most 12.
    pub patterns: Vec<(String, u64)>,
    /// Shortest value, in characters.
    pub length_min: u64,
    /// Mean length, in characters.
    pub length_mean: f64,
    /// Length at which values seem to have been cut off.
    pub truncated_at: Option<u64>,
    /// Rows of that length.
    pub truncated: u64,
    /// Rows with UTF-8 that was read in another encoding.
    pub mojibake: u64,
    /// Rows with replacement characters.
    pub replacement: u64,
    /// Rows with control characters.
    pub control: u64,
    /// Rows with a date whose day and month could change places.
    pub ambiguous_dates: u64,
    /// Rows with a date that can only be day first.
    pub day_first: u64,
    /// Rows with a date that can only be month first.
    pub month_first: u64,
    /// Rows that are written as a date and name no day, such as 30 February.
    pub impossible_dates: u64,
    /// Rows with a date before 1880 or after 2100.
    pub odd_years: u64,
    /// Days that systems write when they know none, with rows: `1900-01-01`.
    pub default_dates: BTreeMap<String, u64>,
    /// Rows with a date and a time of day.
    pub timed: u64,
    /// Of them at midnight.
    pub midnight: u64,
    /// Years of the dates, with rows.
    pub years: BTreeMap<i16, u64>,
    /// Units behind numbers inside the values, with rows.
    pub units: Vec<(String, u64)>,
    /// Rows with a number that has leading zeros.
    pub zeros_kept: u64,
    /// Rows with a number that seems to have lost them.
    pub zeros_lost: u64,
    /// Distinct numbers that stand both with and without leading zeros.
    pub zeros_twins: u64,
    /// Code systems and identifiers that the values look like.
    pub codes: Vec<CodeShare>,
    /// Rows with sentences in a field that otherwise holds a few codes.
    pub free_text: u64,
    /// Rows with a name that says test.
    pub test_names: u64,
    /// Share of the distinct values that stand in more than one row.
    pub repeated: f64,
    /// Fill and form by the year of the relation's main date, oldest first.
    pub by_year: Vec<YearFill>,
    /// The field is filled where the relation's facility is this one, and nowhere else.
    pub one_facility: Option<String>,
    /// The field is filled in this year of the relation's main date, and in no other.
    pub one_year: Option<i16>,
    /// Where it breaks with the years before, told from a few rows of each year.
    pub breaks: Vec<Break>,
    /// Times of day but midnight by their hour, 24 counts from all rows; empty where there are none.
    pub hours: Vec<u64>,
    /// Offsets from UTC of the times of day as `+02:00`, or `none`, with rows.
    pub offsets: BTreeMap<String, u64>,
    /// Rows with a time in the hour that clocks in the United States skip in spring, without an offset.
    pub skipped_hour: u64,
    /// Hours by which the times of single facilities lie behind those of all others, with rows.
    pub shifted_places: Vec<(i8, u64)>,
}

/// Where a field breaks with its past.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Break {
    /// First year of what is new, by the relation's main date.
    pub year: i16,
    /// It came in the course of that year, which holds both.
    pub within: bool,
    /// `code system`, `values`, `magnitude`, `pattern`, `fill`, `hours`.
    pub what: String,
    /// What was before, in words without content; of hours nothing is said.
    pub before: String,
    /// What is since; of hours how they lie against those before.
    pub after: String,
    /// Filled rows from that year on.
    pub rows: u64,
}

/// How a field was filled in one year.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct YearFill {
    /// Year.
    pub year: i16,
    /// Rows of the relation.
    pub rows: u64,
    /// Rows in which the field is filled.
    pub filled: u64,
    /// What most of them are: `integer`, `decimal`, `boolean`, `letters first`, `digits first`, `words` or a date format.
    pub form: String,
    /// Rows of that form.
    pub of_form: u64,
}

/// What is said of a relation beside its fields.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Context {
    /// Rows that repeat another row in every field.
    pub duplicates: u64,
    /// Rows that repeat another row in every field but the first, which is a number of the row.
    pub duplicates_but_key: u64,
    /// The field left out for that.
    pub row_key: Option<String>,
    /// Both numbers are exact; otherwise estimates from a sample of the distinct rows.
    pub duplicates_exact: bool,
    /// Codes and their meanings.
    pub pairs: Vec<PairProfile>,
    /// The field that says when a record happened.
    pub date_field: Option<String>,
    /// The field that says where.
    pub facility_field: Option<String>,
    /// Entries that were taken out of use.
    pub retired: Option<Retired>,
}

/// A code field with the field of its meaning.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PairProfile {
    /// Field of the code.
    pub code: String,
    /// Field of its meaning.
    pub meaning: String,
    /// Codes seen with more than one meaning, letter case and blanks apart.
    pub codes_with_many: u64,
    /// Rows with one of them.
    pub rows_with_many: u64,
    /// Meanings seen with more than one code.
    pub meanings_with_many: u64,
    /// All pairs were kept.
    pub exact: bool,
}

/// Rows of a table that it marks as no longer in use.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Retired {
    /// Field that marks them.
    pub flag: String,
    /// Field that names them.
    pub key: String,
    /// Rows.
    pub rows: u64,
    /// Hashes of their keys, in order; at most 4,096.
    pub keys: Vec<u64>,
}

/// Everything that profiling a relation gives.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RelationProfile {
    /// Rows.
    pub rows: u64,
    /// Profiles, in the order of the fields.
    pub fields: Vec<FieldProfile>,
    /// Sketches of the values, in the order of the fields.
    pub sketches: Vec<Sketch>,
    /// The rest.
    pub context: Context,
    /// Values of fields that hold codes.
    pub coded: Vec<CodedValues>,
}

impl FieldProfile {
    /// Share of the rows that are filled, 0 to 1.
    pub fn fill(&self) -> f64 {
        share(self.filled, self.rows)
    }

    /// Whether it holds dates.
    pub fn is_dated(&self) -> bool {
        matches!(self.kind.as_str(), "date" | "datetime")
    }

    /// The formats of its dates as a lens writes them, most rows first; `ISO` where none was seen.
    pub(crate) fn date_format(&self) -> String {
        let mut formats: Vec<(&String, &u64)> = self.formats.iter().collect();
        formats.sort_by(|a, b| b.1.cmp(a.1));
        let mut written: Vec<String> = formats.iter().map(|(format, _)| format.replace(".000", ".FF")).collect();
        // A year alone looks like any number of four digits.
        if self.patterns.iter().any(|(pattern, _)| pattern == "9999") {
            written.push("YYYY".into());
        }
        if written.is_empty() { "ISO".into() } else { written.join(";") }
    }
}

/// `part` of `whole`, 0 of nothing.
pub(crate) fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
