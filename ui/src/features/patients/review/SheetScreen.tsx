/**
 * The sheet of a sample: what it says by now, its charts in the order of the draw, and the chart looked at with the form. The URL
 * holds filters and chart; this file only puts the parts together and gives them keys.
 */
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useSaid } from '../../../components/useAddress';
import { EmptyState } from '../../../components/EmptyState';
import { ErrorState } from '../../../components/ErrorState';
import { Facets } from '../../../components/Facets';
import { FilterBox } from '../../../components/FilterBox';
import { Icon } from '../../../components/Icon';
import { Kbd } from '../../../components/Kbd';
import { Skeleton } from '../../../components/Skeleton';
import { StatusBar } from '../../../components/StatusBar';
import { VirtualTable } from '../../../components/VirtualTable';
import { useCrumb } from '../../../components/crumb';
import { count, plural } from '../../../components/formats';
import { stepFor } from '../../../components/tableKeys';
import { useKeys } from '../../../components/useKeys';
import { usePagedRows } from '../../../components/usePagedRows';
import { useSelection } from '../../../components/useSelection';
import type { ChartSample } from '../../../contract/contract';
import { useMay } from '../../../platform/useSession';
import { PatientTabs } from '../PatientTabs';
import { useWidth } from '../useWidth';
import { Bounds } from './Bounds';
import { sheetColumns } from './columns';
import { StateMark } from './Marks';
import { ReviewForm } from './ReviewForm';
import { ReviewPanel } from './ReviewPanel';
import { isFiltered, sheetQuery, validateSheet, type SheetSearch } from './search';
import { Signature } from './Signature';
import { SheetMenu } from './SheetMenu';
import { findNext, useChartOfSheet, useRecord } from './useReview';
import { OUTCOMES, markOf, type Outcome } from './words';
import styles from './review.module.css';

const KEYS = [['J K', 'move'], ['Enter', 'both charts'], ['1 2 3', 'held, error, unclear'], ['N', 'next for you'], ['W', 'waiting'], ['/', 'find']] as const;
/** For who does not read charts of a sample. */
const LOOKING = KEYS.filter(([key]) => !['1 2 3', 'N', 'W'].includes(key));
const CLEARED: SheetSearch = {};

