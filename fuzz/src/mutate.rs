//! Damage by chance: what happens to files on their way, and what a careless writer makes of them.
//!
//! The same seed gives the same inputs. No fuzzer guides it: it knows nothing of the code that an input reaches, and makes
//! up for it by damage that means something to text formats: delimiters swapped, blocks doubled, two files spliced.

/// Numbers by chance from a seed (splitmix64).
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound; 0 for a bound of 0.
    pub fn below(&mut self, bound: usize) -> usize {
        if bound == 0 { 0 } else { (self.draw() % bound as u64) as usize }
    }
}

/// Changes that one input gets at most.
const CHANGES_MAX: usize = 6;
/// Bytes that delimit something in one of the formats.
const DELIMITERS: &[u8] = b",;|\t^~&\\\"'<>{}[]()=:/*.\r\n \0\x0b\x1c";
/// Pieces that readers have to make up their mind about.
const PIECES: &[&[u8]] = &[
    b"\0", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\xc3\x28", b"\r\n", b"\n\n", b"\r", b"\"\"", b"\"", b"''", b"-1", b"0", b"4294967296",
    b"9223372036854775808", b"1e999", b"NaN", b"NULL", b"\\N", b"\\F\\", b"\\X0D\\", b"\\.br\\", b"MSH|^~\\&|", b"MSH", b"BHS|", b"\x0bMSH|", b"\x1c\r",
    b"<!--", b"-->", b"<![CDATA[", b"]]>", b"&lt;", b"&#0;", b"&#xD800;", b"&x;", b"<a b='", b"/>", b"<?", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"\\u0000",
    b"\\uD800", b"[[[[[[[[", b"{\"a\":", b"INSERT INTO t VALUES (", b"COPY t FROM stdin;", b"\\.", b"--", b"/*", b"ISA*", b"~", b"SE*", b"PK\x05\x06", b"\xd8\xff\xe0",
];

/// A damaged copy of an input, of at most `bytes_max` bytes; `others` is what may be spliced into it.
pub fn mutate(chance: &mut Chance, input: &[u8], others: &[Vec<u8>], bytes_max: usize) -> Vec<u8> {
    let mut data = input.to_vec();
    for _ in 0..=chance.below(CHANGES_MAX) {
        change(chance, &mut data, others);
        data.truncate(bytes_max);
    }
    data
}

fn change(chance: &mut Chance, data: &mut Vec<u8>, others: &[Vec<u8>]) {
    match chance.below(10) {
        0 => flip(chance, data),
        1 => overwrite(chance, data),
        2 => data.truncate(chance.below(data.len() + 1)),
        3 => {
            let (from, to) = block(chance, data.len());
            data.drain(from..to);
        }
        4 => double(chance, data),
        5 => move_block(chance, data),
        6 => swap_all(chance, data),
        7 => swap_one(chance, data),
        8 => splice(chance, data, others),
        _ => insert(chance, data),
    }
}

/// A stretch of the data, short more often than long.
fn block(chance: &mut Chance, length: usize) -> (usize, usize) {
    let longest = [4, 16, 64, 1024, length][chance.below(5)];
    let from = chance.below(length + 1);
    let to = (from + chance.below(longest + 1)).min(length);
    (from, to)
}

fn flip(chance: &mut Chance, data: &mut [u8]) {
    let (at, bit) = (chance.below(data.len()), chance.below(8));
    if let Some(byte) = data.get_mut(at) {
        *byte ^= 1 << bit;
    }
}

fn overwrite(chance: &mut Chance, data: &mut [u8]) {
    let (at, value) = (chance.below(data.len()), chance.draw() as u8);
    if let Some(byte) = data.get_mut(at) {
        *byte = value;
    }
}

/// A block again, once or many times: what a broken transfer and a bomb have in common.
fn double(chance: &mut Chance, data: &mut Vec<u8>) {
    let (from, to) = block(chance, data.len());
    let times = [1, 1, 2, 200][chance.below(4)];
    let again = data[from..to].repeat(times);
    data.splice(to..to, again);
}

fn move_block(chance: &mut Chance, data: &mut Vec<u8>) {
    let (from, to) = block(chance, data.len());
    let taken: Vec<u8> = data.drain(from..to).collect();
    let at = chance.below(data.len() + 1);
    data.splice(at..at, taken);
}

fn delimiter(chance: &mut Chance) -> u8 {
    DELIMITERS[chance.below(DELIMITERS.len())]
}

/// Every one of a delimiter becomes another.
fn swap_all(chance: &mut Chance, data: &mut [u8]) {
    let (one, other) = (delimiter(chance), delimiter(chance));
    for byte in data.iter_mut().filter(|byte| **byte == one) {
        *byte = other;
    }
}

/// One delimiter that is there becomes another.
fn swap_one(chance: &mut Chance, data: &mut [u8]) {
    let other = delimiter(chance);
    let start = chance.below(data.len());
    if let Some(byte) = data.iter_mut().skip(start).find(|byte| DELIMITERS.contains(byte)) {
        *byte = other;
    }
}

/// The beginning of this and the end of another, or a block of another within this.
fn splice(chance: &mut Chance, data: &mut Vec<u8>, others: &[Vec<u8>]) {
    let Some(other) = others.get(chance.below(others.len())) else { return };
    let (from, to) = block(chance, other.len());
    let at = chance.below(data.len() + 1);
    if chance.below(2) == 0 {
        data.truncate(at);
        data.extend_from_slice(&other[from..]);
    } else {
        data.splice(at..at, other[from..to].iter().copied());
    }
}

fn insert(chance: &mut Chance, data: &mut Vec<u8>) {
    let piece = PIECES[chance.below(PIECES.len())];
    let at = chance.below(data.len() + 1);
    data.splice(at..at, piece.iter().copied());
}

#[cfg(test)]
mod tests {
    use super::*;

    const INPUT: &[u8] = b"MSH|^~\\&|A|B\rPID|1||7^^^H\r";

    #[test]
    fn the_same_seed_gives_the_same_inputs() {
        let inputs = |seed| {
            let mut chance = Chance::new(seed);
            (0..100).map(|_| mutate(&mut chance, INPUT, &[INPUT.to_vec()], 1 << 10)).collect::<Vec<_>>()
        };
        assert_eq!(inputs(7), inputs(7));
        assert_ne!(inputs(7), inputs(8));
    }

    #[test]
    fn most_inputs_differ_and_none_is_too_long() {
        let mut chance = Chance::new(1);
        let inputs: Vec<Vec<u8>> = (0..2_000).map(|_| mutate(&mut chance, INPUT, &[b"a,b\n1,2\n".to_vec()], 512)).collect();
        assert!(inputs.iter().all(|input| input.len() <= 512));
        assert!(inputs.iter().filter(|input| *input != INPUT).count() > 1_800);
        let unique: std::collections::HashSet<&Vec<u8>> = inputs.iter().collect();
        assert!(unique.len() > 1_500, "{}", unique.len());
    }

    #[test]
    fn nothing_can_be_damaged_too() {
        let mut chance = Chance::new(3);
        for _ in 0..2_000 {
            mutate(&mut chance, b"", &[], 64);
            mutate(&mut chance, b"", &[Vec::new()], 64);
            mutate(&mut chance, b"a", &[b"b".to_vec()], 1);
        }
    }
}
