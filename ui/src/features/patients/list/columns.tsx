/** The columns of the list of patients. Reasons take what is left, as many chips as have room, most telling first. */
import type { Column } from '../../../components/VirtualTable';
import { Severity } from '../../../components/Severity';
import { count, signed } from '../../../components/formats';
import type { PatientRow } from '../../../contract/contract';
import { Reasons } from '../Reasons';
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

/** Between two columns, and before the first and after the last together. */
const GAP_PX = 10;
const EDGES_PX = 28;
/** Before the chips of a row. */
const PAD_PX = 14;

/** Columns for a table of some width. */
export function columnsFor(width: number): Column<PatientRow>[] {
  const narrow = width > 0 && width < 1000;
  const half = width > 0 && width < 480;
  const columns: Column<PatientRow>[] = [
    { id: 'rank', header: '#', width: half ? '22px' : narrow ? '28px' : '34px', align: 'end', sortable: true, cell: (_row, index) => <span className="dim">{count(index + 1)}</span> },
    { id: 'patient', header: 'Patient', width: half ? '64px' : '72px', sortable: true, cell: (row) => <span className="mono b">{row.id}</span> },
    { id: 'sex', header: 'Sex', width: '62px', sortable: true, cell: (row) => row.sex || <span className="dim">unknown</span> },
    { id: 'age', header: 'Age', width: '60px', sortable: true, cell: (row) => (row.ageBand === '' || row.ageBand === 'unknown' ? <span className="dim">unknown</span> : row.ageBand) },
    {
      id: 'safety', header: <Severity name="safety" label size={11} />, width: half ? '70px' : '76px', align: 'end', sortable: true,
      cell: (row) => <Number value={row.safety} tone="safety" />,
    },
    {
      id: 'clinical', header: <Severity name="clinical" label size={11} />, width: half ? '76px' : '80px', align: 'end', sortable: true,
      cell: (row) => <Number value={row.clinical} tone="clinical" />,
    },
    { id: 'findings', header: 'Findings', width: '64px', align: 'end', sortable: true, cell: (row) => <Number value={row.findings} /> },
    { id: 'legacy', header: <span className="legacy">Legacy</span>, width: '58px', align: 'end', sortable: true, cell: (row) => <span className="legacy">{count(row.legacy)}</span> },
    { id: 'destination', header: <span className="destination">Destination</span>, width: '84px', align: 'end', sortable: true, cell: (row) => <span className="destination">{count(row.destination)}</span> },
    { id: 'difference', header: 'Balance', width: '74px', align: 'end', sortable: true, cell: (row) => <Difference row={row} /> },
  ];
  // The reasons are why somebody looks here: on a small screen the balance alone says how far the books part.
  // In half a window the harm and the reasons are left; the chart has the person and both numbers, and *Side* who stands in one book only.
  const left = width > 0 && width < 560 ? ['sex', 'age', 'legacy', 'destination', 'findings', 'difference'] : width > 0 && width < 1000 ? ['destination', 'legacy'] : [];
  const shown = columns.filter((column) => !left.includes(column.id));
  const taken = shown.reduce((sum, column) => sum + parseInt(column.width, 10) + GAP_PX, EDGES_PX + PAD_PX);
  const room = width === 0 ? 0 : Math.max(1, width - taken);
  return [...shown, { id: 'reasons', header: <span className={styles['pad']}>Why here</span>, width: 'minmax(120px, 1fr)', cell: (row) => <Reasons reasons={row.reasons} room={room} /> }];
}
