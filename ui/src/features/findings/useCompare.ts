// Starting a comparison from this screen. The job itself shows in the job tray; its findings arrive with the next answer.
import { toast, toastError } from '../../components/toasts';
import { useAct } from '../../platform/call';

export function useCompare(): { start: () => void; starting: boolean } {
  const compare = useAct('start_compare');
  const start = (): void =>
    compare.mutate(
      {},
      {
        onSuccess: () => toast({ tone: 'plain', title: 'The comparison has started', text: 'Its findings appear here when it is done.' }),
        onError: toastError,
      },
    );
  return { start, starting: compare.isPending };
}
