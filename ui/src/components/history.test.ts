import { describe, expect, test } from 'vitest';
import { begin, edit, pauseMs, redo, settle, undo, type History } from './history';

const write = (history: History<string>, text: string, at: number, group: string | null = null) => edit(history, text, group, at);

describe('undo of unsaved edits', () => {
  test('steps back and forward', () => {
    let history = write(write(begin('a'), 'b', 1), 'c', 2);
    history = undo(history);
    expect(history.present).toBe('b');
    history = undo(history);
    expect(history.present).toBe('a');
    expect(undo(history)).toBe(history);
    history = redo(redo(history));
    expect(history.present).toBe('c');
    expect(redo(history)).toBe(history);
  });

  test('typing in one place is one step until a pause', () => {
    let history = write(begin(''), 'S', 0, 'expression');
    history = write(history, 'SI', 100, 'expression');
    history = write(history, 'SIG', 200, 'expression');
    history = write(history, 'SIG_', 200 + pauseMs, 'expression');
    expect(undo(history).present).toBe('SIG');
    expect(undo(undo(history)).present).toBe('');
  });

  test('another place is another step', () => {
    const history = write(write(begin('0'), '1', 10, 'expression'), '2', 20, 'reason');
    expect(undo(history).present).toBe('1');
  });

  test('an edit after undo keeps what was undone: forward history is never destroyed', () => {
    let history = write(write(begin('a'), 'b', 1), 'c', 2);
    history = write(undo(undo(history)), 'd', 3);
    const seen: string[] = [];
    while (history.past.length > 0) {
      history = undo(history);
      seen.push(history.present);
    }
    expect(seen).toEqual(['a', 'b', 'c', 'b', 'a']);
  });

  test('what settles is no step of its own: undo goes behind it, and what was undone stays', () => {
    const written = write(write(begin('a'), 'b', 1), 'c', 2);
    expect(undo(settle(written, 'C')).present).toBe('b');
    expect(redo(settle(undo(written), 'B')).present).toBe('c');
  });
});
