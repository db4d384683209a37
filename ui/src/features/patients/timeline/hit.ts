/**
 * Hit testing: which piece lies under the pointer. The reverse of drawing, over the same culled slices.
 */
import type { Side } from './book';
import { visibleSlice } from './cull';
import type { Lane } from './layout';
import { BAR, PLOT, rowHeight, rowTop } from './layout';
import type { Scale } from './time';
import { dayOf, xOf } from './time';
import type { Piece } from './units';

/** Height of a number in one side of a trend, from the top of its lane; values outside stand at the edge. */
export function plotY(lane: Lane, side: Side, value: number): number {
  const domain = lane.trend?.[side].domain ?? [0, 1];
  const share = Math.min(1, Math.max(0, (value - domain[0]) / (domain[1] - domain[0] || 1)));
  const top = side === 'legacy' ? lane.height / 2 - 7 - PLOT : lane.height / 2 + 7;
  return top + PLOT - share * PLOT;
}

/** Top of a piece, from the top of its lane. */
export function pieceTop(lane: Lane, piece: Piece): number {
  if (lane.style === 'trend') return plotY(lane, piece.side, piece.statement.number ?? 0) - 4;
  if (lane.style === 'bars') return rowTop(lane, piece.side, piece.row);
  return piece.side === 'legacy' ? lane.height / 2 - 18 : lane.height / 2 + 5;
}

/** The piece under a point of a lane (`y` from the lane's top), the nearest when several are close. */
export function pieceAt(lane: Lane, scale: Scale, x: number, y: number, slack = 5): Piece | null {
  const side: Side = y < lane.height / 2 ? 'legacy' : 'destination';
  const { pieces, index } = lane[side];
  const [begin, end] = visibleSlice(index, dayOf(scale, x - slack), dayOf(scale, x + slack));
  let best: Piece | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (let at = begin; at < end; at++) {
    const piece = pieces[at] as Piece;
    const left = xOf(scale, piece.start);
    const right = lane.style === 'bars' || lane.style === 'ticks' ? xOf(scale, piece.end) : left;
    const aside = Math.max(left - x, x - Math.max(right, left), 0);
    if (aside > slack) continue;
    const top = pieceTop(lane, piece);
    const height = lane.style === 'bars' ? rowHeight(lane, piece.row) : lane.style === 'trend' ? 8 : BAR;
    const above = Math.max(top - y, y - top - height, 0);
    if (above > (lane.style === 'trend' ? 6 : 1.5)) continue;
    const distance = aside + above * 2 + (piece.ghost ? 0.5 : 0) + (lane.style === 'bars' ? 0 : Math.abs(left - x) / 100);
    if (distance < least) {
      least = distance;
      best = piece;
    }
  }
  return best;
}
