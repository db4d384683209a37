// Taking a decision back without taking a colleague's with it: the log says of each subject whether the decision is still the newest.
// Pure but for what it is given to ask and to send with.
import type { TriageEntry, TriageLog, TriageLogQuery, TriageRequest } from '../../contract/contract';
import { restoring, type Subjects } from './triage';

/** What was decided, and by whom. */
export type Decided = Pick<TriageRequest, 'disposition' | 'reason' | 'expiresMs'> & { by: string };

/** Entries that are asked for at once; a subject with more comments than that since is asked again. */
const PAGE = 100;
/** Logs that are asked for side by side. */
const SIDE_BY_SIDE = 8;

/** The newest entry that decides or signs on the subject itself: the log of a finding holds its cause's entries too. */
export function newestDecision(rows: readonly TriageEntry[], of: 'cause' | 'finding'): TriageEntry | undefined {
  return rows.find((entry) => entry.subject === of && (entry.disposition !== '' || entry.signed !== ''));
}

/** Whether an entry is what was decided. A signature on it is not. */
export function isSame(entry: TriageEntry, decided: Decided): boolean {
  return (
    entry.signed === '' && entry.by === decided.by && entry.disposition === decided.disposition && entry.reason === decided.reason.trim() && entry.expiresMs === decided.expiresMs
  );
}

type Ask = (query: TriageLogQuery) => Promise<TriageLog>;

async function stillHolds(id: string, of: 'cause' | 'finding', decided: Decided, ask: Ask): Promise<boolean> {
  for (let offset = 0; ; offset += PAGE) {
    const { rows, total } = await ask({ id, offset, limit: PAGE });
    const newest = newestDecision(rows, of);
    if (newest !== undefined) return isSame(newest, decided);
    if (rows.length === 0 || offset + rows.length >= total) return false;
  }
}

/** The subjects on which nobody has decided or signed since. */
export async function untouchedOf(subjects: Subjects, decided: Decided, ask: Ask): Promise<Subjects> {
  const holds = new Set<string>();
  const waiting = [...subjects.causes.map((one) => ['cause', one.id] as const), ...subjects.findings.map((one) => ['finding', one.id] as const)];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [of, id] = next;
      if (await stillHolds(id, of, decided, ask)) holds.add(`${of} ${id}`);
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  return { causes: subjects.causes.filter((one) => holds.has(`cause ${one.id}`)), findings: subjects.findings.filter((one) => holds.has(`finding ${one.id}`)) };
}

/** Take back what still holds; says of how many, and of how many not. Nothing is sent before every log was read. */
export async function takeBack(subjects: Subjects, decided: Decided, nowMs: number, ask: Ask, send: (request: TriageRequest) => Promise<unknown>): Promise<{ taken: number; left: number }> {
  const still = await untouchedOf(subjects, decided, ask);
  for (const request of restoring(still, nowMs)) await send(request);
  const taken = still.causes.length + still.findings.length;
  return { taken, left: subjects.causes.length + subjects.findings.length - taken };
}

/** What is said of it. */
export function takenWords(done: string, { taken, left }: { taken: number; left: number }): { title: string; text: string } {
  if (taken === 0) return { title: 'Somebody decided since; nothing was taken back', text: `${done}. What was decided or signed after that holds.` };
  if (left === 0) return { title: 'Taken back', text: `${done}. What held before holds again; the log keeps both.` };
  return { title: `Taken back of ${taken} of ${taken + left}`, text: `${done}. On the other ${left} somebody decided since; nothing was taken back there.` };
}
