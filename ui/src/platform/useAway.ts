// Whether the workspace does not answer, for what cannot be begun without it. What is on the screen is the last preview then.
import { useSyncExternalStore } from 'react';
import { onConnection, type Stop } from './events';
import { connection } from './host';

/** Why a button rests. */
export const AWAY = 'The workspace does not answer. This can be begun when it is back.';

let away = false;
let stop: Stop | null = null;
const listeners = new Set<() => void>();

function say(state: string): void {
  const next = state === 'offline';
  if (next === away) return;
  away = next;
  listeners.forEach((listener) => listener());
}

/** The host is listened to once, for as long as anybody asks. */
function listen(listener: () => void): () => void {
  listeners.add(listener);
  if (stop === null) {
    stop = onConnection((now) => say(now.state));
    connection().then((now) => say(now.state)).catch(() => undefined);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stop?.();
    stop = null;
  };
}

export function useAway(): boolean {
  return useSyncExternalStore(listen, () => away, () => false);
}
