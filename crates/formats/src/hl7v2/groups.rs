//! Segment groups by rule instead of by message structure: each segment gets the segment that governs it.
//!
//! Some segments open a group and close every group of their rank or a deeper one: PID, PV1, ORC, OBR, OBX. Others hang on
//! the open group that their kind belongs to, or on the segment before them (NTE, PRT). So an OBX never falls under the
//! order of another OBX, every PID of a message with several begins anew, and a Z-segment stands where it was written.

const PATIENT: [&str; 1] = ["PID"];
const VISIT: [&str; 2] = ["PID", "PV1"];
const ORDERED: [&str; 9] = ["RXA", "RXG", "RXD", "RXE", "RXO", "OBR", "ODS", "SCH", "ORC"];
const DRUGS: [&str; 6] = ["RXA", "RXG", "RXD", "RXE", "RXO", "ORC"];
const CARE: [&str; 7] = ["SPM", "FT1", "PRB", "GOL", "PTH", "PV1", "PID"];
const DETAILS: [&str; 9] = ["SPM", "ORC", "FT1", "PRB", "GOL", "PTH", "PV1", "PID", "SCH"];
/// Where results belong before anything else.
const RESULTS: [&str; 10] = ["SPM", "SAC", "OBR", "RXA", "RXG", "RXD", "RXE", "RXO", "ODS", "TXA"];
const OBSERVED: [&str; 11] = ["ORC", "PRB", "GOL", "PTH", "FT1", "DG1", "PR1", "AL1", "SCH", "PV1", "PID"];
const CODED: [&str; 7] = ["FT1", "OBR", "RXO", "RXE", "ORC", "PV1", "PID"];

/// Segments that belong to the one before them.
const FOLLOWERS: [&str; 11] = ["NTE", "PRT", "ROL", "TCD", "SID", "CTD", "VAR", "IAR", "TQ2", "ECD", "INV"];
/// Segments that a note after them does not speak of: it speaks of what they belong to.
const PASSED: [&str; 16] = ["NTE", "PRT", "ROL", "TCD", "SID", "CTD", "VAR", "IAR", "TQ1", "TQ2", "PD1", "PV2", "ARV", "CTI", "ECD", "NK1"];
/// Details of an order, one of which follows each ORC that opens a group.
const ORDER_DETAILS: [&str; 10] = ["OBR", "RXO", "RXE", "RXD", "RXG", "RXA", "ODS", "RQD", "BPO", "BPX"];

struct Open {
    rank: u8,
    index: usize,
}

struct Tree<'n> {
    names: &'n [&'n str],
    code: &'n str,
    /// The specimen governs its orders (OUL R22, OML O33) and not the other way round.
    specimens_first: bool,
    open: Vec<Open>,
    /// The last segment that a note may speak of.
    spoken_of: Option<usize>,
    parents: Vec<Option<usize>>,
}

