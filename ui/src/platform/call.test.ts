// What a failed call looks like, and which questions a change makes stale.
import { beforeEach, describe, expect, test, vi } from 'vitest';

const invoke = vi.hoisted(() => vi.fn());
vi.mock('@tauri-apps/api/core', () => ({ invoke }));

import type { WireError } from '../contract/contract';
import { call, refreshes } from './call';
import { asWireError } from './failure';
import { onExpired } from './session';

beforeEach(() => {
  invoke.mockReset();
});

describe('call', () => {
  test('sends the request under its name and answers with the answer', async () => {
    invoke.mockResolvedValue({ rows: [] });
    await expect(call('jobs', {})).resolves.toEqual({ rows: [] });
    expect(invoke).toHaveBeenCalledWith('jobs', { request: {} });
  });

  test('throws the workspace’s error as it came', async () => {
    const error: WireError = { code: 'conflict', message: 'Somebody changed this.', incident: 'i-1', problems: [{ line: 1, column: 2, message: 'no' }] };
    invoke.mockRejectedValue(error);
    await expect(call('overview', {})).rejects.toEqual(error);
  });

  test('turns anything else into an internal error without its text', async () => {
    invoke.mockRejectedValue(new Error('row 17: content'));
    const thrown = await call('overview', {}).catch((error: unknown) => error as WireError);
    expect(thrown).toMatchObject({ code: 'internal', incident: null, problems: [] });
    expect(JSON.stringify(thrown)).not.toContain('content');
  });

  test('says once that the session has ended, and still throws', async () => {
    const heard = vi.fn();
    const stop = onExpired(heard);
    invoke.mockRejectedValue({ code: 'session_expired', message: 'x' });
    await expect(call('overview', {})).rejects.toMatchObject({ code: 'session_expired' });
    expect(heard).toHaveBeenCalledTimes(1);
    stop();
    await call('overview', {}).catch(() => undefined);
    expect(heard).toHaveBeenCalledTimes(1);
  });
});

test('a failed fetch means offline', () => {
  expect(asWireError(new TypeError('Failed to fetch')).code).toBe('offline');
});

test('missing parts of an error are filled in', () => {
  expect(asWireError({ code: 'busy', message: 'wait' })).toEqual({ code: 'busy', message: 'wait', incident: null, problems: [] });
});

test('a change refreshes what reads its tags, and nothing else', () => {
  expect(refreshes('save_rule', 'mapping')).toBe(true);
  expect(refreshes('save_rule', 'artifacts')).toBe(false);
  expect(refreshes('start_compare', 'causes')).toBe(true);
  expect(refreshes('sign_in', 'session')).toBe(true);
  expect(refreshes('overview', 'overview')).toBe(false);
});
