//! Ingredients, classes and interactions, as a small table: enough to ask whether a check that fired before would fire again.
//!
//! It is no drug knowledge base and gives no advice: it holds ingredients that are common or dangerous, the names they go
//! by, the classes within which an allergy to one speaks of the others, and interactions of high severity on which the
//! published lists agree. What must stay true: a term that a rule names is in the table (a test holds it).

/// Ingredients: the name, further names, brands and close kin, and the classes. A word of a label that starts with a name is
/// the drug.
pub(super) const DRUGS: &[(&str, &[&str], &[&str])] = &[
    ("amoxicillin", &["augmentin", "amoxil", "amoxicilin"], &["penicillins"]),
    ("ampicillin", &["unasyn"], &["penicillins"]),
    ("piperacillin", &["zosyn"], &["penicillins"]),
    ("nafcillin", &["oxacillin", "dicloxacillin"], &["penicillins"]),
    ("penicillin", &["pcn", "bicillin", "phenoxymethylpenicillin", "benzylpenicillin"], &["penicillins"]),
    ("cephalexin", &["keflex", "cefalexin"], &["cephalosporins"]),
    ("cefazolin", &["ancef", "cefuroxime", "cefdinir", "cefepime", "cefixime", "cefadroxil", "cefoxitin", "cefpodoxime"], &["cephalosporins"]),
    ("ceftriaxone", &["rocephin"], &["cephalosporins"]),
    ("meropenem", &["ertapenem", "imipenem", "doripenem"], &["carbapenems"]),
    ("sulfamethoxazole", &["bactrim", "septra", "cotrimoxazole", "smz", "smx"], &["sulfonamides"]),
    ("trimethoprim", &["bactrim", "septra", "cotrimoxazole", "tmp"], &[]),
    ("sulfasalazine", &["azulfidine"], &["sulfonamides"]),
    ("clarithromycin", &["biaxin"], &["macrolides", "strong CYP3A4 inhibitors"]),
    ("erythromycin", &[], &["macrolides", "strong CYP3A4 inhibitors"]),
    ("azithromycin", &["zithromax"], &["macrolides"]),
    ("ciprofloxacin", &["cipro"], &["fluoroquinolones"]),
    ("levofloxacin", &["levaquin", "moxifloxacin", "ofloxacin"], &["fluoroquinolones"]),
    ("doxycycline", &["vibramycin", "minocycline", "tetracycline"], &["tetracyclines"]),
    ("gentamicin", &["tobramycin", "amikacin"], &["aminoglycosides"]),
    ("metronidazole", &["flagyl"], &[]),
    ("linezolid", &["zyvox"], &["MAO inhibitors"]),
    ("rifampin", &["rifampicin", "rifadin"], &["strong inducers"]),
    ("fluconazole", &["diflucan"], &["azole antifungals"]),
    ("itraconazole", &["ketoconazole", "voriconazole", "posaconazole"], &["azole antifungals", "strong CYP3A4 inhibitors"]),
    ("aspirin", &["acetylsalicylic", "asa", "ecotrin"], &["NSAIDs", "antiplatelets"]),
    ("ibuprofen", &["motrin", "advil"], &["NSAIDs"]),
    ("naproxen", &["aleve", "naprosyn"], &["NSAIDs"]),
    ("diclofenac", &["voltaren", "ketorolac", "toradol", "meloxicam", "indomethacin", "celecoxib", "etodolac", "nabumetone"], &["NSAIDs"]),
    ("warfarin", &["coumadin", "jantoven"], &["anticoagulants"]),
    ("apixaban", &["eliquis"], &["anticoagulants", "direct anticoagulants"]),
    ("rivaroxaban", &["xarelto"], &["anticoagulants", "direct anticoagulants"]),
    ("dabigatran", &["pradaxa", "edoxaban"], &["anticoagulants", "direct anticoagulants"]),
    ("enoxaparin", &["lovenox", "heparin", "dalteparin", "fondaparinux"], &["anticoagulants"]),
    ("clopidogrel", &["plavix"], &["antiplatelets"]),
    ("ticagrelor", &["brilinta", "prasugrel"], &["antiplatelets"]),
    ("omeprazole", &["prilosec", "esomeprazole"], &[]),
    ("amiodarone", &["pacerone", "cordarone"], &[]),
    ("digoxin", &["lanoxin"], &[]),
    ("verapamil", &["calan", "diltiazem", "cardizem"], &["rate-slowing calcium channel blockers"]),
    ("metoprolol", &["lopressor", "toprol", "atenolol", "carvedilol", "propranolol", "bisoprolol", "nadolol", "labetalol"], &["beta blockers"]),
    ("lisinopril", &["zestril", "prinivil", "enalapril", "ramipril", "benazepril", "captopril", "quinapril"], &["ACE inhibitors"]),
    ("losartan", &["cozaar", "valsartan", "irbesartan", "olmesartan", "candesartan", "telmisartan"], &["angiotensin receptor blockers"]),
    ("sacubitril", &["entresto"], &[]),
    ("spironolactone", &["aldactone", "eplerenone", "triamterene", "amiloride"], &["potassium-sparing diuretics"]),
    ("potassium", &["klor"], &["potassium supplements"]),
    ("hydrochlorothiazide", &["hctz", "chlorthalidone", "indapamide", "metolazone"], &["thiazides"]),
    ("simvastatin", &["zocor", "lovastatin"], &["statins broken down by CYP3A4"]),
    ("atorvastatin", &["lipitor"], &[]),
    ("gemfibrozil", &["lopid"], &[]),
    ("nitroglycerin", &["nitrostat", "isosorbide"], &["nitrates"]),
    ("sildenafil", &["viagra", "revatio", "tadalafil", "cialis", "vardenafil"], &["PDE5 inhibitors"]),
    ("fluoxetine", &["prozac", "sertraline", "zoloft", "paroxetine", "paxil", "citalopram", "celexa", "escitalopram", "lexapro"], &["serotonin reuptake inhibitors"]),
    ("fluvoxamine", &["luvox"], &["serotonin reuptake inhibitors", "strong CYP1A2 inhibitors"]),
    ("venlafaxine", &["effexor", "duloxetine", "cymbalta", "desvenlafaxine"], &["serotonin reuptake inhibitors"]),
    ("amitriptyline", &["elavil", "nortriptyline", "imipramine", "doxepin", "clomipramine"], &["tricyclic antidepressants"]),
    ("phenelzine", &["nardil", "tranylcypromine", "parnate", "isocarboxazid", "selegiline", "rasagiline"], &["MAO inhibitors"]),
    ("bupropion", &["wellbutrin", "zyban"], &[]),
    ("lithium", &["lithobid", "eskalith"], &[]),
    ("haloperidol", &["haldol", "ziprasidone", "thioridazine"], &["drugs that prolong QT"]),
    ("valproate", &["depakote", "valproic", "divalproex"], &[]),
    ("lamotrigine", &["lamictal"], &[]),
    ("carbamazepine", &["tegretol"], &["strong inducers"]),
    ("phenytoin", &["dilantin", "phenobarbital", "primidone"], &["strong inducers"]),
    ("morphine", &["roxanol"], &["opioids"]),
    ("codeine", &[], &["opioids"]),
    ("oxycodone", &["oxycontin", "percocet", "roxicodone"], &["opioids"]),
    ("hydrocodone", &["vicodin", "norco", "lortab"], &["opioids"]),
    ("hydromorphone", &["dilaudid", "oxymorphone"], &["opioids"]),
    ("fentanyl", &["duragesic"], &["opioids"]),
    ("methadone", &["dolophine"], &["opioids", "drugs that prolong QT"]),
    ("tramadol", &["ultram"], &["opioids", "serotonergic opioids"]),
    ("meperidine", &["demerol"], &["opioids", "serotonergic opioids"]),
    ("alprazolam", &["xanax", "lorazepam", "ativan", "clonazepam", "klonopin", "diazepam", "valium", "temazepam", "midazolam"], &["benzodiazepines"]),
    ("dextromethorphan", &["robitussin"], &[]),
    ("pseudoephedrine", &["sudafed", "phenylephrine", "methylphenidate", "amphetamine", "adderall"], &["sympathomimetics"]),
    ("methotrexate", &["trexall"], &[]),
    ("azathioprine", &["imuran", "mercaptopurine"], &["thiopurines"]),
    ("allopurinol", &["zyloprim", "febuxostat", "uloric"], &["xanthine oxidase inhibitors"]),
    ("colchicine", &["colcrys"], &[]),
    ("cyclosporine", &["neoral", "sandimmune", "ciclosporin"], &["calcineurin inhibitors"]),
    ("tacrolimus", &["prograf"], &["calcineurin inhibitors"]),
    ("tizanidine", &["zanaflex"], &[]),
    ("theophylline", &["aminophylline"], &[]),
    ("levothyroxine", &["synthroid", "levoxyl"], &[]),
    ("insulin", &["lantus", "humalog", "novolog", "glargine", "lispro", "aspart"], &["insulins"]),
    ("metformin", &["glucophage"], &[]),
    ("acetaminophen", &["tylenol", "paracetamol"], &[]),
    ("levonorgestrel", &["norethindrone", "ethinyl", "drospirenone", "norgestimate"], &["hormonal contraceptives"]),
    ("vancomycin", &["vancocin"], &[]),
    ("clindamycin", &["cleocin"], &[]),
    ("nitrofurantoin", &["macrobid", "macrodantin"], &[]),
];

