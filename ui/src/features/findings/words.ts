// What the Findings screen says in words. Pure. What must stay true: an absent value is called absent, never left blank,
// and the number of patients under 11 stays hidden.
import { count, people } from '../../components/formats';
import type { CauseRow, Facet, FindingDetail, FindingRow } from '../../contract/contract';
import type { Selection } from './search';
import { dispositionWords, stateWords } from '../../components/triage/triage';

/** A value of an aspect; the workspace sends an empty text for what is not there. */
export function valueOf(value: string): { text: string; absent: boolean } {
  if (value === '') return { text: 'absent', absent: true };
  return { text: value, absent: false };
}

/** How a value came to be, where that is worth a word: copied is what one expects. */
export function howOf(how: string): string {
  return how === '' || how === 'copied' || how === 'absent' ? '' : how;
}

/** `altered status`, `lost`: what happened, with the aspect where it says more. */
export function whatHappened(row: Pick<FindingRow, 'verdict' | 'aspect'>): string {
  return row.aspect === '' || row.aspect === 'statement' ? row.verdict : `${row.verdict}: ${row.aspect}`;
}

/** The locators of both sides as one text, for the clipboard: structure only, no values. */
export function locatorText(detail: Pick<FindingDetail, 'legacyLocators' | 'destinationLocators'>): string {
  return [...detail.legacyLocators, ...detail.destinationLocators].join('\n');
}

/** Share of a cause in the selection, for its bar. */
export function shareOf(cause: CauseRow, findings: number): number {
  return findings <= 0 ? 0 : Math.min(1, cause.statements / findings);
}

/**
 * Patients of a cause in a list. The workspace counts them for the whole cause, whatever is filtered, so that no two counts tell a small
 * one: of a part there are at most as many as statements.
 */
export function patientsOf(cause: Pick<CauseRow, 'patients' | 'statements'>): { text: string; about: string } {
  const { patients, statements } = cause;
  if (patients === null || patients <= statements) return { text: people(patients), about: patients === null ? 'Fewer than 11 patients' : '' };
  return { text: `≤${count(statements)}`, about: `Patients are counted for the whole cause, not for what is filtered: ${count(patients)}` };
}

/** How many findings of a selection somebody has decided on, and how many not; null where nobody has begun. */
export function decidedOf(dispositions: readonly Facet[]): { decided: number; left: number } | null {
  const left = dispositions.find((facet) => facet.value === 'undecided')?.count ?? 0;
  const decided = dispositions.reduce((sum, facet) => sum + facet.count, 0) - left;
  return decided === 0 ? null : { decided, left };
}

/** How many causes hold at least one safety statement. */
export function causesWithSafety(causes: readonly CauseRow[]): number {
  return causes.filter((cause) => cause.safety > 0).length;
}

/** What an export will hold, in words. */
export function selectionOf(query: Selection, causeLabel: string | undefined): string {
  const parts = [...query.severities, ...query.verdicts, ...query.kinds, ...query.classes, ...query.states.map(stateWords), ...query.dispositions.map(dispositionWords)];
  parts.push(...query.owners.map((owner) => (owner === 'nobody' ? 'without owner' : `owner ${owner}`)));
  if (query.cause !== '') parts.push(causeLabel ? `cause “${causeLabel}”` : 'one cause');
  if (query.patient !== '') parts.push('one patient');
  if (query.text !== '') parts.push(`“${query.text}”`);
  return parts.length === 0 ? 'all findings' : parts.join(', ');
}

/** Lines of a rule's expression. */
export function linesOf(expression: string): string[] {
  return expression.replace(/\s+$/, '').split('\n');
}

/** The workspace may add a line to a rule's name: `med-status, line 41`. Mapping knows the name alone. */
export function ruleId(rule: string): string {
  return rule.split(',')[0]?.trim() ?? rule;
}
