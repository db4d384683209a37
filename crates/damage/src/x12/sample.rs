//! Invented patients: each with a claim, what was paid for it, what they are insured for, and their enrolment.

use super::{Set, enveloped};

const FAMILIES: [&str; 13] = ["ABARA", "BRANDT", "CISNEROS", "DVORAK", "EKLUND", "FOFANA", "GRADY", "HSUAN", "IWASAKI", "JANSEN", "KOWALSKI", "LINDQVIST", "MOREAU"];
const GIVEN: [&str; 11] = ["ADA", "BRUNO", "CARLA", "DMITRI", "ELIN", "FATOU", "GERALD", "HANA", "ICHIRO", "JOHANNA", "KAROL"];

/// One patient: the number of the member, and the segments of each set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patient {
    /// Number of the member, by which both sides know the patient.
    pub member: String,
    claim: Vec<String>,
    remittance: Vec<String>,
    benefits: Vec<String>,
    enrolment: Vec<String>,
}

impl Patient {
    /// The segments of a set, to edit.
    pub(super) fn segments(&mut self, set: Set) -> &mut Vec<String> {
        match set {
            Set::Claim => &mut self.claim,
            Set::Remittance => &mut self.remittance,
            Set::Benefits => &mut self.benefits,
            Set::Enrolment => &mut self.enrolment,
        }
    }
}

/// So many patients.
pub fn sample(count: usize) -> Vec<Patient> {
    (0..count).map(patient).collect()
}

/// All sets of all patients, each in an interchange of its own.
pub fn interchanges(patients: &[Patient]) -> String {
    let mut out = String::new();
    for (number, patient) in patients.iter().enumerate() {
        let of = |set: usize| number * 4 + set;
        enveloped(&mut out, ("837", "005010X222A1", "HC"), of(1), &patient.claim);
        enveloped(&mut out, ("835", "005010X221A1", "HP"), of(2), &patient.remittance);
        enveloped(&mut out, ("271", "005010X279A1", "HB"), of(3), &patient.benefits);
        enveloped(&mut out, ("834", "005010X220A1", "BE"), of(4), &patient.enrolment);
    }
    out
}

fn patient(number: usize) -> Patient {
    let member = format!("W{}", 10_000 + number * 7);
    let family = FAMILIES.get(number % FAMILIES.len()).copied().unwrap_or_default();
    let given = GIVEN.get(number % GIVEN.len()).copied().unwrap_or_default();
    let name = format!("{family}{}*{given}", "ABCDEFGHIJ".get(number / FAMILIES.len()..=number / FAMILIES.len()).unwrap_or_default());
    let born = format!("19{}{:02}{:02}*{}", 50 + number % 47, 1 + number % 12, 1 + number % 28, if number.is_multiple_of(2) { "F" } else { "M" });
    let person = |segments: &[&str]| segments.iter().map(|s| s.replace("{m}", &member).replace("{name}", &name).replace("{born}", &born).replace("{n}", &number.to_string())).collect();
    Patient { claim: person(&CLAIM), remittance: person(&REMITTANCE), benefits: person(&BENEFITS), enrolment: person(&ENROLMENT), member: member.clone() }
}

const CLAIM: [&str; 48] = [
    "BHT*0019*00*1*20240105*0930*CH", "NM1*41*2*SENDER*****46*S1", "PER*IC*DESK*TE*5550100", "NM1*40*2*RECEIVER*****46*R1", "HL*1**20*1", "PRV*BI*PXC*207Q00000X",
    "NM1*85*2*CLINIC*****XX*1999999984", "N3*1 WAY*ROOM 2", "N4*TOWN*OH*43004", "REF*EI*720000000", "PER*IC*BILLS*TE*5555550111", "HL*2*1*22*0", "SBR*P*18*GRP1******CI",
    "NM1*IL*1*{name}*Q***MI*{m}", "N3*2 LANE", "N4*TOWN*OH*43004", "DMG*D8*{born}", "NM1*PR*2*PAYER ONE*****PI*77", "CLM*A{n}*150***11:B:1*Y*A*Y*Y", "DTP*431*D8*20240101",
    "REF*G1*AUTH77", "REF*X4*CLIA1", "REF*D9*CH99", "HI*ABK:E119*ABF:I10", "NM1*DN*1*REF*RITA****XX*1999999950", "NM1*82*1*DOE*DORA****XX*1999999976", "PRV*PE*PXC*207R00000X",
    "SBR*S*18*GRP2******MB", "CAS*CO*45*20", "AMT*D*80", "OI***Y***Y", "NM1*IL*1*{name}****MI*X{m}", "NM1*PR*2*PAYER TWO*****PI*88", "LX*1", "SV1*HC:99213:25:59*100.5*UN*1***1:2**Y",
    "DTP*472*D8*20240103", "REF*6R*{n}L1", "NTE*ADD*SEEN TWICE", "SVD*88*60*HC:99213:25:59**1", "CAS*PR*1*20", "DTP*573*D8*20231220", "LX*2", "SV1*HC:J1745*49.5*UN*2*22**2:1",
    "DTP*472*RD8*20240104-20240105", "REF*6R*{n}L2", "LIN**N4*00012345678", "CTP****2.5*ML", "NM1*82*1*DOE*DAN****XX*1999999968",
];

