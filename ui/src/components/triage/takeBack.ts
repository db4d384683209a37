// Taking a decision back without taking a colleague's with it: the workspace adds nothing where somebody changed the same after the place in
// the log that the decision has. It looks and adds in one go, so nobody can come in between. Pure but for what it is given to send with.
import type { Triaged, TriageRequest, WireError } from '../../contract/contract';

/** Of how many something was taken back, and of how many not; where it stopped half-way, of how many nobody was asked any more, and why. */
export type Taken = { taken: number; left: number; stopped?: { rest: number; error: WireError } };

/** Let hold again what held before, by the requests that say it, wherever what stands at this place of the log is still the newest. Fails where it stops before anything was taken back. */
export async function takeBack(requests: readonly TriageRequest[], place: number, send: (request: TriageRequest) => Promise<Triaged>): Promise<Taken> {
  const came = { taken: 0, left: 0 };
  for (const [at, request] of requests.entries()) {
    try {
      const answer = await send({ ...request, since: place });
      came.taken += answer.subjects;
      came.left += answer.left;
    } catch (error) {
      if (came.taken === 0) throw error;
      const rest = requests.slice(at).reduce((sum, one) => sum + one.causes.length + one.findings.length, 0);
      return { ...came, stopped: { rest, error: error as WireError } };
    }
  }
  return came;
}

/** What is said of it. */
export function takenWords(done: string, { taken, left, stopped }: Taken): { title: string; text: string } {
  if (stopped !== undefined) {
    const since = left > 0 ? ` On ${left} somebody changed it since.` : '';
    return { title: `Taken back of ${taken} of ${taken + left + stopped.rest}, then it stopped`, text: `${done}.${since} On the other ${stopped.rest} it may still hold: look, and take it back there.` };
  }
  if (taken === 0) return { title: 'Somebody changed it since; nothing was taken back', text: `${done}. What was said after that holds.` };
  if (left === 0) return { title: 'Taken back', text: `${done}. What held before holds again; the log keeps both.` };
  return { title: `Taken back of ${taken} of ${taken + left}`, text: `${done}. On the other ${left} somebody changed it since; nothing was taken back there.` };
}
