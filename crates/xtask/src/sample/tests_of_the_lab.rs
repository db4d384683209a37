//! The laboratory's tests: local code, units as typed, reference range, and how values spread.
//!
//! A second unit comes from an analyser that reports in SI units; the factor is the conversion between them.

/// A second unit in which a test is reported.
pub struct Other {
    /// Units as typed.
    pub units: &'static [&'static str],
    /// Multiply a value in the first unit by this.
    pub factor: f64,
    /// Digits after the point.
    pub digits: usize,
    /// Reference range as text.
    pub range: &'static str,
}

/// One test.
pub struct Test {
    /// Local code.
    pub code: &'static str,
    /// Name.
    pub name: &'static str,
    /// Panel.
    pub panel: &'static str,
    /// Specimen code.
    pub specimen: &'static str,
    /// Units as typed.
    pub units: &'static [&'static str],
    /// Lowest and highest normal value.
    pub normal: (f64, f64),
    /// Reference range as text.
    pub range: &'static str,
    /// Lowest and highest value drawn.
    pub spread: (f64, f64),
    /// Digits after the point.
    pub digits: usize,
    /// Second unit.
    pub other: Option<Other>,
}

#[expect(clippy::too_many_arguments, reason = "one row of a table")]
const fn test(
    code: &'static str,
    name: &'static str,
    panel: &'static str,
    specimen: &'static str,
    units: &'static [&'static str],
    normal: (f64, f64),
    range: &'static str,
    spread: (f64, f64),
    digits: usize,
) -> Test {
    Test {
        code,
        name,
        panel,
        specimen,
        units,
        normal,
        range,
        spread,
        digits,
        other: None,
    }
}

const fn other(
    units: &'static [&'static str],
    factor: f64,
    digits: usize,
    range: &'static str,
) -> Option<Other> {
    Some(Other {
        units,
        factor,
        digits,
        range,
    })
}

const MASS: &[&str] = &["mg/dL", "mg/dL", "mg/dL", "MG/DL", "mg/dl"];
const MOLAR: &[&str] = &["mmol/L", "mmol/L", "MMOL/L"];
const COUNT: &[&str] = &["K/uL", "K/uL", "10*3/uL"];

/// The tests, panel by panel.
pub static TESTS: &[Test] = &[
    Test {
        other: other(MOLAR, 0.0555, 1, "3.9-5.5"),
        ..test(
            "GLU",
            "GLUCOSE",
            "BMP",
            "SER",
            MASS,
            (70.0, 99.0),
            "70-99",
            (64.0, 128.0),
            0,
        )
    },
    test(
        "K",
        "POTASSIUM",
        "BMP",
        "SER",
        MOLAR,
        (3.5, 5.1),
        "3.5-5.1",
        (3.2, 5.4),
        1,
    ),
    test(
        "NA",
        "SODIUM",
        "BMP",
        "SER",
        MOLAR,
        (136.0, 145.0),
        "136-145",
        (131.0, 147.0),
        0,
    ),
    Test {
        other: other(&["umol/L"], 88.4, 0, "53-106"),
        ..test(
            "CRE",
            "CREATININE",
            "BMP",
            "SER",
            MASS,
            (0.6, 1.2),
            "0.6-1.2",
            (0.5, 1.8),
            2,
        )
    },
    test(
        "BUN",
        "UREA NITROGEN",
        "BMP",
        "SER",
        MASS,
        (7.0, 20.0),
        "7-20",
        (6.0, 31.0),
        0,
    ),
    Test {
        other: other(MOLAR, 0.02586, 2, "<2.6"),
        ..test(
            "LDL",
            "LDL CHOL CALC",
            "LIPID",
            "SER",
            MASS,
            (0.0, 100.0),
            "<100",
            (52.0, 190.0),
            0,
        )
    },
    Test {
        other: other(MOLAR, 0.02586, 2, ">1.0"),
        ..test(
            "HDL",
            "HDL CHOL",
            "LIPID",
            "SER",
            MASS,
            (40.0, 999.0),
            ">40",
            (28.0, 85.0),
            0,
        )
    },
    Test {
        other: other(MOLAR, 0.01129, 2, "<1.7"),
        ..test(
            "TG",
            "TRIGLYCERIDES",
            "LIPID",
            "SER",
            MASS,
            (0.0, 150.0),
            "<150",
            (48.0, 320.0),
            0,
        )
    },
    Test {
        other: other(&["g/L"], 10.0, 0, "120-160"),
        ..test(
            "HGB",
            "HEMOGLOBIN",
            "CBC",
            "BLD",
            &["g/dL", "g/dL", "G/DL"],
            (12.0, 16.0),
            "12.0-16.0",
            (9.4, 17.0),
            1,
        )
    },
    test(
        "WBC",
        "WBC",
        "CBC",
        "BLD",
        COUNT,
        (4.0, 11.0),
        "4.0-11.0",
        (3.1, 14.5),
        1,
    ),
    test(
        "PLT",
        "PLATELETS",
        "CBC",
        "BLD",
        COUNT,
        (150.0, 400.0),
        "150-400",
        (110.0, 450.0),
        0,
    ),
    test(
        "A1C",
        "HGB A1C",
        "MISC",
        "BLD",
        &["%"],
        (4.0, 5.6),
        "4.0-5.6",
        (4.8, 6.4),
        1,
    ),
    test(
        "TSH",
        "TSH",
        "MISC",
        "SER",
        &["uIU/mL"],
        (0.4, 4.5),
        "0.40-4.50",
        (0.3, 7.5),
        2,
    ),
    test(
        "INR",
        "PT INR",
        "MISC",
        "BLD",
        &[""],
        (0.9, 1.1),
        "0.9-1.1",
        (0.9, 1.3),
        1,
    ),
    test(
        "UPRO",
        "URINE PROTEIN DIP",
        "MISC",
        "UR",
        &[""],
        (0.0, 0.0),
        "NEG",
        (0.0, 0.0),
        0,
    ),
    test(
        "COV",
        "SARS-COV-2 PCR",
        "MISC",
        "NP",
        &[""],
        (0.0, 0.0),
        "NEG",
        (0.0, 0.0),
        0,
    ),
];
