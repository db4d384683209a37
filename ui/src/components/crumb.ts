// The last breadcrumb, named by the screen that knows the name: an artifact's, a patient's pseudonym. Never a value of a
// record, and never put into the window's title.
import { useEffect } from 'react';

let shown: string | null = null;
const listeners = new Set<() => void>();

function change(to: string | null): void {
  shown = to;
  for (const listener of listeners) listener();
}

/** Show this as the last breadcrumb while the component is there. */
export function useCrumb(text: string | null): void {
  useEffect(() => {
    change(text);
    return () => change(null);
  }, [text]);
}

/** For useSyncExternalStore. */
export const crumbStore = {
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  read: (): string | null => shown,
};
