//! What belongs together in records of two formats: a reaction and how severe it is, a dose and how often it is taken.
//!
//! Every reading tells such groups one behind the other, so of a statement that has as many values of the one as of the other the first belongs to the
//! first, whatever a format calls the places. Where all values arrived and stand in other groups nothing but this tells. Records of one format say it
//! by an element of their own, but for rows of tables, which have none.

use super::{AspectDifference, Judge, difference, said_aspect};
use model::{Aspect, Fact, Statement, Verdict};

/// Aspects of which a value belongs to one of the other.
const TIES: [(Aspect, Aspect); 4] =
    [(Aspect::Reaction, Aspect::Severity), (Aspect::Dose, Aspect::Frequency), (Aspect::Dose, Aspect::Route), (Aspect::Frequency, Aspect::Route)];

impl Judge<'_> {
    /// Adds the first value that stands with something else in the destination, of aspects of which nothing is told yet.
    pub(super) fn tell_ties(&self, legacy: &Statement, destination: &Statement, differences: &mut Vec<AspectDifference>) {
        let are_rows = [legacy, destination].iter().all(|statement| statement.origin.relation != 0);
        if self.are_of_one_format(legacy, destination) && !are_rows {
            return;
        }
        let is_told = |aspect: Aspect| differences.iter().any(|d| d.read_as == aspect);
        let mut open = TIES.into_iter().filter(|(first, second)| !is_told(*first) && !is_told(*second));
        let found = open.find_map(|aspects| self.tie(legacy, destination, aspects));
        differences.extend(found);
    }

    fn tie(&self, legacy: &Statement, destination: &Statement, (first, second): (Aspect, Aspect)) -> Option<AspectDifference> {
        let (ours, theirs) = (groups(legacy, (first, second))?, groups(destination, (first, second))?);
        let alike = |aspect: Aspect, a: &Fact, b: &Fact| self.is_alike(aspect, &a.value, &b.value);
        // Of values that are alike nobody could tell which stands where.
        let firsts = |fact: &Fact| theirs.iter().filter(|(mate, _)| alike(first, fact, mate)).count();
        let seconds = |fact: &Fact| theirs.iter().filter(|(_, mate)| alike(second, fact, mate)).count();
        if ours.len() != theirs.len() || ours.iter().any(|(a, b)| firsts(a) != 1 || seconds(b) != 1) {
            return None;
        }
        let parted = ours.iter().find_map(|(a, b)| theirs.iter().find(|(mate, other)| alike(first, a, mate) && !alike(second, b, other)).map(|(_, other)| (*b, *other)))?;
        let manner = format!("a {} stands with another {}", said_aspect(second), said_aspect(first));
        Some(difference(second, Verdict::Altered, manner, (Some(parted.0), Some(parted.1))))
    }
}

/// The values of two aspects two by two, of a statement that has several, and as many of the one as of the other.
fn groups(statement: &Statement, (first, second): (Aspect, Aspect)) -> Option<Vec<(&Fact, &Fact)>> {
    let of = |aspect: Aspect| statement.facts.iter().filter(move |fact| fact.aspect == aspect);
    let count = of(first).count();
    (count > 1 && of(second).count() == count).then(|| of(first).zip(of(second)).collect())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{SNOMED, code, copied, differences, statement};
    use model::{Aspect, Kind, Statement, Value};

    /// An allergy to penicillin with reactions and severities in this order.
    fn allergy(reference: &str, said: &[&str]) -> Statement {
        let mut facts = vec![copied(Aspect::Code, code("http://www.nlm.nih.gov/research/umls/rxnorm", "7980", "Penicillin G"))];
        facts.extend(said.iter().map(|word| match *word {
            "hives" => copied(Aspect::Reaction, code(SNOMED, "247472004", "Hives")),
            "anaphylaxis" => copied(Aspect::Reaction, code(SNOMED, "39579001", "Anaphylaxis")),
            severity => copied(Aspect::Severity, Value::Word(severity.into())),
        }));
        let mut statement = statement(Kind::Allergy, 1, facts);
        statement.origin.reference = reference.into();
        statement
    }

    fn told(legacy: &[&str], destination: &[&str]) -> Vec<(Aspect, String)> {
        let found = differences(&allergy("", legacy), &allergy("AllergyIntolerance/a", destination));
        found.into_iter().map(|d| (d.aspect, d.manner)).collect()
    }

    #[test]
    fn a_severity_stands_with_its_reaction_in_every_format() {
        let written = ["hives", "mild", "anaphylaxis", "severe"];
        assert!(told(&written, &written).is_empty());
        assert!(told(&written, &["anaphylaxis", "severe", "hives", "mild"]).is_empty(), "in another order");
        assert!(told(&written, &["mild", "severe", "hives", "anaphylaxis"]).is_empty(), "all severities, then all reactions");
        let exchanged = (Aspect::Severity, "a severity stands with another reaction".to_string());
        assert_eq!(told(&written, &["hives", "severe", "anaphylaxis", "mild"]), [exchanged.clone()]);
        assert_eq!(told(&written, &["anaphylaxis", "mild", "hives", "severe"]), [exchanged.clone()]);
        let row = |said: &[&str]| {
            let mut row = allergy("", said);
            row.origin.relation = 1;
            row
        };
        let of_rows = |said: &[&str]| differences(&row(&written), &row(said)).into_iter().map(|d| (d.aspect, d.manner)).collect::<Vec<_>>();
        assert!(of_rows(&["anaphylaxis", "severe", "hives", "mild"]).is_empty());
        assert_eq!(of_rows(&["hives", "severe", "anaphylaxis", "mild"]), [exchanged], "rows of two tables");
    }

    #[test]
    fn what_else_differs_hides_no_severity_that_stands_with_another_reaction() {
        let other = |mut statement: Statement, status: &str| {
            let (aspect, value, how) = copied(Aspect::Status, Value::Word(status.into()));
            statement.facts.push(model::Fact { aspect, value, place: 0, how });
            statement
        };
        let legacy = other(allergy("", &["hives", "mild", "anaphylaxis", "severe"]), "active");
        let destination = other(allergy("AllergyIntolerance/a", &["hives", "severe", "anaphylaxis", "mild"]), "resolved");
        let found: Vec<Aspect> = differences(&legacy, &destination).into_iter().map(|d| d.aspect).collect();
        assert!(found.contains(&Aspect::Status) && found.contains(&Aspect::Severity), "{found:?}");
    }

    #[test]
    fn where_one_severity_stands_for_several_reactions_nothing_is_told() {
        let written = ["hives", "mild", "anaphylaxis", "severe"];
        assert!(!told(&written, &["hives", "anaphylaxis", "severe"]).iter().any(|(_, manner)| manner.contains("stands with")));
        assert!(told(&["hives", "anaphylaxis", "severe"], &["anaphylaxis", "severe", "hives"]).is_empty());
    }
}
