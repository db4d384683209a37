//! The chart behind the tables: visits, problems, drug courses and allergies of one patient, before they are written.
//!
//! Several files tell about the same fact (a problem, its drug, its lab, the note), so the facts are drawn here once.
//! Files that repeat nothing (vitals, labs, vaccines, money) draw their own rows from the visits. What is planted on a row
//! travels with it.

use super::calendar::Day;
use super::conditions::{self, Condition};
use super::defects::{self, Planted};
use super::drugs::Drug;
use super::person::Person;
use super::rng::Rng;
use super::visits::{self, Visit};

/// One row of the problem table.
pub struct Problem {
    /// Key.
    pub id: String,
    /// Place of its visit in the chart.
    pub visit: usize,
    /// Whether the row says its visit.
    pub linked: bool,
    /// List type.
    pub list: &'static str,
    /// Code and display; empty for free text.
    pub code: (String, String),
    /// Typed text.
    pub typed: String,
    /// Status code.
    pub status: &'static str,
    /// Certainty code.
    pub certainty: &'static str,
    /// Onset as written.
    pub onset: String,
    /// Resolution.
    pub resolved: Option<Day>,
    /// Recording.
    pub noted: Day,
    /// Severity code.
    pub severity: &'static str,
    /// Side code.
    pub side: &'static str,
    /// `Y` when entered in error.
    pub void: &'static str,
    /// What was planted.
    pub planted: Vec<Planted>,
}

/// One course of a drug.
pub struct Course {
    /// Key.
    pub id: String,
    /// Place of its visit in the chart.
    pub visit: usize,
    /// Encounter key as written.
    pub encounter: String,
    /// The drug.
    pub drug: &'static Drug,
    /// Dose and unit as written.
    pub dose: (String, String),
    /// Sig as written.
    pub sig: String,
    /// Start and stop.
    pub start: Day,
    /// Stop, when known.
    pub stop: Option<Day>,
    /// Status code.
    pub status: &'static str,
    /// Why stopped.
    pub stop_reason: &'static str,
    /// `RX` or `HX`.
    pub order: &'static str,
    /// Reason, ICD-10-CM or empty.
    pub reason: &'static str,
    /// What was planted.
    pub planted: Vec<Planted>,
}

/// What is known about one patient.
pub struct Chart {
    /// Who.
    pub person: Person,
    /// Visits in the order of time.
    pub visits: Vec<Visit>,
    /// Problems.
    pub problems: Vec<Problem>,
    /// Drug courses.
    pub courses: Vec<Course>,
}

impl Chart {
    /// Draws the chart of a patient.
    pub fn draw(seed: u64, index: u64) -> Chart {
        let person = Person::draw(seed, index);
        let visits = visits::draw(&person, &mut Rng::stream(seed, index, "visits"));
        let mut chart = Chart {
            person,
            visits,
            problems: Vec::new(),
            courses: Vec::new(),
        };
        chart.draw_problems(&mut Rng::stream(seed, index, "problems"));
        super::courses::draw(&mut chart, &mut Rng::stream(seed, index, "courses"));
        chart
    }

    /// A key of this patient: letter, patient number, number of the row.
    pub fn key(&self, letter: char, row: usize) -> String {
        format!("{letter}{:07}{row:02}", 1_000_000 + self.person.index)
    }

    /// The places of the visits that took place; never empty.
    pub fn past(&self) -> Vec<usize> {
        (0..self.visits.len())
            .filter(|place| self.visits[*place].took_place())
            .collect()
    }

    /// Whether a drug is on the list and running.
    pub fn takes(&self, key: &str) -> bool {
        self.courses
            .iter()
            .any(|course| course.drug.key == key && course.status == "A")
    }

    /// Whether a disease is on the list.
    pub fn has(&self, icd: &str) -> bool {
        self.problems
            .iter()
            .any(|problem| problem.code.0 == icd && problem.list != "F")
    }

