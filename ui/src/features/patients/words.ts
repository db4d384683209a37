/**
 * What the patients' screens say in words. Pure. Verdicts, severities and reasons are the wire's words; only the
 * sentence around them is ours.
 */
import type { ChartCheck, FindingRow, PatientRow, Reason } from '../../contract/contract';
import { count } from '../../components/formats';

const ALONE = new Set(['deceased', 'conflicting allergies', 'merged charts', 'child', 'duplicate', 'child with medications', 'possible duplicate', 'same name and birth date', 'legacy only', 'destination only', 'identity uncertain']);

/** `many encounters 61`; a reason that is a plain fact carries no number unless it is more than one. */
export function reasonOf(reason: Reason): string {
  return ALONE.has(reason.key) && reason.count <= 1 ? reason.key : `${reason.key} ${count(reason.count)}`;
}

const MEANS: Record<string, string> = {
  'safety findings': 'findings that may harm this patient',
  'clinical findings': 'findings that change what a clinician reads',
  'corrected or refuted': 'statements that were corrected, refuted or entered in error: the destination must not bring them back',
  'near midnight': 'times within an hour of midnight: a wrong time zone moves them to another day',
  'conflicting allergies': '“no known allergy” stands beside an allergy',
  'conflicting statements': 'subjects of which the chart says two things that cannot both be so: a birth date, a dose, whether a problem goes on',
  'across midnight': 'entries that began on one day and ended on the next',
  'medications of childhood': 'medications from before the thirteenth birthday: doses went by weight',
  'years of history': 'years between the first and the last statement',
  'child with medications': 'a child with medications: doses go by weight',
  'possible duplicate': 'another patient, or another row of a table of patients, has the birth date and a name that begins alike',
  'same name and birth date': 'another patient has the same name and birth date',
  'many allergies': 'number of allergies',
  'many medications': 'number of medications',
  'many encounters': 'number of encounters',
  'long record': 'number of statements',
  'rare codes': 'codes that hardly anybody else has',
  'dose by weight': 'doses written for a weight',
  'merged charts': 'charts that were merged into this one',
  'several time zones': 'times written in more than one time zone',
  'identity uncertain': 'the two charts are linked below certainty: what is found may be another person’s',
  'legacy only': 'the destination does not know this patient',
  'destination only': 'the legacy side does not know this patient',
};

/** What a reason means, and so what its number counts. */
export function reasonMeans(key: string): string {
  return MEANS[key] ?? key;
}

/** `female · 65–69`. */
export function personOf(patient: PatientRow): string {
  const sex = patient.sex || 'unknown';
  const age = patient.ageBand || 'unknown';
  if (sex === 'unknown' && age === 'unknown') return 'sex and age unknown';
  return [sex === 'unknown' ? 'unknown sex' : sex, age === 'unknown' ? 'unknown age' : age].join(' · ');
}

/** A finding's headline: what happened to what. */
export function headlineOf(row: Pick<FindingRow, 'label' | 'verdict' | 'aspect'>): string {
  const what = row.label === '' ? 'A statement' : row.label;
  switch (row.verdict) {
    case 'lost': return `${what} is lost`;
    case 'invented': return `${what} was asserted by nobody`;
    case 'resurrected': return `${what} is live again`;
    case 'merged': return `${what}: several became one`;
    case 'split': return `${what}: one became several`;
    case 'duplicated': return `${what} stands there twice`;
    case 'misplaced': return `${what} is with another patient or encounter`;
    case 'contradicted': return `${what} contradicts the note`;
    case 'narrower': return `${what} became narrower`;
    case 'broader': return `${what} became broader`;
    default: return row.aspect === '' ? `${what} was ${row.verdict}` : `${what}: ${row.aspect} ${row.verdict}`;
  }
}

/** One sentence with both values. */
export function valuesOf(row: Pick<FindingRow, 'legacy' | 'destination' | 'verdict'>): string {
  if (row.verdict === 'lost') return 'Stands in the legacy book. The destination book has no counterpart.';
  if (row.verdict === 'invented') return 'Stands in the destination book. No legacy source asserted it.';
  if (row.legacy === '' && row.destination === '') return 'The two books do not say the same.';
  return `Legacy says ${row.legacy || 'nothing'}, destination says ${row.destination || 'nothing'}.`;
}

/** `med-status, line 41` names rule `med-status`. */
export function ruleId(rule: string): string {
  return rule.split(',')[0]?.trim() ?? rule;
}

const LISTS: Record<string, string> = {
  allergies: 'Allergies', 'no known allergy': 'No known allergy', 'code status': 'Code status and directives',
  pregnancy: 'Pregnancy', medications: 'Medications', problems: 'Problems',
};

/** A list of a day by its name. */
export function listName(list: string): string {
  return LISTS[list] ?? list;
}

const CHECKS: readonly (readonly [string, string])[] = [
  ['allergy check', 'Allergy checks'], ['interaction check', 'Interaction checks'], ['problem list', 'On the problem list'], ['trend', 'Trends'],
  ['recall', 'Recalls'], ['appointment', 'Future appointments'], ['order', 'Open orders'],
];
const WEIGHTS = ['differs', 'cannot tell', 'declared', 'agrees'];

/** Answers by their question, in the order of harm; within one, those that part first. An unknown question is kept. */
export function checkGroups(checks: readonly ChartCheck[]): (readonly [string, readonly ChartCheck[]])[] {
  const known = CHECKS.map(([word, name]) => [name, checks.filter((one) => one.check === word)] as const);
  const others = [...new Set(checks.map((one) => one.check))].filter((word) => !CHECKS.some(([one]) => one === word));
  const groups = [...known, ...others.map((word) => [word, checks.filter((one) => one.check === word)] as const)];
  const rank = (one: ChartCheck): number => WEIGHTS.indexOf(one.weight);
  return groups.filter(([, list]) => list.length > 0).map(([name, list]) => [name, [...list].sort((a, b) => rank(a) - rank(b))] as const);
}
