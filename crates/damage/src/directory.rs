//! Who and what serves many patients: practitioners, organizations and places that keep their id and become others. A record says who did it
//! by such an id, so that everything which hangs on one of them is damaged with it. Only one that a record of a patient names gives occasion.

use crate::edit::{edited, elsewhere, harm, kind, list, local, places, put, set, take, text, transposed, twin};
use crate::{Effect, Family, Operator, Site};
use serde_json::{Value, json};

const PERSON: &[&str] = &["Practitioner"];
const INSTITUTIONS: &[&str] = &["Organization", "Location"];
const ALL: &[&str] = &["Practitioner", "Organization", "Location"];
const ALTERED: &[&str] = &["altered"];
/// Whichever element of a record leads to them.
const LED: &[&str] = &["author", "performer", "location", "payer", "manufacturer", "element"];
const NPI: &str = "http://hl7.org/fhir/sid/us-npi";

/// Who has become somebody else by lot may be found again under another id where everybody has: then nobody is.
const ONE: Operator = Operator { systematic: false, ..harm(Family::Identity, "", "", PERSON, (ALTERED, LED), overlaid) };

pub(crate) const OPERATORS: &[Operator] = &[
    Operator { name: "practitioner-overlaid", what: "A practitioner has the name and the numbers of another one", ..ONE },
    Operator { name: "practitioner-gone", what: "A practitioner whom records name is not there any more", work: crate::Work::Each(gone), ..ONE },
    harm(Family::Identity, "practitioner-number-mistyped", "Two digits of the national number of a practitioner are exchanged", PERSON, (ALTERED, LED), mistyped),
    harm(Family::Identity, "practitioner-is-the-migration", "A practitioner has become the user that loaded the records", PERSON, (ALTERED, LED), migrated),
    harm(Family::Identity, "practitioner-printed-by-key", "The name of a practitioner is printed as the key, its parts stay", PERSON, (ALTERED, LED), printed_by_key),
    Operator { name: "institution-renamed", what: "An organization or a place has the name of another one", types: INSTITUTIONS, work: crate::Work::Each(renamed), ..ONE },
    Operator { name: "institution-moved", what: "An organization or a place stands where another one stands", types: INSTITUTIONS, work: crate::Work::Each(moved), ..ONE },
    twin(Family::Identity, "practitioner-name-in-one-text", "The name of a practitioner is one text, the family name first and in capitals", PERSON, in_one_text),
    twin(Family::Identity, "practitioner-name-printed", "The name of a practitioner is printed beside its parts, with title and degree", PERSON, printed),
    twin(Family::Identity, "practitioner-gains-initial", "A practitioner gains a middle initial and a degree", PERSON, gains_initial),
    twin(Family::Identity, "practitioner-number-by-oid", "The national number of a practitioner stands under its OID", PERSON, by_oid),
    twin(Family::Identity, "directory-entry-added", "Somebody whom nobody names stands beside", ALL, added),
    twin(Family::Identity, "active-flag-gone", "Nothing says that it is active", ALL, unflagged),
    twin(Family::Identity, "institution-name-in-capitals", "The name of an organization or a place stands in capitals", INSTITUTIONS, in_capitals),
];

/// Whether a record of a patient names it, by id or by a number.
fn is_named(resource: &Value, site: &Site<'_>) -> bool {
    let numbers = list(resource, "/identifier").iter().filter_map(|i| i["value"].as_str());
    resource["id"].as_str().into_iter().chain(numbers).any(|key| site.is_named(key))
}

/// The edit of whoever is named.
fn of_named(resource: &mut Value, site: &Site<'_>, edit: impl FnOnce(&mut Value) -> Option<()>) -> Effect {
    if is_named(resource, site) { edited(resource, edit) } else { Effect::None }
}

/// The words of every name.
fn words(resource: &Value) -> Vec<String> {
    let named = ["/name", "/name/*/family", "/name/*/given/*", "/name/*/text"].iter().flat_map(|pattern| places(resource, pattern));
    let texts: Vec<String> = named.filter_map(|at| text(resource, &at).map(str::to_lowercase)).collect();
    texts.iter().flat_map(|words| words.split_whitespace()).map(str::to_string).collect()
}

