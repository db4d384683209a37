/**
 * The time axis: days from a patient's undisclosed anchor, mapped to pixels and named in relative years.
 *
 * It knows no calendar and no clock: a relative year is 365 days, and within a day time counts from the first moment that
 * either book knows of it, so nothing on screen says when anything happened. Views are half-open ranges of days and may be
 * fractional.
 * What must stay true: `dayOf(xOf(day)) = day`, and a view never leaves its bounds nor shrinks below one hour.
 */

import { YEAR_DAYS, dayName, yearName, yearOf } from '../../../components/relativeDay';

export { YEAR_DAYS, dayName, yearName, yearOf };

/** The closest zoom: an hour. */
export const SPAN_DAYS_MIN = 1 / 24;
const DAY_MINUTES = 1440;

/** Where something stands on the axis: its day and, where the source knows it, the minutes into what is known of it. */
export function momentOf(at: { readonly start: number | null; readonly minute?: number | null }): number | null {
  return at.start === null ? null : at.start + Math.min(at.minute ?? 0, DAY_MINUTES - 1) / DAY_MINUTES;
}

/** `+3 h 20`, `+5 min`: time into a day. */
export function intoDay(minutes: number): string {
  const whole = Math.round(minutes);
  const rest = whole % 60;
  if (whole < 60) return `+${whole} min`;
  return rest === 0 ? `+${whole / 60} h` : `+${Math.floor(whole / 60)} h ${String(rest).padStart(2, '0')}`;
}

/** A view as the URL keeps it: whole days as long as they do not move what is seen. */
export function keptView(view: View): View {
  if (view.to - view.from > 200) return { from: Math.floor(view.from), to: Math.ceil(view.to) };
  const round = (day: number) => Math.round(day * 1000) / 1000;
  return { from: round(view.from), to: round(view.to) };
}

/** A range of days on screen. */
export interface View {
  readonly from: number;
  readonly to: number;
}

/** A view laid over pixels. */
export interface Scale extends View {
  readonly left: number;
  readonly right: number;
}

/** Pixel of a day. */
export function xOf(scale: Scale, day: number): number {
  return scale.left + ((day - scale.from) / (scale.to - scale.from)) * (scale.right - scale.left);
}

/** Day of a pixel, fractional. */
export function dayOf(scale: Scale, x: number): number {
  return scale.from + ((x - scale.left) / (scale.right - scale.left)) * (scale.to - scale.from);
}

/** A length of time in words: `3 hours`, `12 days`, `7 months`, `9 years`. */
export function spanName(days: number): string {
  const hours = Math.max(1, Math.round(days * 24));
  if (hours < 24) return hours === 1 ? '1 hour' : `${hours} hours`;
  const whole = Math.max(1, Math.round(days));
  if (whole < 90) return whole === 1 ? '1 day' : `${whole} days`;
  if (whole < 2 * YEAR_DAYS) return `${Math.round(whole / 30.4)} months`;
  return `${Math.round((whole / YEAR_DAYS) * 10) / 10} years`;
}

/** The whole lifetime of both books, with a little air on both sides. */
export function boundsOf(days: readonly number[]): View {
  const first = days[0] ?? 0;
  const last = Math.max(days[1] ?? first, first);
  const air = Math.max(1, (last - first) * 0.012);
  return { from: first - air, to: last + air * 2 };
}

/** The nearest view inside the bounds with the same span, if it fits. */
export function clampView(view: View, bounds: View): View {
  const whole = bounds.to - bounds.from;
  const asked = Number.isFinite(view.to - view.from) ? view.to - view.from : whole;
  const span = Math.min(whole, Math.max(Math.min(SPAN_DAYS_MIN, whole), asked));
  const middle = Number.isFinite(view.from) && Number.isFinite(view.to) ? (view.from + view.to) / 2 : bounds.from + whole / 2;
  const from = Math.min(Math.max(middle - span / 2, bounds.from), bounds.to - span);
  return { from, to: from + span };
}

/** Zoom by a factor (over 1 comes closer) while `day` stays where it is on screen. */
export function zoomView(view: View, bounds: View, factor: number, day: number): View {
  const span = view.to - view.from;
  const whole = bounds.to - bounds.from;
  const next = Math.min(whole, Math.max(Math.min(SPAN_DAYS_MIN, whole), span / factor));
  const share = (day - view.from) / span;
  const from = Math.min(Math.max(day - share * next, bounds.from), bounds.to - next);
  return { from, to: from + next };
}

/** Zoom towards a moment: with every step closer it comes half of the way to the middle, so that both sides of it are seen. Back, it stays where it is. */
export function zoomTowards(view: View, bounds: View, factor: number, day: number): View {
  const next = zoomView(view, bounds, factor, day);
  return factor <= 1 ? next : panView(next, bounds, (day - (next.from + next.to) / 2) / 2);
}

