/** The time axis: mapping, zooming, panning, words. */
import { describe, expect, it } from 'vitest';
import { boundsOf, clampView, dayName, dayOf, intoDay, keptView, momentOf, panView, revealDays, SPAN_DAYS_MIN, spanName, stopView, ticksOf, xOf, ZOOM_STEP, zoomTowards, zoomView } from '../timeline/time';
import { randomOf } from './sample-chart';

const bounds = boundsOf([-3300, 180]);

describe('time', () => {
  it('maps days to pixels and back', () => {
    const random = randomOf(17);
    for (let n = 0; n < 200; n++) {
      const from = random() * 5000 - 4000;
      const scale = { from, to: from + 1 + random() * 4000, left: 128, right: 128 + 200 + random() * 3000 };
      const day = from + random() * 4000;
      expect(dayOf(scale, xOf(scale, day))).toBeCloseTo(day, 6);
    }
  });

  it('never leaves its bounds, nor comes closer than an hour, however somebody zooms and pans', () => {
    const random = randomOf(23);
    let view = bounds;
    for (let n = 0; n < 2_000; n++) {
      const day = view.from + random() * (view.to - view.from);
      view = random() < 0.5 ? zoomView(view, bounds, 0.2 + random() * 4, day) : panView(view, bounds, (random() - 0.5) * 9000);
      expect(view.from).toBeGreaterThanOrEqual(bounds.from - 1e-6);
      expect(view.to).toBeLessThanOrEqual(bounds.to + 1e-6);
      expect(view.to - view.from).toBeGreaterThanOrEqual(SPAN_DAYS_MIN - 1e-6);
    }
  });

  it('keeps the day under the pointer while zooming in', () => {
    const near = zoomView(bounds, bounds, 4, -1000);
    const share = (view: typeof bounds) => (-1000 - view.from) / (view.to - view.from);
    expect(share(near)).toBeCloseTo(share(bounds), 9);
  });

  it('brings a moment at the edge towards the middle, step by step, and leaves it where it is on the way back', () => {
    const share = (view: typeof bounds) => (-3200 - view.from) / (view.to - view.from);
    const steps = [bounds];
    for (let n = 0; n < 6; n++) steps.push(zoomTowards(steps[n] as typeof bounds, bounds, ZOOM_STEP, -3200));
    const off = steps.map((view) => Math.abs(share(view) - 0.5));
    for (let n = 1; n < off.length; n++) expect(off[n]).toBeLessThanOrEqual((off[n - 1] as number) + 1e-9);
    expect(off.at(-1)).toBeLessThan(0.1);
    const near = steps.at(-1) as typeof bounds;
    expect(share(zoomTowards(near, bounds, 1 / ZOOM_STEP, -3200))).toBeCloseTo(share(near), 6);
  });

  it('comes from a lifetime to the day and the hour of a moment in three stops, and back', () => {
    const moment = -1000 + 9.5 / 24;
    const month = stopView(bounds, bounds, moment, false);
    expect(month.to - month.from).toBeCloseTo(30, 9);
    expect((month.from + month.to) / 2).toBeCloseTo(moment, 9);
    const day = stopView(month, bounds, moment, false);
    expect(day).toEqual({ from: -1000, to: -999 });
    const hour = stopView(keptView(day), bounds, moment, false);
    expect(hour.to - hour.from).toBeCloseTo(SPAN_DAYS_MIN, 9);
    expect(hour.from < moment && moment < hour.to).toBe(true);
    expect(stopView(hour, bounds, moment, false)).toEqual(hour);
    const back = (view: typeof bounds) => stopView(view, bounds, moment, true);
    expect(back(hour)).toEqual(day);
    expect(back(keptView(back(hour)))).toEqual(month);
    expect(back(back(back(hour)))).toEqual(bounds);
  });

  it('reaches an hour from a lifetime of eighty years in fifteen presses', () => {
    const life = boundsOf([-80 * 365, 0]);
    let view = life;
    for (let n = 0; n < 15; n++) view = zoomView(view, life, ZOOM_STEP, -1000);
    expect(spanName(view.to - view.from)).toBe('1 hour');
  });

  it('takes any range out of a URL', () => {
    expect(clampView({ from: 900, to: -900 }, bounds).to).toBeGreaterThan(0);
    expect(clampView({ from: Number.NaN, to: 4 }, bounds)).toEqual(bounds);
    expect(clampView({ from: -1e9, to: 1e9 }, bounds)).toEqual(bounds);
  });

  it('brings a finding into view without zooming', () => {
    const view = { from: -3000, to: -2900 };
    const moved = revealDays(view, bounds, -500, -480);
    expect(moved.to - moved.from).toBeCloseTo(100, 9);
    expect(moved.from).toBeLessThan(-500);
    expect(moved.to).toBeGreaterThan(-480);
    expect(revealDays(view, bounds, -2950, -2950)).toBe(view);
  });

  it('gives axis lines that never crowd, from a lifetime to an hour', () => {
    for (const span of [36_500, 3_650, 800, 365, 90, 20, 3, 1, 0.4, 1 / 8, 1 / 24]) {
      const scale = { from: -1000, to: -1000 + span, left: 0, right: 800 };
      const xs = ticksOf(scale).map((tick) => xOf(scale, tick.day));
      xs.forEach((x, at) => at > 0 && expect(x - (xs[at - 1] ?? 0)).toBeGreaterThan(30));
      expect(xs.length).toBeGreaterThan(0);
    }
  });

  it('says no more than the source did', () => {
    expect(dayName(-840)).toBe('Y−3 day 255');
    expect(dayName(-840, 'month')).toBe('about Y−3 day 255');
    expect(dayName(-840, 'year')).toBe('Y−3');
    expect(dayName(0)).toBe('Y0 day 0');
    expect(spanName(1 / 24)).toBe('1 hour');
    expect(spanName(0.5)).toBe('12 hours');
    expect(spanName(1)).toBe('1 day');
    expect(spanName(3650)).toBe('10 years');
  });

  it('stands to the minute where the source knows it, and names no clock', () => {
    expect(momentOf({ start: -840, minute: 360 })).toBe(-839.75);
    expect(momentOf({ start: -840, minute: null })).toBe(-840);
    expect(momentOf({ start: null, minute: 5 })).toBeNull();
    expect(Math.floor(momentOf({ start: 3, minute: 5000 }) ?? 0)).toBe(3);
    expect([5, 60, 200, 1439].map(intoDay)).toEqual(['+5 min', '+1 h', '+3 h 20', '+23 h 59']);
    const labels = ticksOf({ from: -840.02, to: -840.02 + 1 / 24, left: 0, right: 800 }).map((tick) => tick.label);
    expect(labels[0]).toContain('Y−3 day 254 +23 h');
    expect(labels).toContain('Y−3 day 255');
    expect(labels.join(' ')).not.toMatch(/\d:\d/);
  });

  it('comes back from the URL where it was, however near', () => {
    for (const span of [9000, 300, 30, 1, 1 / 24]) {
      const view = { from: -1234.5678, to: -1234.5678 + span };
      const kept = keptView(view);
      expect(Math.abs(kept.from - view.from)).toBeLessThan(span * 0.02);
      expect(Math.abs(kept.to - view.to)).toBeLessThan(span * 0.02);
    }
  });
});
