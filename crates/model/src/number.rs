//! Quantities with exact decimals and UCUM units.
//!
//! The number keeps the digits the source printed, because tolerance is half a unit of the last of them.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A number with comparator and unit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Quantity {
    /// Exact, with the scale of the source.
    #[serde(with = "exact")]
    pub number: Decimal,
    /// `<`, `<=`, `>=`, `>` or empty.
    pub comparator: String,
    /// UCUM code as given; empty when unknown.
    pub unit: String,
}

/// Decimals as text where people read them, and as their own bytes elsewhere.
mod exact {
    use rust_decimal::Decimal;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(number: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
        match serializer.is_human_readable() {
            true => Serialize::serialize(number, serializer),
            false => Decimal::serialize(number).serialize(serializer),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
        match deserializer.is_human_readable() {
            true => <Decimal as Deserialize>::deserialize(deserializer),
            false => Ok(Decimal::deserialize(<[u8; 16]>::deserialize(deserializer)?)),
        }
    }
}

impl Quantity {
    /// Reads `5.4`, `<0.1`, `>= 500`, `1,200` and `5.4 mg/dL`; the unit after the number, if any, is kept.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (comparator, rest) = ["<=", ">=", "<", ">"]
            .iter()
            .find_map(|c| text.strip_prefix(c).map(|r| (*c, r.trim_start())))
            .unwrap_or(("", text));
        let end = rest
            .char_indices()
            .find(|(i, c)| !(c.is_ascii_digit() || *c == '.' || *c == ',' || (*i == 0 && (*c == '-' || *c == '+'))))
            .map_or(rest.len(), |(i, _)| i);
        let (digits, unit) = rest.split_at(end + rest.get(end..).map_or(0, power_of_ten));
        let number = parse_decimal(digits)?;
        if unit.starts_with(|c: char| c == '/' || c == '-' || c == ':') {
            return None; // a date, a ratio or a range
        }
        Some(Self { number, comparator: comparator.into(), unit: unit.trim().into() })
    }

    /// Half a unit of the last digit printed.
    pub fn tolerance(&self) -> Decimal {
        Decimal::new(5, (self.number.scale() + 1).min(27))
    }
}

/// Length of the power of ten behind the digits of a number, where nothing but a unit apart follows: `1.5E+003 mg`. `10E9/L` is ten of a unit.
fn power_of_ten(behind: &str) -> usize {
    let Some(power) = behind.strip_prefix(['e', 'E']) else { return 0 };
    let unsigned = power.strip_prefix(['+', '-']).unwrap_or(power);
    let digits = unsigned.bytes().take_while(u8::is_ascii_digit).count();
    let ends = unsigned.get(digits..).is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace));
    if digits > 0 && ends { behind.len() - unsigned.len() + digits } else { 0 }
}

/// How a system writes numbers: what stands between thousands, and what before the fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberForm {
    thousands: Option<char>,
    fraction: char,
}

impl NumberForm {
    /// By the way in which the system writes 1234.5: `1234,5`, `1.234,5`, `1'234.5`. None where a text is no such way.
    pub fn of(example: &str) -> Option<Self> {
        let (between, rest) = example.strip_prefix('1')?.split_once("234")?;
        let one = |text: &str| {
            let mut signs = text.chars();
            signs.next().filter(|sign| signs.next().is_none() && !sign.is_alphanumeric())
        };
        let thousands = if between.is_empty() { None } else { Some(one(between)?) };
        let fraction = rest.strip_suffix('5').and_then(one).filter(|sign| matches!(sign, ',' | '.'))?;
        (thousands != Some(fraction)).then_some(Self { thousands, fraction })
    }

