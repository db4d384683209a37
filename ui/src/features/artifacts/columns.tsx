// The columns of the table of artifacts, in four widths: without the panel, with it beside them, and on a small screen.
// Column ids are the words by which the workspace sorts.
import { Icon } from '../../components/Icon';
import { bytes, count, percent } from '../../components/formats';
import type { Column } from '../../components/VirtualTable';
import type { ArtifactRow } from '../../contract/contract';
import styles from './artifacts.module.css';
import { hangingWords } from './Hanging';
import { iconOf, NestedName, StateMark } from './Marks';
import { patientsOf } from './words';

export type Room = 'tight' | 'narrow' | 'beside' | 'wide';

/** Above this many, a number of issues or of quarantined records is drawn loud. */
const LOUD = { issues: 30, quarantined: 100 };

const NAME: Column<ArtifactRow> = {
  id: 'name',
  header: 'Name',
  width: 'minmax(120px, 1fr)',
  sortable: true,
  cell: (row) => (
    <span className={styles['name']}>
      <Icon name={iconOf(row.format)} />
      <NestedName name={row.name} id={row.id} />
    </span>
  ),
};

const FORMAT: Column<ArtifactRow> = {
  id: 'format',
  header: 'Format',
  width: '88px',
  sortable: true,
  cell: (row) => <span className="x dim">{row.format}</span>,
};

const RECORDS: Column<ArtifactRow> = {
  id: 'records',
  header: 'Records',
  width: '64px',
  align: 'end',
  sortable: true,
  cell: (row) => <Figure value={row.records} />,
};

/** A number in every width, because the list is ordered by it: the shares of two sides would not be in order. */
const PATIENTS: Column<ArtifactRow> = {
  id: 'patients',
  header: 'Patients',
  width: '72px',
  align: 'end',
  sortable: true,
  cell: (row) => <span className={row.patients === null ? 'x dim' : undefined} title={reachWords(row)}>{patientsOf(row)}</span>,
};

const REACH: Column<ArtifactRow> = {
  id: 'reach',
  header: 'Reach',
  width: '92px',
  align: 'end',
  cell: (row) => row.reach !== null && <Reach row={row} share={row.reach} />,
};

/** How its rows hang on patients who are known, whatever the number of patients. */
const HANGING: Column<ArtifactRow> = {
  id: 'hanging',
  header: <span title="Share of the rows that hang on a known patient">On patients</span>,
  width: '76px',
  align: 'end',
  cell: (row) =>
    row.hanging === null ? (
      <span className="x dim" title="Not held against the known patients yet">
        –
      </span>
    ) : (
      <span className={row.hanging < 1 ? 'x' : 'x dim'} title={hangingWords(row.hanging)}>
        {percent(row.hanging)}
      </span>
    ),
};

const FIELDS: Column<ArtifactRow> = {
  id: 'fields',
  header: 'Fields',
  width: '48px',
  align: 'end',
  sortable: true,
  cell: (row) => <Figure value={row.fields} quiet />,
};

const ISSUES: Column<ArtifactRow> = {
  id: 'issues',
  header: 'Doubts',
  width: '46px',
  align: 'end',
  cell: (row) => <Figure value={row.issues} loud={row.issues > LOUD.issues} quiet />,
};

const QUARANTINED: Column<ArtifactRow> = {
  id: 'quarantined',
  header: <span title="Records in quarantine">Quarant.</span>,
  width: '64px',
  align: 'end',
  sortable: true,
  cell: (row) => <Figure value={row.quarantined} loud={row.quarantined > LOUD.quarantined} quiet />,
};

const SIZE: Column<ArtifactRow> = {
  id: 'size',
  header: 'Size',
  width: '64px',
  align: 'end',
  sortable: true,
  cell: (row) => <span className="x dim">{bytes(row.sizeBytes)}</span>,
};

const STATE_MARK: Column<ArtifactRow> = { id: 'state', header: 'State', width: '34px', cell: (row) => <StateMark state={row.state} word={false} /> };

const STATE: Column<ArtifactRow> = { id: 'state', header: 'State', width: '78px', cell: (row) => <StateMark state={row.state} /> };

const SETS: Record<Room, readonly Column<ArtifactRow>[]> = {
  wide: [NAME, FORMAT, RECORDS, PATIENTS, REACH, HANGING, FIELDS, ISSUES, QUARANTINED, SIZE, STATE],
  beside: [NAME, FORMAT, RECORDS, PATIENTS, ISSUES, QUARANTINED, STATE],
  tight: [NAME, RECORDS, PATIENTS, STATE_MARK],
  narrow: [NAME, RECORDS, PATIENTS, QUARANTINED, STATE_MARK],
};

export function columnsFor(room: Room): readonly Column<ArtifactRow>[] {
  return SETS[room];
}

/** Which set fits in so many pixels. */
export function roomFor(width: number): Room {
  if (width < 500) return 'tight';
  if (width < 660) return 'narrow';
  return width < 980 ? 'beside' : 'wide';
}

function Figure({ value, loud = false, quiet = false }: { value: number; loud?: boolean; quiet?: boolean }) {
  return <span className={loud ? 'clinical b' : value === 0 ? 'dim' : quiet ? 'mid' : undefined}>{count(value)}</span>;
}

/** How many of the patients of its side an artifact knows. */
function reachWords(row: ArtifactRow): string {
  return row.reach === null ? 'No patient link is known, or fewer than 11 patients' : `${patientsOf(row)} patients, ${percent(row.reach)} of the ${row.side} side`;
}

function Reach({ row, share }: { row: ArtifactRow; share: number }) {
  return (
    <span className={styles['reach']} title={reachWords(row)}>
      <span className="bar">
        <i className={row.side === 'destination' ? styles['destinationBar'] : undefined} style={{ width: `${Math.max(2, share * 100)}%` }} />
      </span>
      <span className="num x">{percent(share)}</span>
    </span>
  );
}
