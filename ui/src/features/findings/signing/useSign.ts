// Giving a lead's word. It is given to what was seen: what somebody changed meanwhile is a conflict, and the list is asked again.
import { plural } from '../../../components/formats';
import { toast, toastError } from '../../../components/toasts';
import type { SampleToSign, WaiverRow, WireError } from '../../../contract/contract';
import { useAct } from '../../../platform/call';
import type { Verdict } from './words';

export type Sign = {
  pending: boolean;
  waivers: (rows: readonly WaiverRow[], verdict: Verdict, reason: string, done: () => void) => void;
  sample: (row: SampleToSign, verdict: Verdict, reason: string, done: () => void) => void;
};

export function useSign(): Sign {
  const waivers = useAct('sign_waivers');
  const sample = useAct('sign_sample');
  const failed = (error: WireError): void => {
    const [problem] = error.problems;
    if (problem !== undefined) toast({ tone: 'bad', title: 'It was not signed', text: problem.message });
    else if (error.code === 'conflict') toast({ tone: 'bad', title: 'It was not signed', text: 'Somebody changed it meanwhile: look at it again.' });
    else toastError(error);
  };
  return {
    pending: waivers.isPending || sample.isPending,
    waivers: (rows, verdict, reason, done) =>
      waivers.mutate(
        { waivers: rows.map((row) => ({ id: row.id, seq: row.seq, findings: row.findings })), verdict, reason },
        {
          onSuccess: (signed) => {
            toast({ tone: 'good', title: `${plural(signed.waivers, 'acceptance')} ${verdict}`, text: `${plural(signed.findings, 'finding')} ${verdict === 'approved' ? 'count as accepted' : 'stay open'}.` });
            done();
          },
          onError: failed,
        },
      ),
    sample: (row, verdict, reason, done) =>
      sample.mutate(
        { id: row.id, readings: row.readings, verdict, reason },
        {
          onSuccess: () => {
            toast({ tone: 'good', title: `The claim of sample ${row.id} is ${verdict}` });
            done();
          },
          onError: failed,
        },
      ),
  };
}
