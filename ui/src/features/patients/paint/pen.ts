/**
 * What every painter holds: the context, the colours, the scale and what is selected; and words that fit their room.
 */
import type { Scale } from '../timeline/time';
import type { Palette } from './palette';

/** Left columns and heights of the canvas, in pixels. */
export const GUTTER = 142;
export const UNDATED = 84;
export const HEAD = 46;
export const AXIS = 20;
export const MINI = 26;
export const RIGHT = 34;

/** One frame's tools. */
export interface Pen {
  readonly ctx: CanvasRenderingContext2D;
  readonly palette: Palette;
  readonly scale: Scale;
  readonly width: number;
  readonly height: number;
  readonly finding: string | null;
  /** Tokens of statements that stand out: the chosen one, or those of the selected finding. */
  readonly lit: ReadonlySet<string>;
  readonly hovered: string | null;
  readonly lastDay: number;
}

const widths = new Map<string, number>();

/** Width of words in the lane's type, remembered. */
export function widthOf(ctx: CanvasRenderingContext2D, font: string, text: string): number {
  const key = font + text;
  const known = widths.get(key);
  if (known !== undefined) return known;
  if (widths.size > 20_000) widths.clear();
  ctx.font = font;
  const width = ctx.measureText(text).width;
  widths.set(key, width);
  return width;
}

/** The words, cut with an ellipsis to the room; empty when there is none worth it. */
export function fitted(ctx: CanvasRenderingContext2D, font: string, text: string, room: number): string {
  const width = widthOf(ctx, font, text);
  if (width <= room) return text;
  if (room < 22) return '';
  let keep = Math.max(1, Math.floor((text.length * (room - 8)) / width));
  while (keep > 1 && widthOf(ctx, font, `${text.slice(0, keep)}…`) > room) keep--;
  return keep < 3 ? '' : `${text.slice(0, keep).trimEnd()}…`;
}

/** Words at a point. */
export function write(pen: Pen, text: string, x: number, y: number, colour: string, font = pen.palette.font, align: CanvasTextAlign = 'left'): void {
  pen.ctx.font = font;
  pen.ctx.textAlign = align;
  pen.ctx.fillStyle = pen.palette.colour(colour);
  pen.ctx.fillText(text, x, y);
}

/** A straight line on half pixels. */
export function stroke(pen: Pen, points: readonly (readonly [number, number])[], colour: string, width = 1, dash: readonly number[] = []): void {
  const { ctx } = pen;
  ctx.beginPath();
  points.forEach(([x, y], at) => (at === 0 ? ctx.moveTo(x, y) : ctx.lineTo(x, y)));
  ctx.strokeStyle = pen.palette.colour(colour);
  ctx.lineWidth = width;
  ctx.setLineDash(dash as number[]);
  ctx.stroke();
  ctx.setLineDash([]);
}
