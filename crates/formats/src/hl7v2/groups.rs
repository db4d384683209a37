//! Segment groups by rule instead of by message structure: each segment gets the segment that governs it.
//!
//! Some segments open a group and close every group of their rank or a deeper one: PID, PV1, ORC, OBR, OBX. Others hang on
//! the open group that their kind belongs to, or on the segment before them (NTE, PRT). So an OBX never falls under the
//! order of another OBX, every PID of a message with several begins anew, and a Z-segment stands where it was written.

/// Name of a segment: three letters or digits.
pub(super) type Name = [u8; 3];

const PATIENT: [&Name; 1] = [b"PID"];
const VISIT: [&Name; 2] = [b"PID", b"PV1"];
const ORDERED: [&Name; 9] = [b"RXA", b"RXG", b"RXD", b"RXE", b"RXO", b"OBR", b"ODS", b"SCH", b"ORC"];
const DRUGS: [&Name; 6] = [b"RXA", b"RXG", b"RXD", b"RXE", b"RXO", b"ORC"];
const CARE: [&Name; 7] = [b"SPM", b"FT1", b"PRB", b"GOL", b"PTH", b"PV1", b"PID"];
const DETAILS: [&Name; 9] = [b"SPM", b"ORC", b"FT1", b"PRB", b"GOL", b"PTH", b"PV1", b"PID", b"SCH"];
/// Where results belong before anything else.
const RESULTS: [&Name; 10] = [b"SPM", b"SAC", b"OBR", b"RXA", b"RXG", b"RXD", b"RXE", b"RXO", b"ODS", b"TXA"];
const OBSERVED: [&Name; 11] = [b"ORC", b"PRB", b"GOL", b"PTH", b"FT1", b"DG1", b"PR1", b"AL1", b"SCH", b"PV1", b"PID"];
const CODED: [&Name; 7] = [b"FT1", b"OBR", b"RXO", b"RXE", b"ORC", b"PV1", b"PID"];

/// Details of an order, one of which follows each ORC that opens a group.
const ORDER_DETAILS: [&Name; 10] = [b"OBR", b"RXO", b"RXE", b"RXD", b"RXG", b"RXA", b"ODS", b"RQD", b"BPO", b"BPX"];

/// Whether a segment belongs to the one before it.
fn follows(name: &Name) -> bool {
    matches!(name, b"NTE" | b"PRT" | b"ROL" | b"TCD" | b"SID" | b"CTD" | b"VAR" | b"IAR" | b"TQ2" | b"ECD" | b"INV")
}

/// Whether a note after a segment does not speak of it: it speaks of what that belongs to. A receiver passes over segments
/// that it does not know: what follows one belongs to what stood before it.
fn is_passed(name: &Name) -> bool {
    let named = matches!(
        name,
        b"NTE" | b"PRT" | b"ROL" | b"TCD" | b"SID" | b"CTD" | b"VAR" | b"IAR" | b"TQ1" | b"TQ2" | b"PD1" | b"PV2" | b"ARV" | b"CTI" | b"ECD" | b"NK1"
    );
    named || name.first() == Some(&b'Z')
}

struct Open {
    rank: u8,
    index: usize,
}

/// The groups of one message after the other; the room is used again.
#[derive(Default)]
pub(super) struct Groups {
    open: Vec<Open>,
    /// For each segment the index of the one that governs it. Only MSH has none.
    pub parents: Vec<Option<usize>>,
}

struct Tree<'n> {
    names: &'n [Name],
    code: &'n str,
    /// The specimen governs its orders (OUL R22, OML O33) and not the other way round.
    specimens_first: bool,
    open: &'n mut Vec<Open>,
    /// The last segment that a note may speak of.
    spoken_of: Option<usize>,
    parents: &'n mut Vec<Option<usize>>,
}

