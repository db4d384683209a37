//! Lists and panels: an entry twice, a result without its panel or under another, a problem as a diagnosis of one visit.

use super::base::{ALTERED, Around, Fixed, done, edited, is_withdrawn, main_edited, turn_run};
use super::charts::Group;
use super::message::Segment;
use super::{Effect, Operator};
use crate::Family;

const FAMILY: Family = Family::List;
const TWICE: (Fixed, Fixed) = (&["duplicated", "invented"], &["statement"]);
/// What stands behind a second visit hangs on that one: of one visit with all that it holds two have become, each with a part.
const VISIT_TWICE: (Fixed, Fixed) = (&["duplicated", "invented", "split"], &["statement"]);
const MOVED: (Fixed, Fixed) = (&["altered", "lost", "invented", "misplaced"], &["category", "statement"]);

pub(super) const OPERATORS: &[Operator] = &[
    Operator::harm(FAMILY, "duplicated", "an entry stands there twice", super::lost::ENTRIES, TWICE, |g, _| Effect::Added(vec![g.clone()])),
    Operator::harm(FAMILY, "charge-duplicated", "a charge or a payment stands there twice", &["charge", "payment", "coverage"], TWICE, |g, _| Effect::Added(vec![g.clone()])),
    Operator::harm(FAMILY, "visit-duplicated", "a visit stands there twice", &["visit"], VISIT_TWICE, visit_twice),
    Operator::harm_one(FAMILY, "panel-number-lost", "the results of a panel no longer say which order they belong to", &["panel"], (&["altered", "lost"], &["panel", "statement"]), number_lost),
    Operator::harm_one(FAMILY, "result-under-other-order", "a result stands under another order of its message", &["result"], (&["altered", "lost", "invented", "misplaced"], &["panel", "statement", "time"]), other_order),
    Operator::harm(FAMILY, "panel-named-otherwise", "a panel is another one", &["panel"], (&["altered", "lost", "invented", "broader", "narrower"], &["code", "panel", "statement"]), other_panel),
    Operator::harm(FAMILY, "problem-becomes-diagnosis", "a problem of the list is a diagnosis of one visit", &["problem"], MOVED, to_diagnosis),
    Operator::harm(FAMILY, "diagnosis-becomes-problem", "a diagnosis of a visit is on the problem list", &["diagnosis"], MOVED, to_problem),
    Operator::harm(FAMILY, "vaccination-becomes-drug-order", "a vaccination is a drug order", &["immunization"], (&["lost", "altered", "invented"], &["statement", "category"]), to_drug),
    Operator::harm_one(FAMILY, "results-exchanged", "two results of a panel have each other's value", &["panel"], (ALTERED, &["value", "unit"]), exchanged),
    Operator::harm_one(FAMILY, "results-under-each-others-number", "what was found of one isolate stands under the number of another", &["panel"], (&["altered", "misplaced"], &["element"]), crossed),
    Operator::harm_one(FAMILY, "observations-of-doses-exchanged", "what was observed with one dose stands under another one, and the other way round", &["message"], (&["altered", "misplaced"], &["element"]), doses_exchanged),
    Operator::harm_one(FAMILY, "isolates-exchanged", "susceptibilities of two isolates are said to be of each other's isolate", &["message"], (&["altered", "misplaced"], &["panel", "element"]), isolates_exchanged),
    Operator::twin(FAMILY, "isolates-numbered-anew", "the numbers under which results belong together are other ones", &["panel"], isolates_renumbered),
    Operator::twin(FAMILY, "numbers-with-the-order-only", "the numbers of an order, which stand in two segments, stand in one", &["order"], numbers_once),
    Operator::twin(FAMILY, "producer-in-newer-field", "who made a result stands in the field that newer versions have for it", &["result"], producer_moved),
    Operator::twin(FAMILY, "state-left-to-the-order", "a result leaves its state to the order that says the same", &["result"], state_of_order),
    Operator::twin(FAMILY, "results-reordered", "the results of a panel stand in another order", &["panel"], reordered),
    Operator::twin(FAMILY, "results-numbered-anew", "the results of a panel are numbered otherwise", &["panel"], renumbered),
    Operator::twin(FAMILY, "entries-numbered-anew", "an entry has another number in its list", &["allergy", "diagnosis", "procedure", "charge"], |g, _| main_edited(g, |main| {
        done(main.has(1))?;
        main.put(1, "77");
        Some(())
    })),
];

