/**
 * What the patients' screens say in words. Pure. Verdicts, severities and reasons are the wire's words; only the
 * sentence around them is ours.
 */
import type { FindingRow, PatientRow, Reason } from '../../contract/contract';
import { count } from '../../components/formats';

const ALONE = new Set(['deceased', 'child', 'duplicate', 'child with medications', 'possible duplicate', 'legacy only', 'destination only']);

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
