// The distributions: over months as mirrored plots, one a kind; everything else as a table of cells with both books' bars. How far
// each distribution moved stands above, in statements and cells, with the cells that moved most.
import { useRef } from 'react';
import { labelTitle } from '../../../components/bareCode';
import { EmptyState } from '../../../components/EmptyState';
import { ErrorState } from '../../../components/ErrorState';
import { Facets } from '../../../components/Facets';
import { Skeleton } from '../../../components/Skeleton';
import { VirtualTable, type Column } from '../../../components/VirtualTable';
import { count, decimal, plural, signed } from '../../../components/formats';
import { useKeys } from '../../../components/useKeys';
import { usePagedRows } from '../../../components/usePagedRows';
import type { PopulationCell, PopulationDrift, PopulationPage } from '../../../contract/contract';
import { Bars } from './Bars';
import { MonthPlot } from './MonthPlot';
import styles from './population.module.css';
import { request, type PopulationSearch, type View } from './search';
import type { Go } from './useWhere';
import { cellWords, lengths } from './words';

export function CellsView({ search, view, go }: { search: PopulationSearch; view: View; go: Go }) {
  const list = usePagedRows('population', request(search, view));
  const table = useRef<HTMLDivElement>(null);
  useKeys({ j: () => table.current?.querySelector<HTMLElement>('[role="grid"]')?.focus() });
  const { head } = list;
  if (list.error !== null && head === undefined) {
    return (
      <div className={styles['center']}>
        <ErrorState error={list.error} retry={list.retry} />
      </div>
    );
  }
  const most = head?.rows.reduce((top, row) => Math.max(top, row.legacy ?? 0, row.destination ?? 0), 1) ?? 1;
  const empty = <NoCells withheld={head?.withheld ?? 0} onClear={() => go({ text: undefined, kinds: undefined, differing: undefined })} />;
  return (
    <div className={styles['cells']}>
      <Facets
        label="Filter cells"
        groups={head ? [{ id: 'kinds', label: 'Kind', values: head.kinds, chosen: search.kinds ?? [] }] : []}
        onChange={(id, chosen) => go({ [id]: chosen } as Partial<PopulationSearch>)}
      />
      {view === 'month' ? (
        <Months head={head} empty={empty} />
      ) : (
        <div className={styles['table']} ref={table}>
          {head && head.drifts.length > 0 && <Drifts head={head} />}
          <VirtualTable
            label={`Cells by ${view}, the biggest difference first`}
            columns={cellColumns(view, most)}
            total={list.total}
            rows={list.rows}
            onVisible={list.onVisible}
            rowHeight={30}
            sort={search.sort ?? ''}
            onSort={(sort) => go({ sort: sort === '' ? undefined : sort }, { replace: true })}
            loading={list.loading}
            empty={empty}
            tone={(row) => (row.oneBook ? 'quiet' : undefined)}
          />
          {head && <Foot head={head} />}
        </div>
      )}
    </div>
  );
}

function Months({ head, empty }: { head: PopulationPage | undefined; empty: React.ReactNode }) {
  if (head === undefined) return <div className={styles['plots']}>{[0, 1, 2, 3].map((one) => <Skeleton key={one} height={120} width="100%" />)}</div>;
  if (head.drifts.length === 0) return <div className={styles['center']}>{empty}</div>;
  return (
    <div className={styles['plots']} tabIndex={0} aria-label="Kinds by month">
      {head.drifts.map((drift) => (
        <MonthPlot key={drift.kind} drift={drift} />
      ))}
    </div>
  );
}

function Drifts({ head }: { head: PopulationPage }) {
  const moved = head.drifts.filter((drift) => drift.moved > 0);
  if (moved.length === 0) return <p className={styles['drifts']}>Every cell that both books can have is the same.</p>;
  return (
    <ul className={styles['drifts']} aria-label="How far the distributions moved">
      {moved.slice(0, 6).map((drift) => (
        <li key={drift.kind}>
          <b>{drift.kind === '' ? 'all kinds' : drift.kind}</b> {plural(drift.moved, 'statement')} moved in {count(drift.differing)} of {plural(drift.cells, 'cell')}
          {drift.contributors[0] && <span className="dim">: {movedMost(drift)}</span>}
        </li>
      ))}
    </ul>
  );
}

/** The cells that moved most, and how many more there are. */
export function movedMost({ contributors, differing }: PopulationDrift): string {
  const told = contributors.slice(0, 2);
  const more = differing - told.length;
  return [...told.map((cell) => `${cell.label} ${signed(cell.difference ?? 0)}`), ...(more > 0 ? [`${count(more)} more`] : [])].join(', ');
}

