//! Both books of a run: every statement read, patients linked, charts spilled by patient.

use super::rare::Rare;
use super::readings::Told;
use super::sides::{ReadSide, read_sides};
use super::tie::{Tie, ties};
use super::stage;
use crate::archive::KeptOut;
use crate::book::{BookReport, hash};
use crate::few::Few;
use crate::jobs::Meter;
use crate::origins::Origins;
use crate::spill::{PlaceNumbers, file_by, partitions};
use crate::{AppError, Result, Workspace};
use identity::{Crosswalk, Merges, Persons, Reconciled, reconcile};
use model::{Aspect, Phi, Statement};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

pub(super) struct Books {
    pub(super) legacy: BookReport,
    pub(super) destination: BookReport,
    pub(super) pairs: Pairs,
    /// How the charts of each linked patient are tied, by legacy key.
    pub(super) ties: Few<Tie>,
    /// Where one side merged numbers and the other did not do the same.
    pub(super) told: Reconciled,
    /// Numbers that each side merged away.
    pub(super) merged: [u64; 2],
    pub(super) legacy_parts: Vec<String>,
    pub(super) destination_parts: Vec<String>,
    /// How what was read of the legacy side and of the destination's numbers its places.
    pub(super) numbers: [PlaceNumbers; 2],
    pub(super) common: HashSet<String>,
    /// By legacy key; by the destination's where the legacy side tells nothing of the patient.
    pub(super) persons: Few<Person>,
    /// The newest day up to today on which something happened by the legacy book.
    pub(super) newest_day: Option<i32>,
    pub(super) rare: Rare,
    /// Records of each side that were read, and those whose reading was kept.
    pub(super) records: [[u64; 2]; 2],
    /// Patients whom the archive rule in force keeps out of the destination.
    pub(super) kept_out: Option<KeptOut>,
}

impl Books {
    /// Whether the archive rule keeps a patient out, by the legacy key.
    pub(super) fn is_kept_out(&self, key: &str) -> bool {
        self.kept_out.as_ref().is_some_and(|kept_out| kept_out.holds(key))
    }
}

/// Who is whose. Everybody is held at once: two keys, and nothing beside.
#[derive(Serialize, Deserialize)]
pub(super) struct Pairs {
    /// Legacy and destination key of each linked patient, by legacy key.
    pub(super) linked: Vec<(String, String)>,
    /// How many only the legacy side knows, and only the destination.
    pub(super) alone: [u64; 2],
}

impl Pairs {
    fn of(crosswalk: Crosswalk) -> Self {
        let alone = [&crosswalk.legacy_only, &crosswalk.destination_only].map(|side| side.len() as u64);
        Self { linked: crosswalk.links.into_iter().map(|l| (l.legacy, l.destination)).collect(), alone }
    }

    /// Whose the chart of a legacy key is in the destination.
    pub(super) fn mate(&self, legacy: &str) -> Option<&str> {
        let at = self.linked.binary_search_by(|(key, _)| key.as_str().cmp(legacy)).ok()?;
        self.linked.get(at).map(|(_, destination)| destination.as_str())
    }

    /// Patients of either side.
    pub(super) fn count(&self) -> u64 {
        self.linked.len() as u64 + self.alone.iter().sum::<u64>()
    }
}

/// What the patient list shows of a person.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Person {
    pub(super) sex: String,
    pub(super) age_band: String,
    pub(super) duplicate: bool,
    pub(super) deceased: bool,
    pub(super) child: bool,
    /// Another chart has the same name and birth date.
    pub(super) namesake: bool,
    /// Other keys that were joined with this chart.
    pub(super) merged: u64,
}

