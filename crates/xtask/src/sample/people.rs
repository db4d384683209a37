//! `patients.csv`: one line a chart, and the defects of names, numbers and dates.
//!
//! About one person in twenty has a second chart under another number, spelt a little differently, as the legacy system
//! collected them over the years.

use std::io;

use super::calendar::{Moment, REFERENCE};
use super::defects::{self, Planted};
use super::export::{Export, Table};
use super::names;
use super::person::Person;
use super::rng::Rng;

/// The header of `patients.csv`.
pub static COLUMNS: &[&str] = &[
    "PAT_ID",
    "MRN",
    "LAST_NM",
    "FIRST_NM",
    "MID_NM",
    "SUFFIX",
    "MAIDEN_NM",
    "DOB",
    "SEX",
    "SSN",
    "DL_NO",
    "ADDR_1",
    "CITY",
    "STATE",
    "ZIP",
    "PHONE_HOME",
    "PHONE_CELL",
    "EMAIL",
    "RACE_CD",
    "ETH_CD",
    "LANG",
    "MARITAL",
    "DECEASED_FLG",
    "DEATH_DT",
    "PCP_ID",
    "STATUS",
    "CREATE_TS",
    "UPD_USER",
    "UPD_TS",
];

/// Text that was read as Windows-1252 although it was UTF-8.
pub fn mojibake(text: &str) -> String {
    text.bytes().map(char::from).collect()
}

