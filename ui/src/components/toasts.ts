// Short messages that pass: a store of the few that show now. What is said about a failure is the contract's own
// sentence for its code, never anything from a record. Drawn by app/Toasts.tsx.
import type { WireError } from '../contract/contract';

export type Toast = { id: number; tone: 'good' | 'plain' | 'bad'; title: string; text?: string; action?: Action };

/** What a message offers. `undoes`: Mod Z does the same while the message shows, on screens where these keys undo nothing else. */
type Action = { label: string; run: () => void; undoes?: true };

/** The message whose action Mod Z takes: the newest that undoes. */
export function undoable(messages: readonly Toast[]): Toast | undefined {
  return messages.filter((one) => one.action?.undoes === true).at(-1);
}

let next = 1;
let shown: readonly Toast[] = [];
const listeners = new Set<() => void>();

function change(to: readonly Toast[]): void {
  shown = to;
  for (const listener of listeners) listener();
}

/** Say something. At most four are kept; the same title twice shows once. */
export function toast(message: Omit<Toast, 'id'>): void {
  const id = next;
  next += 1;
  change([...shown.filter((one) => one.title !== message.title), { ...message, id }].slice(-4));
}

/** Say that a command failed. An ended session has its own overlay and is not said twice. */
export function toastError(error: WireError): void {
  if (error.code === 'session_expired') return;
  toast({ tone: 'bad', title: error.message, ...(error.incident === null ? {} : { text: `Incident ${error.incident}` }) });
}

export function dismissToast(id: number): void {
  change(shown.filter((one) => one.id !== id));
}

/** For useSyncExternalStore. */
export const toastStore = {
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  read: (): readonly Toast[] => shown,
};
