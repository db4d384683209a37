//! Where a value stands in a segment.

use smol_str::SmolStr;

/// Where a value stands: `OBX-3[2].1.2`. Parts are 1-based.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Path {
    /// Segment name.
    pub segment: SmolStr,
    /// Field.
    pub field: usize,
    /// Repetition.
    pub repetition: usize,
    /// Component; 0 for the first of possibly one.
    pub component: usize,
    /// Sub-component; 0 likewise.
    pub subcomponent: usize,
}

impl Path {
    /// Reads `PID-3`, `PID-3.1`, `PID-3[2].1`, `OBX-3.1.2`.
    pub fn parse(text: &str) -> Option<Self> {
        let (segment, rest) = text.split_once('-')?;
        (segment.len() == 3 && segment.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())).then_some(())?;
        let mut parts = rest.split('.');
        let field = parts.next()?;
        let (field, repetition) = match field.split_once('[') {
            None => (field, 1),
            Some((field, r)) => (field, r.strip_suffix(']')?.parse().ok()?),
        };
        let mut optional = || parts.next().map_or(Some(0), |p| p.parse().ok());
        let path = Self { segment: segment.into(), field: field.parse().ok()?, repetition, component: optional()?, subcomponent: optional()? };
        (path.field >= 1 && path.repetition >= 1).then_some(path)
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.segment, self.field)?;
        if self.repetition > 1 {
            write!(f, "[{}]", self.repetition)?;
        }
        if self.component > 0 {
            write!(f, ".{}", self.component)?;
        }
        if self.subcomponent > 0 {
            write!(f, ".{}", self.subcomponent)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_prints_as_it_was_read() {
        for text in ["PID-3", "PID-3.1", "PID-3[2].4.2", "ZX1-12.3"] {
            assert_eq!(Path::parse(text).map(|p| p.to_string()).as_deref(), Some(text));
        }
        for text in ["pid-3", "PID-0", "PID-3[0]", "PID", "PID-x", "PIDX-1"] {
            assert_eq!(Path::parse(text), None, "{text}");
        }
    }
}
