/**
 * One chart of a sheet, and entering what was found in it. A reading is added, never changed: there is no undo, a changed mind is
 * entered again.
 */
import { useCallback } from 'react';
import { toast, toastError } from '../../../components/toasts';
import type { ChartSample, RecordReview, ReviewedChart, WireError } from '../../../contract/contract';
import { call, useAct, useCommand } from '../../../platform/call';
import { chartOfSheet, waitingOfSheet } from './search';
import { markOf, nextOf } from './words';

export type Entered = Pick<RecordReview, 'run' | 'outcome' | 'kind' | 'aspect' | 'comment'>;

/** A chart of a sheet with its sheet; undefined while it loads, null when it is not on the sheet. */
export function useChartOfSheet(sample: string, patient: string): { sheet: ChartSample | undefined; chart: ReviewedChart | null | undefined; error: WireError | null; retry: () => void } {
  const answer = useCommand('sample', chartOfSheet(sample, patient), { enabled: patient !== '', keep: false });
  const sheet = answer.data;
  // The filter takes parts of a pseudonym too; only the whole one is meant.
  const chart = sheet === undefined ? undefined : (sheet.rows.find((row) => row.id === patient) ?? null);
  return { sheet, chart, error: answer.error, retry: () => void answer.refetch() };
}

/** The chart that waits next after a place, as the workspace has it now. */
export async function findNext(sample: string, place: number): Promise<string | null> {
  return nextOf((await call('sample', waitingOfSheet(sample))).rows, place);
}

export function useRecord(sample: string): { pending: boolean; record: (chart: ReviewedChart, entered: Entered, done: (next: string | null) => void) => Promise<void> } {
  const act = useAct('record_review');
  const { mutateAsync } = act;
  const record = useCallback(
    async (chart: ReviewedChart, entered: Entered, done: (next: string | null) => void) => {
      try {
        await mutateAsync({ id: sample, patient: chart.id, ...entered });
        toast({ tone: 'good', title: `Chart ${chart.id}: ${markOf(entered.outcome).words}`, text: 'Added. Enter it again if you change your mind.' });
        done(await findNext(sample, chart.place));
      } catch (thrown) {
        const error = thrown as WireError;
        const [problem] = error.problems ?? [];
        if (problem === undefined) toastError(error);
        else toast({ tone: 'bad', title: error.message, text: problem.message });
      }
    },
    [mutateAsync, sample],
  );
  return { pending: act.isPending, record };
}
