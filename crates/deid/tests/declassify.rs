//! Properties of the declassifiers: what is protected never comes out.

use deid::{FreeText, Known, age_band, free_text, is_census_prefix, safe_harbor_stream, structure_name, year, zip3};
use model::Phi;
use proptest::prelude::*;

proptest! {
    #[test]
    fn ages_over_89_are_one_band(birth in 1880i32..2026, month in 1u8..=12, day in 1u8..=28) {
        let today = (2026, 6, 15);
        let band = age_band(&Phi::new((birth, month, day)), today).into_value();
        let age = 2026 - birth - i32::from((6, 15) < (month, day));
        prop_assert_eq!(band == "90+", age >= 90);
        if age >= 90 {
            let born = year(&Phi::new((birth, month, day)), Some(&Phi::new((birth, month, day))), today);
            prop_assert_eq!(born.into_value(), None);
        }
    }

    #[test]
    fn a_zip_never_comes_out(zip in "[0-9]{5}", plus in "(-[0-9]{4})?") {
        let given = format!("{zip}{plus}");
        let shown = zip3(&Phi::new(given.as_str()), is_census_prefix).into_value();
        prop_assert_eq!(shown.len(), 3);
        prop_assert!(shown == "000" || zip.starts_with(&shown));
    }

    #[test]
    fn a_date_never_stays_in_text(year in 1900i32..2030, month in 1u8..=12, day in 1u8..=28, before in "[a-z ]{0,20}") {
        let dates = [
            format!("{year}-{month:02}-{day:02}"),
            format!("{month}/{day}/{year}"),
            format!("{month:02}/{day:02}/{year}"),
            format!("{year}{month:02}{day:02}"),
            format!("{day}-{month}-{year}"),
        ];
        for date in dates {
            let text = format!("{before} {date} seen");
            prop_assert!(!safe_harbor_stream(&text).contains(&date));
            prop_assert!(!free_text(&Phi::new(text.as_str()), &Known::default(), FreeText::Scrubbed).value().contains(&date));
            let named = structure_name(&Phi::new(format!("scan_{}.pdf", date)), &Known::default());
            prop_assert!(!named.value().contains(&date));
        }
    }

    #[test]
    fn known_identifiers_never_stay(first in "[A-Z][a-z]{2,8}", last in "[A-Z][a-z]{3,10}", number in "[0-9]{6,10}") {
        let known = Known::new([format!("{first} {last}"), number.clone()]);
        let text = format!("{first} {last} ({number}) was seen; {} denies pain. {last}_{number}", first.to_lowercase());
        let scrubbed = free_text(&Phi::new(text), &known, FreeText::Scrubbed).into_value();
        let words: Vec<&str> = scrubbed.split(|letter: char| !letter.is_alphanumeric()).collect();
        for secret in [first.as_str(), last.as_str(), number.as_str()] {
            prop_assert!(!words.iter().any(|word| word.eq_ignore_ascii_case(secret)) || is_mask(secret), "{}", scrubbed);
        }
    }

    #[test]
    fn any_text_is_scrubbed_without_a_panic(text in "\\PC{0,200}") {
        let _ = free_text(&Phi::new(text.as_str()), &Known::default(), FreeText::Scrubbed);
        let _ = structure_name(&Phi::new(text.as_str()), &Known::default());
    }
}

/// The words masks are made of.
fn is_mask(word: &str) -> bool {
    ["hidden", "name", "number", "date", "place", "telephone", "address", "url", "mail", "id", "year", "years", "old", "age"]
        .iter()
        .any(|mask| mask.eq_ignore_ascii_case(word))
}
