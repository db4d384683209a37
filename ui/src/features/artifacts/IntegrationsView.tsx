// Integrations: the systems, interfaces, payers and laboratories whose traffic shows in the data, on one axis of years. What
// stopped years ago and what still runs can be told apart at a glance. Each wants a decision and an owner.
import { useMemo, useState } from 'react';
import type { FacetGroup } from '../../components/Facets';
import { count, plural } from '../../components/formats';
import type { Column } from '../../components/VirtualTable';
import type { DiscoverySummary, Integration, IntegrationsPage } from '../../contract/contract';
import styles from './artifacts.module.css';
import { DiscoveryFrame } from './DiscoveryFrame';
import { IntegrationPanel } from './IntegrationPanel';
import { markColumn, Marked } from '../../components/markColumn';
import { NothingRead } from './NothingRead';
import { makeDrafts } from './drafts';
import { RulingForm, type RulingDraft } from './RulingForm';
import { RulingMark } from './RulingMark';
import { rulingWords, STATUSES, UNDECIDED } from './rulings';
import { type ArtifactsSearch, NONE } from './search';
import { useRulingList } from './useRulingList';
import { useIntegrationRulings } from './useRulings';
import { useWidth } from './useWidth';
import { LOOKS } from '../../components/keysShown';
import { useMay } from '../../platform/useSession';
import { WaitingPanel } from './WaitingPanel';
import type { Go } from './useWhere';
import { axisOf, yearBars, type Axis } from './years';

const KEYS = [
  ['J K', 'move'],
  ['X', 'mark'],
  ['R P T', 'decide'],
  ['O', 'take back'],
  ['/', 'filter'],
] as const;
const ROW = 34;
const PLOT = 20;

/** Left out where the names need the room: the panel says them too. */
const YEARS: readonly Column<Integration>[] = [
  { id: 'first', header: 'First', width: '52px', align: 'end', sortable: true, cell: (row) => <Year year={row.firstYear} /> },
  { id: 'last', header: 'Last', width: '52px', align: 'end', sortable: true, cell: (row) => <Year year={row.lastYear} /> },
];

function columnsOf(mark: Column<Integration>, axis: Axis | null, plot: number, years: boolean): readonly Column<Integration>[] {
  return [
    mark,
    { id: 'kind', header: 'Kind', width: '138px', sortable: true, cell: (row) => <span className="mid">{row.kind}</span> },
    { id: 'name', header: 'Name', width: 'minmax(110px, 1fr)', sortable: true, cell: (row) => <span className="mono" title={row.name}>{row.name}</span> },
    { id: 'records', header: 'Records', width: '72px', align: 'end', sortable: true, cell: (row) => count(row.records) },
    { id: 'status', header: 'Status', width: '86px', sortable: true, cell: (row) => <RulingMark rulings={STATUSES} word={row.status} /> },
    { id: 'owner', header: 'Owner', width: 'minmax(56px, .5fr)', sortable: true, cell: (row) => (row.owner === '' ? <span className="dim">–</span> : <span title={row.owner}>{row.owner}</span>) },
    ...(years ? YEARS : []),
    // Where room is short the years as figures are enough.
    ...(plot === 0 ? [] : [{
      id: 'years',
      header: axis === null ? 'Years' : <span className={styles['axis']}><span>{axis.first}</span><span>records a year</span><span>{axis.last}</span></span>,
      width: `${plot}px`,
      cell: (row: Integration) => axis !== null && <Years row={row} axis={axis} width={plot} />,
    }]),
  ];
}

function Year({ year }: { year: number }) {
  return year === 0 ? <span className="dim" title="No date in these records">–</span> : <span className="mid">{year}</span>;
}

function Years({ row, axis, width }: { row: Integration; axis: Axis; width: number }) {
  const bars = yearBars(row, axis, width, PLOT);
  if (bars.length === 0) return <span className="dim x">no dates</span>;
  const ended = row.lastYear < axis.last;
  return (
    <svg className={styles['years']} width={width} height={PLOT} viewBox={`0 0 ${width} ${PLOT}`} role="img" aria-label={`${row.firstYear} to ${row.lastYear}${ended ? ', then nothing' : ''}`}>
      <path d={`M0 ${PLOT - 0.5}H${width}`} />
      {bars.map(({ year, records, ...bar }) => (
        <rect key={year} {...bar} data-ended={ended || undefined}>
          <title>{`${year}: ${plural(records, 'record')}`}</title>
        </rect>
      ))}
    </svg>
  );
}

