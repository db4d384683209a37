//! What meets what: classes within which an allergy to one speaks of the others, and interactions. Enough to ask whether a check that fired before would
//! fire again.
//!
//! It is no drug knowledge base and gives no advice: it holds what is common or dangerous and on what the published lists agree. What drugs are called is
//! said in `assets/notes/substances.txt` alone, with the class of each; here stand groups that cut across those. What must stay true: a term that a rule
//! names is a substance, a class or a group (a test holds it).

use crate::drug_names;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::LazyLock;

/// Groups of substances and of classes of `substances.txt`.
const GROUPS: &[(&str, &[&str])] = &[
    ("sulfonamides", &["sulfasalazine"]),
    ("fluoroquinolones", &["quinolones"]),
    ("NSAIDs", &["nsaids"]),
    ("ACE inhibitors", &["ace inhibitors"]),
    ("heparins", &["heparin", "low molecular weight heparin"]),
    ("insulins", &["insulin"]),
    ("strong CYP3A4 inhibitors", &["clarithromycin", "erythromycin", "itraconazole", "ketoconazole", "voriconazole", "posaconazole"]),
    ("strong CYP1A2 inhibitors", &["fluvoxamine"]),
    ("strong inducers", &["rifampin", "carbamazepine", "phenytoin", "phenobarbital", "primidone"]),
    ("azole antifungals", &["fluconazole", "itraconazole", "ketoconazole", "voriconazole", "posaconazole"]),
    ("MAO inhibitors", &["linezolid", "phenelzine", "tranylcypromine", "isocarboxazid", "selegiline", "rasagiline"]),
    ("antiplatelets", &["aspirin", "clopidogrel", "ticagrelor", "prasugrel"]),
    ("anticoagulants", &["warfarin", "acenocoumarol", "phenprocoumon", "fluindione", "apixaban", "rivaroxaban", "dabigatran", "edoxaban", "betrixaban", "heparin", "low molecular weight heparin", "fondaparinux"]),
    ("direct anticoagulants", &["apixaban", "rivaroxaban", "dabigatran", "edoxaban", "betrixaban"]),
    ("rate-slowing calcium channel blockers", &["verapamil", "diltiazem"]),
    ("angiotensin receptor blockers", &["losartan", "valsartan", "irbesartan", "olmesartan", "candesartan", "telmisartan"]),
    ("potassium-sparing diuretics", &["spironolactone", "eplerenone", "triamterene", "amiloride"]),
    ("potassium supplements", &["potassium chloride", "potassium citrate"]),
    ("thiazides", &["hydrochlorothiazide", "chlorthalidone", "indapamide", "metolazone"]),
    ("statins broken down by CYP3A4", &["simvastatin", "lovastatin"]),
    ("nitrates", &["nitroglycerin", "isosorbide"]),
    ("PDE5 inhibitors", &["sildenafil", "tadalafil", "vardenafil"]),
    (
        "serotonin reuptake inhibitors",
        &["fluoxetine", "sertraline", "paroxetine", "citalopram", "escitalopram", "fluvoxamine", "venlafaxine", "duloxetine", "desvenlafaxine"],
    ),
    ("tricyclic antidepressants", &["amitriptyline", "nortriptyline", "imipramine", "doxepin", "clomipramine"]),
    ("drugs that prolong QT", &["haloperidol", "ziprasidone", "thioridazine", "methadone"]),
    ("serotonergic opioids", &["tramadol", "meperidine"]),
    ("sympathomimetics", &["pseudoephedrine", "phenylephrine", "methylphenidate", "amphetamine"]),
    ("thiopurines", &["azathioprine", "mercaptopurine"]),
    ("xanthine oxidase inhibitors", &["allopurinol", "febuxostat"]),
    ("calcineurin inhibitors", &["cyclosporine", "tacrolimus"]),
    ("hormonal contraceptives", &["levonorgestrel", "norethindrone", "drospirenone", "norgestimate"]),
];

/// Classes and groups within which an allergy to one speaks of the others.
pub(super) const CROSS_REACTIVE: &[&str] = &[
    "penicillins", "cephalosporins", "carbapenems", "sulfonamides", "macrolides", "fluoroquinolones", "tetracyclines", "aminoglycosides", "NSAIDs", "opioids",
    "ACE inhibitors", "benzodiazepines", "heparins",
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

/// By the number of a substance: its name, those of what it is a kind or a member of, and its groups.
static TERMS: LazyLock<Vec<Vec<&'static str>>> = LazyLock::new(|| {
    let terms = |substance: usize| -> Vec<&'static str> {
        let names: Vec<&'static str> = drug_names::lineage(substance).into_iter().map(drug_names::called).collect();
        let groups: Vec<&'static str> = GROUPS.iter().filter(|(_, members)| members.iter().any(|member| names.contains(member))).map(|(group, _)| *group).collect();
        names.into_iter().chain(groups).collect()
    };
    (0..drug_names::count()).map(terms).collect()
});

