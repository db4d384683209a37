/**
 * One frame of both charts: axis, strip of findings, lanes with their names, the selected moment, the overview below.
 *
 * It draws what it is given and keeps nothing. Only lanes and pieces that are in view are touched, so a frame costs
 * what is on screen, not what is in the chart.
 */
import { count } from '../../../components/formats';
import type { Book, ChartFinding, Side } from '../timeline/book';
import { placeMarks } from '../timeline/cull';
import { pieceTop } from '../timeline/hit';
import type { Lane, Layout } from '../timeline/layout';
import { isDated, rankOf, rowHeight } from '../timeline/layout';
import type { View } from '../timeline/time';
import { dayName, ticksOf, xOf, YEAR_DAYS, yearOf } from '../timeline/time';
import { unlikeUnits } from '../timeline/trends';
import type { Piece } from '../timeline/units';
import { drawBars } from './bars';
import { drawMark, drawMore } from './marks';
import type { Pen } from './pen';
import { AXIS, fitted, GUTTER, HEAD, MINI, stroke, UNDATED, widthOf, write } from './pen';
import { drawLinks, drawPoints, drawTicks } from './points';
import { drawRange, drawTrend, drawTrendWords } from './trend';

/** What a frame shows. */
export interface Scene {
  readonly layout: Layout;
  readonly book: Book;
  readonly view: View;
  readonly scroll: number;
  /** Lane that the keyboard is on. */
  readonly lane: string | null;
  readonly selected: ChartFinding | null;
  /** The day whose lists stand beside the chart. */
  readonly cursor: number | null;
}

/** How much further the number of further marks stands from one with a ring, in pixels. */
const RING = 9;

const SIDES: readonly Side[] = ['legacy', 'destination'];

function clipPlot(pen: Pen, top: number, bottom: number): void {
  pen.ctx.save();
  pen.ctx.beginPath();
  pen.ctx.rect(pen.scale.left - 6, top, pen.scale.right - pen.scale.left + 12, bottom - top);
  pen.ctx.clip();
}

function drawYears(pen: Pen, top: number, bottom: number): void {
  const { ctx, palette, scale } = pen;
  for (let year = yearOf(scale.from); year * YEAR_DAYS < scale.to; year++) {
    if (year % 2 === 0) continue;
    const left = Math.max(scale.left, xOf(scale, year * YEAR_DAYS));
    const right = Math.min(scale.right, xOf(scale, (year + 1) * YEAR_DAYS));
    ctx.globalAlpha = 0.65;
    ctx.fillStyle = palette.colour('bg');
    if (right > left) ctx.fillRect(left, top, right - left, bottom - top);
    ctx.globalAlpha = 1;
  }
  for (const tick of ticksOf(scale)) {
    const x = Math.round(xOf(scale, tick.day)) + 0.5;
    stroke(pen, [[x, AXIS - 4], [x, bottom]], tick.year ? 'line' : 'sunken');
  }
}

function linkEnds(lane: Lane, top: number): (piece: Piece) => readonly [number, number] {
  return (piece) => {
    const y = top + pieceTop(lane, piece);
    return [y, y + (lane.style === 'bars' ? rowHeight(lane, piece.row) : 12)];
  };
}

function drawFindings(pen: Pen, findings: readonly ChartFinding[], y: number, gap: number): void {
  const { scale } = pen;
  const inView = findings.filter((one) => one.day !== null && one.day >= scale.from && one.day <= scale.to);
  const wishes = inView.map((one) => ({ x: xOf(scale, one.day as number), rank: rankOf(one), first: one.id === pen.finding }));
  // Where marks stand for others their number needs room beside them.
  const crowded = inView.length * gap > (scale.right - scale.left) * 0.8;
  const places = placeMarks(wishes, crowded ? 34 : gap);
  for (const place of [...places].reverse()) {
    const finding = inView[place.index];
    const wish = wishes[place.index];
    if (finding && wish) drawMark(pen.ctx, pen.palette, wish.x, y, finding, finding.id === pen.finding);
  }
  for (const place of places) {
    const wish = wishes[place.index];
    if (wish && place.more > 0) drawMore(pen.ctx, pen.palette, wish.x + (wish.first ? RING : 0), y, place.more);
  }
}

