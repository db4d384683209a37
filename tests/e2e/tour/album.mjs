// The album of a tour: numbered pictures in one folder, each looked at before it counts.
//
// A picture counts when it has the size of the window and is not one plain colour; the second is told by how badly it
// compresses, which needs no image library. It is taken again until three in a row are the same: what stands in the document
// may not be painted yet.
import { mkdirSync, readFileSync, rmSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, that, until } from '../checks.mjs';
import { run } from '../children.mjs';

const leastBytes = 9_000;
/** How long a screen may take to rest. */
const restMs = 5_000;

/** The size that a PNG's head names. */
function sizeOf(png) {
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

/** Open the album; pictures of an earlier tour are taken out. */
export function openAlbum(folder, session) {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (/^\d\d-.*\.png$/.test(name)) rmSync(join(folder, name));
  let next = 1;

  async function once(window, path) {
    try {
      return await window.picture();
    } catch {
      // The driver could not; the display can.
      await run('import', ['-window', 'root', path], { env: session.env });
      return readFileSync(path);
    }
  }

  /** A picture that stays the same; the last one where it never does. */
  async function taken(window, path) {
    let last = await once(window, path);
    let alike = 0;
    await until('the picture stays the same', async () => {
      const before = last;
      last = await once(window, path);
      alike = before.equals(last) ? alike + 1 : 0;
      return alike === 2;
    }, restMs).catch(() => undefined);
    return last;
  }

  return {
    count: () => next - 1,
    /** Bring the window to where `arrive` leads, put messages of earlier steps away, wait until it stands still, and keep the picture. `rests` is false for
     *  what moves while it is looked at. */
    async take(window, name, arrive, size = [1440, 900], rests = true) {
      const number = String(next).padStart(2, '0');
      next += 1;
      await check(`picture ${number}-${name}`, async () => {
        await window.resize(...size);
        await arrive();
        await withoutMessages(window);
        await still(window);
        const path = join(folder, `${number}-${name}.png`);
        const png = await (rests ? taken : once)(window, path);
        const [width, height] = sizeOf(png);
        that(width >= size[0] && height >= size[1], `the picture is ${width}x${height}`);
        that(png.length >= leastBytes, `the picture is almost empty: ${png.length} bytes`);
        writeFileSync(path, png);
      });
    },
  };
}

/** Close what says that a job ended: it belongs to no picture, and bad news would stay on all that follow. */
function withoutMessages(window) {
  return until('no message lies over the screen', () => window.run(`
    const closing = document.querySelectorAll('[role="status"][aria-live="polite"] button[aria-label="Close"]');
    closing.forEach((button) => button.click());
    return closing.length === 0;
  `));
}

/** Wait until fonts are there, nothing loads, nothing moves and two frames have been drawn. */
function still(window) {
  return until('the window stands still', () => window.run(`
    const moving = () => document.getAnimations().some((one) => one.playState === 'running' && (one.effect?.getComputedTiming().iterations ?? 1) !== Infinity);
    return document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(!moving() && document.querySelector('main [aria-busy="true"]') === null)))));
  `), 20_000);
}
