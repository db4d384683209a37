//! `Phi<T>`: a value that may not leave the workspace.
//!
//! It has no Serialize, Display, Clone or Deref; Debug prints the type only. Readers make it, `deid` turns it into
//! `Deid<T>`, and nothing else looks inside: `tests/tidy.rs` lists the crates that may call `reveal`.

/// A protected value. See the module for who may look inside.
pub struct Phi<T>(T);

impl<T> Phi<T> {
    /// Wraps a value that was read from an artifact.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// Looks inside. Only inside the enclave: see `tests/tidy.rs`.
    pub fn reveal(&self) -> &T {
        &self.0
    }
}

impl<T> std::fmt::Debug for Phi<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Phi<{}>", std::any::type_name::<T>())
    }
}