export function SheetScreen() {
  const id = (useParams({ strict: false }) as { sample?: string }).sample ?? '';
  const search = useSaid(validateSheet);
  const navigate = useNavigate();
  const go = (change: Partial<SheetSearch> | Record<string, undefined>, replace = false): void => {
    void navigate({ to: `/patients/review/${encodeURIComponent(id)}` as string, search: validateSheet({ ...search, ...change }) as never, replace });
  };
  const list = usePagedRows('sample', sheetQuery(id, search));
  const may = useMay('approve_mapping');
  const [at, select] = useSelection(list, search.chart, (chart) => go({ chart }, true));
  const selected = at ?? (search.chart === undefined && list.total > 0 ? 0 : null);
  const patient = search.chart ?? list.rows(0)?.id ?? '';
  const looked = useChartOfSheet(id, patient);
  const { pending, record } = useRecord(id);
  const [choice, setChoice] = useState<Outcome | null>(null);
  const [exporting, setExporting] = useState(false);
  const taken = useCallback(() => setChoice(null), []);
  const table = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const width = useWidth(table);
  const focus = (): void => table.current?.querySelector<HTMLElement>('[role="grid"]')?.focus();
  const open = (chart: string | undefined): void => {
    if (chart !== undefined && chart !== '') void navigate({ to: `/patients/${encodeURIComponent(chart)}` as string, search: { sample: id } as never });
  };
  const step = (key: string): void => {
    const next = stepFor(key, selected, list.total, 10);
    if (next !== null) select(next);
    focus();
  };
  const toNext = (): void => {
    // A failure is said where the list is; a key that leads nowhere needs no second message.
    void findNext(id, looked.chart?.place ?? 0).then((next) => next !== null && go({ chart: next }, true), () => undefined);
  };
  useCrumb(id);
  useEffect(() => setChoice(null), [patient]);
  useKeys({
    '/': () => input.current?.focus(),
    j: () => step('j'),
    k: () => step('k'),
    n: toNext,
    w: () => go({ waiting: search.waiting ? undefined : true, chart: undefined }),
    x: () => setExporting(true),
    Enter: () => open(patient),
    ...Object.fromEntries(OUTCOMES.map((one) => [one.key, () => setChoice(one.outcome)])),
  });
  const head = list.head;
  const filtered = isFiltered(search);
  if (list.error !== null && head === undefined) {
    return <div className={styles['alone']}><ErrorState error={list.error} retry={list.retry} /><Link to={'/patients/review' as string} className="button small">All samples</Link></div>;
  }
  return (
    <div className={styles['sheet']}>
      <header className={styles['head']}>
        <h1>Patients</h1>
        <PatientTabs view="review" />
        <Link to={'/patients/review' as string} className="x"><Icon name="left" size={10} /> all samples</Link>
        <span className="mono cut" title={head?.summary.design}>{id}</span>
        {head && <span className="dim cut">seed {head.summary.seed}, {plural(head.summary.charts, 'chart')} of {plural(head.summary.population, 'patient')}</span>}
        <Signature sample={id} />
        <span className={styles['push']}><SheetMenu sample={id} opened={exporting} onChange={setExporting} /></span>
      </header>
      {head ? <Bounds sheet={head} /> : <div className={styles['bounds']} aria-busy="true"><Skeleton width={420} height={18} /></div>}
      <Facets label="Filter charts" groups={head ? groupsOf(head, search) : []} onChange={(group, chosen) => go({ [group]: chosen, chart: undefined } as Partial<SheetSearch>)} />
      <section className={styles['body']} aria-label="Charts of the sample">
        <div className={styles['tools']}>
          <button type="button" className="chip" aria-pressed={search.waiting === true} disabled={!may} onClick={() => go({ waiting: search.waiting ? undefined : true, chart: undefined })}>
            Waiting for you <b>{head ? count(head.waiting) : ''}</b>
          </button>
          {head && head.waiting > 0 && <button type="button" className="button small quiet" onClick={toNext}>Next for you <Kbd keys="N" /></button>}
          <span className="dim x">{head ? plural(list.total, 'chart') : ''}{filtered ? ' in the selection' : ''}</span>
          <span className={styles['push']}><FilterBox by="pseudonym" value={search.text ?? ''} onChange={(text) => go({ text: text.trim() === '' ? undefined : text.trim(), chart: undefined } as Partial<SheetSearch>, true)} input={input} /></span>
        </div>
        <div className={styles['table']} ref={table}>
          <VirtualTable
            label="Charts in the order of the draw"
            columns={sheetColumns(width)}
            total={list.total}
            rows={list.rows}
            onVisible={list.onVisible}
            selected={selected}
            onSelect={select}
            onOpen={(index) => open(list.rows(index)?.id)}
            loading={list.loading}
            tone={(row) => (['held', 'error', 'unclear'].includes(row.state) ? 'quiet' : undefined)}
            empty={search.waiting && !search.text && !search.states && !search.strata ? <NothingWaits onAll={() => go(cleared())} /> : <NoneLeft onClear={() => go(cleared())} />}
          />
        </div>
        <StatusBar keys={may ? KEYS : LOOKING} />
      </section>
      {looked.chart ? (
        <ReviewPanel chart={looked.chart} sample={id}>
          <ReviewForm
            key={`${looked.chart.id} ${looked.chart.readings.length}`} chart={looked.chart} run={looked.sheet?.run ?? 0} may={may} pending={pending} choice={choice} onTaken={taken} onLeave={focus}
            onBegin={() => { if (search.chart === undefined) go({ chart: patient }, true); }}
            onEnter={(entered) => looked.chart && void record(looked.chart, entered, (next) => { if (next !== null) go({ chart: next }, true); focus(); })}
          />
        </ReviewPanel>
      ) : (
        <aside className={styles['panel']} aria-label="Chart" aria-busy={looked.chart === undefined && patient !== ''}>
          {looked.error !== null ? <ErrorState error={looked.error} retry={looked.retry} /> : looked.chart === null || (head && list.total === 0) ? <EmptyState icon="patients" title="No chart chosen">Choose one in the list.</EmptyState> : null}
        </aside>
      )}
    </div>
  );
}

function cleared(): Record<string, undefined> {
  return { ...CLEARED, text: undefined, strata: undefined, states: undefined, waiting: undefined, chart: undefined };
}

function groupsOf(head: ChartSample, search: SheetSearch) {
  return [
    { id: 'states', label: 'State', values: head.states, chosen: search.states ?? [], mark: (state: string) => <StateMark state={state} word={false} />, words: (state: string) => markOf(state).words },
    { id: 'strata', label: 'Stratum', values: head.strata, chosen: search.strata ?? [] },
  ];
}

function NothingWaits({ onAll }: { onAll: () => void }) {
  return (
    <EmptyState icon="done" title="Nothing waits for you" action={<button type="button" className="button" onClick={onAll}>Show all charts</button>}>
      What is not settled waits for another reader.
    </EmptyState>
  );
}

function NoneLeft({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState icon="filter" title="No chart passes these filters" action={<button type="button" className="button" onClick={onClear}>Clear the filters</button>}>
      Filters combine: a chart has to pass all of them.
    </EmptyState>
  );
}
