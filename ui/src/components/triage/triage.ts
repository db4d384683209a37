// What may be said of a cause or a finding, in words and as requests. Pure. What must stay true: nothing here closes a finding, and
// taking something back is a new entry that says what held before, never the removal of one.
import { causeSaid } from '../causeSaid';
import { plural } from '../formats';
import type { IconName } from '../icons';
import type { CauseRow, FindingRow, TriageRequest, TriageState } from '../../contract/contract';

export type Act = 'accepted' | 'mapping defect' | 'source defect' | 'destination defect' | 'identity' | 'owner' | 'comment' | 'reopened';

/** `asks`: more has to be said before it can be sent. */
export type ActWords = { act: Act; key: string; verb: string; means: string; icon: IconName; asks: boolean };

export const ACTS: readonly ActWords[] = [
  { act: 'accepted', key: 'a', verb: 'Accept as variance', means: 'tolerated for a reason, until a day; open until a lead signs', icon: 'check', asks: true },
  { act: 'mapping defect', key: 'm', verb: 'Mapping defect', means: 'a rule or a code map has to change', icon: 'mapping', asks: true },
  { act: 'source defect', key: 's', verb: 'Source defect', means: 'the legacy record is wrong by itself', icon: 'database', asks: true },
  { act: 'destination defect', key: 'd', verb: 'Destination defect', means: 'the destination changed or lost it', icon: 'box', asks: true },
  { act: 'identity', key: 'i', verb: 'Identity', means: 'two people under one name, or one under two', icon: 'user', asks: true },
  { act: 'owner', key: 'o', verb: 'Owner and due day', means: 'who sees to it, and until when', icon: 'jobs', asks: true },
  { act: 'comment', key: 'c', verb: 'Comment', means: 'a word for whoever looks next', icon: 'edit', asks: true },
  { act: 'reopened', key: 'r', verb: 'Reopen', means: 'takes back what was decided; the log keeps both', icon: 'history', asks: false },
];

export function actWords(act: string): ActWords | undefined {
  return ACTS.find((one) => one.act === act);
}

/** Characters of a reason. */
export const REASON_MAX = 2000;

/** What is triaged: causes, or one finding. */
export type Subjects = { causes: readonly CauseRow[]; findings: readonly FindingRow[] };

const stateOf = (subjects: Subjects): TriageState[] => [...subjects.causes, ...subjects.findings].map((one) => one.triage);

export function findingsOf(subjects: Subjects): number {
  return subjects.causes.reduce((sum, cause) => sum + cause.statements, 0) + subjects.findings.length;
}

/** A first word on what is triaged: whose defect it is, and why. A person reads it, may change it, and sends it. */
export type Suggestion = { act: Act; reason: string };

/** Whom a class of cause names. An acceptance is a judgement and is suggested by nothing; an extraction gap is no defect of a record. */
const NAMED: Readonly<Record<string, Act>> = {
  'mapping rule': 'mapping defect',
  'code map': 'mapping defect',
  unit: 'mapping defect',
  'time zone': 'mapping defect',
  'source defect': 'source defect',
  destination: 'destination defect',
  identity: 'identity',
};

/** Who is asked to mend units and zones of a destination that no rule of ours made is whoever loads it. */
function named(cause: Pick<CauseRow, 'class' | 'proposal'>): Act | undefined {
  const outside = cause.proposal.text !== '' && cause.proposal.place === '';
  return outside && (cause.class === 'unit' || cause.class === 'time zone') ? 'destination defect' : NAMED[cause.class];
}

/** What the cause that subjects share suggests of them, in the words that the comparison found; null where it names nobody, or somebody has decided already. */
export function suggestionOf(cause: Pick<CauseRow, 'class' | 'evidence' | 'proposal'> | undefined, subjects: Subjects): Suggestion | null {
  const act = cause === undefined ? undefined : named(cause);
  if (cause === undefined || act === undefined || stateOf(subjects).some((state) => state.disposition !== '')) return null;
  return { act, reason: ['As proposed:', cause.evidence, cause.proposal.text].filter((words) => words !== '').join(' ').slice(0, REASON_MAX) };
}

/** The cause that all subjects share, by its id; undefined where they have several. */
export function sharedCause(subjects: Subjects): string | undefined {
  const ids = new Set([...subjects.causes.map((cause) => cause.id), ...subjects.findings.map((finding) => finding.cause)]);
  return ids.size === 1 ? [...ids][0] : undefined;
}

