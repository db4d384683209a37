//! PHI cannot become the text of an error.
fn main() {
    let name = model::Phi::new("a name".to_string());
    let _ = std::io::Error::other(format!("no such patient: {}", name));
}
