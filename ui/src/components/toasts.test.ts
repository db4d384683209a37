// Which messages show together, and which of them Mod Z takes back.
import { expect, it } from 'vitest';
import { dismissToast, forgetToasts, forgetUndo, stillUndoable, toast, toastStore, undoable, undoLast, withToast, type Toast } from './toasts';

const message = (id: number, action?: Toast['action']): Toast => ({ id, tone: 'good', title: `${id}`, ...(action === undefined ? {} : { action }) });
const run = (): void => undefined;

it('is the newest that undoes, and never another action', () => {
  const undo = { label: 'Undo', run, undoes: true } as const;
  expect(undoable([message(1, undo), message(2, undo), message(3), message(4, { label: 'Judge again', run })])?.id).toBe(2);
  expect(undoable([message(1), message(2, { label: 'Judge again', run })])).toBeUndefined();
});

it('leaves no beginning beside the end of the same job, and none after it', () => {
  const begun: Toast = { id: 1, tone: 'plain', title: 'Comparison started', about: 'j-1' };
  const ended: Toast = { id: 2, tone: 'good', title: 'Comparison 5 is done', about: 'j-1' };
  expect(withToast([begun], ended)).toEqual([ended]);
  expect(withToast([ended], { ...begun, id: 3 })).toEqual([ended]);
  const other = { ...begun, id: 4, about: 'j-2' };
  expect(withToast([ended], other)).toEqual([ended, other]);
  expect(withToast([message(5), message(6)], { ...message(7), title: '5' }).map((one) => one.id)).toEqual([6, 7]);
});

it('still undoes once after the message has passed, on its own screen and not for ever', () => {
  let undone = 0;
  toast({ tone: 'good', title: '1 cause: mapping defect', action: { label: 'Undo', run: () => (undone += 1), undoes: true } });
  for (const one of toastStore.read()) dismissToast(one.id);
  expect([undoLast(), undoLast(), undone]).toEqual([true, false, 1]);
  const kept = { toast: message(8), screen: 'findings', atMs: 0 };
  expect(stillUndoable(kept, 'findings', 60_000)?.id).toBe(8);
  expect(stillUndoable(kept, 'mapping', 60_000)).toBeUndefined();
  expect(stillUndoable(kept, 'findings', 3_600_000)).toBeUndefined();
});

it('takes nothing along out of a workspace, and undoes nothing while the window is locked', () => {
  let undone = 0;
  const decide = (): void => toast({ tone: 'good', title: '1 cause: mapping defect', action: { label: 'Undo', run: () => (undone += 1), undoes: true } });
  decide();
  toast({ tone: 'bad', title: 'Comparison 5 has failed' });
  forgetUndo();
  expect([undoLast(), toastStore.read().map((one) => one.title)]).toEqual([false, ['Comparison 5 has failed']]);
  decide();
  forgetToasts();
  expect([undoLast(), undone, toastStore.read()]).toEqual([false, 0, []]);
});
