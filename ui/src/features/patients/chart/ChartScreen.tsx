/**
 * Both charts of one patient, mirrored on one time axis, with the finding beside them. The URL holds the finding, what
 * is shown and the days in view; this file asks, puts the parts together and gives them keys.
 */
import { Link, useCanGoBack, useRouter } from '@tanstack/react-router';
import { useCallback, useMemo, useRef, useState } from 'react';
import { EmptyState } from '../../../components/EmptyState';
import { ErrorState } from '../../../components/ErrorState';
import { Icon } from '../../../components/Icon';
import { Skeleton } from '../../../components/Skeleton';
import { StatusBar } from '../../../components/StatusBar';
import { useCrumb } from '../../../components/crumb';
import { count, plural } from '../../../components/formats';
import { useTellKeys } from '../../../components/keysShown';
import { useKeys } from '../../../components/useKeys';
import { TriageDialog } from '../../../components/triage/TriageDialog';
import { suggestionOf, type Subjects, type Suggestion } from '../../../components/triage/triage';
import type { Chart, FindingDetail } from '../../../contract/contract';
import { useCommand } from '../../../platform/call';
import { useMay } from '../../../platform/useSession';
import { ReviewStrip } from '../review/ReviewStrip';
import type { ChartSearch } from '../search';
import { chartQuery, shownOf, validateList } from '../search';
import { bookOf } from '../timeline/book';
import type { Layout } from '../timeline/layout';
import { momentOf, spanName, YEAR_DAYS, ZOOM_STEP } from '../timeline/time';
import type { GoChart } from '../useWhere';
import { useChartWhere } from '../useWhere';
import { ChartHeader, HeaderSkeleton } from './ChartHeader';
import { ChartTools } from './ChartTools';
import { chartKeys, moreKeys } from './keys';
import { DayPanel } from './DayPanel';
import { FindingPanel } from './FindingPanel';
import { findingsShown, StatementList } from './StatementList';
import { StatementPanel } from './StatementPanel';
import { Timeline, type TimelineHandle } from './Timeline';
import { useDay } from './useDay';
import type { Neighbours } from './useNeighbours';
import { useNeighbours } from './useNeighbours';
import { useWalked } from './useWalked';
import styles from './chart.module.css';

export function ChartScreen() {
  const [id, search, go] = useChartWhere();
  const answer = useCommand('chart', chartQuery(id, search), { staleTime: 60_000 });
  const neighbours = useNeighbours(id, search, go);
  // Whom she came to see. Who has gone on from patient to patient comes back to the list, and not to each of them again.
  const walked = useWalked(id);
  useCrumb(id, true, useMemo(() => validateList(search), [search]));
  // While another selection of this patient loads, the last one stays; another patient's chart never does.
  const chart = answer.isPlaceholderData && answer.data?.patient.id !== id ? undefined : answer.data;
  if (answer.isError && !chart) return <div className={styles['alone']}><ErrorState error={answer.error} retry={() => void answer.refetch()} why="The last comparison has no patient with this pseudonym. Pseudonyms are random: those of another workspace mean nothing here." back={<Link className="button" to={'/patients' as string}>All patients</Link>} /></div>;
  if (!chart) return <Loading id={id} search={search} neighbours={neighbours} />;
  return <Loaded key={chart.patient.id} chart={chart} search={search} go={go} neighbours={neighbours} walked={walked} stale={answer.isPlaceholderData} />;
}

interface LoadedProps {
  readonly chart: Chart;
  readonly search: ChartSearch;
  readonly go: GoChart;
  readonly neighbours: Neighbours;
  /** Another patient was opened first, and this one from there. */
  readonly walked: boolean;
  readonly stale: boolean;
}

