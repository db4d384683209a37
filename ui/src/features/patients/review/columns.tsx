/** The columns of the samples and of a sheet. */
import type { Column } from '../../../components/VirtualTable';
import { ago, count, moment } from '../../../components/formats';
import type { ReviewedChart, SampleSummary } from '../../../contract/contract';
import { Reasons } from '../Reasons';
import { Progress, StateMark } from './Marks';
import { claimOf, markOf, readersOf, unbroken } from './words';
import styles from './review.module.css';

/** The chip of a chart that changed since it was drawn. */
const SINCE_PX = 92;
/** Between two columns; and before the first, after the last and before the chips together. */
const GAP_PX = 10;
const EDGES_PX = 42;

/** Columns of the samples for a table of some width. */
export function sampleColumns(width: number, nowMs: number): Column<SampleSummary>[] {
  const narrow = width > 0 && width < 1180;
  const tight = width > 0 && width < 1000;
  const all: Column<SampleSummary>[] = [
    { id: 'claim', header: 'Claim', width: narrow ? '188px' : '206px', cell: (row) => <b>{claimOf(row)}</b> },
    { id: 'state', header: 'State', width: narrow ? '112px' : '128px', cell: (row) => <StateMark state={row.state} /> },
    { id: 'words', header: 'What may be said now', width: narrow ? 'minmax(150px, 1fr)' : 'minmax(200px, 1fr)', cell: (row) => <span className={styles['clamped']} title={row.words}>{unbroken(row.words)}</span> },
    { id: 'settled', header: 'Settled', width: narrow ? '72px' : '184px', cell: (row) => (narrow ? <span>{count(row.settled)} of {count(row.charts)}</span> : <Progress done={row.settled} of={row.charts} />) },
    { id: 'errors', header: 'Errors', width: '52px', align: 'end', cell: (row) => <span className={row.errors > 0 ? 'safety b' : 'dim'}>{count(row.errors)}</span> },
    { id: 'run', header: 'Comparison', width: '92px', align: 'end', cell: (row) => (row.older ? <span className="clinical" title="A newer comparison exists">{row.run}, older</span> : row.run) },
    { id: 'by', header: 'Drawn', width: narrow ? '168px' : '180px', cell: (row) => <span className="mid" title={`${row.by}, ${moment(row.atMs)}, seed ${row.seed}`}>{row.by} <span className="dim">{ago(row.atMs, nowMs)}</span></span> },
  ];
  // What may be said goes before who drew it; in half a window it is that, the claim and how it stands: the sheet has the rest.
  const left = width > 0 && width < 700 ? ['by', 'run', 'errors'] : tight ? ['by'] : [];
  return all.filter((column) => !left.includes(column.id));
}

/** Columns of a sheet for a table of some width. What changed since it was drawn is never cut: the stratum, which the panel names too, makes room for it. */
export function sheetColumns(width: number): Column<ReviewedChart>[] {
  const narrow = width > 0 && width < 860;
  const tight = width > 0 && width < 680;
  const all: Column<ReviewedChart>[] = [
    { id: 'place', header: 'No.', width: '42px', align: 'end', cell: (row) => <span className="dim">{count(row.place)}</span> },
    { id: 'patient', header: 'Patient', width: '72px', cell: (row) => <span className="mono b">{row.id}</span> },
    { id: 'state', header: 'State', width: '112px', cell: (row) => <StateMark state={row.state} /> },
    { id: 'stratum', header: 'Stratum', width: narrow ? '62px' : '112px', cell: (row) => <span>{row.stratum}{!narrow && !row.byLot && <span className="dim"> on purpose</span>}</span> },
    { id: 'read', header: 'Read', width: '48px', cell: (row) => <span className={row.read === 0 ? 'dim' : 'mid'}>{readersOf(row)}</span> },
    { id: 'mine', header: 'You', width: width > 0 && width < 560 ? '48px' : narrow ? '64px' : '84px', cell: (row) => (row.mine === '' ? <span className="dim">–</span> : <span>{markOf(row.mine).words}</span>) },
    { id: 'findings', header: 'Findings', width: '60px', align: 'end', cell: (row) => <span className={row.safety > 0 ? 'safety b' : row.findings > 0 ? undefined : 'dim'} title={`${count(row.safety)} safety, when it was drawn`}>{count(row.findings)}</span> },
  ];
  // In half a window it is whose turn it is, and why; who has read stands beside the list.
  const left = width > 0 && width < 560 ? ['stratum', 'read'] : tight ? ['stratum'] : [];
  const shown = all.filter((column) => !left.includes(column.id));
  const taken = shown.reduce((sum, column) => sum + parseInt(column.width, 10) + GAP_PX, EDGES_PX);
  const room = width === 0 ? 0 : Math.max(1, width - taken);
  return [
    ...shown,
    {
      id: 'reasons', header: <span className={styles['pad']}>Why here</span>, width: 'minmax(100px, 1fr)',
      cell: (row) => (
        <Reasons
          reasons={row.reasons}
          room={row.since === '' || room === 0 ? room : Math.max(1, room - SINCE_PX)}
          before={row.since !== '' && <span className="tag clinical">{row.since === 'gone' ? 'gone since' : 'changed since'}</span>}
        />
      ),
    },
  ];
}
