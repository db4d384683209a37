// What waits for a lead, in words. Pure. What must stay true: nobody is offered a signature under what they asked for themselves.
import { count, plural } from '../../../components/formats';
import type { SampleToSign, SignQueue, WaiverRow } from '../../../contract/contract';

export type Verdict = 'approved' | 'rejected';

/** The rows that are shown: what waits, and what is signed when somebody asks for that too. */
export function shownWaivers(queue: SignQueue | undefined, all: boolean): WaiverRow[] {
  return (queue?.waivers ?? []).filter((row) => all || row.signed === '');
}

export function shownSamples(queue: SignQueue | undefined, all: boolean): SampleToSign[] {
  return (queue?.samples ?? []).filter((row) => all || row.signed === '');
}

/** What can be signed among some rows, for one press. */
export function signable(rows: readonly WaiverRow[]): WaiverRow[] {
  return rows.filter((row) => row.maySign);
}

/** Why somebody may not sign this, or null. */
export function refusal(row: { maySign: boolean; signed: string; by: string }, account: string | undefined, lead: boolean): string | null {
  if (row.maySign) return null;
  if (row.signed !== '') return `It is ${row.signed}. To end an acceptance, reopen it in triage.`;
  if (!lead) return 'A lead signs. Everybody else sees here what waits.';
  return row.by === account ? 'You asked for it: another lead signs.' : 'You took part in it: another lead signs.';
}

/** `3 acceptances over 315 findings`. */
export function aboutWaivers(rows: readonly WaiverRow[]): string {
  return `${plural(rows.length, 'acceptance')} over ${plural(rows.reduce((sum, row) => sum + row.findings, 0), 'finding')}`;
}

/** How many of them are safety, where any is. */
export function safetyOf(rows: readonly WaiverRow[]): string {
  const safety = rows.reduce((sum, row) => sum + row.safety, 0);
  return safety === 0 ? '' : `${count(safety)} safety`;
}

/** How it stands: `waits`, `approved by lead`. */
export function signedWords(row: { signed: string; signedBy: string }): string {
  return row.signed === '' ? 'waits' : `${row.signed} by ${row.signedBy}`;
}

/** Whether a word can be given yet; null when it can. */
export function wordProblem(verdict: Verdict | null, reason: string): 'verdict' | 'reason' | null {
  if (verdict === null) return 'verdict';
  return verdict === 'rejected' && reason.trim() === '' ? 'reason' : null;
}
