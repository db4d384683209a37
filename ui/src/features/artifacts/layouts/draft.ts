// A layout while it is drawn: columns over characters counted from 1, and the steps that were taken. Pure. What must stay true: columns
// stand in order and apart, none is empty, and no character of a record is needed to draw one.
import type { LayoutColumn, LayoutDraft, LayoutFile, LayoutSample } from '../../../contract/contract';

/** The last place that a column can end at. */
export const PLACE_MAX = 1 << 20;

export const endOf = (column: LayoutColumn): number => column.start + column.width - 1;

/** Whether a column begins at a character. */
export function beginsAt(columns: readonly LayoutColumn[], at: number): boolean {
  return columns.some((column) => column.start === at);
}

/** A name that no column has: COL_3. */
export function freeName(columns: readonly LayoutColumn[]): string {
  const taken = new Set(columns.map((column) => column.name));
  let number = columns.length + 1;
  while (taken.has(`COL_${number}`)) number += 1;
  return `COL_${number}`;
}

/** A column begins at a character: it parts the one that stands there, or takes the gap up to the next one. */
export function cut(columns: readonly LayoutColumn[], at: number, longest: number): LayoutColumn[] {
  if (at < 1 || at > PLACE_MAX || beginsAt(columns, at)) return [...columns];
  const name = freeName(columns);
  const inside = columns.find((column) => column.start < at && at <= endOf(column));
  const next = columns.find((column) => column.start > at);
  const end = inside !== undefined ? endOf(inside) : next !== undefined ? next.start - 1 : Math.max(at, longest);
  const kept = columns.map((column) => (column === inside ? { ...column, width: at - column.start } : column));
  return [...kept, { name, start: at, width: end - at + 1 }].sort((a, b) => a.start - b.start);
}

/** The column that begins at a character goes: the one before it reaches over its place, where the two met. */
export function join(columns: readonly LayoutColumn[], at: number): LayoutColumn[] {
  const index = columns.findIndex((column) => column.start === at);
  const gone = columns[index];
  if (gone === undefined) return [...columns];
  const before = columns[index - 1];
  const rest = columns.filter((column) => column !== gone);
  if (before === undefined || endOf(before) + 1 !== gone.start) return rest;
  return rest.map((column) => (column === before ? { ...before, width: endOf(gone) - before.start + 1 } : column));
}

/** Moves the place where a column begins. A column that it touches moves with it; none becomes empty, none is passed. */
export function moveStart(columns: readonly LayoutColumn[], index: number, to: number): LayoutColumn[] {
  const column = columns[index];
  if (column === undefined) return [...columns];
  const before = columns[index - 1];
  const touches = before !== undefined && endOf(before) + 1 === column.start;
  const least = before === undefined ? 1 : touches ? before.start + 1 : endOf(before) + 1;
  const start = Math.min(endOf(column), Math.max(least, Math.round(to)));
  return columns.map((one, at) => {
    if (at === index) return { ...one, start, width: endOf(column) - start + 1 };
    return at === index - 1 && touches ? { ...one, width: start - one.start } : one;
  });
}

/** Moves the place where a column ends, up to the next one. */
export function moveEnd(columns: readonly LayoutColumn[], index: number, to: number): LayoutColumn[] {
  const column = columns[index];
  if (column === undefined) return [...columns];
  const most = (columns[index + 1]?.start ?? PLACE_MAX + 1) - 1;
  const end = Math.min(most, Math.max(column.start, Math.round(to)));
  return columns.map((one, at) => (at === index ? { ...one, width: end - one.start + 1 } : one));
}

/** Suggested columns with names to begin from. */
export function named(columns: readonly LayoutColumn[]): LayoutColumn[] {
  return columns.map((column, index) => ({ ...column, name: column.name === '' ? `COL_${index + 1}` : column.name }));
}

export const EMPTY: LayoutDraft = {
  place: null, artifact: '', path: '', form: 'fixed width', relation: '', encoding: '', header: false, skip: 0, comment: '', delimiter: '', quote: '"', recordLength: null, columns: [], names: [],
};

/** Where a drawing of a file begins: as the file suggests. Marks that part every record alike speak for cells between them. */
export function begun(file: Pick<LayoutFile, 'id' | 'name' | 'format' | 'header'>, sample: LayoutSample): LayoutDraft {
  const [delimiter] = sample.delimiters;
  const base = { ...EMPTY, artifact: file.id, relation: relationOf(file.name) };
  const header = file.header !== 'none';
  if (delimiter !== undefined && delimiter !== ',') return { ...base, form: 'delimited', delimiter, header };
  // Read as delimited already, and no record as long as the next: columns by place would cut through its cells.
  if (file.format === 'CSV' && sample.sameLength === null) return { ...base, form: 'delimited', delimiter: ',', header };
  return { ...base, columns: named(sample.suggested) };
}

/** `export.zip!/claims/a.dat` is `a`. */
export function relationOf(name: string): string {
  return (name.split(/[/!]/).at(-1) ?? name).replace(/\.[^.]*$/, '');
}

/** Why a draft cannot be previewed or kept yet, or null. The workspace checks the rest. */
export function problemOf(draft: LayoutDraft): string | null {
  if (draft.form === 'delimited') return draft.delimiter === '' ? 'Say which character parts the cells.' : null;
  if (draft.columns.length === 0) return 'Draw the first column: press on the ruler, or take what is suggested.';
  const names = draft.columns.map((column) => column.name.trim());
  if (names.includes('')) return 'A column has no name.';
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? null : `Two columns are named ${twice}.`;
}

export const sameDraft = (a: LayoutDraft, b: LayoutDraft): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The steps of a drawing: what was, what is, what was taken back. */
export type Steps = { before: readonly LayoutDraft[]; now: LayoutDraft; after: readonly LayoutDraft[] };

export const KEPT_STEPS = 200;

export const start = (draft: LayoutDraft): Steps => ({ before: [], now: draft, after: [] });

/** A step. `together` makes it one with the step before it: a drag, or a word that is typed. */
export function step(steps: Steps, draft: LayoutDraft, together = false): Steps {
  if (sameDraft(steps.now, draft)) return steps;
  const before = together && steps.before.length > 0 ? steps.before : [...steps.before, steps.now].slice(-KEPT_STEPS);
  return { before, now: draft, after: [] };
}

export function undo(steps: Steps): Steps {
  const last = steps.before.at(-1);
  return last === undefined ? steps : { before: steps.before.slice(0, -1), now: last, after: [steps.now, ...steps.after] };
}

export function redo(steps: Steps): Steps {
  const [next, ...after] = steps.after;
  return next === undefined ? steps : { before: [...steps.before, steps.now], now: next, after };
}

/** Character classes of one masked line, cut to what is drawn. */
export function ticks(longest: number): number[] {
  return Array.from({ length: Math.floor(longest / 10) + 1 }, (_, index) => index * 10);
}