    /// A text whose numbers have a point before the fraction, and nothing between thousands.
    pub fn plain(self, text: &str) -> Cow<'_, str> {
        if !text.contains(|c: char| Some(c) == self.thousands || c == self.fraction && c != '.') {
            return Cow::Borrowed(text);
        }
        let signs: Vec<char> = text.chars().collect();
        let is_digit = |at: Option<usize>| at.and_then(|at| signs.get(at)).is_some_and(char::is_ascii_digit);
        let written = signs.iter().enumerate().filter_map(|(at, sign)| {
            let before_digit = is_digit(Some(at + 1));
            let is_between = before_digit && is_digit(at.checked_sub(1));
            let is_of_three = || (1..=3).all(|behind| is_digit(Some(at + behind))) && !is_digit(Some(at + 4));
            match *sign {
                sign if is_between && Some(sign) == self.thousands && is_of_three() => None,
                sign if before_digit && sign == self.fraction => Some('.'),
                sign => Some(sign),
            }
        });
        Cow::Owned(written.collect())
    }
}

/// A decimal as legacy systems print it: optional sign, digits, thousands commas in the right places only, exponent.
pub fn parse_decimal(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let text = text.strip_prefix('+').unwrap_or(text);
    if text.contains(',') {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let groups: Vec<&str> = whole.trim_start_matches('-').split(',').collect();
        // What begins with a nought is no thousand: there the comma stands before a fraction.
        let grouped = groups[0].len() <= 3 && !groups[0].is_empty() && !groups[0].starts_with('0') && groups[1..].iter().all(|g| g.len() == 3);
        (grouped && !fraction.contains(',')).then_some(())?;
        return parse_decimal(&text.replace(',', ""));
    }
    if text.contains(['e', 'E']) { Decimal::from_scientific(text).ok() } else { Decimal::from_str_exact(text).ok() }
}

/// The canonical spelling of a unit: UCUM as FHIR destinations print it. Unknown spellings come back trimmed.
pub fn canonical_unit(unit: &str) -> String {
    let spelled = micro(unit.trim());
    let unit: &str = &spelled;
    // UCUM annotations carry no meaning for arithmetic.
    let lower = unit.to_lowercase();
    let known = match lower.as_str() {
        "" | "1" | "each" | "ea" | "{score}" | "{nominal}" | "null" => "",
        "mg/dl" | "mg/100ml" => "mg/dL",
        "mmol/l" => "mmol/L",
        "umol/l" => "umol/L",
        "g/dl" | "gm/dl" => "g/dL",
        "g/l" => "g/L",
        "meq/l" => "meq/L",
        "ng/ml" => "ng/mL",
        "pg/ml" => "pg/mL",
        "u/l" | "iu/l" | "[iu]/l" => "U/L",
        // By which drugs are given: whoever writes one of these means the same.
        "u" | "unt" | "unit" | "units" | "iu" | "[iu]" | "[usp'u]" | "intl units" | "international units" => "[iU]",
        "u/ml" | "unt/ml" | "unit/ml" | "units/ml" | "iu/ml" | "[iu]/ml" => "U/mL",
        "mg" => "mg",
        "ug" => "ug",
        "g" | "gm" => "g",
        "kg" | "kgs" => "kg",
        "lb" | "lbs" | "[lb_av]" => "[lb_av]",
        "in" | "inch" | "inches" | "[in_i]" | "[in_us]" => "[in_i]",
        "cm" => "cm",
        "m" => "m",
        "ml" | "cc" => "mL",
        "l" => "L",
        "c" | "cel" | "°c" | "deg c" | "degc" => "Cel",
        "f" | "[degf]" | "°f" | "deg f" | "degf" => "[degF]",
        "mmhg" | "mm hg" | "mm[hg]" | "mm(hg)" => "mm[Hg]",
        "%" | "percent" => "%",
        "bpm" | "/min" | "{beats}/min" | "beats/min" | "{breaths}/min" | "breaths/min" => "/min",
        "k/ul" | "10*3/ul" | "10^3/ul" | "thou/ul" | "x10e3/ul" | "10*9/l" | "x10^3/ul" | "x10*3/ul" | "10e3/ul" | "thou/mm3" | "k/mm3" | "k/cumm" | "thou/cumm" | "10^3/mm3" | "x10^3/mm3" | "10^9/l"
        | "x10^9/l" | "10e9/l" | "x10e9/l" => "10*3/uL",
        "m/ul" | "10*6/ul" | "10^6/ul" | "million/ul" | "mil/ul" | "x10^6/ul" | "x10*6/ul" | "x10e6/ul" | "10e6/ul" | "million/mm3" | "m/cumm" | "10^12/l" | "x10^12/l" => "10*6/uL",
        "kg/m2" | "kg/m^2" => "kg/m2",
        "miu/l" | "uiu/ml" | "m[iu]/l" | "u[iu]/ml" => "m[IU]/L",
        "miu/ml" | "m[iu]/ml" => "m[IU]/mL",
        "mm/hr" | "mm/h" => "mm/h",
        "ml/min/1.73m2" | "ml/min/1.73 m2" | "ml/min/1.73m^2" | "ml/min/1.73 m^2" | "ml/min/{1.73_m2}" => "mL/min/{1.73_m2}",
        "mg/24hr" | "mg/24 hr" | "mg/24h" | "mg/24 h" | "mg/24hrs" | "mg/(24.h)" | "mg/{24_h}" | "mg/d" => "mg/d",
        "copies/ml" | "{copies}/ml" => "{copies}/mL",
        "/hpf" | "/[hpf]" => "/[HPF]",
        "sec" | "s" | "seconds" => "s",
        "ph" | "[ph]" => "[pH]",
        _ => return in_words(&lower).unwrap_or_else(|| unit.to_string()),
    };
    known.to_string()
}

