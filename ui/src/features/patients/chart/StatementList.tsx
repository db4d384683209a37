/**
 * The same statements as on the time axis, as a table that a screen reader and a keyboard read line by line: one line
 * an alignment, legacy at the left and destination at the right, in order of time.
 */
import { useMemo, useState } from 'react';
import { labelTitle } from '../../../components/bareCode';
import { EmptyState } from '../../../components/EmptyState';
import { Verdict } from '../../../components/Verdict';
import type { Column } from '../../../components/VirtualTable';
import { VirtualTable } from '../../../components/VirtualTable';
import type { ChartPair, ChartStatement } from '../../../contract/contract';
import type { Book } from '../timeline/book';
import { laneOf, laneRank } from '../timeline/kinds';
import { dayName, momentOf } from '../timeline/time';
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

function Words({ statement, side }: { statement: ChartStatement | undefined; side: string }) {
  if (!statement) return <span className="dim">no counterpart</span>;
  return (
    <span title={`${labelTitle(statement.label)} ${statement.codes.join(', ')}`}>
      <span className={side}>{statement.label}</span> {statement.value} <span className="dim">{statement.status}</span>
    </span>
  );
}

const COLUMNS: Column<Line>[] = [
  { id: 'verdict', header: 'Verdict', width: 'minmax(100px, 118px)', cell: ({ pair }) => (pair.verdict === '' ? <span className="dim">not aligned</span> : <Verdict name={pair.verdict} severity={pair.finding === '' ? '' : pair.severity} label size={14} />) },
  { id: 'kind', header: 'Kind', width: 'minmax(84px, 128px)', cell: (line) => <span className="cut">{(line.legacy ?? line.destination)?.kind}</span> },
  { id: 'when', header: 'When', width: 'minmax(96px, 108px)', cell: (line) => { const one = line.legacy ?? line.destination; return <span title={one ? whenOf(one) : ''}>{one && one.start !== null ? dayName(one.start, one.precision) : <span className="dim">undated</span>}</span>; } },
  { id: 'legacy', header: <span className="legacy">Legacy</span>, width: 'minmax(116px, 1fr)', cell: (line) => <Words statement={line.legacy} side="legacy" /> },
  { id: 'destination', header: <span className="destination">Destination</span>, width: 'minmax(116px, 1fr)', cell: (line) => <Words statement={line.destination} side="destination" /> },
  { id: 'aspect', header: 'Aspect', width: 'minmax(64px, 84px)', cell: ({ pair }) => pair.aspect },
];

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
    <VirtualTable
      label="Statements of both charts"
      columns={COLUMNS}
      total={lines.length}
      rows={(index) => lines[index]}
      selected={selected}
      onSelect={choose}
      empty={<EmptyState title="No statements in this selection">Show all statements, or other kinds.</EmptyState>}
    />
  );
}
