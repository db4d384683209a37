//! PHI cannot be copied about.
fn main() {
    let name = model::Phi::new("a name".to_string());
    let _ = name.clone();
}
