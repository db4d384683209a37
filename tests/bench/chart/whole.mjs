// The whole way of one very long chart: the sample hospital, in which one patient gets as many results more as make the statements
// wanted in both books together; ingested, migrated, compared and served by the real program, and opened in the real window.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { signIn, makeWatch, openPage } from '../../e2e/browser/page.mjs';
import { temporaryFolder } from '../../e2e/children.mjs';
import { asker, root, sampleWorkspace, serve } from '../../e2e/workspace.mjs';
import { summary, dropped, walkFrames } from './frames.mjs';
import { randomOf } from './made.mjs';

const YEARS = 40;
const PATIENT = '10000000';

/** The sample's export with `more` results of one patient. */
function longExport(more) {
  const folder = join(temporaryFolder('chart'), 'export');
  cpSync(join(root, 'assets', 'sample-hospital', 'export'), folder, { recursive: true });
  const path = join(folder, 'labs.csv');
  const [head, ...rows] = readFileSync(path, 'utf8').trimEnd().split('\n');
  // Rows whose fields hold no comma of their own, so that cutting them is safe.
  const plain = rows.filter((row) => !row.includes('"')).map((row) => row.trimEnd().split(',')).filter((row) => row.length === head.trimEnd().split(',').length && Number.isFinite(Number(row[7])));
  const random = randomOf(7);
  const two = (number) => String(number).padStart(2, '0');
  const added = Array.from({ length: more }, (_, at) => {
    const row = [...plain[at % plain.length]];
    const day = new Date(Date.UTC(2024 - YEARS, 0, 1) + Math.floor(random() * YEARS * 365) * 86_400_000);
    const when = `${two(day.getUTCMonth() + 1)}/${two(day.getUTCDate())}/${day.getUTCFullYear()} ${two(6 + Math.floor(random() * 14))}:${two(Math.floor(random() * 60))}`;
    [row[0], row[1], row[2], row[3], row[13], row[14]] = [`L9${String(at).padStart(8, '0')}`, PATIENT, '', `9${String(at).padStart(8, '0')}-0`, when, when];
    return row.join(',');
  });
  writeFileSync(path, `${[head.trimEnd(), ...rows, ...added].join('\n')}\n`);
  return folder;
}

/** Open the longest chart of a real workspace and walk over it. Gives lines for the page. */
export async function realPatient(browser, browserBuild, size, steps) {
  process.env.THROUGHLINE_SAMPLE = longExport(Math.round(size / 2));
  const workspace = await sampleWorkspace();
  const server = await serve(workspace, { browserBuild });
  const ask = await asker(server, workspace.informaticist);
  const patients = await ask('patients', { offset: 0, limit: 1, sort: '-statements' });
  const longest = patients.rows[0];
  const times = [];
  let chart = null;
  for (let round = 0; round < 3; round += 1) {
    const began = performance.now();
    chart = await ask('chart', { id: longest.id, show: 'all', kinds: [] });
    times.push(performance.now() - began);
  }
  const page = await openPage(browser, makeWatch(server.address));
  await signIn(page, makeWatch(server.address), workspace.informaticist);
  const began = performance.now();
  await page.goto(`${server.address}/patients/${longest.id}?show=all`);
  await page.waitForFunction(() => (document.querySelector('canvas[aria-label^="Both charts"]')?.width ?? 0) > 0, undefined, { timeout: 120_000 });
  const shown = performance.now() - began;
  await page.waitForTimeout(600);
  const frames = await page.evaluate(walkFrames, { who: 'ours', steps, at: { x: 640, y: 300 } });
  await page.context().close();
  await server.stop();
  const seen = summary(frames.intervals);
  const work = summary(frames.work);
  const all = longest.legacy + longest.destination;
  return [
    `The whole way: the sample hospital with ${Math.round(size / 2).toLocaleString('en')} results more of one patient, by the real program. Both books of that patient hold ${all.toLocaleString('en')} statements${chart.truncated ? `, of which one answer brings ${chart.statements.length.toLocaleString('en')}` : ''}; the answer of \`chart\` has ${(JSON.stringify(chart).length / 1e6).toFixed(1)} MB and takes ${Math.round(summary(times).median)} ms from request to parsed (median of 3), the page with it ${Math.round(shown)} ms from its address to the first drawn chart. The same walk over it: frame median ${seen.median.toFixed(1)} ms, 95 % ${seen.p95.toFixed(1)}, worst ${seen.worst.toFixed(1)}, ${dropped(frames.intervals)} of ${frames.intervals.length} dropped; work median ${work.median.toFixed(1)} ms, 95 % ${work.p95.toFixed(1)}.`, '',
  ];
}
