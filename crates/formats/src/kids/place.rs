//! Which relation a node of a build belongs to, and what its address is there.

use crate::globals::Address;

/// Letters of a section, and of the number of a file.
const NAME_MAX: usize = 20;

/// The relation of a node, and the subscripts below it.
pub(super) fn of(address: Address) -> (String, Address) {
    let first = address.texts.first().map_or("", String::as_str);
    let section = first.strip_prefix('^').unwrap_or(first).to_string();
    let file = |at: usize| address.texts.get(at).filter(|text| text.len() <= NAME_MAX && address.numbers.get(at) == Some(&true)).cloned();
    match (section.as_str(), file(1), file(2)) {
        ("DATA", Some(file), _) => (format!("kids.DATA.{file}"), below(address, 2)),
        ("KRN", Some(file), _) => (format!("mumps.build.KRN.{file}"), below(address, 2)),
        // A field goes by its file and its number: "^DD", file, file or sub-file, field.
        ("DD", Some(_), Some(file)) if address.texts.len() > 3 => ("mumps.build.DD".into(), of_field(address, &file)),
        // The file of files repeats the number of the file.
        ("DIC", Some(_), Some(_)) => ("mumps.build.DIC".into(), below(address, 2)),
        _ if is_code(&section) => (format!("mumps.build.{section}"), below(address, 1)),
        // No section that is known: its name is data.
        _ => ("mumps.build.other".into(), address),
    }
}

fn is_code(section: &str) -> bool {
    !section.is_empty() && section.len() <= NAME_MAX && section.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'%')
}

fn below(address: Address, count: usize) -> Address {
    Address { texts: address.texts.into_iter().skip(count).collect(), numbers: address.numbers.into_iter().skip(count).collect() }
}

fn of_field(address: Address, file: &str) -> Address {
    let Address { mut texts, mut numbers } = below(address, 3);
    if let (Some(field), Some(number)) = (texts.first_mut(), numbers.first_mut()) {
        *field = format!("{file},{field}");
        *number = true;
    }
    Address { texts, numbers }
}

#[cfg(test)]
mod tests {
    use super::of;
    use crate::globals::address;

    #[test]
    fn nodes_belong_to_their_section_their_file_or_their_field() {
        let cases = [
            ("\"DATA\",9.4,5,0)", "kids.DATA.9.4", "5,0"),
            ("\"KRN\",19,120,\"MEN\",1,0)", "mumps.build.KRN.19", "120,MEN,1,0"),
            ("\"^DD\",200,200.05,.01,21,1,0)", "mumps.build.DD", "200.05,.01/21,1,0"),
            ("\"^DIC\",200,200,0,\"GL\")", "mumps.build.DIC", "200,0,GL"),
            ("\"FIA\",200)", "mumps.build.FIA", "200"),
            ("\"DATA\",\"x\",1)", "mumps.build.DATA", "x,1"),
            ("\"Smith, A\",1)", "mumps.build.other", "Smith, A,1"),
            ("\"MBREQ\")", "mumps.build.MBREQ", ""),
        ];
        for (text, relation, rest) in cases {
            let (found, below) = of(address(text).unwrap());
            let joined = below.texts.join(",").replacen("200.05,.01,", "200.05,.01/", 1);
            assert_eq!((found.as_str(), joined.as_str()), (relation, rest), "{text}");
            assert_eq!(below.texts.len(), below.numbers.len());
        }
    }
}
