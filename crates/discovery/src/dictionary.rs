//! Data dictionaries that vendors deliver with an export: recognised by the names of their columns, matched to fields by
//! theirs.
//!
//! A description is the vendor's word on what a field means, and a proposal like any other: the data may say otherwise. What
//! values mean stands in a cell of the field (`1=Active;2=Inactive`) or in a table of its own, one value a row.

use crate::names::{canonical, patient_field};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// Entries kept.
const ENTRIES_MAX: usize = 100_000;
/// Values kept of one field, and of all.
const VALUES_MAX: usize = 10_000;
const ALL_VALUES_MAX: usize = 1_000_000;
/// Names of columns, letters and digits only.
const TABLES: [&str; 10] = ["table", "tablename", "tbl", "entity", "relation", "object", "file", "filename", "segment", "recordtype"];
const FIELDS: [&str; 12] =
    ["field", "fieldname", "column", "columnname", "col", "attribute", "attributename", "element", "elementname", "variable", "variablename", "dataelement"];
const LISTS: [&str; 9] = ["codetyp", "codetype", "codeset", "codelist", "listname", "listid", "lookuptype", "lookupname", "domain"];
const DESCRIPTIONS: [&str; 10] =
    ["description", "desc", "definition", "fielddescription", "columndescription", "comment", "comments", "meaning", "label", "longname"];
const TYPES: [&str; 7] = ["type", "datatype", "fieldtype", "columntype", "format", "sqltype", "dtype"];
const ONE_VALUE: [&str; 15] =
    ["codeval", "codecd", "lookupcode", "value", "fieldvalue", "columnvalue", "codevalue", "code", "storedvalue", "internalvalue", "rawvalue", "permissiblevalue", "enumvalue", "valuecode", "optionvalue"];
const ITS_MEANING: [&str; 16] = [
    "codedesc", "codename", "lookupdesc", "meaning", "valuemeaning", "valuedescription", "valuelabel", "codedescription", "codemeaning", "displayvalue", "externalvalue", "decode", "decodedvalue", "label",
    "description", "definition",
];
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
    /// One value of it, where each has a row of its own.
    pub value: Option<usize>,
    /// What that value means.
    pub meaning: Option<usize>,
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

/// The columns of a relation that looks like a data dictionary: it names fields and says something of them, and nobody's row is one of it.
pub fn recognise(names: &[String]) -> Option<DictionaryColumns> {
    if patient_field("", names).is_some() {
        return None;
    }
    let names: Vec<String> = names.iter().map(|name| canonical(name)).collect();
    let find = |wanted: &[&str]| wanted.iter().find_map(|word| names.iter().position(|name| name == word));
    let one_value = find(&ONE_VALUE).zip(find(&ITS_MEANING));
    let Some(field) = find(&FIELDS) else {
        // All lists of codes in one table: the name of the list, which fields are named for, a code of it, and what that means.
        let (field, (value, meaning)) = find(&LISTS).zip(one_value)?;
        return Some(DictionaryColumns { table: None, field, description: None, kind: None, values: None, value: Some(value), meaning: Some(meaning) });
    };
    // A table of values: a field, one of its values, and what that means. The field itself is described elsewhere.
    if let Some((value, meaning)) = one_value {
        return Some(DictionaryColumns { table: find(&TABLES), field, description: None, kind: None, values: None, value: Some(value), meaning: Some(meaning) });
    }
    let columns = DictionaryColumns { table: find(&TABLES), field, description: find(&DESCRIPTIONS), kind: find(&TYPES), values: find(&VALUES), value: None, meaning: None };
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
    values: usize,
    /// Table and field of the row before, of the file: merged cells of a spreadsheet leave the rows below empty.
    above: (String, String, String),
}

impl Description {
    /// What a value means: as it is written, or but for letter case and zeros before it.
    pub fn meaning(&self, value: &str) -> Option<&str> {
        let plain = |text: &str| {
            let text = text.trim().to_lowercase();
            let short = text.trim_start_matches('0');
            if short.is_empty() { text.clone() } else { short.to_string() }
        };
        let found = self.values.get(value.trim()).or_else(|| {
            let wanted = plain(value);
            let mut alike = self.values.iter().filter(|(listed, _)| plain(listed) == wanted);
            // Two that differ in nothing else would both be it.
            alike.next().filter(|_| alike.next().is_none()).map(|(_, meaning)| meaning)
        });
        found.map(String::as_str)
    }
}

impl Dictionary {
    /// Takes in one row of a dictionary; `file` is the table that it describes if it names none.
    pub fn row(&mut self, columns: &DictionaryColumns, cells: &[&str], file: &str) {
        let cell = |column: Option<usize>| column.and_then(|at| cells.get(at)).map_or("", |text| text.trim());
        let (mut table, mut field) = (cell(columns.table).to_string(), canonical(cell(Some(columns.field))));
        if field.is_empty() && columns.value.is_some() && self.above.0 == file {
            (table, field) = (self.above.1.clone(), self.above.2.clone());
        }
        if field.is_empty() {
            return;
        }
        self.above = (file.to_string(), table.clone(), field.clone());
        let table = canonical(if table.is_empty() { file } else { &table });
        let mut values = value_meanings(cell(columns.values));
        let (value, meaning) = (cell(columns.value), cell(columns.meaning));
        if !value.is_empty() && !meaning.is_empty() && value.chars().count() <= 40 {
            values.insert(value.into(), meaning.into());
        }
        self.take(table, field, Description { text: cell(columns.description).into(), kind: cell(columns.kind).into(), values });
    }

