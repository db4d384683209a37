//! Data dictionaries that vendors deliver with an export: recognised by the names of their columns, matched to fields by
//! theirs.
//!
//! A description is the vendor's word on what a field means, and a proposal like any other: the data may say otherwise.

use crate::names::canonical;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// Entries kept.
const ENTRIES_MAX: usize = 100_000;
/// Names of columns, letters and digits only.
const TABLES: [&str; 10] = ["table", "tablename", "tbl", "entity", "relation", "object", "file", "filename", "segment", "recordtype"];
const FIELDS: [&str; 12] =
    ["field", "fieldname", "column", "columnname", "col", "attribute", "attributename", "element", "elementname", "variable", "variablename", "dataelement"];
const DESCRIPTIONS: [&str; 10] =
    ["description", "desc", "definition", "fielddescription", "columndescription", "comment", "comments", "meaning", "label", "longname"];
const TYPES: [&str; 7] = ["type", "datatype", "fieldtype", "columntype", "format", "sqltype", "dtype"];
const VALUES: [&str; 9] = ["values", "validvalues", "allowedvalues", "codes", "valueset", "codelist", "choices", "options", "permissiblevalues"];

/// Which column of a dictionary says what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DictionaryColumns {
    /// Name of the table, when the dictionary describes several.
    pub table: Option<usize>,
    /// Name of the field.
    pub field: usize,
    /// What it means.
    pub description: Option<usize>,
    /// Its type.
    pub kind: Option<usize>,
    /// Its values with their meanings.
    pub values: Option<usize>,
}

/// What a dictionary says of a field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Description {
    /// What it means.
    pub text: String,
    /// Its type, as the vendor writes it.
    pub kind: String,
    /// Its values with their meanings.
    pub values: BTreeMap<String, String>,
}

/// The columns of a relation that looks like a data dictionary: it names fields and says something of them.
pub fn recognise(names: &[String]) -> Option<DictionaryColumns> {
    let names: Vec<String> = names.iter().map(|name| canonical(name)).collect();
    let find = |wanted: &[&str]| wanted.iter().find_map(|word| names.iter().position(|name| name == word));
    let columns = DictionaryColumns { table: find(&TABLES), field: find(&FIELDS)?, description: find(&DESCRIPTIONS), kind: find(&TYPES), values: find(&VALUES) };
    // A table of measurements can have a column called "element" as well: a dictionary says two things of it.
    let said = [columns.table, columns.description, columns.kind, columns.values].iter().flatten().count();
    let tells = columns.description.is_some() || columns.values.is_some();
    (tells && said >= 2).then_some(columns)
}

/// Values with their meanings: `1=Active;2=Inactive`, `1 - Active, 2 - Inactive`, one a line.
pub fn value_meanings(text: &str) -> BTreeMap<String, String> {
    let quote = |letter: char| matches!(letter, '"' | '\'');
    let split = |separators: &[char]| -> Vec<(String, String)> {
        let one = |part: &str| {
            let (value, meaning) = part.split_once('=').or_else(|| part.split_once(':')).or_else(|| part.split_once(" - "))?;
            let (value, meaning) = (value.trim().trim_matches(quote), meaning.trim().trim_matches(quote));
            (!value.is_empty() && value.chars().count() <= 40 && !meaning.is_empty()).then(|| (value.to_string(), meaning.to_string()))
        };
        let parts: Vec<&str> = text.split(separators).map(str::trim).filter(|part| !part.is_empty()).collect();
        let all: Vec<(String, String)> = parts.iter().filter_map(|part| one(part)).collect();
        // Half a list would be taken for all of it.
        if all.len() == parts.len() { all } else { Vec::new() }
    };
    // A comma can stand inside a meaning: the stronger separators first.
    let (strong, weak) = (split(&[';', '\n', '|']), split(&[',', ';', '\n', '|']));
    (if weak.len() > strong.len() { weak } else { strong }).into_iter().collect()
}

/// What dictionaries say of the fields of an export.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    /// Table and description, by field.
    entries: HashMap<String, Vec<(String, Description)>>,
    kept: usize,
}