impl Groups {
    /// Finds the parents of a message's segments; `code` is MSH-9.1.
    pub fn find(&mut self, names: &[Name], code: &str) {
        let Self { open, parents } = self;
        open.clear();
        parents.clear();
        let specimen = names.iter().position(|n| n == b"SPM");
        let specimens_first = specimen.is_some_and(|specimen| names.iter().position(|n| matches!(n, b"ORC" | b"OBR")).is_some_and(|order| specimen < order));
        let mut tree = Tree { names, code, specimens_first, open, spoken_of: None, parents };
        for index in 0..names.len() {
            tree.place(index);
        }
    }
}

/// Whether segments of a name go with another segment and come once under it.
pub(super) fn goes_with(parent: &str, name: &str) -> bool {
    match parent {
        "MSH" => matches!(name, "EVN" | "MSA" | "SFT" | "UAC" | "ERR" | "QPD" | "QAK" | "QRD" | "RCP" | "SCH" | "RF1") || name.starts_with('Z'),
        "PID" => matches!(name, "PD1" | "PV1" | "PV2" | "MRG" | "ACC" | "RGS" | "PDA") || name.starts_with('Z'),
        "PV1" => matches!(name, "PV2" | "DRG"),
        "ORC" => matches!(name, "TQ1" | "TQ2" | "RXO" | "RXE" | "RXD" | "RXG" | "RXR" | "OBR" | "SPM") || name.starts_with('Z'),
        "OBR" => matches!(name, "ORC" | "TQ1" | "TQ2" | "SPM" | "CTI") || name.starts_with('Z'),
        "RXO" | "RXE" | "RXD" | "RXG" | "RXA" => matches!(name, "TQ1" | "TQ2" | "RXR") || name.starts_with('Z'),
        "IN1" => matches!(name, "IN2" | "IN3"),
        "SCH" => matches!(name, "TQ1" | "RGS"),
        "RGS" => matches!(name, "AIS" | "AIG" | "AIL" | "AIP"),
        "SPM" => name == "SAC",
        _ => name.starts_with('Z'),
    }
}