function drawGutter(pen: Pen, lane: Lane, top: number, focused: boolean): void {
  const middle = top + lane.height / 2;
  const { palette } = pen;
  if (focused) {
    pen.ctx.fillStyle = palette.colour('accent');
    pen.ctx.fillRect(0, top, 2, lane.height - 1);
  }
  // Two units stand one under the other, each in its book's colour: within the plot they would lie over the first values.
  const unlike = lane.trend ? unlikeUnits(lane.trend) : null;
  const note = lane.trend ? (lane.trend.legacy.unit || lane.trend.destination.unit) : lane.findingCount > 0 ? `${count(lane.findingCount)} ${lane.findingCount === 1 ? 'finding' : 'findings'}` : '';
  const dense = lane.rows > lane.fullRows ? `${lane.rows} rows` : '';
  const number = (side: Side) => count(lane[side].pieces.reduce((sum, piece) => sum + (piece.ghost ? 0 : 1), 0) + lane[side].undated.length);
  const legacy = counts(lane, 'legacy', number);
  const destination = counts(lane, 'destination', number);
  const room = GUTTER - 32 - Math.max(widthOf(pen.ctx, palette.font, legacy), widthOf(pen.ctx, palette.font, destination));
  write(pen, fitted(pen.ctx, palette.bold, lane.name, room), 14, middle + (note || dense ? -2 : 4), 'ink', palette.bold);
  if (unlike) unlike.forEach((unit, at) => write(pen, fitted(pen.ctx, palette.font, unit, room), 14, middle + 12 + 13 * at, at === 0 ? 'legacy-ink' : 'destination-ink'));
  else if (note || dense) write(pen, fitted(pen.ctx, palette.font, note || dense, room), 14, middle + 12, 'ink-3');
  write(pen, legacy, GUTTER - 12, middle - 7, 'legacy-ink', palette.font, 'right');
  write(pen, destination, GUTTER - 12, middle + 15, 'destination-ink', palette.font, 'right');
}

const remembered = new WeakMap<Lane, Map<Side, string>>();
function counts(lane: Lane, side: Side, number: (side: Side) => string): string {
  const known = remembered.get(lane) ?? new Map<Side, string>();
  remembered.set(lane, known);
  const text = known.get(side) ?? number(side);
  known.set(side, text);
  return text;
}

/** A code without words: in a strip this narrow the code itself is what is read. */
const LOCAL = /^local (?=\S)/;

/** Undated statements: small bars in the strip at the left, with marks where there are findings. */
function drawUndated(pen: Pen, lane: Lane, book: Book, top: number): void {
  const middle = top + lane.height / 2;
  for (const side of SIDES) {
    const undated = lane[side].undated;
    undated.slice(0, 4).forEach((statement, at) => {
      const y = side === 'legacy' ? middle - 16 - at * 12 : middle + 6 + at * 12;
      if (y < top + 2 || y + 10 > top + lane.height) return;
      const lit = pen.lit.has(statement.id);
      pen.ctx.fillStyle = pen.palette.colour(`${side}-soft`);
      pen.ctx.fillRect(GUTTER, y, UNDATED - 12, 10);
      pen.ctx.fillStyle = pen.palette.colour(lit ? 'accent' : side);
      pen.ctx.fillRect(GUTTER, y, lit ? 3 : 2, 10);
      const more = at === 3 && undated.length > 4 ? `+${undated.length - 3} more` : statement.label.replace(LOCAL, '');
      write(pen, fitted(pen.ctx, pen.palette.small, more, UNDATED - 18), GUTTER + 5, y + 8, 'ink-2', pen.palette.small);
    });
  }
  const found = new Set([...lane.legacy.undated, ...lane.destination.undated].map((one) => book.findingOf.get(one.id)));
  let x = GUTTER + 6;
  for (const finding of found) {
    if (!finding || finding.day !== null || x > GUTTER + UNDATED - 16) continue;
    drawMark(pen.ctx, pen.palette, x, middle, finding, finding.id === pen.finding);
    x += 16;
  }
}

