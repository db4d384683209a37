/**
 * Bars: problems, allergies, medications. The old book above the middle, the new one mirrored below.
 *
 * What parted is outlined in its severity's colour; what is missing is a dashed ghost with words; where the new book
 * goes on and the old one had stopped (or paused), the bar is hatched. Only the visible slice is drawn, and bars that
 * would fall on the same pixel are drawn once.
 */
import { severityOf } from '../../../components/Severity';
import type { ChartStatement } from '../../../contract/contract';
import { visibleSlice } from '../timeline/cull';
import type { ChartFinding, Side } from '../timeline/book';
import type { Lane } from '../timeline/layout';
import { rowHeight, rowTop } from '../timeline/layout';
import { momentOf, xOf } from '../timeline/time';
import type { Piece } from '../timeline/units';
import { wordsOf } from '../timeline/units';
import type { Pen } from './pen';
import { fitted, widthOf, write } from './pen';

/** Where the destination asserts what the legacy book had ended or interrupted. */
export function uncovered(piece: Piece, finding: ChartFinding, lastDay: number): (readonly [number, number])[] {
  if (piece.side !== 'destination' || (finding.verdict !== 'resurrected' && finding.verdict !== 'merged')) return [];
  const spans = finding.legacy
    .map((one) => [momentOf(one), one] as const)
    .filter((spot): spot is readonly [number, ChartStatement] => spot[0] !== null)
    .map(([start, one]) => [start, one.open ? lastDay : Math.max(one.end ?? start, start)] as const)
    .sort((a, b) => a[0] - b[0]);
  const gaps: (readonly [number, number])[] = [];
  let at = piece.start;
  for (const [start, end] of spans) {
    if (start > at) gaps.push([at, Math.min(start, piece.end)]);
    at = Math.max(at, end);
  }
  if (at < piece.end) gaps.push([at, piece.end]);
  return gaps.filter(([start, end]) => end > start);
}

function drawGhost(pen: Pen, piece: Piece, x: number, y: number, width: number, height: number, room: number): void {
  const severity = severityOf(piece.finding?.severity ?? '');
  const { ctx, palette } = pen;
  ctx.strokeStyle = palette.colour(severity);
  ctx.lineWidth = 1;
  ctx.setLineDash([2, 3]);
  ctx.strokeRect(Math.round(x) + 0.5, y + 0.5, Math.max(2, Math.round(width) - 1), height - 1);
  ctx.setLineDash([]);
  const words = piece.side === 'destination' ? 'no counterpart in destination' : 'nobody asserted it';
  const left = Math.max(x, pen.scale.left);
  const whole = widthOf(ctx, palette.bold, words);
  // Behind a box that is too short for them the words stand free, where they are whole there: its end is the end of what is missing.
  const behind = x + width + 6;
  const free = whole + 18 > x + width - left && behind + whole <= left + room;
  const text = height < 10 ? '' : fitted(ctx, palette.bold, words, free ? whole : room - 18);
  if (text === '') return;
  const at = free ? behind : left + 13;
  // Lines between the books may cross its row: what is missing is read all the same.
  ctx.fillStyle = palette.colour('surface');
  ctx.fillRect(at - 2, y + 1, widthOf(ctx, palette.bold, text) + 4, height - 2);
  write(pen, text, at, y + 10, `${severity}-ink`, palette.bold);
}

function drawBar(pen: Pen, piece: Piece, x: number, y: number, width: number, height: number, lit: boolean): void {
  const { ctx, palette } = pen;
  const side: Side = piece.side;
  const finding = piece.finding;
  const doubtful = /suspect|provisional|unconfirmed|differential/.test(piece.statement.status);
  ctx.fillStyle = palette.colour(doubtful ? 'surface' : `${side}-soft`);
  ctx.fillRect(x, y, width, height);
  const edge = finding ? severityOf(finding.severity) : null;
  if (edge && edge !== 'cosmetic' && height > 6 && finding) {
    for (const [start, end] of uncovered(piece, finding, pen.lastDay)) {
      const left = Math.max(xOf(pen.scale, start), pen.scale.left - 4);
      const right = Math.min(xOf(pen.scale, end), pen.scale.right + 4);
      if (right <= left) continue;
      ctx.fillStyle = palette.hatch(edge);
      ctx.fillRect(left, y, right - left, height);
    }
  }
  ctx.fillStyle = palette.colour(side);
  ctx.fillRect(x, y, 2, height);
  if (!piece.open) ctx.fillRect(x + Math.max(0, width - 2), y, 2, height);
  const outline = (edge && edge !== 'cosmetic') || doubtful || lit;
  if (piece.open && x + width <= pen.scale.right + 2) {
    ctx.beginPath();
    ctx.moveTo(x + width, y);
    ctx.lineTo(x + width + 5, y + height / 2);
    ctx.lineTo(x + width, y + height);
    ctx.fillStyle = palette.colour(edge === 'safety' && finding?.verdict === 'resurrected' && side === 'destination' ? edge : `${side}-soft`);
    ctx.fill();
    if (outline) {
      ctx.strokeStyle = palette.colour(edge && edge !== 'cosmetic' ? edge : side);
      ctx.lineWidth = 1.2;
      ctx.stroke();
    }
  }
  if (outline) {
    ctx.strokeStyle = palette.colour(lit && !edge ? 'accent' : edge && edge !== 'cosmetic' && !(doubtful && side === 'legacy') ? edge : side);
    ctx.lineWidth = lit ? 1.6 : 1.1;
    ctx.setLineDash(doubtful ? [3, 2] : []);
    ctx.strokeRect(x + 0.5, y + 0.5, Math.max(1, width - 1), height - 1);
    ctx.setLineDash([]);
  }
}

