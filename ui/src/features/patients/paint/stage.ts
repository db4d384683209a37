/**
 * The stage: one canvas in a scrolling frame, the view that somebody pans and zooms, and what is under the pointer.
 *
 * It stands outside React: a frame is drawn on the next animation frame after something changed, and React hears only
 * of what it must know (a click, a hover over another statement, a view that came to rest).
 * What must stay true: between changes nothing is drawn; after `close` nothing runs.
 */
import type { ChartFinding } from '../timeline/book';
import { laneAt, laneOfFinding } from '../timeline/layout';
import { pieceAt } from '../timeline/hit';
import type { Lane } from '../timeline/layout';
import type { Scale, View } from '../timeline/time';
import { clampView, dayOf, panView, revealDays, stopView, xOf, ZOOM_STEP, zoomTowards, zoomView } from '../timeline/time';
import type { Piece } from '../timeline/units';
import type { Palette } from './palette';
import { readPalette } from './palette';
import type { Pen } from './pen';
import { AXIS, GUTTER, HEAD, MINI, RIGHT, UNDATED } from './pen';
import type { Scene } from './scene';
import { densityOf, drawScene } from './scene';

/** What the stage tells. */
export interface StageEvents {
  readonly onView: (view: View) => void;
  readonly onFinding: (id: string) => void;
  readonly onStatement: (id: string | null) => void;
  readonly onLane: (id: string) => void;
  readonly onHover: (hover: Hover | null) => void;
  /** A day was pointed at on the axis. */
  readonly onDay: (day: number) => void;
}

/** What lies under the pointer, in pixels of the canvas. */
export interface Hover {
  readonly piece: Piece | null;
  readonly finding: ChartFinding | null;
  readonly undated: string | null;
  readonly x: number;
  readonly y: number;
}

const REST_MS = 220;
const GLIDE_MS = 140;

