/**
 * The layout: every lane of both books with its rows, heights and links, for one chart and one width.
 *
 * It runs when the chart or the width changes, never while somebody pans or zooms: rows stay where they are and only
 * the time axis moves under them. It draws nothing.
 * What must stay true: every statement of the answer is in exactly one lane, dated or undated; lanes do not overlap.
 */
import type { ChartStatement } from '../../../contract/contract';
import type { Book, ChartFinding, Side } from './book';
import { severityRank } from './book';
import type { SpanIndex } from './cull';
import { indexSpans } from './cull';
import type { LaneKind, LaneStyle } from './kinds';
import { laneOf, laneRank } from './kinds';
import { boundsOf, type View } from './time';
import type { Trend } from './trends';
import { defaultTests, trendsOf } from './trends';
import type { Piece } from './units';
import { packBars, pieceOf, setRoom } from './units';

/** Pixels. */
export const ROW = 15;
export const BAR = 13;
export const DENSE_ROW = 4;
/** As wide as the mark of a chosen finding without its ring: no mark lies on the words beside it. */
export const MIDDLE = 20;
export const PLOT = 38;
const PAD = 8;
/** Rows of full height a side before a lane turns dense: as many as fit the frame, within these. */
export const FULL_ROWS = [8, 7, 6, 5, 4] as const;
/** Rows with a finding are never thin, up to this many a side: what parted is read, and the frame scrolls. */
export const LOUD_ROWS_MAX = 12;

/** One side of a lane. */
export interface LaneSide {
  /** Sorted by start. */
  readonly pieces: readonly Piece[];
  readonly index: SpanIndex;
  /** Those that last a day or longer, in the same order. */
  readonly lasting: readonly Piece[];
  readonly byId: ReadonlyMap<string, Piece>;
  readonly undated: readonly ChartStatement[];
}

/** Two mates. */
export interface Link {
  readonly legacy: Piece;
  readonly destination: Piece;
  readonly finding: ChartFinding | null;
  readonly start: number;
  readonly end: number;
}

/** A lane: legacy above its middle, destination below. */
export interface Lane {
  readonly id: string;
  readonly name: string;
  readonly style: LaneStyle;
  readonly trend: Trend | null;
  readonly legacy: LaneSide;
  readonly destination: LaneSide;
  readonly links: readonly Link[];
  readonly linkIndex: SpanIndex;
  /** Those of findings that are not cosmetic, in the same order. */
  readonly loudLinks: readonly Link[];
  /** Dated findings, in order of time. */
  readonly findings: readonly ChartFinding[];
  readonly findingCount: number;
  readonly rows: number;
  /** Rows, from the middle on, that hold what parted. */
  readonly loudRows: number;
  /** Rows of full height; the others are thin. */
  readonly fullRows: number;
  readonly top: number;
  readonly height: number;
}

/** All lanes. */
export interface Layout {
  readonly lanes: readonly Lane[];
  readonly height: number;
  readonly bounds: View;
  readonly lastDay: number;
  readonly undated: number;
  readonly trends: readonly Trend[];
  readonly shownTests: readonly string[];
}

/** What a layout depends on besides the chart. */
export interface LayoutOptions {
  /** Pixels of the time axis. */
  readonly width: number;
  /** Pixels that the lanes should fit into, if they can. */
  readonly height: number;
  /** Pixels of a text in the lane's type. */
  readonly measure: (text: string) => number;
  /** Lanes whose rows all have full height. */
  readonly expanded: ReadonlySet<string>;
  /** Tests with a trend; undefined for the usual choice. */
  readonly tests?: readonly string[] | undefined;
}

/** Top of a row, from the top of its lane. */
export function rowTop(lane: Lane, side: Side, row: number): number {
  const full = Math.min(row, lane.fullRows) * ROW;
  const dense = Math.max(0, row - lane.fullRows) * DENSE_ROW;
  const height = row < lane.fullRows ? BAR : DENSE_ROW - 1;
  const middle = lane.height / 2;
  return side === 'legacy' ? middle - MIDDLE / 2 - full - dense - height : middle + MIDDLE / 2 + full + dense;
}

