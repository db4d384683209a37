/**
 * What the patients' screens say in words. Pure. Verdicts, severities and reasons are the wire's words; only the
 * sentence around them is ours.
 */
import type { ChartCheck, FindingRow, PatientRow, Reason } from '../../contract/contract';
import { count } from '../../components/formats';

const ALONE = new Set(['deceased', 'child', 'duplicate', 'child with medications', 'possible duplicate', 'same name and birth date', 'legacy only', 'destination only']);

/** `many encounters 61`; a reason that is a plain fact carries no number unless it is more than one. */
export function reasonOf(reason: Reason): string {
  return ALONE.has(reason.key) && reason.count <= 1 ? reason.key : `${reason.key} ${count(reason.count)}`;
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
const WEIGHTS = ['differs', 'declared', 'agrees'];

/** Answers by their question, in the order of harm; within one, those that part first. An unknown question is kept. */
export function checkGroups(checks: readonly ChartCheck[]): (readonly [string, readonly ChartCheck[]])[] {
  const known = CHECKS.map(([word, name]) => [name, checks.filter((one) => one.check === word)] as const);
  const others = [...new Set(checks.map((one) => one.check))].filter((word) => !CHECKS.some(([one]) => one === word));
  const groups = [...known, ...others.map((word) => [word, checks.filter((one) => one.check === word)] as const)];
  const rank = (one: ChartCheck): number => WEIGHTS.indexOf(one.weight);
  return groups.filter(([, list]) => list.length > 0).map(([name, list]) => [name, [...list].sort((a, b) => rank(a) - rank(b))] as const);
}
