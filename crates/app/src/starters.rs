//! The starters that come with the program: a lens, and a mapping where there is one, for each legacy system that is known.
//!
//! They are data of the repository, compiled in; nothing here reads a workspace.

/// A lens and a mapping for one legacy system.
#[derive(Debug)]
pub struct Starter {
    /// Name.
    pub name: &'static str,
    /// The system that it is for.
    pub about: &'static str,
    /// Text of the lens.
    pub lens: &'static str,
    /// Text of the mapping. None where the fields of a system are read and nobody has mapped them yet.
    pub mapping: Option<&'static str>,
}

macro_rules! starter {
    ($name:literal, $about:literal) => {
        Starter {
            name: $name,
            about: $about,
            lens: include_str!(concat!("../../../assets/starters/", $name, "/lens.toml")),
            mapping: Some(include_str!(concat!("../../../assets/starters/", $name, "/mapping.toml"))),
        }
    };
    (lens only $name:literal, $about:literal) => {
        Starter { name: $name, about: $about, lens: include_str!(concat!("../../../assets/starters/", $name, "/lens.toml")), mapping: None }
    };
}

/// All of them.
pub const STARTERS: &[Starter] = &[
    starter!("harbor", "the sample hospital's proprietary tables and HL7 v2 files"),
    starter!("synthea-csv", "Synthea's CSV export, 2019 and later"),
    starter!("synthea-csv-2018", "Synthea's CSV export of 2018"),
    starter!(lens only "vista", "the FileMan files of a VistA system, from its globals (.zwr); a lens without a mapping"),
];

/// The starter of a name.
pub fn starter(name: &str) -> Option<&'static Starter> {
    STARTERS.iter().find(|starter| starter.name == name)
}
