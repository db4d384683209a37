//! The drugs, as the clinic orders them: name, code, dose and the sig that people type.
//!
//! RxNorm codes are of products or of ingredients, mixed, because the clinic stored what its screen offered.

/// A drug as the clinic orders it.
pub struct Drug {
    /// Key within this file.
    pub key: &'static str,
    /// Name as printed.
    pub name: &'static str,
    /// RxNorm, or empty.
    pub rxnorm: &'static str,
    /// Local code, when there is no RxNorm.
    pub local: &'static str,
    /// Dose and unit.
    pub dose: (&'static str, &'static str),
    /// Route.
    pub route: &'static str,
    /// Frequency code.
    pub frequency: &'static str,
    /// As needed.
    pub as_needed: bool,
    /// Free-text sig.
    pub sig: &'static str,
    /// Days of a short course; 0 for a drug taken for good.
    pub days: i64,
}

#[expect(clippy::too_many_arguments, reason = "one row of a table")]
const fn drug(
    key: &'static str,
    name: &'static str,
    rxnorm: &'static str,
    dose: (&'static str, &'static str),
    route: &'static str,
    frequency: &'static str,
    sig: &'static str,
    days: i64,
) -> Drug {
    Drug {
        key,
        name,
        rxnorm,
        local: "",
        dose,
        route,
        frequency,
        as_needed: false,
        sig,
        days,
    }
}

