//! Nobody reaches into the wrapper.
fn main() {
    let name = model::Phi::new("a name".to_string());
    let _ = name.0;
}
