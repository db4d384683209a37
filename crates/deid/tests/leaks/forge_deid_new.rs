//! The constructor of a de-identified value is private.
fn main() {
    let _ = deid::Deid::new("a name".to_string(), deid::Rule::Word);
}
