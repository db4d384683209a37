// Short messages that pass: a store of the few that show now. What is said about a failure is the contract's own
// sentence for its code, never anything from a record. Drawn by app/Toasts.tsx.
import type { WireError } from '../contract/contract';

/** `about`: what it speaks of, as a job's id. A newer message about the same takes its place: what has ended is not beside what has begun. */
export type Toast = { id: number; tone: 'good' | 'plain' | 'bad'; title: string; text?: string; about?: string; action?: Action };

/** What a message offers. `undoes`: Mod Z does the same on the screen where it was said, also after the message has passed, unless these keys undo something else there. */
type Action = { label: string; run: () => void; undoes?: true };

/** The message whose action Mod Z takes: the newest that undoes. */
export function undoable(messages: readonly Toast[]): Toast | undefined {
  return messages.filter((one) => one.action?.undoes === true).at(-1);
}

/** The messages with one more: at most four, the same title or the same subject once. A beginning is not said after its end. */
export function withToast(messages: readonly Toast[], message: Toast): readonly Toast[] {
  const same = (one: Toast): boolean => one.title === message.title || (message.about !== undefined && one.about === message.about);
  if (message.tone === 'plain' && messages.some((one) => one.about !== undefined && one.about === message.about && one.tone !== 'plain')) return messages;
  return [...messages.filter((one) => !same(one)), message].slice(-4);
}

/** How long Mod Z takes back what was last done on a screen. */
const KEPT_MS = 10 * 60_000;

/** What can be taken back, and where and when it was said. */
type Kept = { toast: Toast; screen: string; atMs: number };

/** What Mod Z takes back on a screen: the last that was done there, not too long ago. */
export function stillUndoable(kept: Kept | null, screen: string, nowMs: number): Toast | undefined {
  return kept !== null && kept.screen === screen && nowMs - kept.atMs < KEPT_MS ? kept.toast : undefined;
}

let next = 1;
let shown: readonly Toast[] = [];
let kept: Kept | null = null;

/** The first part of the address: `findings`. */
function screenNow(): string {
  return typeof location === 'undefined' ? '' : (location.pathname.split('/')[1] ?? '');
}
const listeners = new Set<() => void>();

function change(to: readonly Toast[]): void {
  shown = to;
  for (const listener of listeners) listener();
}

/** Say something. */
export function toast(message: Omit<Toast, 'id'>): void {
  const made = { ...message, id: next };
  next += 1;
  if (made.action?.undoes === true) kept = { toast: made, screen: screenNow(), atMs: Date.now() };
  change(withToast(shown, made));
}

/** Do what a message offers; it is done once. */
export function takeToast(one: Toast): void {
  if (kept?.toast.id === one.id) kept = null;
  dismissToast(one.id);
  one.action?.run();
}

/** Take back what was last done on this screen, whether its message still shows or not. False where there is nothing. */
export function undoLast(): boolean {
  const last = undoable(shown) ?? stillUndoable(kept, screenNow(), Date.now());
  if (last !== undefined) takeToast(last);
  return last !== undefined;
}

/** Say that a command failed. An ended session has its own overlay and is not said twice. */
export function toastError(error: WireError): void {
  if (error.code === 'session_expired') return;
  toast({ tone: 'bad', title: error.message, ...(error.incident === null ? {} : { text: `Incident ${error.incident}` }) });
}

/** Nothing is taken along by whoever leaves a workspace: neither what was said there, nor what Mod Z would take back. */
export function forgetToasts(): void {
  kept = null;
  change([]);
}

/** While the window is locked nothing can be taken back; what went wrong stays to be read. */
export function forgetUndo(): void {
  kept = null;
  change(shown.filter((one) => one.action?.undoes !== true));
}

/** What lies over the screens: a dialog, or the cover of a locked window. Mod Z is not for what is below it. */
export const COVER = 'dialog[open], [role="dialog"][aria-modal="true"]';

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
