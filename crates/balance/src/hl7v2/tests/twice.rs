//! What messages say in two places, in one of two, or in another one than before.

use super::{whole_differences, whole_differences_of, under};

#[test]
fn what_an_order_says_need_not_be_said_again_by_its_detail() {
    let segments = ["PID 3=1", "ORC 1=NW|2=P1^CLINIC|12=D1^Who", "OBR 2=P1^CLINIC|4=24331-1^Lipids^LN|16=D1^Who"];
    for once in ["|16=D1^Who", "|12=D1^Who"] {
        assert_eq!(whole_differences(&segments, (once, "")), Vec::<String>::new(), "{once}");
    }
    assert_eq!(whole_differences(&segments, ("OBR 2=P1^CLINIC|4", "OBR 4")), Vec::<String>::new());
    let segments = ["PID 3=1", "ORC 1=NW|2=P1^CLINIC|12=D2^Other", "OBR 2=P1^CLINIC|4=24331-1^Lipids^LN|16=D1^Who"];
    assert_ne!(whole_differences(&segments, ("|12=D2^Other", "")), Vec::<String>::new(), "two people");
}

#[test]
fn a_second_person_in_the_field_is_no_repetition() {
    let segments = ["PID 3=1", "ORC 1=NW|2=P1|12=D1^Who~D9^Second", "OBR 2=P1|4=24331-1^Lipids^LN|16=D1^Who"];
    assert_ne!(whole_differences(&segments, ("~D9^Second", "")), Vec::<String>::new());
}

#[test]
fn who_knows_of_a_dose_is_read_by_the_codes_of_its_table_only() {
    let given = |source: &'static str| ["PID 3=1".to_string(), "ORC 1=RE|3=F1".to_string(), format!("RXA 1=0|2=1|3=20240102|5=208^COVID^CVX|6=0.3|9={source}|20=CP")];
    let header = "MSH|^~\\&|A|H|B|H|20240101||VXU^V04|1|P|2.5.1";
    let told = |source: &'static str, other: &'static str| whole_differences_of(&under(header, &given(source)), &under(header, &given(other))).concat();
    assert!(told("00^New^NIP001", "07^School^NIP001").contains("reported"));
    assert!(!told("00^New^L", "07^School^L").contains("reported"), "a house's own table");
}

#[test]
fn the_state_of_an_order_is_said_by_its_control_code_as_well() {
    let segments = ["PID 3=1", "ORC 1=CA|2=P1|5=CA", "OBR 2=P1|4=24331-1^Lipids^LN"];
    assert_eq!(whole_differences(&segments, ("|5=CA", "")), Vec::<String>::new());
    assert_ne!(whole_differences(&segments, ("1=CA|2=P1|5=CA", "1=DC|2=P1")), Vec::<String>::new());
}

#[test]
fn who_made_a_result_and_whom_to_call_may_stand_in_another_field() {
    let producer = ["PID 3=1", "OBX 1=1|2=NM|3=2093-3^Chol^LN|5=5|11=F|15=LAB1^Main Lab^L"];
    let into = |to: &'static str| ("15=LAB1^Main Lab^L", to);
    assert_eq!(whole_differences(&producer, into("23=Main Lab^^^^^^XX^^^LAB1")), Vec::<String>::new());
    assert_ne!(whole_differences(&producer, into("23=Main Lab^^^^^^XX^^^LAB2")), Vec::<String>::new());
    assert_ne!(whole_differences(&producer, into("23=")), Vec::<String>::new());
    let call = ["PID 3=1", "ORC 1=NW|14=", "OBR 3=F1|4=24331-1^Lipids^LN|17=5550100^WPN"];
    let moved = |number: &str| [call[0].to_string(), format!("ORC 1=NW|14={number}"), "OBR 3=F1|4=24331-1^Lipids^LN".to_string()];
    let header = "MSH|^~\\&|A|H|B|H|20240101||ORU^R01|1|P|2.5.1";
    let between = |number: &str| whole_differences_of(&under(header, &call.map(str::to_string)), &under(header, &moved(number)));
    assert_eq!(between("5550100^WPN"), Vec::<String>::new());
    assert_ne!(between("5550199^WPN"), Vec::<String>::new());
}

#[test]
fn which_modifier_comes_first_is_part_of_the_claim() {
    let segments = ["PID 3=1", "FT1 2=T1|4=20240101|6=CG|7=1^A^L|26=25~59"];
    assert_eq!(whole_differences(&segments, ("25~59", "59~25")).len(), 1);
}
