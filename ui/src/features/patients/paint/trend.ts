/**
 * A trend: results of one test, legacy above and destination below, each with its reference range.
 *
 * Where mates differ the line turns to the finding's colour. A value outside the scale stands at the edge with its
 * number beside it, so that one wild value neither hides nor flattens the others.
 */
import { severityOf } from '../../../components/Severity';
import type { Side } from '../timeline/book';
import { firstAtLeast } from '../timeline/cull';
import { plotY } from '../timeline/hit';
import type { Lane } from '../timeline/layout';
import { apart } from '../timeline/pack';
import { xOf } from '../timeline/time';
import type { Piece } from '../timeline/units';
import type { Pen } from './pen';
import { fitted, widthOf, write } from './pen';

function short(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Math.round(value * 100) / 100);
}

/** The band of the reference range and its two numbers at the right. */
export function drawRange(pen: Pen, lane: Lane, side: Side, top: number): void {
  const range = lane.trend?.[side].range;
  const { ctx, palette, scale } = pen;
  if (!range) return drawEnds(pen, lane, side, top);
  const high = top + plotY(lane, side, range[1]);
  const low = top + plotY(lane, side, range[0]);
  ctx.fillStyle = palette.colour('good-soft');
  ctx.fillRect(scale.left, high, scale.right - scale.left, Math.max(1, low - high));
  write(pen, short(range[1]), scale.right + 8, high + 4, 'ink-3', palette.small);
  if (low - high > 9) write(pen, short(range[0]), scale.right + 8, low + 4, 'ink-3', palette.small);
}

/** Without a reference range: the least and the greatest number of the plot, so that it is not without a scale. */
function drawEnds(pen: Pen, lane: Lane, side: Side, top: number): void {
  const ends = lane.trend?.[side].ends;
  if (!ends) return;
  const [low, high] = ends;
  const x = pen.scale.right + 8;
  write(pen, short(high), x, top + plotY(lane, side, high) + 4, 'ink-3', pen.palette.small);
  if (plotY(lane, side, low) - plotY(lane, side, high) > 9) write(pen, short(low), x, top + plotY(lane, side, low) + 4, 'ink-3', pen.palette.small);
}

function tone(pen: Pen, piece: Piece, side: Side): string {
  const severity = piece.finding ? severityOf(piece.finding.severity) : null;
  return pen.palette.colour(severity && severity !== 'cosmetic' && piece.finding?.verdict !== 'lost' ? severity : side);
}

/** One side's line and points. */
export function drawTrend(pen: Pen, lane: Lane, side: Side, top: number): void {
  const { ctx, palette, scale } = pen;
  const { pieces, index } = lane[side];
  const begin = Math.max(0, firstAtLeast(index.starts, scale.from) - 1);
  const end = Math.min(pieces.length, firstAtLeast(index.starts, scale.to, true) + 1);
  const middle = top + lane.height / 2;
  ctx.lineJoin = 'round';
  let previous: readonly [number, number, Piece] | null = null;
  const spots: (readonly [number, number, Piece])[] = [];
  ctx.beginPath();
  const hot: [readonly [number, number, Piece], readonly [number, number, Piece]][] = [];
  for (let at = begin; at < end; at++) {
    const piece = pieces[at] as Piece;
    const x = xOf(scale, piece.start);
    const y = top + plotY(lane, side, piece.statement.number ?? 0);
    const spot = [x, y, piece] as const;
    const different = (one: Piece) => one.finding !== null && side === 'destination' && one.finding.severity !== 'cosmetic';
    if (previous && (different(piece) || different(previous[2]))) hot.push([previous, spot]);
    else if (previous) {
      if (x - previous[0] < 0.5 && !piece.finding) continue;
      ctx.moveTo(previous[0], previous[1]);
      ctx.lineTo(x, y);
    }
    previous = spot;
    spots.push(spot);
  }
  ctx.strokeStyle = palette.colour(side);
  ctx.lineWidth = 1.5;
  ctx.stroke();
  for (const [a, b] of hot) {
    ctx.beginPath();
    ctx.moveTo(a[0], a[1]);
    ctx.lineTo(b[0], b[1]);
    const worse = b[2].finding ?? a[2].finding;
    ctx.strokeStyle = palette.colour(severityOf(worse?.severity ?? ''));
    ctx.lineWidth = 1.8;
    ctx.stroke();
  }
  const few = lane.findings.length <= 6;
  const crowded = spots.length * 7 > scale.right - scale.left;
  const named: (readonly [number, number, Piece])[] = [];
  for (const [x, y, piece] of spots) {
    if (x < scale.left - 4 || x > scale.right + 4) continue;
    const lit = pen.lit.has(piece.statement.id) || pen.hovered === piece.statement.id;
    if (crowded && !lit && !piece.finding) continue;
    ctx.beginPath();
    ctx.arc(x, y, lit ? 3.6 : 2.3, 0, Math.PI * 2);
    ctx.fillStyle = palette.colour('surface');
    ctx.fill();
    ctx.strokeStyle = tone(pen, piece, side);
    ctx.lineWidth = lit ? 2 : 1.5;
    ctx.stroke();
    const loud = piece.finding && (piece.finding.id === pen.finding || (few && piece.finding.severity === 'safety'));
    if (!loud || !piece.finding) continue;
    ctx.beginPath();
    ctx.moveTo(x, side === 'legacy' ? y + 3 : y - 3);
    ctx.lineTo(x, middle);
    ctx.strokeStyle = palette.colour(severityOf(piece.finding.severity));
    ctx.lineWidth = 1.2;
    ctx.stroke();
    named.push([x, y, piece]);
  }
  drawValues(pen, lane, named, side, top, middle);
}

