// Chromium for the browser lane, and a watch on every page: what the console says, where requests go, what the content
// security policy stops.
//
// A refused command makes the browser write "Failed to load resource" for our own /api; that is an answer, not an error
// of the page, and is left out. Nothing else is.
import { createRequire } from 'node:module';
import { until } from '../checks.mjs';

const { chromium } = createRequire(new URL('../../../ui/package.json', import.meta.url))('playwright-core');
const flags = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

/** Start the browser. `browser.close()` ends it. */
export function openBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: flags });
}

/** What went wrong on the watched pages. */
export function makeWatch(origin) {
  return { origin, errors: [], foreign: [], stopped: [], down: false };
}

/** A window of its own, with its own session, watched. */
export async function openPage(browser, watch, { width = 1440, height = 900, theme = 'light' } = {}) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width, height }, colorScheme: theme, acceptDownloads: true });
  context.setDefaultTimeout(12_000);
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    const from = message.location().url ?? '';
    const ours = from.startsWith(`${watch.origin}/api/`) || from.startsWith(`${watch.origin}/events`);
    if (message.text().startsWith('Failed to load resource') && ours) return;
    watch.errors.push(message.text().slice(0, 200));
  });
  page.on('pageerror', (error) => watch.errors.push(error.message.slice(0, 200)));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${watch.origin}/`) && !url.startsWith(`blob:${watch.origin}/`)) watch.foreign.push(url.slice(0, 120));
  });
  await page.exposeFunction('noteViolation', (what) => { watch.stopped.push(what); });
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => void window.noteViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ''}:${event.lineNumber}`));
  });
  return page;
}

/** Sign in through the screen. */
export async function signIn(page, watch, who) {
  await page.goto(`${watch.origin}/`);
  const name = page.getByLabel('Name', { exact: true });
  await name.waitFor();
  await name.fill(who.name);
  await page.getByLabel('Password', { exact: true }).fill(who.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('navigation', { name: 'Screens' }).waitFor();
}

/** Go to a place of the interface, as a link would; the session stays. */
export async function go(page, watch, place) {
  await page.goto(`${watch.origin}${place}`);
  await page.getByRole('navigation', { name: 'Screens' }).waitFor();
}

/** Wait until nothing on the screen is still loading. */
export function settled(page) {
  return until('the screen is settled', () => page.evaluate(() => document.querySelector('main [aria-busy="true"]') === null && document.querySelector('main h1') !== null));
}

/** What a table says of its length: rows without the head. */
export async function rowsOf(page, label, wanted) {
  const grid = page.getByRole('grid', { name: label, exact: true });
  await grid.waitFor();
  await until(`${label} holds ${wanted} rows`, async () => Number(await grid.getAttribute('aria-rowcount')) === wanted + 1);
  return grid;
}

/** The text of an element once it is there, spaces evened out. */
export async function textOf(locator) {
  await locator.first().waitFor();
  return (await locator.first().innerText()).replace(/\s+/g, ' ').trim();
}

/** The token of the page's own session: the browser build keeps it for the tab. */
export function tokenOf(page) {
  return page.evaluate(() => sessionStorage.getItem('throughline-token'));
}
