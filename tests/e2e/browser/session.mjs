// What happens around the work: a wrong password, a job with its progress, a session that is ended elsewhere, a server
// that goes away and comes back.
import { check, same, that, until } from '../checks.mjs';
import { post, serve } from '../workspace.mjs';
import { go, signIn, textOf, tokenOf } from './page.mjs';

/** Signing in, wrongly first. */
export async function signingIn(page, watch, who) {
  await check('sign-in: a wrong password is said so, and nothing of it stays', async () => {
    await page.goto(`${watch.origin}/`);
    await page.getByLabel('Name', { exact: true }).fill(who.name);
    const password = page.getByLabel('Password', { exact: true });
    await password.fill('not the password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('The name or the password is not right.').waitFor();
    same(await password.inputValue(), '', 'the password box');
    same(await tokenOf(page), null, 'the token');
  });
  await check('sign-in: an unknown name gets the very same answer', async () => {
    const [wrong, unknown] = await Promise.all([
      post(watch.server, 'sign_in', { name: who.name, password: 'not the password' }),
      post(watch.server, 'sign_in', { name: 'nobody of this name', password: 'not the password' }),
    ]);
    same(JSON.stringify(unknown), JSON.stringify(wrong), 'the answer');
  });
  await check('sign-in: the right password opens the Overview', async () => {
    await signIn(page, watch, who);
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    that((await textOf(page.getByRole('navigation', { name: 'Where I am' }))).includes('/ Overview'), 'the path does not say where I am');
  });
}

/** A comparison started from the Overview. */
export async function jobs(page, watch, ask) {
  await check('jobs: a comparison runs, the tray follows it, and the Overview is new afterwards', async () => {
    const before = (await ask('overview')).compareRun;
    await go(page, watch, '/overview');
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.getByRole('button', { name: /^Compare/ }).click();
    await page.getByRole('button', { name: /^Jobs,/ }).click();
    await page.locator('article[data-state]').first().waitFor();
    await until('the comparison is done', async () => (await ask('overview')).compareRun === before + 1, 120_000);
    await page.locator('article[data-state="done"]').filter({ hasText: `Comparison ${before + 1}` }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('navigation', { name: 'Screens' }).getByText(`Comparison ${before + 1}`).waitFor();
  });
  await check('jobs: the Overview says how much was read, and everything is read again when asked', async () => {
    const head = page.locator('main header').first();
    const before = (await ask('overview')).compareRun;
    await until('the head says it', async () => /records read/.test(await textOf(head)));
    await page.getByRole('button', { name: 'Other ways to compare' }).click();
    await page.getByRole('menuitem', { name: /^Read everything again/ }).click();
    await until('the comparison is done', async () => (await ask('overview')).compareRun === before + 1, 120_000);
    const { reading } = await ask('overview');
    same(reading.legacyKept + reading.destinationKept, 0, 'records that were not read again');
    await until('the head says so', async () => /all [0-9,]+ records read/.test(await textOf(head)));
  });
}

/** The session is ended elsewhere while a rule is being written. */
export async function sessionEnds(page, watch, who, rule) {
  const editor = page.getByLabel(`Expression of ${rule.id}`, { exact: true });
  const overlay = page.getByRole('dialog', { name: 'Your session has ended' });
  const mine = `${rule.edited} `;
  await check('session: ended elsewhere, the screen is covered and the keys do not reach it', async () => {
    await go(page, watch, `/mapping?rule=${encodeURIComponent(rule.id)}`);
    await editor.waitFor();
    await editor.fill(rule.edited);
    await page.locator('section[aria-label="Before and after"]:not([data-busy]) tr[data-changed]').first().waitFor();
    const ended = await post(watch.server, 'sign_out', {}, await tokenOf(page));
    same(ended.status, 200, 'ending the session');
    // The next key asks for a preview, which is refused.
    await editor.press('End');
    await page.keyboard.type(' ');
    await overlay.waitFor();
    that(await page.evaluate(() => document.getElementById('shell').hasAttribute('inert')), 'the screens below can still be used');
  });
  await check('session: signing in again goes on where it was, with what was being written', async () => {
    await overlay.getByLabel('Password', { exact: true }).fill(who.password);
    await overlay.getByRole('button', { name: 'Sign in', exact: true }).click();
    await overlay.waitFor({ state: 'detached' });
    same(await editor.inputValue(), mine, 'the expression');
    await page.getByRole('heading', { name: 'Before and after' }).waitFor();
    await page.getByRole('button', { name: 'Revert' }).click();
  });
}

/** The server goes down in the middle of the work, and comes back at the same place. Returns the new server. */
export async function serverGoes(page, watch, workspace, browserBuild) {
  const banner = page.getByRole('status').filter({ hasText: 'Changes cannot be saved until it is back' });
  await go(page, watch, '/overview');
  await page.getByRole('region', { name: 'The two books' }).waitFor();
  await check('offline: the server goes down, the banner says so, the screen stays', async () => {
    await watch.server.stop({ force: true });
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await banner.waitFor({ timeout: 20_000 });
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.getByRole('region', { name: 'The two books' }).waitFor();
  });
  const server = await serve(workspace, { port: watch.server.port, browserBuild });
  watch.server = server;
  await check('offline: the same certificate and the same session after a restart, and the banner goes', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await until('the screen has data', async () => (await page.locator('[role="treegrid"] [data-index="0"]').count()) > 0 || (await page.getByRole('button', { name: /^Try/ }).first().click({ timeout: 500 }), false), 30_000);
    await banner.waitFor({ state: 'detached' });
  });
  return server;
}
