//! The grammar of UCUM: whether a text is a unit of the Unified Code for Units of Measure (case sensitive).
//!
//! A term is components joined by `.` and `/`; a component is a prefix, an atom, an exponent and an annotation in braces. Atoms
//! without brackets are listed; what stands in brackets is taken as it is. Nothing is converted here: see [`crate::convert`].

/// Atoms that take a prefix.
const METRIC: [&str; 57] = [
    "m", "s", "g", "rad", "K", "C", "cd", "mol", "sr", "Hz", "N", "Pa", "J", "W", "A", "V", "F", "Ohm", "S", "Wb", "Cel", "T", "H", "lm", "lx", "Bq", "Gy", "Sv",
    "L", "l", "t", "ar", "u", "eV", "pc", "kat", "U", "dyn", "erg", "bar", "cal", "st", "Np", "B", "bit", "By", "Bd", "eq", "osm", "g%", "P", "St", "Gal", "Ci",
    "R", "RAD", "REM",
];
/// Atoms that take none.
const PLAIN: [&str; 23] = [
    "%", "min", "h", "d", "a", "a_t", "a_j", "a_g", "mo", "mo_j", "mo_s", "mo_g", "wk", "deg", "'", "''", "gon", "10*", "10^", "circ", "sph", "att", "tex",
];
const PREFIXES: [&str; 24] =
    ["da", "Ki", "Mi", "Gi", "Ti", "Y", "Z", "E", "P", "T", "G", "M", "k", "h", "d", "c", "m", "u", "n", "p", "f", "a", "z", "y"];
/// Bytes of a unit; a longer one is none.
const BYTES_MAX: usize = 128;
/// Brackets inside each other.
const DEPTH_MAX: usize = 8;

/// Whether a text is a unit of UCUM.
pub fn is_ucum(unit: &str) -> bool {
    unit.len() <= BYTES_MAX && unit.bytes().all(|b| (b' '..=b'~').contains(&b)) && term(unit, 0)
}

/// Components joined by `.` and `/`; a term may begin with `/`.
fn term(text: &str, depth: usize) -> bool {
    if depth > DEPTH_MAX {
        return false;
    }
    let text = text.strip_prefix('/').unwrap_or(text);
    let Some(parts) = split(text) else { return false };
    parts.into_iter().all(|part| component(part, depth))
}

/// The components of a term; `None` where brackets do not match.
fn split(text: &str) -> Option<Vec<&str>> {
    let (mut parts, mut open, mut from) = (Vec::new(), Vec::new(), 0);
    for (at, sign) in text.char_indices() {
        match (sign, open.last().copied()) {
            ('}', Some('{')) | (']', Some('[')) | (')', Some('(')) => {
                open.pop();
            }
            // What stands in braces or square brackets is taken as it is.
            (_, Some('{' | '[')) => {}
            ('{' | '[' | '(', _) => open.push(sign),
            ('}' | ']' | ')', _) => return None,
            ('.' | '/', None) => {
                parts.push(text.get(from..at)?);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text.get(from..)?);
    open.is_empty().then_some(parts)
}

fn component(text: &str, depth: usize) -> bool {
    let bare = match text.strip_suffix('}').and_then(|inner| inner.split_once('{')) {
        Some((bare, annotation)) if !annotation.contains(['{', '}']) => bare,
        Some(_) => return false,
        None => text,
    };
    if bare.is_empty() {
        return !text.is_empty();
    }
    if let Some(inner) = bare.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        return term(inner, depth + 1);
    }
    bare.bytes().all(|b| b.is_ascii_digit()) || simple(bare)
}

/// An atom with its prefix and its exponent.
fn simple(text: &str) -> bool {
    let power = |rest: &str| {
        let digits = rest.strip_prefix(['+', '-']).unwrap_or(rest);
        rest.is_empty() || (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
    };
    if let Some(rest) = text.strip_prefix("10*").or_else(|| text.strip_prefix("10^")) {
        return power(rest);
    }
    let without = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let base = if without.len() < text.len() { without.strip_suffix(['+', '-']).unwrap_or(without) } else { without };
    atom(base)
}

fn atom(text: &str) -> bool {
    let metric = |text: &str| METRIC.contains(&text) || bracketed(text);
    PLAIN.contains(&text) || metric(text) || PREFIXES.iter().filter_map(|prefix| text.strip_prefix(prefix)).any(metric)
}

/// `[lb_av]`, `m[Hg]` and `m[H2O]` without their prefix, `B[10.nV]`.
fn bracketed(text: &str) -> bool {
    let inner = text.strip_prefix("B[").or_else(|| text.strip_prefix("m[")).or_else(|| text.strip_prefix('[')).and_then(|rest| rest.strip_suffix(']'));
    inner.is_some_and(|inner| !inner.is_empty() && !inner.contains(['[', ']', '{', '}', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_as_ucum_writes_them() {
        for unit in [
            "mg", "ug", "mg/dL", "mmol/L", "10*3/uL", "10^3/ul", "10*-3", "/min", "%", "1", "{score}", "mm[Hg]", "[lb_av]", "[degF]", "kg/m2", "mL/min/{1.73_m2}",
            "m[IU]/L", "[IU]/mL", "{beats}/min", "ug{Hb}/g", "a", "mo", "h", "meq/L", "g%", "(mg/kg)/d", "cm2.s-1", "[pH]", "[arb'U]/mL", "mosm/kg", "m/s2", "dB[SPL]",
        ] {
            assert!(is_ucum(unit), "{unit}");
        }
    }

    #[test]
    fn words_and_other_spellings_are_none() {
        for unit in [
            "xyzzzzzzz", "sdfkslfj", "mcg", "lbs", "in", "sec", "seconds", "TAB", "tablet", "Tablet(s)", "10+3/ul", "X_10-3/uL", "ML/HR", "MM[HG]", "IU/L", "mg/", "mg//dL",
            "mg dL", "", "{a", "a}", "((mg)", "mg-", "µg", "NA", "(score)",
        ] {
            assert!(!is_ucum(unit), "{unit}");
        }
        assert!(!is_ucum(&"(".repeat(60)) && !is_ucum(&format!("{}m{}", "(".repeat(20), ")".repeat(20))) && !is_ucum(&"m.".repeat(200)));
    }
}
