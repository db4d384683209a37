//! What is odd about a relation and its fields, from their profiles: a list to look through, worst first.
//!
//! Says what is odd and how often, never a value: the words hold names of fields, counts and years only. What is odd need
//! not be wrong; the severity says how likely it harms a chart if nobody looks.

use crate::names::parts;
use crate::profile::{Context, FieldProfile, share};
use crate::{drift, hours};
use model::Date;
use std::cmp::Ordering;

/// Something odd.
#[derive(Debug, Clone, PartialEq)]
pub struct Anomaly {
    /// `truncated`, `default_midnight`, `leading_zeros_lost`, ...
    pub code: &'static str,
    /// Field, empty for the relation as a whole.
    pub field: String,
    /// `high`, `medium`, `low`.
    pub severity: &'static str,
    /// Rows.
    pub count: u64,
    /// Share of the rows, 0 to 1.
    pub share: f64,
    /// In words without content.
    pub words: String,
    /// Lines of the first rows, where they are known.
    pub lines: Vec<u64>,
    /// Values that it is about with their rows and patients, where they are known: content, which does not leave as it is.
    pub values: Vec<(String, u64, u64)>,
}

impl Anomaly {
    /// One of so many of all rows.
    pub(crate) fn of(code: &'static str, field: &str, severity: &'static str, (count, rows): (u64, u64), words: impl Into<String>) -> Self {
        Self { code, field: field.into(), severity, count, share: share(count, rows), words: words.into(), lines: Vec::new(), values: Vec::new() }
    }
}

/// Gathers the anomalies of one field or of the relation.
struct Found<'a> {
    field: &'a str,
    rows: u64,
    all: &'a mut Vec<Anomaly>,
}

impl Found<'_> {
    /// Notes an anomaly of so many rows, if there are any.
    fn note(&mut self, code: &'static str, severity: &'static str, count: u64, words: impl Into<String>) {
        if count > 0 {
            self.all.push(Anomaly::of(code, self.field, severity, (count, self.rows), words));
        }
    }
}

/// Anomalies of a relation of so many rows, as of `today`, worst first.
pub fn anomalies(relation: &str, rows: u64, fields: &[FieldProfile], context: &Context, today: Date) -> Vec<Anomaly> {
    let mut all = Vec::new();
    if rows == 0 {
        return all;
    }
    whole(relation, &mut Found { field: "", rows, all: &mut all }, context);
    for field in fields {
        let mut found = Found { field: &field.name, rows, all: &mut all };
        if field.filled == 0 {
            found.note("empty", "low", rows, "never filled");
            continue;
        }
        dates(field, today, &mut found);
        texts(field, &mut found);
        codes(field, &mut found);
        fill(field, &mut found);
        clocks(field, &mut found);
        drift(field, &mut found);
    }
    siblings(fields, rows, context, &mut all);
    worst_first(&mut all);
    all
}

/// Puts the most severe first, of them those of the most rows.
pub fn worst_first(all: &mut [Anomaly]) {
    all.sort_by(worse);
}

/// Which of two stands first, for whoever puts more in order than the anomalies of one relation.
pub fn worse(a: &Anomaly, b: &Anomaly) -> Ordering {
    let rank = |severity: &str| ["high", "medium", "low"].iter().position(|s| *s == severity);
    rank(a.severity).cmp(&rank(b.severity)).then_with(|| b.count.cmp(&a.count))
}

fn about(exact: bool) -> &'static str {
    if exact { "" } else { "about " }
}