impl Tree<'_> {
    fn name(&self, index: usize) -> &Name {
        self.names.get(index).unwrap_or(&[0; 3])
    }

    fn place(&mut self, index: usize) {
        let beside = self.order_beside(index);
        let rank = if beside.is_some() { None } else { self.rank(self.name(index)) };
        let parent = if index == 0 { None } else { beside.or_else(|| self.parent(index, rank)).or(Some(0)) };
        if let Some(rank) = rank {
            // Ranks rise from the outermost to the innermost.
            while self.open.last().is_some_and(|open| open.rank >= rank) {
                self.open.pop();
            }
            self.open.push(Open { rank, index });
        }
        if !is_passed(self.name(index)) {
            self.spoken_of = Some(index);
        }
        self.parents.push(parent);
    }

    /// Rank of a segment that opens a group; lower ones hold higher ones.
    fn rank(&self, name: &Name) -> Option<u8> {
        let problems = match name {
            b"GOL" => self.code == "PGL",
            b"PTH" => matches!(self.code, "PPG" | "PPP" | "PPT" | "PTR"),
            b"PRB" => !matches!(self.code, "PGL" | "PPG" | "PPP" | "PPT" | "PTR"),
            _ => false,
        };
        Some(match name {
            b"MSH" => 0,
            b"PID" => 10,
            b"PV1" => 20,
            b"SPM" if self.specimens_first => 25,
            b"FT1" if matches!(self.code, "DFT" | "BAR") => 27,
            _ if problems => 27,
            b"TXA" | b"SCH" | b"PRB" | b"GOL" | b"PTH" => 28,
            b"RGS" => 29,
            b"ORC" => 30,
            b"OBR" | b"RXO" | b"RXE" | b"RXD" | b"RXG" | b"RXA" | b"ODS" | b"RQD" => 40,
            b"SPM" => 45,
            b"SAC" => 50,
            b"DG1" | b"PR1" | b"IN1" | b"AL1" => 60,
            b"OBX" => 70,
            _ => return None,
        })
    }

    /// The OBR that an ORC belongs to where orders are written the other way round (OUL R22): it stands right before, has
    /// no ORC of its own, and no order detail follows the ORC.
    fn order_beside(&self, index: usize) -> Option<usize> {
        (self.name(index) == b"ORC").then_some(())?;
        let before = (0..index).rev().find(|i| !matches!(self.name(*i), b"NTE" | b"PRT"))?;
        let alone = self.name(before) == b"OBR" && self.parents.get(before).copied().flatten().is_none_or(|p| self.name(p) != b"ORC");
        let next = self.names.iter().skip(index + 1).find(|n| ORDER_DETAILS.contains(n) || matches!(*n, b"ORC" | b"OBX" | b"SPM"));
        (alone && next.is_none_or(|n| !ORDER_DETAILS.contains(&n))).then_some(before)
    }

    fn parent(&self, index: usize, rank: Option<u8>) -> Option<usize> {
        let name = self.name(index);
        if follows(name) {
            return self.spoken_of;
        }
        let nearest = |wanted: &[&Name]| {
            let fits = |open: &&Open| rank.is_none_or(|r| open.rank < r) && wanted.contains(&self.name(open.index));
            self.open.iter().rev().find(fits).map(|open| open.index)
        };
        match name {
            b"EVN" | b"SFT" | b"UAC" | b"MSA" | b"ERR" | b"QAK" | b"QPD" | b"QRD" | b"QRF" | b"RCP" | b"DSC" | b"PID" | b"SCH" | b"RF1" => None,
            b"PD1" | b"NK1" | b"PV1" | b"AL1" | b"IAM" | b"GT1" | b"IN1" | b"MRG" | b"ACC" | b"UB1" | b"UB2" | b"DB1" | b"PDA" | b"CON" | b"RGS" => nearest(&PATIENT),
            // What restricts access stands behind what it restricts: the patient, or the visit.
            b"PV2" | b"TXA" | b"ARV" => nearest(&VISIT),
            b"IN2" | b"IN3" | b"PSL" => nearest(&[b"IN1"]),
            b"DG1" | b"PR1" | b"DRG" => nearest(&CODED),
            b"ORC" => nearest(&CARE),
            b"PRB" | b"GOL" | b"PTH" => nearest(&[b"PRB", b"GOL", b"PTH", b"PV1", b"PID"]),
            b"OBR" | b"RXO" | b"RXE" | b"RXD" | b"RXG" | b"RXA" | b"ODS" | b"RQD" => nearest(&DETAILS),
            b"RXR" | b"RXC" => nearest(&DRUGS),
            b"TQ1" => nearest(&ORDERED),
            b"SPM" => nearest(&[b"OBR", b"ORC", b"PV1", b"PID"]),
            b"SAC" => nearest(&[b"SPM", b"OBR", b"ORC", b"PID"]),
            b"OBX" => nearest(&RESULTS).or_else(|| nearest(&OBSERVED)),
            b"FT1" | b"CTI" | b"BLG" => nearest(&[b"OBR", b"RXA", b"RXE", b"ORC", b"PV1", b"PID"]),
            b"AIS" | b"AIG" | b"AIL" | b"AIP" | b"APR" => nearest(&[b"RGS", b"SCH"]),
            _ => self.open.iter().rev().find(|open| open.rank < 60).map(|open| open.index),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Segments with the ordinal of what governs them: `OBX>4`.
    fn drawn(text: &str, code: &str) -> String {
        let names: Vec<&str> = text.split(' ').collect();
        let mut groups = Groups::default();
        groups.find(&names.iter().map(|n| n.as_bytes().try_into().unwrap()).collect::<Vec<Name>>(), code);
        names.iter().zip(groups.parents).map(|(n, p)| p.map_or(n.to_string(), |p| format!("{n}>{p}"))).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_restriction_is_of_what_it_stands_behind() {
        assert_eq!(drawn("MSH PID PD1 ARV NK1 PV1 PV2 ARV AL1", "ADT"), "MSH PID>0 PD1>1 ARV>1 NK1>1 PV1>1 PV2>5 ARV>5 AL1>1");
    }

    #[test]
    fn results_stay_with_their_order() {
        let text = "MSH PID PV1 ORC OBR NTE OBX NTE OBX ORC OBR OBX SPM OBX PID ORC OBR OBX";
        let tree = "MSH PID>0 PV1>1 ORC>2 OBR>3 NTE>4 OBX>4 NTE>6 OBX>4 ORC>2 OBR>9 OBX>10 SPM>10 OBX>12 PID>0 ORC>14 OBR>15 OBX>16";
        assert_eq!(drawn(text, "ORU"), tree);
    }

    #[test]
    fn very_many_notes_belong_to_one_result() {
        let mut names = vec![*b"MSH", *b"PID", *b"OBX"];
        names.resize(200_000, *b"NTE");
        let mut groups = Groups::default();
        groups.find(&names, "ORU");
        assert_eq!(groups.parents.len(), 200_000);
        assert!(groups.parents.iter().skip(3).all(|parent| *parent == Some(2)));
    }

    #[test]
    fn a_specimen_governs_its_orders_where_it_comes_first() {
        assert_eq!(drawn("MSH PID SPM OBR ORC OBX OBR ORC OBX SPM OBR OBX", "OUL"), "MSH PID>0 SPM>1 OBR>2 ORC>3 OBX>3 OBR>2 ORC>6 OBX>6 SPM>1 OBR>9 OBX>10");
        assert_eq!(drawn("MSH PID SPM ORC OBR SPM ORC OBR", "OML"), "MSH PID>0 SPM>1 ORC>2 OBR>3 SPM>1 ORC>5 OBR>6");
    }

    #[test]
    fn visits_drugs_charges_and_problems_hold_what_is_theirs() {
        let cases = [
            ("ADT", "MSH EVN PID PD1 NK1 PV1 PV2 OBX AL1 DG1 PR1 ROL IN1 IN2 NTE", "MSH EVN>0 PID>0 PD1>2 NK1>2 PV1>2 PV2>5 OBX>5 AL1>2 DG1>5 PR1>5 ROL>10 IN1>2 IN2>12 NTE>13"),
            ("ADT", "MSH EVN PID PD1 MRG PV1 PID MRG PV1", "MSH EVN>0 PID>0 PD1>2 MRG>2 PV1>2 PID>0 MRG>6 PV1>6"),
            ("VXU", "MSH PID ORC RXA RXR OBX NTE ORC RXA OBX", "MSH PID>0 ORC>1 RXA>2 RXR>3 OBX>3 NTE>5 ORC>1 RXA>7 OBX>8"),
            ("VXU", "MSH PID RXA OBX RXA OBX", "MSH PID>0 RXA>1 OBX>2 RXA>1 OBX>4"),
            ("RDE", "MSH PID ORC TQ1 RXO RXR RXE TQ1 RXR OBX", "MSH PID>0 ORC>1 TQ1>2 RXO>2 RXR>4 RXE>2 TQ1>6 RXR>6 OBX>6"),
            ("DFT", "MSH PID PV1 ORC OBR FT1 PR1 DG1 FT1", "MSH PID>0 PV1>1 ORC>2 OBR>3 FT1>2 PR1>5 DG1>5 FT1>2"),
            ("PPR", "MSH PID PV1 PRB NTE OBX GOL ORC OBR OBX PRB", "MSH PID>0 PV1>1 PRB>2 NTE>3 OBX>3 GOL>3 ORC>6 OBR>7 OBX>8 PRB>2"),
            ("SIU", "MSH SCH TQ1 NTE PID PV1 RGS AIS NTE AIL", "MSH SCH>0 TQ1>1 NTE>1 PID>0 PV1>4 RGS>4 AIS>6 NTE>7 AIL>6"),
            ("ORM", "MSH PID ORC OBR DG1 OBX NTE ZXX", "MSH PID>0 ORC>1 OBR>2 DG1>3 OBX>3 NTE>5 ZXX>3"),
            ("ORU", "MSH PID OBR OBX ZXX PRT NTE OBX", "MSH PID>0 OBR>1 OBX>2 ZXX>2 PRT>3 NTE>3 OBX>2"),
        ];
        for (code, text, tree) in cases {
            assert_eq!(drawn(text, code), tree, "{code}");
        }
    }
}
