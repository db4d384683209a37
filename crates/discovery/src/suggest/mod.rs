//! What the rows of a table most likely say of a patient, from profiles alone: a kind, the field that names the patient, and which
//! field is which attribute.
//!
//! Names propose and values confirm: code systems by their check digits and forms, dates by their formats, numbers, short
//! lists, the delivery's own dictionary, joins. Every proposal carries a score and its reasons in names and counts; none of
//! them is in force before a person took it over. Values of short lists are record content: what of them may be shown is for `deid` to say.

mod lists;
mod values;
mod vocabulary;
mod wide;
#[cfg(test)]
mod tests;

use crate::codes::system_uri;
use crate::corners::{RelationFacts, removed_rows};
use crate::dictionary::{Description, Dictionary};
use crate::keys::Join;
use crate::names::{canonical, date_rank, marks_removed, parts, patient_field, says};
use crate::profile::{FieldProfile, share};
use model::{Aspect, Kind};
use values::{Roll, is_birth, is_range, is_sex, is_units, writes_commas};
use vocabulary::{COMMON, Role, SIGNS, Shape, Sign, roles, table_words, unit, word, word_beside};

/// The code system of vital signs.
const LOINC: &str = "http://loinc.org";
/// What fields with units are called.
const UNITS: [&str; 5] = ["unit", "units", "uom", "einheit", "unite"];
/// Score below which a kind is not proposed.
const SCORE_MIN: f64 = 0.4;
/// Rows from which on a field that is another in each of them is their number.
const ROWS_MIN: u64 = 20;
/// Values of a field that are translated at most.
const VALUES_MAX: usize = 16;

/// What the rows of a table most likely assert.
#[derive(Debug, Clone, PartialEq)]
pub struct LensSuggestion {
    /// Relation.
    pub relation: String,
    /// Kind of the statements.
    pub kind: Kind,
    /// 0 to 1.
    pub score: f64,
    /// Why it is thought so.
    pub evidence: Vec<String>,
    /// Field with the patient's key, or with the key of the record that knows the patient.
    pub patient: String,
    /// Relation, key and patient's field of that record, where the table itself does not name the patient.
    pub patient_of: Option<(String, String, String)>,
    /// Expression over the names of fields that are rows of their own; empty where the rows of the table are.
    pub each: String,
    /// Field that marks removed rows, with how many.
    pub removed: Option<(String, u64)>,
    /// Columns that are looked up in lists.
    pub lookups: Vec<LensLookup>,
    /// What is said, attribute by attribute.
    pub bindings: Vec<LensBinding>,
    /// Fields that nothing was found for.
    pub open: Vec<String>,
}

/// A column that is looked up: what an entry of a list says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LensLookup {
    /// The name by which the rest of the proposal knows it.
    pub name: String,
    /// Field with the number of the entry.
    pub field: String,
    /// The list.
    pub from: String,
    /// Its key.
    pub key: String,
    /// Its field that is taken.
    pub value: String,
}

/// One attribute and the field that says it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LensBinding {
    /// Attribute, in its one spelling.
    pub aspect: &'static str,
    /// Field.
    pub field: String,
    /// How its text becomes a value, as a lens writes it; empty for the usual way.
    pub read_as: &'static str,
    /// Code system.
    pub system: String,
    /// Field with the words of a code.
    pub display: String,
    /// Field with the unit of a number.
    pub unit_field: String,
    /// Local spelling of units with their UCUM codes, with the number of patients.
    pub units: Vec<(String, String, u64)>,
    /// Formats of dates.
    pub format: String,
    /// Value with the word for it, and the number of patients that have it.
    pub values: Vec<(String, String, u64)>,
    /// Texts that mean empty.
    pub null_like: Vec<String>,
    /// Expression for the part that is the value.
    pub pattern: &'static str,
    /// What every row says.
    pub constant: &'static str,
    /// 0 to 1.
    pub score: f64,
    /// Why it is thought so.
    pub evidence: Vec<String>,
}

