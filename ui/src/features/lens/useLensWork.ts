// The lens while it is written: text and visual form in step, undo and redo, and what the workspace says of it.
//
// Either form may be changed. The workspace writes a changed form onto the text that it came from, and reads a changed text; until it
// has answered, the changed form is shown and the other is as it was. What is written outlives the screen, per workspace, account and side.
import { useCallback, useEffect, useRef, useState } from 'react';
import { begin, edit, redo, settle, undo, type History } from '../../components/history';
import type { LensDrafted, LensForm, LensView, WireError } from '../../contract/contract';
import { call } from '../../platform/call';
import type { Side } from './model/search';

/** One state: a text and what stands in it. `from` is the text that the form was read from. */
export type Written = { text: string; form: LensForm | null; from: string; problems: LensDrafted['problems']; missing: LensDrafted['missing']; waits: 'form' | 'text' | null };

export type LensWork = {
  now: Written;
  /** The version that this was begun on. */
  base: number;
  dirty: boolean;
  error: WireError | null;
  canUndo: boolean;
  canRedo: boolean;
  setForm: (form: LensForm) => void;
  setText: (text: string) => void;
  undo: () => void;
  redo: () => void;
  /** Begins anew from a saved version. */
  reset: (view: LensView) => void;
  /** What is written goes on top of a version that somebody else saved. */
  rebase: (view: LensView) => void;
  /** A text that was sent was kept as this version. It may be said after the screen is gone, and after more was written. */
  kept: (version: number, text: string) => void;
};

/** What is written, the version that it was begun on, and the text of that. */
export type State = { history: History<Written>; base: number; saved: string };

/** What is written and not saved, by workspace, account and side. */
const drafts = new Map<string, State>();

// Closing the window with something written and not saved asks first.
if (typeof window !== 'undefined') {
  window.addEventListener('beforeunload', (event) => {
    if ([...drafts.values()].some(isDirty)) event.preventDefault();
  });
}

function isDirty({ history, saved }: State): boolean {
  return history.present.text !== saved || history.present.waits !== null;
}

const waitMs = 260;

/** The text of a lens that there is not yet. */
export const blankOf = (side: Side): string => `format = "throughline-lens/1"\nname = "${side}"\n`;

/** A saved version with nothing written on it. */
export function of(view: LensView, side: Side): State {
  const none = view.version === 0;
  const text = none ? blankOf(side) : view.text;
  return { history: begin({ text, form: none ? { name: side, timezone: '', parts: [], archived: [], maps: [] } : view.form, from: text, problems: view.problems, missing: view.missing, waits: null }), base: view.version, saved: text };
}

/** What is written once the workspace has another version. Where nothing is written that is simply the present one; where it says what is
 * written, that is what was saved, whoever did it: what was not heard, or is still on its way. Anything else stays on its own version. */
export function met(state: State, view: LensView, side: Side): State {
  if (view.version <= state.base) return state;
  if (!isDirty(state)) return of(view, side);
  return view.text === state.history.present.text ? keptAs(state, view.version, view.text) : state;
}

/** What is written once a text was kept as a version; a later version stays. */
export function keptAs(state: State, version: number, text: string): State {
  return version < state.base ? state : { ...state, base: version, saved: text };
}

/** Whether a lens has something written that is not saved. */
export function isWritten(scope: string): boolean {
  const draft = drafts.get(scope);
  return draft !== undefined && isDirty(draft);
}

export function useLensWork(view: LensView, side: Side, scope: string): LensWork {
  const [state, setState] = useState<State>(() => {
    const begun = drafts.get(scope) ?? of(view, side);
    drafts.set(scope, begun);
    return begun;
  });
  const [error, setError] = useState<WireError | null>(null);
  const asked = useRef(0);
  const now = state.history.present;
  const dirty = isDirty(state);
  // What is written is in `drafts`, which the screen shows as long as it is there.
  const change = useCallback(
    (next: (state: State) => State) => {
      const before = drafts.get(scope);
      if (before === undefined) return;
      const after = next(before);
      drafts.set(scope, after);
      setState(after);
    },
    [scope],
  );

  useEffect(() => change((state) => met(state, view, side)), [view, side, state, change]);

  useEffect(() => {
    if (now.waits === null) return;
    const turn = (asked.current += 1);
    const timer = setTimeout(() => {
      call('draft_lens', now.waits === 'form' ? { side, lens: now.from, form: now.form } : { side, lens: now.text, form: null }).then(
        (answer) => {
          if (turn !== asked.current) return;
          setError(null);
          change((state) => ({ ...state, history: settle(state.history, { text: answer.text, form: answer.form, from: answer.text, problems: answer.problems, missing: answer.missing, waits: null }) }));
        },
        (failure: WireError) => turn === asked.current && setError(failure),
      );
    }, waitMs);
    // An answer to what is no longer shown, or to a screen that is gone, is of an older draft.
    return () => {
      clearTimeout(timer);
      asked.current += 1;
    };
  }, [now, side, change]);

  // Typing is one step of undo until the workspace has read it.
  const put = (next: Written): void => change(({ history, ...state }) => ({ ...state, history: history.present.waits === null ? edit(history, next, null, 0) : settle(history, next) }));
  return {
    now, base: state.base, dirty, error,
    canUndo: state.history.past.length > 0, canRedo: state.history.future.length > 0,
    setForm: (form) => put({ ...now, form, waits: 'form' }),
    setText: (text) => put({ ...now, text, waits: 'text' }),
    undo: () => { asked.current += 1; change((state) => ({ ...state, history: undo(state.history) })); },
    redo: () => { asked.current += 1; change((state) => ({ ...state, history: redo(state.history) })); },
    reset: (view) => { asked.current += 1; setError(null); change(() => of(view, side)); },
    rebase: (view) => change((state) => ({ ...state, base: view.version, saved: view.text })),
    kept: (version, text) => change((state) => keptAs(state, version, text)),
  };
}
