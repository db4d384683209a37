// One kind over the months: legacy above the line, destination mirrored below it, on one scale. A month on which the books differ
// is marked between them; a withheld one is a stub. The months count back from the newest, which nobody is told.
import { useMemo } from 'react';
import { ErrorState } from '../../../components/ErrorState';
import { Skeleton } from '../../../components/Skeleton';
import { count, plural } from '../../../components/formats';
import type { PopulationCell, PopulationDrift } from '../../../contract/contract';
import { useCommand } from '../../../platform/call';
import styles from './population.module.css';
import { layout, type Column } from './months';
import { cellWords, monthWords } from './words';

const MONTHS_MAX = 500;

export function MonthPlot({ drift }: { drift: PopulationDrift }) {
  const request = { dimension: 'month', kinds: [drift.kind], text: '', differing: false, sort: 'label', offset: 0, limit: MONTHS_MAX };
  const months = useCommand('population', request);
  return (
    <figure className={styles['plot']} aria-label={`${drift.kind} by month`}>
      <figcaption>
        <h3>{drift.kind}</h3>
        <span className={drift.moved > 0 ? styles['moved'] : 'dim'}>
          {drift.moved > 0 ? `${plural(drift.moved, 'statement')} moved in ${count(drift.differing)} of ${plural(drift.cells, 'month')}` : 'the same in every month'}
        </span>
        <span className="dim num">
          <span className="legacy">{count(drift.legacy)}</span> / <span className="destination">{count(drift.destination)}</span>
        </span>
      </figcaption>
      {months.isError ? (
        <ErrorState error={months.error} retry={() => void months.refetch()} />
      ) : months.data ? (
        <Columns rows={months.data.rows} withheld={months.data.withheld} more={months.data.total > months.data.rows.length} />
      ) : (
        <Skeleton height={96} width="100%" />
      )}
    </figure>
  );
}

export function Columns({ rows, withheld, more }: { rows: readonly PopulationCell[]; withheld: number; more: boolean }) {
  const plot = useMemo(() => layout(rows), [rows]);
  const unknown = rows.find((row) => row.month === null);
  return (
    <>
      <svg viewBox={`0 0 ${plot.width} 96`} preserveAspectRatio="none" role="img" aria-label={plot.columns.map((column) => cellWords(column.cell)).join('; ')}>
        {plot.columns.map((column) => (
          <Pillar key={column.x} column={column} />
        ))}
        <line x1="0" x2={plot.width} y1="48" y2="48" className={styles['axis']} />
      </svg>
      <p className={styles['scale']}>
        <span>{plot.columns.length > 0 ? monthWords(plot.oldest) : 'no month has 11 patients'}</span>
        <span>
          {unknown && <b>{cellWords(unknown)}</b>}
          {unknown && (withheld > 0 || more) && '; '}
          {[withheld > 0 ? `${plural(withheld, 'month')} with fewer than 11 patients withheld` : '', more ? `the ${count(MONTHS_MAX)} newest are drawn` : ''].filter((part) => part !== '').join('; ')}
        </span>
        <span>{plot.columns.length > 0 ? monthWords(plot.newest) : ''}</span>
      </p>
    </>
  );
}

function Pillar({ column }: { column: Column }) {
  const { x, up, down, cell } = column;
  return (
    <g>
      <title>{cellWords(cell)}</title>
      <rect x={x} y={0} width={1} height={96} fill="transparent" />
      <rect x={x + 0.1} y={48 - (up ?? 3)} width={0.8} height={up ?? 3} className={up === null ? styles['unknown'] : styles['legacy']} />
      <rect x={x + 0.1} y={48} width={0.8} height={down ?? 3} className={down === null ? styles['unknown'] : styles['destination']} />
      {cell.difference !== 0 && cell.difference !== null && <rect x={x} y={46} width={1} height={4} className={styles['differ']} />}
    </g>
  );
}
