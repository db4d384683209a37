import { expect, test } from 'vitest';
import { EventLines } from './eventLines';

test('events arrive whole, however the stream was cut', () => {
  const text = ': hello\n\ndata: {"id":"a"}\r\n\r\nevent: job\ndata: one\ndata: two\n\ndata: open';
  for (let size = 1; size < text.length; size += 3) {
    const heard: string[] = [];
    const lines = new EventLines((data) => heard.push(data));
    for (let at = 0; at < text.length; at += size) lines.push(text.slice(at, at + size));
    expect(heard).toEqual(['{"id":"a"}', 'one\ntwo']);
  }
});
