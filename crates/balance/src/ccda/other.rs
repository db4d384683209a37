//! What stands beside the clinical lists: family history, advance directives, payers and care teams.

use crate::ccda::Reader;
use crate::ccda::at::At;
use crate::ccda::codes;
use crate::ccda::entry::{Entry, identity, measured};
use crate::ccda::observation;
use crate::written::CAUSE_OF_DEATH;
use formats::xml::Element;
use model::{Aspect, How, Kind, Value};

/// The family history of one relative: a statement for each condition.
pub(super) fn relative<'d>(reader: &mut Reader<'_, 'd>, at: &At<'d>) -> bool {
    if at.element.name() == "observation" {
        condition(reader, at, &at.clone());
        return true;
    }
    let conditions: Vec<At<'d>> = at.components().into_iter().filter(|c| c.element.name() == "observation").collect();
    for found in &conditions {
        condition(reader, &found.alone(), &At::under(at.element, "../.."));
    }
    !conditions.is_empty()
}

/// One condition of a relative. `holder` names the relative.
fn condition<'d>(reader: &mut Reader<'_, 'd>, observation: &At<'d>, holder: &At<'d>) {
    let mut entry = Entry::new(reader.places, reader.document);
    let value = observation.child("value").filter(|v| entry.concept(v).is_some());
    entry.name(value.or_else(|| observation.child("code")).as_ref(), observation);
    if observation.is_true("negationInd") {
        entry.builder.say(Aspect::Negation, Value::Flag(true), "@negationInd", How::Copied);
    }
    if let Some(related) = holder.down("subject/relatedSubject") {
        entry.code(Aspect::Relationship, related.child("code").as_ref());
        if let Some(person) = related.child("subject") {
            if let Some(gender) = person.child("administrativeGenderCode").filter(|g| !g.is_null()) {
                entry.word(Aspect::Sex, &gender, gender.attribute("code").and_then(codes::gender), How::Translated);
            }
            entry.date(Aspect::BirthDate, person.child("birthTime").as_ref(), How::Copied);
            entry.date(Aspect::DeathDate, person.child("deceasedTime").as_ref(), How::Copied);
            if let Some(dead) = person.child("deceasedInd").filter(|d| !d.is_null()) {
                entry.builder.say(Aspect::Deceased, Value::Flag(dead.is_true("value")), &dead.place("@value"), How::Copied);
                entry.seen(&dead);
            }
        }
    }
    for (kind, related) in observation.related() {
        let value = related.child("value");
        if related.coded("445518008") || related.coded("397659008") || related.claims(&["22.4.31"]) {
            entry.quantity(Aspect::OnsetAge, value.as_ref());
        } else if let Some(value) = value.filter(|_| kind == "CAUS" || related.claims(&["22.4.47"])) {
            entry.builder.say(Aspect::Deceased, Value::Flag(true), &value.place("@code"), How::Derived);
            entry.builder.say(Aspect::Flag, Value::Word(CAUSE_OF_DEATH.into()), &value.place("@code"), How::Derived);
            entry.seen(&value);
        }
    }
    entry.event(observation.child("effectiveTime").as_ref(), Aspect::Effective, Aspect::End);
    entry.authors(&[Some(observation), Some(holder)], How::Derived, How::Derived);
    entry.comments(observation);
    let (statement, read) = entry.finish(Kind::FamilyHistory, &reader.patient, reader.artifact, observation.element);
    reader.close(statement, read, observation.element);
}

/// Advance directives, alone or organized.
pub(super) fn directives<'d>(reader: &mut Reader<'_, 'd>, at: &At<'d>) -> bool {
    if at.element.name() == "observation" {
        directive(reader, at);
        return true;
    }
    let observations: Vec<At<'d>> = at.components().into_iter().filter(|c| c.element.name() == "observation").collect();
    observations.iter().for_each(|o| directive(reader, &o.alone()));
    !observations.is_empty()
}

fn directive<'d>(reader: &mut Reader<'_, 'd>, at: &At<'d>) {
    let whole = reader.whole;
    let mut entry = Entry::new(reader.places, reader.document);
    entry.name(at.child("code").as_ref(), at);
    for value in at.all("value") {
        observation::say_value(&mut entry, Aspect::Value, &value);
    }
    entry.status(at, codes::observation_status);
    entry.time(at.child("effectiveTime").as_ref(), Aspect::Effective, Aspect::End);
    for participant in at.all("participant") {
        let role = participant.child("participantRole");
        match participant.attribute("typeCode") {
            Some("VRF") => {
                entry.date(Aspect::Recorded, participant.child("time").as_ref(), How::Copied);
            }
            Some("CST") => {
                if let Some((value, place)) = role.as_ref().and_then(identity) {
                    // Between documents it is told as well what the agent is to the patient, and how to reach them.
                    if !whole || !matches!(value, Value::Key(_)) {
                        entry.seen(&participant);
                    }
                    entry.builder.say(Aspect::Performer, value, &place, How::Copied);
                }
            }
            _ => {}
        }
    }
    entry.authors(&[Some(at)], How::Copied, How::Copied);
    entry.comments(at);
    let (statement, read) = entry.finish(Kind::AdvanceDirective, &reader.patient, reader.artifact, at.element);
    reader.close(statement, read, at.element);
}

