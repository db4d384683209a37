// The effect of a retention rule as the screen draws it: classes before and after, and years as stacked bars. Pure. A
// number of patients from 1 to 10 is withheld (null), and so is what would tell it: it has a mark, never a height or a difference.
import { count, plural } from '../../components/formats';
import type { RetentionClass, RetentionEffect, RetentionRule, RetentionYear } from '../../contract/contract';

export type ClassName = 'active' | 'archive' | 'undecided';
export const CLASSES: readonly ClassName[] = ['active', 'archive', 'undecided'];

const WORDS: Record<ClassName, string> = { active: 'migrate', archive: 'go to the archive', undecided: 'to decide' };

export function classWords(name: string): string {
  return WORDS[name as ClassName] ?? name;
}

/** Why a number is not told: it may be large, where all are known and the others would leave a few. */
export const WITHHELD = 'from 1 to 10 patients, or as many as would tell such a number of others';

/** Patients of a part of all. */
export function told(patients: number | null): string {
  return patients === null ? 'not told' : count(patients);
}

/** One class and reason, now and as the changed rule would have it; undefined where it holds nobody. */
export type ClassLine = { class: string; reason: string; now: RetentionClass | undefined; then: RetentionClass | undefined };

/** Lines of both effects, in the order of what is shown, with those that would vanish at their class's end. */
export function classLines(now: RetentionEffect, then: RetentionEffect | undefined): ClassLine[] {
  const shown = then ?? now;
  const find = (effect: RetentionEffect, one: RetentionClass) => effect.classes.find((other) => other.class === one.class && other.reason === one.reason);
  const lines: ClassLine[] = shown.classes.map((one) => ({ class: one.class, reason: one.reason, now: find(now, one), then: find(shown, one) }));
  const gone = now.classes.filter((one) => find(shown, one) === undefined).map((one) => ({ class: one.class, reason: one.reason, now: one, then: undefined }));
  return CLASSES.flatMap((name) => [...lines, ...gone].filter((line) => line.class === name));
}

/** Patients of a class over its reasons; null when one of them is withheld. */
export function totalOf(effect: RetentionEffect, name: ClassName): number | null {
  const of = effect.classes.filter((one) => one.class === name);
  return of.some((one) => one.patients === null) ? null : of.reduce((sum, one) => sum + (one.patients ?? 0), 0);
}

/** At least so many, where a class has withheld parts: what its bar shows. */
export function leastOf(effect: RetentionEffect, name: ClassName): number {
  return effect.classes.filter((one) => one.class === name).reduce((sum, one) => sum + (one.patients ?? 0), 0);
}

/**
 * What is known of the lines that are not told, in words; null where all are told. All patients are known and so are the lines that are told,
 * so the rest together says nothing that is not on the screen already.
 */
export function heldBack(effect: RetentionEffect): string | null {
  const lines = effect.classes.filter((one) => one.patients === null).length;
  if (lines === 0) return null;
  const rest = effect.patients - CLASSES.reduce((sum, name) => sum + leastOf(effect, name), 0);
  return `${plural(lines, 'line')} ${lines === 1 ? 'is' : 'are'} not told, ${count(rest)} of ${plural(effect.patients, 'patient')} together: a line of 1 to 10 patients is among them, and the number of another would tell it.`;
}

/** The difference in patients, null when either is withheld. */
export function difference(line: ClassLine): number | null {
  const of = (one: RetentionClass | undefined): number | null => (one === undefined ? 0 : one.patients);
  const [before, after] = [of(line.now), of(line.then)];
  return before === null || after === null ? null : after - before;
}

export type YearBar = { year: number; x: number; width: number; parts: { class: ClassName; patients: number; y: number; height: number }[]; withheld: boolean };

/** Bars of the years between the first and the last; years without anybody leave a gap. */
export function yearBars(years: readonly RetentionYear[], width: number, height: number): YearBar[] {
  const first = years[0]?.year;
  const last = years[years.length - 1]?.year;
  if (first === undefined || last === undefined) return [];
  const step = width / (last - first + 1);
  const sum = (one: RetentionYear): number => CLASSES.reduce((all, name) => all + (one[name] ?? 0), 0);
  const most = Math.max(1, ...years.map(sum));
  return years.map((one) => {
    let y = height;
    const parts = CLASSES.flatMap((name) => {
      const patients = one[name] ?? 0;
      if (patients === 0) return [];
      const tall = Math.max(1, (patients / most) * (height - 4));
      y -= tall;
      return [{ class: name, patients, y, height: tall }];
    });
    return { year: one.year, x: (one.year - first) * step, width: Math.max(1, step - Math.min(2, step * 0.25)), parts, withheld: CLASSES.some((name) => one[name] === null) };
  });
}

export function sameRule(a: RetentionRule, b: RetentionRule): boolean {
  return (Object.keys(a) as (keyof RetentionRule)[]).every((key) => a[key] === b[key]);
}

/** `2026-11-30` of a moment at which a day begins, and back. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

export function msOf(day: string): number | null {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(ms) || ms < 0 ? null : ms;
}
