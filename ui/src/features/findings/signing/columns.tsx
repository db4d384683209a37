// The columns of what waits for a lead.
import { causeSaid } from '../../../components/causeSaid';
import { Icon } from '../../../components/Icon';
import { Severity } from '../../../components/Severity';
import { ago, count, signed } from '../../../components/formats';
import { markColumn } from '../../../components/markColumn';
import type { Column } from '../../../components/VirtualTable';
import type { SampleToSign, WaiverRow } from '../../../contract/contract';
import { lastDay } from '../../../components/triage/triage';
import styles from './signing.module.css';
import { signedWords } from './words';

type Marking = { has: (row: WaiverRow) => boolean; mark: (index: number, how: 'toggle' | 'range') => void };

export function SignedMark({ row }: { row: { signed: string; signedBy: string } }) {
  const [icon, tone] = row.signed === 'approved' ? (['shield', 'good'] as const) : row.signed === 'rejected' ? (['no', 'clinical'] as const) : (['half', 'accent'] as const);
  return (
    <span className={`${styles['mark']} ${tone}`}>
      <Icon name={icon} size={12} /> {signedWords(row)}
    </span>
  );
}

export function waiverColumns(marking: Marking | null, narrow: boolean): readonly Column<WaiverRow>[] {
  return [
    ...(marking === null ? [] : [markColumn<WaiverRow>(marking, (row) => row.label)]),
    { id: 'severity', header: <span className="hidden-text">Severity</span>, width: '16px', cell: (row) => <Severity name={row.severity} size={13} /> },
    {
      id: 'label',
      header: 'What is to be accepted',
      width: 'minmax(150px, 1.4fr)',
      cell: (row) => (
        <span className={styles['two']}>
          <b className="cut" title={row.label}>
            {causeSaid(row.label).said}
          </b>
          <span className="dim x cut">{[row.subject === 'finding' ? 'one finding' : '', row.class, causeSaid(row.label).rule].filter((part) => part !== '').join(', ')}</span>
        </span>
      ),
    },
    {
      id: 'reason',
      header: 'Why',
      width: 'minmax(120px, 1fr)',
      cell: (row) => (
        <span className={styles['two']}>
          <span className="cut" title={row.reason}>
            {row.reason}
          </span>
          <span className="dim x cut">
            {row.by}, {ago(row.atMs, Date.now())}
          </span>
        </span>
      ),
    },
    {
      id: 'findings',
      header: 'Findings',
      width: '72px',
      align: 'end',
      cell: (row) => (
        <span>
          {count(row.findings)}
          {row.grown > 0 && <span className="clinical b x"> {signed(row.grown)}</span>}
        </span>
      ),
    },
    { id: 'safety', header: 'Safety', width: '52px', align: 'end', cell: (row) => <span className={row.safety > 0 ? 'safety b' : 'dim'}>{count(row.safety)}</span> },
    ...(narrow ? [] : [{ id: 'until', header: 'Until', width: '84px', cell: (row: WaiverRow) => <span className="mid">{lastDay(row.expiresMs)}</span> }]),
    { id: 'signed', header: 'Signature', width: narrow ? 'minmax(116px, .45fr)' : '138px', cell: (row) => <SignedMark row={row} /> },
  ];
}

/** Of a claim the bound, `fewer than 10 % wrong at 95 %`; how many charts were to bear it stands in the next columns. */
function boundOf(claim: string): string {
  return claim.slice(claim.lastIndexOf(': ') + 1).trim();
}

const SAMPLE_COLUMNS: readonly Column<SampleToSign>[] = [
  { id: 'id', header: 'Sample', width: '138px', cell: (row) => <span className="mono">{row.id}</span> },
  { id: 'claim', header: 'Claimed', width: 'minmax(180px, 1fr)', cell: (row) => <span title={row.claim}>{boundOf(row.claim)}</span> },
  {
    id: 'state',
    header: 'That is',
    width: '112px',
    cell: (row) => (
      <span className={`${styles['mark']} ${row.state === 'borne out' ? 'good' : 'clinical'}`}>
        <Icon name={row.state === 'borne out' ? 'done' : 'no'} size={12} /> {row.state}
      </span>
    ),
  },
  { id: 'words', header: 'What may be said', width: 'minmax(180px, 1fr)', cell: (row) => <span title={row.words}>{row.words}</span> },
  { id: 'charts', header: 'Charts', width: '56px', align: 'end', cell: (row) => count(row.charts) },
  { id: 'errors', header: 'Errors', width: '52px', align: 'end', cell: (row) => <span className={row.errors > 0 ? 'clinical b' : 'dim'}>{count(row.errors)}</span> },
  { id: 'readers', header: 'Read by', width: 'minmax(80px, .4fr)', cell: (row) => <span className="mid">{row.readers.join(', ')}</span> },
  { id: 'signed', header: 'Signature', width: '138px', cell: (row) => <SignedMark row={row} /> },
];

/** What the panel says stands not in the list beside it. */
export function sampleColumns(narrow: boolean): readonly Column<SampleToSign>[] {
  return narrow ? SAMPLE_COLUMNS.filter(({ id }) => id !== 'readers' && id !== 'errors' && id !== 'words') : SAMPLE_COLUMNS;
}