/// The policies of a coverage.
pub(super) fn coverage<'d>(reader: &mut Reader<'_, 'd>, at: &At<'d>) -> bool {
    if at.claims(&["22.4.61", "22.61", "1.26"]) {
        policy(reader, at, None);
        return true;
    }
    let mut any = false;
    for relationship in at.all("entryRelationship") {
        let order = relationship.child("sequenceNumber").map(|n| At::under(n.element, "../sequenceNumber"));
        for act in relationship.statements().iter().filter(|s| s.element.name() == "act") {
            // Some exporters number the act itself.
            let own = act.child("sequenceNumber").map(|n| At::under(n.element, "sequenceNumber"));
            policy(reader, &act.alone(), order.as_ref().or(own.as_ref()));
            any = true;
        }
    }
    any
}

fn payer_order(number: &str) -> Option<&'static str> {
    match number {
        "1" => Some("primary"),
        "2" => Some("secondary"),
        "3" => Some("tertiary"),
        _ => None,
    }
}

fn policy<'d>(reader: &mut Reader<'_, 'd>, at: &At<'d>, order: Option<&At<'d>>) {
    let mut entry = Entry::new(reader.places, reader.document);
    entry.code(Aspect::Type, at.child("code").as_ref());
    if let Some((value, order)) = order.and_then(|o| Some((measured(o)?, o))) {
        // The first payer is the primary one, as resources and bills call it.
        let word = match &value {
            Value::Quantity(number) => payer_order(&number.number.normalize().to_string()).map(|word| Value::Word(word.into())),
            _ => None,
        };
        entry.builder.say(Aspect::PayerOrder, word.unwrap_or(value), &order.place("@value"), How::Translated);
    }
    for id in at.all("id") {
        entry.builder.text(Aspect::Group, id.attribute("extension").unwrap_or(""), &id.place("@extension"));
    }
    payer(&mut entry, at);
    for participant in at.all("participant").iter().filter(|p| p.attribute("typeCode") == Some("COV")) {
        entry.time(participant.child("time").as_ref(), Aspect::Effective, Aspect::End);
        let Some(role) = participant.child("participantRole") else { continue };
        for id in role.all("id") {
            entry.builder.text(Aspect::Member, id.attribute("extension").unwrap_or(""), &id.place("@extension"));
            entry.seen(&id);
        }
        entry.code(Aspect::Relationship, role.child("code").as_ref());
    }
    for (_, plan) in at.related().iter().filter(|(_, p)| p.attribute("moodCode") == Some("DEF")) {
        let text = plan.child("text").map(|t| (entry.words(&t), t.place(""))).filter(|(words, _)| !words.is_empty());
        match text {
            Some((words, place)) => entry.builder.text(Aspect::Plan, &words, &place),
            None => {
                entry.code(Aspect::Plan, plan.child("code").as_ref());
            }
        }
        entry.seen(plan);
    }
    let (statement, read) = entry.finish(Kind::Coverage, &reader.patient, reader.artifact, at.element);
    reader.close(statement, read, at.element);
}

/// Who pays: the performer that is the payer, else the first that does not guarantee for the bill.
fn payer<'d>(entry: &mut Entry<'_, 'd>, at: &At<'d>) {
    let entities: Vec<At<'d>> = at.all("performer").iter().filter_map(|p| p.child("assignedEntity")).collect();
    let is = |e: &At<'d>, code: &str| e.child("code").is_some_and(|c| c.attribute("code") == Some(code));
    let Some(payer) = entities.iter().find(|e| is(e, "PAYOR")).or_else(|| entities.iter().find(|e| !is(e, "GUAR"))) else { return };
    if let Some(name) = payer.down("representedOrganization/name").filter(|n| !n.text().is_empty()) {
        entry.builder.text(Aspect::Payer, &name.text(), &name.place(""));
        entry.seen(&name);
    } else if let Some((value, place)) = identity(payer) {
        entry.builder.say(Aspect::Payer, value, &place, How::Copied);
        entry.seen(payer);
    }
}

/// The members of a care team.
pub(super) fn care_team<'d>(reader: &mut Reader<'_, 'd>, at: &At<'d>) -> bool {
    let mut any = false;
    for act in at.components() {
        for performer in act.alone().all("performer") {
            member(reader, act.element, &performer, Some(&act.alone()));
            any = true;
        }
    }
    any
}

/// The care team of the header: those who gave the services that the document is about.
pub(super) fn header_team(reader: &mut Reader<'_, '_>) {
    let root = At::here(reader.document.root());
    for documented in root.all("documentationOf") {
        let performers = documented.alone().child("serviceEvent").map(|e| e.all("performer")).unwrap_or_default();
        for performer in &performers {
            member(reader, documented.element, performer, None);
        }
    }
}

fn member<'d>(reader: &mut Reader<'_, 'd>, element: Element<'d>, performer: &At<'d>, act: Option<&At<'d>>) {
    let Some(person) = performer.child("assignedEntity") else { return };
    let mut entry = Entry::new(reader.places, reader.document);
    if let Some((value, place)) = identity(&person) {
        entry.builder.say(Aspect::Performer, value, &place, How::Copied);
    }
    if let Some(name) = ["assignedPerson/name", "representedOrganization/name"].iter().filter_map(|p| person.down(p)).find(|n| !n.text().is_empty()) {
        entry.builder.text(Aspect::Text, &name.text(), &name.place(""));
    }
    let function = performer.child("functionCode").filter(|f| entry.concept(f).is_some());
    entry.code(Aspect::Role, function.or_else(|| person.child("code")).as_ref());
    if let Some(act) = act {
        entry.status(act, codes::order_status);
        entry.time(act.child("effectiveTime").as_ref(), Aspect::Effective, Aspect::End);
    } else {
        entry.time(performer.child("time").as_ref(), Aspect::Effective, Aspect::End);
    }
    entry.seen(performer);
    let (statement, read) = entry.finish(Kind::CareTeam, &reader.patient, reader.artifact, element);
    reader.close(statement, read, element);
}
