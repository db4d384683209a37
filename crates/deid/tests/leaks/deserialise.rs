//! PHI is made by readers, not by a deserialiser.
fn main() {
    let _: Result<model::Phi<String>, _> = serde_json::from_str("\"a name\"");
}
