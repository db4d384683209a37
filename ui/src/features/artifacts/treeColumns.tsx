// The columns of the tree of artifacts. A folder and an archive show the sums of what is below them.
import { Icon } from '../../components/Icon';
import { bytes, count, plural } from '../../components/formats';
import type { Column } from '../../components/VirtualTable';
import styles from './artifacts.module.css';
import type { Room } from './columns';
import { iconOf, StateMark } from './Marks';
import { tellingApart } from './outline';
import type { Line } from './tree';

const INDENT = 16;

function name(turn: (node: string) => void, counted: boolean): Column<Line> {
  return {
    id: 'name',
    header: 'Name',
    width: 'minmax(140px, 1fr)',
    cell: (line) => <Name line={line} turn={turn} counted={counted} />,
  };
}

function Name({ line, turn, counted }: { line: Line; turn: (node: string) => void; counted: boolean }) {
  const { row, depth, open } = line;
  const icon = row.artifact === null ? (row.kind === 'side' ? 'box' : 'folder') : iconOf(row.artifact.format);
  return (
    <span className={styles['branch']} style={{ paddingLeft: depth * INDENT }}>
      {open === undefined ? (
        <span className={styles['leaf']} />
      ) : (
        <button
          type="button"
          tabIndex={-1}
          className={styles['turn']}
          aria-label={`${open ? 'Close' : 'Open'} ${row.name}`}
          onClick={(event) => {
            event.stopPropagation();
            turn(row.node);
          }}
        >
          <Icon name={open ? 'down' : 'right'} size={11} />
        </button>
      )}
      <Icon name={icon} size={13} className={row.kind === 'side' ? row.name : 'dim'} />
      <span className={row.kind === 'side' ? 'b' : row.artifact === null ? 'cut' : 'mono cut'} title={row.artifact?.name ?? row.name}>
        {row.name}
        {row.artifact !== null && <span className={styles['told']}> {tellingApart(row.artifact.name, row.artifact.id)}</span>}
      </span>
      {counted && row.artifact === null && row.node !== '' && (
        <span className="x dim" title={plural(row.artifacts, 'artifact')}>
          {count(row.artifacts)}
        </span>
      )}
      {row.artifacts > 0 && row.artifact !== null && <span className="x dim">{plural(row.artifacts, 'file')} inside</span>}
    </span>
  );
}

const figure = (value: number, loud = false) => <span className={loud && value > 0 ? 'clinical b' : value === 0 ? 'dim' : undefined}>{count(value)}</span>;

const FORMAT: Column<Line> = { id: 'format', header: 'Format', width: '88px', cell: ({ row }) => <span className="x dim">{row.artifact?.format ?? ''}</span> };
const ARTIFACTS: Column<Line> = {
  id: 'artifacts',
  header: 'Artifacts',
  width: '68px',
  align: 'end',
  cell: ({ row }) => (row.node === '' ? '' : figure(row.artifacts)),
};
const RECORDS: Column<Line> = { id: 'records', header: 'Records', width: '72px', align: 'end', cell: ({ row }) => figure(row.records) };
const ISSUES: Column<Line> = { id: 'issues', header: 'Doubts', width: '56px', align: 'end', cell: ({ row }) => figure(row.issues) };
const QUARANTINED: Column<Line> = {
  id: 'quarantined',
  header: <span title="Records in quarantine">Quarant.</span>,
  width: '60px',
  align: 'end',
  cell: ({ row }) => figure(row.quarantined, true),
};
const SIZE: Column<Line> = { id: 'size', header: 'Size', width: '64px', align: 'end', cell: ({ row }) => <span className="x dim">{bytes(row.sizeBytes)}</span> };
const STATE: Column<Line> = {
  id: 'state',
  header: 'State',
  width: '104px',
  cell: ({ row }) => (row.artifact !== null ? <StateMark state={row.artifact.state} /> : <Unread unread={row.unread} />),
};
const STATE_MARK: Column<Line> = {
  ...STATE,
  width: '52px',
  cell: ({ row }) => (row.artifact !== null ? <StateMark state={row.artifact.state} word={false} /> : <Unread unread={row.unread} word={false} />),
};

function Unread({ unread, word = true }: { unread: number; word?: boolean }) {
  if (unread === 0) return <StateMark state="read" word={word} />;
  return (
    <span className={`x clinical ${styles['state'] ?? ''}`} title={`${plural(unread, 'artifact')} not read in full`}>
      <Icon name="half" size={12} />
      {count(unread)}
      {word && ' not in full'}
    </span>
  );
}

export function treeColumnsFor(room: Room, turn: (node: string) => void): readonly Column<Line>[] {
  const first = name(turn, false);
  // Without room for a column of their own the artifacts of a folder are counted behind its name.
  const counted = name(turn, true);
  switch (room) {
    case 'tight':
      return [counted, RECORDS, STATE_MARK];
    case 'narrow':
      return [counted, RECORDS, QUARANTINED, STATE_MARK];
    case 'beside':
      return [first, ARTIFACTS, RECORDS, ISSUES, QUARANTINED, SIZE, STATE];
    case 'wide':
      return [first, FORMAT, ARTIFACTS, RECORDS, ISSUES, QUARANTINED, SIZE, STATE];
  }
}