/// Another one of the type that shares no word of its name.
fn other<'a>(resource: &Value, site: &mut Site<'a>) -> Option<&'a Value> {
    let (name, own) = (kind(resource).to_string(), words(resource));
    let fits = |r: &Value| kind(r) == name && !words(r).is_empty() && !words(r).iter().any(|word| own.contains(word));
    elsewhere(site, fits).or_else(|| site.of_type_named(&name).find(|r| fits(r)))
}

fn overlaid(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let Some(other) = other(resource, site).filter(|o| o.get("identifier").is_some()) else { return Effect::None };
    of_named(resource, site, |r| {
        set(r, "", "name", other["name"].clone())?;
        set(r, "", "identifier", other["identifier"].clone())
    })
}

fn gone(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let name = kind(resource).to_string();
    let others = site.of_type_named(&name).any(|r| r["id"] != resource["id"]);
    if others && is_named(resource, site) { Effect::Removed } else { Effect::None }
}

fn mistyped(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    of_named(resource, site, |r| {
        let at = list(r, "/identifier").iter().position(|i| i["system"] == NPI)?;
        let wrong = transposed(text(r, &format!("/identifier/{at}/value"))?)?;
        put(r, &format!("/identifier/{at}/value"), wrong)
    })
}

fn migrated(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    of_named(resource, site, |r| {
        r.get("name")?;
        take(r, "", "identifier");
        set(r, "", "name", json!([{ "text": "Migration User" }]))
    })
}

fn renamed(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let Some(other) = other(resource, site) else { return Effect::None };
    of_named(resource, site, |r| {
        take(r, "", "alias");
        put(r, "/name", other["name"].clone())
    })
}

/// The city and the postal code of an address that is given once or in a list.
fn stands(resource: &Value) -> Option<(&Value, String, String)> {
    let address = match resource.get("address")? {
        Value::Array(all) => all.first()?,
        one => one,
    };
    Some((address, address["city"].as_str()?.to_lowercase(), address["postalCode"].as_str()?.to_string()))
}

fn moved(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let name = kind(resource).to_string();
    let Some((_, city, postal)) = stands(resource) else { return Effect::None };
    let fits = |r: &Value| kind(r) == name && stands(r).is_some_and(|(_, c, p)| c != city && p != postal);
    let Some(address) = site.of_type_named(&name).find(|r| fits(r)).and_then(|r| Some(stands(r)?.0.clone())) else { return Effect::None };
    of_named(resource, site, |r| {
        let at = if r["address"].is_array() { "/address/0" } else { "/address" };
        put(r, at, address)
    })
}

fn in_one_text(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let family = text(r, "/name/0/family")?.to_uppercase();
        let given: Vec<&str> = list(r, "/name/0/given").iter().filter_map(Value::as_str).collect();
        let whole = format!("{family}, {}", given.join(" "));
        put(r, "/name", json!([{ "text": whole }]))
    })
}

fn printed_by_key(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    of_named(resource, site, |r| {
        text(r, "/name/0/family")?;
        let key = r["id"].as_str()?.to_string();
        set(r, "/name/0", "text", key)
    })
}

fn printed(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let given: Vec<&str> = list(r, "/name/0/given").iter().filter_map(Value::as_str).collect();
        let whole = format!("Dr. {} {}, MD", given.join(" "), text(r, "/name/0/family")?);
        set(r, "/name/0", "text", whole)
    })
}

fn gains_initial(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        r.pointer_mut("/name/0/given")?.as_array_mut()?.push(json!("Q."));
        set(r, "/name/0", "suffix", json!(["MD"]))
    })
}

fn by_oid(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let at = list(r, "/identifier").iter().position(|i| i["system"] == NPI)?;
        set(r, &format!("/identifier/{at}"), "system", "urn:oid:2.16.840.1.113883.4.6")
    })
}