function Foot({ head }: { head: PopulationPage }) {
  if (head.withheld === 0 && head.beyond === 0) return null;
  return (
    <p className={styles['foot']}>
      {head.withheld > 0 && `${plural(head.withheld, 'cell')} with fewer than 11 patients on both sides ${head.withheld === 1 ? 'is' : 'are'} withheld. `}
      {head.beyond > 0 && `${plural(head.beyond, 'statement')} are beyond the number of cells that are counted one by one.`}
    </p>
  );
}

function NoCells({ withheld, onClear }: { withheld: number; onClear: () => void }) {
  return (
    <EmptyState icon="filter" title="No cell to show" action={<button type="button" className="button" onClick={onClear}>Clear the filters</button>}>
      {withheld > 0 ? `${plural(withheld, 'cell')} of the selection hold fewer than 11 patients on both sides and are withheld.` : 'Neither book has anything here that passes the filters.'}
    </EmptyState>
  );
}

const NOT_BALANCED = 'Only one book uses this kind, this code system or names of clinics here, or the destination keeps a local code beside one that both books tell: both numbers are listed, and no difference is made of them.';

const LOCAL = 'A code of this hospital, or words alone: no code that may leave the workspace.';

const told = (value: number | null) => (value === null ? <span className="dim">withheld</span> : count(value));

/** Columns of a view; `most` is the scale of the bars. */
export function cellColumns(view: View, most: number): readonly Column<PopulationCell>[] {
  const columns: Column<PopulationCell>[] = [
    {
      id: 'label',
      header: view === 'kind' ? 'Kind' : 'Cell',
      width: view === 'amount' || view === 'number' ? 'minmax(96px, 1fr)' : 'minmax(120px, 1fr)',
      sortable: true,
      cell: (row) => (
        <span className="cut" title={labelTitle(row.label)}>
          {row.label} {row.oneBook && <span className="tag" title={NOT_BALANCED}>not balanced</span>}
        </span>
      ),
    },
  ];
  if (view === 'code' || view === 'number') columns.push({ id: 'code', header: 'Code', width: view === 'number' ? 'minmax(76px, 170px)' : 'minmax(88px, 170px)', cell: (row) => (row.code === '' ? <span className="dim" title={LOCAL}>no public code</span> : <span className="mono cut" title={row.code}>{row.code}</span>) });
  // Only observations have numbers, and the facets say so: the quartiles need the room.
  if (view !== 'kind' && view !== 'number') columns.push({ id: 'kind', header: 'Kind', width: view === 'amount' ? 'minmax(70px, 140px)' : 'minmax(84px, 140px)', cell: (row) => <span className="mid cut">{row.kind}</span> });
  if (view === 'number' || view === 'amount') columns.push({ id: 'unit', header: view === 'number' ? 'Unit' : 'Currency', width: 'minmax(48px, 90px)', cell: (row) => <span className="cut" title={row.unit}>{row.unit}</span> });
  columns.push(
    { id: 'legacy', header: 'Legacy', width: 'minmax(72px, 90px)', align: 'end', sortable: true, cell: (row) => <span className="legacy">{told(row.legacy)}</span> },
    { id: 'destination', header: 'Destination', width: 'minmax(92px, 100px)', align: 'end', sortable: true, cell: (row) => <span className="destination">{told(row.destination)}</span> },
  );
  if (view === 'number') {
    columns.push({ id: 'quartiles', header: 'Quartiles, legacy / destination', width: 'minmax(214px, 380px)', align: 'end', cell: (row) => <Pair legacy={row.legacyQuartiles.map(decimal).join(' · ')} destination={row.destinationQuartiles.map(decimal).join(' · ')} /> });
  } else if (view === 'amount') {
    columns.push({ id: 'sums', header: 'Sum, legacy / destination', width: 'minmax(214px, 320px)', align: 'end', cell: (row) => <Pair legacy={decimal(row.legacySum)} destination={decimal(row.destinationSum)} /> });
  } else {
    columns.push({ id: 'bars', header: 'Both books', width: 'minmax(110px, .6fr)', cell: (row) => <Bars lengths={lengths(row.legacy, row.destination, most)} words={cellWords(row)} /> });
  }
  columns.push({
    id: 'difference',
    header: 'Difference',
    width: '84px',
    align: 'end',
    sortable: true,
    cell: (row) => <span className={row.difference && !row.oneBook ? styles['differs'] : 'dim'}>{row.difference === null ? '' : signed(row.difference)}</span>,
  });
  return columns;
}

function Pair({ legacy, destination }: { legacy: string; destination: string }) {
  const differs = legacy !== destination;
  return (
    <span className={`cut ${differs ? 'b' : 'dim'}`} title={`${legacy || '–'} / ${destination || '–'}`}>
      <span className="legacy">{legacy || '–'}</span> / <span className="destination">{destination || '–'}</span>
    </span>
  );
}
