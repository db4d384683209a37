// Deciding what becomes of corners, and taking it back. Undo gives every corner what it had before: those that were open are
// open again, those that had another decision have it again with its reason.
import { toast, toastError } from '../../components/toasts';
import { plural } from '../../components/formats';
import type { Corner, DecideCorners, WireError } from '../../contract/contract';
import { useAct } from '../../platform/call';
import { decidedWords } from './discoveryWords';

export type Decide = { pending: boolean; decide: (corners: readonly Corner[], decision: string, reason: string, done: () => void) => Promise<void> };

/** Corners that the workspace takes in one request. */
const AT_ONCE = 5_000;

/** The requests that give each corner its state and reason of now, one for each pair. */
export function restoring(corners: readonly Corner[]): DecideCorners[] {
  const groups = new Map<string, DecideCorners>();
  for (const { id, state, reason } of corners) {
    const kept = state === 'open' ? '' : reason;
    const group = groups.get(`${state} ${kept}`);
    if (group === undefined) groups.set(`${state} ${kept}`, { ids: [id], decision: state, reason: kept });
    else group.ids.push(id);
  }
  return [...groups.values()];
}

/** The request in parts that the workspace takes at once. */
export function inParts(request: DecideCorners): DecideCorners[] {
  const parts: DecideCorners[] = [];
  for (let at = 0; at < request.ids.length; at += AT_ONCE) parts.push({ ...request, ids: request.ids.slice(at, at + AT_ONCE) });
  return parts;
}

export function useDecide(): Decide {
  const act = useAct('decide_corners');
  const send = async (requests: readonly DecideCorners[]): Promise<boolean> => {
    try {
      for (const request of requests.flatMap(inParts)) await act.mutateAsync(request);
      return true;
    } catch (error) {
      toastError(error as WireError);
      return false;
    }
  };
  const decide: Decide['decide'] = async (corners, decision, reason, done) => {
    const before = restoring(corners);
    if (!(await send([{ ids: corners.map((corner) => corner.id), decision, reason }]))) return;
    toast({
      tone: 'good',
      title: decidedWords(decision, plural(corners.length, 'corner')),
      ...(reason === '' ? {} : { text: reason }),
      action: { label: 'Undo', run: () => void send(before), undoes: true },
    });
    done();
  };
  return { pending: act.isPending, decide };
}