/// Classes within which an allergy to one speaks of the others, and the words an allergy list has for the class.
pub(super) const CROSS_REACTIVE: &[(&str, &[&str])] = &[
    ("penicillins", &["penicillin", "penicillins", "pcn"]),
    ("cephalosporins", &["cephalosporin", "cephalosporins"]),
    ("carbapenems", &["carbapenem", "carbapenems"]),
    ("sulfonamides", &["sulfa", "sulfonamide", "sulfonamides", "sulphonamide"]),
    ("macrolides", &["macrolide", "macrolides"]),
    ("fluoroquinolones", &["quinolone", "quinolones", "fluoroquinolone", "fluoroquinolones"]),
    ("tetracyclines", &["tetracyclines"]),
    ("aminoglycosides", &["aminoglycoside", "aminoglycosides"]),
    ("NSAIDs", &["nsaid", "nsaids"]),
    ("opioids", &["opioid", "opioids", "opiate", "opiates"]),
    ("ACE inhibitors", &["ace"]),
    ("benzodiazepines", &["benzodiazepine", "benzodiazepines"]),
];

/// Interactions of high severity: two ingredients or classes.
pub(super) const INTERACTIONS: &[(&str, &str)] = &[
    ("warfarin", "NSAIDs"),
    ("warfarin", "amiodarone"),
    ("warfarin", "sulfamethoxazole"),
    ("warfarin", "metronidazole"),
    ("warfarin", "azole antifungals"),
    ("warfarin", "fluoroquinolones"),
    ("warfarin", "strong inducers"),
    ("anticoagulants", "antiplatelets"),
    ("direct anticoagulants", "NSAIDs"),
    ("direct anticoagulants", "strong inducers"),
    ("direct anticoagulants", "azole antifungals"),
    ("clopidogrel", "omeprazole"),
    ("MAO inhibitors", "serotonin reuptake inhibitors"),
    ("MAO inhibitors", "tricyclic antidepressants"),
    ("MAO inhibitors", "serotonergic opioids"),
    ("MAO inhibitors", "sympathomimetics"),
    ("MAO inhibitors", "dextromethorphan"),
    ("MAO inhibitors", "bupropion"),
    ("serotonin reuptake inhibitors", "serotonergic opioids"),
    ("opioids", "benzodiazepines"),
    ("methotrexate", "trimethoprim"),
    ("methotrexate", "NSAIDs"),
    ("methotrexate", "penicillins"),
    ("thiopurines", "xanthine oxidase inhibitors"),
    ("statins broken down by CYP3A4", "strong CYP3A4 inhibitors"),
    ("statins broken down by CYP3A4", "gemfibrozil"),
    ("statins broken down by CYP3A4", "amiodarone"),
    ("statins broken down by CYP3A4", "calcineurin inhibitors"),
    ("calcineurin inhibitors", "strong CYP3A4 inhibitors"),
    ("calcineurin inhibitors", "strong inducers"),
    ("colchicine", "strong CYP3A4 inhibitors"),
    ("colchicine", "calcineurin inhibitors"),
    ("carbamazepine", "strong CYP3A4 inhibitors"),
    ("lithium", "NSAIDs"),
    ("lithium", "ACE inhibitors"),
    ("lithium", "angiotensin receptor blockers"),
    ("lithium", "thiazides"),
    ("digoxin", "amiodarone"),
    ("digoxin", "rate-slowing calcium channel blockers"),
    ("digoxin", "macrolides"),
    ("beta blockers", "rate-slowing calcium channel blockers"),
    ("ACE inhibitors", "potassium-sparing diuretics"),
    ("ACE inhibitors", "potassium supplements"),
    ("ACE inhibitors", "sacubitril"),
    ("angiotensin receptor blockers", "potassium-sparing diuretics"),
    ("angiotensin receptor blockers", "potassium supplements"),
    ("potassium-sparing diuretics", "potassium supplements"),
    ("nitrates", "PDE5 inhibitors"),
    ("amiodarone", "drugs that prolong QT"),
    ("fluoroquinolones", "drugs that prolong QT"),
    ("tizanidine", "ciprofloxacin"),
    ("tizanidine", "strong CYP1A2 inhibitors"),
    ("theophylline", "ciprofloxacin"),
    ("valproate", "carbapenems"),
    ("valproate", "lamotrigine"),
    ("hormonal contraceptives", "strong inducers"),
];

