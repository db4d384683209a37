// The lanes' way of checking: one line a check, a count at the end, exit code 1 when something failed.
//
// It is not a test framework: checks run in the order they are written, because each lane is one walk of one person.
// What must stay true: a failed check never stops the ones after it, and the last line says how many passed and failed.

let passed = 0;
let failed = 0;

/** The message of whatever was thrown, on one line. */
function reason(thrown) {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.split('\n').map((line) => line.trim()).filter(Boolean).slice(0, 3).join(' | ').slice(0, 400);
}

/** Run one check and say what came of it. Returns whether it passed. */
export async function check(name, body) {
  const from = Date.now();
  try {
    await body();
    passed += 1;
    console.log(`ok    ${name} (${Date.now() - from} ms)`);
    return true;
  } catch (thrown) {
    failed += 1;
    console.log(`FAIL  ${name}: ${reason(thrown)}`);
    return false;
  }
}

/** A part of a walk: what throws in it outside a check fails that part and not the ones after it. */
export async function section(name, body) {
  try {
    await body();
  } catch (thrown) {
    await check(`${name}: walked to its end`, () => { throw thrown; });
  }
}

/** Throw unless it holds. */
export function that(holds, message) {
  if (!holds) throw new Error(message);
}

/** Throw unless both are the same text or number. */
export function same(found, wanted, what) {
  if (found !== wanted) throw new Error(`${what}: found ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`);
}

/** Print the count and set the exit code. */
export function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}

/** Ask until the answer is truthy. The wait between two questions grows to 200 ms; it never sleeps without asking. */
export async function until(what, ask, limitMs = 15_000) {
  const end = Date.now() + limitMs;
  let wait = 20;
  let last;
  for (;;) {
    try {
      const answer = await ask();
      if (answer) return answer;
      last = undefined;
    } catch (thrown) {
      last = thrown;
    }
    if (Date.now() >= end) throw new Error(`waited ${limitMs} ms in vain: ${what}${last === undefined ? '' : `: ${reason(last)}`}`);
    await new Promise((resolve) => setTimeout(resolve, wait));
    wait = Math.min(200, wait * 1.5);
  }
}

/** As the interface writes numbers. */
export const number = (value) => new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 }).format(value);

/** "1 finding", "2 findings". */
export const plural = (value, one) => `${number(value)} ${value === 1 ? one : `${one}s`}`;