/// The relation as a whole: repeated rows, codes against meanings.
fn whole(relation: &str, found: &mut Found<'_>, context: &Context) {
    let about_rows = about(context.duplicates_exact);
    found.note("duplicate_rows", "high", context.duplicates, format!("{about_rows}{} rows of {relation} repeat another row in every field", context.duplicates));
    let but_key = context.duplicates_but_key.saturating_sub(context.duplicates);
    if let Some(key) = &context.row_key {
        found.note("duplicate_but_key", "medium", but_key, format!("{about_rows}{but_key} rows repeat another row in every field but {key}"));
    }
    for pair in &context.pairs {
        let (code, meaning, part) = (&pair.code, &pair.meaning, if pair.exact { "" } else { " among the pairs that were kept" });
        let severity = if share(pair.rows_with_many, found.rows) > 0.01 { "high" } else { "medium" };
        let words = format!("{} values of {code} stand with more than one {meaning}{part}", pair.codes_with_many);
        found.note("code_with_many_meanings", severity, pair.rows_with_many, words);
        let words = format!("{} values of {meaning} stand with more than one {code}{part}", pair.meanings_with_many);
        found.note("meaning_with_many_codes", "low", pair.meanings_with_many, words);
    }
}

/// Dates that cannot be, or that nobody entered.
fn dates(field: &FieldProfile, today: Date, found: &mut Found<'_>) {
    found.note("impossible_date", "high", field.impossible_dates, "written as a date and no such day exists");
    if !field.is_dated() {
        return;
    }
    let ahead = ["appt", "appoint", "sched", "due", "expir", "end", "next", "follow", "plan", "stop", "thru", "until", "valid"];
    let ahead = parts(&field.name).iter().any(|part| ahead.iter().any(|word| part.contains(*word)));
    let in_years = |from: i16, to: i16| -> u64 { field.years.iter().filter(|(year, _)| (from..=to).contains(*year)).map(|(_, rows)| *rows).sum() };
    let tomorrow = (f64::from(today.days()) + 1.0) * 86_400.0;
    let future = in_years(today.year.saturating_add(1), 2100).max(u64::from(field.max.is_some_and(|max| max >= tomorrow)));
    let severity = if ahead { "low" } else { "medium" };
    found.note("future_date", severity, future, "rows lie after the day of the delivery");
    let old = in_years(i16::MIN, 1899);
    found.note("before_1900", "medium", old, format!("{old} rows lie before 1900"));
    found.note("year_out_of_range", "low", in_years(2101, i16::MAX), "years after 2100 stand for \"no end\" or for nothing");
    let defaults: u64 = field.default_dates.values().sum();
    found.note("default_date", "medium", defaults, "days that systems write when they know none, such as 1900-01-01");
    if share(field.midnight, field.timed) >= 0.2 {
        let words = if field.midnight == field.timed { "the time is always midnight: no time is known" } else { "the time is midnight far too often: it is a default" };
        found.note("default_midnight", "medium", field.midnight, words);
    }
    if field.day_first > 0 && field.month_first > 0 {
        let words = format!("{} rows can only be day first and {} only month first", field.day_first, field.month_first);
        found.note("mixed_day_and_month", "high", field.ambiguous_dates.max(1), words);
    } else if field.ambiguous_dates > 0 && field.day_first == 0 && field.month_first == 0 {
        found.note("ambiguous_day_and_month", "medium", field.ambiguous_dates, "nothing tells whether day or month comes first");
    }
    if field.formats.len() > 1 {
        let most = field.formats.values().max().copied().unwrap_or(0);
        let others = field.formats.values().sum::<u64>().saturating_sub(most);
        found.note("mixed_date_formats", "low", others, format!("{} date formats side by side", field.formats.len()));
    }
    let first = field.top.first().map_or(0, |(_, rows, _)| *rows);
    if field.distinct > 1 && field.filled >= 50 && share(first, field.filled) > 0.2 {
        found.note("mass_identical", "medium", first, "one moment stands in more than a fifth of the rows: a batch, a conversion or a default");
    }
}

/// Texts that were damaged on their way.
fn texts(field: &FieldProfile, found: &mut Found<'_>) {
    if let Some(length) = field.truncated_at {
        found.note("truncated", "high", field.truncated, format!("many different values end at {length} characters exactly: the rest seems to be cut off"));
    }
    found.note("mojibake", "medium", field.mojibake, "UTF-8 that was read in another encoding");
    found.note("replacement_characters", "high", field.replacement, "characters are lost: replacement characters stand in their place");
    found.note("control_characters", "low", field.control, "control characters inside the values");
    found.note("test_patients", "medium", field.test_names, "names that say test, dummy or ZZ");
    if share(field.padded, field.filled) > 0.05 {
        found.note("padded", "low", field.padded, "blanks around the values");
    }
}

