// The last breadcrumb, named by the screen that knows the name: an artifact's, a patient's pseudonym. Never a value of a
// record, and never put into the window's title.
import { useEffect } from 'react';

export type Crumb = { text: string; /** A name of a thing, not words: set in the fixed-width face. */ mono: boolean; /** Where in the screen above it the way back leads: its filters, its place in a list. */ back: Record<string, unknown> };

let shown: Crumb | null = null;
const listeners = new Set<() => void>();

function change(to: Crumb | null): void {
  shown = to;
  for (const listener of listeners) listener();
}

const TOP: Record<string, unknown> = {};

/** Show this as the last breadcrumb while the component is there. `back` has to stay the same object while it says the same. */
export function useCrumb(text: string | null, mono = true, back = TOP): void {
  useEffect(() => {
    change(text === null ? null : { text, mono, back });
    return () => change(null);
  }, [text, mono, back]);
}

/** For useSyncExternalStore. */
export const crumbStore = {
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  read: (): Crumb | null => shown,
};