/** `cause X`, `3 causes, 1,240 findings`. */
export function nameOf(subjects: Subjects): string {
  const [cause] = subjects.causes;
  const [finding] = subjects.findings;
  if (subjects.causes.length === 1 && cause !== undefined) return causeSaid(cause.label).said;
  if (subjects.causes.length > 1) return `${plural(subjects.causes.length, 'cause')}, ${plural(findingsOf(subjects), 'finding')}`;
  if (subjects.findings.length > 1) return plural(subjects.findings.length, 'finding');
  return finding?.label ?? '';
}

/** Why somebody may not do this, or null. Whoever may accept may also end an acceptance; nobody else does either. */
export function refusal(act: Act, subjects: Subjects, mayAccept: boolean): string | null {
  if (act === 'owner' || act === 'comment') return null;
  if (act === 'reopened' && stateOf(subjects).every((state) => state.disposition === '')) return 'nothing was decided yet';
  if (mayAccept) return null;
  if (act === 'accepted') return 'informaticists and leads accept variance';
  return stateOf(subjects).some((state) => state.state === 'accepted' || state.state === 'proposed') ? 'informaticists and leads end an acceptance' : null;
}

export const NOTHING: TriageRequest = { causes: [], findings: [], disposition: '', reason: '', expiresMs: null, owner: null, dueMs: null, comment: '', since: null };

export function requestOf(subjects: Subjects, change: Partial<TriageRequest>): TriageRequest {
  return { ...NOTHING, causes: subjects.causes.map((one) => one.id), findings: subjects.findings.map((one) => one.id), ...change };
}

/**
 * The requests that let what was decided before hold again. An acceptance that has ended, or that a lead rejected, cannot be
 * given back: it is open, as it was. One that a lead had approved is asked for again, and waits for a signature again. What a finding had from its cause is said again of the finding itself.
 */
export function restoring(subjects: Subjects, nowMs: number): TriageRequest[] {
  const groups = new Map<string, TriageRequest>();
  const add = (list: 'causes' | 'findings', id: string, state: TriageState): void => {
    const stands = state.disposition !== '' && state.signed !== 'rejected' && (state.disposition !== 'accepted' || (state.expiresMs ?? 0) > nowMs);
    const change = stands
      ? { disposition: state.disposition, reason: state.reason, expiresMs: state.disposition === 'accepted' ? state.expiresMs : null }
      : { disposition: 'reopened', reason: '', expiresMs: null };
    const key = JSON.stringify(change);
    const group = groups.get(key) ?? { ...NOTHING, ...change };
    groups.set(key, { ...group, [list]: [...group[list], id] });
  };
  for (const cause of subjects.causes) add('causes', cause.id, cause.triage);
  for (const finding of subjects.findings) add('findings', finding.id, finding.triage);
  return [...groups.values()];
}

/** The requests that give back the owners and the due days that were there before, of that which a change named. */
export function ownersBefore(subjects: Subjects, change: Pick<Partial<TriageRequest>, 'owner' | 'dueMs'>): TriageRequest[] {
  const groups = new Map<string, TriageRequest>();
  const add = (list: 'causes' | 'findings', id: string, state: TriageState): void => {
    const before = { owner: change.owner == null ? null : state.owner, dueMs: change.dueMs == null ? null : (state.dueMs ?? 0) };
    const key = JSON.stringify(before);
    const group = groups.get(key) ?? { ...NOTHING, ...before };
    groups.set(key, { ...group, [list]: [...group[list], id] });
  };
  for (const cause of subjects.causes) add('causes', cause.id, cause.triage);
  for (const finding of subjects.findings) add('findings', finding.id, finding.triage);
  return [...groups.values()];
}

/** What was done, for a message. */
export function doneWords(act: Act, subjects: Subjects): string {
  const what = subjects.causes.length > 0 ? plural(subjects.causes.length, 'cause') : plural(subjects.findings.length, 'finding');
  switch (act) {
    case 'accepted':
      return `${what} proposed as variance`;
    case 'owner':
      return `${what}: owner and due day set`;
    case 'comment':
      return `Comment on ${what}`;
    case 'reopened':
      return `${what} reopened`;
    default:
      return `${what}: ${act}`;
  }
}