/// Codes and numbers that are no longer what they were.
fn codes(field: &FieldProfile, found: &mut Found<'_>) {
    if field.zeros_lost > 0 && (field.zeros_twins > 0 || field.zeros_kept > 0 || share(field.zeros_lost, field.filled) < 0.9) {
        let severity = if field.zeros_twins > 0 { "high" } else { "medium" };
        let words = format!("shorter numbers stand beside ones with leading zeros; {} stand both ways", field.zeros_twins);
        found.note("leading_zeros_lost", severity, field.zeros_lost, words);
    }
    found.note("free_text_in_code", "medium", field.free_text, "sentences in a field that otherwise holds a few codes");
    let units: u64 = field.units.iter().map(|(_, rows)| *rows).sum();
    if field.units.len() > 1 {
        found.note("mixed_units", "high", units, format!("{} units inside the values", field.units.len()));
    } else if share(units, field.filled) < 0.95 {
        found.note("unit_inside_value", "medium", units, "some values carry a unit and others do not");
    }
    let off = field.filled.saturating_sub((field.confidence * field.filled as f64).round() as u64);
    if !matches!(field.kind.as_str(), "text" | "empty") && off > 0 {
        let stray = off.saturating_sub(field.null_like);
        found.note("mixed_kinds", "low", stray, format!("most values are of kind {}, these are not", field.kind));
    }
    found.note("null_like", "low", field.null_like, format!("{} texts that usually mean empty", field.null_tokens.len()));
}

/// Fields that say nothing, or only somewhere.
fn fill(field: &FieldProfile, found: &mut Found<'_>) {
    if field.distinct == 1 && field.filled == field.rows && field.rows >= 10 {
        found.note("constant", "low", field.rows, "the same value in every row");
    }
    if field.one_facility.is_some() {
        found.note("one_clinic_only", "medium", field.filled, "filled for one clinic only");
    }
    if let Some(year) = field.one_year {
        found.note("one_year_only", "low", field.filled, format!("filled in {year} only"));
    }
}

/// What changed over the years.
fn drift(field: &FieldProfile, found: &mut Found<'_>) {
    for change in drift::changes(field) {
        found.note(change.code, change.severity, change.rows, change.words);
    }
}

/// Times by clocks that do not agree: offsets that no one clock has, an hour that never was, places and siblings some hours apart.
fn clocks(field: &FieldProfile, found: &mut Found<'_>) {
    let all: u64 = field.offsets.values().sum();
    let most = field.offsets.values().max().copied().unwrap_or(0);
    let zones: Vec<i32> = field.offsets.keys().filter_map(|offset| minutes(offset)).collect();
    let apart = zones.iter().max().zip(zones.iter().min()).is_some_and(|(most, least)| most - least > 60);
    if field.offsets.contains_key("none") && !zones.is_empty() {
        found.note("mixed_offsets", "medium", all - most, "times with and without an offset from UTC side by side");
    } else if apart {
        found.note("mixed_offsets", "medium", all - most, "offsets from UTC side by side that no one clock has, summer and winter apart");
    }
    let severity = if field.skipped_hour >= 5 { "medium" } else { "low" };
    found.note("skipped_hour", severity, field.skipped_hour, "times in the hour that clocks in the United States skip in spring: they are not by the clock of a place there");
    for (hours, rows) in &field.shifted_places {
        let words = format!("at one place the hours of the day lie {} than everywhere else: another time zone, or a clock that was set", hours::told(*hours));
        found.note("time_zone_shift", "medium", *rows, words);
    }
}

/// Minutes east of UTC of `-05:00`.
fn minutes(offset: &str) -> Option<i32> {
    let (hours, rest) = offset.get(1..)?.split_once(':')?;
    let minutes = hours.parse::<i32>().ok()? * 60 + rest.parse::<i32>().ok()?;
    Some(if offset.starts_with('-') { -minutes } else { minutes })
}

