//! Values of observations, their components and their panels.

use super::{read, read_as};
use formats::Format;
use model::Aspect;

#[test]
fn numbers_of_xml_are_numbers() {
    let book = read_as(
        Format::FhirXml,
        r#"<Observation xmlns="http://hl7.org/fhir"><status value="final"/><code><coding><system value="http://loinc.org"/><code value="2345-7"/></coding></code>
        <subject><reference value="Patient/p1"/></subject><effectivePeriod><start value="2024-01-01"/><end value="2024-01-02"/></effectivePeriod>
        <valueQuantity><value value="5.40"/><comparator value="&lt;"/><unit value="mmol/L"/></valueQuantity>
        <interpretation><coding><system value="urn:local"/><code value="LOW"/></coding><coding>
        <system value="http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"/><code value="L"/></coding></interpretation>
        <referenceRange><low><value value="3.9"/><unit value="mmol/L"/></low></referenceRange><referenceRange><text value="fasting"/></referenceRange>
        <referenceRange><type><coding><code value="treatment"/></coding></type><high><value value="9"/></high></referenceRange></Observation>"#,
    );
    assert_eq!(book.kinds(), ["observation p1"]);
    assert_eq!(book.told(0, Aspect::Value), ["<5.40 mmol/L @valueQuantity"]);
    assert_eq!(book.told(0, Aspect::Flag), ["L @interpretation[0]"]);
    assert_eq!(book.told(0, Aspect::RangeLow), ["3.9 mmol/L @referenceRange[0].low"]);
    assert_eq!(book.told(0, Aspect::RangeHigh), [""; 0]);
    assert_eq!(book.told(0, Aspect::Text), ["fasting @referenceRange[1].text"]);
    assert_eq!(book.told(0, Aspect::Effective), ["2024-01-01 @effectivePeriod.start"]);
    assert_eq!(book.told(0, Aspect::End), ["2024-01-02 @effectivePeriod.end"]);
    assert_eq!(book.unread(), "Observation.referenceRange 1");
}

#[test]
fn a_range_keeps_its_unit() {
    let low = |unit: &str| {
        let book = read(&format!(
            r#"{{"resourceType":"Observation","subject":{{"reference":"Patient/p"}},"code":{{"text":"x"}},"valueQuantity":{{"value":4.1,"unit":"mmol/L","code":"mmol/L"}},
            "referenceRange":[{{"low":{{"value":3.5,"unit":"{unit}"}}}}]}}"#
        ));
        book.told(0, Aspect::RangeLow).join(";")
    };
    assert_eq!(low("mmol/L"), "3.5 mmol/L @referenceRange[0].low");
    assert_eq!(low(""), "3.5 @referenceRange[0].low");
}