pub(super) fn read_books(workspace: &Workspace, origins: &Origins, today: (i32, u8, u8), meter: &Meter<'_>) -> Result<Books> {
    let [left, right] = read_sides(workspace, meter)?;
    stage(meter, "linking patients")?;
    let records = [left.records, right.records];
    let count = partitions(records.iter().flatten().sum());
    let ReadSide { report: legacy, statements: legacy_statements, numbers: legacy_numbers, told: mut left, .. } = left;
    let ReadSide { report: destination, statements: destination_statements, numbers: destination_numbers, told: mut right, .. } = right;
    if legacy.coverage.statements.is_empty() {
        return Err(AppError::Nothing("the legacy side asserts nothing: tables need a lens (`throughline starter apply`, `throughline lens import`)".into()));
    }
    let People { names, merges } = people(&mut left, &right);
    left.labels.file_by(&names);
    let mut merged: HashMap<String, u64> = HashMap::new();
    for known_by in names.values() {
        *merged.entry(known_by.clone()).or_default() += 1;
    }
    let Paired { mut crosswalk, told, mates } = paired(workspace, origins, (&left, &right), &merges)?;
    drop(right.keys);
    let ties = ties(&mut crosswalk, &merges[0], &told);
    let pairs = Pairs::of(crosswalk);
    let merges_made = [merges[0].count(), merges[1].count()];
    // Who a retired number was says nothing of the person any more.
    let is_now = |s: &&Statement| !merges[0].is_prior(&s.patient) && s.merged_into().is_none();
    right.demographics.retain(|s| !told.followed.contains_key(&s.patient) && s.merged_into().is_none());
    let persons = persons(left.said().filter(is_now), &right.demographics, &mates, &merged, today);
    drop(right.demographics);
    let Told { demographics, keys, labels, rare, days, .. } = left;
    drop(demographics);
    // Who stands in both books is one patient of the k: a text that six have is six patients' on either side.
    right.labels.file_by(&mates);
    let mut common = labels.common(right.labels);
    common.extend(authored(workspace)?);
    let latest = model::days_from_civil(today.0 as i16, today.1, today.2);
    let newest_day = days.range(..=latest).next_back().copied();
    // What everybody's records say of them is let go of by now: filing needs room of its own.
    let filed_by = |key: &str| {
        // Who was merged away on this side goes by the number that stays.
        let key = told.followed.get(key).map_or(key, String::as_str);
        match mates.get(key) {
            Some(mate) => Some(Cow::Borrowed(mate.as_str())),
            // A key that both sides use without demographics is one person; otherwise it stands alone.
            None if keys.contains(key) => Some(Cow::Owned(key.to_string())),
            None => Some(Cow::Owned(format!("\u{1f}{key}"))),
        }
    };
    let filed = rayon::join(
        || file_by(workspace, &legacy_statements, count, &|key| names.get(key).map(|name| Cow::Borrowed(name.as_str()))),
        || file_by(workspace, &destination_statements, count, &filed_by),
    );
    let (legacy_parts, destination_parts) = match filed {
        (Ok(legacy), Ok(destination)) => (legacy, destination),
        (Ok(parts), Err(error)) | (Err(error), Ok(parts)) => {
            remove_parts(workspace, &parts);
            return Err(error);
        }
        (Err(error), Err(_)) => return Err(error),
    };
    Ok(Books {
        legacy,
        destination,
        pairs,
        ties,
        told,
        merged: merges_made,
        legacy_parts,
        destination_parts,
        numbers: [legacy_numbers, destination_numbers],
        common,
        persons,
        newest_day,
        rare,
        records,
        kept_out: None,
    })
}

/// Removes partitions that nobody will read. Those that were read are gone already; what came of the run is told, not what of these.
pub(super) fn remove_parts(workspace: &Workspace, parts: &[String]) {
    for part in parts {
        let _ = workspace.store().remove_blob(part);
    }
}

/// By which keys the people of the legacy side are known, and what each side merged.
struct People {
    names: HashMap<String, String>,
    merges: [Merges; 2],
}

/// Gives everybody of the legacy side one key of its own: their demographics keep the keys that were merged away, to be held against the
/// destination, and no record hangs on those any more.
fn people(left: &mut Told, right: &Told) -> People {
    let aliases = identity::aliases(&left.demographics);
    let legacy = Merges::of(&left.demographics, &aliases);
    for statement in &mut left.demographics {
        if let Some(known_by) = aliases.get(&statement.patient) {
            statement.patient.clone_from(known_by);
        }
    }
    let names = legacy.names(aliases);
    left.keys.retain(|key| !names.contains_key(key));
    left.keys.extend(legacy.followed().map(|(_, survivor)| survivor.to_string()));
    let destination = Merges::of(&right.demographics, &HashMap::new());
    People { names, merges: [legacy, destination] }
}

/// Who is whose, and by which legacy keys the destination's go.
struct Paired {
    crosswalk: Crosswalk,
    told: Reconciled,
    mates: HashMap<String, String>,
}

