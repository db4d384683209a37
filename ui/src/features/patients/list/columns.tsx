/** The columns of the list of patients. Reasons take what is left and are cut as whole chips, most telling first. */
import type { Column } from '../../../components/VirtualTable';
import { Severity } from '../../../components/Severity';
import { count, signed } from '../../../components/formats';
import type { PatientRow, Reason } from '../../../contract/contract';
import { reasonMeans, reasonOf } from '../words';
import styles from './list.module.css';

function Number({ value, tone }: { value: number; tone?: 'safety' | 'clinical' }) {
  if (value === 0) return <span className="dim">0</span>;
  return <span className={tone === undefined ? undefined : `${tone} b`}>{count(value)}</span>;
}

function Difference({ row }: { row: PatientRow }) {
  if (row.side === 'legacy only') return <span className="safety b">legacy only</span>;
  if (row.side === 'nobody') return <span className="mid" title="what both books say about no patient, like sums settled with a provider">nobody</span>;
  if (row.side === 'archived') return <span className="mid" title="the archive rule keeps this patient out of the destination">archived</span>;
  if (row.side === 'destination only') return <span className="safety b" title="destination only">dest. only</span>;
  const by = row.destination - row.legacy;
  return <span className={by === 0 ? 'dim' : 'mid'}>{by === 0 ? '=' : signed(by)}</span>;
}

/** Reasons that a column of their own already counts come last: they say nothing new in this row. */
function tellingFirst(reasons: readonly Reason[]): Reason[] {
  const counted = (reason: Reason): boolean => reason.key === 'safety findings' || reason.key === 'clinical findings';
  return [...reasons.filter((reason) => !counted(reason)), ...reasons.filter(counted)];
}

/** Columns for a table of some width. */
export function columnsFor(width: number): Column<PatientRow>[] {
  const narrow = width > 0 && width < 1000;
  const columns: Column<PatientRow>[] = [
    { id: 'rank', header: '#', width: narrow ? '28px' : '40px', align: 'end', sortable: true, cell: (_row, index) => <span className="dim">{count(index + 1)}</span> },
    { id: 'patient', header: 'Patient', width: narrow ? '88px' : '108px', cell: (row) => <span className="mono b">{row.id}</span> },
    { id: 'sex', header: 'Sex', width: '62px', cell: (row) => row.sex || <span className="dim">unknown</span> },
    { id: 'age', header: 'Age', width: '60px', cell: (row) => (row.ageBand === '' || row.ageBand === 'unknown' ? <span className="dim">unknown</span> : row.ageBand) },
    {
      id: 'safety', header: <Severity name="safety" label size={11} />, width: '76px', align: 'end', sortable: true,
      cell: (row) => <Number value={row.safety} tone="safety" />,
    },
    {
      id: 'clinical', header: <Severity name="clinical" label size={11} />, width: '80px', align: 'end', sortable: true,
      cell: (row) => <Number value={row.clinical} tone="clinical" />,
    },
    { id: 'findings', header: 'Findings', width: '64px', align: 'end', sortable: true, cell: (row) => <Number value={row.findings} /> },
    { id: 'statements', header: <span className="legacy">Legacy</span>, width: '58px', align: 'end', sortable: true, cell: (row) => <span className="legacy">{count(row.legacy)}</span> },
    { id: 'destination', header: <span className="destination">Destination</span>, width: '70px', align: 'end', cell: (row) => <span className="destination">{count(row.destination)}</span> },
    { id: 'difference', header: 'Balance', width: narrow ? '74px' : '98px', align: 'end', cell: (row) => <Difference row={row} /> },
    {
      id: 'reasons', header: <span className={styles['pad']}>Why here</span>, width: 'minmax(120px, 1fr)',
      cell: (row) => (
        <span className={styles['reasons']}>
          {tellingFirst(row.reasons).map((reason) => <span key={reason.key} className="tag" title={reasonMeans(reason.key)}>{reasonOf(reason)}</span>)}
        </span>
      ),
    },
  ];
  // The reasons are why somebody looks here: on a small screen the legacy number and the balance say what the destination holds.
  // In half a window the harm and the reasons are left; the chart has the person and both numbers, and *Side* who stands in one book only.
  const left = width > 0 && width < 560 ? ['sex', 'age', 'statements', 'destination', 'findings', 'difference'] : width > 0 && width < 840 ? ['destination', 'statements'] : width > 0 && width < 900 ? ['destination'] : [];
  return columns.filter((column) => !left.includes(column.id));
}