const REMITTANCE: [&str; 35] = [
    "BPR*I*45*C*ACH*CCP*01*999*DA*123*1512345678**01*999*DA*124*20240201", "TRN*1*EFT55{n}*1512345678", "DTM*405*20240131", "N1*PR*PAYER ONE*XV*77", "N3*9 ST", "N4*CITY*OH*43001",
    "PER*BL*TECH*TE*5555550001", "N1*PE*CLINIC*XX*1999999984", "REF*TJ*720000000", "LX*1", "TS3*1999999984*11*20241231*2*50", "CLP*A{n}*1*150*60*20*12*ICN{n}*11*1",
    "NM1*QC*1*{name}****MI*{m}", "NM1*82*1*DOE*DORA****XX*1999999976", "REF*EA*MR{n}", "DTM*232*20240103", "AMT*AU*80", "SVC*HC:99213:25:59*100.5*50*0510*1", "DTM*472*20240103", "CAS*CO*45*30.5",
    "CAS*PR*1*10**2*10", "REF*6R*{n}L1", "AMT*B6*70", "LQ*HE*M15", "SVC*HC:J1745*49.5*10**2", "DTM*150*20240104", "DTM*151*20240105", "CAS*CO*16*49.5", "REF*6R*{n}L2", "CLP*B{n}*22*-100*-80*-20*12*ICX{n}*11*8",
    "NM1*QC*1*{name}****MI*{m}", "DTM*232*20230901", "SVC*HC:99214*-100*-80**1", "DTM*472*20230901", "PLB*1999999984*20241231*WO:ICN{n}*17.25",
];

const BENEFITS: [&str; 19] = [
    "BHT*0022*11*1*20240105*0930", "HL*1**20*1", "NM1*PR*2*PAYER ONE*****PI*77", "HL*2*1*21*1", "NM1*1P*2*CLINIC*****XX*1999999984", "HL*3*2*22*0", "TRN*2*T{n}*9877281234", "NM1*IL*1*{name}*Q***MI*{m}",
    "REF*6P*GRP1", "N3*2 LANE", "N4*TOWN*OH*43004", "DMG*D8*{born}", "DTP*346*D8*20240101", "DTP*347*D8*20241231", "EB*1*IND*30*HM*GOLD PLAN", "EB*B**98****25", "EB*A**30*****.2", "EB*G*IND*30***23*5000*****Y", "EB*I**35",
];

const ENROLMENT: [&str; 26] = [
    "BGN*00*1*20240105*0930****2", "REF*38*POL9", "N1*P5*EMPLOYER*FI*1", "N1*IN*PLAN CO*FI*2", "INS*Y*18*021*20*A***FT", "REF*0F*{m}", "REF*1L*GRP1", "REF*DX*DEP{n}", "DTP*336*D8*20100101",
    "NM1*IL*1*{name}*Q***MI*{m}", "PER*IP**HP*5555550100*EM*J@EXAMPLE.ORG", "N3*2 LANE", "N4*TOWN*OH*43004", "DMG*D8*{born}*M*:RET:2106-3", "HLH*N*70*150", "HD*021**HLT*GOLD*FAM", "DTP*348*D8*20240101", "REF*17*RC{n}",
    "LS*2700", "LX*1", "N1*75*RATING AREA", "REF*9X*AREA7", "LX*2", "N1*75*APTC AMT", "REF*9V*120.5", "LE*2700",
];
