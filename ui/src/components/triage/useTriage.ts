// Sending triage, and taking it back. What the screen shows afterwards is the workspace's answer, asked again; nothing is assumed.
import { toast, toastError } from '../toasts';
import type { TriageRequest, WireError } from '../../contract/contract';
import { useAct } from '../../platform/call';
import { takeBack, takenWords } from './takeBack';
import { doneWords, ownersBefore, requestOf, restoring, type Act, type Subjects } from './triage';

export type SendTriage = {
  pending: boolean;
  /** Null when it was kept, else what the workspace says. */
  send: (act: Act, subjects: Subjects, change: Partial<TriageRequest>) => Promise<WireError | null>;
};

export function useTriage(): SendTriage {
  const act = useAct('triage');
  const undo = async (back: readonly TriageRequest[], place: number, done: string): Promise<void> => {
    try {
      const came = await takeBack(back, place, (request) => act.mutateAsync(request));
      toast({ tone: 'plain', ...takenWords(done, came) });
      if (came.stopped !== undefined) toastError(came.stopped.error);
    } catch (error) {
      toastError(error as WireError);
    }
  };
  const send: SendTriage['send'] = async (what, subjects, change) => {
    const decides = what !== 'owner' && what !== 'comment';
    let place: number;
    try {
      ({ place } = await act.mutateAsync(requestOf(subjects, change)));
    } catch (error) {
      return error as WireError;
    }
    toast({
      tone: 'good',
      title: doneWords(what, subjects),
      text: what === 'accepted' ? 'Open until a lead signs: it stands under “To sign”.' : decides ? 'The findings close when a comparison no longer has them.' : '',
      // A comment was said; all else is given back as it was.
      ...(what === 'comment' ? {} : { action: { label: 'Undo', run: () => void undo(decides ? restoring(subjects, Date.now()) : ownersBefore(subjects, change), place, doneWords(what, subjects)), undoes: true } }),
    });
    return null;
  };
  return { pending: act.isPending, send };
}