/** Height of a piece in a row. */
export function rowHeight(lane: Lane, row: number): number {
  return row < lane.fullRows ? BAR : DENSE_ROW - 1;
}

function heightOf(style: LaneStyle, rows: number, fullRows: number): number {
  if (style === 'trend') return PLOT * 2 + MIDDLE + PAD * 2;
  if (style === 'points') return 44;
  if (style === 'ticks') return 42;
  const side = Math.min(rows, fullRows) * ROW + Math.max(0, rows - fullRows) * DENSE_ROW;
  return Math.max(44, side * 2 + MIDDLE + PAD * 2);
}

function sideOf(pieces: Piece[], undated: ChartStatement[]): LaneSide {
  pieces.sort((a, b) => a.start - b.start || a.end - b.end);
  setRoom(pieces);
  return {
    pieces,
    index: indexSpans(pieces.map((piece) => ({ start: piece.start, end: Math.max(piece.end, piece.loose) }))),
    lasting: pieces.filter((piece) => piece.end - piece.start >= 1),
    byId: new Map(pieces.filter((piece) => !piece.ghost).map((piece) => [piece.statement.id, piece])),
    undated,
  };
}

function linksOf(pieces: readonly Piece[], book: Book): Link[] {
  const byId = new Map<string, Piece>();
  for (const piece of pieces) if (!piece.ghost) byId.set(piece.statement.id, piece);
  const links: Link[] = [];
  for (const piece of pieces) {
    if (piece.ghost || piece.side !== 'legacy') continue;
    for (const pair of book.pairsOf.get(piece.statement.id) ?? []) {
      const mate = pair.destination === null ? undefined : byId.get(pair.destination);
      if (!mate) continue;
      const finding = book.findingById.get(pair.finding) ?? null;
      const start = Math.min(piece.start, mate.start);
      links.push({ legacy: piece, destination: mate, finding, start, end: Math.max(piece.end, mate.end) });
    }
  }
  return links.sort((a, b) => a.start - b.start);
}

interface Draft {
  readonly kind: LaneKind;
  readonly trend: Trend | null;
  readonly statements: ChartStatement[];
}

function draftsOf(book: Book, trends: readonly Trend[], shown: readonly string[]): Draft[] {
  const inTrend = new Map<string, Draft>();
  const drafts = new Map<string, Draft>();
  for (const trend of trends) {
    if (!shown.includes(trend.id)) continue;
    const kind: LaneKind = { id: `test ${trend.id}`, name: trend.label, kinds: ['observation'], style: 'trend' };
    const draft: Draft = { kind, trend, statements: [] };
    drafts.set(kind.id, draft);
    for (const point of [...trend.legacy.points, ...trend.destination.points]) inTrend.set(point.id, draft);
  }
  for (const statement of book.chart.statements) {
    const kind = laneOf(statement.kind);
    let draft = inTrend.get(statement.id) ?? drafts.get(kind.id);
    if (!draft) {
      const name = kind.id === 'observation' && shown.length > 0 ? 'Other results' : kind.name;
      draft = { kind: { ...kind, name }, trend: null, statements: [] };
      drafts.set(kind.id, draft);
    }
    draft.statements.push(statement);
  }
  const rank = (draft: Draft) =>
    draft.trend ? laneRank('observation') - 0.5 + shown.indexOf(draft.trend.id) / 1000 : laneRank(draft.kind.id);
  return [...drafts.values()].sort((a, b) => rank(a) - rank(b) || (a.kind.id < b.kind.id ? -1 : 1));
}

