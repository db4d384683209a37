//! What an allergy means: against what, of which sort, how bad, and that there is none.

use super::base::{ALTERED, Around, Fixed, GONE, core, core_edited, done, edited, is_denied, statements, told, turned};
use super::charts::is_named;
use super::lost::{is_reaction, is_severity};
use super::tree::{Element, Way};
use super::{Effect, Operator};
use crate::Family;

const FAMILY: Family = Family::Allergy;
const ALLERGY: Fixed = &["allergy"];
const ANY: Fixed = &["altered", "lost", "invented", "contradicted", "resurrected"];
const SUBSTANCE: &str = "participant/participantRole/playingEntity/code";

pub(super) const OPERATORS: &[Operator] = &[
    Operator::harm(FAMILY, "intolerance-becomes-allergy", "an intolerance is an allergy", ALLERGY, (ALTERED, &["type", "category"]), intolerance_allergy),
    Operator::harm(FAMILY, "allergy-becomes-intolerance", "an allergy is an intolerance", ALLERGY, (ALTERED, &["type", "category"]), allergy_intolerance),
    Operator::harm(FAMILY, "allergy-category-wrong", "a drug is a food, a food the environment", ALLERGY, (ALTERED, &["category", "type"]), category_wrong),
    Operator::harm(FAMILY, "severity-lowered", "a severe or moderate reaction is mild", ALLERGY, (ALTERED, &["severity"]), severity_lowered),
    Operator::harm(FAMILY, "severity-raised", "a mild or moderate reaction is severe", ALLERGY, (ALTERED, &["severity"]), severity_raised),
    Operator::harm(FAMILY, "criticality-lowered", "a high criticality is a low one", ALLERGY, (ALTERED, &["criticality"]), criticality_lowered),
    Operator::harm(FAMILY, "allergy-becomes-none-known", "a live allergy becomes the statement that none is known", ALLERGY, (ANY, &["statement", "code", "negation", "verification"]), none_known),
    Operator::harm(FAMILY, "none-known-becomes-nothing", "that no allergy is known becomes an empty list", ALLERGY, (GONE, &["statement"]), none_known_lost),
    Operator::harm(FAMILY, "none-known-becomes-allergy", "that no allergy is known becomes an allergy to whatever", ALLERGY, (ANY, &["statement", "code", "negation", "verification"]), none_known_live),
    Operator::harm(FAMILY, "allergen-code-lost", "the code of the allergen vanishes, its words remain: no check fires", ALLERGY, (&["altered", "lost", "broader"], &["code", "statement"]), code_lost),
    Operator::harm(FAMILY, "allergen-becomes-class", "the allergen becomes what sort of allergen it is", ALLERGY, (&["broader", "altered", "lost", "invented"], &["code", "text", "statement"]), class),
    Operator::harm(FAMILY, "reaction-becomes-unspecific", "the reaction becomes any allergic reaction", ALLERGY, (&["altered", "broader"], &["reaction"]), reaction_unspecific),
    Operator::harm(FAMILY, "reaction-of-another", "the reaction is that of another allergy", ALLERGY, (ALTERED, &["reaction"]), reaction_other),
    Operator::harm(FAMILY, "only-first-reaction", "of several reactions only the first was kept", ALLERGY, (&["altered", "lost"], &["reaction", "severity"]), only_first),
    Operator::twin(FAMILY, "reactions-reordered", "the reactions of an allergy stand in another order", ALLERGY, reordered),
];

/// Another code and display of an element by a table; none where the table does not know its code.
fn recoded(element: &mut Element, table: &[(&str, &str, &str)]) -> Option<()> {
    let (_, code, display) = table.iter().find(|(from, ..)| *from == element.attribute("code"))?;
    element.set("code", code);
    element.set("displayName", display);
    Some(())
}

/// The sort of a live allergy by a table.
fn sort(holder: &mut Element, around: &Around<'_>, table: &[(&str, &str, &str)]) -> Effect {
    if is_denied(holder, around) || !is_named("allergy", holder) {
        return Effect::None;
    }
    core_edited(holder, around, |core| {
        let value = core.child_mut("value")?;
        value.drop_named("translation");
        recoded(value, table)
    })
}

fn intolerance_allergy(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    sort(holder, around, &[("59037007", "416098002", "Allergy to drug"), ("235719002", "414285001", "Allergy to food")])
}

fn allergy_intolerance(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    sort(holder, around, &[("416098002", "59037007", "Intolerance to drug"), ("414285001", "235719002", "Intolerance to food")])
}

fn category_wrong(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    let table = [
        ("416098002", "414285001", "Allergy to food"),
        ("414285001", "426232007", "Environmental allergy"),
        ("426232007", "416098002", "Allergy to drug"),
        ("419511003", "418471000", "Propensity to adverse reactions to food"),
        ("418471000", "419511003", "Propensity to adverse reactions to drug"),
    ];
    sort(holder, around, &table)
}