/// One more visit under a number of its own.
fn visit_twice(group: &mut Group, around: &mut Around<'_>) -> Effect {
    let Some(main) = group.main().filter(|v| v.has(19) && v.has(44)) else { return Effect::None };
    let mut copy = main.clone();
    copy.put(19, &format!("X{:06}", around.dice.below(1_000_000)));
    Effect::Added(vec![Group { segments: vec![copy], core: 0 }])
}

fn number_lost(group: &mut Group, _: &mut Around<'_>) -> Effect {
    edited(group, |g| {
        let mut any = false;
        for segment in g.segments.iter_mut().filter(|s| matches!(s.name.as_str(), "ORC" | "OBR")) {
            for field in [2, 3] {
                any |= segment.has(field);
                segment.put(field, "");
            }
        }
        done(any)
    })
}

/// What the order in front says in the same words.
fn numbers_once(group: &mut Group, _: &mut Around<'_>) -> Effect {
    edited(group, |g| {
        let orc = g.first("ORC")?.clone();
        let detail = g.segments.get_mut(g.core)?;
        let said: Vec<usize> = [2, 3].into_iter().filter(|field| detail.has(*field) && detail.field(*field) == orc.field(*field)).collect();
        said.iter().for_each(|field| detail.put(*field, ""));
        done(!said.is_empty())
    })
}

/// Number and name of OBX-15 in OBX-23.
fn producer_moved(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |result| {
        let parts: Vec<String> = result.field(15).split('^').map(str::to_string).collect();
        let part = |at: usize| parts.get(at).map_or("", String::as_str);
        let plain = parts.len() <= 3 && matches!(part(2), "" | "L") && !result.field(15).contains(['~', '&']);
        done(plain && !part(0).is_empty() && !result.has(23))?;
        result.put(23, &format!("{}^^^^^^^^^{}", part(1), part(0)));
        result.put(15, "");
        Some(())
    })
}

/// The number by which the results of an order know it, and what was ordered.
fn order_number(segments: &[Segment], obr: usize) -> Option<String> {
    let order = segments.get(obr)?;
    let orc = obr.checked_sub(1).and_then(|at| segments.get(at)).filter(|s| s.name == "ORC");
    let number = [order.part(3, 1), orc.map_or("", |o| o.part(3, 1)), order.part(2, 1), orc.map_or("", |o| o.part(2, 1))].into_iter().find(|n| !n.is_empty())?;
    Some(format!("{number} {}", order.part(4, 1)))
}

/// Behind a result of another order of the message; with its own time, or it would have another one.
fn other_order(group: &mut Group, around: &mut Around<'_>) -> Effect {
    let (Some(message), Some(own)) = (around.message(), around.record()) else { return Effect::None };
    let order_of = |at: usize| (0..at).rev().find(|i| message.segments.get(*i).is_some_and(|s| s.name == "OBR"));
    let number_of = |at: usize| order_number(&message.segments, order_of(at)?);
    let mine = number_of(own.place.core);
    let timed = group.main().is_some_and(|m| m.has(14) && m.has(11)) && mine.is_some() && group.segments.len() == 1;
    let kind = around.kind();
    let fits = |number: &usize| {
        around.charts.records.get(*number).is_some_and(|r| (r.file, r.place.message) == (own.file, own.place.message) && number_of(r.place.core).is_some_and(|n| Some(&n) != mine.as_ref()))
    };
    let others: Vec<usize> = around.of_kind(kind, true).into_iter().filter(fits).collect();
    let Some(target) = around.one(others).filter(|_| timed) else { return Effect::None };
    let there = group.clone();
    around.beside = Some(target);
    group.segments.clear();
    group.core = 0;
    Effect::Split(vec![there])
}

