//! A de-identified value cannot be read in from outside.
fn main() {
    let _: Result<deid::Deid<String>, _> = serde_json::from_str("{\"value\":\"a name\",\"rule\":\"word\"}");
}
