// What the workspace and the host say unasked: a job moved on, the connection went or came back. In the window these
// are Tauri events; in the browser build one stream of server-sent events read with fetch (EventSource cannot carry a
// bearer token). Listeners get whole values; nothing is merged here.
import { listen } from '@tauri-apps/api/event';
import type { Job } from '../contract/contract';
import type { Connection } from './host';
import { EventLines } from './eventLines';
import { onReach, reach, reaching } from './reach';
import { noteExpired } from './session';
import { headers, inBrowser } from './transport';

export type Stop = () => void;

function heard<T>(name: string, callback: (value: T) => void): Stop {
  let stopped = false;
  let stop: Stop = () => undefined;
  void listen<T>(name, (event) => callback(event.payload)).then((unlisten) => {
    if (stopped) unlisten();
    else stop = unlisten;
  });
  return () => {
    stopped = true;
    stop();
  };
}

async function follow(signal: AbortSignal, followed: () => void, callback: (job: Job) => void): Promise<void> {
  const response = await reaching('/events', { headers: headers(), signal });
  if (response.status === 401) noteExpired();
  if (!response.ok || response.body === null) throw new Error('no events');
  followed();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const lines = new EventLines((data) => callback(JSON.parse(data) as Job));
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    lines.push(value);
  }
}

// How long to wait before the stream is asked for again. A stream that broke may only have been cut, so the first wait is
// short; whether the workspace is gone is what the next request says (reach.ts).
const soonest = 250;
const latest = 5_000;

function streamed(callback: (job: Job) => void): Stop {
  const stop = new AbortController();
  let wait = soonest;
  const again = (): void => {
    if (stop.signal.aborted) return;
    follow(stop.signal, () => { wait = soonest; }, callback)
      .catch(() => undefined)
      .finally(() => {
        setTimeout(again, wait);
        wait = Math.min(wait * 2, latest);
      });
  };
  again();
  return () => stop.abort();
}

/** A job began, moved on or ended. */
export function onJob(callback: (job: Job) => void): Stop {
  return inBrowser ? streamed(callback) : heard('job', callback);
}

/** The workspace stopped or started answering. */
export function onConnection(callback: (connection: Connection) => void): Stop {
  if (!inBrowser) return heard('connection', callback);
  const say = (): void => {
    const { up, sinceMs } = reach();
    callback({ state: up && navigator.onLine ? 'online' : 'offline', address: location.origin, sinceMs });
  };
  const stop = onReach(say);
  addEventListener('online', say);
  addEventListener('offline', say);
  return () => {
    stop();
    removeEventListener('online', say);
    removeEventListener('offline', say);
  };
}