    fn draw_problems(&mut self, rng: &mut Rng) {
        let index = self.person.index;
        let mut chosen: Vec<&'static Condition> = Vec::new();
        for (defect, icd) in [
            (&defects::NOTE_CONTRADICTION, "I48.91"),
            (&defects::DOSE_UNIT_CONFLICT, "E03.9"),
            (&defects::SIDE_CONFLICT, "M17.11"),
            (&defects::DISPLAY_MISMATCH, "I10"),
            (&defects::STOPPED_BUT_ACTIVE, "I10"),
            (&defects::OVERLAPPING_COURSES, "I10"),
            (&defects::DOSE_AGAINST_SIG, "E78.5"),
            (&defects::LOCAL_DRUG, "K52.9"),
        ] {
            if defect.falls_on(index) && !chosen.iter().any(|condition| condition.icd == icd) {
                chosen.push(conditions::condition_of(icd));
            }
        }
        let wanted = 2 + rng.below(4) as usize;
        for _ in 0..40 {
            if chosen.len() >= wanted {
                break;
            }
            let candidate =
                &conditions::CONDITIONS[rng.below(conditions::CONDITIONS.len() as u64) as usize];
            let age = self.person.age_on(self.person.last_day());
            let fits = candidate.ages.0 <= age
                && age <= candidate.ages.1
                && (candidate.sex.is_empty() || candidate.sex == self.person.sex);
            if fits
                && !chosen
                    .iter()
                    .any(|condition| condition.icd == candidate.icd)
            {
                chosen.push(candidate);
            }
        }
        for condition in chosen {
            let problem = self.draw_problem(condition, rng);
            self.problems.push(problem);
        }
        self.plant_problems(rng);
    }

    fn draw_problem(&self, condition: &'static Condition, rng: &mut Rng) -> Problem {
        let past = self.past();
        let visit = rng.pick(&past);
        let noted = self.visits[visit].start.day;
        let onset_day = noted
            .plus(-rng.between(0, if condition.chronic { 1500 } else { 12 }))
            .max(self.person.birth.plus(20))
            .min(noted);
        let onset = match rng.below(100) {
            0..=54 => onset_day.us(),
            55..=69 => onset_day.month_text(),
            70..=84 => onset_day.year_text(),
            _ => String::new(),
        };
        let heals = if condition.chronic {
            rng.chance(8)
        } else {
            rng.chance(85)
        };
        let resolved = noted.plus(rng.between(5, 45));
        let resolved = if heals && resolved <= self.person.last_day() {
            Some(resolved)
        } else {
            None
        };
        let status = match resolved {
            Some(_) => "R",
            None => rng.pick(&["A", "A", "A", "A", "A", "A", "A", "I", ""]),
        };
        let typed_only = rng.chance(8);
        let list = if condition.chronic {
            rng.pick(&["P", "P", "P", "P", "P", "P", "E"])
        } else {
            "E"
        };
        let certainty = match rng.below(100) {
            0..=72 => "C",
            73..=83 => "S",
            84..=86 => "R",
            _ => "",
        };
        Problem {
            id: self.key('P', self.problems.len()),
            visit,
            linked: list == "E" || rng.chance(30),
            list,
            code: if typed_only {
                (String::new(), String::new())
            } else {
                (condition.icd.to_string(), condition.name.to_string())
            },
            typed: condition.typed.to_string(),
            status,
            certainty,
            onset,
            resolved,
            noted,
            severity: rng.pick(&["", "", "", "1", "2", "3"]),
            side: if rng.chance(80) { condition.side } else { "" },
            void: if rng.chance(2) { "Y" } else { "" },
            planted: Vec::new(),
        }
    }

    /// A plain active, confirmed problem for a defect that needs one.
    fn plain_problem(&self, icd: &str, name: &str, typed: &str, rng: &mut Rng) -> Problem {
        let mut problem = self.draw_problem(conditions::condition_of("I10"), rng);
        problem.code = (icd.to_string(), name.to_string());
        problem.typed = typed.to_string();
        problem.list = "P";
        problem.status = "A";
        problem.certainty = "C";
        problem.resolved = None;
        problem.void = "";
        problem
    }