/// The drugs.
pub static DRUGS: &[Drug] = &[
    drug(
        "METFORMIN",
        "METFORMIN 500 MG TAB",
        "861007",
        ("500", "MG"),
        "PO",
        "BID",
        "1 tab po bid with meals",
        0,
    ),
    drug(
        "GLARGINE",
        "INSULIN GLARGINE 100 UNITS/ML",
        "274783",
        ("20", "UNITS"),
        "SC",
        "QHS",
        "20 units sc at bedtime",
        0,
    ),
    drug(
        "LISINOPRIL",
        "LISINOPRIL 10 MG TAB",
        "314076",
        ("10", "MG"),
        "PO",
        "QD",
        "take one tablet by mouth daily",
        0,
    ),
    drug(
        "AMLODIPINE",
        "AMLODIPINE 5 MG TAB",
        "197361",
        ("5", "MG"),
        "PO",
        "QD",
        "1 po qd",
        0,
    ),
    drug(
        "HCTZ",
        "HYDROCHLOROTHIAZIDE 25 MG TAB",
        "310798",
        ("25", "MG"),
        "PO",
        "QD",
        "1 tab qam",
        0,
    ),
    drug(
        "ATORVASTATIN",
        "ATORVASTATIN 20 MG TAB",
        "617310",
        ("20", "MG"),
        "PO",
        "QHS",
        "1 po qhs",
        0,
    ),
    drug(
        "SIMVASTATIN",
        "SIMVASTATIN 20 MG TAB",
        "312961",
        ("20", "MG"),
        "PO",
        "QHS",
        "1 tab at bedtime",
        0,
    ),
    drug(
        "MONTELUKAST",
        "MONTELUKAST 10 MG TAB",
        "88249",
        ("10", "mg"),
        "PO",
        "QHS",
        "one every evening",
        0,
    ),
    drug(
        "SERTRALINE",
        "SERTRALINE 50 MG TAB",
        "36437",
        ("50", "mg"),
        "PO",
        "QD",
        "1 po qam, may incr to 2 after 2 wks if tolerated",
        0,
    ),
    drug(
        "OMEPRAZOLE",
        "OMEPRAZOLE 20 MG CAP",
        "7646",
        ("20", "MG"),
        "PO",
        "QD",
        "1 cap 30 min before breakfast",
        0,
    ),
    drug(
        "LEVOTHYROXINE",
        "LEVOTHYROXINE 100 MCG TAB",
        "892246",
        ("100", "MCG"),
        "PO",
        "QD",
        "1 tab daily on empty stomach",
        0,
    ),
    drug(
        "WARFARIN",
        "WARFARIN 5 MG TAB",
        "855332",
        ("5", "MG"),
        "PO",
        "QD",
        "as directed by coumadin clinic",
        0,
    ),
    drug(
        "METOPROLOL",
        "METOPROLOL 50 MG TAB",
        "6918",
        ("50", "MG"),
        "PO",
        "BID",
        "1 po bid hold for hr <55",
        0,
    ),
    drug(
        "DIGOXIN",
        "DIGOXIN 125 MCG TAB",
        "3407",
        ("125", "mcg"),
        "PO",
        "QD",
        "1 tab po daily",
        0,
    ),
    drug(
        "ASPIRIN",
        "ASPIRIN 81 MG TAB",
        "1191",
        ("81", "MG"),
        "PO",
        "QD",
        "1 daily",
        0,
    ),
    drug(
        "FUROSEMIDE",
        "FUROSEMIDE 40 MG TAB",
        "4603",
        ("40", "MG"),
        "PO",
        "QD",
        "1 qam, extra 1/2 tab for wt gain >3 lb",
        0,
    ),
    drug(
        "PREDNISONE",
        "PREDNISONE 10 MG TAB",
        "8640",
        ("40", "MG"),
        "PO",
        "QD",
        "4 tabs x3d, 3 tabs x3d, 2 tabs x3d, 1 tab x3d, then stop",
        12,
    ),
    drug(
        "AMOXICILLIN",
        "AMOXICILLIN 500 MG CAP",
        "723",
        ("500", "MG"),
        "PO",
        "TID",
        "1 cap tid x 10 days",
        10,
    ),
    drug(
        "TRAMADOL",
        "TRAMADOL 50 MG TAB",
        "10689",
        ("50", "MG"),
        "PO",
        "Q6H",
        "1 q6h prn pain, max 4/day",
        14,
    ),
    drug(
        "GABAPENTIN",
        "GABAPENTIN 300 MG CAP",
        "25480",
        ("300", "MG"),
        "PO",
        "TID",
        "start 1 qhs, then bid, then tid",
        0,
    ),
    drug(
        "FOLATE",
        "FOLIC ACID 400 MCG TAB",
        "4511",
        ("400", "ug"),
        "PO",
        "QD",
        "1 daily",
        0,
    ),
    Drug {
        as_needed: true,
        ..drug(
            "ALBUTEROL",
            "ALBUTEROL HFA 90 MCG/PUFF",
            "435",
            ("2", "PUFF"),
            "INH",
            "Q4H",
            "2 puffs q4h prn wheeze",
            0,
        )
    },
    Drug {
        as_needed: true,
        ..drug(
            "IBUPROFEN",
            "IBUPROFEN 600 MG TAB",
            "5640",
            ("600", "MG"),
            "PO",
            "Q6H",
            "1 tab q6h w/ food prn",
            30,
        )
    },
    Drug {
        as_needed: true,
        ..drug(
            "HYDROCORTISONE",
            "HYDROCORTISONE 2.5% CREAM",
            "5492",
            ("", ""),
            "TOP",
            "BID",
            "thin layer to affected area bid prn, not face",
            21,
        )
    },
    Drug {
        local: "HM001",
        as_needed: true,
        ..drug(
            "MOUTHWASH",
            "MAGIC MOUTHWASH",
            "",
            ("15", "ML"),
            "PO",
            "QID",
            "swish and spit 15 ml qid prn",
            10,
        )
    },
    Drug {
        local: "HM002",
        ..drug(
            "COCKTAIL",
            "GI COCKTAIL",
            "",
            ("30", "ML"),
            "PO",
            "",
            "30 ml po x1",
            1,
        )
    },
    Drug {
        local: "HM003",
        ..drug(
            "STUDY17",
            "STUDY DRUG 17",
            "",
            ("1", "TAB"),
            "PO",
            "QD",
            "per protocol, do not substitute",
            0,
        )
    },
];

/// The drug with a key.
pub fn drug_of(key: &str) -> &'static Drug {
    DRUGS
        .iter()
        .find(|drug| drug.key == key)
        .unwrap_or(&DRUGS[0])
}
