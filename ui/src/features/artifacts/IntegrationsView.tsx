// Integrations: the systems, interfaces, payers and laboratories whose traffic shows in the data, on one axis of years. What
// stopped years ago and what still runs can be told apart at a glance.
import { useMemo } from 'react';
import type { FacetGroup } from '../../components/Facets';
import { count, plural } from '../../components/formats';
import { type Column, VirtualTable } from '../../components/VirtualTable';
import type { Integration, IntegrationsPage } from '../../contract/contract';
import styles from './artifacts.module.css';
import { DiscoveryFrame } from './DiscoveryFrame';
import { NothingRead } from './NothingRead';
import { type ArtifactsSearch, nextSort, sortOf } from './search';
import { useDiscoveryList } from './useDiscoveryList';
import { useWidth } from './useWidth';
import type { Go } from './useWhere';
import { axisOf, yearBars, type Axis } from './years';

const KEYS = [
  ['J K', 'move'],
  ['/', 'filter'],
] as const;
const ROW = 34;
const PLOT = 20;

function columnsOf(axis: Axis | null, plot: number): readonly Column<Integration>[] {
  return [
    { id: 'kind', header: 'Kind', width: '160px', sortable: true, cell: (row) => <span className="mid">{row.kind}</span> },
    { id: 'name', header: 'Name', width: 'minmax(150px, 1fr)', sortable: true, cell: (row) => <span className="mono" title={row.name}>{row.name}</span> },
    { id: 'records', header: 'Records', width: '84px', align: 'end', sortable: true, cell: (row) => count(row.records) },
    { id: 'first', header: 'First', width: '52px', align: 'end', sortable: true, cell: (row) => <Year year={row.firstYear} /> },
    { id: 'last', header: 'Last', width: '52px', align: 'end', sortable: true, cell: (row) => <Year year={row.lastYear} /> },
    {
      id: 'years',
      header: axis === null ? 'Years' : <span className={styles['axis']}><span>{axis.first}</span><span>records a year</span><span>{axis.last}</span></span>,
      width: `${plot}px`,
      cell: (row) => axis !== null && <Years row={row} axis={axis} width={plot} />,
    },
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

export function IntegrationsView({ search, go }: { search: ArtifactsSearch; go: Go }) {
  const of = useDiscoveryList('integrations', search, go, (row) => `${row.kind} ${row.name}`);
  const width = useWidth(of.table);
  const { head } = of.list;
  const plot = width < 860 ? 200 : Math.min(520, Math.round(width * 0.34));
  const axis = useMemo(() => (head === undefined ? null : axisOf(head.rows)), [head]);
  const columns = useMemo(() => columnsOf(axis, plot), [axis, plot]);
  return (
    <DiscoveryFrame
      name="Integrations"
      by="name"
      of={of}
      groups={head ? groupsOf(head, search) : []}
      search={search}
      go={go}
      chips={search.kinds === undefined ? [] : [['kind', search.kinds.join(', '), { kinds: undefined }]]}
      bar={<span className="dim x">{head && plural(of.list.total, 'integration')}, seen in the data; names are masked where they could tell a person or a place</span>}
      nothing={
        <NothingRead title="No integrations show in the data" of="integrations">
          No message names its sender, and no table names a payer or a laboratory. Interfaces that only wrote elsewhere leave no trace here: ask the people who ran them.
        </NothingRead>
      }
      table={(empty) => (
        <VirtualTable
          label="Integrations"
          columns={columns}
          total={of.list.total}
          rows={of.row}
          onVisible={of.list.onVisible}
          rowHeight={ROW}
          selected={of.selected}
          onSelect={of.select}
          sort={sortOf(search)}
          onSort={(pressed) => go({ sort: nextSort(search, pressed) })}
          loading={of.list.loading}
          empty={empty}
        />
      )}
      keys={KEYS}
      foot={axis && <span>pale: no traffic up to {axis.last}</span>}
    />
  );
}

function groupsOf(head: IntegrationsPage, search: ArtifactsSearch): FacetGroup[] {
  return [{ id: 'kinds', label: 'Kind', values: head.kinds, chosen: search.kinds ?? [] }];
}
