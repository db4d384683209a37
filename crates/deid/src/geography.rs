//! Geography: the state, or the first three digits of a ZIP code, and nothing finer.
//!
//! Eighteen ZIP3 prefixes have 20,000 people or fewer in the 2020 census and become `000`; so does every prefix that is
//! not in the census table. The built-in ranges leave out unassigned, military, government and island prefixes: a prefix
//! wrongly left out costs detail, one wrongly let in would cost privacy.

use crate::door::{Deid, Rule, WITHHELD};
use model::Phi;

const SMALL: [&str; 18] = [
    "036", "059", "102", "202", "203", "204", "205", "369", "556", "692", "753", "772", "821", "823", "878", "879", "884",
    "893",
];

/// First and last prefix of each run of assigned, geographic prefixes.
const ASSIGNED: [(u16, u16); 60] = [
    (6, 7), (9, 54), (56, 89), (100, 191), (193, 201), (206, 212), (214, 268), (270, 310), (312, 331), (333, 339),
    (341, 342), (344, 344), (346, 347), (349, 352), (354, 374), (376, 397), (400, 418), (420, 427), (430, 458), (460, 508),
    (510, 516), (520, 528), (530, 532), (534, 535), (537, 551), (553, 567), (570, 577), (580, 588), (590, 620), (622, 631),
    (633, 641), (644, 648), (650, 658), (660, 662), (664, 681), (683, 693), (700, 701), (703, 708), (710, 714), (716, 731),
    (734, 741), (743, 770), (773, 816), (820, 838), (840, 841), (843, 847), (850, 853), (855, 857), (859, 860), (863, 865),
    (870, 875), (877, 884), (890, 891), (893, 895), (897, 898), (900, 908), (910, 928), (930, 937), (939, 961), (967, 968),
];
const LAST: (u16, u16) = (970, 986);
const FAR: (u16, u16) = (988, 999);

/// Whether three digits are a prefix that is safe to take for one of the census table. The default for [`zip3`].
pub fn is_census_prefix(prefix: &str) -> bool {
    let Ok(number) = prefix.parse::<u16>() else { return false };
    let inside = |(first, last): &(u16, u16)| (*first..=*last).contains(&number);
    prefix.len() == 3 && (ASSIGNED.iter().any(inside) || inside(&LAST) || inside(&FAR))
}

/// The first three digits of a ZIP code, or `000`.
pub fn zip3<T: AsRef<str>>(zip: &Phi<T>, in_census: impl Fn(&str) -> bool) -> Deid<String> {
    let prefix = prefix(zip.reveal().as_ref().trim());
    let shown = prefix.filter(|prefix| !SMALL.contains(prefix) && in_census(prefix));
    Deid::new(shown.unwrap_or("000").to_owned(), Rule::Zip3)
}

/// The prefix of `12345`, `12345-6789` or `123456789`.
fn prefix(zip: &str) -> Option<&str> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let well_formed = match (zip.len(), zip.split_once('-')) {
        (5 | 9, None) => digits(zip),
        (10, Some((five, four))) => five.len() == 5 && digits(five) && digits(four),
        _ => false,
    };
    if well_formed { zip.get(..3) } else { None }
}

/// The two-letter code of a state, district or territory, from its code or its name.
pub fn state_only<T: AsRef<str>>(state: &Phi<T>) -> Deid<String> {
    let given = state.reveal().as_ref().trim();
    let known = STATES.iter().find(|(code, name)| given.eq_ignore_ascii_case(code) || given.eq_ignore_ascii_case(name));
    Deid::new(known.map_or(WITHHELD, |(code, _)| *code).to_owned(), Rule::StateOnly)
}

const STATES: [(&str, &str); 56] = [
    ("AL", "Alabama"), ("AK", "Alaska"), ("AZ", "Arizona"), ("AR", "Arkansas"), ("CA", "California"), ("CO", "Colorado"),
    ("CT", "Connecticut"), ("DE", "Delaware"), ("DC", "District of Columbia"), ("FL", "Florida"), ("GA", "Georgia"),
    ("HI", "Hawaii"), ("ID", "Idaho"), ("IL", "Illinois"), ("IN", "Indiana"), ("IA", "Iowa"), ("KS", "Kansas"),
    ("KY", "Kentucky"), ("LA", "Louisiana"), ("ME", "Maine"), ("MD", "Maryland"), ("MA", "Massachusetts"),
    ("MI", "Michigan"), ("MN", "Minnesota"), ("MS", "Mississippi"), ("MO", "Missouri"), ("MT", "Montana"),
    ("NE", "Nebraska"), ("NV", "Nevada"), ("NH", "New Hampshire"), ("NJ", "New Jersey"), ("NM", "New Mexico"),
    ("NY", "New York"), ("NC", "North Carolina"), ("ND", "North Dakota"), ("OH", "Ohio"), ("OK", "Oklahoma"),
    ("OR", "Oregon"), ("PA", "Pennsylvania"), ("RI", "Rhode Island"), ("SC", "South Carolina"), ("SD", "South Dakota"),
    ("TN", "Tennessee"), ("TX", "Texas"), ("UT", "Utah"), ("VT", "Vermont"), ("VA", "Virginia"), ("WA", "Washington"),
    ("WV", "West Virginia"), ("WI", "Wisconsin"), ("WY", "Wyoming"), ("AS", "American Samoa"), ("GU", "Guam"),
    ("MP", "Northern Mariana Islands"), ("PR", "Puerto Rico"), ("VI", "Virgin Islands"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn zip(text: &str) -> String {
        zip3(&Phi::new(text), is_census_prefix).into_value()
    }

    #[test]
    fn small_and_unknown_prefixes_become_zeros() {
        for prefix in SMALL {
            assert_eq!(zip(&format!("{prefix}01")), "000");
        }
        for bad in ["", "123", "1234", "123456", "ABCDE", "12 34", "1234-5678", "00000", "09912", "96201", "34012", "\u{0661}2345"] {
            assert_eq!(zip(bad), "000", "{bad}");
        }
        assert_eq!(zip("10001"), "100");
        assert_eq!(zip(" 60614-2203 "), "606");
        assert_eq!(zip("606142203"), "606");
        assert_eq!(zip3(&Phi::new("10001"), |_| false).into_value(), "000");
    }

    #[test]
    fn states_by_code_and_name() {
        assert_eq!(state_only(&Phi::new("ma")).value(), "MA");
        assert_eq!(state_only(&Phi::new("New York")).value(), "NY");
        assert_eq!(state_only(&Phi::new("Springfield, MA")).value(), WITHHELD);
    }
}
