// What waits for a lead: differences that somebody wants accepted, and samples that are read in full. Everybody sees what waits; a lead
// signs, and never what they asked for themselves.
import { useState } from 'react';
import { EmptyState } from '../../../components/EmptyState';
import { ErrorState } from '../../../components/ErrorState';
import { Skeleton } from '../../../components/Skeleton';
import { StatusBar } from '../../../components/StatusBar';
import { VirtualTable } from '../../../components/VirtualTable';
import { count, plural } from '../../../components/formats';
import { stepFor } from '../../../components/tableKeys';
import { useKeys } from '../../../components/useKeys';
import type { SignQueue } from '../../../contract/contract';
import { useCommand } from '../../../platform/call';
import { useMay, useSession } from '../../../platform/useSession';
import { GroupBy } from '../GroupBy';
import findings from '../findings.module.css';
import { marked } from '../../../components/triage/triage';
import { sampleColumns, waiverColumns } from './columns';
import { SamplePanel, WaiverPanel } from './Panels';
import { useWhere, type Go, type SignSearch } from './search';
import { SignForm } from './SignForm';
import styles from './signing.module.css';
import { useSign } from './useSign';
import { aboutWaivers, refusal, shownSamples, shownWaivers, signable, type Verdict } from './words';

export function SignScreen() {
  const [search, go] = useWhere();
  const answer = useCommand('sign_queue', {});
  const queue = answer.data;
  const lead = useMay('sign_off');
  useKeys({
    1: () => go({ view: undefined, id: undefined }),
    2: () => go({ view: 'samples', id: undefined }),
    s: () => go({ all: search.all ? undefined : true, id: undefined }, { replace: true }),
  });
  return (
    <div className={styles['screen']}>
      <header className={styles['head']}>
        <h1>To sign</h1>
        {queue === undefined ? !answer.isError && <Skeleton width={260} /> : <span>{headWords(queue)}</span>}
      </header>
      <div className={findings['bar']}>
        <GroupBy here="sign" />
        <span className={findings['switch']} role="group" aria-label="What waits">
          <button type="button" aria-pressed={search.view === undefined} onClick={() => go({ view: undefined, id: undefined })}>
            Acceptances {queue && count(queue.waiversWaiting)}
          </button>
          <button type="button" aria-pressed={search.view === 'samples'} onClick={() => go({ view: 'samples', id: undefined })}>
            Samples {queue && count(queue.samplesWaiting)}
          </button>
        </span>
        <button type="button" className="chip" aria-pressed={search.all === true} onClick={() => go({ all: search.all ? undefined : true, id: undefined }, { replace: true })}>
          also what is signed
        </button>
      </div>
      {answer.isError && queue === undefined ? (
        <div className={styles['center']}>
          <ErrorState error={answer.error} retry={() => void answer.refetch()} />
        </div>
      ) : search.view === 'samples' ? (
        <Samples queue={queue} search={search} go={go} />
      ) : (
        <Waivers queue={queue} search={search} go={go} />
      )}
      <StatusBar
        keys={[
          ['J K', 'move'],
          ...(lead && search.view !== 'samples' ? ([['X', 'mark']] as const) : []),
          ...(lead ? ([['A', 'approve'], ['R', 'reject']] as const) : []),
          ['1 2', 'views'],
          ['S', 'also signed'],
        ]}
      >
        <span>{lead ? 'nobody signs what they asked for' : 'a lead signs'}</span>
      </StatusBar>
    </div>
  );
}

function headWords(queue: SignQueue): string {
  if (queue.waiversWaiting + queue.samplesWaiting === 0) return 'Nothing waits for a lead.';
  const waivers = queue.waiversWaiting === 0 ? '' : `${plural(queue.waiversWaiting, 'acceptance')} over ${plural(queue.findingsWaiting, 'finding')}`;
  const samples = queue.samplesWaiting === 0 ? '' : plural(queue.samplesWaiting, 'sample');
  const waiting = queue.waiversWaiting + queue.samplesWaiting === 1 ? 'waits' : 'wait';
  return `${[waivers, samples].filter((words) => words !== '').join(' and ')} ${waiting} for a lead; until then nothing of it counts.`;
}

type ViewProps = { queue: SignQueue | undefined; search: SignSearch; go: Go };

