/**
 * Marks of lanes without bars: immunizations, procedures, notes as small shapes; encounters and other results as
 * ticks, stays as blocks. What falls on the same pixel is drawn once; where more ticks are in view than there are pixels
 * for, they become a density. Near enough, a mark shows how exactly its source knew the time.
 */
import { severityOf } from '../../../components/Severity';
import type { Side } from '../timeline/book';
import { SEVERITIES } from '../timeline/book';
import { binCounts, visibleSlice } from '../timeline/cull';
import type { Lane, LaneSide } from '../timeline/layout';
import { xOf } from '../timeline/time';
import type { Piece } from '../timeline/units';
import { wordsOf } from '../timeline/units';
import type { Pen } from './pen';
import { fitted, widthOf, write } from './pen';

function tracePage(ctx: CanvasRenderingContext2D, x: number, y: number): void {
  ctx.moveTo(x - 3, y - 5);
  ctx.lineTo(x + 1, y - 5);
  ctx.lineTo(x + 3.5, y - 2.5);
  ctx.lineTo(x + 3.5, y + 5);
  ctx.lineTo(x - 3, y + 5);
  ctx.closePath();
}

function traceDiamond(ctx: CanvasRenderingContext2D, x: number, y: number): void {
  ctx.moveTo(x, y - 5);
  ctx.lineTo(x + 5, y);
  ctx.lineTo(x, y + 5);
  ctx.lineTo(x - 5, y);
  ctx.closePath();
}

/** One side of a lane of small shapes. */
export function drawPoints(pen: Pen, lane: Lane, side: Side, top: number): void {
  const { ctx, palette, scale } = pen;
  const { pieces, index } = lane[side];
  const [begin, end] = visibleSlice(index, scale.from, scale.to);
  const y = top + lane.height / 2 + (side === 'legacy' ? -12 : 12);
  const page = lane.id === 'note';
  const dense = isDense(pen, lane, end - begin);
  if (dense) drawDensity(pen, lane, side, top + lane.height / 2);
  let lastX = Number.NEGATIVE_INFINITY;
  let words = Number.NEGATIVE_INFINITY;
  const shown = dense ? overDensity(pen, lane[side]) : pieces.slice(begin, end);
  for (const [at, piece] of shown.entries()) {
    const x = xOf(scale, piece.start);
    const lit = pen.lit.has(piece.statement.id) || pen.hovered === piece.statement.id;
    if (piece.loose < scale.from || (!lit && (dense || x - lastX < 2))) continue;
    lastX = x;
    drawLoose(pen, piece, x, side === 'legacy' ? y + 8 : y - 8, lit);
    if (piece.start < scale.from) continue;
    ctx.beginPath();
    if (page) tracePage(ctx, x, y);
    else if (lane.id === 'procedure') ctx.rect(x - 3.5, y - 3.5, 7, 7);
    else traceDiamond(ctx, x, y);
    ctx.fillStyle = palette.colour(lit ? side : `${side}-soft`);
    ctx.fill();
    ctx.strokeStyle = palette.colour(side);
    ctx.lineWidth = 1.2;
    ctx.stroke();
    if (page || side === 'destination' || x < words) continue;
    const next = shown[at + 1];
    const until = next ? Math.min(xOf(scale, next.start) - 8, scale.right) : scale.right;
    const label = wordsOf(piece.statement);
    const text = fitted(ctx, palette.font, label, until - x - 9);
    if (text === '' || (text !== label && text.length < 7)) continue;
    write(pen, text, x + 8, y + 4, 'ink');
    words = x + 8 + widthOf(ctx, palette.font, text);
  }
}

/** Pixels from which it shows how inexact a time is. */
const LOOSE_PIXELS = 36;

/** A source that knows the day only: the mark may stand anywhere along the line. */
function drawLoose(pen: Pen, piece: Piece, x: number, y: number, lit: boolean): void {
  const { ctx, scale } = pen;
  const right = xOf(scale, piece.loose);
  if (right - x < LOOSE_PIXELS) return;
  const [from, to] = [Math.max(x, scale.left - 8), Math.min(right, scale.right + 8)];
  ctx.fillStyle = pen.palette.colour(piece.side);
  ctx.globalAlpha = lit ? 0.9 : 0.35;
  ctx.fillRect(from, y - 0.75, to - from, 1.5);
  if (right <= scale.right + 8) ctx.fillRect(right - 1, y - 3, 1, 6);
  ctx.globalAlpha = 1;
}

const BIN_PIXELS = 2;
const TICK = 10;

/** Whether more of a lane is in view than there is room for one by one. */
function isDense(pen: Pen, lane: Lane, many: number): boolean {
  const room = pen.scale.right - pen.scale.left;
  return lane.style === 'ticks' ? many > room * 1.5 : lane.style === 'points' && many * 5 > room;
}

/** What is drawn one by one over a density: what lasts, and what stands out. */
function overDensity(pen: Pen, side: LaneSide): Piece[] {
  const { from, to } = pen.scale;
  const shown = side.lasting.filter((piece) => piece.start <= to && piece.end >= from);
  for (const id of pen.hovered === null ? pen.lit : [...pen.lit, pen.hovered]) {
    const piece = side.byId.get(id);
    if (piece) shown.push(piece);
  }
  return shown;
}

