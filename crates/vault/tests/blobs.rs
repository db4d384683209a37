//! Properties of sealed blobs: what goes in comes out, at any place; anything changed or cut is an error.

use proptest::prelude::*;
use std::io::{Cursor, Read, Seek, SeekFrom, Write};
use vault::{Object, SealedReader, SealedWriter, VaultError, WorkspaceKey, open, seal};

const CHUNK: usize = 16 * 1024;
const SEALED_CHUNK: usize = CHUNK + 16;
const HEADER: usize = 56;
const OBJECT: Object<'static> = Object { workspace: "w", id: "artifact-1", class: "artifact" };

fn key() -> WorkspaceKey {
    WorkspaceKey::from_bytes([9; 32])
}

fn plain(length: usize) -> Vec<u8> {
    (0..length).map(|index| (index * 31 + index / 251) as u8).collect()
}

fn write(bytes: &[u8], piece: usize) -> Vec<u8> {
    let mut writer = SealedWriter::new(Vec::new(), &key(), &OBJECT).unwrap();
    for part in bytes.chunks(piece.max(1)) {
        writer.write_all(part).unwrap();
    }
    writer.finish().unwrap()
}

fn read(sealed: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut reader = SealedReader::new(Cursor::new(sealed), &key(), &OBJECT)?;
    let mut out = Vec::new();
    reader.read_to_end(&mut out)?;
    Ok(out)
}

/// Where a sealed chunk lies.
fn chunk(number: usize) -> std::ops::Range<usize> {
    HEADER + number * SEALED_CHUNK..HEADER + (number + 1) * SEALED_CHUNK
}

/// Sizes around the chunk boundaries, where mistakes live, and anything between.
fn length() -> impl Strategy<Value = usize> {
    prop_oneof![
        Just(0usize),
        Just(1),
        Just(CHUNK - 1),
        Just(CHUNK),
        Just(CHUNK + 1),
        Just(3 * CHUNK),
        0..4 * CHUNK,
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn streams_and_slices_agree(length in length(), piece in 1usize..40_000) {
        let bytes = plain(length);
        let streamed = write(&bytes, piece);
        let whole = seal(&key(), &OBJECT, &bytes).unwrap();
        prop_assert_eq!(streamed.len(), whole.len());
        prop_assert_eq!(open(&key(), &OBJECT, &streamed).unwrap(), bytes.clone());
        prop_assert_eq!(read(&whole).unwrap(), bytes);
    }

    #[test]
    fn any_place_reads_the_same(length in length(), places in prop::collection::vec((0usize..4 * CHUNK, 0usize..20_000), 1..8)) {
        let bytes = plain(length);
        let sealed = seal(&key(), &OBJECT, &bytes).unwrap();
        let mut reader = SealedReader::new(Cursor::new(&sealed), &key(), &OBJECT).unwrap();
        prop_assert_eq!(reader.length(), length as u64);
        for (start, count) in places {
            let start = start.min(length);
            let count = count.min(length - start);
            let mut out = vec![0; count];
            reader.seek(SeekFrom::Start(start as u64)).unwrap();
            reader.read_exact(&mut out).unwrap();
            prop_assert_eq!(&out, &bytes[start..start + count]);
            out.fill(0);
            reader.read_at(start as u64, &mut out).unwrap();
            prop_assert_eq!(&out, &bytes[start..start + count]);
        }
    }

    #[test]
    fn any_changed_bit_is_an_error(length in length(), place in any::<prop::sample::Index>(), bit in 0u8..8) {
        let mut sealed = seal(&key(), &OBJECT, &plain(length)).unwrap();
        let place = place.index(sealed.len());
        sealed[place] ^= 1 << bit;
        prop_assert!(open(&key(), &OBJECT, &sealed).is_err());
        prop_assert!(read(&sealed).is_err());
    }

    #[test]
    fn any_cut_is_an_error(length in length(), place in any::<prop::sample::Index>()) {
        let sealed = seal(&key(), &OBJECT, &plain(length)).unwrap();
        let cut = &sealed[..place.index(sealed.len())];
        prop_assert!(open(&key(), &OBJECT, cut).is_err());
        prop_assert!(read(cut).is_err());
    }

    #[test]
    fn anything_at_all_is_an_error_and_no_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(open(&key(), &OBJECT, &bytes).is_err());
        prop_assert!(read(&bytes).is_err());
    }
}

