// Taking a decision back without taking a colleague's with it: the workspace adds nothing where somebody decided or signed after the place in
// the log that the decision has. It looks and adds in one go, so nobody can come in between. Pure but for what it is given to send with.
import type { Triaged, TriageRequest } from '../../contract/contract';
import { restoring, type Subjects } from './triage';

/** Let hold again what held before, wherever the decision at this place of the log is still the newest; says of how many, and of how many not. */
export async function takeBack(subjects: Subjects, place: number, nowMs: number, send: (request: TriageRequest) => Promise<Triaged>): Promise<{ taken: number; left: number }> {
  const came = { taken: 0, left: 0 };
  for (const request of restoring(subjects, nowMs)) {
    const answer = await send({ ...request, since: place });
    came.taken += answer.subjects;
    came.left += answer.left;
  }
  return came;
}

/** What is said of it. */
export function takenWords(done: string, { taken, left }: { taken: number; left: number }): { title: string; text: string } {
  if (taken === 0) return { title: 'Somebody decided since; nothing was taken back', text: `${done}. What was decided or signed after that holds.` };
  if (left === 0) return { title: 'Taken back', text: `${done}. What held before holds again; the log keeps both.` };
  return { title: `Taken back of ${taken} of ${taken + left}`, text: `${done}. On the other ${left} somebody decided since; nothing was taken back there.` };
}