const two = (value: number): string => String(value).padStart(2, '0');

/** A moment's day as a date box writes it, in local time: 2026-02-23. */
export function dayOf(atMs: number): string {
  const at = new Date(atMs);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** The day as many days later, in local time. */
export function dayAfter(nowMs: number, days: number): string {
  const at = new Date(nowMs);
  return dayOf(new Date(at.getFullYear(), at.getMonth(), at.getDate() + days, 12).getTime());
}

/** The end of a day that a date box holds: what ends "on the 23rd" holds all of the 23rd. Null for what is no day. */
export function endOfDay(text: string): number | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (parts === null) return null;
  const [year, month, date] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const end = new Date(year, month - 1, date + 1).getTime();
  return dayOf(end - 1) === text ? end : null;
}

/** The last day on which something holds that ends at a moment. */
export function lastDay(endMs: number): string {
  return dayOf(endMs - 1);
}

export const WAIVER_DAYS = 90;
export const WAIVER_DAYS_MAX = 365;

/** What somebody decides by giving a reason alone: whose defect it is. The record of a decision says why. */
export function isDefect(act: Act): boolean {
  return act === 'mapping defect' || act === 'source defect' || act === 'destination defect' || act === 'identity';
}

/** Why an acceptance cannot be sent yet, or null. */
export function acceptProblem(reason: string, day: string, nowMs: number): 'reason' | 'day' | null {
  if (reason.trim() === '') return 'reason';
  const end = endOfDay(day);
  return end === null || end <= nowMs || day > dayAfter(nowMs, WAIVER_DAYS_MAX) ? 'day' : null;
}

/** What holds, in words: `accepted until 2026-02-23`, `mapping defect`, `not decided`. */
export function standingWords(state: TriageState): string {
  if (state.state === 'accepted') return `accepted until ${lastDay(state.expiresMs ?? 0)}`;
  if (state.state === 'proposed') return `proposed until ${lastDay(state.expiresMs ?? 0)}, not signed`;
  if (state.signed === 'rejected') return 'waiver rejected';
  if (state.state === 'expired') return state.expiresMs === null ? 'waiver expired' : `waiver expired, held until ${lastDay(state.expiresMs)}`;
  return state.disposition === '' ? 'not decided' : state.disposition;
}

/** States as filters name them. */
export function stateWords(state: string): string {
  const words: Record<string, string> = { open: 'open', proposed: 'open, to sign', accepted: 'accepted and signed', expired: 'waiver expired', overdue: 'overdue', grown: 'more than accepted' };
  return words[state] ?? state;
}

/** What was decided, as filters name it: who accepts decides at once, and a lead's signature, or the end of it, is another matter. */
export function dispositionWords(disposition: string): string {
  const words: Record<string, string> = { undecided: 'not decided', accepted: 'variance, signed or not' };
  return words[disposition] ?? disposition;
}

/** How many causes and findings one request may name. */
export const SUBJECTS_MAX = 5000;

/** What is triaged together, in parts worth knowing before it is sent. */
export function madeOf(subjects: Subjects): { subjects: number; findings: number; safety: number; causes: number; decided: number; waived: number } {
  const states = stateOf(subjects);
  const safety = subjects.causes.reduce((sum, cause) => sum + cause.safety, 0) + subjects.findings.filter((finding) => finding.severity === 'safety').length;
  return {
    subjects: states.length,
    findings: findingsOf(subjects),
    safety,
    causes: new Set([...subjects.causes.map((cause) => cause.id), ...subjects.findings.map((finding) => finding.cause)]).size,
    decided: states.filter((state) => state.disposition !== '').length,
    waived: states.filter((state) => state.state === 'accepted' || state.state === 'proposed').length,
  };
}

/** Marked rows after a press: a range from the last mark, or this one turned round. */
export function marked(now: ReadonlySet<string>, ids: readonly string[], index: number, from: number | null): Set<string> {
  const next = new Set(now);
  const id = ids[index];
  if (id === undefined) return next;
  if (from === null) {
    if (!next.delete(id)) next.add(id);
    return next;
  }
  for (let at = Math.min(from, index); at <= Math.max(from, index); at += 1) {
    const one = ids[at];
    if (one !== undefined) next.add(one);
  }
  return next;
}
