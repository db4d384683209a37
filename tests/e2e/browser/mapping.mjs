// A rule is chosen, changed, tried and saved; another desktop saves first; the old version comes back.
//
// The mapping is left as it was found: the last check restores the version that the lane started from.
import { check, same, that, until } from '../checks.mjs';
import { changeableRule } from '../workspace.mjs';
import { go, openPage, signIn, textOf } from './page.mjs';

const editor = (page, rule) => page.getByLabel(`Expression of ${rule.id}`, { exact: true });

async function openRule(page, watch, rule) {
  await go(page, watch, `/mapping?rule=${encodeURIComponent(rule.id)}`);
  await editor(page, rule).waitFor();
}

async function save(page, note) {
  await page.getByLabel('Why this change', { exact: true }).fill(note);
  await page.getByRole('button', { name: /^Save/ }).click();
}

const expressionOf = async (ask, rule) => (await ask('rule', { id: rule.id })).row.expression;

/** `browser` and `second` open another desktop for the conflict. */
export async function mapping(page, watch, ask, { browser, second }) {
  const before = await ask('mapping');
  const rule = await changeableRule(ask);
  await check('mapping: the grid names every rule, the strip the ledgers', async () => {
    await go(page, watch, '/mapping');
    const grid = page.getByRole('grid', { name: 'Rules', exact: true });
    await grid.waitFor();
    that(Number(await grid.getAttribute('aria-rowcount')) >= before.rules.length, 'the grid is shorter than the mapping');
    const strip = await textOf(page.getByRole('region', { name: 'Coverage both ways and ledgers' }));
    that(strip.includes(`v${before.version}`), `the strip says “${strip.slice(0, 80)}”`);
  });
  await check('mapping: choosing a rule shows its expression and what it does', async () => {
    await page.getByRole('region', { name: 'Rules', exact: true }).getByLabel('Find rule').fill(rule.id);
    const row = page.locator(`[id="rule-${rule.id}"]`);
    await row.click();
    await editor(page, rule).waitFor();
    same(await editor(page, rule).inputValue(), rule.expression, 'the expression');
    await page.getByRole('region', { name: 'Inputs and outputs' }).getByRole('table').waitFor();
  });
  await check('mapping: what is being written is tried on de-identified inputs, with its blast radius', async () => {
    await editor(page, rule).fill(rule.edited);
    await page.getByRole('heading', { name: 'Before and after' }).waitFor();
    await page.locator('section[aria-label="Before and after"] tr[data-changed]').first().waitFor();
    await page.getByRole('heading', { name: 'Blast radius' }).waitFor();
  });
  await check('mapping: a wrong expression is reported with its place', async () => {
    await editor(page, rule).fill(`${rule.expression} +`);
    await page.getByText('The expression does not check yet').waitFor();
    const said = await textOf(page.locator('main ul[role="status"] li'));
    that(/^\d+:\d+/.test(said), `the problem says “${said}”`);
  });
  await check('mapping: saving makes a version, and the workspace has it', async () => {
    await editor(page, rule).fill(rule.edited);
    await save(page, 'tried by the browser lane');
    await page.getByText(`Saved as v${before.version + 1}`).waitFor();
    same((await ask('mapping')).version, before.version + 1, 'version');
    same(await expressionOf(ask, rule), rule.edited, 'the saved expression');
  });
  await check('mapping: when another desktop saves first, both texts are shown and mine is kept', async () => {
    const mine = `UPPER(${rule.expression})`;
    const theirs = `TRIM(LOWER(${rule.expression}))`;
    await openRule(page, watch, rule);
    await editor(page, rule).fill(mine);
    const other = await openPage(browser, watch);
    try {
      await signIn(other, watch, second);
      await openRule(other, watch, rule);
      await editor(other, rule).fill(theirs);
      await save(other, 'saved first');
      await other.getByText(/^Saved as v/).waitFor();
    } finally {
      await other.context().close();
    }
    await save(page, 'saved second');
    const dialog = page.getByRole('alertdialog', { name: 'Somebody saved first' });
    await dialog.waitFor();
    const text = await textOf(dialog);
    that(text.includes(theirs) && text.includes(mine), 'the two texts are not both shown');
    same(await editor(page, rule).inputValue(), mine, 'my text');
    same(await expressionOf(ask, rule), theirs, 'the workspace’s text');
    await dialog.getByRole('button', { name: /^Keep only mine/ }).click();
    await dialog.waitFor({ state: 'detached' });
    await save(page, 'mine stands');
    await until('mine is saved', async () => (await expressionOf(ask, rule)) === mine);
  });
  await check('mapping: the history restores the version it started from', async () => {
    await page.getByRole('button', { name: 'History', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'History of the mapping' });
    const entry = dialog.getByRole('listitem').filter({ has: page.locator('b', { hasText: new RegExp(`^v${before.version}$`) }) });
    await entry.getByRole('button').first().click();
    const name = `Restore v${before.version}`;
    await entry.getByRole('button', { name }).click();
    await entry.getByText('stays in the history').waitFor();
    await entry.getByRole('button', { name }).click();
    await page.getByText(new RegExp(`v${before.version} is back as v`)).waitFor();
    same(await expressionOf(ask, rule), rule.expression, 'the expression');
  });
}
