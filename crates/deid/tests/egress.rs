//! A planted identifier is found in every form; what only resembles one is not.

use deid::egress::{Category, Egress};
use proptest::prelude::*;

const IDENTIFIERS: [(Category, &str); 8] = [
    (Category::Name, "Zebulon Quackenbush"),
    (Category::Name, "O'Malley, Siobhán Q"),
    (Category::Number, "00847261"),
    (Category::Number, "QX-5512-88"),
    (Category::SocialSecurity, "078-05-1120"),
    (Category::Telephone, "(555) 867-5309"),
    (Category::Email, "zeb.q@mail.example.org"),
    (Category::BirthDate, "1931-07-04"),
];

fn egress() -> Egress {
    let street = (Category::Street, "4711 Hollow Creek Road Apt 5".to_owned());
    Egress::build(IDENTIFIERS.iter().map(|(category, text)| (*category, (*text).to_owned())).chain([street]))
}

/// The ways people and programs write the identifiers.
const WRITTEN: [&str; 30] = [
    "Zebulon Quackenbush", "ZEBULON QUACKENBUSH", "Quackenbush, Zebulon", "quackenbush^zebulon", "Zebulon_Quackenbush", "ZebulonQuackenbush",
    "quackenbush", "Zebulon", "Siobhan O'Malley", "SIOBHÁN Q O'MALLEY", "O'Malley, Siobhán", "00847261", "847261", "MRN847261",
    "QX-5512-88", "qx551288", "078-05-1120", "078051120", "078 05 1120", "555-867-5309", "(555) 867-5309", "555.867.5309", "5558675309",
    "+15558675309", "zeb.q@mail.example.org", "4711 Hollow Creek Rd", "4711 HOLLOW CREEK ROAD", "1931-07-04", "07/04/1931", "19310704",
];

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(bytes: &[u8]) -> String {
    let mut out = String::new();
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0u32, |bits, place| (bits << 8) | u32::from(group.get(place).copied().unwrap_or(0)));
        for place in 0..4usize {
            if place <= group.len() {
                out.push(ALPHABET[(bits >> (18 - 6 * place)) as usize & 63] as char);
            } else {
                out.push('=');
            }
        }
    }
    out
}

/// All encodings, by name.
fn encode(form: usize, text: &str) -> String {
    match form {
        0 => text.to_owned(),
        1 => text.bytes().map(|byte| format!("%{byte:02X}")).collect(),
        2 => base64(text.as_bytes()),
        3 => text.bytes().map(|byte| format!("{byte:02x}")).collect(),
        4 => text.chars().map(|letter| format!("&#{};", u32::from(letter))).collect(),
        5 => text.chars().map(|letter| format!("\\u{:04x}", u32::from(letter))).collect(),
        6 => text.bytes().map(|byte| format!("{byte:02X}")).collect(),
        7 => base64(encode(5, text).as_bytes()),
        _ => encode(1, &base64(text.as_bytes())),
    }
}

#[test]
fn every_writing_in_every_encoding_is_found() {
    let egress = egress();
    for text in WRITTEN {
        for form in 0..9 {
            // Six digits in hexadecimal or base64 are too short to tell from chance.
            if form != 0 && text.len() < 8 && form != 1 && form != 4 && form != 5 {
                continue;
            }
            let body = format!("{{\"x\":\"{}\"}}", encode(form, text));
            assert!(egress.check(body.as_bytes()).is_some(), "{text} in form {form}: {body}");
        }
    }
}

#[test]
fn every_base64_alignment_is_found() {
    let egress = egress();
    for before in ["", "a ", "ab ", "abc ", "abcd "] {
        let body = base64(format!("{before}Zebulon Quackenbush was here").as_bytes());
        assert!(egress.check(body.as_bytes()).is_some(), "{before:?}");
    }
    let wrapped: Vec<String> = base64(&[b"x".repeat(50), b" Zebulon Quackenbush ".to_vec()].concat())
        .as_bytes()
        .chunks(76)
        .map(|line| String::from_utf8_lossy(line).into_owned())
        .collect();
    assert!(egress.check(wrapped.join("\r\n").as_bytes()).is_some());
}

#[test]
fn what_only_resembles_is_no_hit() {
    let egress = egress();
    for text in [
        "", "{}", "9900847261", "008472619", "{\"rows\":847,\"of\":261}", "[7, 4, 1931]", "[1931,7,4]", "created 1931-07-05T10:00",
        "07805112", "10:07:04", "Quackenbushes", "the patient was seen", "555-867-5308", "zebulo n",
        "dGhlIHBhdGllbnQgd2FzIHNlZW4gdG9kYXk=", "3f008472615a", "4711 Hollow",
    ] {
        assert_eq!(egress.check(text.as_bytes()), None, "{text}");
    }
    assert!(Egress::build(std::iter::empty()).check(b"Zebulon Quackenbush").is_none());
}

#[test]
fn a_hit_does_not_hold_the_value() {
    let hit = egress().check(b"{\"name\":\"Zebulon Quackenbush\"}").unwrap();
    assert_eq!((hit.category, hit.form), (Category::Name, "raw"));
    let debug = format!("{hit:?} {:?}", egress());
    assert!(!debug.to_lowercase().contains("zeb"));
}

#[test]
fn short_and_common_identifiers_do_not_stop_everything() {
    let noise = [
        (Category::Name, "Will Patient"),
        (Category::Name, "Li"),
        (Category::Number, "42"),
        (Category::Number, "12345"),
        (Category::Telephone, "911"),
        (Category::Street, "Main"),
        (Category::BirthDate, "unknown"),
        (Category::Name, ""),
        (Category::Email, "none"),
    ];
    let egress = Egress::build(noise.iter().map(|(category, text)| (*category, (*text).to_owned())));
    for text in ["patient 42 of 12345", "will", "Main", "Li", "unknown", "none", "911"] {
        assert_eq!(egress.check(text.as_bytes()), None, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_planted_identifier_is_found_anywhere(
        which in 0..WRITTEN.len(), form in 0usize..9, before in "[a-z ,.:;(){}\"]{0,60}", after in "[a-z ,.:;(){}\"]{0,60}",
    ) {
        let text = WRITTEN[which];
        prop_assume!(text.len() >= 8 || form == 0);
        let body = format!("{before} \"{}\" {after}", encode(form, text));
        prop_assert!(egress().check(body.as_bytes()).is_some(), "{}", body);
    }

    #[test]
    fn any_bytes_are_searched_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = egress().check(&bytes);
    }

    #[test]
    fn any_text_is_searched_without_a_panic(text in "\\PC{0,200}") {
        let _ = egress().check(text.as_bytes());
    }

    #[test]
    fn any_identifier_can_be_held(text in "\\PC{0,60}", which in 0usize..7) {
        let categories = [
            Category::Name, Category::Number, Category::SocialSecurity, Category::Telephone, Category::Email, Category::Street,
            Category::BirthDate,
        ];
        let _ = Egress::build(std::iter::once((categories[which], text)));
    }
}
