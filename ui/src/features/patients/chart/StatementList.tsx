/**
 * The same statements as on the time axis, as a table that a screen reader and a keyboard read line by line: one line
 * an alignment, legacy at the left and destination at the right, in order of time.
 */
import { useMemo, useRef, useState } from 'react';
import { labelTitle } from '../../../components/bareCode';
import { EmptyState } from '../../../components/EmptyState';
import { Verdict } from '../../../components/Verdict';
import { sameNumber } from '../../../components/parted';
import type { Column } from '../../../components/VirtualTable';
import { VirtualTable } from '../../../components/VirtualTable';
import type { ChartPair, ChartStatement } from '../../../contract/contract';
import type { Book } from '../timeline/book';
import { laneOf, laneRank } from '../timeline/kinds';
import { dayName, momentOf } from '../timeline/time';
import { useWidth } from '../useWidth';
import styles from './chart.module.css';
import { whenOf } from './HoverCard';

interface Line {
  readonly pair: ChartPair;
  readonly legacy: ChartStatement | undefined;
  readonly destination: ChartStatement | undefined;
}

const ALONE: Omit<ChartPair, 'legacy' | 'destination'> = { finding: '', verdict: '', aspect: '', severity: '' };

/** Every alignment, and statements that none names, by lane and time. */
export function linesOf(book: Book): Line[] {
  const find = (id: string | null) => (id === null ? undefined : book.statements.get(id));
  const lines = book.chart.pairs.map((pair): Line => ({ pair, legacy: find(pair.legacy), destination: find(pair.destination) }));
  for (const one of book.chart.statements) {
    if (book.pairsOf.has(one.id)) continue;
    const legacy = one.side === 'legacy';
    lines.push({ pair: { ...ALONE, legacy: legacy ? one.id : null, destination: legacy ? null : one.id }, legacy: legacy ? one : undefined, destination: legacy ? undefined : one });
  }
  const about = (line: Line) => line.legacy ?? line.destination;
  const rank = (line: Line) => laneRank(laneOf(about(line)?.kind ?? '').id);
  const day = (line: Line) => momentOf(about(line) ?? { start: null }) ?? Number.NEGATIVE_INFINITY;
  return lines.filter((line) => about(line)).sort((a, b) => rank(a) - rank(b) || (day(a) < day(b) ? -1 : day(a) > day(b) ? 1 : 0));
}

/** What parted, with both sides of it where the statements themselves tell it: `status`, `completed`, `active`. */
export function changeOf({ pair, legacy, destination }: Line): { aspect: string; from: string; to: string } | null {
  if (pair.finding === '' || pair.aspect === '' || pair.aspect === 'statement') return null;
  const of = (one: ChartStatement): string => {
    switch (pair.aspect) {
      case 'status': return one.status;
      case 'value': case 'unit': case 'number': return one.value;
      case 'end': case 'time': return one.open || one.end === null ? '' : dayName(one.end, one.precision);
      case 'onset': case 'effective': return one.start === null ? '' : dayName(one.start, one.precision);
      default: return '';
    }
  };
  const [from, to] = legacy && destination ? [of(legacy), of(destination)] : ['', ''];
  // Of one number under two units, the units parted; the number stands on both sides of the line.
  const units = sameNumber(pair.aspect, from, to);
  if (units !== null) return { aspect: pair.aspect, from: units.from, to: units.to };
  return from === to ? { aspect: pair.aspect, from: '', to: '' } : { aspect: pair.aspect, from: from || 'absent', to: to || 'absent' };
}

function Change({ line }: { line: Line }) {
  const change = changeOf(line);
  if (change === null) return null;
  const { aspect, from, to } = change;
  if (from === '') return <span>{aspect}</span>;
  return (
    <span className={styles['change']} title={`${aspect}: ${from} → ${to}`}>
      <span className="hidden-text">{aspect} </span>
      <span className="legacy cut">{from}</span> → <span className="destination b cut">{to}</span>
    </span>
  );
}