/// Fields whose times lie some hours apart from those of the relation's main one. What is entered later the same morning lies an hour or two apart.
fn siblings(fields: &[FieldProfile], rows: u64, context: &Context, all: &mut Vec<Anomaly>) {
    let day = |field: &FieldProfile| hours::Day::try_from(field.hours.as_slice()).ok();
    let timed = |field: &&FieldProfile| day(field).is_some();
    let main = fields.iter().find(|f| context.date_field.as_deref() == Some(f.name.as_str())).filter(timed);
    let Some(main) = main.or_else(|| fields.iter().filter(timed).max_by_key(|f| f.hours.iter().sum::<u64>())) else { return };
    for field in fields.iter().filter(|f| f.name != main.name) {
        let shift = day(main).zip(day(field)).and_then(|(main, own)| hours::shift(&main, &own));
        if let Some((by, _)) = shift.filter(|(hours, _)| hours.abs() >= 3) {
            let words = format!("the hours of the day are those of {}, {}: one of the two is by another time zone", main.name, hours::told(by));
            Found { field: &field.name, rows, all: &mut *all }.note("time_zone_shift", "medium", field.hours.iter().sum(), words);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profiler::Profiler;

    fn today() -> Date {
        Date::day(2024, 6, 30).unwrap()
    }

    fn found(names: &[&str], rows: &[Vec<String>]) -> Vec<Anomaly> {
        let names: Vec<String> = names.iter().map(|name| name.to_string()).collect();
        let mut profiler = Profiler::new(&names, None);
        for row in rows {
            profiler.row(&row.iter().map(String::as_str).collect::<Vec<_>>());
        }
        let profile = profiler.finish_relation();
        anomalies("visits", profile.rows, &profile.fields, &profile.context, today())
    }

    /// What is found across the fields of rows of codes and meanings.
    fn paired(rows: &[Vec<String>]) -> Context {
        let mut profiler = Profiler::new(&["DX_CD".to_string(), "DX_DESC".to_string()], None);
        rows.iter().for_each(|row| profiler.row(&row.iter().map(String::as_str).collect::<Vec<_>>()));
        profiler.finish_relation().context
    }

    /// Codes found for one field with these values.
    fn of(name: &str, values: &[&str]) -> Vec<&'static str> {
        let rows: Vec<Vec<String>> = values.iter().enumerate().map(|(n, value)| vec![format!("r{n}"), value.to_string()]).collect();
        found(&["row", name], &rows).into_iter().filter(|a| a.field == name).map(|a| a.code).collect()
    }

    #[test]
    fn odd_dates() {
        assert_eq!(of("seen", &["2012-03-04", "2012-04-05", "2012-02-30"]), ["impossible_date", "mixed_kinds"]);
        assert_eq!(of("seen", &["2012-03-04", "2025-04-05"]), ["future_date"]);
        assert_eq!(of("seen", &["2012-03-04", "2024-07-01"]), ["future_date"], "tomorrow");
        let rows: Vec<Vec<String>> = ["2012-03-04", "2025-04-05"].iter().map(|day| vec![day.to_string(); 2]).collect();
        let severities: Vec<&str> = found(&["taken_date", "end_date"], &rows).iter().filter(|a| a.code == "future_date").map(|a| a.severity).collect();
        assert_eq!(severities, ["medium", "low"], "only an end is expected to lie ahead, and no word ends where two meet");
        assert!(of("seen", &["2012-03-04", "2024-06-30"]).is_empty(), "today");
        assert_eq!(of("seen", &["2012-03-04", "1850-01-02", "9999-12-31"]), ["before_1900", "year_out_of_range"]);
        assert_eq!(of("seen", &["2012-03-04", "1900-01-01"]), ["default_date"]);
        assert_eq!(of("seen", &["13/01/2012", "01/13/2012", "02/03/2012"]), ["mixed_day_and_month", "mixed_date_formats"]);
        assert_eq!(of("seen", &["2012-03-04 00:00:00", "2012-03-05 10:11:12"]), ["default_midnight"]);
        let mass: Vec<&str> = (0..60).map(|n| if n < 40 { "2012-03-04" } else { "2013-05-06" }).collect();
        assert_eq!(of("seen", &mass), ["mass_identical"]);
    }

    #[test]
    fn odd_texts() {
        assert_eq!(of("city", &["MÃ¼nchen", "Bonn"]), ["mojibake"]);
        assert_eq!(of("last_name", &["ZZTEST", "Miller"]), ["test_patients"]);
        assert_eq!(of("mrn", &["00123", "123", "04567"]), ["leading_zeros_lost"]);
        assert_eq!(of("dose", &["5 mg", "10", "20"]), ["unit_inside_value", "mixed_kinds"]);
        assert!(of("order", &["10001231", "20120304", "20129999", "88000000"]).is_empty(), "a number that may be read as a day is still a number");
        assert_eq!(of("seen", &["20120304", "20120405", "17"]), ["mixed_kinds"], "a number among days is none of them");
        assert_eq!(of("x", &[""; 12]), ["empty"]);
        assert_eq!(of("x", &["a"; 12]), ["constant"]);
    }

    #[test]
    fn what_changed_over_the_years() {
        let mut rows = Vec::new();
        for n in 0..120 {
            let year = 2013 + n / 40;
            let code = if year < 2015 { format!("{}.1", 250 + n) } else { format!("E{}.9", 10 + n % 80) };
            rows.push(vec![format!("{year}-02-03"), code, if year < 2014 { String::new() } else { format!("{n}") }, n.to_string()]);
        }
        let found = found(&["visit_dt", "dx_cd", "pain", "n"], &rows);
        let words: Vec<(&str, &str, &str)> = found.iter().map(|a| (a.code, a.field.as_str(), a.words.as_str())).collect();
        assert!(words.contains(&("changed_form", "dx_cd", "changed in 2015: from decimal to letters first")), "{words:?}");
        assert!(words.contains(&("began", "pain", "hardly ever filled before 2014")), "{words:?}");
    }

    #[test]
    fn repeated_rows_and_codes_with_two_meanings() {
        let row = |code: &str, meaning: &str| vec![code.to_string(), meaning.to_string()];
        let found = found(&["DX_CD", "DX_DESC"], &[row("I10", "Hypertension"), row("I10", "Hypertension"), row("E11", "Diabetes"), row("E11", "Asthma")]);
        let codes: Vec<(&str, u64)> = found.iter().map(|a| (a.code, a.count)).collect();
        assert_eq!(codes, [("code_with_many_meanings", 2), ("duplicate_rows", 1)]);
        let found = super::anomalies("visits", 3, &[], &paired(&[row("E11", "Diabetes"), row("E11.9", "diabetes"), row("I10", "Hypertension")]), today());
        assert_eq!(found.iter().map(|a| (a.code, a.count)).collect::<Vec<_>>(), [("meaning_with_many_codes", 1)], "one concept under two codes");
    }

    /// So many rows over these years of a clinic from eight to five; `moment` gives the cells of a row by year, hour and minute.
    fn over_years(years: std::ops::Range<u32>, moment: impl Fn(u32, u32, u32) -> Vec<String>) -> Vec<Vec<String>> {
        const HOURS: [u32; 14] = [8, 8, 9, 9, 9, 10, 10, 10, 11, 11, 13, 14, 14, 16];
        years.flat_map(|year| (0..420u32).map(move |n| (year, n))).map(|(year, n)| moment(year, HOURS[n as usize % HOURS.len()], n % 60)).collect()
    }

    #[test]
    fn clocks_that_do_not_agree() {
        let all = |names: &[&str], rows: &[Vec<String>]| -> Vec<(&'static str, String, String)> {
            let wanted = ["time_zone_shift", "mixed_offsets", "skipped_hour"];
            found(names, rows).into_iter().filter(|a| wanted.contains(&a.code)).map(|a| (a.code, a.field, a.words)).collect()
        };
        let moved = over_years(2012..2016, |year, hour, minute| vec![format!("{year}-05-06 {:02}:{minute:02}:00", if year < 2014 { hour } else { hour + 5 })]);
        let words = "from 2014 on the hours of the day lie five hours later: another time zone, or a clock that was set".to_string();
        assert_eq!(all(&["visit_dt"], &moved), [("time_zone_shift", "visit_dt".to_string(), words)]);
        let siblings = over_years(2012..2014, |year, hour, minute| {
            vec![format!("{year}-05-06 {hour:02}:{minute:02}:00"), format!("{year}-05-06 {:02}:{minute:02}:30", hour + 6), format!("{year}-05-06 {:02}:{minute:02}:40", hour + 1)]
        });
        let of_siblings = all(&["visit_dt", "result_time", "sent_time"], &siblings);
        assert_eq!(of_siblings.iter().map(|(code, field, _)| (*code, field.as_str())).collect::<Vec<_>>(), [("time_zone_shift", "result_time")], "an hour later is the course of a day");
        assert!(of_siblings[0].2.contains("visit_dt, six hours later"));
        let steady = over_years(2012..2016, |year, hour, minute| vec![format!("{year}-05-06 {hour:02}:{minute:02}:00")]);
        assert!(all(&["visit_dt"], &steady).is_empty());
    }

    #[test]
    fn offsets_and_hours_that_no_one_clock_has() {
        let zones = ["2012-03-04T10:00:01-05:00", "2012-07-04T10:00:01-04:00", "2012-03-05T10:00:01-05:00"];
        assert!(of("seen", &zones).is_empty(), "summer and winter of one clock");
        assert_eq!(of("seen", &[zones.as_slice(), &["2012-03-04T10:00:01Z"]].concat()), ["mixed_offsets"]);
        assert_eq!(of("seen", &[zones.as_slice(), &["2012-03-04T10:00:01"]].concat()), ["mixed_offsets"]);
        assert_eq!(of("seen", &["2014-03-09 02:15:00", "2014-03-10 10:00:01"]), ["skipped_hour"]);
    }

    #[test]
    fn texts_cut_off_and_sentences_among_codes() {
        let names: Vec<String> = (0..60).map(|n| if n % 3 == 0 { format!("{n:02}{}", "y".repeat(18)) } else { format!("{n:02}{}", "x".repeat(n % 14)) }).collect();
        assert!(of("summary", &names.iter().map(String::as_str).collect::<Vec<_>>()).contains(&"truncated"));
        let codes: Vec<&str> = (0..100).map(|n| if n % 25 == 7 { "see what was said last week" } else { ["A", "B", "C"][n % 3] }).collect();
        assert_eq!(of("status_cd", &codes), ["free_text_in_code"]);
    }

    #[test]
    fn a_field_that_changed_its_meaning_is_told_with_both_sides() {
        let rows: Vec<Vec<String>> = (0..400u32)
            .map(|n| {
                let year = 2012 + n / 100;
                let weight = 60.0 + f64::from(n * 7 % 200) / 8.0;
                let sex = match (year < 2014, n % 2) {
                    (true, 0) => "M",
                    (true, _) => "F",
                    (_, 0) => "1",
                    _ => "2",
                };
                vec![format!("{year}-02-03"), sex.to_string(), format!("{:.1}", if year < 2014 { weight } else { weight * 2.2046 })]
            })
            .collect();
        let all = found(&["visit_dt", "sex", "weight"], &rows);
        let words: Vec<(&str, &str, &str)> = all.iter().map(|a| (a.code, a.field.as_str(), a.words.as_str())).collect();
        let weight = words.iter().find(|w| w.0 == "changed_magnitude").unwrap();
        assert!(weight.1 == "weight" && weight.2.starts_with("changed in 2014: from smaller numbers to numbers 2."), "{words:?}");
        assert!(weight.2.ends_with("as pounds for kilograms would be"), "{words:?}");
        assert!(words.iter().any(|w| w.1 == "sex" && w.2.starts_with("changed in 2014")), "{words:?}");
    }

    #[test]
    fn words_hold_no_values() {
        for anomaly in found(&["row", "last_name"], &[vec!["1".into(), "ZZTEST".into()], vec!["2".into(), "Müller".into()]]) {
            assert!(!anomaly.words.contains("ZZTEST") && !anomaly.words.contains("ller"), "{}", anomaly.words);
        }
    }
}