function drawLane(pen: Pen, scene: Scene, lane: Lane, top: number, bottom: number): void {
  const middle = Math.round(top + lane.height / 2) + 0.5;
  const { scale } = pen;
  clipPlot(pen, HEAD, bottom);
  if (lane.style === 'trend') for (const side of SIDES) drawRange(pen, lane, side, top);
  stroke(pen, [[scale.left, middle], [scale.right, middle]], 'line-strong');
  if (lane.style !== 'trend') drawLinks(pen, lane, top, linkEnds(lane, top));
  for (const side of SIDES) {
    if (lane.style === 'bars') drawBars(pen, lane, side, top, HEAD, bottom);
    else if (lane.style === 'points') drawPoints(pen, lane, side, top);
    else if (lane.style === 'ticks') drawTicks(pen, lane, side, top);
    else drawTrend(pen, lane, side, top);
  }
  pen.ctx.restore();
  pen.ctx.save();
  pen.ctx.beginPath();
  pen.ctx.rect(0, HEAD, pen.width, bottom - HEAD);
  pen.ctx.clip();
  if (lane.style === 'trend') {
    for (const side of SIDES) drawRangeNumbers(pen, lane, side, top);
    drawTrendWords(pen, lane, top);
  }
  drawFindings(pen, lane.findings, middle, 15);
  drawGutter(pen, lane, top, scene.lane === lane.id);
  if (scene.layout.undated > 0) drawUndated(pen, lane, scene.book, top);
  stroke(pen, [[0, Math.round(top + lane.height) - 0.5], [pen.width, Math.round(top + lane.height) - 0.5]], 'line');
  pen.ctx.restore();
}

function drawRangeNumbers(pen: Pen, lane: Lane, side: Side, top: number): void {
  pen.ctx.save();
  pen.ctx.beginPath();
  pen.ctx.rect(pen.scale.right + 2, HEAD, pen.width, pen.height);
  pen.ctx.clip();
  drawRange(pen, lane, side, top);
  pen.ctx.restore();
}

function drawHead(pen: Pen, scene: Scene): void {
  const { palette, scale, width } = pen;
  const { layout, book } = scene;
  // Where nothing has a day the axis says so, and tells no days that nobody named.
  const dated = isDated(layout);
  const ticks = dated ? ticksOf(scale) : [];
  write(pen, !dated ? 'Nothing is dated' : ticks.some((tick) => tick.day % 1 !== 0) ? 'Since day’s first entry' : 'Relative year', 14, 14, 'ink-3');
  const named = cursorOf(pen, scene);
  let until = scale.left - 4;
  for (const tick of ticks) {
    const x = xOf(scale, tick.day) + 4;
    const font = tick.year ? palette.bold : palette.font;
    const close = x + widthOf(pen.ctx, font, tick.label);
    // The name of the day looked at takes the place of the ticks under it: what is left of their words would read like another day.
    if (x < until || close > width - 4 || (named !== null && x < named.right + 3 && close > named.left - 3)) continue;
    write(pen, tick.label, x, 14, tick.year ? 'ink-2' : 'ink-3', font);
    until = close + 10;
  }
  const last = xOf(scale, pen.lastDay);
  const end = Math.min(width - 6, last + 26);
  if (dated && last <= scale.right && end - 44 > until && (named === null || end < named.left || end - 44 > named.right)) write(pen, 'last day', end, 14, 'ink-2', palette.font, 'right');
  stroke(pen, [[0, AXIS + 0.5], [width, AXIS + 0.5]], 'line');
  stroke(pen, [[0, HEAD - 0.5], [width, HEAD - 0.5]], 'line');
  write(pen, 'With findings', 14, 37, 'ink', palette.bold);
  write(pen, count(book.findings.length), GUTTER - 12, 37, 'ink-2', palette.font, 'right');
  if (layout.undated > 0) {
    write(pen, `${count(layout.undated)} undated`, GUTTER, 14, 'ink-3');
  }
  drawFindings(pen, book.findings, 33, 20);
}

/** The whole lifetime at the foot: how much there is when, where the findings are, and the part in view. */
function drawOverview(pen: Pen, scene: Scene, density: Float32Array): void {
  const { ctx, palette, scale, height, width } = pen;
  const { bounds } = scene.layout;
  const top = height - MINI;
  ctx.fillStyle = palette.colour('bg');
  ctx.fillRect(0, top, width, MINI);
  stroke(pen, [[0, top + 0.5], [width, top + 0.5]], 'line');
  write(pen, 'Lifetime', 14, top + 17, 'ink-3');
  const whole = { ...bounds, left: scale.left, right: scale.right };
  const step = (scale.right - scale.left) / density.length;
  ctx.fillStyle = palette.colour('link');
  density.forEach((share, at) => {
    if (share > 0) ctx.fillRect(scale.left + at * step, height - 3 - share * 15, Math.max(1, step - 0.5), share * 15);
  });
  for (const finding of [...scene.book.findings].reverse()) {
    if (finding.day === null || rankOf(finding) > 1) continue;
    ctx.fillStyle = palette.colour(finding.severity);
    ctx.fillRect(xOf(whole, finding.day) - 1, top + 3, 2, 5);
  }
  const left = xOf(whole, scale.from);
  const right = xOf(whole, scale.to);
  if (right - left > scale.right - scale.left - 2) return;
  ctx.fillStyle = palette.colour('accent');
  ctx.globalAlpha = 0.12;
  ctx.fillRect(left, top + 1, Math.max(3, right - left), MINI - 1);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = palette.colour('accent');
  ctx.lineWidth = 1.5;
  ctx.strokeRect(left + 0.5, top + 1.5, Math.max(3, right - left) - 1, MINI - 3);
}

