//! What an allergy means: how severe, to what, by which reaction; and that none is known.

use super::base::{ALTERED, Around, Fixed, GONE, WHOLE, done, is_withdrawn, main_edited, turned};
use super::charts::Group;
use super::message::Segment;
use super::{Effect, Operator};
use crate::Family;

const FAMILY: Family = Family::Allergy;
const ALLERGY: Fixed = &["allergy"];
const NONE: Fixed = &["none known"];
const CODE: Fixed = &["code", "class"];
const OTHER: (Fixed, Fixed) = (&["altered", "broader", "narrower", "lost", "invented"], &["code", "class", "category", "statement"]);
const SEVERITIES: &[(&str, usize)] = &[("AL1", 4), ("IAM", 4)];
const SORTS: &[(&str, usize)] = &[("AL1", 2), ("IAM", 2)];

pub(super) const OPERATORS: &[Operator] = &[
    Operator::harm(FAMILY, "severity-lowered", "a severe or moderate allergy is a mild one", ALLERGY, (ALTERED, &["severity"]), |g, _| turned(g, SEVERITIES, &[("SV", "MI"), ("MO", "MI")])),
    Operator::harm(FAMILY, "severity-raised", "a mild or moderate allergy is a severe one", ALLERGY, (ALTERED, &["severity"]), |g, _| turned(g, SEVERITIES, &[("MI", "SV"), ("MO", "SV")])),
    Operator::harm(FAMILY, "drug-allergy-becomes-food", "an allergy to a drug is one to food, or the other way round", ALLERGY, (ALTERED, &["category"]), |g, _| turned(g, SORTS, &[("DA", "FA"), ("FA", "DA")])),
    Operator::harm(FAMILY, "animal-allergy-becomes-pollen", "an allergy to animals is one to plants, or to pollen", ALLERGY, (ALTERED, &["category", "element"]), |g, _| turned(g, SORTS, &[("AA", "PA"), ("PA", "LA"), ("LA", "EA"), ("EA", "PA")])),
    Operator::harm(FAMILY, "contraindication-becomes-allergy", "what a patient must not have is what he is allergic to", ALLERGY, (&["altered", "invented"], &["type", "category", "element"]), |g, _| turned(g, SORTS, &[("MC", "DA")])),
    Operator::harm(FAMILY, "allergy-sort-lost", "whether an allergy is to a drug or to food is not said any more", ALLERGY, (&["altered", "lost"], &["category", "type"]), sort_lost),
    Operator::harm(FAMILY, "allergy-becomes-intolerance", "an allergy is an intolerance, or the other way round", ALLERGY, (ALTERED, &["type", "element"]), intolerance),
    Operator::harm(FAMILY, "allergy-becomes-none-known", "an allergy has become the statement that none is known", ALLERGY, OTHER, none_known),
    Operator::harm(FAMILY, "none-known-lost", "that no allergy is known vanishes", NONE, (GONE, WHOLE), |_, _| Effect::Removed),
    Operator::harm(FAMILY, "none-known-of-drugs-only", "that no allergy at all is known is said of drugs only", NONE, (&["altered", "narrower"], CODE), drugs_only),
    Operator::harm(FAMILY, "none-known-becomes-unknown", "that no allergy is known has become that nobody knows", NONE, OTHER, unknown),
    Operator::harm(FAMILY, "allergen-code-lost", "the words of the allergen remain, its code is gone", ALLERGY, (&["altered", "lost"], CODE), code_lost),
    Operator::harm(FAMILY, "substance-becomes-class", "an allergy to one drug is an allergy to drugs", ALLERGY, OTHER, class),
    Operator::harm(FAMILY, "reaction-of-another", "the reaction of another allergy stands here", ALLERGY, (ALTERED, &["reaction"]), reaction_other),
    Operator::harm(FAMILY, "reaction-unspecific", "what happened has become: an allergic reaction", ALLERGY, (ALTERED, &["reaction"]), reaction_unspecific),
    Operator::harm(FAMILY, "only-first-reaction", "of several reactions only the first remains", ALLERGY, (&["altered", "lost"], &["reaction"]), only_first),
    Operator::twin(FAMILY, "reactions-reordered", "the reactions of an allergy stand in another order", ALLERGY, reordered),
];