/// The words of a label in lower case, without the shortest.
pub(super) fn words(text: &str) -> Vec<String> {
    text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() >= 3).map(str::to_string).collect()
}

/// A short name must be the whole word; a long one may go on, as in `penicillins` or `warfarin-sodium`. Most of the table begins with another letter,
/// which is asked first.
fn is_named(word: &str, name: &str) -> bool {
    word.as_bytes().first() == name.as_bytes().first() && (word == name || (name.len() >= 6 && word.starts_with(name)))
}

/// Places in the table of the ingredients that the words name.
pub(super) fn ingredients(words: &[String]) -> Vec<usize> {
    let named = |name: &str| words.iter().any(|w| is_named(w, name));
    let found = DRUGS.iter().enumerate().filter(|(_, (name, others, _))| named(*name) || others.iter().any(|o| named(*o)));
    let found: Vec<usize> = found.map(|(index, _)| index).collect();
    // A salt is no supplement: losartan potassium.
    let supplement = |i: &usize| DRUGS.get(*i).is_some_and(|(name, ..)| *name == "potassium");
    if found.len() > 1 { found.into_iter().filter(|i| !supplement(i)).collect() } else { found }
}

/// The cross-reactive classes that the words of an allergy name.
pub(super) fn classes_named(words: &[String]) -> Vec<&'static str> {
    let found = CROSS_REACTIVE.iter().filter(|(_, names)| names.iter().any(|n| words.iter().any(|w| w == n)));
    found.map(|(class, _)| *class).collect()
}

