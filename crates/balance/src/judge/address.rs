//! An address in one line, and the same one in its parts: `12 Oak St, Springfield, IL 62701`; and its lines, broken otherwise.
//!
//! Lines and parts are held against one line only where one side has nothing but lines, and those are the other's lines and parts to the word and in
//! their order: a part that is another one or is missing leaves both as they stand, and each is told by itself.

use super::text::text_of;
use crate::written::{address_line, country, state_code};
use model::{Aspect, Fact, Statement};

/// What stands behind the lines of an address, in its order.
const PARTS: [Aspect; 3] = [Aspect::City, Aspect::State, Aspect::PostalCode];

/// Whether an aspect is a part of an address that is the same on both sides, in one line on one of them.
pub(super) fn is_in_one_line(aspect: Aspect, a: &Statement, b: &Statement) -> bool {
    if !PARTS.contains(&aspect) && !matches!(aspect, Aspect::Line | Aspect::Country) {
        return false;
    }
    let has_none = |statement: &Statement| PARTS.iter().chain([&Aspect::Country]).all(|part| statement.value(*part).is_none());
    let (whole, parted) = match (has_none(a), has_none(b)) {
        (true, false) => (a, b),
        (false, true) => (b, a),
        _ => return false,
    };
    let said = written(whole, Aspect::Line).map(|lines| address_line(&lines)).unwrap_or_default();
    let Some(without_country) = in_parts(parted) else { return false };
    let land = written(parted, Aspect::Country).map(|land| country(&land)).filter(|land| !land.is_empty());
    let with_country = |parts: &str| said.strip_prefix(parts).is_some_and(|rest| land.as_deref().is_some_and(|land| country(rest) == land));
    // That the line leaves the country out is told of the country.
    without_country.iter().any(|parts| with_country(parts) || *parts == said && aspect != Aspect::Country)
}

/// Whether two sides say the same lines of an address, the one in more of them than the other, or with other blanks.
pub(super) fn is_broken_otherwise(left: &[&Fact], right: &[&Fact]) -> bool {
    let written = |facts: &[&Fact]| in_a_row(facts.iter().copied());
    let line = |facts: &[&Fact]| address_line(&written(facts));
    left.len() != right.len() && line(left) == line(right) || closed(&written(left)) == closed(&written(right))
}

/// A line without blanks but for those between two numbers.
fn closed(line: &str) -> String {
    let is_digit = |c: char| c.is_ascii_digit();
    line.split_whitespace().fold(String::new(), |mut closed, word| {
        if closed.ends_with(is_digit) && word.starts_with(is_digit) {
            closed.push(' ');
        }
        closed.push_str(&word.to_lowercase());
        closed
    })
}

/// The lines and parts of an address as one line in its normal form, its state as written and as its code; none without lines and any part.
fn in_parts(statement: &Statement) -> Option<[String; 2]> {
    let lines = written(statement, Aspect::Line)?;
    let parts = PARTS.map(|part| written(statement, part));
    let [city, state, postal] = &parts;
    if parts.iter().flatten().next().is_none() {
        return None;
    }
    let whole = |state: Option<&str>| {
        let all = [Some(lines.as_str()), city.as_deref(), state, postal.as_deref()];
        address_line(&all.into_iter().flatten().collect::<Vec<_>>().join(" "))
    };
    let code = state.as_deref().map(state_code);
    Some([whole(state.as_deref()), whole(code.as_deref())])
}

/// All that a statement says of an aspect, in its order.
fn written(statement: &Statement, aspect: Aspect) -> Option<String> {
    let all = in_a_row(statement.facts.iter().filter(|fact| fact.aspect == aspect));
    (!all.trim().is_empty()).then_some(all)
}

/// The words of facts, one behind the other.
fn in_a_row<'f>(facts: impl Iterator<Item = &'f Fact>) -> String {
    facts.filter_map(|fact| text_of(&fact.value)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::tests::{copied, found, statement};
    use super::*;
    use model::{Kind, Value, Verdict};

    fn living_at(facts: &[(Aspect, &str)]) -> Statement {
        statement(Kind::Demographic, 1, facts.iter().map(|(aspect, words)| copied(*aspect, Value::Text((*words).into()))).collect())
    }

    #[test]
    fn an_address_in_one_line_is_that_of_its_parts_and_of_no_others() {
        let parts = |city: &'static str, postal: &'static str| living_at(&[(Aspect::Line, "12 Oak Street"), (Aspect::City, city), (Aspect::State, "Illinois"), (Aspect::PostalCode, postal)]);
        let line = |words: &'static str| living_at(&[(Aspect::Line, words)]);
        for words in ["12 Oak St, Springfield, IL 62701", "12 Oak Street Springfield Illinois 62701", "12 OAK ST., SPRINGFIELD, IL, 62701"] {
            assert!(found(&line(words), &parts("Springfield", "62701")).is_empty(), "{words}");
            assert!(found(&parts("Springfield", "62701"), &line(words)).is_empty(), "{words}");
        }
        for (city, postal) in [("Springdale", "62701"), ("Springfield", "62710")] {
            assert!(found(&line("12 Oak St, Springfield, IL 62701"), &parts(city, postal)).contains(&(Verdict::Altered, Aspect::Line)), "{city} {postal}");
        }
        let abroad = living_at(&[(Aspect::Line, "12 Oak Street"), (Aspect::City, "Springfield"), (Aspect::Country, "USA")]);
        assert!(found(&line("12 Oak St, Springfield, US"), &abroad).is_empty());
        assert_eq!(found(&abroad, &line("12 Oak St, Springfield, Canada")).first().map(|(verdict, _)| *verdict), Some(Verdict::Altered));
    }

    #[test]
    fn an_address_may_be_broken_into_other_lines() {
        let lives = |lines: &[&str]| living_at(&lines.iter().map(|line| (Aspect::Line, *line)).collect::<Vec<_>>());
        let row = lives(&["5 Beaver Road", "Apt 4"]);
        assert!(found(&row, &lives(&["5 Beaver Rd., Apartment 4"])).is_empty());
        assert!(!found(&row, &lives(&["5 Beaver Road, Apt 5"])).is_empty());
        assert!(!found(&row, &lives(&["5 Beaver Road"])).is_empty());
        assert!(found(&lives(&["1357 AmberDr"]), &lives(&["1357 Amber Dr"])).is_empty());
        assert!(!found(&lives(&["1 35 Amber Dr"]), &lives(&["13 5 Amber Dr"])).is_empty(), "where one number ends says which house it is");
    }
}
