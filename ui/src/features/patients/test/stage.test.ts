/** The stage without a screen: what it tells, and when. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Stage } from '../paint/stage';
import type { ChartFinding } from '../timeline/book';
import { bookOf } from '../timeline/book';
import { layoutOf } from '../timeline/layout';
import type { View } from '../timeline/time';
import { chartOf, statement } from './sample-chart';

const book = bookOf(chartOf([statement({ id: 'first', start: -4000 }), statement({ id: 'last', start: 100 })]));
const layout = layoutOf(book, { width: 800, height: 600, measure: (text) => text.length * 6, expanded: new Set<string>() });
const { bounds } = layout;

/** A stage on a month of the chart, and the views that it told. Nothing is painted: it has no size. */
function staged(): { readonly stage: Stage; readonly told: View[] } {
  const told: View[] = [];
  const element = { addEventListener: () => undefined, getContext: () => ({}), scrollTop: 0 };
  const heard = { onView: (view: View) => void told.push(view) };
  const stage = new Stage(element as unknown as HTMLCanvasElement, element as unknown as HTMLElement, () => heard as never);
  stage.setScene({ layout, book, view: { from: -1000, to: -970 }, scroll: 0, lane: null, selected: null, cursor: null });
  return { stage, told };
}

describe('the stage', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    vi.stubGlobal('window', globalThis);
    vi.stubGlobal('matchMedia', () => ({ matches: false }));
    let frame = 0;
    const frames = new Map<number, ReturnType<typeof setTimeout>>();
    vi.stubGlobal('requestAnimationFrame', (draw: (now: number) => void) => {
      frames.set(++frame, setTimeout(() => draw(performance.now()), 16));
      return frame;
    });
    vi.stubGlobal('cancelAnimationFrame', (which: number) => clearTimeout(frames.get(which)));
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('tells the whole chart and a stop the moment they are asked for, so that closing on the way loses nothing', () => {
    const { stage, told } = staged();
    stage.fit();
    stage.close();
    vi.runAllTimers();
    expect(told).toEqual([bounds]);
    const again = staged();
    again.stage.closer(-985, false);
    again.stage.close();
    vi.runAllTimers();
    expect(again.told.map((view) => view.to - view.from)).toEqual([1]);
  });

  it('still glides there, and ends where it said', () => {
    const { stage, told } = staged();
    stage.fit();
    expect(stage.heading()).toEqual(bounds);
    expect(stage.view()).toEqual({ from: -1000, to: -970 });
    vi.runAllTimers();
    expect(stage.heading()?.from).toBeCloseTo(bounds.from, 6);
    expect(stage.view()?.to).toBeCloseTo(bounds.to, 6);
    expect(told).toHaveLength(2);
  });

  it('stands still for a finding that is in view, and goes to one that is not', () => {
    const frames = vi.fn(requestAnimationFrame);
    const { stage, told } = staged();
    vi.runAllTimers();
    vi.stubGlobal('requestAnimationFrame', frames);
    const at = (day: number) => ({ day, until: day, legacy: [], destination: [] }) as unknown as ChartFinding;
    stage.reveal(at(-985));
    vi.runAllTimers();
    expect(frames).not.toHaveBeenCalled();
    expect(told).toEqual([]);
    stage.reveal(at(-2000));
    vi.runAllTimers();
    expect(told).toHaveLength(1);
    expect(told[0]?.from).toBeLessThan(-2000);
    expect(told[0]?.to).toBeGreaterThan(-2000);
  });

  it('tells steps by hand once, where they come to rest', () => {
    const { stage, told } = staged();
    for (let step = 0; step < 5; step++) stage.pan(0.2);
    expect(told).toEqual([]);
    vi.runAllTimers();
    expect(told).toHaveLength(1);
    expect(told[0]?.from).toBeCloseTo(-970, 6);
  });
});
