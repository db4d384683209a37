//! Code of a legacy system (triggers, procedures, report queries) and rows of its rules: shown with what is known to be
//! structure, everything else by the rules of free text.
//!
//! A word stays when it is the name of a relation or a field that is shown elsewhere anyway, a word of the language, or on
//! the list of allowed words; of a name with several parts every part has to be. Literals and comments are free text. What
//! must stay true: an unknown word is hidden because it is unknown.

use crate::door::{Deid, Rule};
use crate::known::{Known, fold};
use crate::patterns;
use crate::text::{HIDDEN, ends_hidden, is_short_code, number_may_stay, scrub};
use crate::words::is_allowed;
use model::Phi;
use std::collections::HashSet;

/// Words of SQL and of its dialects, and the abbreviations of which names are made.
const LANGUAGE: &str = " select from where and or not null is in on as by group order having join left right inner outer full cross natural using union all \
distinct case when then else end if elseif elsif endif while loop repeat until for each row statement begin declare set into values insert update delete \
merge truncate create alter drop replace procedure proc function trigger view event package body type table index key primary foreign references unique \
constraint check default cascade temporary temp returns return returning call exec execute raise raiserror signal sqlstate exception handler continue exit \
cursor open fetch close commit rollback transaction grant revoke before after instead of new old inserted deleted inout out language plpgsql sql definer \
invoker security deterministic contains reads modifies data no int integer bigint smallint tinyint number numeric decimal float real double precision char \
varchar varchar2 nvarchar nchar text clob blob date datetime datetime2 timestamp time interval boolean bit binary varbinary uuid money like ilike between \
exists any some limit top offset rownum rowid over partition window rank row_number dense_rank lag lead first last asc desc nulls count sum avg min max \
coalesce nvl nvl2 isnull ifnull nullif decode cast convert try_cast to_char to_date to_number substring substr instr charindex position concat length len \
lower upper trim ltrim rtrim replace round floor ceil ceiling abs mod power sign now getdate sysdate current_date current_timestamp dateadd datediff \
date_add date_sub datepart year month day hour minute second quarter week extract epoch str_to_date date_format greatest least iif true false with \
recursive nolock go use print dbo sys public schema collate engine charset utf8 utf8mb4 latin1 delimiter sp fn tr trg tbl vw pk fk ix idx id ids cd nm no \
nr num dt tm ts dttm flg ind amt qty val desc descr cfg usr pat pt enc appt ord rx dx px lab med meds allg alg imm vit obs ref rpt qry tmp seq ver src dst \
res req msg err log cnt pct avg stat sts typ cat grp lvl min max lo hi upd ins del crt mod addr ph bp hr wt ht bmi temp ";

/// Code with everything masked that is not known to be structure or language. `structure` holds names of relations and
/// fields, in lower case; `known` identifiers that are hidden wherever they stand.
pub fn code_text<T: AsRef<str>>(text: &Phi<T>, structure: &HashSet<String>, known: &Known) -> Deid<String> {
    // A bracket means a mask below; those that quote names must not protect what is inside them.
    let plain = text.reveal().as_ref().replace(['[', ']'], "\"");
    let mut out = String::with_capacity(plain.len());
    let mut rest = plain.as_str();
    while let Some((kind, part, after)) = next_part(rest) {
        rest = after;
        match kind {
            Part::Code => code(part, structure, known, &mut out),
            Part::Text(edge) => {
                let inner = part.strip_prefix(edge.0).unwrap_or(part);
                let (inner, end) = inner.strip_suffix(edge.1).map_or((inner, ""), |i| (i, edge.1));
                out.push_str(edge.0);
                out.push_str(&scrub(inner, known));
                out.push_str(end);
            }
        }
    }
    Deid::new(out, Rule::CodeScrubbed)
}

enum Part {
    Code,
    /// A literal or a comment, with what opens and closes it.
    Text((&'static str, &'static str)),
}

const EDGES: [(&str, &str); 3] = [("--", "\n"), ("/*", "*/"), ("'", "'")];

/// The next literal, comment, or code up to one, and what follows it.
fn next_part(text: &str) -> Option<(Part, &str, &str)> {
    if text.is_empty() {
        return None;
    }
    for edge in EDGES {
        if let Some(inner) = text.strip_prefix(edge.0) {
            let length = inner.find(edge.1).map_or(inner.len(), |at| at + edge.1.len());
            let (part, after) = text.split_at(edge.0.len() + length);
            return Some((Part::Text(edge), part, after));
        }
    }
    let end = EDGES.iter().filter_map(|edge| text.find(edge.0)).min().unwrap_or(text.len());
    let (part, after) = text.split_at(end);
    Some((Part::Code, part, after))
}

