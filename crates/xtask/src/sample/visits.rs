//! The visits of a chart: when, where, with whom, and under which chart number they are filed.
//!
//! The first one took place always, so every other fact has a visit to hang on.

use super::calendar::{Day, Moment, REFERENCE};
use super::person::Person;
use super::rng::Rng;

/// One contact with the clinic.
pub struct Visit {
    /// Key.
    pub id: String,
    /// The chart it is filed under: the person's, or the second one.
    pub patient_id: String,
    /// Type code.
    pub kind: &'static str,
    /// Start.
    pub start: Moment,
    /// End.
    pub end: Option<Moment>,
    /// Provider.
    pub provider: &'static str,
    /// Status code.
    pub status: &'static str,
}

impl Visit {
    /// Whether it took place.
    pub fn took_place(&self) -> bool {
        self.status == "C" || self.status == "O"
    }
}

/// Draws the visits of a person, in the order of time.
pub fn draw(person: &Person, rng: &mut Rng) -> Vec<Visit> {
    let first = person.first_day();
    let last = person.last_day().plus(-7).max(first);
    let wanted = 5 + rng.below(7) as usize;
    let mut days: Vec<Day> = (0..wanted)
        .map(|_| Day(rng.between(first.0, last.0)))
        .collect();
    days.sort_unstable();
    let mut visits = Vec::new();
    for (place, day) in days.iter().enumerate() {
        let drawn = rng.pick(&[
            "OFC", "OFC", "OFC", "OFC", "OFC", "OFC", "URG", "TEL", "TEL", "ER", "INP", "OBS",
        ]);
        let kind = if place == 0 { "OFC" } else { drawn };
        let minutes = match kind {
            "INP" => rng.between(1500, 9000),
            "OBS" => rng.between(600, 1800),
            "ER" => rng.between(90, 480),
            "TEL" => rng.between(4, 20),
            _ => rng.between(15, 50),
        };
        let start = Moment::new(*day, rng.between(7 * 60 + 30, 17 * 60));
        let status = if place == 0 {
            "C"
        } else if place + 1 == wanted && rng.chance(4) {
            "O"
        } else {
            rng.pick(&[
                "C", "C", "C", "C", "C", "C", "C", "C", "C", "C", "C", "X", "N",
            ])
        };
        let end = if status == "C" && !(kind == "OFC" && rng.chance(20)) {
            Some(start.plus(minutes))
        } else {
            None
        };
        let provider = match kind {
            "ER" => rng.pick(&["DR07", "DR15"]),
            "INP" | "OBS" => "DR12",
            "URG" => "DR08",
            _ if rng.chance(60) => person.provider,
            _ => rng.pick(&["DR01", "DR02", "DR03", "DR04", "DR05", "DR06", "DR16"]),
        };
        visits.push(Visit {
            id: format!("E{:07}{place:02}", 1_000_000 + person.index),
            patient_id: person.patient_id.clone(),
            kind,
            start,
            end,
            provider,
            status,
        });
    }
    if let Some((second, _, _)) = &person.duplicate
        && let Some(visit) = visits
            .iter_mut()
            .skip(1)
            .rev()
            .find(|visit| visit.took_place())
    {
        visit.patient_id = second.clone();
    }
    if person.death.is_none() && rng.chance(12) {
        let start = Moment::new(REFERENCE.plus(rng.between(3, 120)), 9 * 60 + 15);
        visits.push(Visit {
            id: format!("E{:07}{:02}", 1_000_000 + person.index, visits.len()),
            patient_id: person.patient_id.clone(),
            kind: "OFC",
            start,
            end: None,
            provider: person.provider,
            status: "S",
        });
    }
    visits
}
