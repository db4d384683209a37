// Undo and redo of unsaved edits. It knows nothing of what is edited: any value can have a history.
//
// What must stay true: undo never destroys forward history. Whoever undoes three edits and then types finds those three
// again by undoing further, because the way back is kept as steps of its own. Typing in one place is one step until
// the person pauses, so that one undo takes back a word and not a letter.

export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
  /** Where and when the last edit was, to join typing into one step. */
  readonly group: string | null;
  readonly at: number;
}

/** Edits in one place within this time are one step. */
export const pauseMs = 700;
const stepsMax = 500;

/** A history that starts here. */
export function begin<T>(present: T): History<T> {
  return { past: [], present, future: [], group: null, at: 0 };
}

/** Records an edit made in `group` at `at` (milliseconds). */
export function edit<T>(history: History<T>, next: T, group: string | null, at: number): History<T> {
  const joins = group !== null && group === history.group && at - history.at < pauseMs && history.future.length === 0;
  if (joins) return { ...history, present: next, at };
  // The undone steps become part of the past: forward, then back to where the person stood.
  const detour = history.future.length > 0 ? [...history.future, ...[...history.future].reverse().slice(1), history.present] : [];
  const past = [...history.past, history.present, ...detour].slice(-stepsMax);
  return { past, present: next, future: [], group, at };
}

/** The present replaced without a step: by what the workspace made of it, or by the next letter of the same word. */
export function settle<T>(history: History<T>, present: T): History<T> {
  return { ...history, present };
}

/** One step back; the same history when there is none. */
export function undo<T>(history: History<T>): History<T> {
  const previous = history.past.at(-1);
  if (previous === undefined) return history;
  return { past: history.past.slice(0, -1), present: previous, future: [history.present, ...history.future], group: null, at: 0 };
}

/** One step forward; the same history when there is none. */
export function redo<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.present], present: next, future, group: null, at: 0 };
}
