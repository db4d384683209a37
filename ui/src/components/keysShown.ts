// The keys that work on the screen at hand, kept where its foot tells them, for the help that `?` opens: on a narrow window the foot
// has no room for all of them. Whoever shows keys keeps them here as long as they are shown.
import { useEffect, useSyncExternalStore } from 'react';

export type ShownKeys = readonly (readonly [keys: string, word: string])[];

/** What is told of a list to whom may look and not decide: no key that does nothing. */
export const LOOKS: ShownKeys = [['J K', 'move'], ['/', 'filter']];

const shown = new Map<symbol, ShownKeys>();
const listeners = new Set<() => void>();
let all: ShownKeys = [];

function changed(): void {
  const words = new Map([...shown.values()].flat().map((one) => [one.join(' '), one] as const));
  all = [...words.values()];
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Tell the keys of a screen, or of a part of it, while it is there. */
export function useTellKeys(keys: ShownKeys): void {
  const text = JSON.stringify(keys);
  useEffect(() => {
    const id = Symbol('keys');
    shown.set(id, JSON.parse(text) as ShownKeys);
    changed();
    return () => {
      shown.delete(id);
      changed();
    };
  }, [text]);
}

/** The keys of everything that is there, each once. */
export function useShownKeys(): ShownKeys {
  return useSyncExternalStore(subscribe, () => all);
}
