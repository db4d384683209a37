// The last breadcrumb, named by the screen that knows the name: an artifact's, a patient's pseudonym. Never a value of a
// record, and never put into the window's title.
import { useEffect } from 'react';

export type Crumb = { text: string; /** A name of a thing, not words: set in the fixed-width face. */ mono: boolean };

let shown: Crumb | null = null;
const listeners = new Set<() => void>();

function change(to: Crumb | null): void {
  shown = to;
  for (const listener of listeners) listener();
}

/** Show this as the last breadcrumb while the component is there. */
export function useCrumb(text: string | null, mono = true): void {
  useEffect(() => {
    change(text === null ? null : { text, mono });
    return () => change(null);
  }, [text, mono]);
}

/** For useSyncExternalStore. */
export const crumbStore = {
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  read: (): Crumb | null => shown,
};