#[test]
fn a_cut_at_every_chunk_boundary_is_an_error() {
    for length in [0, 1, CHUNK, 3 * CHUNK, 3 * CHUNK + 5] {
        let sealed = seal(&key(), &OBJECT, &plain(length)).unwrap();
        let mut cut = HEADER;
        while cut < sealed.len() {
            assert!(open(&key(), &OBJECT, &sealed[..cut]).is_err(), "{length} bytes cut at {cut}");
            assert!(read(&sealed[..cut]).is_err(), "{length} bytes cut at {cut}");
            cut += SEALED_CHUNK;
        }
    }
}

#[test]
fn swapped_repeated_and_foreign_chunks_are_errors() {
    let sealed = seal(&key(), &OBJECT, &plain(3 * CHUNK + 5)).unwrap();
    let other = seal(&key(), &OBJECT, &plain(3 * CHUNK + 5)).unwrap();
    assert_ne!(sealed, other, "every blob has its own salt");

    let mut swapped = sealed.clone();
    swapped[chunk(0)].copy_from_slice(&sealed[chunk(1)]);
    swapped[chunk(1)].copy_from_slice(&sealed[chunk(0)]);
    let mut foreign = sealed.clone();
    foreign[chunk(1)].copy_from_slice(&other[chunk(1)]);
    let mut longer = sealed.clone();
    longer.splice(HEADER..HEADER, sealed[chunk(0)].to_vec());
    for bad in [swapped, foreign, longer] {
        assert!(open(&key(), &OBJECT, &bad).is_err());
        assert!(read(&bad).is_err());
    }
}

#[test]
fn another_object_or_key_does_not_open_it() {
    let sealed = seal(&key(), &OBJECT, b"content").unwrap();
    let others = [
        Object { workspace: "x", ..OBJECT },
        Object { id: "artifact-2", ..OBJECT },
        Object { class: "chart", ..OBJECT },
        Object { workspace: "wa", id: "rtifact-1", ..OBJECT },
    ];
    for object in others {
        assert!(matches!(open(&key(), &object, &sealed), Err(VaultError::WrongKey)));
        assert!(matches!(SealedReader::new(Cursor::new(&sealed), &key(), &object), Err(VaultError::WrongKey)));
    }
    let stranger = WorkspaceKey::from_bytes([1; 32]);
    assert!(matches!(open(&stranger, &OBJECT, &sealed), Err(VaultError::WrongKey)));
}

#[test]
fn an_unfinished_blob_does_not_open() {
    let mut carrier = Vec::new();
    let mut writer = SealedWriter::new(&mut carrier, &key(), &OBJECT).unwrap();
    writer.write_all(&plain(2 * CHUNK)).unwrap();
    drop(writer);
    assert!(matches!(open(&key(), &OBJECT, &carrier), Err(VaultError::Truncated)));
}

#[test]
fn nothing_of_the_content_shows() {
    let secret = b"Zebulon Quackenbush, 1931-07-04";
    let sealed = seal(&key(), &OBJECT, &secret.repeat(100)).unwrap();
    assert!(!sealed.windows(8).any(|window| secret.windows(8).any(|part| part == window)));
}

#[test]
fn a_failed_write_is_never_followed() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            if bytes.len() > HEADER { Err(std::io::ErrorKind::StorageFull.into()) } else { Ok(bytes.len()) }
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut writer = SealedWriter::new(Full, &key(), &OBJECT).unwrap();
    assert!(writer.write_all(&plain(CHUNK)).is_err());
    assert!(writer.write(b"more").is_err());
    assert!(writer.finish().is_err());
}
