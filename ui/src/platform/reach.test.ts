// What a request says of the workspace.
import { afterEach, expect, test, vi } from 'vitest';
import { onReach, reach, reaching } from './reach';

afterEach(() => vi.unstubAllGlobals());

test('no answer means that the workspace is gone, any answer that it is there', async () => {
  const heard: boolean[] = [];
  const stop = onReach(({ up }) => heard.push(up));
  const fetch = vi.fn();
  vi.stubGlobal('fetch', fetch);

  fetch.mockResolvedValue(new Response('{}'));
  await reaching('/api/overview', {});
  fetch.mockRejectedValue(new TypeError('Failed to fetch'));
  await expect(reaching('/api/overview', {})).rejects.toThrow();
  await expect(reaching('/api/jobs', {})).rejects.toThrow();
  expect(reach().up).toBe(false);
  expect(reach().sinceMs).not.toBeNull();
  fetch.mockResolvedValue(new Response('{}', { status: 500 }));
  await reaching('/api/overview', {});

  expect(heard).toEqual([false, true]);
  stop();
});

test('a request given up on purpose says nothing', async () => {
  const given = new AbortController();
  given.abort();
  vi.stubGlobal('fetch', vi.fn().mockRejectedValue(new DOMException('', 'AbortError')));
  await expect(reaching('/events', { signal: given.signal })).rejects.toThrow();
  expect(reach().up).toBe(true);
});
