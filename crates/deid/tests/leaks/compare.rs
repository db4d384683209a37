//! PHI cannot be probed by comparison.
fn main() {
    let name = model::Phi::new("a name".to_string());
    let _ = name == model::Phi::new("another".to_string());
}
