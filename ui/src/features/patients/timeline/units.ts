/**
 * Bars of a lane: statements that belong together become one unit, and units are packed into rows.
 *
 * Together belong statements that are aligned with each other, and, where courses repeat (medications), those of the
 * same concept on the same side, so that one row shows a drug with its gaps. Both sides of a unit take the same rows:
 * the destination mirrors the legacy book. What is missing on one side is kept as a dashed ghost in its place.
 * What must stay true: pieces of one side and row never overlap.
 */
import type { ChartStatement } from '../../../contract/contract';
import type { Book, ChartFinding, Side } from './book';
import { packRows } from './pack';
import { momentOf } from './time';

/** One statement, or the ghost of a missing one, on the time axis. */
export interface Piece {
  /** For a ghost, the statement it mirrors. */
  readonly statement: ChartStatement;
  readonly side: Side;
  readonly start: number;
  readonly end: number;
  /** The last moment at which it may have been, by the precision of the source; the start when that is exact. */
  readonly loose: number;
  readonly open: boolean;
  readonly ghost: boolean;
  readonly finding: ChartFinding | null;
  row: number;
  /** Day at which the next piece of the row starts: words may run until there. */
  until: number;
}

/** How wide words are, in days of the fitted view. */
export type WordDays = (text: string) => number;

/** The words on a statement's bar or mark. A status is said where it is unusual or what the finding is about. */
export function wordsOf(statement: ChartStatement, finding: ChartFinding | null = null): string {
  const about = finding?.aspect === 'status' || finding?.aspect === 'verification';
  const odd = statement.status !== '' && ((about && finding?.verdict === 'altered') || !QUIET.has(statement.status)) ? ` · ${statement.status}` : '';
  const value = statement.value !== '' ? ` ${statement.value}` : '';
  return `${statement.label}${value}${odd}`;
}

/** Days that a date of a precision may be off. */
const LOOSE: Record<string, number> = { day: 1, month: 31, year: 365 };

const QUIET = new Set(['active', 'completed', 'finished', 'resolved', 'final', 'stopped', 'confirmed', 'current', 'registered']);

/** A statement as a piece; dated statements only. */
export function pieceOf(statement: ChartStatement, book: Book, last: number): Piece {
  const start = momentOf(statement) ?? 0;
  const end = statement.open ? Math.max(last, start) : Math.max(statement.end ?? start, start);
  return {
    statement,
    side: statement.side === 'destination' ? 'destination' : 'legacy',
    start,
    end,
    loose: start + (LOOSE[statement.precision] ?? 0),
    open: statement.open,
    ghost: false,
    finding: book.findingOf.get(statement.id) ?? null,
    row: 0,
    until: Number.POSITIVE_INFINITY,
  };
}

function groupPieces(pieces: readonly Piece[], book: Book, courses: boolean): Piece[][] {
  const parent = pieces.map((_, index) => index);
  const root = (index: number): number => {
    let at = index;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] as number] as number;
      at = parent[at] as number;
    }
    return at;
  };
  const join = (a: number, b: number) => {
    parent[root(a)] = root(b);
  };
  const place = new Map(pieces.map((piece, index) => [piece.statement.id, index]));
  for (const pair of book.chart.pairs) {
    const legacy = pair.legacy === null ? undefined : place.get(pair.legacy);
    const destination = pair.destination === null ? undefined : place.get(pair.destination);
    if (legacy !== undefined && destination !== undefined) join(legacy, destination);
  }
  if (courses) {
    // Only courses that follow each other: overlapping ones would stack into one unit as high as they are many.
    const latest = new Map<string, number>();
    const byStart = pieces.map((_, index) => index).sort((a, b) => (pieces[a] as Piece).start - (pieces[b] as Piece).start);
    for (const index of byStart) {
      const piece = pieces[index] as Piece;
      const key = `${piece.side} ${piece.statement.codes[0] ?? piece.statement.label.toLowerCase()}`;
      const before = latest.get(key);
      if (before === undefined || piece.start > (pieces[before] as Piece).end) {
        if (before !== undefined) join(before, index);
        latest.set(key, index);
      }
    }
  }
  const groups = new Map<number, Piece[]>();
  pieces.forEach((piece, index) => {
    const key = root(index);
    const group = groups.get(key);
    if (group) group.push(piece);
    else groups.set(key, [piece]);
  });
  return [...groups.values()];
}

