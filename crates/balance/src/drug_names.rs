//! Names of drugs: whether two labels are those of different drugs.
//!
//! It tells names apart and knows nothing of what a drug does; what fires on which is the table of `compute`. A drug that is not named here is
//! never taken for another one. What must stay true: names of one drug, its brands among them, stand in one row, and a brand of several in each of
//! theirs.

/// The names of a drug in each row; of the first one, all of which are insulins, the rows behind it tell some apart.
const NAMES: &[&[&str]] = &[
    &["insulin", "humulin", "novolin", "glargine", "lantus", "basaglar", "toujeo", "semglee", "lispro", "humalog", "admelog", "aspart", "novolog", "fiasp", "detemir", "levemir", "degludec", "tresiba"],
    &["glargine", "lantus", "basaglar", "toujeo", "semglee"],
    &["lispro", "humalog", "admelog"],
    &["aspart", "novolog", "fiasp"],
    &["detemir", "levemir"],
    &["degludec", "tresiba"],
    // Infections.
    &["amoxicillin", "amoxicilin", "amoxil", "augmentin"], &["ampicillin", "unasyn"], &["piperacillin", "zosyn"], &["nafcillin"], &["dicloxacillin"],
    &["cephalexin", "cefalexin", "keflex"], &["cefazolin", "ancef"], &["cefuroxime", "ceftin"], &["cefdinir", "omnicef"], &["cefepime"], &["ceftriaxone", "rocephin"],
    &["meropenem", "merrem"], &["ertapenem", "invanz"], &["imipenem", "primaxin"],
    &["sulfamethoxazole", "bactrim", "septra", "cotrimoxazole"], &["trimethoprim", "bactrim", "septra", "cotrimoxazole"],
    &["clarithromycin", "biaxin"], &["erythromycin"], &["azithromycin", "zithromax"], &["ciprofloxacin"], &["levofloxacin", "levaquin"], &["moxifloxacin", "avelox"],
    &["doxycycline", "vibramycin"], &["minocycline", "minocin"], &["gentamicin"], &["tobramycin"], &["amikacin"], &["metronidazole", "flagyl"], &["linezolid", "zyvox"],
    &["rifampin", "rifampicin", "rifadin"], &["isoniazid"], &["fluconazole", "diflucan"], &["itraconazole", "sporanox"], &["ketoconazole"], &["voriconazole", "vfend"],
    &["acyclovir", "zovirax"], &["valacyclovir", "valtrex"], &["oseltamivir", "tamiflu"], &["vancomycin", "vancocin"], &["clindamycin", "cleocin"],
    &["nitrofurantoin", "macrobid", "macrodantin"], &["hydroxychloroquine", "plaquenil"], &["tenofovir", "viread", "truvada", "descovy"], &["emtricitabine", "truvada", "descovy"],
    // Pain, fever and inflammation.
    &["aspirin", "acetylsalicylic", "ecotrin"], &["ibuprofen", "motrin", "advil"], &["naproxen", "aleve", "naprosyn"], &["diclofenac", "voltaren"], &["ketorolac", "toradol"],
    &["meloxicam", "mobic"], &["indomethacin", "indocin"], &["celecoxib", "celebrex"], &["acetaminophen", "paracetamol", "apap", "tylenol", "percocet", "vicodin", "norco", "lortab"],
    &["morphine"], &["codeine"], &["oxycodone", "oxycontin", "percocet", "roxicodone"], &["hydrocodone", "vicodin", "norco", "lortab"], &["hydromorphone", "dilaudid"],
    &["fentanyl", "duragesic"], &["methadone", "dolophine"], &["tramadol", "ultram"], &["meperidine", "demerol"], &["buprenorphine", "suboxone", "subutex"], &["naloxone", "narcan", "suboxone"],
    &["prednisone", "deltasone"], &["prednisolone", "orapred"], &["methylprednisolone", "medrol"], &["dexamethasone", "decadron"], &["hydrocortisone", "cortef"],
    &["colchicine", "colcrys"], &["allopurinol", "zyloprim"], &["febuxostat", "uloric"], &["cyclobenzaprine", "flexeril"], &["tizanidine", "zanaflex"], &["baclofen", "lioresal"],
    &["methocarbamol", "robaxin"], &["sumatriptan", "imitrex"],
    // Blood and circulation.
    &["warfarin", "coumadin", "jantoven"], &["apixaban", "eliquis"], &["rivaroxaban", "xarelto"], &["dabigatran", "pradaxa"], &["edoxaban", "savaysa"],
    &["enoxaparin", "lovenox"], &["heparin"], &["fondaparinux", "arixtra"], &["clopidogrel", "plavix"], &["ticagrelor", "brilinta"], &["prasugrel", "effient"],
    &["amiodarone", "pacerone", "cordarone"], &["digoxin", "lanoxin"], &["verapamil", "calan"], &["diltiazem", "cardizem", "cartia"], &["amlodipine", "norvasc", "lotrel"],
    &["nifedipine", "procardia"], &["metoprolol", "lopressor", "toprol"], &["atenolol", "tenormin"], &["carvedilol", "coreg"], &["propranolol", "inderal"], &["bisoprolol", "zebeta", "ziac"],
    &["nadolol", "corgard"], &["labetalol", "trandate"], &["lisinopril", "zestril", "prinivil", "zestoretic"], &["enalapril", "vasotec"], &["ramipril", "altace"],
    &["benazepril", "lotensin", "lotrel"], &["captopril", "capoten"], &["losartan", "cozaar", "hyzaar"], &["valsartan", "diovan", "entresto"], &["irbesartan", "avapro"],
    &["olmesartan", "benicar"], &["candesartan", "atacand"], &["telmisartan", "micardis"], &["sacubitril", "entresto"], &["spironolactone", "aldactone", "aldactazide"],
    &["hydrochlorothiazide", "hctz", "microzide", "zestoretic", "hyzaar", "ziac", "aldactazide", "maxzide", "dyazide"], &["triamterene", "maxzide", "dyazide"], &["chlorthalidone"],
    &["furosemide", "lasix"], &["bumetanide", "bumex"], &["torsemide", "demadex"], &["hydralazine", "apresoline"], &["clonidine", "catapres"], &["doxazosin", "cardura"],
    &["simvastatin", "zocor", "vytorin"], &["ezetimibe", "zetia", "vytorin"], &["lovastatin", "mevacor"], &["atorvastatin", "lipitor"], &["rosuvastatin", "crestor"],
    &["pravastatin", "pravachol"], &["gemfibrozil", "lopid"], &["fenofibrate", "tricor"], &["nitroglycerin", "nitrostat"], &["isosorbide", "imdur"], &["epinephrine", "epipen", "adrenalin"],
    // Mind and nerves.
    &["fluoxetine", "prozac"], &["sertraline", "zoloft"], &["paroxetine", "paxil"], &["citalopram", "celexa"], &["escitalopram", "lexapro"], &["venlafaxine", "effexor"],
    &["duloxetine", "cymbalta"], &["desvenlafaxine", "pristiq"], &["amitriptyline", "elavil"], &["nortriptyline", "pamelor"], &["bupropion", "wellbutrin", "zyban"],
    &["trazodone", "desyrel"], &["mirtazapine", "remeron"], &["buspirone", "buspar"], &["lithium", "lithobid", "eskalith"], &["haloperidol", "haldol"], &["quetiapine", "seroquel"],
    &["risperidone", "risperdal"], &["olanzapine", "zyprexa"], &["aripiprazole", "abilify"], &["clozapine", "clozaril"], &["ziprasidone", "geodon"],
    &["valproate", "valproic", "divalproex", "depakote", "depakene"], &["lamotrigine", "lamictal"], &["carbamazepine", "tegretol"], &["phenytoin", "dilantin"],
    &["levetiracetam", "keppra"], &["topiramate", "topamax"], &["gabapentin", "neurontin"], &["pregabalin", "lyrica"], &["alprazolam", "xanax"], &["lorazepam", "ativan"],
    &["clonazepam", "klonopin"], &["diazepam", "valium"], &["temazepam", "restoril"], &["midazolam", "versed"], &["zolpidem", "ambien"], &["methylphenidate", "ritalin", "concerta"],
    &["amphetamine", "dextroamphetamine", "adderall"], &["donepezil", "aricept"], &["memantine", "namenda"],
    // Breath, stomach, glands, and what is left.
    &["albuterol", "salbutamol", "ventolin", "proair", "proventil", "combivent", "duoneb"], &["ipratropium", "atrovent", "combivent", "duoneb"], &["tiotropium", "spiriva"],
    &["fluticasone", "flovent", "flonase", "advair"], &["salmeterol", "serevent", "advair"], &["budesonide", "pulmicort", "symbicort"], &["formoterol", "symbicort"], &["montelukast", "singulair"],
    &["cetirizine", "zyrtec"], &["loratadine", "claritin"], &["diphenhydramine", "benadryl"], &["pseudoephedrine", "sudafed"], &["dextromethorphan"], &["guaifenesin", "mucinex"],
    &["omeprazole", "prilosec"], &["esomeprazole", "nexium"], &["pantoprazole", "protonix"], &["lansoprazole", "prevacid"], &["famotidine", "pepcid"], &["ondansetron", "zofran"],
    &["metoclopramide", "reglan"], &["promethazine", "phenergan"], &["metformin", "glucophage", "janumet"], &["glipizide", "glucotrol"], &["glyburide", "diabeta"], &["glimepiride", "amaryl"],
    &["sitagliptin", "januvia", "janumet"], &["empagliflozin", "jardiance"], &["dapagliflozin", "farxiga"], &["liraglutide", "victoza"], &["semaglutide", "ozempic", "rybelsus"],
    &["dulaglutide", "trulicity"], &["pioglitazone", "actos"], &["levothyroxine", "synthroid", "levoxyl", "unithroid"], &["methimazole", "tapazole"], &["alendronate", "fosamax"],
    &["tamsulosin", "flomax"], &["finasteride", "proscar", "propecia"], &["oxybutynin", "ditropan"], &["sildenafil", "viagra", "revatio"], &["tadalafil", "cialis"],
    &["methotrexate", "trexall"], &["azathioprine", "imuran"], &["mercaptopurine", "purinethol"], &["cyclosporine", "ciclosporin", "neoral", "sandimmune"], &["tacrolimus", "prograf"],
    &["mycophenolate", "cellcept"], &["sirolimus", "rapamune"], &["adalimumab", "humira"], &["infliximab", "remicade"], &["etanercept", "enbrel"], &["tamoxifen", "nolvadex"],
    &["anastrozole", "arimidex"], &["letrozole", "femara"],
];

