//! What must stay true of the sample: the same seed the same bytes, a patient independent of the number of patients,
//! a manifest that points at the right lines, every defect planted, and a size that can be committed.

use std::path::PathBuf;

use super::{Part, defects, generate, generate_part};

fn folder(name: &str) -> PathBuf {
    let place =
        std::env::temp_dir().join(format!("throughline-sample-{}-{name}", std::process::id()));
    if place.exists() {
        std::fs::remove_dir_all(&place).expect("an old test folder can be removed");
    }
    place
}

fn lines_of(bytes: &[u8], path: &str) -> Vec<Vec<u8>> {
    let ending = if path.ends_with("adt_2023.hl7") || path.ends_with("oru_2024.hl7") {
        b'\r'
    } else {
        b'\n'
    };
    bytes
        .split(|byte| *byte == ending)
        .map(<[u8]>::to_vec)
        .collect()
}

/// The text of a field of a manifest line; the fields that are read here hold no escapes.
fn field<'a>(line: &'a str, name: &str) -> &'a str {
    let start = line
        .find(&format!("\"{name}\":"))
        .expect("the field is there")
        + name.len()
        + 3;
    let rest = &line[start..];
    match rest.strip_prefix('"') {
        Some(text) => &text[..text.find('"').expect("the text ends")],
        None => &rest[..rest.find(',').expect("a field follows")],
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let (first, second) = (folder("same-a"), folder("same-b"));
    let summary = generate(&first, 40, 7).expect("generated");
    assert_eq!(summary, generate(&second, 40, 7).expect("generated"));
    for (path, _, bytes) in &summary.files {
        let left = std::fs::read(first.join("export").join(path)).expect("read");
        assert_eq!(left.len() as u64, *bytes, "{path}");
        assert!(
            left == std::fs::read(second.join("export").join(path)).expect("read"),
            "{path} differs"
        );
    }
    for place in [first, second] {
        std::fs::remove_dir_all(place).expect("removed");
    }
}

#[test]
fn a_patient_does_not_depend_on_the_number_of_patients() {
    let (few, many) = (folder("few"), folder("many"));
    let summary = generate(&few, 15, 7).expect("generated");
    generate(&many, 60, 7).expect("generated");
    for (path, _, _) in &summary.files {
        let short = std::fs::read(few.join("export").join(path)).expect("read");
        let long = std::fs::read(many.join("export").join(path)).expect("read");
        assert!(
            long.starts_with(&short),
            "{path} of 15 patients is not the beginning of {path} of 60"
        );
    }
    for place in [few, many] {
        std::fs::remove_dir_all(place).expect("removed");
    }
}

#[test]
fn the_manifest_points_at_the_lines_and_knows_every_defect() {
    let place = folder("manifest");
    let summary = generate(&place, 200, 1).expect("generated");
    let manifest = std::fs::read_to_string(place.join("manifest.json")).expect("read");
    let entries: Vec<&str> = manifest
        .lines()
        .filter(|line| line.starts_with('{'))
        .collect();
    assert_eq!(entries.len() as u64, summary.defects);
    let mut loaded: std::collections::HashMap<String, Vec<Vec<u8>>> =
        std::collections::HashMap::new();
    for entry in &entries {
        let path = field(entry, "file").to_string();
        let bytes = loaded.entry(path.clone()).or_insert_with(|| {
            let bytes = std::fs::read(place.join("export").join(&path)).expect("read");
            lines_of(&bytes, &path)
        });
        let number: usize = field(entry, "line").parse().expect("a number");
        assert!(number >= 1 && number < bytes.len(), "{entry}");
        let patient = field(entry, "patient");
        let tabular = path.ends_with(".csv") || path.ends_with(".txt");
        if tabular && !patient.is_empty() && field(entry, "defect") != "orphan-patient" {
            let line = String::from_utf8_lossy(&bytes[number - 1]);
            assert!(line.contains(patient), "{entry} points at {line}");
        }
    }
    for defect in defects::ALL {
        let name = format!("\"defect\":\"{}\"", defect.name);
        assert!(
            entries.iter().any(|entry| entry.contains(&name)),
            "{} was never planted",
            defect.name
        );
    }
    std::fs::remove_dir_all(place).expect("removed");
}

#[test]
fn the_default_sample_is_small_enough_to_commit() {
    let place = folder("size");
    let summary = generate(&place, 200, 1).expect("generated");
    let total: u64 = summary.files.iter().map(|(_, _, bytes)| bytes).sum();
    let manifest = std::fs::metadata(place.join("manifest.json"))
        .expect("there")
        .len();
    assert!(
        total + manifest < 3_000_000,
        "{total} bytes and a manifest of {manifest}"
    );
    assert!(summary.to_string().contains("200 patients"));
    std::fs::remove_dir_all(place).expect("removed");
}

#[test]
fn a_part_is_as_large_as_asked_and_the_same_as_in_the_whole() {
    let (part, whole) = (folder("part"), folder("whole"));
    generate(&whole, 30, 7).expect("generated");
    for (kind, paths) in [
        (Part::Labs, &["labs.csv"][..]),
        (Part::Messages, &["hl7/adt_2024.hl7", "hl7/oru_2024.hl7"][..]),
    ] {
        let summary = generate_part(&part, kind, 100_000, 7).expect("generated");
        let size = |path: &str| -> u64 {
            let found = summary.files.iter().find(|(name, _, _)| name == path);
            found.expect("listed").2
        };
        assert!(paths.iter().map(|path| size(path)).sum::<u64>() > 50_000);
        assert!(size("labs.csv") + size("hl7/adt_2023.hl7") + size("hl7/adt_2024.hl7") + size("hl7/oru_2024.hl7") >= 100_000);
        for path in paths {
            let short = std::fs::read(whole.join("export").join(path)).expect("read");
            let long = std::fs::read(part.join("export").join(path)).expect("read");
            assert!(long.starts_with(&short), "{path} of 30 patients is not the beginning of the part");
        }
    }
    for place in [part, whole] {
        std::fs::remove_dir_all(place).expect("removed");
    }
}