function Loaded({ chart, search, go, neighbours, walked, stale }: LoadedProps) {
  const book = useMemo(() => bookOf(chart), [chart]);
  const [layout, setLayout] = useState<Layout | null>(null);
  const [explained, setExplained] = useState(false);
  const [whole, setWhole] = useState(false);
  const showNote = (): void => setWhole((now) => !now);
  const explain = (): void => setExplained((now) => !now);
  const may = useMay('triage');
  const [triaged, setTriaged] = useState<{ subjects: Subjects; suggestion: Suggestion | null; chosen: boolean } | null>(null);
  const triage = (detail: FindingDetail, chosen: boolean): void => {
    const subjects = { causes: [], findings: [detail.row] };
    if (may) setTriaged({ subjects, suggestion: suggestionOf(detail.cause, subjects), chosen });
  };
  const router = useRouter();
  const cameFrom = useCanGoBack();
  const isList = search.as === 'list';
  const timeline = useRef<TimelineHandle>(null);
  const locators = useRef<HTMLElement>(null);
  const words = useRef<HTMLInputElement>(null);
  const { findings } = book;
  const statement = search.statement === undefined ? null : (book.statements.get(search.statement) ?? null);
  const asked = search.finding === undefined ? undefined : book.findingById.get(search.finding);
  const selected = asked ?? findings[0] ?? null;
  const moment = statement ? momentOf(statement) : (selected?.day ?? null);
  const place = selected ? findings.indexOf(selected) : -1;
  const onFinding = useCallback((finding: string) => go({ finding, statement: undefined } as Partial<ChartSearch>, { replace: true }), [go]);
  const onStatement = useCallback((one: string | null) => go({ statement: one ?? undefined } as Partial<ChartSearch>, { replace: true }), [go]);
  const onView = useCallback((from: number | undefined, to: number | undefined) => go({ from, to } as Partial<ChartSearch>, { replace: true }), [go]);
  const cursor = useDay(chart.patient.id, search, go);
  const openFinding = useCallback((finding: string) => go({ finding, day: undefined, statement: undefined } as Partial<ChartSearch>), [go]);
  // A finding stands beside the chart. What it rests on stands out among the notes as well.
  const blind = search.sample !== undefined;
  const beside = selected !== null && statement === null && !cursor.open;
  const said = useCommand('finding', { id: selected?.id ?? '' }, { enabled: selected !== null && statement === null, keep: false });
  const walk = (by: number): void => {
    // A table that words narrow is walked along what it shows.
    const shown = isList ? findingsShown(book, search.words ?? '') : findings;
    const at = selected ? shown.indexOf(selected) : -1;
    const next = at < 0 ? shown.at(by > 0 ? 0 : -1) : shown[(at + by + shown.length) % shown.length];
    if (next) onFinding(next.id);
  };
  useKeys({
    j: () => walk(1),
    k: () => walk(-1),
    // While a chart is reviewed N leads to the next chart.
    ...(search.sample === undefined ? { n: () => walk(1), p: () => walk(-1) } : {}),
    e: explain,
    w: showNote,
    v: () => beside && !blind && said.data !== undefined && triage(said.data, false),
    l: (event) => timeline.current?.nextLane(event.shiftKey),
    o: () => timeline.current?.toggleLane(),
    d: cursor.toggle,
    ',': () => cursor.open && cursor.move(-1),
    '.': () => cursor.open && cursor.move(1),
    '<': () => cursor.open && cursor.move(-YEAR_DAYS),
    '>': () => cursor.open && cursor.move(YEAR_DAYS),
    ...(isList ? { '/': () => words.current?.focus() } : {}),
    t: () => go({ as: search.as === 'list' ? undefined : 'list' } as Partial<ChartSearch>),
    '+': () => timeline.current?.zoom(ZOOM_STEP),
    '=': () => timeline.current?.zoom(ZOOM_STEP),
    '-': () => timeline.current?.zoom(1 / ZOOM_STEP),
    z: (event) => timeline.current?.closer(moment, event.shiftKey),
    '0': () => timeline.current?.fit(),
    ArrowLeft: () => timeline.current?.pan(-0.2),
    ArrowRight: () => timeline.current?.pan(0.2),
    '[': neighbours.goPrevious,
    ']': neighbours.goNext,
    Enter: () => {
      locators.current?.scrollIntoView({ block: 'nearest' });
      locators.current?.focus();
    },
    Escape: () => {
      if (search.statement !== undefined) onStatement(null);
      else if (cursor.open) cursor.close();
      else if (search.from !== undefined) timeline.current?.fit();
      else if (document.activeElement === locators.current) locators.current?.blur();
      // Nothing is left to close but the chart: back to where she came from, or to the list at the patient she has come to.
      else if (cameFrom && !walked) router.history.back();
      else void router.navigate({ to: '/patients' as string, search: validateList(search) as never });
    },
  });
  useTellKeys(moreKeys(isList, cursor.open));
  const note = said.data?.note?.statement || null;
  const nothing = chart.statements.length === 0;
  return (
    <div className={styles['screen']}>
      <div className={styles['left']}>
        <ChartHeader patient={chart.patient} book={book} neighbours={neighbours} />
        <ChartTools book={book} search={search} layout={layout} go={go} timeline={timeline} moment={moment} onDay={cursor.toggle} input={words} />
        {chart.truncated && (
          <div className={styles['notice']} role="status">
            <Icon name="warn" size={13} /> This patient has more statements than one chart holds: {count(chart.statements.length)} are shown, those with findings and those of rare kinds first. Choose {shownOf(search, chart.patient.findings) === 'findings' ? 'kinds' : 'kinds, or findings alone,'} to see what is left out.
          </div>
        )}
        {asked === undefined && search.finding !== undefined && !stale && (
          <div className={styles['notice']} role="status">
            <Icon name="warn" size={13} /> <span>The finding that this link leads to is not shown here: it closed, or it is outside the selection.{selected !== null && statement === null ? ' Beside the chart stands another one.' : ''}</span>
          </div>
        )}
        <div className={styles['stand']} data-stale={stale || undefined}>
          {nothing ? (
            <Nothing chart={chart} search={search} go={go} />
          ) : isList ? (
            <StatementList book={book} finding={statement ? null : (selected?.id ?? null)} statement={statement?.id ?? null} words={search.words ?? ''} by={search.by ?? ''} onFinding={onFinding} onStatement={onStatement} onBy={(by) => go({ by: by === '' ? undefined : by } as Partial<ChartSearch>, { replace: true })} onAllWords={() => go({ words: undefined } as Partial<ChartSearch>, { replace: true })} />
          ) : (
            <Timeline
              book={book} selected={statement ? null : selected} asked={asked !== undefined} note={statement ? null : note} statement={statement?.id ?? null} from={search.from} to={search.to} tests={search.tests} cursor={cursor.day} onDay={cursor.drag}
              handle={timeline} onView={onView} onFinding={onFinding} onStatement={onStatement} onLayout={setLayout}
            />
          )}
        </div>
        {search.sample !== undefined && <ReviewStrip key={chart.patient.id} sample={search.sample} patient={chart.patient.id} onOpen={(id) => go({ finding: undefined, statement: undefined, from: undefined, to: undefined, tests: undefined, at: undefined } as Partial<ChartSearch>, { id })} />}
        <StatusBar keys={chartKeys(isList, note !== null, may && beside && !blind)}>
          <span>{search.from !== undefined && search.to !== undefined ? `${spanName(search.to - search.from)} in view` : 'Years are relative'}</span>
        </StatusBar>
      </div>
      {cursor.open ? (
        <DayPanel cursor={cursor} checks={chart.checks} statement={search.statement ?? null} onStatement={onStatement} onFinding={openFinding} />
      ) : statement ? (
        <StatementPanel statement={statement} book={book} patient={chart.patient.id} explained={explained} locators={locators} onExplain={explain} onFinding={openFinding} onClose={() => onStatement(null)} />
      ) : selected ? (
        <FindingPanel finding={selected} place={place} total={findings.length} explained={explained} whole={whole} locators={locators} onExplain={explain} onWhole={showNote} may={may} onTriage={blind ? null : triage} />
      ) : (
        <aside className={styles['balanced']} aria-label="Finding">
          <EmptyState icon={chart.patient.findings === 0 ? 'done' : 'filter'} title={chart.patient.findings === 0 ? 'No findings for this patient' : 'No findings in this selection'}>
            {chart.patient.findings === 0 ? (chart.patient.side === 'archived' ? 'The archive rule keeps this patient out of the destination: there is nothing to hold the legacy chart against.' : 'Both books say the same.') + (blind ? ' Read both charts and record the outcome below them; key N leads to the next chart of the sample.' : ' Go on with the next patient, key ].') : `The ${plural(chart.patient.findings, 'finding')} of this patient ${chart.patient.findings === 1 ? 'lies' : 'lie'} outside it. Show all statements, or other kinds.`}
          </EmptyState>
        </aside>
      )}
      {triaged !== null && <TriageDialog {...triaged} onClose={() => setTriaged(null)} />}
    </div>
  );
}

