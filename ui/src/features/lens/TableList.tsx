// The tables of a side: rows, patients, who reads them, and how many statements of which kind are made of them.
import { useMemo, useRef, type RefObject } from 'react';
import { FilterBox } from '../../components/FilterBox';
import { Icon, type IconName } from '../../components/Icon';
import { VirtualTable, type Column } from '../../components/VirtualTable';
import { count, people, percent, short } from '../../components/formats';
import { Change } from './Change';
import { chosenLines, kindWords, shows, type End, type Show, type TableLine } from './model/tables';
import type { Side } from './model/search';
import styles from './lens.module.css';

const marks: Record<End, readonly [IconName, string, string]> = {
  read: ['done', 'good', 'read by the lens'],
  'looked up': ['link', 'dim', 'looked up from other rows'],
  archived: ['archive', 'dim', 'stays in the archive'],
  'built-in': ['inside', 'dim', 'read by a built-in reading'],
  unread: ['open', 'clinical', 'read by no part'],
};

const names: Record<Show, string> = { all: 'All', unread: 'Read by none', read: 'Read', proposed: 'Proposed' };

function Made({ line }: { line: TableLine }) {
  const { counts, suggested, end } = line;
  const kinds = counts?.kinds ?? [];
  if (kinds.length === 0) {
    if (end === 'unread' && suggested !== undefined) return <span className="accent x cut" title={`most likely ${suggested.kind}, ${percent(suggested.score)}`}>{suggested.kind}?</span>;
    return <span className="dim x cut" title={line.reason}>{end === 'archived' ? line.reason : end === 'read' ? '' : end === 'unread' ? 'none' : end}</span>;
  }
  return (
    <span className="cut x" title={kinds.map(kindWords).join(', ')}>
      {kinds.map((one, at) => <span key={one.kind}>{at > 0 && ', '}{short(one.now)}<Change now={one.now} saved={one.saved} /> {one.kind}</span>)}
    </span>
  );
}

const columns: readonly Column<TableLine>[] = [
  { id: 'end', header: '', width: '14px', cell: ({ end }) => <span className={`${marks[end][1]} ${styles['end'] ?? ''}`} title={marks[end][2]}><Icon name={marks[end][0]} size={12} title={marks[end][2]} /></span> },
  { id: 'name', header: 'Table', width: 'minmax(58px, 1.25fr)', cell: ({ table }) => <span className="mono cut" title={table.name}>{table.name}</span> },
  { id: 'rows', header: 'Rows', width: '42px', align: 'end', cell: ({ table }) => <span title={count(table.rows)}>{short(table.rows)}</span> },
  { id: 'reach', header: 'Patients', width: '46px', align: 'end', cell: ({ table }) => (table.reach === null ? <span className="dim">–</span> : <span title={`${people(table.patients)} patients`}>{Math.round(table.reach * 100)} %</span>) },
  { id: 'made', header: 'Statements', width: 'minmax(66px, 1fr)', cell: (line) => <Made line={line} /> },
];

type Props = { side: Side; lines: readonly TableLine[]; selected: string | undefined; show: Show; find: string; box: RefObject<HTMLInputElement | null>; onSelect: (table: string) => void; onShow: (show: Show) => void; onFind: (text: string) => void };

export function TableList({ side, lines, selected, show, find, box, onSelect, onShow, onFind }: Props) {
  const shown = useMemo(() => chosenLines(lines, show, find), [lines, show, find]);
  const number = (one: Show): number => chosenLines(lines, one, '').length;
  const at = shown.findIndex((line) => line.table.name === selected);
  const list = useRef<HTMLDivElement>(null);
  return (
    <section className={styles['tables']} aria-label={side === 'legacy' ? 'Tables of the delivery' : 'Tables of the destination'} ref={list}>
      <div className={styles['find']}><FilterBox by="name" label="Filter tables by name" value={find} onChange={onFind} input={box} /></div>
      <div className={styles['chips']}>{shows.map((one) => <button key={one} type="button" className="chip" aria-pressed={show === one} onClick={() => onShow(one)}>{names[one]} <b>{count(number(one))}</b></button>)}</div>
      <div className={styles['grid']}>
        <VirtualTable
          label="Tables" columns={columns} total={shown.length} rows={(index) => shown[index]} rowHeight={26} selected={at < 0 ? null : at} onSelect={(index) => { const line = shown[index]; if (line !== undefined) onSelect(line.table.name); }}
          tone={(line) => (line.end === 'unread' || line.end === 'read' ? undefined : 'quiet')} empty={<p className={styles['none']}>{lines.length === 0 ? 'No table was read yet.' : 'No table is left by this filter.'}</p>}
        />
      </div>
    </section>
  );
}
