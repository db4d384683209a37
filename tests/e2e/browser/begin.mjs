// A delivery without a mapping: one is begun in the window, in two workspaces: from a starter, and with a first rule of one's own.
import { check, same, that, until } from '../checks.mjs';
import { asker, deliveredWorkspace, serve } from '../workspace.mjs';
import { go, openPage, signIn, textOf } from './page.mjs';

/** `watch` hears what the pages of these workspaces say too. */
export async function begin(browser, watch, browserBuild) {
  await inFresh('starter', browser, watch, browserBuild, fromStarter);
  await inFresh('own', browser, watch, browserBuild, ofOnesOwn);
}

async function inFresh(name, browser, watch, browserBuild, walk) {
  const workspace = await deliveredWorkspace(`begin-${name}`);
  const server = await serve(workspace, { browserBuild });
  const own = { ...watch, origin: server.address };
  const page = await openPage(browser, own);
  try {
    await signIn(page, own, workspace.analyst);
    await walk(page, own, await asker(server, workspace.analyst));
  } finally {
    await page.context().close();
    await server.stop();
  }
}

async function fromStarter(page, watch, ask) {
  await check('begin: what is not compared yet is no zero', async () => {
    await go(page, watch, '/overview');
    await page.getByRole('heading', { name: 'The books are not written yet' }).waitFor();
    that((await textOf(page.getByRole('region', { name: 'Findings by severity and verdict' }))).includes('not compared yet'), 'findings are counted before a comparison');
  });
  await check('begin: a comparison without a destination says what is missing, and leads to where it is made', async () => {
    await go(page, watch, '/overview');
    await page.locator('main header').getByRole('button', { name: /^Compare/ }).click();
    const told = page.getByRole('status').filter({ hasText: 'Comparison failed' });
    await told.getByText('no migration has run, and no destination was given').waitFor({ timeout: 30_000 });
    await page.getByRole('button', { name: /^Jobs,/ }).click();
    const job = page.locator('article[data-state="failed"]').first();
    that((await textOf(job)).includes('What was there before stands.'), await textOf(job));
    await job.getByRole('link', { name: 'Open Mapping' }).click();
    await page.getByRole('heading', { name: 'There is no mapping yet' }).waitFor();
    await until('the jobs do not lie over the screen that they led to', async () => (await job.count()) === 0);
    await told.getByRole('button', { name: 'Close' }).click();
  });
  await check('begin: a starter says how much of it was delivered, and becomes the first version', async () => {
    await go(page, watch, '/mapping');
    const { rows } = await ask('starters');
    const harbor = rows.find((row) => row.name === 'harbor');
    that(harbor.found > 0 && harbor.found <= harbor.relations, `harbor: ${harbor.found} of ${harbor.relations} relations`);
    const list = page.getByRole('region', { name: 'Starters' });
    await list.getByText(`${harbor.found} of ${harbor.relations} relations delivered`).waitFor();
    that((await textOf(list.getByRole('listitem').first())).startsWith('harbor'), 'what fits best is not first');
    await list.getByRole('button', { name: 'Begin from harbor' }).click();
    await page.getByRole('grid', { name: 'Rules', exact: true }).waitFor();
    const made = await ask('mapping');
    same(made.version, 1, 'version');
    same(made.approved, 0, 'nobody approved it');
  });
}

async function ofOnesOwn(page, watch, ask) {
  await check('begin: a first rule begins the document, its set and its key', async () => {
    await go(page, watch, '/mapping');
    await page.getByRole('region', { name: 'Starters' }).waitFor();
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog', { name: 'Add rule' });
    await dialog.waitFor();
    const called = dialog.getByLabel('Name of the mapping');
    same(await called.inputValue(), 'legacy', 'the name that is offered');
    await called.fill('Bay Side');
    await dialog.getByText('Small letters, digits and dashes').waitFor();
    await called.fill('bayside');
    await dialog.getByText('urn:bayside').waitFor();
    await dialog.getByLabel('Resource', { exact: true }).fill('Patient');
    await dialog.getByRole('combobox', { name: 'Relation', exact: true }).selectOption('patients');
    same(await dialog.getByLabel('Key of a row', { exact: true }).inputValue(), 'PAT_ID', 'the key that is offered');
    await dialog.getByLabel('Element', { exact: true }).fill('name[0].family');
    await dialog.getByLabel('Expression', { exact: true }).fill('LAST_NM');
    await dialog.getByLabel('Why this change', { exact: true }).fill('the first rule');
    await dialog.getByRole('button', { name: 'Add rule', exact: true }).click();
    await page.getByRole('grid', { name: 'Rules', exact: true }).waitFor();
    const made = await ask('mapping');
    same(made.rules.map((rule) => `${rule.set}: ${rule.element} = ${rule.expression}`).join('; '), 'Patient < patients: name[0].family = LAST_NM', 'the rules');
    same(made.problems.length, 0, 'problems');
    same(made.name, 'bayside', 'the name of the mapping');
  });
  await check('begin: the next rule may begin another set', async () => {
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog', { name: 'Add rule' });
    await dialog.getByRole('combobox', { name: 'Set', exact: true }).selectOption({ label: 'New set' });
    await dialog.getByLabel('Resource', { exact: true }).fill('AllergyIntolerance');
    await dialog.getByRole('combobox', { name: 'Relation', exact: true }).selectOption('allergies');
    await dialog.getByLabel('Element', { exact: true }).fill('code.text');
    await dialog.getByLabel('Expression', { exact: true }).fill('ALLERGEN_TXT');
    await dialog.getByLabel('Why this change', { exact: true }).fill('allergies as they were written');
    await dialog.getByRole('button', { name: 'Add rule', exact: true }).click();
    await until('the workspace has both sets', async () => new Set((await ask('mapping')).rules.map((rule) => rule.set)).size === 2);
  });
}