/** Draw everything. */
export function drawScene(pen: Pen, scene: Scene, density: Float32Array): void {
  const { ctx, palette, scale, width, height } = pen;
  const bottom = height - MINI;
  ctx.fillStyle = palette.colour('surface');
  ctx.fillRect(0, 0, width, height);
  const end = Math.min(bottom, HEAD + scene.layout.height - scene.scroll);
  const dated = isDated(scene.layout);
  if (dated) drawYears(pen, AXIS + 1, Math.max(end, HEAD));
  for (const lane of scene.layout.lanes) {
    const top = HEAD + lane.top - scene.scroll;
    if (top + lane.height < HEAD || top > bottom) continue;
    drawLane(pen, scene, lane, top, bottom);
  }
  const last = xOf(scale, pen.lastDay);
  if (dated && last <= scale.right) {
    stroke(pen, [[Math.round(last) + 0.5, AXIS], [Math.round(last) + 0.5, end]], 'ink-3');
  }
  const day = scene.selected?.day;
  if (day !== null && day !== undefined && day >= scale.from && day <= scale.to) {
    const x = Math.round(xOf(scale, day)) + 0.5;
    stroke(pen, [[x, AXIS + 1], [x, end]], 'accent', 1, [3, 3]);
    redrawSelected(pen, scene, scene.selected as ChartFinding);
  }
  drawHead(pen, scene);
  drawCursor(pen, scene, end);
  drawOverview(pen, scene, density);
}

/** Where the name of the day looked at stands on the axis; null where none is in view. */
function cursorOf(pen: Pen, { cursor }: Scene): { x: number; left: number; right: number; name: string } | null {
  const { ctx, palette, scale } = pen;
  if (cursor === null || cursor < scale.from || cursor > scale.to) return null;
  const x = Math.round(xOf(scale, cursor)) + 0.5;
  const name = dayName(cursor);
  const half = widthOf(ctx, palette.bold, name) / 2 + 6;
  const middle = Math.min(scale.right - half, Math.max(scale.left + half, x));
  return { x, left: middle - half, right: middle + half, name };
}

/** The day looked at: a line through both books, with its name on the axis. */
function drawCursor(pen: Pen, scene: Scene, end: number): void {
  const named = cursorOf(pen, scene);
  if (named === null) return;
  const { ctx, palette } = pen;
  const { x, left, right, name } = named;
  stroke(pen, [[x, AXIS - 2], [x, Math.max(end, HEAD)]], 'accent', 2);
  ctx.fillStyle = palette.colour('accent-fill');
  ctx.beginPath();
  ctx.roundRect(left, 2, right - left, AXIS - 4, 4);
  ctx.fill();
  write(pen, name, (left + right) / 2, AXIS / 2 + 4, 'on-accent', palette.bold, 'center');
}

/** The selected mark lies on top of its dashed moment. */
function redrawSelected(pen: Pen, scene: Scene, finding: ChartFinding): void {
  const lane = scene.layout.lanes.find((one) => one.findings.includes(finding));
  if (!lane || finding.day === null) return;
  const y = HEAD + lane.top - scene.scroll + lane.height / 2;
  if (y > HEAD && y < pen.height - MINI) drawMark(pen.ctx, pen.palette, xOf(pen.scale, finding.day), Math.round(y) + 0.5, finding, true);
}

/** How much there is in each of `bins` parts of the lifetime, 0 to 1. */
export function densityOf(layout: Layout, bins: number): Float32Array {
  const counts = new Float32Array(bins);
  const { from, to } = layout.bounds;
  for (const lane of layout.lanes) {
    for (const side of SIDES) {
      for (const piece of lane[side].pieces) {
        const bin = Math.min(bins - 1, Math.max(0, Math.floor(((piece.start - from) / (to - from)) * bins)));
        counts[bin] = (counts[bin] as number) + 1;
      }
    }
  }
  const most = Math.max(1, ...counts);
  return counts.map((value) => Math.sqrt(value / most));
}
