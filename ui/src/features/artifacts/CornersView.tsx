// Hidden corners as a queue: what nobody would look at by itself, most risky first, until somebody says what becomes of it.
// Rows are marked as in a mailbox; what is marked is decided together, else the row that is open.
import { useCallback, useMemo, useState } from 'react';
import type { FacetGroup } from '../../components/Facets';
import { count, percent, plural } from '../../components/formats';
import type { Corner, CornersPage, DiscoverySummary } from '../../contract/contract';
import { LOOKS } from '../../components/keysShown';
import { useMay } from '../../platform/useSession';
import styles from './artifacts.module.css';
import { cornerColumns } from './cornerColumns';
import { CornerPanel } from './CornerPanel';
import { DecideForm, type DecideDraft } from './DecideForm';
import { makeDrafts } from './drafts';
import { DiscoveryFrame } from './DiscoveryFrame';
import { DECISIONS, stateWords, type Decision } from './discoveryWords';
import { CornerMark } from './Marks';
import { Marked } from '../../components/markColumn';
import { NothingRead } from './NothingRead';
import { type ArtifactsSearch, discoveryRequest, NONE } from './search';
import { useDecide } from './useDecide';
import { useDiscoveryList, type DiscoveryList } from './useDiscoveryList';
import { useMarks } from '../../components/useMarks';
import { useWidth } from './useWidth';
import { WaitingPanel } from './WaitingPanel';
import type { Go } from './useWhere';

const KEYS = [
  ['J K', 'move'],
  ['X', 'mark'],
  ['M A D W', 'decide'],
  ['O', 'take back'],
  ['/', 'filter'],
] as const;

export function CornersView({ search, go, summary }: { search: ArtifactsSearch; go: Go; summary: DiscoverySummary | undefined }) {
  const may = useMay('edit_mapping');
  const { pending, decide } = useDecide();
  const [choice, setChoice] = useState<Decision | null>(null);
  const [drafts] = useState(() => makeDrafts<DecideDraft>());
  const [lastReason, setLastReason] = useState('');
  const taken = useCallback(() => setChoice(null), []);
  const by = (decision: Decision) => (): void => {
    if (search.item === NONE && marks.rows.length === 0) go({ item: undefined }, { replace: true });
    setChoice(decision);
  };
  const of: DiscoveryList<'corners'> = useDiscoveryList('corners', search, go, (corner) => corner.id, {
    ...Object.fromEntries(DECISIONS.map((one) => [one.key, by(one.decision)])),
    x: () => of.selected !== null && marks.mark(of.selected, 'toggle'),
    o: () => may && subject.some((corner) => corner.state !== 'open') && send('open', ''),
    Escape: () => (marks.rows.length > 0 ? marks.clear() : go({ item: NONE })),
  });
  const marks = useMarks<Corner, 'corners'>('corners', { total: of.list.total, row: of.row }, discoveryRequest(search), of.selected);
  const current = of.selected === null || of.open === undefined ? undefined : of.row(of.selected);
  const subject = marks.rows.length > 0 ? marks.rows : current === undefined ? [] : [current];
  const about = subject.map((corner) => corner.id).join(' ');

  const send = (decision: string, reason: string): void => {
    const next = marks.rows.length === 0 && decision !== 'open' && of.selected !== null ? nextOpen(of.row, of.selected, of.list.total) : undefined;
    void decide(subject, decision, reason, () => {
      if (reason !== '') setLastReason(reason);
      marks.clear();
      if (next !== undefined) go({ item: next.id }, { replace: true });
      of.focus();
    });
  };

  const width = useWidth(of.table);
  const { has, mark } = marks;
  const marked = marks.rows.length;
  const columns = useMemo(
    () => cornerColumns(width, { has, mark }),
    // The marks change with every render; what is drawn depends on which they are.
    [width, about, marked],
  );
  const { head } = of.list;
  return (
    <DiscoveryFrame
      name="Hidden corners"
      by="place"
      of={of}
      groups={head ? groupsOf(head, search) : []}
      search={search}
      go={go}
      chips={chipsOf(search)}
      bar={marked > 0 ? <Marked marks={marks} total={of.list.total} /> : <Progress summary={summary} />}
      nothing={
        <NothingRead title="No hidden corners" of="corners">
          Every relation is joined and read, every file was opened, and no row was removed without a trace. New deliveries are looked through again.
        </NothingRead>
      }
      columns={columns}
      marks={marks}
      tone={(corner) => (corner.state === 'open' ? undefined : 'quiet')}
      keys={may ? KEYS : LOOKS}
      foot={head && <span>{plural(of.list.total, 'corner')} in the list</span>}
      panel={
        subject.length === 0 ? (
          of.list.loading && search.item !== NONE && <WaitingPanel />
        ) : (
          <CornerPanel
            corners={subject}
            onClose={() => {
              marks.clear();
              go({ item: NONE });
            }}
            onOnly={(artifact) => go({ of: artifact, item: undefined })}
          >
            <DecideForm
              key={about}
              corners={subject}
              about={about}
              drafts={drafts}
              choice={choice}
              onTaken={taken}
              lastReason={lastReason}
              may={may}
              pending={pending}
              onDecide={send}
              onLeave={of.focus}
            />
          </CornerPanel>
        )
      }
    />
  );
}

/** The next row without a decision, looked for below and then from the top among the rows that are there. */
function nextOpen(row: (index: number) => Corner | undefined, from: number, total: number): Corner | undefined {
  for (let step = 1; step < total; step += 1) {
    const corner = row((from + step) % total);
    if (corner?.state === 'open') return corner;
  }
  return undefined;
}

function Progress({ summary }: { summary: DiscoverySummary | undefined }) {
  if (summary === undefined || summary.corners === 0) return null;
  const decided = summary.corners - summary.cornersOpen;
  return (
    <span className={styles['progress']} title={`${percent(decided / summary.corners)} decided`}>
      <span className="bar">
        <i style={{ width: `${(decided / summary.corners) * 100}%` }} />
      </span>
      <span>
        <b>{count(decided)}</b> of {count(summary.corners)} decided
      </span>
    </span>
  );
}

function groupsOf(head: CornersPage, search: ArtifactsSearch): FacetGroup[] {
  return [
    {
      id: 'states',
      label: 'State',
      values: head.states,
      chosen: search.states ?? [],
      mark: (state) => <CornerMark state={state} word={false} />,
      words: stateWords,
    },
    { id: 'kinds', label: 'Kind', values: head.kinds, chosen: search.kinds ?? [] },
  ];
}

function chipsOf(search: ArtifactsSearch) {
  return [
    ...(search.states === undefined ? [] : [['state', search.states.map(stateWords).join(', '), { states: undefined }] as const]),
    ...(search.kinds === undefined ? [] : [['kind', search.kinds.join(', '), { kinds: undefined }] as const]),
  ];
}
