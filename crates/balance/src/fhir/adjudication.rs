//! What was charged, allowed, paid, shared and adjusted, as the adjudications of claims and of what was paid on them say it.

use super::entry::Entry;
use super::unread::is_nought;
use super::values;
use formats::Json;
use model::{Aspect, Quantity, Value};

/// The category of an amount, in one word of small letters, without the URL that some payers put before it.
pub(super) fn category<'j>(json: &'j Json<'j>) -> &'j str {
    let word = values::first(json, "category").and_then(values::word).map_or("", |(word, _)| word);
    word.rsplit('/').next().unwrap_or(word)
}

/// What an amount of a category is.
pub(super) fn part_of(category: &str) -> Option<Aspect> {
    Some(match category {
        "submitted" | "line_sbmtd_chrg_amt" | "clm_tot_chrg_amt" => Aspect::Value,
        "benefit" | "paid" | "paidtoprovider" | "paidtopatient" | "line_nch_pmt_amt" | "line_prvdr_pmt_amt" | "clm_pmt_amt" => Aspect::Amount,
        "eligible" | "allowed" | "line_alowd_chrg_amt" => Aspect::Allowed,
        "deductible" | "copay" | "coinsurance" | "memberliability" | "patientpay" => Aspect::PatientShare,
        "line_coinsrnc_amt" | "line_bene_ptb_ddctbl_amt" => Aspect::PatientShare,
        _ => return None,
    })
}

/// The items of a list, each with its place.
pub(super) fn placed<'j>(list: &'j [Json<'j>], path: &str) -> Vec<(String, &'j Json<'j>)> {
    list.iter().enumerate().map(|(index, one)| (format!("{path}[{index}]"), one)).collect()
}

/// Charged, allowed, paid, the patient's share and the adjustments. The share of the patient is one sum, unless it is told as one.
pub(super) fn adjudication(entry: &mut Entry<'_, '_, '_>, list: &[(String, &Json)]) {
    let mut share: Option<(Quantity, &str, String)> = None;
    let told = list.iter().any(|(_, a)| category(a) == "memberliability");
    let unit = |one: &Json| match values::first(one, "amount").and_then(values::money) {
        Some(Value::Quantity(sum)) => sum.unit,
        _ => String::new(),
    };
    // What is adjusted is of the currency of the sums, which say it.
    let currency = list.iter().filter(|(_, one)| part_of(category(one)).is_some()).map(|(_, one)| unit(one)).find(|unit| !unit.is_empty()).unwrap_or_default();
    // A reason by which nothing is adjusted says nothing beside one by which something is: in another format it may be left out.
    let is_adjusted = !entry.source.is_of_whole_books() && list.iter().any(|(_, one)| values::first(one, "reason").is_some() && values::first(one, "amount").is_some() && !is_nought(one));
    for (place, one) in list {
        let sort = category(one);
        let amount = values::first(one, "amount").and_then(values::money);
        match (part_of(sort), amount) {
            (Some(Aspect::PatientShare), Some(Value::Quantity(part))) if !told || sort == "memberliability" => {
                // A sum stands where the least of its parts does by name, in whatever order they stand.
                share = Some(match share.take() {
                    Some((so_far, least, at)) if least <= sort => (sum(so_far, part), least, at),
                    Some((so_far, ..)) => (sum(so_far, part), sort, format!("{place}.amount")),
                    None => (part, sort, format!("{place}.amount")),
                });
            }
            (Some(Aspect::PatientShare), _) => {}
            (Some(aspect), amount) => {
                if !entry.builder.has(aspect) {
                    entry.told(aspect, amount, &format!("{place}.amount"));
                }
            }
            (None, Some(_)) if is_adjusted && is_nought(one) => {}
            (None, Some(amount)) => adjustment(entry, one, (sort, currency.as_str()), &amount, place),
            (None, None) => unmeasured(entry, one, sort, place),
        }
    }
    if let Some((share, _, place)) = share {
        entry.derive(Aspect::PatientShare, Value::Quantity(share), &place);
    }
}

fn sum(so_far: Quantity, part: Quantity) -> Quantity {
    let number = so_far.number.checked_add(part.number).unwrap_or(so_far.number);
    Quantity { number, ..so_far }
}

/// Groups of adjustments, in the codes of X12.
fn is_group(sort: &str) -> bool {
    matches!(sort, "CO" | "PR" | "OA" | "PI" | "CR")
}

/// An adjustment of which only group and reason are known.
fn unmeasured(entry: &mut Entry<'_, '_, '_>, one: &Json, sort: &str, place: &str) {
    if let Some((reason, _)) = values::first(one, "reason").and_then(values::word).filter(|_| is_group(sort)) {
        entry.builder.word(Aspect::Adjustment, &format!("{sort}-{reason}"), place);
    }
}

/// An amount with a reason is an adjustment, and so is what is not covered or discounted; any other is left unread. Its currency is told where it is another one.
fn adjustment(entry: &mut Entry<'_, '_, '_>, one: &Json, (sort, currency): (&str, &str), amount: &Value, place: &str) {
    let is_nought = matches!(amount, Value::Quantity(quantity) if quantity.number.is_zero());
    let amount = match amount {
        Value::Quantity(quantity) if currency.is_empty() || quantity.unit.is_empty() || quantity.unit == currency => quantity.number.to_string(),
        Value::Quantity(quantity) => format!("{} {}", quantity.number, quantity.unit),
        other => other.shown(),
    };
    let reason = values::first(one, "reason").and_then(values::word).map(|(code, _)| code);
    match reason {
        Some(reason) if reason.contains('-') => entry.builder.word(Aspect::Adjustment, &format!("{reason} {amount}"), place),
        Some(reason) => entry.builder.word(Aspect::Adjustment, &format!("{sort}-{reason} {amount}"), place),
        // Nothing was adjusted, for no reason.
        None if is_nought => {}
        None if is_group(sort) || matches!(sort, "noncovered" | "discount" | "adjustment" | "priorpayerpaid") => {
            entry.builder.word(Aspect::Adjustment, &format!("{sort} {amount}"), place);
        }
        None => entry.source.leave("adjudication"),
    }
}
