// Judging the kept pairs again under the equivalences of now: a job like a comparison, without reading or aligning.
import { toast, toastError } from '../../../components/toasts';
import { useAct } from '../../../platform/call';

export function useRejudge(): { start: () => void; starting: boolean } {
  const act = useAct('start_rejudge');
  const start = (): void =>
    act.mutate(
      {},
      {
        onSuccess: ({ id }) => toast({ tone: 'plain', about: id, title: 'The kept pairs are being judged again', text: 'Nothing is read or aligned. The findings appear here when it is done.' }),
        onError: toastError,
      },
    );
  return { start, starting: act.isPending };
}