fn sort_lost(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |allergy| {
        done(matches!(allergy.part(2, 1), "DA" | "FA" | "EA" | "AA"))?;
        allergy.put(2, "");
        Some(())
    })
}

fn intolerance(group: &mut Group, _: &mut Around<'_>) -> Effect {
    turned(group, &[("IAM", 9)], &[("AL", "IN^Intolerance^HL70436"), ("IN", "AL^Allergy^HL70436"), ("AD", "IN^Intolerance^HL70436")])
}

fn none_known(group: &mut Group, _: &mut Around<'_>) -> Effect {
    if is_withdrawn(group) {
        return Effect::None;
    }
    main_edited(group, |allergy| {
        allergy.put(2, "");
        allergy.put(3, "716186003^No known allergy^SCT");
        allergy.put(4, "");
        allergy.put(5, "");
        Some(())
    })
}

fn drugs_only(group: &mut Group, _: &mut Around<'_>) -> Effect {
    turned(group, &[("AL1", 3), ("IAM", 3)], &[("716186003", "409137002^No known drug allergy^SCT")])
}

fn unknown(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |allergy| {
        allergy.put(3, "^Allergy status unknown");
        Some(())
    })
}

fn code_lost(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |allergy| super::code::words_kept(allergy, 3))
}

fn class(group: &mut Group, _: &mut Around<'_>) -> Effect {
    if is_withdrawn(group) {
        return Effect::None;
    }
    main_edited(group, |allergy| {
        done(allergy.part(3, 1) != "373873005")?;
        allergy.put(3, "373873005^Pharmaceutical / biologic product^SCT");
        Some(())
    })
}

/// The reaction of another allergy of the patient, else of another patient.
fn reaction_other(group: &mut Group, around: &mut Around<'_>) -> Effect {
    let reaction = |s: &Segment| s.repetitions(5).first().map(|r| (*r).to_string()).filter(|r| !r.is_empty());
    let mut others: Vec<String> = around.others(true).into_iter().filter_map(reaction).collect();
    others.extend(around.others(false).into_iter().filter_map(reaction));
    main_edited(group, |allergy| {
        let own: Vec<String> = allergy.repetitions(5).into_iter().map(str::to_string).collect();
        done(!own.is_empty())?;
        let name = |text: &str| text.split('^').take(2).collect::<Vec<_>>().join("^").to_lowercase();
        let other = others.iter().find(|o| !own.iter().any(|r| name(r) == name(o)))?;
        let rest = own.into_iter().skip(1);
        allergy.put(5, &std::iter::once(other.clone()).chain(rest).collect::<Vec<_>>().join("~"));
        Some(())
    })
}

fn reaction_unspecific(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |allergy| {
        done(allergy.has(5) && allergy.part(5, 1) != "419076005")?;
        let rest: Vec<String> = allergy.repetitions(5).into_iter().skip(1).map(str::to_string).collect();
        allergy.put(5, &std::iter::once("419076005^Allergic reaction^SCT".to_string()).chain(rest).collect::<Vec<_>>().join("~"));
        Some(())
    })
}

fn only_first(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |allergy| {
        let all: Vec<String> = allergy.repetitions(5).into_iter().map(str::to_string).collect();
        let first = all.first()?.clone();
        done(all.iter().any(|r| *r != first && !r.is_empty()))?;
        allergy.put(5, &first);
        Some(())
    })
}

fn reordered(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |allergy| {
        let turned: Vec<&str> = allergy.repetitions(5).into_iter().rev().collect();
        done(turned.len() > 1)?;
        let text = turned.join("~");
        allergy.put(5, &text);
        Some(())
    })
}