function Waivers({ queue, search, go }: ViewProps) {
  const rows = shownWaivers(queue, search.all === true);
  const lead = useMay('sign_off');
  const account = useSession()?.account;
  const sign = useSign();
  const [choice, setChoice] = useState<Verdict | null>(null);
  const [marks, setMarks] = useState<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = useState<number | null>(null);
  const at = rows.length === 0 ? null : Math.max(0, rows.findIndex((row) => row.id === search.id));
  const choose = (index: number): void => {
    const row = rows[index];
    if (row === undefined) return;
    setChoice(null);
    go({ id: row.id }, { replace: true });
  };
  const chosen = signable(rows.filter((row) => marks.has(row.id)));
  const current = at === null ? undefined : rows[at];
  const subject = chosen.length > 0 ? chosen : current === undefined ? [] : [current];
  const mark = (index: number, how: 'toggle' | 'range'): void => {
    setMarks(marked(marks, rows.map((row) => row.id), index, how === 'range' ? (anchor ?? at ?? index) : null));
    if (how === 'toggle') setAnchor(index);
  };
  const clear = (): void => {
    setMarks(new Set());
    setAnchor(null);
    setChoice(null);
  };
  const refused = subject.length === 1 && subject[0] !== undefined ? refusal(subject[0], account, lead) : null;
  const step = (key: string): void => {
    const next = stepFor(key, at, rows.length, 10);
    if (next !== null) choose(next);
  };
  const wish = (verdict: Verdict) => (): void => {
    if (subject.length > 0 && refused === null) setChoice(verdict);
  };
  useKeys({
    j: () => step('j'),
    k: () => step('k'),
    x: (event) => lead && at !== null && mark(at, event.shiftKey ? 'range' : 'toggle'),
    a: wish('approved'),
    r: wish('rejected'),
    Escape: clear,
  });
  const alike = subject.length === 0 ? [] : signable(rows).filter((row) => row.cause === subject[0]?.cause && !subject.some((one) => one.id === row.id));
  return (
    <div className={subject.length > 0 ? styles['withPanel'] : styles['alone']}>
      <div className={styles['table']}>
        <VirtualTable
          label="Acceptances that wait for a lead"
          columns={waiverColumns(lead ? { has: (row) => marks.has(row.id), mark } : null, subject.length > 0)}
          total={rows.length}
          rows={(index) => rows[index]}
          rowHeight={42}
          selected={at}
          onSelect={choose}
          onOpen={choose}
          {...(lead ? { marked: (row: { id: string }) => marks.has(row.id), onMark: mark } : {})}
          loading={queue === undefined}
          tone={(row) => (row.signed === '' ? undefined : 'quiet')}
          empty={
            <EmptyState icon="done" title="No acceptance waits for a signature">
              Who wants a difference accepted says so in triage, with a reason and a day. It stands here until a lead signs, and counts as open until then.
            </EmptyState>
          }
        />
      </div>
      {subject.length > 0 && (
        <WaiverPanel rows={subject} more={lead ? alike.length : 0} onMore={() => setMarks(new Set([...marks, ...subject.map((row) => row.id), ...alike.map((row) => row.id)]))}>
          <SignForm
            key={subject.map((row) => row.id).join(' ')}
            about={aboutWaivers(subject)}
            choice={choice}
            refused={refused}
            pending={sign.pending}
            onChoose={setChoice}
            onSign={(verdict, reason) => sign.waivers(subject, verdict, reason, clear)}
          />
        </WaiverPanel>
      )}
    </div>
  );
}

function Samples({ queue, search, go }: ViewProps) {
  const rows = shownSamples(queue, search.all === true);
  const lead = useMay('sign_off');
  const account = useSession()?.account;
  const sign = useSign();
  const [choice, setChoice] = useState<Verdict | null>(null);
  const at = rows.length === 0 ? null : Math.max(0, rows.findIndex((row) => row.id === search.id));
  const row = at === null ? undefined : rows[at];
  const refused = row === undefined ? null : refusal(row, account, lead);
  const choose = (index: number): void => {
    const next = rows[index];
    if (next === undefined) return;
    setChoice(null);
    go({ id: next.id }, { replace: true });
  };
  const step = (key: string): void => {
    const next = stepFor(key, at, rows.length, 10);
    if (next !== null) choose(next);
  };
  useKeys({
    j: () => step('j'),
    k: () => step('k'),
    a: () => row !== undefined && refused === null && setChoice('approved'),
    r: () => row !== undefined && refused === null && setChoice('rejected'),
    Escape: () => setChoice(null),
  });
  return (
    <div className={row === undefined ? styles['alone'] : styles['withPanel']}>
      <div className={styles['table']}>
        <VirtualTable
          label="Samples that wait for a lead"
          columns={sampleColumns(row !== undefined)}
          total={rows.length}
          rows={(index) => rows[index]}
          rowHeight={34}
          selected={at}
          onSelect={choose}
          onOpen={choose}
          loading={queue === undefined}
          tone={(one) => (one.signed === '' ? undefined : 'quiet')}
          empty={
            <EmptyState icon="done" title="No sample waits for a signature">
              A sample stands here as soon as every chart of it is settled. A lead who neither drew it nor read in it then signs what may be said.
            </EmptyState>
          }
        />
      </div>
      {row !== undefined && (
        <SamplePanel row={row}>
          <SignForm
            key={row.id}
            about="the claim"
            choice={choice}
            refused={refused}
            pending={sign.pending}
            onChoose={setChoice}
            onSign={(verdict, reason) => sign.sample(row, verdict, reason, () => setChoice(null))}
          />
        </SamplePanel>
      )}
    </div>
  );
}
