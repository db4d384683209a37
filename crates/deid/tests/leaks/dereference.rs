//! PHI is not what it holds.
fn main() {
    let name = model::Phi::new("a name".to_string());
    let _ = name.len();
}
