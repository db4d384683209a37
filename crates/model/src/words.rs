//! The closed vocabularies of `product.md`: kinds, aspects, verdicts, severities, cause classes. Each has one spelling,
//! used on the command line, on the wire and on screen.

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $word:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $(#[doc = $word] $variant),* }

        impl $name {
            /// Every word, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The one spelling.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }

            /// Reads the one spelling.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some($name::$variant),)* _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}

words! {
    /// Which book a statement stands in.
    Side { Legacy = "legacy", Destination = "destination" }
}

words! {
    /// Kind of a statement.
    Kind {
        Demographic = "demographic",
        Allergy = "allergy",
        NoKnownAllergy = "no-known-allergy",
        Problem = "problem",
        EncounterDiagnosis = "encounter diagnosis",
        Medication = "medication",
        Immunization = "immunization",
        Observation = "observation",
        Procedure = "procedure",
        Encounter = "encounter",
        Note = "note",
        Document = "document",
        CareTeam = "care team",
        FamilyHistory = "family history",
        AdvanceDirective = "advance directive",
        Device = "device",
        Coverage = "coverage",
        Charge = "charge",
        Claim = "claim",
        Payment = "payment",
        Appointment = "appointment",
        Order = "order",
        AuditEvent = "audit event",
        Record = "other record",
    }
}

words! {
    /// What a fact is about. `code`, `value`, `unit` and the states are judged one by one. `element` is the last: readings and the judge rely on it.
    Aspect {
        Code = "code",
        Text = "text",
        Value = "value",
        Unit = "unit",
        Status = "status",
        Verification = "verification",
        Negation = "negated",
        Severity = "severity",
        Criticality = "criticality",
        Laterality = "laterality",
        BodySite = "body_site",
        Category = "category",
        Type = "type",
        Reaction = "reaction",
        Onset = "onset",
        End = "end",
        Effective = "effective",
        Recorded = "recorded",
        Dose = "dose",
        DoseUnit = "dose_unit",
        Route = "route",
        Frequency = "frequency",
        Sig = "sig",
        Refills = "refills",
        Quantity = "quantity",
        AsNeeded = "as_needed",
        Reason = "reason",
        Lot = "lot",
        Site = "site",
        DoseNumber = "dose_number",
        RangeLow = "range_low",
        RangeHigh = "range_high",
        Flag = "flag",
        Comparator = "comparator",
        Method = "method",
        Specimen = "specimen",
        Class = "class",
        Discharge = "discharge",
        Encounter = "encounter",
        Author = "author",
        Performer = "performer",
        Location = "location",
        Title = "title",
        Body = "body",
        Family = "family",
        Given = "given",
        Middle = "middle",
        Prefix = "prefix",
        Suffix = "suffix",
        Maiden = "maiden",
        BirthDate = "birth_date",
        Sex = "sex",
        Deceased = "deceased",
        DeathDate = "death_date",
        Mrn = "mrn",
        Ssn = "ssn",
        DriverLicense = "driver_license",
        Passport = "passport",
        Phone = "phone",
        Email = "email",
        Line = "line",
        City = "city",
        State = "state",
        PostalCode = "postal_code",
        Country = "country",
        Race = "race",
        Ethnicity = "ethnicity",
        Language = "language",
        MaritalStatus = "marital_status",
        Role = "role",
        Relationship = "relationship",
        OnsetAge = "onset_age",
        Intent = "intent",
        Priority = "priority",
        DaysSupply = "days_supply",
        Manufacturer = "manufacturer",
        DeviceIdentifier = "device_identifier",
        Payer = "payer",
        PayerOrder = "payer_order",
        Plan = "plan",
        Group = "group",
        Member = "member",
        ClaimNumber = "claim_number",
        Amount = "amount",
        PatientShare = "patient_share",
        Units = "units",
        Modifier = "modifier",
        DiagnosisPointer = "diagnosis_pointer",
        RevenueCode = "revenue_code",
        PlaceOfService = "place_of_service",
        Adjustment = "adjustment",
        Time = "time",
        Precision = "precision",
        Patient = "patient",
        Statement = "statement",
        Sensitivity = "sensitivity",
        Panel = "panel",
        Results = "results",
        Replaces = "replaces",
        PhoneUse = "phone_use",
        EmailUse = "email_use",
        AddressUse = "address_use",
        Concern = "concern",
        Expires = "expires",
        Funding = "funding",
        Eligibility = "eligibility",
        Identifier = "identifier",
        Reported = "reported",
        Allowed = "allowed",
        MultipleBirth = "multiple_birth",
        Element = "element",
    }
}

impl Aspect {
    /// Whether it is about a point in time.
    pub fn is_time(self) -> bool {
        matches!(self, Self::Onset | Self::End | Self::Effective | Self::Recorded | Self::BirthDate | Self::DeathDate | Self::Expires)
    }

    /// Whether it holds a number by which somebody knows a person or a record.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Mrn | Self::Ssn | Self::DriverLicense | Self::Passport | Self::Identifier)
    }
}

words! {
    /// How a value came to be.
    How { Copied = "copied", Translated = "translated", Derived = "derived", Defaulted = "defaulted", Absent = "absent" }
}

words! {
    /// What the comparison says about a statement.
    Verdict {
        Same = "same",
        Equivalent = "equivalent",
        Narrower = "narrower",
        Broader = "broader",
        Altered = "altered",
        Lost = "lost",
        Invented = "invented",
        Resurrected = "resurrected",
        Misplaced = "misplaced",
        Duplicated = "duplicated",
        Merged = "merged",
        Split = "split",
        Contradicted = "contradicted",
    }
}

words! {
    /// What a finding does to care, worst first.
    Severity {
        Safety = "safety",
        Clinical = "clinical",
        Financial = "financial",
        Administrative = "administrative",
        Cosmetic = "cosmetic",
    }
}

words! {
    /// Class of a cause.
    CauseClass {
        MappingRule = "mapping rule",
        CodeMap = "code map",
        Unit = "unit",
        TimeZone = "time zone",
        SourceDefect = "source defect",
        ExtractionGap = "extraction gap",
        Identity = "identity",
        Destination = "destination",
        ExpectedByDesign = "expected by design",
    }
}

#[cfg(test)]
mod tests {
    use super::Aspect;

    #[test]
    fn elements_are_the_last_of_the_aspects() {
        // What differs between elements is judged when all else is known, and facts are in this order.
        assert_eq!(Aspect::ALL.last(), Some(&Aspect::Element));
        assert_eq!(Aspect::ALL.iter().max(), Some(&Aspect::Element));
    }
}
