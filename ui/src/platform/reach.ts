// Browser build: whether the workspace answers, learnt from the requests that are made anyway. In the window the host
// knows it, and this module is not used.
//
// It asks nothing itself. What must stay true: an answer of any status means that the workspace is there; only a request
// without an answer means that it is not, and listeners hear of changes alone. A request that was given up on purpose
// says nothing.
export type Reach = { up: boolean; sinceMs: number | null };

type Listener = (reach: Reach) => void;
const listeners = new Set<Listener>();
let now: Reach = { up: true, sinceMs: null };

function say(up: boolean): void {
  if (up === now.up) return;
  now = { up, sinceMs: Date.now() };
  for (const listener of listeners) listener(now);
}

/** What the last request said. */
export function reach(): Reach {
  return now;
}

/** Hear when the workspace stops or starts answering. */
export function onReach(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** `fetch`, and what it says of the workspace. */
export async function reaching(url: string, options: RequestInit): Promise<Response> {
  try {
    const response = await fetch(url, options);
    say(true);
    return response;
  } catch (thrown) {
    if (options.signal?.aborted !== true) say(false);
    throw thrown;
  }
}
