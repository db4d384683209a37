//! PHI cannot be printed.
fn main() {
    let name = model::Phi::new("a name".to_string());
    println!("{name}");
}
