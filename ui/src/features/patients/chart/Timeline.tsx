/**
 * The time axis with both charts: hands a scene to the stage and hears from it. React draws only the frame, the
 * tooltip and the words for those who do not see the canvas.
 */
import { count, plural } from '../../../components/formats';
import { useEffect, useImperativeHandle, useMemo, useRef, useState, type Ref } from 'react';
import { onTheme } from '../../../design/theme';
import { widthOf, GUTTER, HEAD, MINI, RIGHT, UNDATED } from '../paint/pen';
import type { Hover } from '../paint/stage';
import { Stage } from '../paint/stage';
import type { Book, ChartFinding } from '../timeline/book';
import type { Layout } from '../timeline/layout';
import { laneOfFinding, layoutOf } from '../timeline/layout';
import type { View } from '../timeline/time';
import { clampView, dayName, keptView } from '../timeline/time';
import { HoverCard } from './HoverCard';
import styles from './chart.module.css';

/** What the keyboard and the toolbar may ask of the time axis. */
export interface TimelineHandle {
  zoom(factor: number): void;
  /** A month around a moment, its day, its hour, one after the other; `back` goes the other way. */
  closer(moment: number | null, back: boolean): void;
  pan(share: number): void;
  fit(): void;
  nextLane(back: boolean): void;
  toggleLane(): void;
}

interface Props {
  readonly book: Book;
  readonly selected: ChartFinding | null;
  /** The URL names the finding: then it is brought into view, else the days that the URL names stay. */
  readonly asked: boolean;
  readonly statement: string | null;
  /** The note that the selected finding rests on. */
  readonly note: string | null;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly tests: readonly string[] | undefined;
  /** The day whose lists stand beside the chart. */
  readonly cursor: number | null;
  readonly handle: Ref<TimelineHandle>;
  readonly onView: (from: number | undefined, to: number | undefined) => void;
  readonly onFinding: (id: string) => void;
  readonly onStatement: (id: string | null) => void;
  readonly onLayout: (layout: Layout) => void;
  readonly onDay: (day: number) => void;
}

function measurer(): (text: string) => number {
  const ctx = document.createElement('canvas').getContext('2d');
  const font = `11px ${getComputedStyle(document.documentElement).getPropertyValue('--font') || 'sans-serif'}`;
  return (text) => (ctx ? widthOf(ctx, font, text) : text.length * 6);
}

