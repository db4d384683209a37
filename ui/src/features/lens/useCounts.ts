// What the lens that is written would read, asked a moment after each change. A newer question ends the older one on the workspace.
import { useEffect, useRef, useState } from 'react';
import type { LensCounts, WireError } from '../../contract/contract';
import { call } from '../../platform/call';
import type { Side } from './model/search';

export type Counting = { counts: LensCounts | undefined; busy: boolean; stopped: boolean; error: WireError | null; stop: () => void; again: () => void };

/** Records of each file that a sample reads. */
export const sampleRecords = 2_000;
const waitMs = 500;

/** Counts of a text; `whole` reads every record. Nothing is asked while `on` is false: the text does not read. */
export function useCounts(side: Side, text: string, whole: boolean, on: boolean): Counting {
  const [counts, setCounts] = useState<LensCounts>();
  const [state, setState] = useState<{ busy: boolean; stopped: boolean; error: WireError | null }>({ busy: false, stopped: false, error: null });
  const [turn, setTurn] = useState(0);
  const asked = useRef(0);
  useEffect(() => {
    if (!on) return;
    const own = (asked.current += 1);
    const settle = (next: Partial<typeof state>): void => { if (own === asked.current) setState({ busy: false, stopped: false, error: null, ...next }); };
    const timer = setTimeout(() => {
      setState({ busy: true, stopped: false, error: null });
      call('count_lens', { side, lens: text, records: whole ? 0 : sampleRecords }).then(
        (answer) => {
          if (own !== asked.current) return;
          if (!answer.cancelled && answer.problems.length === 0) setCounts(answer);
          settle({ stopped: answer.cancelled });
        },
        (error: WireError) => settle({ error }),
      );
    }, waitMs);
    return () => clearTimeout(timer);
  }, [side, text, whole, on, turn]);
  const stop = (): void => {
    asked.current += 1;
    setState({ busy: false, stopped: true, error: null });
    call('cancel_lens_count', {}).catch(() => undefined);
  };
  return { counts, ...state, stop, again: () => setTurn((before) => before + 1) };
}
