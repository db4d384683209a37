//! Who the patients are: one synthetic person for each number.
//!
//! A person depends on the seed and its number only (a twin also on the number before it). What the tables get wrong about a
//! person is not here; this is the truth.

use super::calendar::{Day, GO_LIVE, REFERENCE};
use super::defects;
use super::names;
use super::rng::Rng;

/// A person as the legacy system knows it.
#[derive(Clone)]
pub struct Person {
    /// The patient's number in this run, from 0.
    pub index: u64,
    /// Key in the tables.
    pub patient_id: String,
    /// Medical record number.
    pub mrn: String,
    /// Family name.
    pub family: String,
    /// Given name.
    pub given: String,
    /// Middle initial, or empty.
    pub middle: String,
    /// Suffix, or empty.
    pub suffix: &'static str,
    /// Maiden name, or empty.
    pub maiden: String,
    /// Birth.
    pub birth: Day,
    /// `F`, `M`, `U`, `X` or empty.
    pub sex: &'static str,
    /// Death.
    pub death: Option<Day>,
    /// Social security number, or empty.
    pub ssn: String,
    /// Street.
    pub street: String,
    /// City, state and ZIP.
    pub place: (&'static str, &'static str, &'static str),
    /// Telephone at home.
    pub phone: String,
    /// Mobile telephone, or empty.
    pub mobile: String,
    /// Race code.
    pub race: &'static str,
    /// Marital status code.
    pub marital: &'static str,
    /// Primary care provider.
    pub provider: &'static str,
    /// Legacy status of the chart.
    pub status: &'static str,
    /// The second chart of this person: its key, its number, and whether it was merged away.
    pub duplicate: Option<(String, String, bool)>,
}

impl Person {
    /// The person with a number.
    pub fn draw(seed: u64, index: u64) -> Person {
        let mut person = Person::draw_alone(seed, index);
        if defects::TWIN.falls_on(index) && index > 0 {
            let sibling = Person::draw_alone(seed, index - 1);
            person.family = sibling.family;
            person.birth = sibling.birth;
            person.street = sibling.street;
            person.place = sibling.place;
            person.phone = sibling.phone;
        }
        person
    }

    fn draw_alone(seed: u64, index: u64) -> Person {
        let mut rng = Rng::stream(seed, index, "person");
        let female = rng.chance(52);
        let drawn = rng.pick(names::FAMILY);
        let chosen = if defects::MOJIBAKE_NAME.falls_on(index) {
            "García"
        } else {
            drawn
        };
        let family = chosen.to_string();
        let given = rng
            .pick(if female {
                names::GIVEN_FEMALE
            } else {
                names::GIVEN_MALE
            })
            .to_string();
        let child = rng.chance(14) && !defects::needs_adult(index);
        let age_days = if child {
            rng.between(200, 17 * 365)
        } else {
            rng.between(25 * 365, 88 * 365)
        };
        let age_days = if defects::needs_adult(index) {
            age_days.max(52 * 365)
        } else {
            age_days
        };
        let birth = REFERENCE.plus(-age_days);
        let doomed =
            defects::AFTER_DEATH.falls_on(index) || defects::DEATH_WITHOUT_DATE.falls_on(index);
        let dies = rng.chance(if age_days > 70 * 365 { 18 } else { 1 }) || doomed;
        let death = if dies {
            Some(REFERENCE.plus(-rng.between(60, 1200)).max(birth.plus(100)))
        } else {
            None
        };
        let sex = match rng.below(100) {
            0 => "U",
            1 => "X",
            2 => "",
            _ if female => "F",
            _ => "M",
        };
        let middle = if rng.chance(60) {
            char::from(b'A' + rng.below(26) as u8).to_string()
        } else {
            String::new()
        };
        let suffix = if !female && rng.chance(9) {
            rng.pick(&["JR", "SR", "II", "III"])
        } else {
            ""
        };
        let maiden = if female && !child && rng.chance(20) {
            rng.pick(names::FAMILY).to_uppercase()
        } else {
            String::new()
        };
        let ssn = if rng.chance(80) {
            format!(
                "9{:02}-{:02}-{:04}",
                rng.below(100),
                rng.between(10, 49),
                rng.between(1, 9999)
            )
        } else {
            String::new()
        };
        let eastern = defects::ZERO_LOST_ZIP.falls_on(index) || rng.chance(6);
        let place = rng.pick(if eastern {
            names::EASTERN_PLACES
        } else {
            names::PLACES
        });
        let street = format!("{} {}", rng.between(2, 4800), rng.pick(names::STREETS));
        let phone = format!("(414) 555-01{:02}", rng.below(100));
        let mobile = if rng.chance(70) {
            format!("262-555-01{:02}", rng.below(100))
        } else {
            String::new()
        };
        let marital = if child {
            "S"
        } else {
            rng.pick(&["S", "M", "M", "M", "D", "W", "P", "U"])
        };
        let number = (index * 7919 + 104_729) % 9_999_991;
        let patient_id = ((1_000_000 + index) * 10).to_string();
        let duplicate = if defects::DUPLICATE_PATIENT.falls_on(index) {
            let second = ((1_000_000 + index) * 10 + 1).to_string();
            Some((
                second,
                format!("{:08}", 20_000_000 + number),
                index % 40 < 20,
            ))
        } else {
            None
        };
        Person {
            index,
            patient_id,
            mrn: format!("{number:08}"),
            family,
            given,
            middle,
            suffix,
            maiden,
            birth,
            sex,
            death,
            ssn,
            street,
            place,
            phone,
            mobile,
            race: rng.pick(&[
                "W", "W", "W", "W", "B", "B", "A", "A", "I", "P", "O", "UNK", "",
            ]),
            marital,
            provider: rng.pick(&["DR01", "DR02", "DR03", "DR05", "DR06", "DR09", "DR13"]),
            status: if defects::TEST_PATIENT.falls_on(index) {
                "T"
            } else {
                rng.pick(&["A", "A", "A", "A", "A", "I"])
            },
            duplicate,
        }
    }

    /// Age in whole years on a day, roughly (years of 365.25 days).
    pub fn age_on(&self, day: Day) -> i64 {
        (day.0 - self.birth.0) * 100 / 36_525
    }

    /// The last day on which something can happen to this person.
    pub fn last_day(&self) -> Day {
        self.death.unwrap_or(REFERENCE)
    }

    /// The first day on which this system can know the person.
    pub fn first_day(&self) -> Day {
        self.birth.plus(1).max(GO_LIVE)
    }
}
