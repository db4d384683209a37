//! Names of drugs: whether two labels are those of different drugs, or of the same.
//!
//! It tells names apart and knows nothing of what a drug does; what fires on which is the table of `compute`. A drug that is not named here is
//! never taken for another one, nor for the same under another name. What must stay true: names of one drug, its brands among them, stand in one row, and a brand of several in each of
//! theirs.

use std::collections::{BTreeMap, BTreeSet};

/// The names of a drug in each row; of the first one, all of which are insulins, the rows behind it tell some apart.
const NAMES: &[&[&str]] = &[
    &["insulin", "humulin", "novolin", "glargine", "lantus", "basaglar", "toujeo", "semglee", "lispro", "humalog", "admelog", "aspart", "novolog", "fiasp", "detemir", "levemir", "degludec", "tresiba", "xultophy"],
    &["glargine", "lantus", "basaglar", "toujeo", "semglee"],
    &["lispro", "humalog", "admelog"],
    &["aspart", "novolog", "fiasp"],
    &["detemir", "levemir"],
    &["degludec", "tresiba", "xultophy"],
    // Infections.
    &["amoxicillin", "amoxicilin", "amoxil", "augmentin", "amoxiclav"], &["clavulanate", "clavulanic", "augmentin", "amoxiclav"], &["ampicillin", "unasyn"], &["sulbactam", "unasyn"],
    &["piperacillin", "zosyn"], &["tazobactam", "zosyn"], &["nafcillin"], &["dicloxacillin"],
    &["cephalexin", "cefalexin", "keflex"], &["cefazolin", "ancef"], &["cefuroxime", "ceftin"], &["cefdinir", "omnicef"], &["cefepime"], &["ceftriaxone", "rocephin"],
    &["meropenem", "merrem"], &["ertapenem", "invanz"], &["imipenem", "primaxin"], &["cilastatin", "primaxin"],
    &["sulfamethoxazole", "bactrim", "septra", "cotrimoxazole", "smx", "smz"], &["trimethoprim", "bactrim", "septra", "cotrimoxazole", "tmp"],
    &["clarithromycin", "biaxin"], &["erythromycin"], &["azithromycin", "zithromax"], &["ciprofloxacin"], &["levofloxacin", "levaquin"], &["moxifloxacin", "avelox"],
    &["doxycycline", "vibramycin"], &["minocycline", "minocin"], &["gentamicin"], &["tobramycin"], &["amikacin"], &["metronidazole", "flagyl"], &["linezolid", "zyvox"],
    &["rifampin", "rifampicin", "rifadin"], &["isoniazid"], &["fluconazole", "diflucan"], &["itraconazole", "sporanox"], &["ketoconazole"], &["voriconazole", "vfend"],
    &["acyclovir", "zovirax"], &["valacyclovir", "valtrex"], &["oseltamivir", "tamiflu"], &["vancomycin", "vancocin"], &["clindamycin", "cleocin"],
    &["nitrofurantoin", "macrobid", "macrodantin"], &["hydroxychloroquine", "plaquenil"], &["tenofovir", "viread", "truvada", "descovy"], &["emtricitabine", "truvada", "descovy"],
    // Pain, fever and inflammation.
    &["aspirin", "acetylsalicylic", "ecotrin", "asa", "excedrin", "aggrenox"], &["ibuprofen", "motrin", "advil", "duexis"], &["naproxen", "aleve", "naprosyn", "treximet", "vimovo"], &["diclofenac", "voltaren", "arthrotec"], &["ketorolac", "toradol"],
    &["meloxicam", "mobic"], &["indomethacin", "indocin"], &["celecoxib", "celebrex"], &["acetaminophen", "paracetamol", "apap", "tylenol", "percocet", "vicodin", "norco", "lortab", "excedrin", "fioricet", "ultracet", "endocet"],
    &["morphine"], &["codeine"], &["oxycodone", "oxycontin", "percocet", "roxicodone", "endocet"], &["hydrocodone", "vicodin", "norco", "lortab"], &["hydromorphone", "dilaudid"],
    &["fentanyl", "duragesic"], &["methadone", "dolophine"], &["tramadol", "ultram", "ultracet"], &["meperidine", "pethidine", "demerol"], &["buprenorphine", "suboxone", "subutex"], &["naloxone", "narcan", "suboxone"],
    &["prednisone", "deltasone"], &["prednisolone", "orapred"], &["methylprednisolone", "medrol"], &["dexamethasone", "decadron"], &["hydrocortisone", "cortef"],
    &["colchicine", "colcrys"], &["allopurinol", "zyloprim"], &["febuxostat", "uloric"], &["cyclobenzaprine", "flexeril"], &["tizanidine", "zanaflex"], &["baclofen", "lioresal"],
    &["methocarbamol", "robaxin"], &["sumatriptan", "imitrex", "treximet"],
    // Blood and circulation.
    &["warfarin", "coumadin", "jantoven"], &["apixaban", "eliquis"], &["rivaroxaban", "xarelto"], &["dabigatran", "pradaxa"], &["edoxaban", "savaysa"],
    &["enoxaparin", "lovenox"], &["heparin"], &["fondaparinux", "arixtra"], &["clopidogrel", "plavix"], &["ticagrelor", "brilinta"], &["prasugrel", "effient"],
    &["amiodarone", "pacerone", "cordarone"], &["digoxin", "lanoxin"], &["verapamil", "calan", "tarka"], &["diltiazem", "cardizem", "cartia"], &["amlodipine", "norvasc", "lotrel", "caduet", "exforge", "azor", "tribenzor"],
    &["nifedipine", "procardia"], &["metoprolol", "lopressor", "toprol"], &["atenolol", "tenormin", "tenoretic"], &["carvedilol", "coreg"], &["propranolol", "inderal"], &["bisoprolol", "zebeta", "ziac"],
    &["nadolol", "corgard"], &["labetalol", "trandate"], &["lisinopril", "zestril", "prinivil", "zestoretic"], &["enalapril", "vasotec", "vaseretic"], &["ramipril", "altace"],
    &["benazepril", "lotensin", "lotrel"], &["captopril", "capoten"], &["losartan", "cozaar", "hyzaar"], &["valsartan", "diovan", "entresto", "exforge"], &["irbesartan", "avapro", "avalide"],
    &["olmesartan", "benicar", "azor", "tribenzor"], &["candesartan", "atacand"], &["telmisartan", "micardis"], &["sacubitril", "entresto"], &["spironolactone", "aldactone", "aldactazide"],
    &["hydrochlorothiazide", "hctz", "microzide", "zestoretic", "hyzaar", "ziac", "aldactazide", "maxzide", "dyazide", "hct", "tribenzor", "avalide", "vaseretic"], &["triamterene", "maxzide", "dyazide"], &["chlorthalidone", "chlortalidone", "tenoretic", "clorpres"],
    &["furosemide", "frusemide", "lasix"], &["bumetanide", "bumex"], &["torsemide", "torasemide", "demadex"], &["hydralazine", "apresoline"], &["clonidine", "catapres", "clorpres"], &["doxazosin", "cardura"],
    &["simvastatin", "zocor", "vytorin"], &["ezetimibe", "zetia", "vytorin"], &["lovastatin", "mevacor"], &["atorvastatin", "lipitor", "caduet"], &["rosuvastatin", "crestor"],
    &["pravastatin", "pravachol"], &["gemfibrozil", "lopid"], &["fenofibrate", "tricor"], &["nitroglycerin", "nitroglycerine", "trinitrate", "ntg", "gtn", "nitrostat"], &["isosorbide", "imdur"], &["epinephrine", "adrenaline", "epipen", "adrenalin"], &["norepinephrine", "noradrenaline", "levophed"],
    // Mind and nerves.
    &["fluoxetine", "prozac", "symbyax"], &["sertraline", "zoloft"], &["paroxetine", "paxil"], &["citalopram", "celexa"], &["escitalopram", "lexapro"], &["venlafaxine", "effexor"],
    &["duloxetine", "cymbalta"], &["desvenlafaxine", "pristiq"], &["amitriptyline", "elavil"], &["nortriptyline", "pamelor"], &["bupropion", "wellbutrin", "zyban"],
    &["trazodone", "desyrel"], &["mirtazapine", "remeron"], &["buspirone", "buspar"], &["lithium", "lithobid", "eskalith"], &["haloperidol", "haldol"], &["quetiapine", "seroquel"],
    &["risperidone", "risperdal"], &["olanzapine", "zyprexa", "symbyax"], &["aripiprazole", "abilify"], &["clozapine", "clozaril"], &["ziprasidone", "geodon"],
    &["valproate", "valproic", "divalproex", "depakote", "depakene"], &["lamotrigine", "lamictal"], &["carbamazepine", "tegretol"], &["phenytoin", "dilantin"],
    &["levetiracetam", "keppra"], &["topiramate", "topamax"], &["gabapentin", "neurontin"], &["pregabalin", "lyrica"], &["alprazolam", "xanax"], &["lorazepam", "ativan"],
    &["clonazepam", "klonopin"], &["diazepam", "valium"], &["temazepam", "restoril"], &["midazolam", "versed"], &["zolpidem", "ambien"], &["methylphenidate", "ritalin", "concerta"],
    &["amphetamine", "adderall", "dextroamphetamine", "dexamphetamine", "dexedrine"], &["dextroamphetamine", "dexamphetamine", "dexedrine"], &["donepezil", "aricept"], &["memantine", "namenda"],
    // Breath, stomach, glands, and what is left.
    &["albuterol", "salbutamol", "ventolin", "proair", "proventil", "combivent", "duoneb", "airsupra"], &["ipratropium", "atrovent", "combivent", "duoneb"], &["tiotropium", "spiriva"],
    &["fluticasone", "flovent", "flonase", "advair", "breo", "trelegy"], &["salmeterol", "serevent", "advair"], &["budesonide", "pulmicort", "symbicort", "airsupra"], &["formoterol", "symbicort", "dulera"], &["montelukast", "singulair"],
    &["cetirizine", "zyrtec"], &["loratadine", "claritin"], &["diphenhydramine", "benadryl"], &["pseudoephedrine", "sudafed"], &["dextromethorphan"], &["guaifenesin", "mucinex"],
    &["omeprazole", "prilosec"], &["esomeprazole", "nexium", "vimovo"], &["pantoprazole", "protonix"], &["lansoprazole", "prevacid"], &["famotidine", "pepcid", "duexis"], &["ondansetron", "zofran"],
    &["metoclopramide", "reglan"], &["promethazine", "phenergan"], &["metformin", "glucophage", "janumet", "jentadueto", "xigduo", "synjardy", "glucovance", "actoplus"], &["glipizide", "glucotrol"], &["glyburide", "glibenclamide", "diabeta", "glucovance"], &["glimepiride", "amaryl", "duetact"],
    &["sitagliptin", "januvia", "janumet"], &["empagliflozin", "jardiance", "synjardy"], &["dapagliflozin", "farxiga", "xigduo"], &["liraglutide", "victoza", "xultophy"], &["semaglutide", "ozempic", "rybelsus"],
    &["dulaglutide", "trulicity"], &["pioglitazone", "actos", "actoplus", "duetact"], &["levothyroxine", "thyroxine", "synthroid", "levoxyl", "unithroid"], &["methimazole", "tapazole"], &["alendronate", "fosamax"],
    &["tamsulosin", "flomax"], &["finasteride", "proscar", "propecia"], &["oxybutynin", "ditropan"], &["sildenafil", "viagra", "revatio"], &["tadalafil", "cialis"],
    &["methotrexate", "mtx", "trexall"], &["azathioprine", "imuran"], &["mercaptopurine", "purinethol"], &["cyclosporine", "ciclosporin", "neoral", "sandimmune"], &["tacrolimus", "prograf"],
    &["mycophenolate", "cellcept"], &["sirolimus", "rapamune"], &["adalimumab", "humira"], &["infliximab", "remicade"], &["etanercept", "enbrel"], &["tamoxifen", "nolvadex"],
    &["anastrozole", "arimidex"], &["letrozole", "femara"],
    // What combinations are made of, and names that are mistaken for others.
    &["caffeine", "excedrin", "fioricet"], &["butalbital", "fioricet"], &["dipyridamole", "aggrenox"], &["misoprostol", "arthrotec", "cytotec"],
    &["trandolapril", "tarka"], &["vilanterol", "breo", "trelegy", "anoro"], &["umeclidinium", "trelegy", "anoro"], &["mometasone", "dulera", "nasonex"],
    &["linagliptin", "jentadueto", "tradjenta"], &["carbidopa", "sinemet"], &["levodopa", "sinemet"], &["lidocaine", "lignocaine", "xylocaine"],
    &["hydroxyurea", "hydroxycarbamide", "hydrea"], &["cholecalciferol"], &["hydroxyzine", "atarax", "vistaril"],
    &["vincristine", "oncovin"], &["vinblastine"], &["cisplatin"], &["carboplatin", "paraplatin"], &["chlorpromazine", "thorazine"], &["chlorpropamide"],
    &["clobazam", "onfi"], &["lamivudine", "combivir", "epzicom"], &["zidovudine", "combivir"], &["abacavir", "epzicom"], &["propylthiouracil", "ptu"],
    &["metolazone", "zaroxolyn"], &["penicillamine"], &["cycloserine"], &["daptomycin", "cubicin"], &["terbinafine", "lamisil"],
];

