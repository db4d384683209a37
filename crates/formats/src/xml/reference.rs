//! References of a text: the five entities of XML and numbers of characters. What else opens with `&` stays as it is written and is counted.

use super::tag::is_name;
use std::borrow::Cow;

/// References that stayed as they were written.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unresolved {
    /// `&name;` that XML alone does not know.
    pub entities: u64,
    /// `&` that opens no reference.
    pub ampersands: u64,
}

/// Text with the five entities of XML and character numbers resolved; everything else stays as written.
pub(super) fn resolve<'t>(raw: Cow<'t, str>, unresolved: &mut Unresolved) -> Cow<'t, str> {
    if raw.contains('&') { resolved(&raw, unresolved).into() } else { raw }
}

fn resolved(raw: &str, unresolved: &mut Unresolved) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        rest = after;
        // Longer than any reference that can be resolved; the rest of a long text is not searched again for each `&`.
        let name = after.bytes().take(34).position(|b| b == b';').and_then(|end| after.get(..end));
        match name.and_then(character) {
            Some(resolved) => {
                out.push(resolved);
                rest = after.split_once(';').map_or("", |(_, tail)| tail);
            }
            None => {
                out.push('&');
                match name {
                    Some(name) if is_name(name) || name.starts_with('#') => unresolved.entities += 1,
                    _ => unresolved.ampersands += 1,
                }
            }
        }
    }
    out.push_str(rest);
    out
}

/// The character of `lt`, `#38`, `#x26`.
fn character(name: &str) -> Option<char> {
    match name {
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "amp" => return Some('&'),
        "apos" => return Some('\''),
        "quot" => return Some('"'),
        _ => {}
    }
    let number = name.strip_prefix('#')?;
    let (digits, radix) = match number.strip_prefix(['x', 'X']) {
        Some(hex) => (hex, 16),
        None => (number, 10),
    };
    if !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    u32::from_str_radix(digits, radix).ok().filter(|n| *n > 0).and_then(char::from_u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_or_stay() {
        let check = |raw: &str, text: &str, entities: u64, ampersands: u64| {
            let mut unresolved = Unresolved::default();
            assert_eq!(resolve(raw.into(), &mut unresolved), text);
            assert_eq!(unresolved, Unresolved { entities, ampersands }, "{raw}");
        };
        check("a &lt; b &amp;&amp; c &#233;&#xE9;&apos;&quot;&gt;", "a < b && c éé'\">", 0, 0);
        check("x&nbsp;y &#0; &#xD800; &#x; &#+5;", "x&nbsp;y &#0; &#xD800; &#x; &#+5;", 5, 0);
        check("salt & pepper; R&D", "salt & pepper; R&D", 0, 2);
        check("&amp;lt;", "&lt;", 0, 0);
    }
}
