// Whether the workspace answers: asked once, then told by the host, which is listened to for as long as anybody looks. What is on the
// screen is the last preview while it does not.
import { useSyncExternalStore } from 'react';
import { onConnection, type Stop } from './events';
import { connection, type Connection } from './host';

/** Why a button rests. */
export const AWAY = 'The workspace does not answer. This can be begun when it is back.';

let now: Connection = { state: 'online', address: null, sinceMs: null };
let stop: Stop | null = null;
const listeners = new Set<() => void>();

function say(next: Connection): void {
  now = next;
  listeners.forEach((listener) => listener());
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  if (stop === null) {
    stop = onConnection(say);
    connection().then(say).catch(() => undefined);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stop?.();
    stop = null;
  };
}

export function useConnection(): Connection {
  return useSyncExternalStore(listen, () => now);
}

/** For what cannot be begun without the workspace. */
export function useAway(): boolean {
  return useConnection().state === 'offline';
}
