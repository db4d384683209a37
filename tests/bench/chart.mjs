// Frames of the chart while somebody zooms from a lifetime to an hour and pans there, at 50,000 statements, beside what else a
// timeline is drawn with. Prints a section for docs/benchmarks.md, or with `--out FILE` puts it there.
//
//   npm run build:browser                                  (in ui/, once)
//   node tests/bench/chart.mjs [--size 50000] [--rounds 3] [--out docs/benchmarks.md]
//
// The chart is the real component of the browser build. Its statements are made up (chart/made.mjs) and answered on loopback; with
// THROUGHLINE_BIN_DIR the whole way is measured as well: a patient of half as many results in a workspace of the real program, asked
// of the real server.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { openBrowser } from '../e2e/browser/page.mjs';
import { root } from '../e2e/workspace.mjs';
import { dropped, summary, walkFrames } from './chart/frames.mjs';
import { madeChart } from './chart/made.mjs';
import { openPeer } from './chart/peers.mjs';
import { serveBuild } from './chart/serve.mjs';
import { realPatient } from './chart/whole.mjs';

const option = (name, otherwise) => { const at = process.argv.indexOf(name); return at < 0 ? otherwise : process.argv[at + 1]; };
const size = Number(option('--size', 50_000));
const rounds = Number(option('--rounds', 3));
const build = process.env.THROUGHLINE_STATIC ?? join(root, 'ui', 'dist-browser');
const fixtures = join(root, 'ui', 'src', 'test', 'fixtures');
const WIDTH = 1440;
const HEIGHT = 900;
const HOUR_DAYS = 1 / 24;

/** The walk: down the lanes; in by wheel until an hour is in view, along, and out again, over the lanes of results and over those of bars. */
function walkOf(bounds) {
  const steps = [];
  for (let n = 1; n <= 60; n += 1) steps.push({ phase: 'down the lanes, lifetime', scroll: n / 60, view: bounds });
  steps.push(...zooms(bounds, 'results'));
  steps.push({ phase: 'bars: zoom in', scroll: 0, view: bounds });
  steps.push(...zooms(bounds, 'bars'));
  return steps;
}

function zooms(bounds, lanes) {
  const whole = bounds.to - bounds.from;
  const factor = Math.exp(0.004 * 40);
  const frames = Math.ceil(Math.log(whole / HOUR_DAYS) / Math.log(factor));
  const middle = bounds.from + whole * 0.8;
  const steps = [];
  const around = (span, shift = 0) => ({ from: middle - span / 2 + shift, to: middle + span / 2 + shift });
  for (let n = 1; n <= frames; n += 1) steps.push({ phase: `${lanes}: zoom in`, zoom: -40, view: around(whole / factor ** n) });
  for (let n = 1; n <= 60; n += 1) steps.push({ phase: `${lanes}: pan at an hour`, pan: 30, view: around(HOUR_DAYS, (n * HOUR_DAYS) / 40) });
  for (let n = frames; n >= 0; n -= 1) steps.push({ phase: `${lanes}: zoom out`, zoom: 40, view: around(whole / factor ** n) });
  for (let n = 1; n <= 60; n += 1) steps.push({ phase: `${lanes}: zoom at a year`, zoom: n === 1 ? -40 * Math.round(Math.log(whole / 365) / 0.16) : n % 20 < 10 ? -20 : 20, view: around(365 / factor ** Math.abs((n % 20) - 10)) });
  for (let n = 1; n <= 60; n += 1) steps.push({ phase: `${lanes}: pan over years`, pan: n % 40 < 20 ? 60 : -60, view: around(3650, (n % 40 < 20 ? n % 20 : 20 - (n % 20)) * 200) });
  return steps;
}

/** From finding to finding by key, as fast as somebody who only looks: one in eight frames. */
function walkByKey(phase, presses) {
  return Array.from({ length: presses }, (_, n) => [{ phase, key: n < presses * 0.7 ? 'j' : 'k' }, ...Array(7).fill({ phase, rest: true })]).flat();
}