/// Writes the person's chart, and the second one if there is one.
pub fn write(export: &mut Export, person: &Person) -> io::Result<()> {
    let mut rng = Rng::stream(export.seed, person.index, "patients");
    let index = person.index;
    let mut planted: Vec<Planted> = Vec::new();
    let mixed_case = rng.chance(15);
    let styled = |name: &str| {
        if mixed_case {
            name.to_string()
        } else {
            name.to_uppercase()
        }
    };
    let mut family = styled(&person.family);
    let mut given = styled(&person.given);
    let mut birth = person.birth.us();
    let mut ssn = person.ssn.clone();
    let mut zip = person.place.2.to_string();
    let email = if rng.chance(55) {
        let plain: String = person
            .given
            .to_lowercase()
            .chars()
            .filter(char::is_ascii_alphabetic)
            .collect();
        format!("{plain}.{}@example.org", person.patient_id)
    } else {
        String::new()
    };
    if defects::MOJIBAKE_NAME.falls_on(index) {
        family = mojibake(&person.family);
        planted
            .push(defects::MOJIBAKE_NAME.at("LAST_NM", format!("the name is {}", person.family)));
    }
    if defects::OLDER_DATE_FORMAT.falls_on(index) {
        birth = if index % 2 == 0 {
            person.birth.iso()
        } else {
            person.birth.compact()
        };
        planted.push(defects::OLDER_DATE_FORMAT.at(
            "DOB",
            format!(
                "written by an older release; the date is {}",
                person.birth.iso()
            ),
        ));
    }
    if defects::PLACEHOLDER_BIRTH.falls_on(index) {
        birth = "01/01/1900".to_string();
        planted.push(defects::PLACEHOLDER_BIRTH.at("DOB", "the birth date is not known"));
    }
    if defects::PLACEHOLDER_SSN.falls_on(index) {
        ssn = "999-99-9999".to_string();
        planted.push(defects::PLACEHOLDER_SSN.at("SSN", "the number is not known"));
    }
    if defects::ZERO_LOST_ZIP.falls_on(index) {
        zip = zip.trim_start_matches('0').to_string();
        planted
            .push(defects::ZERO_LOST_ZIP.at("ZIP", format!("the ZIP code is {}", person.place.2)));
    }
    if defects::TEST_PATIENT.falls_on(index) {
        family = "ZZTEST".to_string();
        planted.push(defects::TEST_PATIENT.at("STATUS", "not a person"));
    }
    if defects::TEST_UNFLAGGED.falls_on(index) {
        family = "ZZTEST".to_string();
        given = "CLINIC".to_string();
        planted.push(
            defects::TEST_UNFLAGGED.at("LAST_NM", "not a person, although STATUS does not say so"),
        );
    }
    if defects::TWIN.falls_on(index) && index > 0 {
        let sibling = (1_000_000 + index - 1) * 10;
        planted.push(defects::TWIN.at(
            "",
            format!("twin of {sibling}: same family name, birth date and address, another person"),
        ));
    }
    let death = match person.death {
        Some(_) if defects::DEATH_WITHOUT_DATE.falls_on(index) => {
            planted.push(defects::DEATH_WITHOUT_DATE.at("DEATH_DT", "dead, day not recorded"));
            String::new()
        }
        Some(day) => day.us(),
        None => String::new(),
    };
    let license = if rng.chance(40) && person.age_on(REFERENCE) > 16 {
        format!(
            "W{:03}-{:04}-{:04}",
            rng.below(1000),
            rng.below(10_000),
            rng.below(10_000)
        )
    } else {
        String::new()
    };
    let created = Moment::new(person.first_day(), rng.between(480, 1000)).audit();
    let updated = Moment::new(person.last_day(), rng.between(480, 1000)).audit();
    let ethnicity = rng.pick(&["N", "N", "N", "N", "H", "U", ""]);
    let language = rng.pick(&[
        "ENG", "ENG", "ENG", "ENG", "SPA", "VIE", "HMN", "UNK", "N/A",
    ]);
    let user = rng.pick(&["JOBCONV", "REG01", "REG02", "REG07"]);
    let deceased = if person.death.is_some() {
        "Y"
    } else {
        rng.pick(&["N", "N", ""])
    };
    let cells = [
        person.patient_id.as_str(),
        person.mrn.as_str(),
        family.as_str(),
        given.as_str(),
        person.middle.as_str(),
        person.suffix,
        person.maiden.as_str(),
        birth.as_str(),
        person.sex,
        ssn.as_str(),
        license.as_str(),
        person.street.as_str(),
        person.place.0,
        person.place.1,
        zip.as_str(),
        person.phone.as_str(),
        person.mobile.as_str(),
        email.as_str(),
        person.race,
        ethnicity,
        language,
        person.marital,
        deceased,
        death.as_str(),
        person.provider,
        person.status,
        created.as_str(),
        user,
        updated.as_str(),
    ];
    export.row(Table::Patients, &cells, &person.patient_id, &planted)?;

    let Some((second_id, second_mrn, merged)) = &person.duplicate else {
        return Ok(());
    };
    let spelling = misspelt(&family, &mut rng);
    let moved = format!("{} {}", rng.between(2, 900), rng.pick(names::STREETS));
    let (year, month, day) = person.birth.parts();
    let swapped = if day <= 12 {
        format!("{day:02}/{month:02}/{year:04}")
    } else {
        person.birth.us()
    };
    let mut second = cells;
    second[0] = second_id.as_str();
    second[1] = second_mrn.as_str();
    second[2] = spelling.as_str();
    second[4] = "";
    second[7] = swapped.as_str();
    second[9] = if rng.chance(50) { ssn.as_str() } else { "" };
    second[11] = moved.as_str();
    second[25] = if *merged { "M" } else { "A" };
    let note = format!(
        "second chart of {} (MRN {}); {}; birth date {}",
        person.patient_id,
        person.mrn,
        if *merged {
            "merged away by an A40 message"
        } else {
            "never merged"
        },
        person.birth.iso()
    );
    let marks = [defects::DUPLICATE_PATIENT.at("", note)];
    export.row(Table::Patients, &second, second_id, &marks)
}

/// A slightly wrong spelling of a name.
fn misspelt(name: &str, rng: &mut Rng) -> String {
    let letters: Vec<char> = name.chars().collect();
    let place = 1 + rng.below(letters.len().saturating_sub(2).max(1) as u64) as usize;
    let mut changed = letters.clone();
    match rng.below(3) {
        0 if place + 1 < changed.len() => changed.swap(place, place + 1),
        1 if place < changed.len() => {
            changed.remove(place);
        }
        _ => changed.insert(place.min(changed.len()), letters[0].to_ascii_uppercase()),
    }
    if changed == letters {
        changed.push('E');
    }
    changed.into_iter().collect()
}
