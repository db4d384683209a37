//! A small delivery with documents: three people, a lens that knows them, and letters that name one of them.

use crate::Bench;
use app::IngestLine;

/// A lens that reads the table of people.
pub const PEOPLE_LENS: &str = include_str!("people-lens.toml");

/// The table of people.
const PEOPLE: &[u8] = b"ID,MRN,FAMILY,GIVEN,BORN\n90001,M-00771,Sampleton,Testa,1970-01-02\n90002,M-00772,Otherby,Carl,1981-03-04\n90003,M-00773,Thirdly,Mona,1990-05-06\n";

/// A letter as RTF that names a patient: text of its own, no picture.
pub fn letter(name: &str, mrn: &str, born: &str) -> Vec<u8> {
    format!("{{\\rtf1\\ansi Patient: {name}\\par MRN: {mrn}\\par DOB: {born}\\par Seen in clinic and doing well, come back in three months.\\par}}").into_bytes()
}

/// A workspace with three people and the given files, and what was said of each file.
pub fn delivered(files: &[(&str, &[u8])]) -> (Bench, Vec<IngestLine>) {
    delivered_with("", files)
}

/// The same, with a lens of more parts.
pub fn delivered_with(parts: &str, files: &[(&str, &[u8])]) -> (Bench, Vec<IngestLine>) {
    let bench = Bench::new();
    bench.document("lens", &format!("{PEOPLE_LENS}{parts}"));
    let folder = bench.folder.path().join("delivery");
    for (name, bytes) in files.iter().chain([&("people.csv", PEOPLE)]) {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let lines = bench.ingest("legacy", &folder);
    (bench, lines)
}