/// The rows of one insulin each.
const INSULINS: std::ops::Range<usize> = 1..6;

/// Salts, which a label may leave out; of two that are told each is its own.
const SALTS: &[&str] = &[
    "sodium", "potassium", "calcium", "magnesium", "hydrochloride", "hcl", "sulfate", "sulphate", "tartrate", "bitartrate", "succinate", "maleate", "besylate", "mesylate", "bisulfate",
    "phosphate", "acetate", "citrate", "fumarate", "hydrobromide", "medoxomil", "mofetil", "hyclate", "monohydrate", "propionate", "furoate", "cilexetil", "bromide",
    "tromethamine", "lactate", "gluconate",
];
/// Words of a label that say in what form it is sold, in one spelling, which a label may leave out.
const FORMS: &[(&str, &str)] = &[
    ("tablet", "tablet"), ("tablets", "tablet"), ("tab", "tablet"), ("tabs", "tablet"), ("capsule", "capsule"), ("capsules", "capsule"), ("cap", "capsule"), ("caps", "capsule"),
    ("solution", "liquid"), ("suspension", "liquid"), ("syrup", "liquid"), ("elixir", "liquid"), ("injectable", "injection"), ("injection", "injection"), ("injector", "injection"), ("pen", "injection"),
    ("solostar", "injection"), ("kwikpen", "injection"), ("flexpen", "injection"), ("inhaler", "inhaler"), ("hfa", "inhaler"), ("diskus", "inhaler"), ("inhalation", "inhaler"),
    ("patch", "patch"), ("transdermal", "patch"), ("cream", "cream"), ("ointment", "ointment"), ("suppository", "suppository"), ("sublingual", "sublingual"), ("sl", "sublingual"), ("spray", "spray"),
];
/// Words of a label that say nothing by themselves.
const EMPTY: &[&str] = &["oral", "chewable", "metered", "dose", "by", "mouth", "product", "acid", "glyceryl", "and", "of", "co", "auto", "human", "release"];
/// Units of strength in one spelling.
const UNITS: &[(&str, &str)] = &[
    ("milligram", "mg"), ("milligrams", "mg"), ("mcg", "ug"), ("microgram", "ug"), ("micrograms", "ug"), ("unit", "unt"), ("units", "unt"), ("iu", "unt"), ("u", "unt"), ("milliliter", "ml"),
    ("milliliters", "ml"), ("gram", "g"), ("grams", "g"), ("mg", "mg"), ("ug", "ug"), ("unt", "unt"), ("ml", "ml"), ("g", "g"), ("meq", "meq"), ("actuat", "actuat"), ("actuation", "actuat"),
];
/// Words for how fast it is set free or acts, in one spelling.
const RELEASES: &[(&str, &str)] = &[("xr", "er"), ("xl", "er"), ("sr", "er"), ("cr", "er"), ("la", "er"), ("cd", "er"), ("extended", "er"), ("ec", "dr"), ("delayed", "dr"), ("enteric", "dr"), ("r", "regular"), ("n", "nph")];

