// Programs that a lane starts, and temporary folders that it makes. Both are gone when the lane ends, however it ends:
// done, failed, interrupted or thrown.
//
// It ends only what it started itself, each by its own id; it never looks for processes by name.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check, finish } from './checks.mjs';

const running = new Set();
const folders = new Set();

/** Start a program that stays. `output()` is what it said on both streams so far, for error messages. */
export function start(command, args, options = {}) {
  const { input, ...rest } = options;
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], ...rest });
  let said = '';
  const hear = (chunk) => { said = (said + chunk).slice(-20_000); };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
  running.add(child);
  const ended = new Promise((resolve) => {
    child.on('error', (error) => { hear(String(error)); running.delete(child); resolve(-1); });
    child.on('exit', (code) => { running.delete(child); resolve(code ?? -1); });
  });
  return { child, ended, output: () => said, gone: () => !running.has(child) };
}

/** Run a program to its end. Throws with its last words unless the exit code is one of `allowed`. */
export async function run(command, args, { allowed = [0], limitMs = 300_000, ...options } = {}) {
  const started = start(command, args, options);
  let out = '';
  started.child.stdout.on('data', (chunk) => { out += chunk; });
  const timer = setTimeout(() => started.child.kill('SIGKILL'), limitMs);
  const code = await started.ended;
  clearTimeout(timer);
  if (!allowed.includes(code)) throw new Error(`${command} ${args[0] ?? ''} ended with ${code}: ${started.output().slice(-600)}`);
  return { code, out };
}

/** End a program: asked first, then forced. */
export async function stop(started, { force = false } = {}) {
  if (started === undefined || started.gone()) return;
  started.child.kill(force ? 'SIGKILL' : 'SIGTERM');
  const timer = setTimeout(() => started.child.kill('SIGKILL'), 5_000);
  await started.ended;
  clearTimeout(timer);
}

/** A folder that goes away with the lane. */
export function temporaryFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `throughline-${name}-`));
  folders.add(folder);
  return folder;
}

/** End everything that still runs, the last started first, and remove the folders. */
export async function cleanUp() {
  const last = [...running].reverse();
  for (const child of last) child.kill('SIGTERM');
  const all = Promise.all(last.map((child) => (child.exitCode === null && running.has(child) ? new Promise((resolve) => child.once('exit', resolve)) : null)));
  const timer = setTimeout(() => last.forEach((child) => child.kill('SIGKILL')), 4_000);
  await all;
  clearTimeout(timer);
  removeFolders();
}

function removeFolders() {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  folders.clear();
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => void cleanUp().finally(() => process.exit(1)));
}
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  removeFolders();
});

/** Run a lane: `body`, then clean up and count, whatever happened. What throws outside a check counts as a failed one. */
export async function lane(body) {
  let thrown = null;
  try {
    await body();
  } catch (error) {
    thrown = error;
  }
  await cleanUp();
  if (thrown !== null) await check('the lane itself', () => { throw thrown; });
  finish();
}
