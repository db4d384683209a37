//! PHI does not convert into what it holds.
fn main() {
    let name = model::Phi::new("a name".to_string());
    let _: String = name.into();
}