/** How many stand where, as columns that grow from the middle: the taller, the more. */
function drawDensity(pen: Pen, lane: Lane, side: Side, middle: number): void {
  const { ctx, palette, scale } = pen;
  const bins = Math.ceil((scale.right - scale.left) / BIN_PIXELS);
  const counts = binCounts(lane[side].index.starts, scale.from, scale.to, bins);
  const most = Math.max(1, ...counts);
  const foot = side === 'legacy' ? middle - 5 : middle + 5;
  const way = side === 'legacy' ? -1 : 1;
  // One outline for all of a lane: hundreds of boxes would each cost as much.
  ctx.beginPath();
  ctx.moveTo(scale.left, foot);
  counts.forEach((count, at) => {
    const y = count === 0 ? foot : foot + way * (2 + Math.sqrt(count / most) * (TICK + 2));
    ctx.lineTo(scale.left + at * BIN_PIXELS, y);
    ctx.lineTo(scale.left + (at + 1) * BIN_PIXELS, y);
  });
  ctx.lineTo(scale.left + bins * BIN_PIXELS, foot);
  ctx.fillStyle = palette.colour(side);
  ctx.globalAlpha = 0.55;
  ctx.fill();
  ctx.globalAlpha = 1;
}

/** One side of a lane of ticks; a stay of days is a block. */
export function drawTicks(pen: Pen, lane: Lane, side: Side, top: number): void {
  const { ctx, palette, scale } = pen;
  const { pieces, index } = lane[side];
  const [begin, end] = visibleSlice(index, scale.from, scale.to);
  const y = top + lane.height / 2 + (side === 'legacy' ? -16 : 6);
  const dense = isDense(pen, lane, end - begin);
  if (dense) drawDensity(pen, lane, side, top + lane.height / 2);
  let lastX = Number.NEGATIVE_INFINITY;
  ctx.fillStyle = palette.colour(side);
  for (const piece of dense ? overDensity(pen, lane[side]) : pieces.slice(begin, end)) {
    if (Math.max(piece.end, piece.loose) < scale.from) continue;
    const x = Math.max(xOf(scale, piece.start), scale.left - 4);
    const width = Math.min(xOf(scale, piece.end), scale.right + 4) - x;
    const lit = pen.lit.has(piece.statement.id) || pen.hovered === piece.statement.id;
    if (!lit && width < 3 && (dense || x - lastX < 1)) continue;
    lastX = x;
    if (width < 3) drawLoose(pen, piece, xOf(scale, piece.start), y + TICK / 2, lit);
    if (piece.end < scale.from) continue;
    ctx.fillStyle = palette.colour(side);
    ctx.fillRect(width < 3 ? x - 0.75 : x, lit ? y - 2 : y, width < 3 ? (lit ? 3 : 1.5) : width, lit ? 14 : 10);
  }
  ctx.globalAlpha = 1;
}

/** Lines between mates; those of findings in their colour, the others thin and once a pixel. */
export function drawLinks(pen: Pen, lane: Lane, top: number, topOf: (piece: Piece) => readonly [number, number]): void {
  const { ctx, palette, scale } = pen;
  const [begin, end] = visibleSlice(lane.linkIndex, scale.from, scale.to);
  const hot: [number, number, number, number, string, boolean][] = [];
  ctx.beginPath();
  let lastX = Number.NEGATIVE_INFINITY;
  const middle = top + lane.height / 2;
  // Between two densities single lines would be a texture that says nothing.
  const dense = isDense(pen, lane, end - begin);
  for (const link of dense ? lane.loudLinks : lane.links.slice(begin, end)) {
    if ((link.legacy.start < scale.from && link.destination.start < scale.from) || link.start > scale.to) continue;
    // Several that became one (or one that became several) meet the long bar where they start.
    const verdict = link.finding?.verdict;
    const a = xOf(scale, verdict === 'split' ? link.destination.start : link.legacy.start);
    const b = xOf(scale, verdict === 'merged' ? link.legacy.start : link.destination.start);
    if (Math.max(a, b) > scale.right + 2) continue;
    const [, upper] = topOf(link.legacy);
    const [lower] = topOf(link.destination);
    if (link.finding && link.finding.severity !== 'cosmetic') {
      hot.push([a, upper, b, lower, severityOf(link.finding.severity), link.finding.id === pen.finding]);
      continue;
    }
    if (dense || (a - lastX < 1 && lane.style !== 'bars')) continue;
    if (lane.style === 'bars' && link.legacy.row >= lane.fullRows) continue;
    lastX = a;
    ctx.moveTo(a + 0.5, upper);
    ctx.lineTo(a + 0.5, middle - 7);
    ctx.lineTo(b + 0.5, middle + 7);
    ctx.lineTo(b + 0.5, lower);
  }
  ctx.strokeStyle = palette.colour('link');
  ctx.lineWidth = 1;
  ctx.globalAlpha = 0.7;
  ctx.stroke();
  ctx.globalAlpha = 1;
  // The worst last, so that it lies on top; those of one severity in one stroke.
  for (const severity of [...SEVERITIES].reverse()) {
    for (const selected of [false, true]) {
      const own = hot.filter((one) => one[4] === severity && one[5] === selected);
      if (own.length === 0) continue;
      ctx.beginPath();
      for (const [a, upper, b, lower] of own) {
        ctx.moveTo(a + 0.5, upper);
        ctx.lineTo(a + 0.5, middle - 7);
        ctx.lineTo(b + 0.5, middle + 7);
        ctx.lineTo(b + 0.5, lower);
      }
      ctx.strokeStyle = palette.colour(severity);
      ctx.lineWidth = selected ? 2 : 1.3;
      ctx.stroke();
    }
  }
}
