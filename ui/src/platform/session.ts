// Says that the session has ended, once, to whoever listens (the shell's sign-in overlay). It keeps no session: who is
// signed in is the answer to the `session` command, in the query cache.
type Listener = () => void;
const listeners = new Set<Listener>();

/** The workspace refused a command because the session has ended. */
export function noteExpired(): void {
  for (const listener of listeners) listener();
}

/** Hear when the session ends. Returns the way to stop hearing. */
export function onExpired(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
