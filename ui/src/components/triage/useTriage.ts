// Sending triage, and taking it back. What the screen shows afterwards is the workspace's answer, asked again; nothing is assumed.
import { useQueryClient } from '@tanstack/react-query';
import { toast, toastError } from '../toasts';
import type { TriageRequest, WireError } from '../../contract/contract';
import { call, refreshes, useAct } from '../../platform/call';
import { useSession } from '../../platform/useSession';
import { takeBack, takenWords, type Decided } from './takeBack';
import { doneWords, requestOf, type Act, type Subjects } from './triage';

export type SendTriage = {
  pending: boolean;
  /** Null when it was kept, else what the workspace says. */
  send: (act: Act, subjects: Subjects, change: Partial<TriageRequest>) => Promise<WireError | null>;
};

export function useTriage(): SendTriage {
  const act = useAct('triage');
  const client = useQueryClient();
  const account = useSession()?.account ?? '';
  const undo = async (subjects: Subjects, decided: Decided, done: string): Promise<void> => {
    try {
      const came = await takeBack(subjects, decided, Date.now(), (query) => call('triage_log', query), (request) => act.mutateAsync(request));
      // What a colleague decided meanwhile is shown, also where nothing was sent.
      if (came.left > 0) void client.invalidateQueries({ predicate: (query) => refreshes('triage', String(query.queryKey[0])) });
      toast({ tone: 'plain', ...takenWords(done, came) });
    } catch (error) {
      toastError(error as WireError);
    }
  };
  const send: SendTriage['send'] = async (what, subjects, change) => {
    const decides = what !== 'owner' && what !== 'comment';
    const request = requestOf(subjects, change);
    try {
      await act.mutateAsync(request);
    } catch (error) {
      return error as WireError;
    }
    toast({
      tone: 'good',
      title: doneWords(what, subjects),
      text: what === 'accepted' ? 'Open until a lead signs: it stands under “To sign”.' : decides ? 'The findings close when a comparison no longer has them.' : '',
      ...(decides ? { action: { label: 'Undo', run: () => void undo(subjects, { ...request, by: account }, doneWords(what, subjects)), undoes: true } } : {}),
    });
    return null;
  };
  return { pending: act.isPending, send };
}