/// Another panel of the same patients.
fn other_panel(group: &mut Group, around: &mut Around<'_>) -> Effect {
    let Some(own) = group.main().map(|m| m.part(4, 1).to_string()) else { return Effect::None };
    let others: Vec<String> = around.others(false).into_iter().filter(|s| s.part(4, 1) != own && !s.part(4, 3).is_empty()).map(|s| s.field(4).to_string()).collect();
    let Some(other) = around.one(others) else { return Effect::None };
    main_edited(group, |order| {
        order.put(4, &other);
        Some(())
    })
}

fn to_diagnosis(group: &mut Group, _: &mut Around<'_>) -> Effect {
    if is_withdrawn(group) {
        return Effect::None;
    }
    main_edited(group, |problem| {
        let diagnosis = Segment::named("DG1").with(1, "1").with(3, problem.field(3)).with(5, problem.field(16)).with(6, "F");
        *problem = diagnosis;
        Some(())
    })
}

fn to_problem(group: &mut Group, _: &mut Around<'_>) -> Effect {
    if is_withdrawn(group) {
        return Effect::None;
    }
    main_edited(group, |diagnosis| {
        done(!diagnosis.part(3, 3).is_empty())?;
        let problem = Segment::named("PRB").with(1, "AD").with(2, "20240101").with(3, diagnosis.field(3)).with(13, "C").with(14, "A").with(16, diagnosis.field(5));
        *diagnosis = problem;
        Some(())
    })
}

fn to_drug(group: &mut Group, _: &mut Around<'_>) -> Effect {
    if is_withdrawn(group) {
        return Effect::None;
    }
    main_edited(group, |dose| {
        let order = Segment::named("RXO").with(1, dose.field(5)).with(2, dose.field(6)).with(4, dose.field(7));
        *dose = order;
        Some(())
    })
}

/// The values of two results of numbers in different units or of different size.
fn exchanged(group: &mut Group, _: &mut Around<'_>) -> Effect {
    edited(group, |g| {
        let numbers: Vec<usize> = g.segments.iter().enumerate().filter(|(_, s)| s.name == "OBX" && super::base::number_fields(s).is_some()).map(|(at, _)| at).collect();
        let (first, second) = (*numbers.first()?, *numbers.get(1)?);
        let (one, two) = (g.segments.get(first)?.field(5).to_string(), g.segments.get(second)?.field(5).to_string());
        let apart: Option<(f64, f64)> = Some((one.parse().ok()?, two.parse().ok()?));
        done(apart.is_some_and(|(a, b)| (a - b).abs() > 1e-9))?;
        g.segments.get_mut(first)?.put(5, &two);
        g.segments.get_mut(second)?.put(5, &one);
        Some(())
    })
}

/// The first two results of one test that stand under different numbers, each with others, and say different things.
fn crossed(group: &mut Group, _: &mut Around<'_>) -> Effect {
    edited(group, |g| {
        let all: Vec<(usize, Segment)> = g.segments.iter().enumerate().filter(|(_, s)| s.name == "OBX" && s.has(4) && s.has(5)).map(|(at, s)| (at, s.clone())).collect();
        let stands_with = |one: &Segment| all.iter().filter(|(_, other)| other.field(4) == one.field(4)).count() > 1;
        let are_two = |one: &Segment, other: &Segment| one.part(3, 1) == other.part(3, 1) && one.field(4) != other.field(4) && one.field(5) != other.field(5);
        let mut pairs = all.iter().flat_map(|one| all.iter().map(move |other| (one, other)));
        let (one, other) = pairs.find(|(one, other)| are_two(&one.1, &other.1) && stands_with(&one.1) && stands_with(&other.1))?;
        g.segments.get_mut(one.0)?.put(4, other.1.field(4));
        g.segments.get_mut(other.0)?.put(4, one.1.field(4));
        Some(())
    })
}