/// What the tables among the relations most likely assert, one proposal for each that speaks of patients.
pub fn lens_suggestions(relations: &[RelationFacts<'_>], joins: &[Join], dictionary: &Dictionary) -> Vec<LensSuggestion> {
    let mut found: Vec<LensSuggestion> = Vec::new();
    let roll = Roll::of(relations, joins);
    for relation in relations.iter().filter(|r| r.rows > 0) {
        // Several files may hold parts of one relation: the first that tells is enough.
        if !found.iter().any(|known| known.relation == relation.relation) {
            found.extend(Table { relation, relations, joins, dictionary, roll }.suggest());
        }
    }
    found
}

/// A relation with what is known around it.
struct Table<'a> {
    relation: &'a RelationFacts<'a>,
    relations: &'a [RelationFacts<'a>],
    joins: &'a [Join],
    dictionary: &'a Dictionary,
    /// The table of the people, where no name tells it.
    roll: Option<Roll<'a>>,
}

impl Table<'_> {
    fn suggest(&self) -> Option<LensSuggestion> {
        let (patient, patient_of) = self.patient()?;
        let mut signs: Vec<(f64, &Sign, Vec<String>)> = SIGNS.iter().map(|sign| self.weigh(sign)).collect();
        signs.sort_by(|a, b| b.0.total_cmp(&a.0));
        let best = signs.into_iter().next().filter(|(score, ..)| *score >= SCORE_MIN).map(|(score, sign, evidence)| (score, sign.kind, evidence));
        let columns = self.vital_signs(best.as_ref().map(|(_, kind, _)| *kind));
        let (mut score, kind, mut evidence) = if columns.is_empty() { best? } else { self.of_columns(&columns) };
        if let Some(current) = self.history_of() {
            score /= 2.0;
            evidence.push(format!("its name says that it holds former states of {current}: rows of both would be said twice"));
        }
        match &patient_of {
            None => evidence.push(format!("{patient} names the patient")),
            Some((relation, key, field)) => evidence.push(format!("{patient} names a row of {relation} by its {key}, and its {field} the patient")),
        }
        let mut bindings = if columns.is_empty() { self.bindings(kind, &patient) } else { self.column_bindings(&columns, &patient) };
        let lookups = if columns.is_empty() { self.add_by_lists(kind, &patient, &mut bindings) } else { Vec::new() };
        // Of what no attribute is found nothing is said: mostly a list that others refer to.
        if bindings.is_empty() {
            return None;
        }
        let each = if columns.is_empty() { String::new() } else { wide::pattern(&columns) };
        let removed = self.relation.fields.iter().filter(|f| marks_removed(&f.name)).map(|f| (f.name.clone(), removed_rows(f, true))).find(|(_, rows)| *rows > 0);
        if let Some((field, rows)) = &removed {
            evidence.push(format!("{field} marks {rows} rows as removed"));
        }
        let is_row = |name: &str| columns.iter().any(|column| column.name == name);
        let read = |name: &str| is_row(name) || lookups.iter().any(|l| l.field == name) || name == patient || removed.as_ref().is_some_and(|(field, _)| field == name) || bindings.iter().any(|b| [&b.field, &b.display, &b.unit_field].iter().any(|f| *f == name));
        let open = self.relation.fields.iter().filter(|f| f.filled > 0 && !read(&f.name)).map(|f| f.name.clone()).collect();
        Some(LensSuggestion { relation: self.relation.relation.into(), kind, score, evidence, patient, patient_of, each, removed, lookups, bindings, open })
    }

    /// The columns that are vital signs, where the table is one of them: it has several, and nothing better speaks for another kind of rows, or most of it
    /// is these.
    fn vital_signs(&self, best: Option<Kind>) -> Vec<wide::Column> {
        let columns = wide::columns(self.relation.fields);
        let is_most = columns.len() * 2 >= self.relation.fields.len();
        let is_wide = columns.len() >= wide::COLUMNS_MIN && (is_most || best.is_none_or(|kind| kind == Kind::Observation));
        if is_wide { columns } else { Vec::new() }
    }

    /// Score, kind and reasons of a table with a column for each vital sign.
    fn of_columns(&self, columns: &[wide::Column]) -> (f64, Kind, Vec<String>) {
        let named: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let why = format!("{} of its {} fields are vital signs by their names and their numbers: {}", columns.len(), self.relation.fields.len(), shortened(&named));
        ((0.5 + 0.07 * columns.len() as f64).min(0.95), Kind::Observation, vec![why])
    }

    /// What each of such columns says, and what the row says of all of them.
    fn column_bindings(&self, columns: &[wide::Column], patient: &str) -> Vec<LensBinding> {
        const OF_ALL: [Aspect; 5] = [Aspect::Effective, Aspect::Recorded, Aspect::Encounter, Aspect::Author, Aspect::Performer];
        let is_column = |name: &str| columns.iter().any(|column| column.name == name);
        let words: Vec<String> = columns.iter().map(|column| format!("{}: {}", column.name, column.called)).collect();
        let unsaid: Vec<&str> = columns.iter().filter(|column| column.unit.is_empty()).map(|column| column.name.as_str()).collect();
        let mut units = vec!["units by the names of the columns and by their numbers: check each".to_string()];
        if !unsaid.is_empty() {
            units.push(format!("no unit is told by the numbers of {}", unsaid.join(", ")));
        }
        let rows = self.relation.rows;
        let codes = columns.iter().map(|column| (column.name.clone(), column.loinc.to_string(), rows)).collect();
        let spelled = columns.iter().map(|column| (column.name.clone(), column.unit.to_string(), rows)).collect();
        let code = LensBinding { aspect: Aspect::Code.word(), field: wide::NAME.into(), read_as: "code", system: LOINC.into(), values: codes, score: 0.8, evidence: words, ..Default::default() };
        let value = LensBinding { aspect: Aspect::Value.word(), field: wide::HELD.into(), unit_field: wide::NAME.into(), units: spelled, score: 0.8, evidence: units, ..Default::default() };
        let why = "its columns are vital signs".to_string();
        let category = LensBinding { aspect: Aspect::Category.word(), constant: "vital-signs", score: 0.8, evidence: vec![why], ..Default::default() };
        let mut found = vec![code, value, category];
        let of_all = self.bindings(Kind::Observation, patient).into_iter();
        found.extend(of_all.filter(|binding| OF_ALL.iter().any(|aspect| aspect.word() == binding.aspect) && !is_column(&binding.field)));
        // Whatever the day of the row is called.
        let effective = roles(Kind::Observation).iter().find(|role| role.aspect == Aspect::Effective);
        let day = self.relation.fields.iter().filter(|f| f.is_dated() && date_rank(&f.name) > 0).max_by_key(|f| date_rank(&f.name));
        if let (Some(role), Some(day)) = (effective, day)
            && !found.iter().any(|binding| binding.aspect == role.aspect.word() || binding.field == day.name)
        {
            found.push(self.binding(Kind::Observation, role, day, 0.5, "is the day of the row"));
        }
        found
    }

    /// The field that names the patient, or the record that knows them.
    fn patient(&self) -> Option<(String, Option<(String, String, String)>)> {
        let names = |relation: &RelationFacts<'_>| relation.fields.iter().map(|f| f.name.clone()).collect::<Vec<String>>();
        if let Some(field) = patient_field(self.relation.relation, &names(self.relation)).and_then(|at| self.relation.fields.get(at)) {
            return Some((field.name.clone(), None));
        }
        if let Some(field) = self.roll.as_ref().and_then(|roll| roll.field_in(self.relation.relation, self.joins)) {
            return Some((field.to_string(), None));
        }
        let ours = self.joins.iter().filter(|j| j.from.relation == self.relation.relation && j.to.relation != self.relation.relation);
        ours.filter_map(|join| {
            let other = self.relations.iter().find(|r| r.relation == join.to.relation)?;
            let by_name = || patient_field(other.relation, &names(other)).and_then(|at| other.fields.get(at)).map(|f| f.name.clone());
            let patient = by_name().or_else(|| self.roll.as_ref()?.field_in(other.relation, self.joins).map(str::to_string))?;
            Some((join.score, join.from.field.clone(), (join.to.relation.clone(), join.to.field.clone(), patient)))
        })
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, from, of)| (from, Some(of)))
    }

    /// How much speaks for a kind, and what.
    fn weigh<'s>(&self, sign: &'s Sign) -> (f64, &'s Sign, Vec<String>) {
        let (mut score, mut evidence) = (0.0, Vec::new());
        let words = table_words(self.relation.relation);
        let single: Vec<String> = words.iter().map(|part| part.strip_suffix('s').unwrap_or(part).to_string()).collect();
        if says(&words, sign.tables) || says(&single, sign.tables) {
            score += 0.5;
            evidence.push(format!("the name of {} says {}", self.relation.relation, sign.kind));
        }
        let named: Vec<&str> = self.relation.fields.iter().filter(|f| self.speaks(f, sign.fields)).map(|f| f.name.as_str()).collect();
        if !named.is_empty() {
            score += (named.len() as f64 * 0.08).min(0.32);
            evidence.push(format!("{} of its {} fields are named for it: {}", named.len(), self.relation.fields.len(), shortened(&named)));
        }
        if let Some(roll) = self.roll.filter(|roll| sign.kind == Kind::Demographic && roll.key.relation == self.relation.relation) {
            score += 0.5;
            evidence.push(format!("{} relations refer to its {}, and it holds days of birth", roll.referring, roll.key.field));
        }
        if let Some(field) = self.relation.fields.iter().find(|f| sign.kind == Kind::Observation && is_units(f)) {
            score += if score > 0.0 { 0.08 } else { SCORE_MIN };
            evidence.push(format!("{} holds units of measurement", field.name));
        }
        if let Some((field, code)) = self.coded(sign) {
            // What no name says the codes say alone.
            score += if score > 0.0 { 0.16 } else { SCORE_MIN };
            evidence.push(format!("{:.0} % of the values of {} are {} ({})", code.share * 100.0, field.name, code.system, code.basis));
        }
        (score.min(0.98), sign, evidence)
    }

    /// A field with codes of a system that speaks for a kind: the system that its values look like most. A number of the row itself has any form.
    fn coded(&self, sign: &Sign) -> Option<(&FieldProfile, &crate::codes::CodeShare)> {
        let is_number = |f: &FieldProfile| f.distinct >= f.filled;
        let is_of_system = |f: &FieldProfile| f.codes.first().is_some_and(|c| c.share >= 0.7 && sign.systems.contains(&c.system.as_str()));
        let most = |f: &FieldProfile| is_of_system(f) && !self.names_a_record(f);
        let field = self.relation.fields.iter().find(|f| most(f) && !is_number(f)).or_else(|| self.relation.fields.iter().find(|f| most(f) && self.speaks(f, sign.fields)))?;
        field.codes.first().map(|code| (field, code))
    }

    fn speaks(&self, field: &FieldProfile, words: &[&str]) -> bool {
        says(&parts(&field.name), words) || words.contains(&canonical(&field.name).as_str())
    }

    fn bindings(&self, kind: Kind, patient: &str) -> Vec<LensBinding> {
        let mut found: Vec<LensBinding> = Vec::new();
        for role in roles(kind).iter().chain(&COMMON) {
            if found.iter().any(|b| b.aspect == role.aspect.word()) || (kind == Kind::Encounter && role.aspect == Aspect::Encounter) {
                continue;
            }
            let free = |f: &&FieldProfile| f.name != patient && f.filled > 0 && !marks_removed(&f.name) && self.is_free(f, role, &found);
            let best = self.relation.fields.iter().filter(free).filter_map(|f| Some((self.fits(f, kind, role)?, f))).reduce(|a, b| if b.0 > a.0 { b } else { a });
            if let Some((score, field)) = best {
                found.push(self.binding(kind, role, field, score, "is named for it"));
            }
        }
        self.add_by_values(kind, patient, &mut found);
        if kind == Kind::Encounter
            && let Some(key) = self.own_key()
        {
            let evidence = vec![format!("{} is another in every row", key.name)];
            found.push(LensBinding { aspect: Aspect::Encounter.word(), field: key.name.clone(), read_as: "key", score: 0.8, evidence, ..Default::default() });
        }
        // The only moment of a result is when it was found, whatever it is called.
        if kind == Kind::Observation
            && !found.iter().any(|b| b.aspect == Aspect::Effective.word())
            && let Some(only) = found.iter_mut().find(|b| b.aspect == Aspect::Recorded.word())
        {
            only.aspect = Aspect::Effective.word();
            only.evidence.push("the row has no other moment".into());
        }
        if kind == Kind::Observation
            && let Some((category, why)) = self.category()
        {
            found.push(LensBinding { aspect: Aspect::Category.word(), constant: category, score: 0.7, evidence: vec![why], ..Default::default() });
        }
        found
    }

    /// What no name says and values do: days of birth, the sex, codes of a system that speaks for the kind, numbers with units beside them.
    fn add_by_values(&self, kind: Kind, patient: &str, found: &mut Vec<LensBinding>) {
        for role in roles(kind).iter().filter(|role| matches!(role.aspect, Aspect::BirthDate | Aspect::Sex | Aspect::Code | Aspect::Value)) {
            if found.iter().any(|b| b.aspect == role.aspect.word()) {
                continue;
            }
            let sign = SIGNS.iter().find(|sign| sign.kind == kind);
            let is_read = |f: &FieldProfile| found.iter().any(|b| [&b.field, &b.display, &b.unit_field].iter().any(|name| **name == f.name));
            let free = || self.relation.fields.iter().filter(move |f| f.name != patient && f.filled > 0 && !marks_removed(&f.name) && !is_read(f));
            let field = match role.aspect {
                Aspect::BirthDate => free().find(|f| is_birth(f)),
                Aspect::Sex => free().find(|f| is_sex(f)),
                Aspect::Code => sign.and_then(|sign| self.coded(sign)).map(|(field, _)| field).filter(|f| !is_read(f)),
                _ => {
                    let units = self.relation.fields.iter().any(is_units);
                    let is_number = |f: &&FieldProfile| (matches!(f.kind.as_str(), "integer" | "decimal") || writes_commas(f)) && f.distinct < f.filled && !self.refers(f);
                    free().filter(|_| units).filter(is_number).max_by_key(|f| f.distinct)
                }
            };
            if let Some(field) = field {
                found.push(self.binding(kind, role, field, 0.5, "is told by its values"));
            }
        }
    }

    /// A field is read once. A range of two ends in one field is read by both of them.
    fn is_free(&self, field: &FieldProfile, role: &Role, found: &[LensBinding]) -> bool {
        let range = role.aspect == Aspect::RangeHigh && (canonical(&field.name).contains("refrange") || is_range(field));
        range || !found.iter().any(|b| b.field == field.name || b.unit_field == field.name)
    }

    /// The field that names each of its rows.
    fn own_key(&self) -> Option<&FieldProfile> {
        self.relation.fields.iter().find(|f| f.filled == self.relation.rows && f.distinct >= f.filled && f.kind != "decimal" && says(&parts(&f.name), &["id", "key", "no", "number", "csn", "uuid"]))
    }

    /// Laboratory or vital signs, by the name of the table.
    fn category(&self) -> Option<(&'static str, String)> {
        let table = canonical(self.relation.relation);
        let category = if table.contains("lab") { "laboratory" } else if table.contains("vital") { "vital-signs" } else { return None };
        Some((category, format!("the name of {} says so", self.relation.relation)))
    }

    /// How well a field fits an attribute; none where its values speak against it.
    fn fits(&self, field: &FieldProfile, kind: Kind, role: &Role) -> Option<f64> {
        let words = parts(&field.name);
        let joined = canonical(&field.name);
        let is_word = |part: &str| roles(kind).iter().chain(&COMMON).any(|other| other.words.contains(&part) || other.never.contains(&part));
        let short: Vec<&String> = words.iter().filter(|part| !is_word(part)).collect();
        let place = role.said(&words, &joined, &short)?;
        if says(&words, role.never) || role.never.contains(&joined.as_str()) || self.is_own_number(field, role) || is_named_for_another(&words, kind, role) {
            return None;
        }
        // What comes first among the words says it best.
        let by_name = 0.6 - 0.25 * place;
        let system = self.system(field);
        let by_value = match role.shape {
            Shape::Date => if field.is_dated() || field.formats.values().sum::<u64>() * 2 > field.filled { 0.35 } else { return None },
            _ if field.is_dated() => return None,
            Shape::Number => match field.kind.as_str() {
                "integer" | "decimal" => 0.3,
                // A range as one text, a result that is a word in some rows.
                _ if matches!(role.aspect, Aspect::RangeLow | Aspect::RangeHigh) && is_range(field) => 0.15,
                _ if role.aspect != Aspect::Value && is_range(field) => return None,
                _ if writes_commas(field) => 0.3,
                _ if role.aspect == Aspect::Value || joined.contains("range") => 0.15,
                _ => return None,
            },
            Shape::Code => match system {
                Some(_) if SIGNS.iter().any(|s| s.kind == kind && field.codes.iter().any(|c| s.systems.contains(&c.system.as_str()))) => 0.4,
                Some(_) => 0.3,
                None if field.free_text > 0 || field.length_mean > 40.0 => return None,
                None if says(&words, &["cd", "code"]) => 0.25,
                None => 0.1,
            },
            // A number of an entry of a list is no word.
            Shape::Word => if field.free_text == 0 && field.distinct <= 60 && !(joined.ends_with("id") && field.kind == "integer") { 0.25 } else { return None },
            Shape::Flag => if field.distinct <= 4 { 0.3 } else { return None },
            Shape::Key => if joined.ends_with("id") || joined.ends_with("no") || self.refers(field) { 0.25 } else { return None },
            // "Charge" is a lot in German, and what is charged in English.
            Shape::Text => if role.aspect == Aspect::Lot && field.kind == "decimal" { return None } else { 0.2 },
        };
        Some(by_name + by_value * share(field.filled, self.relation.rows).max(0.4))
    }

    /// Whether a field numbers the rows of the table, where no attribute is asked for that may be another in every row.
    fn is_own_number(&self, field: &FieldProfile, role: &Role) -> bool {
        let may_differ = match role.shape {
            Shape::Code | Shape::Word | Shape::Flag => false,
            Shape::Key => role.aspect == Aspect::Encounter,
            // A number is no words.
            Shape::Text => role.aspect != Aspect::Text || field.kind != "integer",
            Shape::Number | Shape::Date => true,
        };
        !may_differ && field.filled >= ROWS_MIN && field.filled == self.relation.rows && field.distinct >= field.filled
    }

    /// Whether a field names a record that is itself somebody's: then it holds keys, whatever these look like. A list of codes is nobody's.
    fn names_a_record(&self, field: &FieldProfile) -> bool {
        let to = |join: &&Join| join.from.relation == self.relation.relation && join.from.field == field.name && join.to.relation != self.relation.relation;
        let is_of_somebody = |relation: &RelationFacts<'_>| {
            let names: Vec<String> = relation.fields.iter().map(|f| f.name.clone()).collect();
            patient_field(relation.relation, &names).is_some() || self.roll.is_some_and(|roll| roll.field_in(relation.relation, self.joins).is_some())
        };
        self.joins.iter().filter(to).any(|join| self.relations.iter().any(|r| r.relation == join.to.relation && is_of_somebody(r)))
    }

    /// The relation whose former states this one holds by its name: `PROBLST_HIST` beside `PROBLST`.
    fn history_of(&self) -> Option<&str> {
        const FORMER: [&str; 7] = ["hist", "history", "hst", "audit", "log", "archive", "former"];
        let own = parts(self.relation.relation);
        let (last, rest) = own.split_last()?;
        let found = self.relations.iter().find(|other| parts(other.relation) == rest)?;
        FORMER.contains(&last.as_str()).then_some(found.relation)
    }

    fn refers(&self, field: &FieldProfile) -> bool {
        self.joins.iter().any(|j| j.from.relation == self.relation.relation && j.from.field == field.name)
    }

    /// The code system of a field.
    fn system<'f>(&self, field: &'f FieldProfile) -> Option<(&'static str, &'f crate::codes::CodeShare)> {
        field.codes.iter().find_map(|code| Some((system_uri(&code.system)?, code)))
    }

    fn said(&self, field: &FieldProfile) -> Option<&Description> {
        self.dictionary.of(self.relation.relation, &field.name)
    }

    fn binding(&self, kind: Kind, role: &Role, field: &FieldProfile, score: f64, why: &str) -> LensBinding {
        let mut made = LensBinding { aspect: role.aspect.word(), field: field.name.clone(), score: score.min(0.99), ..Default::default() };
        made.evidence.push(format!("{} {why} and filled in {:.0} % of {} rows", field.name, field.fill() * 100.0, self.relation.rows));
        // Beside a plus a minus is a value.
        let is_signed = field.top.iter().any(|(value, ..)| value.starts_with('+'));
        made.null_like = field.null_tokens.keys().filter(|token| !token.trim().is_empty() && !(is_signed && token.as_str() == "-")).cloned().collect();
        match role.shape {
            Shape::Code => self.code(field, &mut made),
            Shape::Word => self.translated(kind, role.aspect, field, &mut made),
            Shape::Flag => self.flag(field, &mut made),
            Shape::Date => dated(field, &mut made),
            Shape::Number => self.number(role.aspect, field, &mut made),
            Shape::Key => made.read_as = "key",
            Shape::Text => made.read_as = "text",
        }
        if let Some(said) = self.said(field) {
            made.score = (made.score + 0.05).min(0.99);
            let kind = if said.values.is_empty() { String::new() } else { format!(", with {} values", said.values.len()) };
            made.evidence.push(format!("the delivery's dictionary describes {}{kind}", field.name));
        }
        made
    }

    fn code(&self, field: &FieldProfile, made: &mut LensBinding) {
        made.read_as = "code";
        match self.system(field) {
            Some((uri, code)) => {
                made.system = uri.into();
                made.evidence.push(format!("{:.0} % of {} distinct values are {} ({})", code.share * 100.0, code.values, code.system, code.basis));
            }
            None => {
                made.system = format!("urn:{}:{}", canonical(self.relation.relation), canonical(&field.name));
                made.evidence.push(format!("no code system is recognised in {} distinct values: they are a list of the system's own", field.distinct));
            }
        }
        if let Some(pair) = self.relation.context.pairs.iter().find(|pair| pair.code == field.name) {
            made.display = pair.meaning.clone();
            made.evidence.push(format!("{} says what its codes mean", pair.meaning));
        }
    }

    fn translated(&self, kind: Kind, aspect: Aspect, field: &FieldProfile, made: &mut LensBinding) {
        let said = self.said(field);
        let all = field.top.iter().take(VALUES_MAX).filter(|(value, ..)| !made.null_like.contains(value));
        let (mut listed, mut known) = (0, Vec::new());
        for (value, _, patients) in all {
            listed += 1;
            let meant = said.and_then(|d| d.values.get(value)).and_then(|meaning| word(kind, aspect, meaning));
            let beside = || word_beside(aspect, value, field.top.iter().map(|(other, ..)| other.as_str()));
            if let Some(word) = meant.or_else(beside).or_else(|| word(kind, aspect, value)) {
                known.push((value.clone(), word.to_string(), *patients));
            }
        }
        if !known.is_empty() {
            made.evidence.push(format!("{} of {listed} values have a word of ours, by their spelling or the dictionary: check each", known.len()));
            made.values = known;
        }
    }

    fn flag(&self, field: &FieldProfile, made: &mut LensBinding) {
        made.read_as = "boolean";
        made.evidence.push(format!("{} values", field.distinct));
    }

    fn number(&self, aspect: Aspect, field: &FieldProfile, made: &mut LensBinding) {
        let has_commas = writes_commas(field);
        if has_commas {
            made.format = "1.234,5".into();
            made.evidence.push("numbers have a comma before their fraction".into());
        }
        match aspect {
            Aspect::Value => {}
            Aspect::RangeLow | Aspect::RangeHigh if is_range(field) || !has_commas && !matches!(field.kind.as_str(), "integer" | "decimal") => {
                made.read_as = "number";
                made.pattern = if aspect == Aspect::RangeLow { r"^\s*([0-9.,]+)\s*-\s*[0-9.,]+\s*$" } else { r"^\s*[0-9.,]+\s*-\s*([0-9.,]+)\s*$" };
            }
            _ => made.read_as = "number",
        }
        if aspect != Aspect::Value {
            return;
        }
        let others = || self.relation.fields.iter().filter(move |f| f.name != field.name && f.filled > 0);
        let is_named = |f: &&FieldProfile| says(&parts(&f.name), &UNITS);
        let units = others().find(|f| is_named(f) && is_units(f)).or_else(|| others().find(is_named)).or_else(|| others().find(|f| is_units(f)));
        if let Some(units) = units {
            made.unit_field = units.name.clone();
            let spelled = units.top.iter().filter_map(|(value, _, patients)| Some((value.clone(), unit(value)?, *patients)));
            made.units = spelled.take(VALUES_MAX).collect();
            made.evidence.push(format!("{} holds the unit: {} spellings", units.name, units.distinct));
        }
        if !has_commas && !matches!(field.kind.as_str(), "integer" | "decimal") {
            made.evidence.push(format!("not every value of {} is a number: the others are asserted as the texts that they are", field.name));
        }
    }
}