/// UCUM's print names: of prefixes, of what is measured, and of spans of time, which only stand behind a `per`.
const PREFIXES: [(&str, &str); 8] = [("", ""), ("kilo", "k"), ("deci", "d"), ("centi", "c"), ("milli", "m"), ("micro", "u"), ("nano", "n"), ("pico", "p")];
const MEASURES: [(&str, &str); 5] = [("gram", "g"), ("liter", "L"), ("litre", "L"), ("mole", "mol"), ("meter", "m")];
const SPANS: [(&str, &str); 4] = [("second", "s"), ("minute", "min"), ("hour", "h"), ("day", "d")];

/// A unit that is spelled out, in small letters: `milligram`, `millimole per liter`, `milliliters per hour`.
fn in_words(unit: &str) -> Option<String> {
    let mut parts = Vec::new();
    for (at, part) in unit.split(" per ").enumerate() {
        let word = part.trim();
        let word = word.strip_suffix('s').unwrap_or(word);
        let span = SPANS.iter().find(|(name, _)| at > 0 && *name == word).map(|(_, symbol)| (*symbol).to_string());
        let measure = || {
            let (prefix, symbol) = MEASURES.iter().find_map(|(name, symbol)| Some((word.strip_suffix(*name)?, symbol)))?;
            let (_, letter) = PREFIXES.iter().find(|(name, _)| *name == prefix)?;
            Some(format!("{letter}{symbol}"))
        };
        parts.push(span.or_else(measure)?);
    }
    Some(parts.join("/"))
}

/// A millionth in the letter that UCUM has for it, in whatever part of a unit: people write the sign of either alphabet, or `mc` where it may be misread.
fn micro(unit: &str) -> Cow<'_, str> {
    const SPELLED: [(&str, &str); 3] = [("mcg", "ug"), ("mcl", "uL"), ("mcmol", "umol")];
    let named = |part: &str| SPELLED.iter().find(|(name, _)| name.eq_ignore_ascii_case(part)).map(|(_, unit)| *unit);
    if !unit.contains(['µ', 'μ']) && !unit.split(['/', '.']).any(|part| named(part).is_some()) {
        return Cow::Borrowed(unit);
    }
    let unit = unit.replace(['µ', 'μ'], "u");
    let parts = unit.split_inclusive(['/', '.']).map(|part| {
        let (name, end) = part.strip_suffix(['/', '.']).map_or((part, ""), |name| (name, part.get(name.len()..).unwrap_or_default()));
        format!("{}{end}", named(name).unwrap_or(name))
    });
    Cow::Owned(parts.collect())
}

