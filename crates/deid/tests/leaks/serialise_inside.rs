//! A type that holds PHI cannot derive Serialize.
#[derive(serde::Serialize)]
struct Answer {
    name: model::Phi<String>,
}
fn main() {}