/// Other numbers for all results of an order, where no other order of the message names them.
fn isolates_renumbered(group: &mut Group, around: &mut Around<'_>) -> Effect {
    if around.message().is_none_or(|message| message.segments.iter().any(|s| s.name == "OBR" && s.has(26))) {
        return Effect::None;
    }
    edited(group, |g| {
        let mut any = false;
        for result in g.segments.iter_mut().filter(|s| s.name == "OBX" && s.has(4)) {
            let number = format!("{}0", result.field(4));
            result.put(4, &number);
            any = true;
        }
        done(any)
    })
}

/// The results of a run, each with its comments; not the parts of one result, which are counted.
fn reordered(group: &mut Group, _: &mut Around<'_>) -> Effect {
    edited(group, |g| {
        done(!g.segments.iter().any(|s| s.name == "OBX" && s.has(4)))?;
        done(turn_run(&mut g.segments, "OBX") > 1)
    })
}

fn renumbered(group: &mut Group, _: &mut Around<'_>) -> Effect {
    edited(group, |g| {
        for segment in g.segments.iter_mut().filter(|s| s.name == "OBX") {
            let number = segment.field(1).parse::<usize>().unwrap_or(0);
            segment.put(1, &(number + 10).to_string());
        }
        Some(())
    })
}

/// OBX-11 goes where OBR-25 says it.
fn state_of_order(group: &mut Group, around: &mut Around<'_>) -> Effect {
    let (Some(message), Some(own)) = (around.message(), around.record()) else { return Effect::None };
    let before = message.segments.get(..own.place.core).unwrap_or_default();
    let above = before.iter().rev().find(|s| matches!(s.name.as_str(), "OBR" | "ORC" | "RXA" | "TXA" | "PRB" | "PV1" | "PID"));
    let said = above.filter(|s| s.name == "OBR").map(|s| s.field(25).to_string());
    main_edited(group, |result| {
        done(result.has(11) && result.has(5) && said.as_deref() == Some(result.field(11)))?;
        result.put(11, "");
        Some(())
    })
}

/// Two results of one sort, each of another dose: both stay as they are, and change places.
fn doses_exchanged(group: &mut Group, _: &mut Around<'_>) -> Effect {
    edited(group, |g| {
        let (one, other) = of_two_doses(&g.segments)?;
        g.segments.swap(one, other);
        Some(())
    })
}

/// Where two results of one sort stand that say different things, each of another vaccine.
fn of_two_doses(segments: &[Segment]) -> Option<(usize, usize)> {
    let mut vaccine = None;
    let mut seen: Vec<(usize, &str, &Segment)> = Vec::new();
    for (at, segment) in segments.iter().enumerate() {
        match segment.name.as_str() {
            "RXA" => vaccine = Some(segment.part(5, 1)),
            "ORC" | "OBR" | "PID" => vaccine = None,
            // Which dose of the series it was the dose itself says.
            "OBX" if segment.part(3, 1) != "30973-2" => {
                let Some(own) = vaccine else { continue };
                if let Some((before, ..)) = seen.iter().find(|(_, of, other)| *of != own && other.field(3) == segment.field(3) && other.field(5) != segment.field(5)) {
                    return Some((*before, at));
                }
                seen.push((at, own, segment));
            }
            _ => {}
        }
    }
    None
}

/// What two orders of one message say of the result that they are about (OBR-26).
fn isolates_exchanged(group: &mut Group, _: &mut Around<'_>) -> Effect {
    edited(group, |g| {
        let all: Vec<(usize, Segment)> = g.segments.iter().enumerate().filter(|(_, s)| s.name == "OBR" && s.has(26)).map(|(at, s)| (at, s.clone())).collect();
        let (one, first) = all.first()?;
        let (other, second) = all.iter().find(|(_, s)| s.field(4) == first.field(4) && s.field(26) != first.field(26))?;
        g.segments.get_mut(*one)?.put(26, second.field(26));
        g.segments.get_mut(*other)?.put(26, first.field(26));
        Some(())
    })
}