/// What a label says.
pub(super) struct Label {
    /// Its words in lower case. The shortest are parts of names: `MS Contin`, `Pen VK`, `Tylenol #3`.
    pub(super) words: Vec<String>,
    /// The substances that they name, by their numbers.
    pub(super) ingredients: Vec<usize>,
}

/// Labels that a thread remembers; beyond it the memory starts anew.
const LABELS_MAX: usize = 4_096;

thread_local! {
    /// Labels that were read before: the charts of a book say the same few thousand over and over.
    static KNOWN: RefCell<FxHashMap<String, Rc<Label>>> = RefCell::default();
}

/// What a label says. It is read once: what is remembered is what would be read.
pub(super) fn label(text: &str) -> Rc<Label> {
    KNOWN.with_borrow_mut(|known| {
        if let Some(label) = known.get(text) {
            return Rc::clone(label);
        }
        if known.len() >= LABELS_MAX {
            known.clear();
        }
        let words: Vec<String> = text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_string).collect();
        let label = Rc::new(Label { ingredients: drug_names::named_in(&words).into_iter().collect(), words });
        known.insert(text.to_string(), Rc::clone(&label));
        label
    })
}

/// Whether a substance is what a rule names, by itself, by its class or by a group.
pub(super) fn is_term(ingredient: usize, term: &str) -> bool {
    TERMS.get(ingredient).is_some_and(|terms| terms.contains(&term))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_of_a_rule_is_a_substance_or_a_class_or_a_group_of_some() {
        let known = |term: &str| (0..drug_names::count()).any(|i| is_term(i, term));
        for (a, b) in INTERACTIONS {
            assert!(known(a) && known(b), "{a} and {b}");
            assert!(!(0..drug_names::count()).any(|i| is_term(i, a) && is_term(i, b)), "{a} and {b} share a drug");
        }
        for class in CROSS_REACTIVE {
            assert!(known(class), "{class}");
        }
        for (group, members) in GROUPS {
            members.iter().for_each(|member| assert!(known(member), "{member} of {group}"));
        }
    }

    #[test]
    fn labels_name_their_ingredients() {
        let of = |text: &str| label(text).ingredients.iter().copied().map(drug_names::called).collect::<Vec<_>>();
        assert_eq!(of("Warfarin Sodium 5 MG Oral Tablet"), ["warfarin"]);
        assert_eq!(of("SULFAMETHOXAZOLE-TRIMETHOPRIM 800-160"), ["sulfamethoxazole", "trimethoprim"]);
        assert_eq!(of("Losartan Potassium 50 MG"), ["losartan"]);
        assert_eq!(of("Bactrim DS"), ["sulfamethoxazole", "trimethoprim"]);
        assert_eq!(of("aspirin 81 mg"), ["aspirin"]);
        assert_eq!(of("STUDY DRUG 17"), Vec::<&str>::new());
        assert_eq!([of("MS Contin 15 MG"), of("Pen VK 500 mg")], [["morphine"], ["penicillin v"]]);
        assert!(of("Tylenol #3").contains(&"codeine"));
        assert_eq!(of("Penicillins"), ["penicillins"]);
        assert_eq!(of("piperacillin / tazobactam"), ["piperacillin", "tazobactam"]);
    }

    #[test]
    fn a_name_of_the_one_table_is_of_its_class_and_its_groups() {
        let is = |text: &str, term: &str| label(text).ingredients.iter().any(|i| is_term(*i, term));
        for (label, term) in [
            ("Lantus SoloStar", "insulins"), ("Zosyn", "penicillins"), ("Azulfidine", "sulfonamides"), ("Levaquin 500", "fluoroquinolones"), ("Toradol", "NSAIDs"), ("Lovenox", "anticoagulants"),
            ("Lovenox", "heparins"), ("Entresto", "sacubitril"), ("Klor-Con 20 MEQ", "potassium supplements"), ("Ativan", "benzodiazepines"), ("Percocet", "opioids"), ("Invanz", "carbapenems"),
        ] {
            assert!(is(label, term), "{label} is of {term}");
        }
        for (label, term) in [("Prozac", "MAO inhibitors"), ("Zoloft", "fluoxetine"), ("Losartan potassium", "potassium supplements"), ("Tylenol", "NSAIDs")] {
            assert!(!is(label, term), "{label} is not of {term}");
        }
    }
}