function buildLane(draft: Draft, book: Book, bounds: View, last: number, options: LayoutOptions): Lane {
  const { kind, trend } = draft;
  const daysPerPixel = (bounds.to - bounds.from) / Math.max(1, options.width);
  const dated = draft.statements.filter((statement) => statement.start !== null);
  let pieces = dated.map((statement) => pieceOf(statement, book, last));
  let rows = 1;
  let loudRows = 0;
  if (kind.style === 'bars') {
    const words = (text: string) => (Math.min(options.measure(text), 180) + 12) * daysPerPixel;
    const packed = packBars(pieces, book, words, 4 * daysPerPixel, kind.id === 'medication');
    pieces = packed.pieces;
    rows = Math.max(1, packed.rows);
    loudRows = packed.loudRows;
  }
  const undated = draft.statements.filter((statement) => statement.start === null);
  const found = new Set<ChartFinding>();
  for (const statement of draft.statements) {
    const finding = book.findingOf.get(statement.id);
    if (finding) found.add(finding);
  }
  const findings = [...found].filter((finding) => finding.day !== null).sort((a, b) => (a.day as number) - (b.day as number));
  const links = linksOf(pieces, book);
  return {
    id: kind.id,
    name: kind.name,
    style: kind.style,
    trend,
    legacy: sideOf(pieces.filter((piece) => piece.side === 'legacy'), undated.filter((one) => one.side === 'legacy')),
    destination: sideOf(pieces.filter((piece) => piece.side !== 'legacy'), undated.filter((one) => one.side !== 'legacy')),
    links,
    linkIndex: indexSpans(links),
    loudLinks: links.filter((link) => link.finding !== null && link.finding.severity !== 'cosmetic'),
    findings,
    findingCount: found.size,
    rows,
    loudRows,
    fullRows: rows,
    top: 0,
    height: 0,
  };
}

/** Lanes one below the other, with as many rows of full height as fit. */
function stacked(built: readonly Lane[], options: LayoutOptions): { lanes: Lane[]; height: number } {
  let lanes: Lane[] = [];
  let top = 0;
  for (const most of FULL_ROWS) {
    top = 0;
    lanes = built.map((lane) => {
      const fullRows = options.expanded.has(lane.id) ? Number.MAX_SAFE_INTEGER : Math.max(most, Math.min(lane.loudRows, LOUD_ROWS_MAX));
      const height = heightOf(lane.style, lane.rows, fullRows);
      top += height;
      return { ...lane, fullRows, top: top - height, height };
    });
    if (top <= options.height) break;
  }
  return { lanes, height: top };
}

/** Lay a chart out. */
export function layoutOf(book: Book, options: LayoutOptions): Layout {
  const bounds = boundsOf(book.chart.days);
  const lastDay = book.chart.days[1] ?? book.chart.days[0] ?? 0;
  const trends = trendsOf(book);
  const known = new Set(trends.map((trend) => trend.id));
  const shownTests = (options.tests ?? defaultTests(trends)).filter((test) => known.has(test));
  const built = draftsOf(book, trends, shownTests).map((draft) => buildLane(draft, book, bounds, lastDay, options));
  const { lanes, height } = stacked(built, options);
  const undated = book.chart.statements.filter((statement) => statement.start === null).length;
  return { lanes, height, bounds, lastDay, undated, trends, shownTests };
}

/** The lane at a height, from the top of the layout. */
export function laneAt(layout: Layout, y: number): Lane | undefined {
  let low = 0;
  let high = layout.lanes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const lane = layout.lanes[middle] as Lane;
    if (lane.top + lane.height <= y) low = middle + 1;
    else high = middle;
  }
  const lane = layout.lanes[low];
  return lane && y >= lane.top ? lane : undefined;
}

/** Whether anything in it has a place in time. */
export function isDated(layout: Pick<Layout, 'lanes'>): boolean {
  return layout.lanes.some((lane) => lane.legacy.pieces.length + lane.destination.pieces.length > 0);
}

/** The lane in which a finding stands: that of its first statement. */
export function laneOfFinding(layout: Layout, finding: ChartFinding): Lane | undefined {
  return (
    layout.lanes.find((lane) => lane.findings.includes(finding)) ??
    layout.lanes.find((lane) => [...lane.legacy.undated, ...lane.destination.undated].some((one) => finding.legacy.includes(one) || finding.destination.includes(one)))
  );
}

/** Findings of every lane on one line, worst first where they compete. */
export function rankOf(finding: ChartFinding): number {
  return severityRank(finding.severity);
}
