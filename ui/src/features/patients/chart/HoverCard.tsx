/** What lies under the pointer, in words. It never takes the pointer and never leaves the frame. */
import { Verdict } from '../../../components/Verdict';
import type { ChartStatement } from '../../../contract/contract';
import type { Hover } from '../paint/stage';
import type { Book } from '../timeline/book';
import { dayName, intoDay } from '../timeline/time';
import styles from './chart.module.css';

/** When a statement holds, in relative time. */
export function whenOf(statement: ChartStatement): string {
  if (statement.start === null) return 'undated';
  const start = `${dayName(statement.start, statement.precision)}${statement.minute ? ` ${intoDay(statement.minute)}` : ''}`;
  if (statement.open) return `${start}, goes on`;
  return statement.end === null || statement.end === statement.start ? start : `${start} to ${dayName(statement.end)}`;
}

function Line({ statement, side }: { statement: ChartStatement | undefined; side: string }) {
  return (
    <div className={styles['hoverLine']}>
      <span className={side}>{side}</span>
      {statement ? (
        <span>
          {statement.label}
          {statement.value !== '' && <> {statement.value}</>}
          <span className="dim"> {[statement.status, whenOf(statement)].filter(Boolean).join(' · ')}</span>
        </span>
      ) : (
        <span className="dim">no counterpart</span>
      )}
    </div>
  );
}

export function HoverCard({ hover, book, width, height }: { hover: Hover; book: Book; width: number; height: number }) {
  const { piece, finding, undated } = hover;
  const about = piece?.statement ?? (undated === null ? undefined : book.statements.get(undated));
  const pair = about ? (book.pairsOf.get(about.id) ?? [])[0] : undefined;
  const legacy = finding?.legacy[0] ?? (pair?.legacy ? book.statements.get(pair.legacy) : about?.side === 'legacy' ? about : undefined);
  const destination = finding?.destination[0] ?? (pair?.destination ? book.statements.get(pair.destination) : about?.side === 'destination' ? about : undefined);
  const left = hover.x > width - 330 ? hover.x - 320 : hover.x + 14;
  const top = hover.y > height - 130 ? hover.y - 96 : hover.y + 16;
  return (
    <div className={styles['hover']} style={{ left, top }} role="presentation">
      <div className={styles['hoverHead']}>
        <Verdict name={finding?.verdict ?? pair?.verdict ?? 'same'} {...(finding ? { severity: finding.severity } : {})} size={13} />
        <b>{finding?.verdict ?? pair?.verdict ?? 'unaligned'}</b>
        {finding && <span className={finding.severity}>{finding.severity}{finding.aspect === '' ? '' : ` · ${finding.aspect}`}</span>}
        <span className="dim">{about?.kind ?? finding?.kind}</span>
      </div>
      <Line side="legacy" statement={legacy} />
      <Line side="destination" statement={destination} />
    </div>
  );
}