    fn plant_problems(&mut self, rng: &mut Rng) {
        let index = self.person.index;
        if defects::RETIRED_CODE.falls_on(index) {
            let mut problem = self.plain_problem("M54.5", "Low back pain", "LBP", rng);
            problem.planted.push(defects::RETIRED_CODE.at(
                "ICD_CD",
                "M54.5 was retired on 2021-10-01; M54.50 is its successor",
            ));
            self.problems.push(problem);
        }
        if defects::RULE_OUT.falls_on(index) {
            let mut problem = self.plain_problem(
                "I26.99",
                "Other pulmonary embolism without acute cor pulmonale",
                "R/O PE",
                rng,
            );
            problem.certainty = "";
            problem
                .planted
                .push(defects::RULE_OUT.at("CERT", "the text says it was only to be ruled out"));
            self.problems.push(problem);
        }
        if defects::FAMILY_HISTORY.falls_on(index) {
            let mut problem = self.plain_problem("", "", "FH: colon CA in father at 52", rng);
            problem.planted.push(defects::FAMILY_HISTORY.at(
                "LIST_TYPE",
                "the father's disease, filed as the patient's own problem",
            ));
            self.problems.push(problem);
        }
        if rng.chance(12) {
            let mut problem = self.plain_problem(
                "Z80.3",
                "Family history of malignant neoplasm of breast",
                "FH breast CA, mother",
                rng,
            );
            problem.list = "F";
            self.problems.push(problem);
        }
        if defects::DUPLICATE_PROBLEM.falls_on(index) {
            let mut first = self.plain_problem("E66.9", "Obesity, unspecified", "obesity", rng);
            first.onset = String::new();
            first.id = self.key('P', self.problems.len());
            let first_id = first.id.clone();
            self.problems.push(first);
            let mut second = self.plain_problem("E66.9", "Obesity, unspecified", "OBESITY", rng);
            second.onset = String::new();
            second.planted.push(
                defects::DUPLICATE_PROBLEM
                    .at("", format!("the same problem as {first_id}, entered twice")),
            );
            self.problems.push(second);
        }
        for problem in &mut self.problems {
            if defects::DISPLAY_MISMATCH.falls_on(index)
                && problem.typed == "HTN"
                && problem.planted.is_empty()
            {
                problem.code = (
                    "I10".to_string(),
                    "Type 2 diabetes mellitus without complications".to_string(),
                );
                problem.planted.push(defects::DISPLAY_MISMATCH.at(
                    "ICD_DESC",
                    "the code I10 (hypertension) is right, the display is not",
                ));
            }
            if defects::SIDE_CONFLICT.falls_on(index) && problem.typed == "R knee OA" {
                let truth = conditions::condition_of("M17.11");
                problem.code = (truth.icd.to_string(), truth.name.to_string());
                problem.side = "L";
                problem.planted.push(defects::SIDE_CONFLICT.at(
                    "SIDE",
                    "the code and the text say right, SIDE says left; right is true",
                ));
            }
        }
        let birth = self.person.birth;
        let last = self.person.last_day();
        let Some(problem) = self.problems.first_mut() else {
            return;
        };
        if defects::INVALID_DATE.falls_on(index) {
            problem.onset = "02/30/2019".to_string();
            problem.planted.push(
                defects::INVALID_DATE.at("ONSET_DT", "no such day; the true date is not known"),
            );
        }
        if defects::BEFORE_BIRTH.falls_on(index) {
            problem.onset = birth.plus(-400).us();
            problem
                .planted
                .push(defects::BEFORE_BIRTH.at("ONSET_DT", format!("born on {}", birth.iso())));
        }
        if defects::RESOLVED_BUT_ACTIVE.falls_on(index) {
            problem.resolved = Some(problem.noted.plus(20).min(last));
            problem.status = "A";
            problem.planted.push(defects::RESOLVED_BUT_ACTIVE.at(
                "STATUS_CD",
                "has a resolution date, status says active; resolved is true",
            ));
        }
    }
}