/** A canvas that shows scenes. */
export class Stage {
  private readonly ctx: CanvasRenderingContext2D;
  private palette: Palette | null = null;
  private scene: Scene | null = null;
  private density: Float32Array = new Float32Array(0);
  private lit: ReadonlySet<string> = new Set();
  private hovered: Hover | null = null;
  private frame = 0;
  /** Where a glide goes to: the next step starts from there, so that keys pressed fast add up. */
  private goal: View | null = null;
  private rest = 0;
  private width = 0;
  private height = 0;
  private drag: { x: number; from: View; moved: boolean; mini: boolean } | null = null;
  /** The pointer went down on the axis: it moves the day looked at. */
  private pointing = false;
  private readonly stop = new AbortController();

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly scroller: HTMLElement,
    private readonly events: () => StageEvents,
  ) {
    const ctx = canvas.getContext('2d');
    if (!ctx) throw new Error('no canvas');
    this.ctx = ctx;
    const { signal } = this.stop;
    scroller.addEventListener('scroll', () => this.setScroll(scroller.scrollTop), { signal, passive: true });
    canvas.addEventListener('wheel', (event) => this.onWheel(event), { signal, passive: false });
    canvas.addEventListener('pointerdown', (event) => this.onDown(event), { signal });
    canvas.addEventListener('pointermove', (event) => this.onMove(event), { signal });
    canvas.addEventListener('pointerup', (event) => this.onUp(event), { signal });
    canvas.addEventListener('pointerleave', () => this.setHover(null), { signal });
    canvas.addEventListener('dblclick', (event) => this.zoom(ZOOM_STEP, event.offsetX), { signal });
  }

  close(): void {
    this.stop.abort();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.rest);
  }

  /** Show another chart or layout; the view stays where it can. */
  setScene(scene: Scene): void {
    if (this.scene?.layout !== scene.layout) this.density = densityOf(scene.layout, 220);
    this.scene = scene;
    this.redraw();
  }

  setLit(lit: ReadonlySet<string>): void {
    this.lit = lit;
    this.redraw();
  }

  setSize(width: number, height: number): void {
    const ratio = devicePixelRatio || 1;
    this.width = width;
    this.height = height;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.palette = null;
    this.draw();
  }

  /** Read the colours again. */
  setTheme(): void {
    this.palette = null;
    this.redraw();
  }

  view(): View | null {
    return this.scene?.view ?? null;
  }

  /** Where the view stands, or where it is on its way to. */
  heading(): View | null {
    return this.goal ?? this.view();
  }

  /** Zoom around a pixel, or towards the selected moment when it is in view, or around the middle. */
  zoom(factor: number, x?: number): void {
    const view = this.heading();
    if (!this.scene || !view) return;
    const day = this.scene.selected?.day ?? null;
    const kept = day !== null && day >= view.from && day <= view.to ? day : (view.from + view.to) / 2;
    const { bounds } = this.scene.layout;
    this.glide(x === undefined ? zoomTowards(view, bounds, factor, kept) : zoomView(view, bounds, factor, dayOf(this.scale(), x)));
  }

  /** To the next stop closer to a moment, or back from it; the middle of the view where nothing that is selected has a day. */
  closer(moment: number | null, back: boolean): void {
    const view = this.heading();
    if (this.scene && view) this.go(stopView(view, this.scene.layout.bounds, moment ?? (view.from + view.to) / 2, back));
  }

  pan(share: number): void {
    const view = this.heading();
    if (this.scene && view) this.glide(panView(view, this.scene.layout.bounds, (view.to - view.from) * share));
  }

  fit(): void {
    if (this.scene) this.go(this.scene.layout.bounds);
  }

  /** Go to a range of days. */
  show(view: View): void {
    if (this.scene) this.setView(view);
  }

  /** Bring a finding into view, in time and in height. */
  reveal(finding: ChartFinding): void {
    const view = this.heading();
    if (!this.scene || !view) return;
    const { layout } = this.scene;
    if (finding.day !== null) this.glide(revealDays(view, layout.bounds, finding.day, finding.until ?? finding.day));
    const lane = laneOfFinding(layout, finding);
    if (lane) this.revealLane(lane);
  }

  revealLane(lane: Lane): void {
    const room = this.height - HEAD - MINI;
    const { scrollTop } = this.scroller;
    if (lane.top < scrollTop) this.scroller.scrollTop = lane.top;
    else if (lane.top + lane.height > scrollTop + room) this.scroller.scrollTop = Math.min(lane.top, lane.top + lane.height - room);
  }

  private scale(): Scale {
    const scene = this.scene;
    const left = GUTTER + (scene && scene.layout.undated > 0 ? UNDATED : 0) + 4;
    return { ...(scene?.view ?? { from: 0, to: 1 }), left, right: Math.max(left + 40, this.width - RIGHT) };
  }

  /**
   * To a place that has a name. It is told at once and not when the view comes to rest there: whoever turns to the list
   * on the way finds the days that were asked for when they come back. Steps by hand are told at rest, they come in dozens.
   */
  private go(to: View): void {
    this.glide(to);
    this.tell();
  }

  private tell(): void {
    const view = this.heading();
    if (view) this.events().onView(view);
  }

  private glide(to: View): void {
    const heading = this.heading();
    // Already there, or on the way there: walking along findings that are all in view moves nothing.
    if (heading && heading.from === to.from && heading.to === to.to) return;
    if (!this.scene || matchMedia('(prefers-reduced-motion: reduce)').matches) return this.setView(to);
    const from = this.scene.view;
    const start = performance.now();
    cancelAnimationFrame(this.frame);
    this.goal = to;
    const step = (now: number) => {
      if (this.goal !== to) return;
      const share = Math.min(1, (now - start) / GLIDE_MS);
      if (share === 1) this.goal = null;
      const eased = 1 - (1 - share) ** 3;
      this.moveTo({ from: from.from + (to.from - from.from) * eased, to: from.to + (to.to - from.to) * eased });
      if (share < 1) {
        cancelAnimationFrame(this.frame);
        this.frame = requestAnimationFrame((next) => {
          this.frame = 0;
          this.draw();
          step(next);
        });
      }
    };
    step(start);
  }

  /** Go there at once; a glide ends. */
  private setView(view: View): void {
    this.goal = null;
    this.moveTo(view);
  }

  private moveTo(view: View): void {
    if (!this.scene) return;
    this.scene = { ...this.scene, view: clampView(view, this.scene.layout.bounds) };
    this.redraw();
    clearTimeout(this.rest);
    this.rest = window.setTimeout(() => this.tell(), REST_MS);
  }

  private setScroll(scroll: number): void {
    if (!this.scene) return;
    this.scene = { ...this.scene, scroll };
    this.redraw();
  }

  private redraw(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  private draw(): void {
    if (!this.scene || this.width === 0) return;
    this.palette ??= readPalette(this.canvas, this.ctx, devicePixelRatio || 1);
    const pen: Pen = {
      ctx: this.ctx, palette: this.palette, scale: this.scale(), width: this.width, height: this.height,
      finding: this.scene.selected?.id ?? null, lit: this.lit, hovered: this.hovered?.piece?.statement.id ?? null,
      lastDay: this.scene.layout.lastDay,
    };
    drawScene(pen, this.scene, this.density);
  }

  private onWheel(event: WheelEvent): void {
    if (!this.scene) return;
    const { view, layout } = this.scene;
    const day = dayOf(this.scale(), event.offsetX);
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this.setHover(null);
      this.setView(zoomView(view, layout.bounds, Math.exp(-event.deltaY * 0.004), day));
      return;
    }
    const aside = event.shiftKey ? event.deltaY : event.deltaX;
    if (Math.abs(aside) < Math.abs(event.deltaY) && !event.shiftKey) return;
    event.preventDefault();
    const scale = this.scale();
    this.setView(panView(view, layout.bounds, (aside * (view.to - view.from)) / (scale.right - scale.left)));
  }

  private onDown(event: PointerEvent): void {
    if (!this.scene || event.button !== 0) return;
    if (event.offsetY < AXIS && event.offsetX >= this.scale().left - 6) {
      this.pointing = true;
      this.canvas.setPointerCapture(event.pointerId);
      return this.point(event.offsetX);
    }
    const mini = event.offsetY > this.height - MINI;
    this.drag = { x: event.offsetX, from: this.scene.view, moved: false, mini };
    this.canvas.setPointerCapture(event.pointerId);
    if (mini) this.centre(event.offsetX);
  }

  /** The day under a pixel, within the lifetime. */
  private point(x: number): void {
    if (!this.scene) return;
    const { bounds } = this.scene.layout;
    const day = Math.floor(Math.min(bounds.to, Math.max(bounds.from, dayOf(this.scale(), x))));
    if (day === this.scene.cursor) return;
    this.scene = { ...this.scene, cursor: day };
    this.redraw();
    this.events().onDay(day);
  }

  private centre(x: number): void {
    if (!this.scene) return;
    const { bounds } = this.scene.layout;
    const day = dayOf({ ...this.scale(), ...bounds }, x);
    const half = (this.scene.view.to - this.scene.view.from) / 2;
    this.setView({ from: day - half, to: day + half });
  }

  private onMove(event: PointerEvent): void {
    if (!this.scene) return;
    if (this.pointing) return this.point(event.offsetX);
    if (this.drag) {
      if (this.drag.mini) return this.centre(event.offsetX);
      const by = this.drag.x - event.offsetX;
      if (Math.abs(by) > 3) this.drag.moved = true;
      if (!this.drag.moved) return;
      this.canvas.style.cursor = 'grabbing';
      const scale = this.scale();
      const span = this.drag.from.to - this.drag.from.from;
      this.setHover(null);
      return this.setView(panView(this.drag.from, this.scene.layout.bounds, (by * span) / (scale.right - scale.left)));
    }
    this.setHover(this.under(event.offsetX, event.offsetY));
    if (event.offsetY < AXIS) this.canvas.style.cursor = 'col-resize';
    else if (this.hovered === null) this.canvas.style.cursor = '';
  }

  private onUp(event: PointerEvent): void {
    const drag = this.drag;
    this.drag = null;
    this.pointing = false;
    this.canvas.style.cursor = '';
    if (!drag || drag.moved || drag.mini || !this.scene) return;
    const { offsetX: x, offsetY: y } = event;
    const lane = y > HEAD && y < this.height - MINI ? laneAt(this.scene.layout, y - HEAD + this.scene.scroll) : undefined;
    if (x < GUTTER && lane) return this.events().onLane(lane.id);
    const hit = this.under(x, y);
    if (hit?.finding) this.events().onFinding(hit.finding.id);
    else this.events().onStatement(hit?.piece?.statement.id ?? hit?.undated ?? null);
  }

  /** A mark first, then a piece; in the strip of undated statements by row. */
  private under(x: number, y: number): Hover | null {
    const scene = this.scene;
    if (!scene || y > this.height - MINI || y < AXIS) return null;
    const scale = this.scale();
    const near = (findings: readonly ChartFinding[]): ChartFinding | null => {
      const found = findings.filter((one) => one.day !== null && Math.abs(xOf(scale, one.day) - x) <= 8);
      found.sort((a, b) => Math.abs(xOf(scale, a.day as number) - x) - Math.abs(xOf(scale, b.day as number) - x));
      return found[0] ?? null;
    };
    if (y < HEAD) {
      const finding = near(scene.book.findings);
      return finding ? { piece: null, finding, undated: null, x, y } : null;
    }
    const lane = laneAt(scene.layout, y - HEAD + scene.scroll);
    if (!lane) return null;
    const inLane = y - HEAD + scene.scroll - lane.top;
    if (Math.abs(inLane - lane.height / 2) < 8 && x >= scale.left - 8) {
      const finding = near(lane.findings);
      if (finding) return { piece: null, finding, undated: null, x, y };
    }
    if (x < scale.left - 6) {
      if (x < GUTTER) return null;
      const side = inLane < lane.height / 2 ? 'legacy' : 'destination';
      const row = Math.floor((Math.abs(inLane - lane.height / 2) - 6) / 12);
      const statement = lane[side].undated[row];
      if (!statement) return null;
      return { piece: null, finding: scene.book.findingOf.get(statement.id) ?? null, undated: statement.id, x, y };
    }
    const piece = pieceAt(lane, scale, x, inLane);
    return piece ? { piece, finding: piece.finding, undated: null, x, y } : null;
  }

  private setHover(hover: Hover | null): void {
    const before = this.hovered;
    const same = before?.piece === hover?.piece && before?.finding === hover?.finding && before?.undated === hover?.undated;
    if (same && (before === null) === (hover === null)) return;
    this.hovered = hover;
    this.canvas.style.cursor = hover ? 'pointer' : '';
    this.events().onHover(hover);
    this.redraw();
  }
}
