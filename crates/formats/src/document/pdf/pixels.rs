//! The pixels of an unpacked picture of a PDF as a PBM (black and white) or a PGM (shades of gray): colour tells no letters.

use super::scans::Picture;
use crate::recognition::Reason;
use lopdf::Object;

/// Pixels of one picture: a page of letter size at 800 dots an inch has 60 million.
const PIXELS_MAX: u64 = 80_000_000;

/// How samples become a shade.
enum Colours {
    Gray,
    Rgb,
    Cmyk,
    /// Shades of a palette.
    Palette(Vec<u8>),
}

impl Colours {
    /// The colour space of a picture, or the one that a palette stands on, which is no palette.
    fn of(picture: &Picture<'_>, object: Option<&Object>, in_palette: bool) -> Result<Self, Reason> {
        let document = picture.document;
        match object {
            // A mask, or nothing said: one sample a pixel.
            None => Ok(Self::Gray),
            Some(Object::Name(name)) => match name.as_slice() {
                b"DeviceGray" | b"CalGray" | b"G" => Ok(Self::Gray),
                b"DeviceRGB" | b"CalRGB" | b"RGB" => Ok(Self::Rgb),
                b"DeviceCMYK" | b"CMYK" => Ok(Self::Cmyk),
                _ => Err(Reason::Compression),
            },
            Some(Object::Array(parts)) => {
                let part = |at: usize| parts.get(at).and_then(|o| document.dereference(o).ok()).map(|(_, o)| o);
                match part(0).and_then(|o| o.as_name().ok()) {
                    Some(b"CalGray") => Ok(Self::Gray),
                    Some(b"CalRGB") => Ok(Self::Rgb),
                    Some(b"ICCBased") => {
                        let count = part(1).and_then(|o| o.as_stream().ok()).and_then(|s| s.dict.get_deref(b"N", document).and_then(Object::as_i64).ok());
                        match count {
                            Some(1) => Ok(Self::Gray),
                            Some(3) => Ok(Self::Rgb),
                            Some(4) => Ok(Self::Cmyk),
                            _ => Err(Reason::Damaged),
                        }
                    }
                    Some(b"Indexed" | b"I") if !in_palette => palette(picture, part(1), part(3)),
                    _ => Err(Reason::Compression),
                }
            }
            Some(_) => Err(Reason::Damaged),
        }
    }

    fn samples(&self) -> usize {
        match self {
            Self::Gray | Self::Palette(_) => 1,
            Self::Rgb => 3,
            Self::Cmyk => 4,
        }
    }

    /// The shade of samples of 0 to 255; an index of a palette stays as it is.
    fn shade(&self, samples: &[u8]) -> u8 {
        let at = |index: usize| u32::from(samples.get(index).copied().unwrap_or(0));
        let light = |r: u32, g: u32, b: u32| ((r * 299 + g * 587 + b * 114) / 1000).min(255) as u8;
        match self {
            Self::Gray => at(0) as u8,
            Self::Rgb => light(at(0), at(1), at(2)),
            Self::Cmyk => {
                let part = |ink: u32| (255 - ink) * (255 - at(3)) / 255;
                light(part(at(0)), part(at(1)), part(at(2)))
            }
            Self::Palette(shades) => shades.get(at(0) as usize).copied().unwrap_or(255),
        }
    }
}

/// The shades of a palette.
fn palette(picture: &Picture<'_>, base: Option<&Object>, table: Option<&Object>) -> Result<Colours, Reason> {
    let base = Colours::of(picture, base, true)?;
    let bytes = match table {
        Some(Object::String(bytes, _)) => bytes.clone(),
        Some(Object::Stream(stream)) => stream.get_plain_content_with_limit(4096).map_err(|_| Reason::Damaged)?,
        _ => return Err(Reason::Damaged),
    };
    Ok(Colours::Palette(bytes.chunks(base.samples()).take(256).map(|entry| base.shade(entry)).collect()))
}

/// Whether `Decode` turns light and dark round.
fn decode_inverts(picture: &Picture<'_>) -> bool {
    let decode = picture.stream.dict.get_deref(b"Decode", picture.document).and_then(Object::as_array).ok();
    let number = |at: usize| decode.and_then(|d| d.get(at)).and_then(|o| o.as_float().ok());
    matches!((number(0), number(1)), (Some(low), Some(high)) if low > high)
}

/// Whether sample 0 of a picture of one bit is the lighter one.
pub(super) fn is_inverted(picture: &Picture<'_>) -> bool {
    let colours = Colours::of(picture, picture.stream.dict.get_deref(b"ColorSpace", picture.document).ok(), false);
    let by_palette = matches!(&colours, Ok(Colours::Palette(shades)) if shades.first() > shades.get(1));
    by_palette != decode_inverts(picture)
}