/// The words of a label in small letters, a number with its point or comma as one.
fn words(label: &str) -> Vec<String> {
    let label = label.to_lowercase();
    label.split(|c: char| !c.is_alphanumeric() && c != '.').map(|word| word.trim_matches('.').to_string()).filter(|word| !word.is_empty()).collect()
}

/// Whether a word is a name: a short one is the whole word, a long one may go on, as in `warfarinum`.
fn is_name(word: &str, name: &str) -> bool {
    word == name || name.len() >= 6 && word.starts_with(name)
}

/// The rows of the drugs that a label names.
fn named(label: &str) -> Vec<usize> {
    let words = words(label);
    // That of low molecular weight is a class of others, which have names of their own.
    let is_class = |name: &str| name == "heparin" && words.iter().any(|word| word == "molecular");
    let is_it = |name: &&str| !is_class(name) && words.iter().any(|word| is_name(word, name));
    NAMES.iter().enumerate().filter(|(_, names)| names.iter().any(is_it)).map(|(row, _)| row).collect()
}

/// What a label says: the drugs, their salts and forms, its numbers and their units, and every word that is none of it.
#[derive(Default)]
struct Label<'w> {
    drugs: BTreeSet<usize>,
    numbers: BTreeSet<String>,
    /// The drugs word by word, a brand of several with all of them, and the numbers, as they stand.
    named: Vec<Vec<usize>>,
    counted: Vec<String>,
    units: BTreeSet<&'w str>,
    rest: BTreeSet<&'w str>,
    salts: BTreeSet<&'w str>,
    forms: BTreeSet<&'w str>,
}

