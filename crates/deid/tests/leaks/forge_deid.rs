//! A de-identified value comes from a declassifier only.
fn main() {
    let _ = deid::Deid { value: "a name".to_string(), rule: deid::Rule::Word };
}