function Words({ line, side }: { line: Line; side: 'legacy' | 'destination' }) {
  const statement = line[side];
  // What parted stands in its own column.
  const change = changeOf(line);
  const told = change !== null && change.from !== '' ? change.aspect : '';
  if (!statement) return <span className="dim">no counterpart</span>;
  return (
    <span className={styles['words']} title={[labelTitle(statement.label), statement.value, statement.status, ...statement.codes].filter((one) => one !== '' && one !== undefined).join(', ')}>
      <span className={`cut ${side}`}>{statement.label}</span>
      {statement.value !== '' && <span>{statement.value}</span>}
      {statement.status !== '' && told !== 'status' && <span className="dim">{statement.status}</span>}
    </span>
  );
}

/** Columns for a list of some width. What changed is why somebody reads it: the kind, by which the lines are sorted, and the word of the verdict give way to it. */
export function columnsOf(width: number): Column<Line>[] {
  const narrow = width > 0 && width < 820;
  const tight = width > 0 && width < 620;
  const columns: Column<Line>[] = [
    {
      id: 'verdict', header: tight ? <span className="hidden-text">Verdict</span> : 'Verdict', width: tight ? '18px' : '100px',
      cell: ({ pair }) => (pair.verdict === '' ? <span className="dim">{tight ? '' : 'not aligned'}</span> : <span className={styles['verdict']}><Verdict name={pair.verdict} severity={pair.finding === '' ? '' : pair.severity} label={!tight} size={14} /></span>),
    },
    { id: 'kind', header: 'Kind', width: 'minmax(70px, 122px)', cell: (line) => <span className="cut">{(line.legacy ?? line.destination)?.kind}</span> },
    {
      id: 'when', header: 'When', width: narrow ? '94px' : '104px',
      cell: (line) => {
        const one = line.legacy ?? line.destination;
        return <span title={one ? whenOf(one) : ''}>{one && one.start !== null ? dayName(one.start, one.precision) : <span className="dim">undated</span>}</span>;
      },
    },
    { id: 'legacy', header: <span className="legacy">Legacy</span>, width: 'minmax(86px, 1fr)', cell: (line) => <Words line={line} side="legacy" /> },
    { id: 'destination', header: <span className="destination">Destination</span>, width: 'minmax(86px, 1fr)', cell: (line) => <Words line={line} side="destination" /> },
    { id: 'aspect', header: 'What changed', width: narrow ? 'minmax(128px, 1fr)' : 'minmax(160px, 1.15fr)', cell: (line) => <Change line={line} /> },
  ];
  return narrow ? columns.filter((column) => column.id !== 'kind') : columns;
}

interface Props {
  readonly book: Book;
  readonly finding: string | null;
  readonly statement: string | null;
  readonly onFinding: (id: string) => void;
  readonly onStatement: (id: string) => void;
}

export function StatementList({ book, finding, statement, onFinding, onStatement }: Props) {
  const lines = useMemo(() => linesOf(book), [book]);
  const [at, setAt] = useState<number | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const width = useWidth(list);
  const columns = useMemo(() => columnsOf(width), [width]);
  const selected = useMemo(() => {
    const here = (line: Line | undefined) => line !== undefined && (statement !== null ? line.legacy?.id === statement || line.destination?.id === statement : finding !== null && line.pair.finding === finding);
    if (at !== null && here(lines[at])) return at;
    const found = lines.findIndex(here);
    return found < 0 ? null : found;
  }, [lines, finding, statement, at]);
  const choose = (index: number): void => {
    const line = lines[index];
    if (!line) return;
    setAt(index);
    if (line.pair.finding !== '') onFinding(line.pair.finding);
    else onStatement((line.legacy ?? line.destination)?.id ?? '');
  };
  return (
    <div className={styles['list']} ref={list}>
      <VirtualTable
        label="Statements of both charts"
        columns={columns}
        total={lines.length}
        rows={(index) => lines[index]}
        selected={selected}
        onSelect={choose}
        empty={<EmptyState title="No statements in this selection">Show all statements, or other kinds.</EmptyState>}
      />
    </div>
  );
}