export function Timeline(props: Props) {
  const { book, selected, statement, note, tests, cursor } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const stage = useRef<Stage | null>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [hover, setHover] = useState<Hover | null>(null);
  const [lane, setLane] = useState<string | null>(null);
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const measure = useMemo(measurer, []);
  /** The days that the URL was told last: none for the whole chart. */
  const told = useRef<Partial<View>>({});
  const latest = useRef(props);
  latest.current = props;

  const undatedRoom = useMemo(() => (book.chart.statements.some((one) => one.start === null) ? UNDATED : 0), [book]);
  const plot = Math.max(100, size.width - GUTTER - RIGHT - undatedRoom - 4);
  const room = size.height - HEAD - MINI;
  const layout = useMemo(() => layoutOf(book, { width: plot, height: room, measure, expanded, tests }), [book, plot, room, measure, expanded, tests]);
  const { onLayout } = props;
  useEffect(() => onLayout(layout), [layout, onLayout]);

  const toggle = (id: string): void =>
    setExpanded((now) => {
      const next = new Set(now);
      if (!next.delete(id)) next.add(id);
      return next;
    });

  useEffect(() => {
    if (!canvas.current || !scroller.current) return;
    const made = new Stage(canvas.current, scroller.current, () => ({
      onView: (view) => {
        const { bounds } = currentLayout.current;
        const whole = view.to - view.from >= (bounds.to - bounds.from) * 0.995;
        told.current = whole ? {} : keptView(view);
        latest.current.onView(told.current.from, told.current.to);
      },
      onFinding: (id) => latest.current.onFinding(id),
      onStatement: (id) => latest.current.onStatement(id),
      onLane: (id) => {
        setLane(id);
        toggle(id);
      },
      onHover: setHover,
      onDay: (day) => latest.current.onDay(day),
    }));
    stage.current = made;
    const resized = new ResizeObserver(([entry]) => {
      if (!entry) return;
      const { width, height } = entry.contentRect;
      made.setSize(Math.floor(width), Math.floor(height));
      setSize({ width: Math.floor(width), height: Math.floor(height) });
    });
    resized.observe(scroller.current);
    const stopTheme = onTheme(() => requestAnimationFrame(() => made.setTheme()));
    void document.fonts?.ready.then(() => made.setTheme());
    return () => {
      stopTheme();
      resized.disconnect();
      made.close();
      stage.current = null;
    };
  }, []);

  const currentLayout = useRef(layout);
  currentLayout.current = layout;
  const shownBook = useRef<Book | null>(null);
  useEffect(() => {
    const made = stage.current;
    if (!made || size.width === 0) return;
    const { from, to } = latest.current;
    const asked: View = from !== undefined && to !== undefined ? { from, to } : layout.bounds;
    const kept = shownBook.current?.chart.patient.id === book.chart.patient.id ? made.view() : null;
    shownBook.current = book;
    made.setScene({ layout, book, view: clampView(kept ?? asked, layout.bounds), scroll: scroller.current?.scrollTop ?? 0, lane, selected, cursor });
  }, [layout, book, selected, lane, cursor, size.width]);

  // Going Back changes the days in the URL without anybody touching the stage.
  const { from, to } = props;
  useEffect(() => {
    const view = stage.current?.heading();
    if (from === told.current.from && to === told.current.to) return;
    if (!view || (from === undefined) !== (to === undefined)) return;
    const asked = from === undefined || to === undefined ? currentLayout.current.bounds : { from, to };
    const slack = Math.max((view.to - view.from) * 0.02, 0.002);
    if (Math.abs(view.from - asked.from) > slack || Math.abs(view.to - asked.to) > slack) stage.current?.show(asked);
  }, [from, to]);

  const lit = useMemo(() => {
    if (statement !== null) {
      const mates = (book.pairsOf.get(statement) ?? []).flatMap((pair) => [pair.legacy, pair.destination]);
      return new Set([statement, ...mates.filter((id): id is string => id !== null)]);
    }
    const about = [...(selected?.legacy ?? []), ...(selected?.destination ?? [])].map((one) => one.id);
    return new Set(note === null ? about : [...about, note]);
  }, [book, selected, statement, note]);
  useEffect(() => stage.current?.setLit(lit), [lit]);

  const walked = useRef<string | null>(null);
  useEffect(() => {
    if (!selected || size.width === 0 || walked.current === selected.id) return;
    const first = walked.current === null;
    walked.current = selected.id;
    if (!first || (latest.current.from !== undefined && latest.current.asked)) stage.current?.reveal(selected);
    const found = laneOfFinding(currentLayout.current, selected);
    if (found) setLane(found.id);
  }, [selected, size.width]);

  useImperativeHandle(props.handle, () => ({
    zoom: (factor) => stage.current?.zoom(factor),
    closer: (moment, back) => stage.current?.closer(moment, back),
    pan: (share) => stage.current?.pan(share),
    fit: () => stage.current?.fit(),
    nextLane: (back) => {
      const { lanes } = currentLayout.current;
      const at = lanes.findIndex((one) => one.id === lane);
      const next = lanes[(at + (back ? lanes.length - 1 : 1)) % Math.max(1, lanes.length)];
      if (!next) return;
      setLane(next.id);
      stage.current?.revealLane(next);
      const first = [...next.findings].sort((a, b) => book.findings.indexOf(a) - book.findings.indexOf(b))[0];
      if (first) latest.current.onFinding(first.id);
    },
    toggleLane: () => lane !== null && toggle(lane),
  }), [lane, book]);

  const { legacy, destination, findings } = book.chart.patient;
  return (
    <div className={styles['stage']}>
      <div ref={scroller} className={styles['scroller']}>
        <div style={{ height: layout.height + HEAD + MINI }}>
          <canvas
            ref={canvas}
            className={styles['canvas']}
            style={{ width: size.width, height: size.height }}
            role="img"
            aria-label={`Both charts on one relative time axis: ${plural(legacy, 'statement')} in the legacy book, ${count(destination)} in the destination book, ${plural(findings, 'finding')} on ${plural(book.findings.length, 'statement')}. The same statements are in the list view, key T.`}
          />
        </div>
      </div>
      <p className="hidden-text" aria-live="polite">
        {selected ? `${selected.severity} finding: ${selected.label} ${selected.verdict}${selected.day === null ? '' : `, ${dayName(selected.day)}`}` : ''}
      </p>
      {hover && <HoverCard hover={hover} book={book} width={size.width} height={size.height} />}
    </div>
  );
}
