//! PHI cannot be the key of a map, where a debugger or an iteration order would tell it.
fn main() {
    let mut seen = std::collections::HashMap::new();
    seen.insert(model::Phi::new("a name".to_string()), 1);
}
