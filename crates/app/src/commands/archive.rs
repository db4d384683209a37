//! Active or archive: the retention rule, what it does, what another one would do. Counts of patients from 1 to 10 stay here.

use super::jobs::now;
use super::{Answer, app};
use crate::archive::{ArchiveReport, Effect, Held, basis, cut_over, effect, gather, last_archive, retention as current, try_out};
use crate::{AppError, Host, Workspace, jobs};
use contract::{
    ErrorCode, JobRef, Nothing, RetentionClass, RetentionEffect, RetentionMove, RetentionPreview, RetentionRule, RetentionVersion, RetentionView, RetentionYear, SaveRetention,
};
use discovery::{Retention, RetentionRules, Standing};
use model::Date;

/// Milliseconds of a day.
const DAY_MS: u64 = 86_400_000;
/// Versions that are shown.
const HISTORY: u64 = 20;

fn day_ms(date: Date) -> u64 {
    u64::try_from(date.days()).unwrap_or(0) * DAY_MS
}

fn shown(rule: &Retention) -> RetentionRule {
    let years = |n: i16| u32::try_from(n).unwrap_or(0);
    let rules = &rule.rules;
    RetentionRule {
        years_active: years(rules.years_active),
        age_of_majority: years(rules.age_of_majority),
        years_after_majority: years(rules.years_after_majority),
        years_deceased: years(rules.years_deceased),
        open_orders: rules.open_orders_keep,
        open_balance: rules.balance_keeps,
        appointments: rules.appointments_keep,
        prescriptions: rules.prescriptions_keep,
        allergies: rules.allergies_keep,
        directives: rules.directives_keep,
        cut_over_ms: rule.cut_over.map(day_ms),
    }
}

/// The rule that a request describes. That it is within bounds is for the document to say.
fn asked(rule: &RetentionRule, author: &str, reason: &str) -> Answer<Retention> {
    let years = |n: u32| i16::try_from(n).unwrap_or(i16::MAX);
    let cut_over = match rule.cut_over_ms {
        None => None,
        Some(ms) => {
            let days = i32::try_from(ms / DAY_MS).ok().filter(|d| *d < 2_000_000).ok_or(ErrorCode::Invalid)?;
            let (year, month, day) = model::civil_from_days(days);
            Some(Date::day(year, month, day).ok_or(ErrorCode::Invalid)?)
        }
    };
    let rules = RetentionRules {
        years_active: years(rule.years_active),
        age_of_majority: years(rule.age_of_majority),
        years_after_majority: years(rule.years_after_majority),
        years_deceased: years(rule.years_deceased),
        open_orders_keep: rule.open_orders,
        balance_keeps: rule.open_balance,
        appointments_keep: rule.appointments,
        prescriptions_keep: rule.prescriptions,
        allergies_keep: rule.allergies,
        directives_keep: rule.directives,
    };
    let asked = Retention { rules, cut_over, author: author.into(), reason: reason.into() };
    // One check for everything that can be written, whoever writes it.
    Retention::parse(&asked.text()).map_err(|_| ErrorCode::Invalid.into())
}