/// The severities of a live allergy by a table.
fn severity(holder: &mut Element, around: &Around<'_>, table: &[(&str, &str, &str)]) -> Effect {
    core_edited(holder, around, |core| {
        let mut any = false;
        for way in statements(core, |s| is_severity("", s)) {
            let value = core.at_mut(&way)?.child_mut("value")?;
            if recoded(value, table).is_some() {
                value.drop_named("translation");
                any = true;
            }
        }
        done(any)
    })
}

fn severity_lowered(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    severity(holder, around, &[("24484000", "255604002", "Mild"), ("6736007", "255604002", "Mild"), ("371924009", "255604002", "Mild")])
}

fn severity_raised(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    severity(holder, around, &[("255604002", "24484000", "Severe"), ("6736007", "24484000", "Severe"), ("371924009", "24484000", "Severe")])
}

fn criticality_lowered(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        let way: Way = statements(core, |s| told(s, "value", "code") == "CRITH").into_iter().next()?;
        recoded(core.at_mut(&way)?.child_mut("value")?, &[("CRITH", "CRITL", "Low criticality")])
    })
}

fn none_known(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    if is_denied(holder, around) || !is_named("allergy", holder) {
        return Effect::None;
    }
    core_edited(holder, around, |core| {
        core.set("negationInd", "true");
        core.drop_named("entryRelationship");
        let substance = core.down_mut(SUBSTANCE)?;
        let mut empty = substance.akin("code").with("nullFlavor", "NA");
        std::mem::swap(substance, &mut empty);
        core.down_mut("participant/participantRole/playingEntity")?.drop_named("name");
        Some(())
    })
}

fn is_none_known(holder: &Element, around: &Around<'_>) -> bool {
    is_denied(holder, around) && !is_named("allergy", holder)
}

fn none_known_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    if is_none_known(holder, around) { Effect::Removed } else { Effect::None }
}

fn none_known_live(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    if !is_none_known(holder, around) {
        return Effect::None;
    }
    edited(holder, |entry| {
        for way in entry.within(|e| e.attribute("negationInd") == "true") {
            entry.at_mut(&way)?.set("negationInd", "false");
        }
        Some(())
    })
}

fn code_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    if is_denied(holder, around) || !is_named("allergy", holder) {
        return Effect::None;
    }
    core_edited(holder, around, |core| super::code::words_kept(core.down_mut(SUBSTANCE)?))
}

fn class(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    if is_denied(holder, around) || !is_named("allergy", holder) {
        return Effect::None;
    }
    core_edited(holder, around, |core| {
        let named = core.down_mut("participant/participantRole/playingEntity")?;
        named.drop_named("name");
        let mut drug = named.akin("code");
        for (name, value) in [("code", "373873005"), ("codeSystem", "2.16.840.1.113883.6.96"), ("displayName", "Pharmaceutical / biologic product")] {
            drug.set(name, value);
        }
        let old = named.child_mut("code")?;
        done(old.attribute("code") != "373873005")?;
        *old = drug;
        Some(())
    })
}

/// The ways to the manifestations.
fn reactions(core: &Element) -> Vec<Way> {
    let manifests = |way: &Way| way.first().and_then(|first| core.at(&[*first])).is_some_and(|r| r.attribute("typeCode") == "MFST");
    let named = |way: &Way| core.at(way).is_some_and(|o| is_reaction("MFST", o));
    core.ways("entryRelationship/observation").into_iter().filter(manifests).filter(named).collect()
}

fn reaction_unspecific(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        let way = reactions(core).into_iter().next()?;
        let reaction = core.at_mut(&way)?;
        reaction.drop_named("text");
        let value = reaction.child_mut("value")?;
        value.drop_all(|_| true);
        value.set("codeSystem", "2.16.840.1.113883.6.96");
        value.set("code", "419076005");
        value.set("displayName", "Allergic reaction");
        Some(())
    })
}

/// The reaction of another entry of the section stands with this allergen.
fn reaction_other(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    let mut others: Vec<Element> = Vec::new();
    for other in around.siblings().into_iter().filter_map(|number| core(around.charts.element(number)?, around)) {
        others.extend(reactions(other).iter().filter_map(|way| other.at(way)?.child("value")).cloned());
    }
    core_edited(holder, around, |core| {
        let way = reactions(core).into_iter().next()?;
        let value = core.at_mut(&way)?.child_mut("value")?;
        let other = others.iter().find(|o| o.attribute("code") != value.attribute("code"))?;
        *value = other.clone();
        Some(())
    })
}

fn only_first(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        let ways = reactions(core);
        let codes: Vec<String> = ways.iter().filter_map(|way| core.at(way)).map(|o| told(o, "value", "code").to_string()).collect();
        done(codes.first() != codes.last())?;
        for way in ways.iter().skip(1) {
            let place = *way.first()?;
            *core.children.get_mut(place)? = super::Node::Other(String::new());
        }
        Some(())
    })
}

fn reordered(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        let several = reactions(core).len() > 1;
        done(several && turned(core, "entryRelationship"))
    })
}