impl Label<'_> {
    /// The number of each drug, where there are several, each with one of its own.
    fn strengths(&self) -> Option<BTreeMap<usize, &str>> {
        let rows: Option<Vec<usize>> = self.named.iter().map(|rows| if let [row] = rows.as_slice() { Some(*row) } else { None }).collect();
        let rows = rows.filter(|rows| rows.len() == self.counted.len() && rows.len() == self.drugs.len())?;
        Some(rows.into_iter().zip(self.counted.iter().map(String::as_str)).collect())
    }
}

fn read(words: &[String]) -> Label<'_> {
    let mut label = Label::default();
    let of = |table: &'static [(&str, &'static str)], word: &str| table.iter().find(|(own, _)| *own == word).map(|(_, one)| *one);
    for word in words.iter().map(String::as_str) {
        let rows: Vec<usize> = NAMES.iter().enumerate().filter(|(_, names)| names.iter().any(|name| is_name(word, name))).map(|(row, _)| row).collect();
        if !rows.is_empty() {
            label.drugs.extend(&rows);
            label.named.push(rows);
        } else if let Some(number) = number(word) {
            label.numbers.insert(number.clone());
            label.counted.push(number);
        } else if SALTS.contains(&word) {
            label.salts.insert(word);
        } else if let Some(unit) = of(UNITS, word) {
            label.units.insert(unit);
        } else if let Some(release) = of(RELEASES, word) {
            label.rest.insert(release);
        } else if let Some(form) = of(FORMS, word) {
            label.forms.insert(form);
        } else if !EMPTY.contains(&word) {
            label.rest.insert(word);
        }
    }
    label
}