/** What one press of the zoom keys and buttons is worth: an hour is some fifteen presses from a lifetime. */
export const ZOOM_STEP = 2.5;

/** The stops on the way closer to one moment: a month around it, its day, its hour. */
const STOPS_DAYS = [30, 1, SPAN_DAYS_MIN] as const;

/** The next stop closer to a moment, or, with `back`, the one before it; from the last stop back it is the lifetime. */
export function stopView(view: View, bounds: View, moment: number, back: boolean): View {
  // Spans are compared with some play: a view that was clamped or read off the URL is rounded.
  const span = view.to - view.from;
  if (back && span * 1.01 >= STOPS_DAYS[0]) return bounds;
  const next = back ? [...STOPS_DAYS].reverse().find((stop) => stop > span * 1.01) : STOPS_DAYS.find((stop) => stop < span * 0.99);
  const stop = next ?? SPAN_DAYS_MIN;
  const from = stop === 1 ? Math.floor(moment) : moment - stop / 2;
  return clampView({ from, to: from + stop }, bounds);
}

/** Move by days, stopping at the bounds. */
export function panView(view: View, bounds: View, days: number): View {
  const span = view.to - view.from;
  const from = Math.min(Math.max(view.from + days, bounds.from), bounds.to - span);
  return { from, to: from + span };
}

/** The view moved, not zoomed, so that a range of days is inside it with some air. */
export function revealDays(view: View, bounds: View, from: number, to: number): View {
  const span = view.to - view.from;
  const air = span * 0.08;
  if (from >= view.from + air && Math.min(to, from) <= view.to - air) return view;
  const middle = to - from < span * 0.8 ? (from + to) / 2 : from + span * 0.35;
  return clampView({ from: middle - span / 2, to: middle + span / 2 }, bounds);
}

/** A line of the axis. */
export interface Tick {
  readonly day: number;
  readonly label: string;
  /** Starts a relative year. */
  readonly year: boolean;
}

const YEAR_STEPS = [1, 2, 5, 10, 20, 50, 100];
const DAY_STEPS = [1, 2, 5, 10, 20, 50, 100];
/** Minutes; each divides a day. */
const MINUTE_STEPS = [5, 10, 15, 30, 60, 120, 180, 360, 720];

/** The lines of the axis: whole years while they have room, then days counted from the start of each year, then hours into each day. */
export function ticksOf(scale: Scale, room = 62): Tick[] {
  const pixelsPerDay = (scale.right - scale.left) / (scale.to - scale.from);
  const minuteStep = MINUTE_STEPS.find((step) => (step * pixelsPerDay) / DAY_MINUTES >= room);
  if (minuteStep !== undefined) return hourTicks(scale, minuteStep);
  const ticks: Tick[] = [];
  const dayStep = DAY_STEPS.find((step) => step * pixelsPerDay >= room);
  const yearStep =
    dayStep === undefined ? (YEAR_STEPS.find((step) => step * YEAR_DAYS * pixelsPerDay >= room * 0.72) ?? 200) : 1;
  const firstYear = Math.floor(yearOf(scale.from) / yearStep) * yearStep;
  for (let year = firstYear; year * YEAR_DAYS <= scale.to; year += yearStep) {
    const start = year * YEAR_DAYS;
    if (start >= scale.from) ticks.push({ day: start, label: yearName(year), year: true });
    if (dayStep === undefined) continue;
    const first = Math.max(dayStep, Math.ceil((scale.from - start) / dayStep) * dayStep);
    for (let day = first; day <= YEAR_DAYS - dayStep * 0.6 && start + day <= scale.to; day += dayStep) {
      ticks.push({ day: start + day, label: ticks.length === 0 ? dayName(start + day) : `day ${day}`, year: false });
    }
  }
  return ticks;
}

/** Lines within days. The first says which day it is of. */
function hourTicks(scale: Scale, step: number): Tick[] {
  const ticks: Tick[] = [];
  const first = Math.ceil((scale.from * DAY_MINUTES) / step - 1e-6);
  for (let at = first; at * step <= scale.to * DAY_MINUTES + 1e-6; at += 1) {
    const minutes = at * step;
    const day = Math.floor(minutes / DAY_MINUTES);
    const into = minutes - day * DAY_MINUTES;
    const begins = into === 0;
    const name = begins ? dayName(day) : intoDay(into);
    ticks.push({ day: minutes / DAY_MINUTES, label: ticks.length === 0 && !begins ? `${dayName(day)} ${name}` : name, year: begins });
  }
  return ticks;
}