/// Whether an ingredient is what a rule names, by itself or by its class.
pub(super) fn is_term(ingredient: usize, term: &str) -> bool {
    DRUGS.get(ingredient).is_some_and(|(name, _, classes)| *name == term || classes.contains(&term))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_of_a_rule_is_an_ingredient_or_a_class_of_one() {
        let known = |term: &str| (0..DRUGS.len()).any(|i| is_term(i, term));
        for (a, b) in INTERACTIONS {
            assert!(known(a) && known(b), "{a} and {b}");
            assert!(!(0..DRUGS.len()).any(|i| is_term(i, a) && is_term(i, b)), "{a} and {b} share a drug");
        }
        for (class, _) in CROSS_REACTIVE {
            assert!(known(class), "{class}");
        }
    }

    #[test]
    fn labels_name_their_ingredients() {
        let of = |text: &str| ingredients(&words(text)).into_iter().map(|i| DRUGS[i].0).collect::<Vec<_>>();
        assert_eq!(of("Warfarin Sodium 5 MG Oral Tablet"), ["warfarin"]);
        assert_eq!(of("SULFAMETHOXAZOLE-TRIMETHOPRIM 800-160"), ["sulfamethoxazole", "trimethoprim"]);
        assert_eq!(of("Losartan Potassium 50 MG"), ["losartan"]);
        assert_eq!(of("Bactrim DS"), ["sulfamethoxazole", "trimethoprim"]);
        assert_eq!(of("aspirin 81 mg"), ["aspirin"]);
        assert_eq!(of("STUDY DRUG 17"), Vec::<&str>::new());
        assert_eq!(of("Penicillins"), ["penicillin"]);
        assert_eq!(of("piperacillin / tazobactam"), ["piperacillin"]);
    }
}