function Nothing({ chart, search, go }: Pick<LoadedProps, 'chart' | 'search' | 'go'>) {
  const filtered = search.kinds !== undefined || shownOf(search, chart.patient.findings) !== 'all';
  if (filtered && chart.patient.legacy + chart.patient.destination > 0) {
    return (
      <EmptyState
        icon="filter"
        title="No statements in this selection"
        action={<button type="button" className="button" onClick={() => go({ kinds: undefined, show: 'all' } as Partial<ChartSearch>)}>Show all statements</button>}
      >
        Nothing of these kinds has findings. All {count(chart.patient.legacy)} legacy statements can be shown.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon="compare" title="Not compared yet" action={<Link to={'/overview' as string} className="button">Go to the overview</Link>}>
      Both charts appear here after a comparison. Start one from the overview.
    </EmptyState>
  );
}

function Loading({ id, search, neighbours }: { id: string } & Pick<LoadedProps, 'search' | 'neighbours'>) {
  const router = useRouter();
  // Who only passes by does not wait for the chart.
  useKeys({ '[': neighbours.goPrevious, ']': neighbours.goNext, Escape: () => void router.navigate({ to: '/patients' as string, search: validateList(search) as never }) });
  return (
    <div className={styles['screen']} aria-busy="true">
      <div className={styles['left']}>
        <HeaderSkeleton id={id} />
        <div className={styles['tools']}><Skeleton width={260} height={18} /></div>
        <div className={styles['waiting']} aria-label="Loading both charts">
          {[82, 142, 172, 120, 44, 42].map((height) => (
            <div key={height} style={{ height }}><Skeleton width={88} /><Skeleton width={`${40 + (height % 37)}%`} height={13} /></div>
          ))}
        </div>
        <StatusBar keys={chartKeys(false, false, false)} />
      </div>
      <aside className={styles['balanced']} />
    </div>
  );
}