/** The made chart as the plain rectangles that a peer is given. */
function marksOf(chart) {
  const lanes = [...new Set(chart.statements.map((one) => one.kind))];
  const hot = new Set(chart.pairs.filter((pair) => pair.finding !== '').flatMap((pair) => [pair.legacy, pair.destination]));
  return chart.statements.map((one, row) => ({
    lane: lanes.indexOf(one.kind), legacy: one.side === 'legacy', hot: hot.has(one.id), row,
    start: one.start + (one.minute ?? 0) / 1440, end: one.open ? 0 : (one.end ?? one.start + (one.minute ?? 0) / 1440 + 0.001),
  }));
}

async function newPage(browser) {
  const context = await browser.newContext({ viewport: { width: WIDTH, height: HEIGHT }, ignoreHTTPSErrors: true });
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  return page;
}

/** Open the chart; tells how long it took from asking to the first frame with it. */
async function openChart(page, address, search) {
  await page.addInitScript(() => {
    sessionStorage.setItem('throughline-token', sessionStorage.getItem('throughline-token') ?? 'bench');
    // The first frame after the one in which the chart was drawn.
    const look = () => {
      if ((document.querySelector('canvas[aria-label^="Both charts"]')?.width ?? 0) > 0) requestAnimationFrame(() => requestAnimationFrame((now) => { window.chartShown = now; }));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.goto(`${address}/patients/p-longest?${search}`);
  const canvas = page.locator('canvas[aria-label^="Both charts"]');
  await canvas.waitFor();
  await page.waitForFunction(() => window.chartShown > 0);
  return page.evaluate(() => {
    const asked = performance.getEntriesByType('resource').filter((entry) => entry.name.endsWith('/api/chart')).at(-1);
    return { request: asked ? asked.responseEnd - asked.startTime : 0, shown: window.chartShown - (asked?.startTime ?? 0), bytes: asked?.decodedBodySize ?? 0 };
  });
}

async function contest(browser, who, chart, address) {
  const page = await newPage(browser);
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  const bounds = { from: chart.days[0] - 263, to: chart.days[1] + 526 };
  let opened = null;
  if (who === 'ours') opened = await openChart(page, address, 'show=all');
  else await page.evaluate(openPeer, { kind: who, marks: marksOf(chart), width: WIDTH - 560, height: HEIGHT - 250, bounds });
  const steps = walkOf(bounds);
  // Settled, and warm: a first frame compiles.
  await page.waitForTimeout(600);
  await page.evaluate(walkFrames, { who, steps: steps.slice(0, 3), at: { x: 640, y: 300 } });
  await page.waitForTimeout(500);
  const frames = await page.evaluate(walkFrames, { who, steps, at: { x: 640, y: 300 } });
  const heap = await page.evaluate(() => performance.memory?.usedJSHeapSize ?? 0);
  const byKey = who === 'ours' ? await walked(page, address, chart) : [];
  const view = who === 'ours' ? (await page.locator('footer, [class*="status"]').last().innerText().catch(() => '')) : '';
  await page.context().close();
  if (errors.length > 0) throw new Error(errors[0]);
  const phases = [...new Set(steps.map((step) => step.phase))].map((phase) => {
    const own = steps.flatMap((step, at) => (step.phase === phase && at < frames.intervals.length ? [at] : []));
    return { phase, intervals: own.map((at) => frames.intervals[at]), work: own.map((at) => frames.work[at] ?? 0) };
  });
  return { who, phases: [...phases, ...byKey], all: frames, heap, opened, view };
}

/** The frames while findings are walked by key: over the lifetime, and with trends of one's own choice. */
async function walked(page, address, chart) {
  const tests = [...new Set(chart.statements.filter((one) => one.kind === 'observation' && one.side === 'legacy').map((one) => one.codes[0]))].slice(0, 2);
  const places = [['finding by finding', 'show=all'], ['finding by finding, trends chosen', `show=all&tests=${encodeURIComponent(JSON.stringify(tests))}`]];
  const phases = [];
  for (const [phase, search] of places) {
    await openChart(page, address, search);
    await page.waitForTimeout(600);
    const frames = await page.evaluate(walkFrames, { who: 'ours', steps: walkByKey(phase, 40), at: { x: 640, y: 300 } });
    phases.push({ phase, ...frames });
  }
  return phases;
}

const NAMES = { ours: 'throughline, the chart', canvas: 'one canvas, everything drawn', svg: 'one SVG element a statement' };
const ms = (value) => value.toFixed(1);

function line(name, phase, intervals, work) {
  const seen = summary(intervals);
  const done = summary(work);
  return `| ${name} | ${phase} | ${intervals.length} | ${ms(seen.median)} | ${ms(seen.p95)} | ${ms(seen.worst)} | ${dropped(intervals)} | ${ms(done.median)} | ${ms(done.p95)} | ${ms(done.worst)} |`;
}

/** The round with the median of its 95th percentiles counts. */
function median(results) {
  const rank = (one) => summary(one.all.work).p95;
  return [...results].sort((a, b) => rank(a) - rank(b))[Math.floor(results.length / 2)];
}

function section(chart, results, whole) {
  const payload = Buffer.byteLength(JSON.stringify(chart));
  const ours = results.find((one) => one.who === 'ours');
  const processor = cpus()[0]?.model.replace(/\s+.*$/, '') ?? 'unknown';
  const rows = results.flatMap((one) => [
    ...(one.who === 'ours' ? one.phases.map((phase) => line(NAMES.ours, phase.phase, phase.intervals, phase.work)) : []),
    line(one.who === 'ours' ? `**${NAMES.ours}**` : NAMES[one.who], 'the whole walk', one.all.intervals, one.all.work),
  ]);
  return [
    '## Frames of a chart', '',
    `Measured on ${cpus().length} cores, ${processor}, ${process.platform}; headless Chromium without a GPU, ${WIDTH}x${HEIGHT}.`, '',
    `Both books of one patient, ${chart.statements.length.toLocaleString('en')} statements with ${chart.patient.findings.toLocaleString('en')} findings over 60 years, all shown. The walk goes down the lanes, zooms by wheel from the lifetime to an hour, pans, zooms out, and goes on at years, first over the lanes of results and visits, then over those of bars; two wheel events a frame. Finding by finding is the key J, then K, every eighth frame, with the finding's panel beside the chart. Frame is the time from one animation frame to the next, work what the main thread did in it, in milliseconds; dropped counts the frames of a screen of 60 a second that did not come. Of ${rounds} rounds in alternating order the one with the median counts. The peers draw plain rectangles without words, lanes or findings, and move in the way that costs them least.`, '',
    '| drawn as | part of the walk | frames | frame, median | 95 % | worst | dropped | work, median | 95 % | worst |', '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |', ...rows, '',
    `The answer of \`chart\` is ${(payload / 1e6).toFixed(1)} MB; from asking to the first frame ${Math.round(ours.opened.shown)} ms, of which ${Math.round(ours.opened.request)} ms the answer on loopback; the page's script heap afterwards ${Math.round(ours.heap / 1e6)} MB.`, '',
    ...(whole ?? []),
    'Again: `npm run build:browser` in `ui/`, then `node tests/bench/chart.mjs --out docs/benchmarks.md`; with `THROUGHLINE_BIN_DIR` the whole way from a table is measured too.', '',
  ].join('\n');
}

/** Put a section into a page, in the place of the one with its heading. */
function put(file, text) {
  const page = readFileSync(file, 'utf8');
  const heading = text.split('\n')[0];
  const start = page.indexOf(`${heading}\n`);
  const after = start < 0 ? -1 : page.indexOf('\n## ', start + 1);
  const head = start < 0 ? `${page.trimEnd()}\n\n` : page.slice(0, start);
  writeFileSync(file, `${head}${text}${after < 0 ? '' : page.slice(after)}`);
}

if (!existsSync(join(build, 'index.html'))) throw new Error(`no browser build in ${build}: npm run build:browser in ui/`);
const chart = madeChart(size);
const body = JSON.stringify(chart);
const patients = JSON.stringify({ rows: [chart.patient], total: 1, reasons: [], severities: [], sides: [] });
const server = await serveBuild(build, fixtures, (command) => (command === 'chart' ? body : command === 'patients' ? patients : null));
const browser = await openBrowser();
try {
  const order = ['ours', 'canvas', 'svg'];
  const all = new Map(order.map((who) => [who, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const who of round % 2 === 0 ? order : [...order].reverse()) all.get(who).push(await contest(browser, who, chart, server.address));
  }
  const whole = process.env.THROUGHLINE_BIN_DIR ? await realPatient(browser, build, size, walkOf({ from: -40 * 365, to: 400 })) : null;
  const text = section(chart, order.map((who) => median(all.get(who))), whole);
  const out = option('--out', '');
  if (out === '') console.log(text);
  else put(out, text);
} finally {
  await browser.close();
  server.close();
}
