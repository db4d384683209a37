/**
 * The same statements as on the time axis, as a table that a screen reader and a keyboard read line by line: one line
 * an alignment, legacy at the left and destination at the right, in order of time until a head is pressed. Words and order are the URL's.
 */
import { useMemo, useRef, useState } from 'react';
import { labelTitle } from '../../../components/bareCode';
import { EmptyState } from '../../../components/EmptyState';
import { severities, severityOf } from '../../../components/Severity';
import { Verdict } from '../../../components/Verdict';
import { count, plural } from '../../../components/formats';
import { sameNumber } from '../../../components/parted';
import type { Column } from '../../../components/VirtualTable';
import { VirtualTable } from '../../../components/VirtualTable';
import type { ChartPair, ChartStatement } from '../../../contract/contract';
import type { Book, ChartFinding } from '../timeline/book';
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

/** What a line says of one side, as it is read and looked through. */
const saidOf = (one: ChartStatement | undefined): string => (one === undefined ? '' : [one.label, one.value, one.status, ...one.codes].join(' '));

/** Lines that hold every word, in the order asked for; what sorts alike stays in order of time. */
export function linesShown(lines: readonly Line[], words: string, by: string): readonly Line[] {
  const wanted = words.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const holds = (line: Line): boolean => {
    const said = [saidOf(line.legacy), saidOf(line.destination), (line.legacy ?? line.destination)?.kind ?? '', line.pair.verdict, line.pair.aspect].join(' ').toLowerCase();
    return wanted.every((word) => said.includes(word));
  };
  const kept = wanted.length === 0 ? lines : lines.filter(holds);
  const key = KEYS[by.replace(/^-/, '')];
  if (key === undefined) return kept;
  const turn = by.startsWith('-') ? -1 : 1;
  return [...kept].sort((a, b) => {
    const [one, other] = [key(a), key(b)];
    return one === other ? 0 : turn * (typeof one === 'string' ? one.localeCompare(String(other)) : one < Number(other) ? -1 : 1);
  });
}

/** Findings of the chart of which a line holds every word, in the order in which a person walks them. */
export function findingsShown(book: Book, words: string): readonly ChartFinding[] {
  const all = linesOf(book);
  const lines = linesShown(all, words, '');
  if (lines === all) return book.findings;
  const shown = new Set(lines.map(({ pair }) => pair.finding));
  return book.findings.filter(({ id }) => shown.has(id));
}

/** By what a column sorts. The verdict goes by harm, which is why somebody presses it. */
const KEYS: Record<string, (line: Line) => string | number> = {
  verdict: ({ pair }) => (pair.finding === '' ? 0 : severities.length - severities.indexOf(severityOf(pair.severity))),
  kind: (line) => (line.legacy ?? line.destination)?.kind ?? '',
  when: (line) => momentOf(line.legacy ?? line.destination ?? { start: null }) ?? Number.NEGATIVE_INFINITY,
  legacy: ({ legacy }) => legacy?.label.toLowerCase() ?? '',
  destination: ({ destination }) => destination?.label.toLowerCase() ?? '',
  aspect: (line) => changeOf(line)?.aspect ?? '',
};

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
      id: 'verdict', sortable: !tight, header: tight ? <span className="hidden-text">Verdict</span> : 'Verdict', width: tight ? '18px' : '100px',
      cell: ({ pair }) => (pair.verdict === '' ? <span className="dim">{tight ? '' : 'not aligned'}</span> : <span className={styles['verdict']}><Verdict name={pair.verdict} severity={pair.finding === '' ? '' : pair.severity} label={!tight} size={14} /></span>),
    },
    { id: 'kind', header: 'Kind', sortable: true, width: 'minmax(70px, 118px)', cell: (line) => <span className="cut">{(line.legacy ?? line.destination)?.kind}</span> },
    {
      id: 'when', header: 'When', sortable: true, width: narrow ? '94px' : 'minmax(92px, 106px)',
      cell: (line) => {
        const one = line.legacy ?? line.destination;
        return <span title={one ? whenOf(one) : ''}>{one && one.start !== null ? dayName(one.start, one.precision) : <span className="dim">undated</span>}</span>;
      },
    },
    { id: 'legacy', sortable: true, header: <span className="legacy">Legacy</span>, width: 'minmax(86px, 1fr)', cell: (line) => <Words line={line} side="legacy" /> },
    { id: 'destination', sortable: true, header: <span className="destination">Destination</span>, width: 'minmax(86px, 1fr)', cell: (line) => <Words line={line} side="destination" /> },
    { id: 'aspect', header: 'What changed', sortable: true, width: narrow ? 'minmax(128px, 1fr)' : 'minmax(136px, .7fr)', cell: (line) => <Change line={line} /> },
  ];
  return narrow ? columns.filter((column) => column.id !== 'kind') : columns;
}

interface Props {
  readonly book: Book;
  readonly finding: string | null;
  readonly statement: string | null;
  readonly words: string;
  readonly by: string;
  readonly onFinding: (id: string) => void;
  readonly onStatement: (id: string) => void;
  readonly onBy: (by: string) => void;
  readonly onAllWords: () => void;
}

export function StatementList({ book, finding, statement, words, by, onFinding, onStatement, onBy, onAllWords }: Props) {
  const all = useMemo(() => linesOf(book), [book]);
  const lines = useMemo(() => linesShown(all, words, by), [all, words, by]);
  const [at, setAt] = useState<number | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const width = useWidth(list);
  const columns = useMemo(() => columnsOf(width).filter(({ id }) => id !== 'aspect' || all.some((line) => changeOf(line) !== null)), [width, all]);
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
      <p className={words === '' ? 'hidden-text' : styles['found']} role="status">{words === '' ? '' : `${count(lines.length)} of ${plural(all.length, 'line')} with “${words}”`}</p>
      <VirtualTable
        label="Statements of both charts"
        columns={columns}
        total={lines.length}
        rows={(index) => lines[index]}
        selected={selected}
        onSelect={choose}
        sort={by}
        onSort={onBy}
        empty={
          words === '' ? (
            <EmptyState title="No statements in this selection">Show all statements, or other kinds.</EmptyState>
          ) : (
            <EmptyState icon="filter" title="No statement of this selection holds these words" action={<button type="button" className="button" onClick={onAllWords}>Clear the words</button>}>
              Labels, values, codes, kinds and verdicts of both books are looked through. All statements hold more than those with findings.
            </EmptyState>
          )
        }
      />
    </div>
  );
}
