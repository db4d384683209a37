// Which message Mod Z takes back.
import { expect, it } from 'vitest';
import { undoable, type Toast } from './toasts';

const message = (id: number, action?: Toast['action']): Toast => ({ id, tone: 'good', title: `${id}`, ...(action === undefined ? {} : { action }) });
const run = (): void => undefined;

it('is the newest that undoes, and never another action', () => {
  const undo = { label: 'Undo', run, undoes: true } as const;
  expect(undoable([message(1, undo), message(2, undo), message(3), message(4, { label: 'Judge again', run })])?.id).toBe(2);
  expect(undoable([message(1), message(2, { label: 'Judge again', run })])).toBeUndefined();
});
