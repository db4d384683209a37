// Unsaved edits of rules, kept while the program runs: choosing another rule or another screen loses nothing.
//
// They live in memory only and belong to one account in one workspace (`scope`). What must stay true: an entry goes
// away only when a person discards it, or when it says nothing that the workspace does not already have.
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { begin, edit, redo, undo, type History } from '../../components/history';
import { sameDraft, type Draft } from './model/draft';

export interface Work {
  /** The rule in the version that the edits were made on. */
  readonly base: Draft;
  readonly version: number;
  readonly history: History<Draft>;
}

let works: ReadonlyMap<string, Work> = new Map();
const listeners = new Set<() => void>();
const keyOf = (scope: string, rule: string): string => `${scope}\n${rule}`;

function put(key: string, work: Work | null): void {
  const next = new Map(works);
  if (work) next.set(key, work);
  else next.delete(key);
  works = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

const isDirty = (work: Work): boolean => !sameDraft(work.history.present, work.base);

// Closing the window with unsaved edits asks first.
if (typeof window !== 'undefined') {
  window.addEventListener('beforeunload', (event) => {
    if ([...works.values()].some(isDirty)) event.preventDefault();
  });
}

/** Ids of the rules with unsaved edits. */
export function useUnsaved(scope: string): ReadonlySet<string> {
  const all = useSyncExternalStore(subscribe, () => works);
  return useMemo(() => {
    const prefix = `${scope}\n`;
    const own = [...all].filter(([key, work]) => key.startsWith(prefix) && isDirty(work));
    return new Set(own.map(([key]) => key.slice(prefix.length)));
  }, [all, scope]);
}

export interface WorkOn {
  readonly work: Work | null;
  readonly draft: Draft;
  readonly dirty: boolean;
  /** Changes parts of the draft; edits of one `group` in quick succession undo together. */
  readonly change: (patch: Partial<Draft>, group: string | null) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  /** Forgets the edits. */
  readonly discard: () => void;
  /** What is in the workspace now; the present draft stays. */
  readonly rebase: (base: Draft, version: number) => void;
}

/** The unsaved edits of one rule over what the workspace has (`saved` in `version`). */
export function useWork(scope: string, rule: string, saved: Draft, version: number): WorkOn {
  const key = keyOf(scope, rule);
  const work = useSyncExternalStore(subscribe, () => works.get(key)) ?? null;
  const present = useCallback(
    (): Work => works.get(key) ?? { base: saved, version, history: begin(saved) },
    [key, saved, version],
  );
  const step = useCallback((move: (history: History<Draft>) => History<Draft>) => {
    const now = present();
    put(key, { ...now, history: move(now.history) });
  }, [key, present]);
  return {
    work,
    draft: work?.history.present ?? saved,
    dirty: work !== null && isDirty(work),
    change: (patch, group) => step((history) => edit(history, { ...history.present, ...patch }, group, Date.now())),
    undo: () => step(undo),
    redo: () => step(redo),
    discard: () => put(key, null),
    rebase: (base, onVersion) => put(key, { ...present(), base, version: onVersion }),
  };
}