/** Writes what a bar is: inside it, behind it, or, where neither has room and the row is free, before it. `free` is where the row is free from; the answer is where it is from then on. */
function drawWords(pen: Pen, piece: Piece, x: number, y: number, width: number, lit: boolean, free: number): number {
  const { ctx, palette, scale } = pen;
  const loud = lit || (piece.finding !== null && piece.finding.severity !== 'cosmetic');
  const font = loud ? palette.bold : palette.font;
  const words = wordsOf(piece.statement, piece.finding);
  const left = Math.max(x, scale.left);
  const inside = Math.min(x + width, scale.right) - left - 8;
  const until = Number.isFinite(piece.until) ? xOf(scale, piece.until) : scale.right;
  const beyond = Math.min(until, scale.right) - (x + width) - 8;
  const whole = widthOf(ctx, font, words);
  const end = x + width;
  if (whole > inside && whole > beyond && whole <= x - 5 - Math.max(free, scale.left)) {
    write(pen, words, x - 5, y + 10, loud || piece.side === 'legacy' ? 'ink' : 'ink-2', font, 'right');
    return end;
  }
  const fits = whole <= inside || inside >= beyond;
  const text = fitted(ctx, font, words, fits ? inside : beyond);
  if (text === '') return end;
  const colour = loud || piece.side === 'legacy' ? 'ink' : 'ink-2';
  const at = fits ? left + 6 : x + width + 4;
  const hatched = piece.finding ? uncovered(piece, piece.finding, pen.lastDay) : [];
  // The hatching gives way wherever the words lie over it, also where it begins under the last of them.
  for (const [start, until] of fits ? hatched : []) {
    const [begin, close] = [Math.max(xOf(scale, start), at - 2), Math.min(xOf(scale, until), at + widthOf(ctx, font, text) + 3)];
    if (close <= begin) continue;
    ctx.fillStyle = palette.colour('surface');
    ctx.fillRect(begin, y + 1, close - begin, 11);
  }
  write(pen, text, at, y + 10, colour, font);
  const last = hatched[hatched.length - 1];
  const taken = fits ? end : at + widthOf(ctx, font, text);
  if (piece.finding?.verdict !== 'resurrected' || !last || !fits) return taken;
  // Behind the name, where that lies over the hatching.
  const tail = Math.max(xOf(scale, last[0]) + 9, scale.left + 9, at + widthOf(ctx, font, text) + 12);
  const note = `still ${piece.statement.status || 'live'}`;
  if (widthOf(ctx, palette.bold, note) > scale.right - tail - 4) return taken;
  ctx.fillStyle = palette.colour('surface');
  ctx.fillRect(tail - 3, y + 1, widthOf(ctx, palette.bold, note) + 6, 11);
  write(pen, note, tail, y + 10, `${severityOf(piece.finding.severity)}-ink`, palette.bold);
  return taken;
}

/** One side of a lane of bars. `top` is the lane's top on the canvas. */
export function drawBars(pen: Pen, lane: Lane, side: Side, top: number, from: number, to: number): void {
  const { pieces, index } = lane[side];
  const { scale } = pen;
  const [begin, end] = visibleSlice(index, scale.from, scale.to);
  const lastX = new Map<number, number>();
  const worded: [Piece, number, number, number][] = [];
  // Thin rows can be many hundred: the colour is set once for all of a kind. (One path of so many is slower than its rectangles.)
  const thin = new Map<string, (readonly [number, number, number, number])[]>();
  for (let at = begin; at < end; at++) {
    const piece = pieces[at] as Piece;
    if (piece.end < scale.from) continue;
    const y = top + rowTop(lane, side, piece.row);
    const height = rowHeight(lane, piece.row);
    if (y + height < from || y > to) continue;
    const x = Math.max(xOf(scale, piece.start), scale.left - 8);
    const right = Math.min(xOf(scale, piece.end), scale.right + 8);
    const width = Math.max(3, right - x);
    const before = lastX.get(piece.row);
    const hot = piece.finding !== null;
    if (!hot && width <= 3 && before !== undefined && x - before < 1) continue;
    lastX.set(piece.row, x);
    const lit = pen.lit.has(piece.statement.id) || pen.hovered === piece.statement.id;
    if (piece.ghost) {
      const until = Number.isFinite(piece.until) ? xOf(scale, piece.until) : scale.right;
      const room = Math.min(until, scale.right) - Math.max(x, scale.left);
      drawGhost(pen, piece, x, y, width, height, room);
      worded.push([piece, x, y, Math.max(width, room)]);
      continue;
    }
    if (height < 6) {
      const loud = piece.finding && piece.finding.severity !== 'cosmetic';
      const colour = lit ? 'accent' : loud ? severityOf(piece.finding?.severity ?? '') : side;
      const known = thin.get(colour) ?? [];
      if (known.push([x, y, Math.max(1, width), height]) === 1) thin.set(colour, known);
      continue;
    }
    drawBar(pen, piece, x, y, width, height, lit);
    if (height >= 10) worded.push([piece, x, y, width]);
  }
  for (const [colour, boxes] of thin) {
    pen.ctx.globalAlpha = colour === side ? 0.4 : 1;
    pen.ctx.fillStyle = pen.palette.colour(colour);
    for (const box of boxes) pen.ctx.fillRect(...box);
    pen.ctx.globalAlpha = 1;
  }
  const free = new Map<number, number>();
  for (const [piece, x, y, width] of worded) {
    if (piece.ghost) free.set(piece.row, x + width);
    else free.set(piece.row, drawWords(pen, piece, x, y, width, pen.lit.has(piece.statement.id), free.get(piece.row) ?? Number.NEGATIVE_INFINITY) + 6);
  }
}
