//! Amounts that no aspect stands for, so that one in another unit of the same measure is the same leaf.

use super::values;
use formats::Json;

/// Whether an object is a number with a unit or a currency.
pub(super) fn is_amount(json: &Json, path: &str) -> bool {
    let Json::Object(members) = json else { return false };
    let of_amounts = |name: &str| matches!(name, "value" | "unit" | "system" | "code" | "comparator" | "currency" | "id" | "extension");
    // In XML a number is written as any text is.
    let measured = || matches!(values::member(json, "value"), Some(Json::Number(_))) || path.ends_with("uantity") || ["unit", "code", "currency"].iter().any(|m| values::member(json, m).is_some());
    values::text(json, "value").is_some_and(|v| model::parse_decimal(v).is_some()) && members.iter().all(|(name, _)| of_amounts(name)) && measured()
}

/// An amount in the unit that its like are counted in.
pub(super) fn amount(quantity: &Json) -> String {
    let unit = ["code", "unit", "currency"].iter().find_map(|member| values::text(quantity, member)).unwrap_or("");
    let comparator = values::text(quantity, "comparator").unwrap_or("");
    in_base(comparator, values::text(quantity, "value").unwrap_or(""), unit)
}

/// How often something recurs, in the same way: 24 hours are a day. None of a repetition that gives a most, or has no unit.
pub(super) fn period(repeat: &Json) -> Option<String> {
    let is_steady = values::member(repeat, "periodMax").is_none();
    let (period, unit) = values::text(repeat, "period").zip(values::text(repeat, "periodUnit")).filter(|_| is_steady)?;
    Some(in_base("", period, unit))
}

fn in_base(comparator: &str, number: &str, unit: &str) -> String {
    let unit = model::canonical_unit(unit);
    let Some(number) = model::parse_decimal(number) else { return format!("{number} {unit}") };
    model::in_base(number, &unit).map_or_else(|| format!("{comparator}{} {unit}", number.normalize()), |(number, base)| format!("{comparator}{} {base}", number.normalize()))
}