/** Where the words of one mark have room among the others on their line: after it, or before it where only there they are whole. Both in pixels. */
export function beside(x: number, width: number, marks: readonly number[], left: number, right: number): { from: number; room: number } {
  const next = marks.reduce((least, one) => (one > x + 1 ? Math.min(least, one) : least), Number.POSITIVE_INFINITY);
  const last = marks.reduce((most, one) => (one < x - 1 ? Math.max(most, one) : most), Number.NEGATIVE_INFINITY);
  const after = Math.min(right, next - 9) - x - 14;
  const before = x - 13 - Math.max(left, last + 9);
  return width > after && width <= before ? { from: x - 13 - width, room: width } : { from: x + 13, room: after };
}

/** The values of findings beside their marks: that of the finding walked to first, then those that have room. */
function drawValues(pen: Pen, lane: Lane, named: readonly (readonly [number, number, Piece])[], side: Side, top: number, middle: number): void {
  const { ctx, palette, scale } = pen;
  const walked = (piece: Piece): boolean => piece.finding?.id === pen.finding;
  // The destination's stand on the line of the marks.
  const marks = side === 'legacy' ? [] : lane.findings.map((one) => xOf(scale, one.day ?? 0));
  const words = [...named]
    .sort(([, , a], [, , b]) => Number(walked(b)) - Number(walked(a)))
    .map(([x, y, piece]) => {
      const place = beside(x, widthOf(ctx, palette.bold, piece.statement.value), marks, scale.left, scale.right);
      const text = fitted(ctx, palette.bold, piece.statement.value, place.room);
      // The legacy values stand above their own line, closer to the mark.
      const at = side === 'legacy' ? { x: place.from > x ? place.from - 7 : place.from + 7, y: Math.max(top + 12, y - 6), ink: 'legacy-ink' } : { x: place.from, y: middle + 4, ink: `${severityOf(piece.finding?.severity ?? '')}-ink` };
      return { text, ...at, to: at.x + widthOf(ctx, palette.bold, text) };
    });
  const room = apart(words.map((word) => [word.x, word.to]));
  words.filter((_, at) => room[at] === true).forEach((word) => {
    ctx.font = palette.bold;
    ctx.textAlign = 'left';
    ctx.strokeStyle = palette.colour('surface');
    ctx.lineWidth = 3;
    ctx.strokeText(word.text, word.x, word.y);
    write(pen, word.text, word.x, word.y, word.ink, palette.bold);
  });
}

/** What the band means. */
export function drawTrendWords(pen: Pen, lane: Lane, top: number): void {
  const { palette, scale } = pen;
  const range = lane.trend?.destination.range ?? lane.trend?.legacy.range;
  if (range) write(pen, `reference ${short(range[0])}–${short(range[1])}`, scale.right - 6, top + lane.height - 5, 'good-ink', palette.small, 'right');
}