impl Dictionary {
    /// Takes in one row of a dictionary; `file` is the table that it describes if it names none.
    pub fn row(&mut self, columns: &DictionaryColumns, cells: &[&str], file: &str) {
        let cell = |column: Option<usize>| column.and_then(|at| cells.get(at)).map_or("", |text| text.trim());
        let (table, field) = (cell(columns.table), canonical(cell(Some(columns.field))));
        if field.is_empty() || self.kept >= ENTRIES_MAX {
            return;
        }
        let table = canonical(if table.is_empty() { file } else { table });
        let description = Description { text: cell(columns.description).into(), kind: cell(columns.kind).into(), values: value_meanings(cell(columns.values)) };
        let same = self.entries.entry(field).or_default();
        if same.iter().all(|(known, _)| *known != table) {
            same.push((table, description));
            self.kept += 1;
        }
    }

    /// What is said of a field: by table and field, or by the field alone where all tables agree.
    pub fn of(&self, relation: &str, field: &str) -> Option<&Description> {
        let same = self.entries.get(&canonical(field))?;
        let relation = canonical(relation);
        let (_, first) = same.first()?;
        let named = same.iter().find(|(table, _)| *table == relation).map(|(_, description)| description);
        named.or_else(|| same.iter().all(|(_, other)| other == first).then_some(first))
    }

    /// Entries.
    pub fn len(&self) -> usize {
        self.kept
    }

    /// Nothing was taken in.
    pub fn is_empty(&self) -> bool {
        self.kept == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|name| name.to_string()).collect()
    }

    fn meanings(text: &str) -> Vec<(String, String)> {
        value_meanings(text).into_iter().collect()
    }

    #[test]
    fn a_dictionary_is_told_by_its_columns() {
        let columns = recognise(&names(&["Table Name", "Column Name", "Data Type", "Description", "Valid Values"])).unwrap();
        assert_eq!((columns.table, columns.field, columns.kind, columns.description, columns.values), (Some(0), 1, Some(2), Some(3), Some(4)));
        assert!(recognise(&names(&["field", "description"])).is_none(), "of one thing only");
        assert!(recognise(&names(&["patient_id", "code", "description"])).is_none());
        assert!(recognise(&names(&["FIELD_NAME", "TYPE", "COMMENT"])).is_some());
    }

    #[test]
    fn values_with_meanings() {
        let two = [("1".to_string(), "Active".to_string()), ("2".to_string(), "Inactive".to_string())];
        for text in ["1=Active;2=Inactive", "1 = Active, 2 = Inactive", "1 - Active\n2 - Inactive", "1: Active | 2: Inactive", "'1'='Active';'2'='Inactive'"] {
            assert_eq!(meanings(text), two, "{text}");
        }
        assert_eq!(meanings("A=yes, always;B=no"), [("A".to_string(), "yes, always".to_string()), ("B".to_string(), "no".to_string())]);
        assert!(meanings("a number between 1 and 5").is_empty());
    }

    #[test]
    fn fields_find_their_description() {
        let columns = recognise(&names(&["table", "field", "description", "values"])).unwrap();
        let mut dictionary = Dictionary::default();
        for cells in [["VISITS", "STATUS_CD", "status of the visit", "1=Open;2=Closed"], ["ORDERS", "STATUS_CD", "status of the order", ""], ["ORDERS", "Ord-No", "number", ""]] {
            dictionary.row(&columns, &cells, "dictionary");
        }
        assert_eq!(dictionary.of("visits", "status_cd").map(|d| d.values.len()), Some(2));
        assert_eq!(dictionary.of("orders", "StatusCd").map(|d| d.text.as_str()), Some("status of the order"));
        assert_eq!(dictionary.of("labs", "status_cd"), None, "the tables do not agree");
        assert_eq!(dictionary.of("labs", "ORD_NO").map(|d| d.text.as_str()), Some("number"), "only one meaning");
        assert_eq!((dictionary.len(), dictionary.is_empty()), (3, false));
    }
}
