// Sending triage, and taking it back. What the screen shows afterwards is the workspace's answer, asked again; nothing is assumed.
import { toast, toastError } from '../toasts';
import type { TriageRequest, WireError } from '../../contract/contract';
import { useAct } from '../../platform/call';
import { doneWords, requestOf, restoring, type Act, type Subjects } from './triage';

export type SendTriage = {
  pending: boolean;
  /** Null when it was kept, else what the workspace says. */
  send: (act: Act, subjects: Subjects, change: Partial<TriageRequest>) => Promise<WireError | null>;
};

export function useTriage(): SendTriage {
  const act = useAct('triage');
  const undo = async (requests: readonly TriageRequest[], done: string): Promise<void> => {
    try {
      for (const request of requests) await act.mutateAsync(request);
      toast({ tone: 'plain', title: 'Taken back', text: `${done}. What held before holds again; the log keeps both.` });
    } catch (error) {
      toastError(error as WireError);
    }
  };
  const send: SendTriage['send'] = async (what, subjects, change) => {
    const decides = what !== 'owner' && what !== 'comment';
    const before = decides ? restoring(subjects, Date.now()) : [];
    try {
      await act.mutateAsync(requestOf(subjects, change));
    } catch (error) {
      return error as WireError;
    }
    toast({
      tone: 'good',
      title: doneWords(what, subjects),
      text: what === 'accepted' ? 'Open until a lead signs: it stands under “To sign”.' : decides ? 'The findings close when a comparison no longer has them.' : '',
      ...(decides ? { action: { label: 'Undo', run: () => void undo(before, doneWords(what, subjects)), undoes: true } } : {}),
    });
    return null;
  };
  return { pending: act.isPending, send };
}