/// For each segment the index of the one that governs it; `code` is MSH-9.1. Only MSH has none.
pub(super) fn parents(names: &[&str], code: &str) -> Vec<Option<usize>> {
    let first = |wanted: &[&str]| names.iter().position(|n| wanted.contains(n));
    let specimens_first = match (first(&["SPM"]), first(&["ORC", "OBR"])) {
        (Some(specimen), Some(order)) => specimen < order,
        _ => false,
    };
    let mut tree = Tree { names, code, specimens_first, open: Vec::new(), spoken_of: None, parents: Vec::with_capacity(names.len()) };
    for index in 0..names.len() {
        tree.place(index);
    }
    tree.parents
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
    fn name(&self, index: usize) -> &str {
        self.names.get(index).copied().unwrap_or("")
    }

    fn place(&mut self, index: usize) {
        let beside = self.order_beside(index);
        let rank = if beside.is_some() { None } else { self.rank(self.name(index)) };
        let parent = if index == 0 { None } else { beside.or_else(|| self.parent(index, rank)).or(Some(0)) };
        if let Some(rank) = rank {
            self.open.retain(|open| open.rank < rank);
            self.open.push(Open { rank, index });
        }
        if !PASSED.contains(&self.name(index)) {
            self.spoken_of = Some(index);
        }
        self.parents.push(parent);
    }

    /// Rank of a segment that opens a group; lower ones hold higher ones.
    fn rank(&self, name: &str) -> Option<u8> {
        let problems = matches!((self.code, name), ("PGL", "GOL") | ("PPG" | "PPP" | "PPT" | "PTR", "PTH")) || (name == "PRB" && !matches!(self.code, "PGL" | "PPG" | "PPP" | "PPT" | "PTR"));
        Some(match name {
            "MSH" => 0,
            "PID" => 10,
            "PV1" => 20,
            "SPM" if self.specimens_first => 25,
            "FT1" if matches!(self.code, "DFT" | "BAR") => 27,
            _ if problems => 27,
            "TXA" | "SCH" | "PRB" | "GOL" | "PTH" => 28,
            "RGS" => 29,
            "ORC" => 30,
            "OBR" | "RXO" | "RXE" | "RXD" | "RXG" | "RXA" | "ODS" | "RQD" => 40,
            "SPM" => 45,
            "SAC" => 50,
            "DG1" | "PR1" | "IN1" | "AL1" => 60,
            "OBX" => 70,
            _ => return None,
        })
    }

    /// The OBR that an ORC belongs to where orders are written the other way round (OUL R22): it stands right before, has
    /// no ORC of its own, and no order detail follows the ORC.
    fn order_beside(&self, index: usize) -> Option<usize> {
        (self.name(index) == "ORC").then_some(())?;
        let before = (0..index).rev().find(|i| !matches!(self.name(*i), "NTE" | "PRT"))?;
        let alone = self.name(before) == "OBR" && self.parents.get(before).copied().flatten().is_none_or(|p| self.name(p) != "ORC");
        let next = self.names.iter().skip(index + 1).find(|n| ORDER_DETAILS.contains(*n) || matches!(**n, "ORC" | "OBX" | "SPM"));
        (alone && next.is_none_or(|n| !ORDER_DETAILS.contains(n))).then_some(before)
    }

    fn parent(&self, index: usize, rank: Option<u8>) -> Option<usize> {
        let name = self.name(index);
        if FOLLOWERS.contains(&name) {
            return self.spoken_of;
        }
        let nearest = |wanted: &[&str]| {
            let fits = |open: &&Open| rank.is_none_or(|r| open.rank < r) && wanted.contains(&self.name(open.index));
            self.open.iter().rev().find(fits).map(|open| open.index)
        };
        match name {
            "EVN" | "SFT" | "UAC" | "MSA" | "ERR" | "QAK" | "QPD" | "QRD" | "QRF" | "RCP" | "DSC" | "PID" | "SCH" | "RF1" => None,
            "PD1" | "NK1" | "PV1" | "AL1" | "IAM" | "GT1" | "IN1" | "MRG" | "ACC" | "UB1" | "UB2" | "DB1" | "PDA" | "ARV" | "CON" | "RGS" => nearest(&PATIENT),
            "PV2" | "TXA" => nearest(&VISIT),
            "IN2" | "IN3" | "PSL" => nearest(&["IN1"]),
            "DG1" | "PR1" | "DRG" => nearest(&CODED),
            "ORC" => nearest(&CARE),
            "PRB" | "GOL" | "PTH" => nearest(&["PRB", "GOL", "PTH", "PV1", "PID"]),
            "OBR" | "RXO" | "RXE" | "RXD" | "RXG" | "RXA" | "ODS" | "RQD" => nearest(&DETAILS),
            "RXR" | "RXC" => nearest(&DRUGS),
            "TQ1" => nearest(&ORDERED),
            "SPM" => nearest(&["OBR", "ORC", "PV1", "PID"]),
            "SAC" => nearest(&["SPM", "OBR", "ORC", "PID"]),
            "OBX" => nearest(&RESULTS).or_else(|| nearest(&OBSERVED)),
            "FT1" | "CTI" | "BLG" => nearest(&["OBR", "RXA", "RXE", "ORC", "PV1", "PID"]),
            "AIS" | "AIG" | "AIL" | "AIP" | "APR" => nearest(&["RGS", "SCH"]),
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
        let parents = parents(&names, code);
        names.iter().zip(parents).map(|(n, p)| p.map_or(n.to_string(), |p| format!("{n}>{p}"))).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn results_stay_with_their_order() {
        let text = "MSH PID PV1 ORC OBR NTE OBX NTE OBX ORC OBR OBX SPM OBX PID ORC OBR OBX";
        let tree = "MSH PID>0 PV1>1 ORC>2 OBR>3 NTE>4 OBX>4 NTE>6 OBX>4 ORC>2 OBR>9 OBX>10 SPM>10 OBX>12 PID>0 ORC>14 OBR>15 OBX>16";
        assert_eq!(drawn(text, "ORU"), tree);
    }

    #[test]
    fn very_many_notes_belong_to_one_result() {
        let mut names = vec!["MSH", "PID", "OBX"];
        names.resize(200_000, "NTE");
        let parents = parents(&names, "ORU");
        assert_eq!(parents.len(), 200_000);
        assert!(parents.iter().skip(3).all(|parent| *parent == Some(2)));
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
        ];
        for (code, text, tree) in cases {
            assert_eq!(drawn(text, code), tree, "{code}");
        }
    }
}