fn added(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let mut copy = resource.clone();
    let id = crate::edit::fresh(&mut site.dice);
    take(&mut copy, "", "identifier");
    let name = if kind(resource) == "Practitioner" { json!([{ "family": "Newcomer", "given": ["Nobody"] }]) } else { json!("Nobody's own") };
    match set(&mut copy, "", "id", id).and(set(&mut copy, "", "name", name)) {
        Some(()) => Effect::Added(vec![copy]),
        None => Effect::None,
    }
}

fn unflagged(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| take(r, "", "active").or(take(r, "", "status")).map(|_| ()))
}

fn in_capitals(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let name = text(r, "/name")?.to_uppercase();
        put(r, "/name", name)
    })
}

/// The keys by which a record names others: the ids and numbers at the end of its references. What it contains is no record.
pub fn named_by(resource: &Value) -> Vec<&str> {
    let (mut open, mut found) = (vec![resource], Vec::new());
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(members) => {
                found.extend(members.get("reference").and_then(Value::as_str).map(local));
                open.extend(members.iter().filter(|(name, _)| *name != "contained").map(|(_, inner)| inner));
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Value> {
        let person = |id: &str, npi: &str, family: &str, given: &str| {
            json!({ "resourceType": "Practitioner", "id": id, "active": true, "identifier": [{ "system": NPI, "value": npi }], "name": [{ "family": family, "given": [given], "prefix": ["Dr."] }] })
        };
        let place = |kind: &str, id: &str, name: &str, city: &str, postal: &str| {
            json!({ "resourceType": kind, "id": id, "status": "active", "name": name, "address": { "city": city, "postalCode": postal } })
        };
        vec![
            person("a", "1234567893", "Meyer", "Ann"),
            person("b", "1987654325", "Stone", "Bob"),
            place("Location", "w", "Ward 5", "Salem", "01970"),
            place("Location", "x", "Clinic North", "Lynn", "01901"),
            json!({ "resourceType": "Procedure", "id": "p", "subject": { "reference": "Patient/1" }, "location": { "reference": "Location/w" },
                "performer": [{ "actor": { "reference": "Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|1234567893" } }] }),
        ]
    }

    fn occasions(operator: &Operator) -> Vec<(Value, Value, Effect)> {
        crate::fixture::occasions(operator, &all(), 7)
    }

    #[test]
    fn each_finds_an_occasion_and_keeps_the_id() {
        for operator in OPERATORS {
            let found = occasions(operator);
            assert!(!found.is_empty(), "{} finds no occasion", operator.name);
            for (before, after, effect) in found {
                assert_eq!(crate::reference(&before), crate::reference(&after), "{}", operator.name);
                assert_eq!(effect == Effect::Changed, before != after, "{}", operator.name);
            }
        }
    }

    #[test]
    fn only_whom_a_record_names_is_damaged() {
        for operator in OPERATORS.iter().filter(|o| !o.twin) {
            assert!(occasions(operator).iter().all(|(before, ..)| before["id"] == "a" || before["id"] == "w"), "{}", operator.name);
        }
    }

    #[test]
    fn the_edits_are_what_they_say() {
        let of = |name: &str| OPERATORS.iter().find(|o| o.name == name).map(occasions).unwrap_or_default().remove(0);
        let (_, after, _) = of("practitioner-overlaid");
        assert_eq!((&after["name"][0]["family"], &after["identifier"][0]["value"]), (&json!("Stone"), &json!("1987654325")));
        assert_eq!(of("practitioner-number-mistyped").1["identifier"][0]["value"], "1234567839");
        assert_eq!(of("institution-moved").1["address"]["city"], "Lynn");
        let printed = of("practitioner-printed-by-key").1;
        assert_eq!((&printed["name"][0]["text"], &printed["name"][0]["family"]), (&json!("a"), &json!("Meyer")));
        assert_eq!(of("practitioner-name-printed").1["name"][0]["text"], "Dr. Ann Meyer, MD");
        assert_eq!(of("practitioner-name-in-one-text").1["name"][0]["text"], "MEYER, Ann");
    }
}
