// What the workspace and the host say unasked: a job moved on, the connection went or came back. In the window these
// are Tauri events; in the browser build one stream of server-sent events read with fetch (EventSource cannot carry a
// bearer token). Listeners get whole values; nothing is merged here.
import { listen } from '@tauri-apps/api/event';
import type { Job } from '../contract/contract';
import type { Connection } from './host';
import { EventLines } from './eventLines';
import { noteSilence, onReach, reach, reaching } from './reach';
import { headers, inBrowser } from './transport';

type Stop = () => void;

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

async function follow(signal: AbortSignal, callback: (job: Job) => void): Promise<void> {
  const response = await reaching('/events', { headers: headers(), signal });
  if (!response.ok || response.body === null) throw new Error('no events');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const lines = new EventLines((data) => callback(JSON.parse(data) as Job));
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      lines.push(value);
    }
  } catch (cut) {
    // A stream that breaks is a workspace that went away; one that ends may only have been closed, and is asked again.
    if (!signal.aborted) noteSilence();
    throw cut;
  }
}

function streamed(callback: (job: Job) => void): Stop {
  const stop = new AbortController();
  let wait = 500;
  const again = (): void => {
    if (stop.signal.aborted) return;
    follow(stop.signal, (job) => {
      wait = 500;
      callback(job);
    })
      .catch(() => undefined)
      .finally(() => {
        wait = Math.min(wait * 2, 15_000);
        setTimeout(again, wait);
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