/// The picture as a PBM or a PGM.
pub(super) fn gray(picture: &Picture<'_>, data: &[u8]) -> Result<Vec<u8>, Reason> {
    let (width, height) = (u64::from(picture.width), u64::from(picture.height));
    if width * height > PIXELS_MAX {
        return Err(Reason::TooLarge);
    }
    let get = |key: &[u8]| picture.stream.dict.get_deref(key, picture.document).ok();
    let mask = get(b"ImageMask").and_then(|o| o.as_bool().ok()).unwrap_or(false);
    let bits = if mask { 1 } else { get(b"BitsPerComponent").and_then(|o| o.as_i64().ok()).unwrap_or(8) };
    let colours = Colours::of(picture, if mask { None } else { get(b"ColorSpace") }, false)?;
    let bits = usize::try_from(bits).ok().filter(|b| matches!(b, 1 | 2 | 4 | 8 | 16)).ok_or(Reason::Damaged)?;
    let (columns, rows) = (picture.width as usize, picture.height as usize);
    let row_bytes = (columns * colours.samples() * bits).div_ceil(8);
    if row_bytes == 0 || data.len() < row_bytes.saturating_mul(rows) {
        return Err(Reason::Damaged);
    }
    let lines = data.chunks(row_bytes).take(rows);
    let inverts = decode_inverts(picture);
    if bits == 1 && matches!(colours, Colours::Gray) {
        let mut out = format!("P4\n{columns} {rows}\n").into_bytes();
        // In a PBM 1 is black.
        let turn = if inverts { 0 } else { 0xff };
        lines.for_each(|line| out.extend(line.iter().map(|byte| byte ^ turn)));
        return Ok(out);
    }
    let mut out = format!("P5\n{columns} {rows}\n255\n").into_bytes();
    out.reserve(columns * rows);
    let indexed = matches!(colours, Colours::Palette(_));
    let mut samples = vec![0u8; colours.samples()];
    for line in lines {
        for column in 0..columns {
            for (n, sample) in samples.iter_mut().enumerate() {
                *sample = sample_at(line, column * colours.samples() + n, bits, indexed);
            }
            let shade = colours.shade(&samples);
            out.push(if inverts { 255 - shade } else { shade });
        }
    }
    Ok(out)
}

/// One sample of a row, stretched to 0 to 255 unless it is an index.
fn sample_at(line: &[u8], index: usize, bits: usize, indexed: bool) -> u8 {
    let byte = |at: usize| line.get(at).copied().unwrap_or(0);
    match bits {
        8 => byte(index),
        16 => byte(index * 2),
        _ => {
            let bit = index * bits;
            let most = (1u8 << bits) - 1;
            let value = byte(bit / 8) >> (8 - bits - bit % 8) & most;
            if indexed { value } else { (u16::from(value) * 255 / u16::from(most)) as u8 }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::scans::Picture;
    use super::gray;
    use lopdf::{Dictionary, Document, Object, Stream};

    /// The file that pixels of a dictionary give.
    fn file(width: i64, height: i64, bits: i64, colours: Object, decode: Option<[i64; 2]>, data: &[u8]) -> Vec<u8> {
        let document = Document::new();
        let mut dictionary = Dictionary::new();
        dictionary.set("Width", width);
        dictionary.set("Height", height);
        dictionary.set("BitsPerComponent", bits);
        dictionary.set("ColorSpace", colours);
        if let Some(decode) = decode {
            dictionary.set("Decode", Object::Array(decode.iter().map(|n| Object::Integer(*n)).collect()));
        }
        let stream = Stream::new(dictionary, data.to_vec());
        gray(&Picture::of(&document, &stream), data).unwrap()
    }

    fn name(text: &str) -> Object {
        Object::Name(text.as_bytes().to_vec())
    }

    #[test]
    fn one_bit_is_black_where_it_is_zero() {
        assert_eq!(file(8, 2, 1, name("DeviceGray"), None, &[0x0f, 0xff]), b"P4\n8 2\n\xf0\x00");
        assert_eq!(file(8, 1, 1, name("DeviceGray"), Some([1, 0]), &[0x0f]), b"P4\n8 1\n\x0f");
    }

    #[test]
    fn colours_become_shades() {
        assert_eq!(file(2, 1, 8, name("DeviceRGB"), None, &[255, 255, 255, 255, 0, 0]), b"P5\n2 1\n255\n\xff\x4c");
        assert_eq!(file(2, 1, 8, name("DeviceCMYK"), None, &[0, 0, 0, 0, 0, 0, 0, 255]), b"P5\n2 1\n255\n\xff\x00");
        assert_eq!(file(2, 1, 4, name("DeviceGray"), None, &[0xf0]), b"P5\n2 1\n255\n\xff\x00");
        let palette = Object::Array(vec![name("Indexed"), name("DeviceGray"), Object::Integer(1), Object::String(vec![200, 7], lopdf::StringFormat::Literal)]);
        assert_eq!(file(3, 1, 1, palette, None, &[0b0100_0000]), b"P5\n3 1\n255\n\xc8\x07\xc8");
    }
}
