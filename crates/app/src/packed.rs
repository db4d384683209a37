//! Values in their packed form (postcard), written behind what a buffer holds already.

use crate::{AppError, Result};
use postcard::ser_flavors::Flavor;
use serde::Serialize;

/// A buffer that grows as it is written to: whole texts at once, single bytes without a call.
struct Behind<'a>(&'a mut Vec<u8>);

impl Flavor for Behind<'_> {
    type Output = ();

    #[inline]
    fn try_extend(&mut self, data: &[u8]) -> postcard::Result<()> {
        self.0.extend_from_slice(data);
        Ok(())
    }

    #[inline]
    fn try_push(&mut self, data: u8) -> postcard::Result<()> {
        self.0.push(data);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<()> {
        Ok(())
    }
}

/// Writes a value behind what the buffer holds. Values written one behind the other read back as a tuple of them.
pub(crate) fn pack(buffer: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) -> Result<()> {
    postcard::serialize_with_flavor(value, Behind(buffer)).map_err(|e| AppError::Other(e.to_string()))
}

/// A value by itself.
pub(crate) fn packed(value: &(impl Serialize + ?Sized)) -> Result<Vec<u8>> {
    let mut buffer = Vec::new();
    pack(&mut buffer, value)?;
    Ok(buffer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_behind_one_another_reads_back_as_one() {
        let mut buffer = vec![7];
        pack(&mut buffer, &("a text", 300_u32)).unwrap();
        pack(&mut buffer, &[1_u64, 2][..]).unwrap();
        let read: (u8, String, u32, Vec<u64>) = postcard::from_bytes(&buffer).unwrap();
        assert_eq!(read, (7, "a text".into(), 300, vec![1, 2]));
    }
}
