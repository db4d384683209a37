//! Invented patients: each with claims of a physician, a hospital and a dentist, what was paid for them, what became of that, what they are insured for,
//! and their enrolment.

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
    hospital: Vec<String>,
    dental: Vec<String>,
    correction: Vec<String>,
    states: Vec<String>,
}

impl Patient {
    /// The segments of a set, to edit.
    pub(super) fn segments(&mut self, set: Set) -> &mut Vec<String> {
        match set {
            Set::Claim => &mut self.claim,
            Set::Remittance => &mut self.remittance,
            Set::Benefits => &mut self.benefits,
            Set::Enrolment => &mut self.enrolment,
            Set::Hospital => &mut self.hospital,
            Set::Dental => &mut self.dental,
            Set::Correction => &mut self.correction,
            Set::States => &mut self.states,
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
        let of = |set: usize| number * 8 + set;
        enveloped(&mut out, ("837", "005010X222A1", "HC"), of(1), &patient.claim);
        enveloped(&mut out, ("835", "005010X221A1", "HP"), of(2), &patient.remittance);
        enveloped(&mut out, ("271", "005010X279A1", "HB"), of(3), &patient.benefits);
        enveloped(&mut out, ("834", "005010X220A1", "BE"), of(4), &patient.enrolment);
        enveloped(&mut out, ("837", "005010X223A2", "HC"), of(5), &patient.hospital);
        enveloped(&mut out, ("837", "005010X224A2", "HC"), of(6), &patient.dental);
        enveloped(&mut out, ("835", "005010X221A1", "HP"), of(7), &patient.correction);
        enveloped(&mut out, ("277", "005010X212", "HN"), of(8), &patient.states);
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
    Patient {
        claim: person(&CLAIM),
        remittance: person(&REMITTANCE),
        benefits: person(&BENEFITS),
        enrolment: person(&ENROLMENT),
        hospital: person(&HOSPITAL),
        dental: person(&DENTAL),
        correction: person(&CORRECTION),
        states: person(&STATES),
        member: member.clone(),
    }
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

const HOSPITAL: [&str; 32] = [
    "BHT*0019*00*2*20240206*0930*CH", "HL*1**20*1", "NM1*85*2*HOSPITAL*****XX*1999999892", "N3*3 WAY", "N4*TOWN*OH*43004", "HL*2*1*22*0", "SBR*P*18*GRP4******CI", "NM1*IL*1*{name}*Q***MI*{m}", "NM1*PR*2*PAYER ONE*****PI*77",
    "CLM*H{n}*9000***11:A:1*Y*A*Y*Y", "DTP*096*TM*1015", "DTP*434*RD8*20240201-20240205", "DTP*435*DT*202402010830", "CL1*1*7*01", "REF*G1*STAY77", "HI*ABK:I2510:::::::Y", "HI*ABJ:R079", "HI*ABF:E119:::::::Y*ABF:N390:::::::N",
    "HI*DR:470", "HI*BBR:0DTJ4ZZ:D8:20240202", "HI*BI:70:RD8:20240101-20240105", "HI*BH:11:D8:20231230*BH:A1:D8:20240101", "HI*BE:80:::5*BE:01:::1200.5", "HI*BG:09*BG:17", "NM1*71*1*DOE*DORA****XX*1999999976", "LX*1",
    "SV2*0120**4000*DA*4*1000", "DTP*472*RD8*20240201-20240205", "REF*6R*{n}H1", "LX*2", "SV2*0360*HC:47562:LT*5000*UN*1", "DTP*472*D8*20240202",
];

const DENTAL: [&str; 21] = [
    "BHT*0019*00*3*20240305*0930*CH", "HL*1**20*1", "NM1*85*2*DENTISTS*****XX*1999999884", "HL*2*1*22*0", "SBR*P*18*GRP5******CI", "NM1*IL*1*{name}*Q***MI*{m}", "NM1*PR*2*PAYER ONE*****PI*77", "CLM*D{n}*300***11:B:1*Y*A*Y*Y",
    "DN2*14*M", "DN2*30*E", "PWK*OZ*BM***AC*PICTURE1", "REF*G3*PREDET9", "HI*ABK:K0262", "NM1*82*1*DENT*DANA****XX*1999999918", "LX*1", "SV3*AD:D2392*200**10*I*1******1", "TOO*JP*12*M:O", "DTP*472*D8*20240301", "LX*2", "SV3*AD:D0120*100", "DTP*472*D8*20240301",
];

const CORRECTION: [&str; 22] = [
    "BPR*I*40*C*ACH*CCP*01*999*DA*123*1512345678**01*999*DA*124*20240301", "TRN*1*EFT66{n}*1512345678", "N1*PR*PAYER ONE*XV*77", "N1*PE*DENTISTS*XX*1999999884", "LX*1", "CLP*D{n}*4*300*0*0*12*ICA{n}*11*1", "NM1*QC*1*{name}****MI*{m}",
    "SVC*AD:D2392*300*0**1", "DTM*472*20240301", "CAS*CO*29*300", "CLP*D{n}*1*300*100*50*12*ICB{n}*11*1", "NM1*QC*1*{name}****MI*{m}", "SVC*AD:D2392*200*100**1", "DTM*472*20240301", "CAS*CO*45*50", "CAS*PR*2*50",
    "CLP*H{n}*22*-9000*-60*-20*12*ICC{n}*11*8", "NM1*QC*1*{name}****MI*{m}", "SVC*HC:47562:LT*-5000*-60**1", "DTM*472*20240202", "CAS*CO*45*-4920", "CAS*PR*1*-20",
];

const STATES: [&str; 23] = [
    "BHT*0010*08*4*20240206*1015*DG", "HL*1**20*1", "NM1*PR*2*PAYER ONE*****PI*77", "HL*2*1*21*1", "NM1*41*2*SENDER*****46*S1", "HL*3*2*19*1", "NM1*1P*2*CLINIC*****XX*1999999984", "HL*4*3*22*0", "NM1*IL*1*{name}*Q***MI*{m}",
    "TRN*2*A{n}", "STC*P1:20*20240106**150", "REF*1K*ICN{n}", "DTP*472*D8*20240103", "TRN*2*A{n}", "STC*P3:21*20240115**150*******P3:294", "REF*1K*ICN{n}", "DTP*472*D8*20240103", "TRN*2*A{n}", "STC*F1:65*20240201**150*60*20240201*ACH*20240201*EFT55{n}",
    "REF*1K*ICN{n}", "DTP*472*D8*20240103", "SVC*HC:99213:25:59*100.5*50****1", "STC*F1:65*20240201",
];
