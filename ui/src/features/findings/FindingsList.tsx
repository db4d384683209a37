// Findings one by one: of one cause, of one patient, or all. A virtual table of any length; the panel beside it follows the
// selected row.
import { Link } from '@tanstack/react-router';
import { labelTitle } from '../../components/bareCode';
import { causeSaid } from '../../components/causeSaid';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { Verdict } from '../../components/Verdict';
import { markColumn } from '../../components/markColumn';
import { sameNumber } from '../../components/parted';
import type { Marks } from '../../components/useMarks';
import type { PagedRows } from '../../components/usePagedRows';
import { type Column, VirtualTable } from '../../components/VirtualTable';
import type { FindingRow } from '../../contract/contract';
import styles from './findings.module.css';
import { TriageMark } from '../../components/triage/TriageMark';
import { valueOf, whatHappened } from './words';

const GLYPH: Column<FindingRow> = {
  id: 'severity',
  header: <span className="hidden-text">Severity and verdict</span>,
  width: '18px',
  cell: (row) => (
    <span className={styles['glyphCell']}>
      <Verdict name={row.verdict} severity={row.severity} />
    </span>
  ),
};
const LABEL: Column<FindingRow> = {
  id: 'label',
  header: 'Statement',
  width: 'minmax(110px, 1.2fr)',
  cell: (row) => (
    <span className={styles['labelCell']}>
      <span className={styles['findingLabel']} title={labelTitle(row.label)}>
        {row.label}
      </span>
      <TriageMark state={row.triage} brief />
    </span>
  ),
};
const WHAT: Column<FindingRow> = {
  id: 'verdict',
  header: 'Verdict',
  width: '134px',
  cell: (row) => (
    <span className="mid" title={whatHappened(row)}>
      {whatHappened(row)}
    </span>
  ),
};
const PAIR: Column<FindingRow> = {
  id: 'pair',
  header: (
    <>
      Legacy <span className={styles['arrow']}>→</span> destination
    </>
  ),
  width: 'minmax(120px, 1.2fr)',
  cell: (row) => <Pair row={row} />,
};
const KIND: Column<FindingRow> = { id: 'kind', header: 'Kind', width: '92px', cell: (row) => <span className="mid">{row.kind}</span> };
const PATIENT: Column<FindingRow> = {
  id: 'patient',
  header: 'Patient',
  width: '76px',
  sortable: true,
  cell: (row) => <span className="mono mid">{row.patient}</span>,
};
const CAUSE: Column<FindingRow> = {
  id: 'cause',
  header: 'Cause',
  width: 'minmax(110px, 1fr)',
  cell: (row) => (
    <span className="mid" title={row.causeLabel}>
      {causeSaid(row.causeLabel).said}
    </span>
  ),
};

/** Below these widths of the list columns that the panel beside it tells give way. */
const NARROW_PX = 640;
const TIGHT_PX = 500;

/** Of one cause every row has the same kind and cause; room is then for the values. Beside a panel, which tells the rest, statement and values are whole before anything else. */
export function columnsFor(ofCause: boolean, width: number): readonly Column<FindingRow>[] {
  if (width < NARROW_PX) return width < TIGHT_PX ? [GLYPH, LABEL, PAIR] : [GLYPH, LABEL, PAIR, PATIENT];
  return ofCause ? [GLYPH, LABEL, WHAT, PAIR, PATIENT] : [GLYPH, LABEL, KIND, WHAT, PAIR, PATIENT, CAUSE];
}

type Props = {
  list: PagedRows<'findings'>;
  selected: number | null;
  ofCause: boolean;
  /** Of the list, in pixels. */
  width: number;
  /** Null where nobody may triage. */
  marks: Marks<FindingRow> | null;
  onSelect: (index: number) => void;
  onOpen: (index: number) => void;
  /** `patient`, `-patient`, or empty for the worst first. */
  sort: string;
  onSort: (sort: string) => void;
  onClear: () => void;
  /** The cause whose findings are asked for has none any more. */
  gone: boolean;
};

export function FindingsList({ list, selected, ofCause, width, marks, onSelect, onOpen, sort, onSort, onClear, gone }: Props) {
  if (list.error !== null && list.head === undefined) {
    return (
      <div className={styles['center']}>
        <ErrorState error={list.error} retry={list.retry} />
      </div>
    );
  }
  return (
    <VirtualTable
      label="Findings"
      columns={marks === null ? columnsFor(ofCause, width) : [markColumn(marks, (row: FindingRow) => row.label), ...columnsFor(ofCause, width)]}
      {...(marks === null ? {} : { marked: marks.has, onMark: marks.mark })}
      total={list.total}
      rows={list.rows}
      onVisible={list.onVisible}
      selected={selected}
      onSelect={onSelect}
      onOpen={onOpen}
      loading={list.loading}
      sort={sort}
      onSort={onSort}
      empty={
        gone ? <GoneCause /> : <EmptyState
          icon="filter"
          title="No finding passes these filters"
          action={
            <button type="button" className="button" onClick={onClear}>
              Clear the filters
            </button>
          }
        >
          Filters combine: a finding has to pass all of them.
        </EmptyState>
      }
    />
  );
}

function GoneCause() {
  return (
    <EmptyState icon="done" title="No finding has this cause any more" action={<Link to={'/findings' as string} className="button">All causes</Link>}>
      The last comparison no longer found what it stood for, or tells it under another cause. What was said about it stays in the audit log.
    </EmptyState>
  );
}

/** A destination value longer than this shares its room with the legacy one. */
const LONG_CHARS = 24;

function Pair({ row }: { row: FindingRow }) {
  const from = valueOf(row.legacy);
  const to = valueOf(row.destination);
  return (
    <span className={styles['pair']} data-long={to.text.length > LONG_CHARS || undefined} title={`${from.text} → ${to.text}`}>
      <span className={from.absent ? styles['absent'] : 'legacy'}>{from.text}</span>
      <span className={styles['arrow']}>→</span>
      <span className={to.absent ? styles['absent'] : 'destination'}>{sameNumber(row.aspect, from.text, to.text)?.to ?? to.text}</span>
    </span>
  );
}