fn code(text: &str, structure: &HashSet<String>, known: &Known, out: &mut String) {
    let masked = patterns::mask_precise(text);
    let mut rest = masked.as_str();
    while let Some(first) = rest.chars().next() {
        let inside = is_name(first);
        let end = if first == '[' {
            rest.find(']').map_or(1, |at| at + 1)
        } else {
            rest.find(|c: char| is_name(c) != inside || c == '[').unwrap_or(rest.len())
        };
        let (part, after) = rest.split_at(end);
        rest = after;
        if !inside || may_stay(part, after, structure, known) {
            out.push_str(part);
        } else if !ends_hidden(out) {
            out.push_str(HIDDEN);
        }
    }
}

fn is_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn may_stay(word: &str, after: &str, structure: &HashSet<String>, known: &Known) -> bool {
    if word.bytes().all(|b| b.is_ascii_digit()) {
        return number_may_stay(word, after);
    }
    if known.contains(word) || word.split('_').any(|part| known.contains(part)) {
        return false;
    }
    let folded = fold(word);
    structure.contains(&folded) || is_language(&folded) || word.split('_').filter(|p| !p.is_empty()).all(part_may_stay)
}

fn is_language(folded: &str) -> bool {
    LANGUAGE.contains(&format!(" {folded} "))
}

/// One part of a name: a letter, a short number, an abbreviation, a word of the list.
fn part_may_stay(part: &str) -> bool {
    let number = part.bytes().all(|b| b.is_ascii_digit());
    (number && part.len() <= 3) || part.len() == 1 || is_short_code(part) || is_language(&fold(part)) || is_allowed(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, structure: &[&str], known: &[&str]) -> String {
        let structure: HashSet<String> = structure.iter().map(|s| s.to_string()).collect();
        code_text(&Phi::new(text), &structure, &Known::new(known)).into_value()
    }

    #[test]
    fn language_and_structure_stay() {
        let code = "CREATE TRIGGER trg_allergy BEFORE INSERT ON allergies FOR EACH ROW SET NEW.sev_cd = 3;";
        assert_eq!(shown(code, &["allergies", "sev_cd"], &[]), code);
        let plain = shown("SELECT a.quackcol FROM zebtable a", &["zebtable"], &[]);
        assert_eq!(plain, "SELECT a.[hidden] FROM zebtable a", "an unknown name is hidden because it is unknown");
    }

    #[test]
    fn literals_and_comments_are_free_text() {
        let text = shown("-- written by Zebulon Quackenbush\nUPDATE t SET owner = 'Zebulon' /* call 555-123-4567 */ WHERE mrn = 4711471 AND name <> 'Quacken''zebu'", &["t", "mrn"], &[]);
        for secret in ["ebulon", "uacken", "zebu", "4567", "4711471"] {
            assert!(!text.contains(secret), "{text}");
        }
        assert!(text.contains("UPDATE t SET"), "{text}");
    }

    #[test]
    fn brackets_and_quotes_protect_nothing() {
        for text in ["SELECT [Zebulon Quackenbush]", "SELECT \"Zebulon\"", "/* Zebulon", "'Zebulon", "zebulon_proc", "Zebulon[1]", "-- Zebulon"] {
            assert!(!shown(text, &[], &[]).to_lowercase().contains("zebulon"), "{text}");
        }
    }

    #[test]
    fn what_is_known_is_hidden_though_it_is_structure() {
        assert_eq!(shown("hope", &["hope"], &["Hope Pain"]), "[hidden]");
        assert_eq!(shown("hope_log", &["hope_log"], &["Hope Pain"]), "[hidden]");
    }

    #[test]
    fn the_end_of_a_text_is_no_trap() {
        for text in ["", "'", "''", "--", "/*", "a'", "é'é", "[", "]", "/**/", "-- é"] {
            let _ = shown(text, &[], &[]);
        }
    }

    proptest::proptest! {
        #[test]
        fn an_unknown_word_is_hidden_wherever_it_stands(before in ".{0,40}", after in ".{0,40}") {
            let text = shown(&format!("{before}Zebulonquack{after}"), &["labs"], &[]);
            proptest::prop_assert!(!text.to_lowercase().contains("zebulonquack"), "{}", text);
        }
    }
}
