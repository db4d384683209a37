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
  /** The present text was kept as this version. */
  kept: (version: number) => void;
};

type State = { history: History<Written>; base: number; saved: string };

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

function of(view: LensView, side: Side): State {
  const none = view.version === 0;
  const text = none ? blankOf(side) : view.text;
  return { history: begin({ text, form: none ? { name: side, timezone: '', parts: [], archived: [], maps: [] } : view.form, from: text, problems: view.problems, missing: view.missing, waits: null }), base: view.version, saved: text };
}

/** Whether a lens has something written that is not saved. */
export function isWritten(scope: string): boolean {
  const draft = drafts.get(scope);
  return draft !== undefined && isDirty(draft);
}

export function useLensWork(view: LensView, side: Side, scope: string): LensWork {
  const [state, setState] = useState<State>(() => drafts.get(scope) ?? of(view, side));
  const [error, setError] = useState<WireError | null>(null);
  const asked = useRef(0);
  const now = state.history.present;
  const dirty = isDirty(state);
  const change = useCallback(
    (next: (state: State) => State) =>
      setState((before) => {
        const after = next(before);
        drafts.set(scope, after);
        return after;
      }),
    [scope],
  );

  // Nothing written: another desktop's version is simply the present one.
  useEffect(() => {
    if (!dirty && view.version > state.base) change(() => of(view, side));
  }, [view, side, dirty, state.base, change]);

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
    return () => clearTimeout(timer);
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
    kept: (version) => change((state) => ({ ...state, base: version, saved: state.history.present.text })),
  };
}
