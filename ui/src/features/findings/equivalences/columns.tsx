// The columns of the table of equivalences.
import type { Column } from '../../../components/VirtualTable';
import { count, people } from '../../../components/formats';
import type { EquivalenceRow } from '../../../contract/contract';
import styles from './equivalences.module.css';
import { Spark } from './Spark';
import { about, brief, endsSoon, standing } from './words';

/** What is declared, in a line. */
export function Says({ row }: { row: EquivalenceRow }) {
  if (row.state === 'lens' || (row.legacy === '' && row.destination === '')) return <span className="cut" title={row.words}>{row.words}</span>;
  return (
    <span className={styles['pair']} title={row.words}>
      <span className="legacy">{brief(row.legacy)}</span>
      <span className={styles['arrow']} aria-label={row.both ? 'both ways' : 'may be'}>
        {row.both ? '↔' : '→'}
      </span>
      <span className="destination">{brief(row.destination)}</span>
    </span>
  );
}

/** `narrow` leaves out what the panel beside the table says too; a course over one comparison is left out always. */
export function equivalenceColumns(runs: readonly number[], narrow = false): Column<EquivalenceRow>[] {
  const columns: Column<EquivalenceRow>[] = [
    {
      id: 'id',
      header: 'Equivalence',
      width: 'minmax(170px, 1fr)',
      sortable: true,
      cell: (row) => (
        <span className={styles['name']}>
          <b className="cut" title={row.id}>
            {row.id}
          </b>
          <span className="x dim cut" title={row.reason === '' ? about(row) : row.reason}>
            {row.reason === '' ? about(row) : row.reason}
          </span>
        </span>
      ),
    },
    {
      id: 'says',
      header: 'Declared',
      width: 'minmax(150px, 1fr)',
      cell: (row) => (
        <span className={styles['name']}>
          <Says row={row} />
          {/* Where no reason is given, the name beside it says so already. */}
          {row.reason !== '' && <span className="x dim cut" title={about(row)}>{about(row)}</span>}
        </span>
      ),
    },
    { id: 'state', header: 'State', width: 'minmax(84px, 118px)', cell: (row) => <span className={`tag ${standing(row).tone}`}>{standing(row).words}</span> },
    { id: 'runs', header: 'Over the comparisons', width: 'minmax(64px, 126px)', cell: (row) => <Spark counts={row.counts} runs={runs} alarmed={row.warning !== ''} /> },
    { id: 'statements', header: 'Explains', width: '84px', align: 'end', sortable: true, cell: (row) => <b className={row.statements === 0 ? 'dim' : undefined}>{count(row.statements)}</b> },
    { id: 'patients', header: 'Patients', width: '74px', align: 'end', cell: (row) => <span className="dim">{people(row.patients)}</span> },
    { id: 'expires', header: 'Holds until', width: '96px', sortable: true, cell: (row) => <span className={endsSoon(row) ? styles['soon'] : 'dim'}>{row.expires === '' ? 'no end' : row.expires}</span> },
  ];
  const left = [...(narrow ? ['patients', 'expires'] : []), ...(runs.length < 2 ? ['runs'] : [])];
  return columns.filter((column) => !left.includes(column.id));
}