/// Links both sides by the keys that their people go by: those who have a record of their own first, then those on whose keys others hang.
fn paired(workspace: &Workspace, origins: &Origins, (left, right): (&Told, &Told), merges: &[Merges; 2]) -> Result<Paired> {
    let source = |s: &Statement| origins.of(s.origin.artifact, s.origin.line).map(|(a, l, _)| (a, l));
    let link = |keys: &HashSet<String>| {
        let legacy = Persons { demographics: &left.demographics, keys: &left.keys, merges: &merges[0], again: &left.again };
        reconcile(legacy, Persons { demographics: &right.demographics, keys, merges: &merges[1], again: &right.again }, &source)
    };
    let mut keys: HashSet<String> = right.demographics.iter().map(|s| s.patient.clone()).collect();
    let (first, told) = link(&keys);
    let mut mates: HashMap<String, String> = first.links.into_iter().map(|l| (l.destination, l.legacy)).collect();
    mates.extend(told.apart.iter().map(|(key, survivor)| (key.clone(), survivor.clone())));
    for (prior, survivor) in &told.followed {
        if let Some(mate) = mates.get(survivor).cloned() {
            mates.insert(prior.clone(), mate);
        }
    }
    // Records of a patient whose own record is missing: our own output derives the id from the key.
    if let (true, Some(document)) = (origins.is_own(), mapping_document(workspace)?) {
        let derive = |key: &String| (mapping::stable_id(&document.system, "Patient", key), key.clone());
        mates.extend(first.legacy_only.iter().map(derive));
    }
    let others: Vec<String> = right.keys.iter().filter(|key| !keys.contains(*key) && !told.followed.contains_key(*key)).map(|key| mates.get(key).unwrap_or(key).clone()).collect();
    keys.extend(others);
    Ok(Paired { crosswalk: link(&keys).0, told, mates })
}

/// Both sides linked, without their charts.
pub(super) struct Linked {
    pub(super) crosswalk: Crosswalk,
    pub(super) told: Reconciled,
    pub(super) merges: [Merges; 2],
    pub(super) reports: [BookReport; 2],
}

/// Reads and links both sides: what a comparison would link.
pub(super) fn linked(workspace: &Workspace, origins: &Origins, meter: &Meter<'_>) -> Result<Linked> {
    let [left, right] = read_sides(workspace, meter)?;
    let ReadSide { report: legacy, told: mut left, .. } = left;
    let ReadSide { report: destination, told: right, .. } = right;
    if left.demographics.is_empty() && left.keys.is_empty() {
        return Err(AppError::Nothing("the legacy side names no patient; ingest it first, and give its tables a lens".into()));
    }
    let People { merges, .. } = people(&mut left, &right);
    let Paired { crosswalk, told, .. } = paired(workspace, origins, (&left, &right), &merges)?;
    Ok(Linked { crosswalk, told, merges, reports: [legacy, destination] })
}

/// The latest mapping document, when it parses.
pub(super) fn mapping_document(workspace: &Workspace) -> Result<Option<mapping::Document>> {
    Ok(workspace.store().document("mapping")?.and_then(|v| mapping::Document::parse(&v.text).ok()))
}

/// Displays that the team itself wrote into the mapping's code maps.
fn authored(workspace: &Workspace) -> Result<Vec<String>> {
    let Some(document) = mapping_document(workspace)? else { return Ok(Vec::new()) };
    Ok(document.code_maps.values().flat_map(|m| m.rows.iter().map(|r| r.display.clone())).filter(|d| !d.is_empty()).collect())
}

/// By what two charts of one side may be doubles, and by what two people are namesakes; as digests, nothing where a record says too little.
fn called(statement: &Statement) -> [Option<u64>; 2] {
    let text = |a| statement.value(a).map(model::Value::shown).unwrap_or_default();
    let birth = text(Aspect::BirthDate);
    if birth.is_empty() {
        return [None, None];
    }
    let name: String = [Aspect::Family, Aspect::Given].iter().map(|a| text(*a).to_lowercase().chars().take(3).collect::<String>()).collect();
    let whole = [Aspect::Family, Aspect::Given].map(|a| text(a).trim().to_lowercase()).join("|");
    [Some(hash(&format!("{name}|{birth}"))), (!name.is_empty()).then(|| hash(&format!("{whole}|{birth}")))]
}

/// Patients of whom another record has the first letters and the birth date, and those of whom another patient has the name and the birth date.
fn alike<'s>(legacy: impl Iterator<Item = &'s Statement> + Clone) -> [HashSet<String>; 2] {
    let mut several: HashMap<u64, bool> = HashMap::new();
    let mut bearer: HashMap<u64, Option<&str>> = HashMap::new();
    for statement in legacy.clone() {
        let [double, namesake] = called(statement);
        if let Some(double) = double {
            several.entry(double).and_modify(|known| *known = true).or_insert(false);
        }
        if let Some(namesake) = namesake {
            bearer.entry(namesake).and_modify(|known| *known = known.filter(|key| *key == statement.patient)).or_insert(Some(&statement.patient));
        }
    }
    let [mut doubles, mut namesakes]: [HashSet<String>; 2] = Default::default();
    for statement in legacy {
        let [double, namesake] = called(statement);
        if double.and_then(|double| several.get(&double)) == Some(&true) {
            doubles.insert(statement.patient.clone());
        }
        if namesake.and_then(|namesake| bearer.get(&namesake)) == Some(&None) {
            namesakes.insert(statement.patient.clone());
        }
    }
    [doubles, namesakes]
}