/// Why patients are of a class, and how many they are.
type Group = (&'static str, String, Held);

/// How many are archived of all, as far as it may be told: a rule in force tells it, and then all who are left are known as well.
pub(crate) fn archived_told(archived: u64, all: u64) -> Option<u64> {
    deid::parts_told(&[archived, all.saturating_sub(archived)]).first().copied().flatten()
}

/// Classes in the order in which they are shown.
const CLASSES: [&str; 3] = ["active", "archive", "undecided"];

/// The standings of a class, the largest first.
fn groups(effect: &Effect, class: &'static str) -> Vec<Group> {
    let mut groups: Vec<(&Standing, &Held)> = effect.standings.iter().filter(|(standing, _)| standing.class() == class).collect();
    groups.sort_by(|a, b| (b.1.patients, a.0).cmp(&(a.1.patients, b.0)));
    groups.into_iter().map(|(standing, held)| (class, standing.reason().to_string(), *held)).collect()
}

/// Groups whose sum is known.
fn told(groups: Vec<Group>) -> Vec<RetentionClass> {
    let counts: Vec<u64> = groups.iter().map(|(_, _, held)| held.patients).collect();
    let one = |((class, reason, held), patients): (Group, Option<u64>)| {
        // What a few patients have would tell how few they are.
        RetentionClass { class: class.into(), reason, patients, statements: patients.map(|_| held.statements) }
    };
    groups.into_iter().zip(deid::parts_told(&counts)).map(one).collect()
}

/// Groups of a class whose number is told: those that are not told one by one are told together, so that their sum is the number of the class.
fn together(groups: Vec<Group>) -> Vec<RetentionClass> {
    let counts: Vec<u64> = groups.iter().map(|(_, _, held)| held.patients).collect();
    let (shown, hidden): (Vec<(Group, Option<u64>)>, Vec<_>) = groups.into_iter().zip(deid::parts_told(&counts)).partition(|(_, patients)| patients.is_some());
    let mut shown: Vec<Group> = shown.into_iter().map(|(group, _)| group).collect();
    if let Some(((class, ..), _)) = hidden.first() {
        let reasons: Vec<&str> = hidden.iter().map(|((_, reason, _), _)| reason.as_str()).collect();
        let sum = |of: fn(&Held) -> u64| hidden.iter().map(|((_, _, held), _)| of(held)).sum::<u64>();
        shown.push((*class, reasons.join(", or "), Held { patients: sum(|held| held.patients), statements: sum(|held| held.statements) }));
        shown.sort_by_key(|(_, _, held)| std::cmp::Reverse(held.patients));
    }
    told(shown)
}

/// All groups. All patients are known, and where it is told how many of them are archived, so are those who are not.
fn classes(effect: &Effect) -> Vec<RetentionClass> {
    let [active, archive, undecided] = CLASSES.map(|class| groups(effect, class));
    let sum = |groups: &[Group]| groups.iter().map(|(_, _, held)| held.patients).sum::<u64>();
    let archived = sum(&archive);
    if archived_told(archived, archived + sum(&active) + sum(&undecided)).is_none() {
        return told([active, archive, undecided].concat());
    }
    let mut classes = told([active, undecided].concat());
    classes.extend(together(archive));
    classes.sort_by_key(|class| CLASSES.iter().position(|known| *known == class.class));
    classes
}

/// By year of the last activity, and those of whom none is known. A class of which not all is told above is not told by the sum of its years.
fn years(effect: &Effect, classes: &[RetentionClass]) -> (Vec<RetentionYear>, Option<u64>) {
    let column = |at: usize, class: &str| {
        let counts: Vec<u64> = effect.years.values().filter_map(|year| year.get(at).copied()).collect();
        let mut told = deid::parts_told(&counts);
        let is_told = classes.iter().filter(|own| own.class == class).all(|own| own.patients.is_some());
        if !is_told && told.iter().all(Option::is_some) {
            let smallest = told.iter().flatten().copied().filter(|count| *count > 0).min();
            told.iter_mut().filter(|cell| smallest.is_some() && **cell == smallest).take(1).for_each(|cell| *cell = None);
        }
        told
    };
    let [active, archive, undecided] = [(0, "active"), (1, "archive"), (2, "undecided")].map(|(at, class)| column(at, class));
    let (mut years, mut undated) = (Vec::new(), Some(0));
    for (year, ((active, archive), undecided)) in effect.years.keys().zip(active.into_iter().zip(archive).zip(undecided)) {
        match year.map(u32::try_from) {
            Some(Ok(year)) => years.push(RetentionYear { year, active, archive, undecided }),
            Some(Err(_)) => {}
            None => undated = [active, archive, undecided].into_iter().sum(),
        }
    }
    (years, undated)
}

fn shown_effect(effect: &Effect) -> RetentionEffect {
    let classes = classes(effect);
    let (years, undated) = years(effect, &classes);
    RetentionEffect {
        patients: effect.standings.values().map(|h| h.patients).sum(),
        statements: effect.standings.values().map(|h| h.statements).sum(),
        classes,
        years,
        undated,
    }
}

pub(super) fn view(workspace: &Workspace) -> Answer<RetentionView> {
    let (version, rule) = current(workspace)?;
    let (versions, _) = app(workspace.store().document_history("retention", 0, HISTORY))?;
    let mut view = RetentionView { version, rule: shown(&rule), force: super::force::force(workspace)?, ..RetentionView::default() };
    view.history = versions.into_iter().map(|v| RetentionVersion { version: v.version, author: v.author, at_ms: v.at_ms, reason: v.note }).collect();
    if let Some(report) = last_archive(workspace)? {
        view.run = report.run;
        view.gathered_ms = app(workspace.store().run(report.run))?.and_then(|r| r.ended_ms).unwrap_or(0);
        view.stale = report.basis != basis(workspace)?;
        view.today_ms = day_ms(cut_over(&rule, &report));
        view.effect = shown_effect(&effect(workspace, &report, &rule)?);
        view.unanswered = report.unanswered;
        view.without_patient = report.without_patient;
    }
    Ok(view)
}

pub(crate) fn retention<H: Host>(host: &H, _: Nothing) -> Answer<RetentionView> {
    view(host.workspace())
}

pub(crate) fn preview_retention<H: Host>(host: &H, request: RetentionRule) -> Answer<RetentionPreview> {
    let workspace = host.workspace();
    let then = asked(&request, "preview", "preview")?;
    let report: ArchiveReport = last_archive(workspace)?.ok_or_else(|| AppError::Nothing("nothing was gathered yet".into()))?;
    let (_, now) = current(workspace)?;
    let (effect, moves) = try_out(workspace, &report, &now, &then)?;
    let mut moves: Vec<_> = moves.into_iter().collect();
    moves.sort_by(|a, b| b.1.patients.cmp(&a.1.patients).then_with(|| a.0.cmp(&b.0)));
    Ok(RetentionPreview { effect: shown_effect(&effect), moves: moved(moves) })
}

/// Who would move. How much a class grows is told by its number before and after, so that a move of a few is not the only one that is withheld.
fn moved(moves: Vec<((Standing, Standing), Held)>) -> Vec<RetentionMove> {
    let counts: Vec<u64> = moves.iter().map(|(_, held)| held.patients).collect();
    let one = |(((from, to), held), patients): (((Standing, Standing), Held), Option<u64>)| RetentionMove {
        from: from.class().into(),
        from_reason: from.reason().into(),
        to: to.class().into(),
        to_reason: to.reason().into(),
        patients,
        statements: patients.map(|_| held.statements),
    };
    moves.into_iter().zip(deid::parts_told(&counts)).map(one).collect()
}

pub(crate) fn save_retention<H: Host>(host: &H, request: SaveRetention) -> Answer<RetentionView> {
    let workspace = host.workspace();
    let (author, reason) = (&host.actor().account, request.reason.trim());
    if reason.is_empty() {
        return Err(ErrorCode::Invalid.into());
    }
    let rule = asked(&request.rule, author, reason)?;
    app(workspace.store().add_document("retention", request.base, &rule.text(), author, host.now_ms(), reason))?;
    view(workspace)
}

/// How many patients are of which class, as far as it may be told: a class of a few is not told by what the others leave of the whole either.
fn gathered(patients: u64, classes: &[(&str, Option<u64>)]) -> String {
    let mut told: Vec<(u64, &str)> = classes.iter().filter_map(|(words, count)| Some(((*count)?, *words))).collect();
    let left = |told: &[(u64, &str)]| patients.saturating_sub(told.iter().map(|(count, _)| count).sum());
    while deid::small_count(left(&told)).is_none()
        && let Some(smallest) = told.iter().copied().filter(|(count, _)| *count > 0).min()
    {
        told.retain(|class| *class != smallest);
    }
    let told: Vec<String> = told.into_iter().map(|(count, words)| format!("{count} {words}")).collect();
    let told = if told.is_empty() { "too few in each class to say how many".into() } else { told.join(", ") };
    format!("of {patients} patients {told}")
}

pub(crate) fn start_archive<H: Host>(host: &H, _: Nothing) -> Answer<JobRef> {
    let id = host.new_token();
    let id = jobs::start(host.workspace(), id, "archive", &host.actor().account, now, |workspace, meter| {
        let report = gather(workspace, now, meter)?;
        let (_, rule) = current(workspace)?;
        let found = shown_effect(&effect(workspace, &report, &rule)?);
        let of = |class: &str| -> Option<u64> { found.classes.iter().filter(|c| c.class == class).map(|c| c.patients).sum() };
        let classes = [("migrate", of("active")), ("go to the archive", of("archive")), ("are for somebody to decide", of("undecided"))];
        Ok((report.run, gathered(found.patients, &classes)))
    });
    Ok(JobRef { id })
}

#[cfg(test)]
mod tests {
    use super::{classes, gathered, moved};
    use crate::archive::{Effect, Held};
    use discovery::Standing;

    #[test]
    fn the_archive_adds_up_to_the_number_that_the_rule_in_force_tells() {
        let held = |patients| Held { patients, statements: patients * 2 };
        let told = |standings: &[(Standing, u64)]| {
            let effect = Effect { standings: standings.iter().map(|(standing, patients)| (*standing, held(*patients))).collect(), ..Effect::default() };
            classes(&effect).into_iter().map(|class| (class.class, class.reason, class.patients, class.statements)).collect::<Vec<_>>()
        };
        let own = |class: &str, reason: &str, patients: Option<u64>| (class.to_string(), reason.to_string(), patients, patients.map(|n| n * 2));
        let (seen, quiet, died) = (Standing::Active("seen recently"), Standing::Archive("not seen for years"), Standing::Archive("deceased"));
        let few = told(&[(seen, 60), (quiet, 37), (died, 3)]);
        assert_eq!(few, [own("active", "seen recently", Some(60)), own("archive", "not seen for years, or deceased", Some(40))], "40 are told, and neither 37 nor 3");
        let many = told(&[(seen, 60), (quiet, 28), (died, 12)]);
        assert_eq!(many, [own("active", "seen recently", Some(60)), own("archive", "not seen for years", Some(28)), own("archive", "deceased", Some(12))]);
        let untold = told(&[(seen, 96), (died, 4)]);
        assert_eq!(untold, [own("active", "seen recently", None), own("archive", "deceased", None)], "of four nothing is told");
    }

    #[test]
    fn a_move_of_three_does_not_follow_from_how_much_a_class_grows() {
        let (seen, minor, quiet) = (Standing::Active("seen recently"), Standing::Active("a minor"), Standing::Archive("not seen for years"));
        let held = |patients| Held { patients, statements: patients * 2 };
        let told = |moves: Vec<((Standing, Standing), Held)>| moved(moves).into_iter().map(|one| (one.patients, one.statements)).collect::<Vec<_>>();
        assert_eq!(told(vec![((quiet, seen), held(15)), ((quiet, minor), held(3))]), [(None, None), (None, None)], "18 come in, and 15 would leave three");
        assert_eq!(told(vec![((quiet, seen), held(15)), ((quiet, minor), held(12))]), [(Some(15), Some(30)), (Some(12), Some(24))]);
    }

    #[test]
    fn a_class_of_a_few_patients_is_not_told_by_what_is_left_of_the_whole() {
        let told = |patients, [migrate, archive, undecided]: [Option<u64>; 3]| gathered(patients, &[("migrate", migrate), ("archive", archive), ("undecided", undecided)]);
        assert_eq!(told(100, [Some(60), Some(40), Some(0)]), "of 100 patients 60 migrate, 40 archive, 0 undecided");
        assert_eq!(told(100, [Some(60), Some(35), None]), "of 100 patients 60 migrate");
        assert_eq!(told(100, [Some(95), None, Some(0)]), "of 100 patients 0 undecided");
        assert_eq!(told(100, [Some(85), None, None]), "of 100 patients 85 migrate");
        assert_eq!(told(20, [None, None, None]), "of 20 patients too few in each class to say how many");
    }
}
