// The lens of a destination that is tables: the switch of sides, a proposal taken over and counted, what is not saved, versions of its own.
import { check, same, that, until } from '../checks.mjs';
import { asker, serve, warehouseWorkspace } from '../workspace.mjs';
import { go, openPage, signIn, textOf } from './page.mjs';

/** `watch` hears what the pages of this workspace say too. */
export async function lensThere(browser, watch, browserBuild) {
  const workspace = await warehouseWorkspace();
  const server = await serve(workspace, { browserBuild });
  const own = { ...watch, origin: server.address };
  const page = await openPage(browser, own);
  try {
    await signIn(page, own, workspace.analyst);
    await walk(page, own, await asker(server, workspace.analyst), workspace.tables);
  } finally {
    await page.context().close();
    await server.stop();
  }
}

async function walk(page, watch, ask, tables) {
  const side = (name) => page.getByRole('radiogroup', { name: 'Side of the lens' }).getByRole('radio', { name });
  const card = page.locator('section[data-part="0"]');
  await check('destination lens: a destination that was given waits for no mapping', async () => {
    await go(page, watch, '/overview');
    const rail = page.getByRole('navigation', { name: 'Screens' });
    await rail.getByText('Destination given').waitFor();
    that((await ask('overview')).destinationArtifacts > 0, 'the workspace counts no artifact of the destination');
    that(!(await textOf(page.getByRole('region', { name: 'What to do next' }))).includes('mapping'), 'a mapping is asked for');
    await go(page, watch, '/mapping');
    await page.getByRole('heading', { name: 'The destination was given' }).waitFor();
  });
  await check('destination lens: where there is nothing of the legacy side, the other side is one key away', async () => {
    await go(page, watch, '/lens');
    await page.getByRole('heading', { name: 'There is nothing to read yet' }).waitFor();
    await page.keyboard.press('s');
    await page.getByRole('grid', { name: 'Tables' }).waitFor();
    that(page.url().includes('side=destination'), page.url());
    same(await side('Destination').getAttribute('aria-checked'), 'true', 'the side');
    const rows = Number(await page.getByRole('grid', { name: 'Tables' }).getAttribute('aria-rowcount'));
    that(rows >= Object.keys(tables).length, `${rows} rows of ${Object.keys(tables).length} tables`);
  });
  await check('destination lens: a proposal is taken over, and its rows are counted', async () => {
    await go(page, watch, '/lens?side=destination&table=condition_occurrence');
    await page.getByRole('button', { name: 'Take over the part' }).click();
    await card.waitFor();
    const strip = page.getByRole('status', { name: 'What the lens reads' });
    await until('they are counted', async () => (await textOf(strip)).includes(`${tables.condition_occurrence}`) && (await textOf(strip)).includes('problem'));
  });
  await check('destination lens: what is not saved waits while the other side is looked at', async () => {
    await page.keyboard.press('s');
    await page.getByRole('heading', { name: 'There is nothing to read yet' }).waitFor();
    await side('Destination, edited and not saved').click();
    await card.waitFor();
    same((await ask('lens', { side: 'destination' })).version, 0, 'the saved version');
  });
  await check('destination lens: saving makes a version of this side alone, with a history of its own', async () => {
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const form = page.getByRole('form', { name: 'Save the lens' });
    await form.getByLabel('Why the change?').fill('problems of the warehouse');
    await form.getByRole('button', { name: 'Save as v1' }).click();
    await until('it is saved', async () => (await ask('lens', { side: 'destination' })).version === 1);
    same((await ask('lens', { side: 'legacy' })).version, 0, 'the version of the legacy side');
    await go(page, watch, '/lens?side=destination&table=condition_occurrence&panel=history');
    await page.getByRole('region', { name: 'History of the lens' }).getByText('problems of the warehouse').waitFor();
  });
  await check('destination lens: undo takes the last change back on this side', async () => {
    await go(page, watch, '/lens?side=destination&table=condition_occurrence&part=0&aspect=code&mode=both');
    const text = page.getByRole('textbox', { name: 'The lens as text' });
    const before = await text.inputValue();
    await text.fill(`${before}# once more\n`);
    await until('the workspace has read it', async () => (await page.getByRole('button', { name: 'Save', exact: true }).isEnabled()));
    await page.getByRole('button', { name: 'Undo' }).click();
    await until('the text is back', async () => (await text.inputValue()) === before);
  });
}