/// Whether what the name says last is a word of another attribute: `PROBLEM_STATUS_C` is a status, and no problem.
fn is_named_for_another(words: &[String], kind: Kind, role: &Role) -> bool {
    const FORMS: [&str; 14] = ["c", "cd", "code", "id", "no", "cat", "nm", "name", "desc", "text", "txt", "flag", "flg", "value"];
    let Some(last) = words.iter().rev().find(|word| !FORMS.contains(&word.as_str())) else { return false };
    let joined = words.concat();
    let is_of = |other: &Role| other.words.contains(&last.as_str()) || other.words.contains(&joined.as_str());
    !is_of(role) && roles(kind).iter().chain(&COMMON).any(|other| other.shape == Shape::Word && is_of(other) && !says(words, other.never))
}

/// Dates with the formats that were seen, most rows first.
fn dated(field: &FieldProfile, made: &mut LensBinding) {
    made.read_as = "date";
    made.format = field.date_format();
    made.evidence.push(format!("formats of dates: {}", made.format));
    if field.ambiguous_dates > 0 {
        made.evidence.push(format!("day and month could change places in {} rows", field.ambiguous_dates));
    }
    // Somebody may be born on that day: it means none where it is far more frequent than days are.
    let is_far_too_often = |rows: u64| rows.saturating_mul(field.distinct) > field.filled.saturating_mul(5);
    for (day, rows) in field.default_dates.iter().filter(|(_, rows)| is_far_too_often(**rows)) {
        let spelled = written(day, &made.format);
        if !spelled.is_empty() {
            made.evidence.push(format!("{rows} rows hold {day}, a day that systems write when they know none, which is read as empty: check it"));
            made.null_like.extend(spelled);
        }
    }
}

/// A day as formats of a whole day in digits write it: `1900-01-01` as `YYYYMMDD` is `19000101`.
fn written(day: &str, formats: &str) -> Vec<String> {
    let numbers: Vec<&str> = day.splitn(3, '-').collect();
    let [year, month, date] = numbers.as_slice() else { return Vec::new() };
    let is_whole = |format: &&str| ["YYYY", "MM", "DD"].iter().all(|token| format.contains(token));
    let is_of_digits = |format: &&str| format.replace("YYYY", "").replace("MM", "").replace("DD", "").chars().all(|c| !c.is_alphanumeric() && c != '(');
    formats.split(';').filter(is_whole).filter(is_of_digits).map(|format| format.replace("YYYY", year).replace("MM", month).replace("DD", date)).collect()
}

/// The first few names of a list.
fn shortened(names: &[&str]) -> String {
    let shown: Vec<&str> = names.iter().take(5).copied().collect();
    if names.len() > shown.len() { format!("{} and {} more", shown.join(", "), names.len() - shown.len()) } else { shown.join(", ") }
}
