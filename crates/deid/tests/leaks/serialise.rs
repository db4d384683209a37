//! PHI cannot be serialised.
fn main() {
    let name = model::Phi::new("a name".to_string());
    let _ = serde_json::to_string(&name);
}
