// Undo and redo of what is written: whole states, so that text and form go back together and nothing has to be asked again.

export type Past<S> = { before: readonly S[]; now: S; after: readonly S[] };

/** States that are kept. */
const most = 200;

export function begin<S>(now: S): Past<S> {
  return { before: [], now, after: [] };
}

/** A new state; what was undone before is gone. */
export function push<S>(past: Past<S>, next: S): Past<S> {
  return { before: [...past.before, past.now].slice(-most), now: next, after: [] };
}

/** The present state replaced by what the workspace made of it. */
export function settle<S>(past: Past<S>, now: S): Past<S> {
  return { ...past, now };
}

export function undo<S>(past: Past<S>): Past<S> {
  const last = past.before.at(-1);
  return last === undefined ? past : { before: past.before.slice(0, -1), now: last, after: [past.now, ...past.after] };
}

export function redo<S>(past: Past<S>): Past<S> {
  const [next, ...after] = past.after;
  return next === undefined ? past : { before: [...past.before, past.now], now: next, after };
}