/// What the list tells of everybody: of several records of a patient the last one counts.
fn persons<'s>(
    legacy: impl Iterator<Item = &'s Statement> + Clone,
    destination: &'s [Statement],
    mates: &HashMap<String, String>,
    merged: &HashMap<String, u64>,
    today: (i32, u8, u8),
) -> Few<Person> {
    let [doubles, namesakes] = alike(legacy.clone());
    let one = |s: &Statement| {
        let birth = s.date(Aspect::BirthDate);
        let age_band = birth.map_or_else(|| "unknown".to_string(), |d| {
            deid::age_band(&Phi::new((i32::from(d.year), d.month, d.day)), today).into_value()
        });
        let sex = s.word(Aspect::Sex).filter(|w| matches!(*w, "female" | "male" | "other")).unwrap_or("unknown").to_string();
        let age = birth.map_or(99, |d| today.0 - i32::from(d.year));
        Person {
            sex,
            age_band,
            duplicate: doubles.contains(&s.patient),
            deceased: s.value(Aspect::Deceased) == Some(&model::Value::Flag(true)),
            child: age < 13,
            namesake: namesakes.contains(&s.patient),
            merged: merged.get(&s.patient).copied().unwrap_or(0),
        }
    };
    let known: HashSet<&str> = legacy.clone().map(|s| s.patient.as_str()).collect();
    // Of whom the legacy side tells nobody asks the destination.
    let asked = destination.iter().filter(|s| mates.get(&s.patient).is_none_or(|mate| !known.contains(mate.as_str())));
    asked.chain(legacy).map(|s| (s.patient.clone(), one(s))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Date, Fact, How, Kind, Origin, Value};

    fn person(key: &str, family: &str, given: &str, born: &str) -> Statement {
        let mut facts = vec![(Aspect::Family, Value::Text(family.into())), (Aspect::Given, Value::Text(given.into()))];
        facts.extend(Date::parse_iso(born).map(|born| (Aspect::BirthDate, Value::Date(born))));
        let facts = facts.into_iter().map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied }).collect();
        Statement { kind: Kind::Demographic, patient: key.into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: String::new() }, facts }
    }

    #[test]
    fn doubles_have_the_first_letters_in_common_and_namesakes_the_whole_name() {
        let legacy = [
            person("1", "Holmberg", "Ann", "1970-05-01"),
            person("2", "Holm", "Anna", "1970-05-01"),
            person("3", "Holm", "anna ", "1970-05-01"),
            person("4", "Berg", "Ola", "1970-05-01"),
            person("4", "Berg", "Ola", "1970-05-01"),
            person("5", "Holm", "Anna", "1971-05-01"),
            person("6", "Holm", "Anna", ""),
            person("7", "", "", "1980-01-01"),
        ];
        let [doubles, namesakes] = alike(legacy.iter());
        let sorted = |keys: HashSet<String>| keys.into_iter().collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(" ");
        assert_eq!(sorted(doubles), "1 2 3 4", "a record that stands twice is a double");
        assert_eq!(sorted(namesakes), "2 3", "one patient is nobody's namesake");
    }

    #[test]
    fn the_list_tells_of_whoever_is_linked_what_the_legacy_side_says() {
        let mates = [("d1", "1"), ("d2", "2"), ("d3", "3")].map(|(destination, legacy)| (destination.to_string(), legacy.to_string())).into_iter().collect();
        let destination = vec![person("d1", "Holm", "Anna", "1950-01-01"), person("d3", "Berg", "Ola", "1920-01-01"), person("d9", "Lund", "Bo", "2020-01-01")];
        let legacy = vec![person("1", "Holm", "Anna", "1990-01-01"), person("1", "Holm", "Anna", "1980-01-01"), person("2", "Roe", "Jo", "")];
        let listed = persons(legacy.iter(), &destination, &mates, &HashMap::from([("2".to_string(), 4)]), (2026, 6, 1));
        let band = |key: &str| listed.get(key).map(|person| (person.age_band.clone(), person.merged));
        assert_eq!([band("1"), band("2")], [Some(("45-49".to_string(), 0)), Some(("unknown".to_string(), 4))], "the last record of a patient counts");
        assert_eq!([band("d3"), band("d9")], [Some(("90+".to_string(), 0)), Some(("5-9".to_string(), 0))], "of whom the legacy side tells nothing the destination does");
    }

    #[test]
    fn a_mate_is_found_among_all() {
        let linked = ["1", "10", "2"].map(|key| (key.to_string(), format!("d{key}"))).to_vec();
        let pairs = Pairs { linked, alone: [2, 1] };
        assert_eq!([pairs.mate("10"), pairs.mate("2"), pairs.mate("3")], [Some("d10"), Some("d2"), None]);
        assert_eq!(pairs.count(), 6);
    }
}