/// A number without the zeros that say nothing.
fn number(word: &str) -> Option<String> {
    word.parse::<model::Decimal>().ok().map(|number| number.normalize().to_string())
}

/// Whether two labels name the same drugs in the same strength and neither says anything more: a brand and what is in it, with its salt or
/// without, in any order. A label that names a drug unknown here is never held to be the same as another one.
pub(crate) fn are_one(a: &str, b: &str) -> bool {
    let (words_a, words_b) = (words(a), words(b));
    let (a, b) = (read(&words_a), read(&words_b));
    let salts = a.salts.is_subset(&b.salts) || b.salts.is_subset(&a.salts);
    let forms = a.forms.is_subset(&b.forms) || b.forms.is_subset(&a.forms);
    // Of one strength the unit may go without saying; of a number without any unit nobody knows.
    let units = a.units == b.units || a.drugs.len() > 1 && (a.units.is_empty() || b.units.is_empty());
    // The same numbers, and each is the other drug's.
    let turned = matches!((a.strengths(), b.strengths()), (Some(x), Some(y)) if x != y);
    !a.drugs.is_empty() && a.drugs == b.drugs && a.numbers == b.numbers && a.rest == b.rest && salts && forms && units && !turned
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
    fn another_name_of_the_same_drug_is_the_same_and_a_label_that_says_more_is_not() {
        for (known, said) in [
            ("acetaminophen 325 mg tablet", "Paracetamol 325 MG Oral Tablet"), ("HCTZ 25 mg", "hydrochlorothiazide 25 mg"), ("ASA 81 mg", "aspirin 81 mg chewable tablet"), ("Coumadin 5 mg", "warfarin sodium 5.0 mg"),
            ("lisinopril-hydrochlorothiazide 20-12.5 mg", "hydrochlorothiazide 12.5 MG / lisinopril 20 MG Oral Tablet"), ("Norco 5/325", "hydrocodone bitartrate 5 MG / acetaminophen 325 MG"),
            ("Toprol XL 25 mg", "metoprolol succinate ER 25 mg"), ("Lantus 100 units/mL", "insulin glargine 100 UNT/ML Pen Injector"), ("adrenaline 0.3 mg", "epinephrine 0.3 mg auto-injector"),
            ("albuterol 90 mcg", "salbutamol 90 micrograms inhaler"), ("Augmentin 875 mg", "amoxicillin-clavulanate 875 mg"), ("Codeine", "codeine sulfate"), ("Synthroid 50 mcg", "levothyroxine sodium 50 ug"), ("Diovan HCT", "valsartan / hydrochlorothiazide"),
            ("Caduet 10/20 mg", "amlodipine 10 mg / atorvastatin 20 mg"), ("insulin regular human 100 UNT/ML", "Novolin R 100 units/mL"), ("Excedrin", "acetaminophen / aspirin / caffeine"),
        ] {
            assert!(are_one(known, said) && are_one(said, known), "{known} / {said}");
        }
        for (known, said) in [
            ("warfarin 5 mg", "warfarin 2 mg"), ("warfarin 5 mg", "Coumadin"), ("levothyroxine 50 mcg", "Synthroid 50 mg"), ("metoprolol tartrate 25 mg", "metoprolol succinate 25 mg"), ("metoprolol 25 mg", "Toprol XL 25 mg"),
            ("amoxicillin 875 mg", "Augmentin 875 mg"), ("ampicillin", "Unasyn"), ("Humulin N", "Humulin R"), ("Humalog", "Humalog 75/25"), ("Lantus", "insulin lispro"), ("Lantus", "insulin"), ("isosorbide mononitrate", "isosorbide dinitrate"),
            ("aspirin 81 mg", "aspirin 81 mg / dipyridamole"), ("morphine 10 mg tablet", "morphine 10 mg injection"),
            ("nitroglycerin patch", "nitroglycerin sublingual"), ("Isosorbide", "isosorbide dinitrate"), ("metformin 500 mg", "metformin 500 mg extended release"), ("epinephrine", "norepinephrine"), ("dextroamphetamine 10 mg", "Adderall 10 mg"), ("Tylenol", "Tylenol PM"), ("lisinopril 20 MG / hydrochlorothiazide 12.5 MG", "lisinopril-hydrochlorothiazide 12.5-20 mg"), ("Potassium", "potassium chloride"), ("", ""),
        ] {
            assert!(!are_one(known, said) && !are_one(said, known), "{known} / {said}");
        }
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