/// The rows of one insulin each.
const INSULINS: std::ops::Range<usize> = 1..6;

/// The rows of the drugs that a label names. A short name is the whole word; a long one may go on, as in `warfarin-sodium`.
fn named(label: &str) -> Vec<usize> {
    let label = label.to_lowercase();
    let words: Vec<&str> = label.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() >= 4).collect();
    // That of low molecular weight is a class of others, which have names of their own.
    let is_class = |name: &str| name == "heparin" && words.contains(&"molecular");
    let is_it = |name: &&str| !is_class(name) && words.iter().any(|word| word == name || name.len() >= 6 && word.starts_with(name));
    NAMES.iter().enumerate().filter(|(_, names)| names.iter().any(is_it)).map(|(row, _)| row).collect()
}

/// Whether labels of one thing and another label name drugs, and no drug in common. One label may name several.
pub(crate) fn are_of_others(known: &[&str], said: &str) -> bool {
    let theirs = named(said);
    if theirs.is_empty() {
        return false;
    }
    let own: Vec<usize> = known.iter().flat_map(|label| named(label)).collect();
    let is_one = |row: &usize| INSULINS.contains(row);
    // Where both say which insulin, that both are insulins is no drug in common.
    let both_tell = own.iter().any(is_one) && theirs.iter().any(is_one);
    !own.is_empty() && !theirs.iter().any(|row| own.contains(row) && !(both_tell && *row == 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_drug_are_one_and_those_of_another_are_not() {
        for (known, said) in [
            ("Warfarin Sodium 5 MG Oral Tablet", "Coumadin 5 mg"), ("warfarin", "WARFARIN-SODIUM 5MG TAB"), ("Insulin", "Lantus"), ("insulin glargine 100 UNT/ML", "Lantus SoloStar"),
            ("Acetaminophen 325 MG / Oxycodone 5 MG", "Percocet"), ("SMZ-TMP DS", "Bactrim DS"), ("Sulfamethoxazole 800 MG", "Bactrim"), ("Advair Diskus", "fluticasone / salmeterol"),
            ("study drug 17", "metformin"), ("warfarin", "anticoagulant"), ("Empagliflozin 10 MG", "Jardiance"), ("5-ASA", "mesalamine"), ("", "metformin"), ("Potassium", "potassium chloride"),
            ("CODEINE 30/APAP 300", "Tylenol #3"), ("Low molecular weight heparin", "Enoxaparin"), ("Aspirin 81 MG", "acetylsalicylic acid"), ("Estradiol / Norethindrone", "Activella"),
        ] {
            assert!(!are_of_others(&[known], said) && !are_of_others(&[said], known), "{known} / {said}");
        }
        for (known, said) in [
            ("Warfarin Sodium 5 MG Oral Tablet", "Metformin"), ("Sertraline 50 MG", "Fluoxetine 50 MG"), ("insulin glargine", "insulin lispro"), ("Lantus", "Humalog"), ("Insulin", "Metformin"),
            ("hydrOXYzine or hydrALAZINE", "Hydrocodone"), ("Prednisone 5 MG", "Prednisolone 5 MG"), ("Celebrex", "Celexa"), ("methotrexate", "metolazone and metoprolol"),
            ("Heparin 5000 UNT/ML", "Enoxaparin 40 MG"),
        ] {
            assert!(are_of_others(&[known], said) && are_of_others(&[said], known), "{known} / {said}");
        }
        assert!(!are_of_others(&["Coumadin", "metformin"], "Glucophage"), "one of the labels of the record is enough");
    }

    #[test]
    fn names_that_notes_have_for_one_drug_are_none_of_another() {
        let mut held = 0;
        for row in include_str!("../../../assets/notes/substances.txt").lines().filter(|row| !row.starts_with('#')) {
            let (name, others) = match row.split_once(" = ") {
                Some(product) => product,
                None => row.split_once('|').unwrap_or((row, "")),
            };
            for other in others.split('|').next().unwrap_or_default().split(',') {
                assert!(!are_of_others(&[name], other), "{name} / {other}");
                held += usize::from(!named(name).is_empty() && !named(other).is_empty());
            }
        }
        assert!(held > 100, "{held}");
    }

    #[test]
    fn the_rows_of_the_insulins_are_where_they_are_looked_for() {
        assert!(INSULINS.clone().all(|row| NAMES[row].iter().all(|name| NAMES[0].contains(name))));
        assert!(!NAMES[INSULINS.end].iter().any(|name| NAMES[0].contains(name)));
    }

    #[test]
    fn every_drug_of_high_risk_by_name_has_a_row() {
        for name in ["warfarin", "heparin", "enoxaparin", "apixaban", "insulin", "morphine", "oxycodone", "fentanyl", "methadone", "tacrolimus", "methotrexate", "digoxin", "lithium", "amiodarone"] {
            assert_eq!(named(name).len(), 1, "{name}");
        }
    }
}