#[test]
fn values_of_every_type() {
    let value = |member: &str| {
        let book = read(&format!(r#"{{"resourceType":"Observation","subject":{{"reference":"Patient/p"}},"code":{{"text":"x"}},{member}}}"#));
        book.told(0, Aspect::Value).join(";")
    };
    assert_eq!(value(r#""valueRange":{"low":{"value":1,"unit":"mg"},"high":{"value":3,"unit":"mg"}}"#), "1-3 mg @valueRange");
    assert_eq!(value(r#""valueRange":{"high":{"value":3}}"#), "<=3 @valueRange");
    assert_eq!(value(r#""valueRatio":{"numerator":{"value":1},"denominator":{"value":128}}"#), "1:128 @valueRatio");
    assert_eq!(value(r#""valuePeriod":{"start":"2020","end":"2021"}"#), "2020 to 2021 @valuePeriod");
    assert_eq!(value(r#""valueTime":"10:30:00""#), "10:30:00 @valueTime");
    assert_eq!(value(r#""valueSampledData":{"data":"1 2 3"}"#), "1 2 3 @valueSampledData.data");
    assert_eq!(value(r#""valueInteger":7"#), "7 @valueInteger");
    assert_eq!(value(r#""valueQuantity":{"value":1.5e3,"unit":"g"}"#), "1500 g @valueQuantity");
    assert_eq!(value(r#""dataAbsentReason":{"coding":[{"code":"notasked"}]}"#), "absent: not-asked @dataAbsentReason");
}

#[test]
fn components_are_statements_and_panels_are_not() {
    let book = read(
        r#"{"resourceType":"Observation","status":"final","subject":{"reference":"Patient/p"},"code":{"text":"BP"},"effectiveDateTime":"2024-01-01",
        "bodySite":{"coding":[{"system":"http://snomed.info/sct","code":"7771000"}]},"comment":"sitting",
        "component":[{"code":{"text":"systolic"},"valueQuantity":{"value":120,"code":"mm[Hg]"}},{"code":{"text":"diastolic"},"dataAbsentReason":{"text":"no cuff"}}]}"#,
    );
    assert_eq!(book.kinds(), ["observation p", "observation p"]);
    assert_eq!(book.told(0, Aspect::Value), ["120 mm[Hg] @component[0].valueQuantity"]);
    assert_eq!(book.told(0, Aspect::Laterality), ["left @bodySite"]);
    assert_eq!(book.told(1, Aspect::Value), ["absent: no cuff @component[1].dataAbsentReason"]);
    assert_eq!(book.told(1, Aspect::Text), ["sitting @comment"]);
    let panel = read(r#"{"resourceType":"Observation","subject":{"reference":"Patient/p"},"code":{"text":"BMP"},"hasMember":[{"reference":"Observation/1"}]}"#);
    assert_eq!(panel.kinds(), [""; 0]);
    assert_eq!(panel.excluded(), ["Observation: a panel asserts nothing beside its members 1"]);
    assert_eq!(panel.unread(), "");
}

#[test]
fn components_that_ask_what_the_observation_asks_are_its_values() {
    let observed = |second: &str| {
        read(&format!(
            r#"{{"resourceType":"Observation","subject":{{"reference":"Patient/p1"}},"status":"final","code":{{"coding":[{{"system":"http://loinc.org","code":"8867-4"}}]}},
            "component":[{{"code":{{"coding":[{{"system":"http://loinc.org","code":"8867-4"}}]}},"valueQuantity":{{"value":60}}}},
            {{"code":{{"coding":[{{"system":"http://loinc.org","code":"{second}"}}]}},"valueQuantity":{{"value":120}}}}]}}"#
        ))
    };
    let repeated = observed("8867-4");
    assert_eq!(repeated.kinds(), ["observation p1"]);
    assert_eq!(repeated.told(0, Aspect::Value), ["60 @component[0].valueQuantity", "120 @component[1].valueQuantity"]);
    assert_eq!(observed("8480-6").kinds().len(), 2);
}

#[test]
fn bounds_beside_words_that_give_others_are_both() {
    let bounds = |words: &str| {
        let book = read(&format!(
            r#"{{"resourceType":"Observation","id":"o","status":"final","code":{{"text":"Potassium"}},"subject":{{"reference":"Patient/p"}},"valueQuantity":{{"value":4}},
            "referenceRange":[{{"low":{{"value":3.5}},"high":{{"value":5.5}},"text":"{words}"}}]}}"#
        ));
        [Aspect::RangeLow, Aspect::RangeHigh].map(|aspect| book.told(0, aspect).join(";"))
    };
    let elements = ["3.5 @referenceRange[0].low", "5.5 @referenceRange[0].high"];
    for same in ["", "3.50-5.5", "(3.5 - 5.5 mmol/L)", "adults: 3-6", "< 5.5"] {
        assert_eq!(bounds(same), elements, "{same}");
    }
    assert_eq!(bounds("2-5.5"), ["3.5 or 2 @referenceRange[0].low", "5.5 @referenceRange[0].high"]);
}