export function IntegrationsView({ search, go, summary }: { search: ArtifactsSearch; go: Go; summary: DiscoverySummary | undefined }) {
  const may = useMay('edit_mapping');
  const by = useIntegrationRulings();
  const list = useRulingList<'integrations', Integration>('integrations', search, go, { rulings: STATUSES, open: UNDECIDED, wordOf: (row) => row.status, may, by });
  const { of, marks, subject } = list;
  const about = subject.map((row) => row.id).join(' ');
  const [drafts] = useState(() => makeDrafts<RulingDraft>());
  const width = useWidth(of.table);
  const { head } = of.list;
  const plot = width < 880 ? 0 : Math.min(420, Math.round(width * 0.24));
  const years = width >= 700;
  const axis = useMemo(() => (head === undefined ? null : axisOf(head.rows)), [head]);
  const columns = useMemo(
    () => columnsOf(markColumn<Integration>(marks, (row) => `${row.kind} ${row.name}`), axis, plot, years),
    // The marks change with every render; what is drawn depends on which they are.
    [axis, plot, years, about, marks.rows.length],
  );
  return (
    <DiscoveryFrame
      name="Integrations"
      by="name"
      of={of}
      groups={head ? groupsOf(head, search) : []}
      search={search}
      go={go}
      chips={chipsOf(search)}
      bar={marks.rows.length > 0 ? <Marked marks={marks} total={of.list.total} /> : <span className="dim x" title="Names are masked where they could tell a person or a place">{summary !== undefined && `${count(summary.integrationsOpen)} of ${count(summary.integrations)} to decide; `}names are masked where they could tell a person or a place</span>}
      nothing={
        <NothingRead title="No integrations show in the data" of="integrations">
          No message names its sender, and no table names a payer or a laboratory. Interfaces that only wrote elsewhere leave no trace here: ask the people who ran them.
        </NothingRead>
      }
      columns={columns}
      marks={marks}
      rowHeight={ROW}
      tone={(row) => (row.status === UNDECIDED ? undefined : 'quiet')}
      keys={may ? KEYS : LOOKS}
      foot={axis && plot > 0 && <span>pale: no traffic up to {axis.last}</span>}
      panel={
        subject.length === 0 ? (
          of.list.loading && search.item !== NONE && <WaitingPanel />
        ) : (
          <IntegrationPanel rows={subject} newest={axis?.last ?? 0} onClose={list.close}>
            <RulingForm
              key={about}
              rulings={STATUSES}
              noun="integration"
              number={subject.length}
              about={about}
              drafts={drafts}
              decided={subject.some((row) => row.status !== UNDECIDED)}
              owner={subject.length === 1 ? (subject[0]?.owner ?? '') : ''}
              choice={list.choice}
              onTaken={list.taken}
              last={list.last}
              may={may}
              pending={by.pending}
              onRule={list.send}
              onTakeBack={list.takeBack}
              onLeave={of.focus}
            />
          </IntegrationPanel>
        )
      }
    />
  );
}

function groupsOf(head: IntegrationsPage, search: ArtifactsSearch): FacetGroup[] {
  return [
    { id: 'states', label: 'Status', values: head.states, chosen: search.states ?? [], mark: (word) => <RulingMark rulings={STATUSES} word={word} label={false} />, words: rulingWords },
    { id: 'kinds', label: 'Kind', values: head.kinds, chosen: search.kinds ?? [] },
  ];
}

function chipsOf(search: ArtifactsSearch) {
  return [
    ...(search.states === undefined ? [] : [['status', search.states.map(rulingWords).join(', '), { states: undefined }] as const]),
    ...(search.kinds === undefined ? [] : [['kind', search.kinds.join(', '), { kinds: undefined }] as const]),
  ];
}
