// The isolation application lets exactly the contract's and the host's commands pass.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import table from '../contract/commands.json';

type Message = { cmd: unknown; payload: unknown; callback: number; error: number };
type Hook = (message: unknown) => Message;

function hook(): Hook {
  const frame: { __TAURI_ISOLATION_HOOK__?: Hook } = {};
  const source = readFileSync(new URL('../../isolation/index.js', import.meta.url), 'utf8');
  new Function('window', source)(frame);
  if (frame.__TAURI_ISOLATION_HOOK__ === undefined) throw new Error('no hook');
  return frame.__TAURI_ISOLATION_HOOK__;
}

const sent = (cmd: unknown, payload: unknown): Message => ({ cmd, payload, callback: 1, error: 2 });

test('every command of the contract passes unchanged', () => {
  for (const { name } of table) {
    const message = sent(name, { request: {} });
    expect(hook()(message)).toBe(message);
  }
});

test('commands of the host and our two events pass', () => {
  for (const [cmd, payload] of [
    ['known_workspaces', {}],
    ['save_export', { file: {} }],
    ['plugin:event|listen', { event: 'job', handler: 3 }],
    ['plugin:event|unlisten', { event: 'connection', eventId: 3 }],
  ] as const) {
    expect(hook()(sent(cmd, payload)).cmd).toBe(cmd);
  }
});

test('anything else is refused, and the caller still gets an answer', () => {
  for (const message of [
    sent('plugin:fs|read_file', { path: 'x' }),
    sent('plugin:event|listen', { event: 'tauri://file-drop' }),
    sent('plugin:event|emit', { event: 'job' }),
    sent('overview', {}),
    sent('overview', { request: {}, more: 1 }),
    sent('overview', { request: [] }),
    sent('constructor', { request: {} }),
    sent(null, null),
  ]) {
    expect(hook()(message)).toEqual({ cmd: 'refused', payload: {}, callback: 1, error: 2 });
  }
});