/** Ghosts for what one side of a group lacks altogether. */
function ghostsOf(pieces: readonly Piece[]): Piece[] {
  return pieces.flatMap((piece) => {
    const verdict = piece.finding?.verdict;
    if (verdict !== 'lost' && verdict !== 'invented') return [];
    if (piece.finding && piece.finding.legacy.length > 0 && piece.finding.destination.length > 0) return [];
    return [{ ...piece, side: piece.side === 'legacy' ? 'destination' : 'legacy', ghost: true } satisfies Piece];
  });
}

function packSide(pieces: readonly Piece[], least: number): number {
  const packed = packRows(
    pieces.map((piece) => ({ start: piece.start, end: Math.max(piece.end, piece.start + least), rank: 0, rows: 1 })),
  );
  pieces.forEach((piece, index) => {
    piece.row = packed.rows[index] as number;
  });
  return packed.count;
}

const CROWDED_ROWS = 16;

/** Pack the bars of a lane. `least` is the least width of a bar in days of the fitted view. */
export function packBars(
  dated: readonly Piece[],
  book: Book,
  words: WordDays,
  least: number,
  courses: boolean,
): { pieces: Piece[]; rows: number; loudRows: number } {
  const all: Piece[] = [];
  const groups = groupPieces(dated, book, courses);
  const units = groups.map((group) => {
    const pieces = [...group, ...ghostsOf(group)];
    const rows = Math.max(
      packSide(pieces.filter((piece) => piece.side === 'legacy'), least),
      packSide(pieces.filter((piece) => piece.side === 'destination'), least),
    );
    let start = Number.POSITIVE_INFINITY;
    let end = Number.NEGATIVE_INFINITY;
    let bare = Number.NEGATIVE_INFINITY;
    for (const piece of pieces) {
      const room = words(wordsOf(piece.statement, piece.finding));
      const width = Math.max(piece.end - piece.start, least);
      start = Math.min(start, piece.start);
      bare = Math.max(bare, piece.start + width);
      end = Math.max(end, width >= room ? piece.start + width : piece.start + width + (rows === 1 ? room : 0));
    }
    all.push(...pieces);
    return { start, end, bare, rank: group.some((piece) => piece.finding) ? 0 : 1, rows, pieces };
  });
  let packed = packRows(units);
  // So crowded that most rows will be thin and wordless: room for words would only spread them out.
  if (packed.count > CROWDED_ROWS) packed = packRows(units.map((unit) => ({ ...unit, end: unit.bare })));
  units.forEach((unit, index) => {
    for (const piece of unit.pieces) piece.row += packed.rows[index] as number;
  });
  const isLoud = (piece: Piece): boolean => piece.finding !== null && piece.finding.severity !== 'cosmetic';
  const loudRows = all.reduce((most, piece) => (isLoud(piece) ? Math.max(most, piece.row + 1) : most), 0);
  return { pieces: all, rows: packed.count, loudRows };
}

/** Tell every piece of one side where the next one in its row starts. Pieces are sorted by start. */
export function setRoom(pieces: readonly Piece[]): void {
  const next = new Map<number, number>();
  for (let index = pieces.length - 1; index >= 0; index--) {
    const piece = pieces[index] as Piece;
    piece.until = next.get(piece.row) ?? Number.POSITIVE_INFINITY;
    next.set(piece.row, piece.start);
  }
}