    /// What is said first of a field stays; what is said later fills in what was left open.
    fn take(&mut self, table: String, field: String, said: Description) {
        let same = self.entries.entry(field).or_default();
        let at = match same.iter().position(|(known, _)| *known == table) {
            Some(at) => at,
            None if self.kept >= ENTRIES_MAX => return,
            None => {
                same.push((table, Description::default()));
                self.kept += 1;
                same.len() - 1
            }
        };
        let Some((_, known)) = same.get_mut(at) else { return };
        if known.text.is_empty() {
            known.text = said.text;
        }
        if known.kind.is_empty() {
            known.kind = said.kind;
        }
        for (value, meaning) in said.values {
            if known.values.len() < VALUES_MAX && self.values < ALL_VALUES_MAX && !known.values.contains_key(&value) {
                known.values.insert(value, meaning);
                self.values += 1;
            }
        }
    }

    /// What is said of a field: by table and field, or by the field alone where all tables agree. `SEX_CD` holds codes of the list `SEX`,
    /// but is not what is said of a field `SEX`.
    pub fn of(&self, relation: &str, field: &str) -> Option<&Description> {
        let name = canonical(field);
        let is_list = |said: &&Vec<(String, Description)>| said.iter().all(|(_, one)| one.text.is_empty() && one.kind.is_empty());
        let of_list = || ["code", "cd"].iter().filter_map(|ending| self.entries.get(name.strip_suffix(*ending)?)).find(is_list);
        let same = self.entries.get(&name).or_else(of_list)?;
        let relation = canonical(relation);
        let (_, first) = same.first()?;
        let named = same.iter().find(|(table, _)| *table == relation).map(|(_, description)| description);
        named.or_else(|| same.iter().all(|(_, other)| other == first).then_some(first))
    }

    /// Values that have a meaning.
    pub fn values(&self) -> usize {
        self.values
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
    fn a_table_of_all_lists_of_codes_gives_each_code_its_meaning() {
        let columns = recognise(&names(&["CODE_TYP", "CODE_VAL", "CODE_DESC", "ACTV"])).unwrap();
        let mut dictionary = Dictionary::default();
        for row in [["SEX", "1", "Male", "Y"], ["SEX", "2", "Female", "Y"], ["MSTAT", "D", "Discontinued", "Y"]] {
            dictionary.row(&columns, &row, "CODES");
        }
        let meant = |field: &str, value: &str| dictionary.of("PT_MSTR", field).and_then(|said| said.meaning(value)).map(str::to_string);
        assert_eq!((meant("SEX_CD", "2"), meant("MSTAT_CD", "D"), meant("SEX", "1")), (Some("Female".into()), Some("Discontinued".into()), Some("Male".into())));
        assert_eq!((meant("RACE_CD", "1"), meant("CD", "1")), (None, None));
        assert!(recognise(&names(&["domain", "code"])).is_none(), "codes without meanings are data");
        assert!(recognise(&names(&["PAT_ID", "CODE_TYPE", "CODE", "DESCRIPTION"])).is_none(), "diagnoses of patients");
        let described = recognise(&names(&["field", "type", "description"])).unwrap();
        dictionary.row(&described, &["UNIT", "text", "unit of the result"], "fields");
        assert_eq!(dictionary.of("LABS", "UNIT_CD"), None, "a field is no list");
    }

    #[test]
    fn a_table_of_values_gives_each_its_meaning() {
        let columns = recognise(&names(&["Table", "Column", "Value", "Meaning"])).unwrap();
        assert_eq!((columns.value, columns.meaning, columns.description), (Some(2), Some(3), None));
        assert!(recognise(&names(&["patient_id", "attribute", "value"])).is_none(), "values without meanings are data");
        let mut dictionary = Dictionary::default();
        let described = recognise(&names(&["table", "column", "description", "type"])).unwrap();
        dictionary.row(&described, &["VISITS", "STATUS_CD", "status of the visit", "int"], "fields");
        for cells in [["VISITS", "STATUS_CD", "1", "Open"], ["", "", "02", "Closed"], ["VISITS", "CLASS", "A", "Ambulatory"], ["VISITS", "STATUS_CD", "1", "Other"]] {
            dictionary.row(&columns, &cells, "values");
        }
        let status = dictionary.of("visits", "status_cd").unwrap();
        assert_eq!((status.text.as_str(), status.values.len()), ("status of the visit", 2));
        assert_eq!((status.meaning("1"), status.meaning("2"), status.meaning(" 002 "), status.meaning("3")), (Some("Open"), Some("Closed"), Some("Closed"), None));
        assert_eq!(dictionary.of("visits", "class").and_then(|d| d.meaning("a")), Some("Ambulatory"));
        assert_eq!((dictionary.len(), dictionary.values()), (2, 3));
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
