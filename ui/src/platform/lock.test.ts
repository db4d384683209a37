// The lock names no host: where packages come from is the machine's business, what they are is fixed by their hashes.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('package-lock.json holds hashes and no address', () => {
  const lock = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8');
  expect(lock).not.toMatch(/https?:/);
  expect(lock).toContain('"integrity"');
});
