//! PHI cannot become a String by itself.
fn main() {
    let name = model::Phi::new("a name".to_string());
    let _: String = name.to_string();
}