/// `number` in `from`, expressed in `to` (both canonical); `None` when the units are not commensurable, or the number has no room there.
pub fn convert(number: Decimal, from: &str, to: &str) -> Option<Decimal> {
    if from == to {
        return Some(number);
    }
    match (from, to) {
        ("Cel", "[degF]") => return number.checked_mul(Decimal::new(18, 1))?.checked_add(Decimal::from(32)),
        ("[degF]", "Cel") => return number.checked_sub(Decimal::from(32))?.checked_div(Decimal::new(18, 1)),
        _ => {}
    }
    let (own, other) = (Measure::of(from)?, Measure::of(to)?);
    if own.powers != other.powers {
        return None;
    }
    let factor = (own.above.checked_mul(other.below)?, own.below.checked_mul(other.above)?);
    scaled(number, factor)
}

/// A number in the base of its unit, and that base: grams, liters, meters, seconds or months. None of a unit of another base, or that is made of several.
pub fn in_base(number: Decimal, unit: &str) -> Option<(Decimal, &str)> {
    let own = Measure::of(unit)?;
    let [rest @ .., (base, 1)] = own.powers else { return None };
    let is_alone = rest.iter().all(|(other, _)| other.is_empty()) && matches!(base, "g" | "L" | "m" | "s" | "mo");
    let number = scaled(number, (own.above, own.below)).filter(|_| is_alone)?;
    Some((number, base))
}

/// A number times a fraction; none where it has no room, be it too large or so small that nothing of it would stay.
fn scaled(number: Decimal, (above, below): (Decimal, Decimal)) -> Option<Decimal> {
    let scaled = number.checked_mul(above)?.checked_div(below)?;
    (number.is_zero() || !scaled.is_zero()).then_some(scaled)
}

/// Different bases of which one unit is made, at most.
const BASES_MAX: usize = 4;

/// What a unit is made of: the powers of its base units in their order, and the factor to them as a fraction, which stays exact. A unit that is not
/// known is a base of its own.
struct Measure<'u> {
    powers: [(&'u str, i64); BASES_MAX],
    above: Decimal,
    below: Decimal,
}

impl<'u> Measure<'u> {
    fn of(unit: &'u str) -> Option<Self> {
        let mut whole = Self { powers: [("", 0); BASES_MAX], above: Decimal::ONE, below: Decimal::ONE };
        each_part(unit, |part, is_below| whole.take(part, is_below))?;
        whole.powers.iter_mut().filter(|(_, power)| *power == 0).for_each(|none| *none = ("", 0));
        whole.powers.sort_unstable();
        Some(whole)
    }

    fn take(&mut self, part: &'u str, is_below: bool) -> Option<()> {
        let (base, factor, power) = atom(part)?;
        // A cubic meter is a thousand liters.
        let is_cubic = (base, power) == ("m", 3);
        let side = if is_below { &mut self.below } else { &mut self.above };
        for factor in (0..power).map(|_| factor).chain(is_cubic.then(|| Decimal::from(1000))) {
            // What is too small for a number of its own is no factor.
            *side = side.checked_mul(factor).filter(|product| !product.is_zero())?;
        }
        let (base, power) = if is_cubic { ("L", 1) } else { (base, power) };
        // A share of moles is none of a mass or a volume: 7 % of sugared hemoglobin are 53 mmol/mol.
        let (base, sign) = match (base, is_below) {
            ("", _) => return Some(()),
            ("mol", true) => ("/mol", 1),
            (base, is_below) => (base, if is_below { -1 } else { 1 }),
        };
        let place = self.powers.iter_mut().find(|(known, _)| *known == base || known.is_empty())?;
        *place = (base, place.1 + sign * i64::from(power));
        Some(())
    }
}

/// The units that are multiplied, and whether one stands below; `None` where a place is empty.
fn each_part<'u>(unit: &'u str, mut each: impl FnMut(&'u str, bool) -> Option<()>) -> Option<()> {
    let (mut from, mut depth, mut is_below) = (0, 0_u32, false);
    for (at, sign) in unit.char_indices().chain([(unit.len(), '.')]) {
        match sign {
            '[' | '{' | '(' => depth += 1,
            ']' | '}' | ')' => depth = depth.saturating_sub(1),
            '.' | '/' if depth == 0 => {
                match unit.get(from..at)? {
                    "" if at == 0 && sign == '/' => {}
                    "" => return None,
                    part => each(part, is_below)?,
                }
                (from, is_below) = (at + 1, sign == '/');
            }
            _ => {}
        }
    }
    (depth == 0).then_some(())
}

/// One unit with prefix and power: its base (empty for a number), the factor to it, and the power of both.
fn atom(part: &str) -> Option<(&str, Decimal, u32)> {
    if let Some(power) = part.strip_prefix("10*").or_else(|| part.strip_prefix("10^")) {
        let power = power.parse::<u32>().ok().filter(|power| *power <= 18)?;
        return Some(("", Decimal::from(10_u64.pow(power)), 1));
    }
    if let Ok(number) = part.parse::<u32>() {
        return (number > 0).then(|| ("", Decimal::from(number), 1));
    }
    let raised = part.char_indices().next_back().filter(|(at, last)| *at > 0 && ('2'..='9').contains(last));
    let (name, power) = raised.and_then(|(at, last)| Some((part.get(..at)?, last.to_digit(10)?))).unwrap_or((part, 1));
    let (base, factor) = metric(name).or_else(|| customary(name)).or_else(|| prefixed(name)).unwrap_or((name, Decimal::ONE));
    Some((base, factor, power))
}

/// Units that take a prefix.
fn metric(unit: &str) -> Option<(&'static str, Decimal)> {
    Some(match unit {
        "g" => ("g", Decimal::ONE),
        "m" => ("m", Decimal::ONE),
        "L" | "l" => ("L", Decimal::ONE),
        "mol" => ("mol", Decimal::ONE),
        "eq" => ("eq", Decimal::ONE),
        "s" => ("s", Decimal::ONE),
        "U" | "[iU]" | "[IU]" => ("U", Decimal::ONE),
        "Pa" => ("Pa", Decimal::ONE),
        "m[Hg]" => ("Pa", Decimal::new(133_322_387_415, 6)),
        "m[H2O]" => ("Pa", Decimal::new(980_665, 2)),
        _ => return None,
    })
}

/// Units that take none.
fn customary(unit: &str) -> Option<(&'static str, Decimal)> {
    let d = Decimal::new;
    Some(match unit {
        "[lb_av]" => ("g", d(45_359_237, 5)),
        "[oz_av]" => ("g", d(28_349_523_125, 9)),
        "[in_i]" => ("m", d(254, 4)),
        "[ft_i]" => ("m", d(3048, 4)),
        "min" => ("s", d(60, 0)),
        "h" => ("s", d(3600, 0)),
        "d" => ("s", d(86_400, 0)),
        "wk" => ("s", d(604_800, 0)),
        "%" => ("", d(1, 2)),
        // How many days these have only the calendar knows.
        "mo" => ("mo", Decimal::ONE),
        "a" => ("mo", d(12, 0)),
        _ => return None,
    })
}

fn prefixed(unit: &str) -> Option<(&'static str, Decimal)> {
    let d = Decimal::new;
    let prefixes = [("k", d(1000, 0)), ("d", d(1, 1)), ("c", d(1, 2)), ("m", d(1, 3)), ("u", d(1, 6)), ("n", d(1, 9)), ("p", d(1, 12)), ("f", d(1, 15))];
    prefixes.into_iter().find_map(|(prefix, times)| {
        let (base, factor) = metric(unit.strip_prefix(prefix)?)?;
        Some((base, factor.checked_mul(times)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_a_drug_in_a_volume_are_units_of_an_enzyme_in_another() {
        assert_eq!([canonical_unit("units/mL"), canonical_unit("IU/mL")], ["U/mL"; 2]);
        assert_eq!(convert(Decimal::new(5, 1), "U/mL", &canonical_unit("IU/L")).map(|number| number.normalize()), Some(Decimal::from(500)));
    }

    #[test]
    fn a_number_may_have_a_power_of_ten() {
        let read = |text: &str| Quantity::parse(text).map(|quantity| (quantity.number.normalize().to_string(), quantity.unit.to_string()));
        for (text, number, unit) in [("1.0000000E+000", "1", ""), ("2.5e-1 mg", "0.25", "mg"), ("1.5E3", "1500", ""), ("10E9/L", "10", "E9/L"), ("5 each", "5", "each"), ("5each", "5", "each"), ("5 e", "5", "e")] {
            assert_eq!(read(text), Some((number.to_string(), unit.to_string())), "{text}");
        }
    }

    #[test]
    fn a_comma_behind_a_nought_is_not_between_thousands() {
        let read = |text: &str| parse_decimal(text).map(|number| number.to_string());
        assert_eq!([read("1,200"), read("12,345.6"), read("-1,200")].map(Option::unwrap_or_default), ["1200", "12345.6", "-1200"]);
        assert_eq!([read("0,125"), read("-0,125"), read("00,125"), read("3,1")], [None, None, None, None]);
    }

    #[test]
    fn a_millionth_is_written_in_many_ways_in_every_part_of_a_unit() {
        for (written, unit) in [("mcg", "ug"), ("µg", "ug"), ("μg/mL", "ug/mL"), ("mcg/mL", "ug/mL"), ("MCG/kg/min", "ug/kg/min"), ("mcmol/L", "umol/L"), ("10*3/µL", "10*3/uL"), ("x10^3/uL", "10*3/uL"), ("K/cumm", "10*3/uL"), ("million/uL", "10*6/uL"), ("mm(hg)", "mm[Hg]"), ("mIU/mL", "m[IU]/mL"), ("mL/min/1.73 m2", "mL/min/{1.73_m2}"), ("mg/24hr", "mg/d"), ("/hpf", "/[HPF]"), ("breaths/min", "/min"), ("mcg/mcL", "ug/uL"), ("mg/dL", "mg/dL"), ("mmol/L", "mmol/L")] {
            assert_eq!(canonical_unit(written), unit, "{written}");
        }
        assert_ne!(canonical_unit("mcg/mL"), canonical_unit("mg/mL"));
    }

    #[test]
    fn a_unit_that_is_spelled_out_is_that_unit() {
        for (written, unit) in [
            ("millimole per liter", "mmol/L"), ("Milligrams", "mg"), ("milligram per deciliter", "mg/dL"), ("microgram per kilogram per minute", "ug/kg/min"), ("millilitres per hour", "mL/h"),
            ("gram", "g"), ("program", "program"), ("day", "day"), ("gram per square meter", "gram per square meter"), ("beats per minute", "beats per minute"),
        ] {
            assert_eq!(canonical_unit(written), unit, "{written}");
        }
    }

    #[test]
    fn a_number_is_written_in_the_way_of_its_system() {
        let plain = |form: &str, text: &str| NumberForm::of(form).map(|form| form.plain(text).into_owned());
        let told = [("1234,5", "0,125", "0.125"), ("1234,5", "<0,5 mg/dl", "<0.5 mg/dl"), ("1.234,5", "1.234,50", "1234.50"), ("1.234,5", "-12.345", "-12345"), ("1'234.5", "1'234.5", "1234.5"), ("1 234,5", "10 000", "10000"), ("1234,5", "12", "12"), ("1234.5", "12.5", "12.5"), ("1.234,5", "12.5", "12.5"), ("1.234,5", "1.234.567,8", "1234567.8")];
        for (form, text, number) in told {
            assert_eq!(plain(form, text).as_deref(), Some(number), "{form} {text}");
        }
        assert!(["", "1234", "DD.MM.YYYY", "1,234,5", "1234;5", "1x234,5", "1234,50"].iter().all(|form| NumberForm::of(form).is_none()));
    }

    #[test]
    fn a_unit_over_another_is_converted_by_its_parts() {
        let of = |number: &str, from: &str, to: &str| convert(number.parse().expect("a number"), from, to).map(|n| n.normalize().to_string());
        assert_eq!(of("50", "mL/h", "L/h").as_deref(), Some("0.05"));
        assert_eq!(of("2", "mg/min", "mg/h").as_deref(), Some("120"));
        assert_eq!(of("1", "ug/kg/min", "mg/kg/h").as_deref(), Some("0.06"));
        assert_eq!(of("1", "/min", "/h").as_deref(), Some("60"));
        assert_eq!([of("70", "a", "mo").as_deref(), of("1", "a", "d").as_deref()], [Some("840"), None]);
        assert_eq!([of("1", "mL/h", "mg/h"), of("1", "mL/h", "mL"), of("1", "mL/h/kg", "mL/h")], [None, None, None]);
    }

    #[test]
    fn a_unit_is_what_it_is_made_of() {
        let of = |number: &str, from: &str, to: &str| convert(number.parse().expect("a number"), from, to).map(|n| n.normalize().to_string());
        for (number, from, to, expected) in [
            ("5.3167", "10*6/uL", "10*12/L", "5.3167"), ("5", "10*3/uL", "/uL", "5000"), ("75", "mm[Hg]", "cm[Hg]", "7.5"), ("30", "mg/g", "ug/mg", "30"), ("12", "fL", "L", "0.000000000000012"),
            ("24", "kg/m2", "g/m2", "24000"), ("5", "mU/mL", "U/L", "5"), ("0.5", "ng/mL", "pg/dL", "50000"), ("140", "meq/L", "eq/L", "0.14"), ("2", "mg/kg/d", "ug/g/d", "2"),
            ("53", "mmol/mol", "umol/mmol", "53"), ("0.42", "L/L", "%", "42"), ("5", "10*3/mm3", "10*3/uL", "5"), ("2", "g/dm3", "kg/m3", "2"),
        ] {
            assert_eq!(of(number, from, to).as_deref(), Some(expected), "{from} {to}");
        }
        for (from, to) in [("%", "mmol/mol"), ("pm3", "m3"), ("{puff}", "{vial}"), ("m", "m2"), ("tab", "tabs"), ("mg/dL", "mmol/L"), ("meq/L", "mmol/L"), ("", "1"), ("g", "g/"), ("mL/min", "mL/min/{1.73_m2}"), ("g", "(g"), ("10*x/L", "/L")] {
            assert_eq!(of("1", from, to), None, "{from} {to}");
        }
    }

    #[test]
    fn a_number_stands_in_the_base_of_a_unit_that_has_one() {
        let of = |unit: &str| in_base(Decimal::from(5), unit).map(|(number, base)| format!("{} {base}", number.normalize()));
        assert_eq!(["mg", "mL", "wk", "a", "[ft_i]"].map(|unit| of(unit).unwrap_or_default()), ["0.005 g", "0.005 L", "3024000 s", "60 mo", "1.524 m"]);
        assert_eq!(["", "%", "mg/dL", "m2", "mmol", "{tab}", "Cel"].map(|unit| of(unit)), [None, None, None, None, None, None, None]);
    }

    #[test]
    fn fractions_and_pressures_have_several_units() {
        let of = |number: &str, from: &str, to: &str| convert(number.parse().expect("a number"), from, to).map(|n| n.round_dp(4).normalize().to_string());
        assert_eq!([of("6.5", "%", "1").as_deref(), of("0.98", "1", "%").as_deref()], [Some("0.065"), Some("98")]);
        assert_eq!([of("120", "mm[Hg]", "kPa").as_deref(), of("120", "mm[Hg]", "%").as_deref()], [Some("15.9987"), None]);
    }

    #[test]
    fn a_number_that_has_no_room_in_the_other_unit_is_not_converted() {
        for (from, to) in [("kg", "mg"), ("Cel", "[degF]"), ("kg/h", "mg/h")] {
            assert_eq!(convert(Decimal::MAX, from, to), None, "{from} {to}");
        }
        assert_eq!(convert(Decimal::MIN, "[degF]", "Cel"), None);
    }
}
