// The lens: the tables of the delivery, the visual form and the text in step, counts while it is written, saving and the history.
//
// The lens is left as it was found: the last check restores the version that the lane started from.
import { check, number, same, that, until } from '../checks.mjs';
import { go, textOf } from './page.mjs';

/** Checks of the lens screen. */
export async function lens(page, watch, ask) {
  const before = await ask('lens', { side: 'legacy' });
  const at = before.form.parts.findIndex((part) => part.from === 'problems' && part.says.some((say) => say.aspect === 'laterality'));
  const card = page.locator(`section[data-part="${at}"]`);

  await check('lens: every table of the delivery stands with its rows', async () => {
    await go(page, watch, '/lens?table=problems');
    const grid = page.getByRole('grid', { name: 'Tables' });
    await grid.waitFor();
    that(Number(await grid.getAttribute('aria-rowcount')) >= before.tables.length, 'the list is shorter than the delivery');
  });
  await check('lens: a part shows its kind, patient and attributes', async () => {
    await card.waitFor();
    const shown = await textOf(card);
    for (const say of before.form.parts[at].says) that(shown.includes(say.aspect.replaceAll('_', ' ')), `${say.aspect} is not in the card`);
  });
  await check('lens: the list comes to its last table', async () => {
    const grid = page.getByRole('grid', { name: 'Tables' });
    await grid.focus();
    await page.keyboard.press('End');
    const rows = Number(await grid.getAttribute('aria-rowcount'));
    const last = grid.locator(`[aria-rowindex="${rows}"]`);
    await last.waitFor();
    const [row, foot] = [await last.boundingBox(), await page.locator('main footer').boundingBox()];
    that(row.y + row.height <= foot.y + 1, `the last row ends at ${row.y + row.height}, the foot begins at ${foot.y}`);
    await go(page, watch, '/lens?table=problems');
    await card.waitFor();
  });
  await check('lens: what is read is counted by kind', async () => {
    const counts = await ask('count_lens', { side: 'legacy', lens: before.text, records: 2000 });
    const strip = page.getByRole('status', { name: 'What the lens reads' });
    await until('it is counted', async () => (await strip.getAttribute('aria-busy')) === 'false' && (await textOf(strip)).includes('records, against'));
    const shown = await textOf(strip);
    for (const word of ['rows read by no part', 'rows dropped']) {
      const [box, frame] = [await strip.getByText(word).boundingBox(), await strip.boundingBox()];
      that(box.x + box.width <= frame.x + frame.width && box.y + box.height <= frame.y + frame.height, `“${word}” is out of sight`);
    }
    for (const kind of counts.kinds) that(shown.includes(kind.kind), `${kind.kind} is not counted in “${shown}”`);
    that(shown.includes(number(counts.records)), 'on how many records it stands is not said');
  });
  await check('lens: an attribute shows what it says of de-identified inputs', async () => {
    await card.getByRole('button', { name: 'laterality', exact: true }).click();
    await page.getByRole('region', { name: 'Before and after' }).getByRole('row').nth(1).waitFor();
  });
  await check('lens: a change of the visual form is a change of the text, and undo takes both back', async () => {
    await go(page, watch, `/lens?table=problems&part=${at}&aspect=laterality&mode=both`);
    const text = page.getByRole('textbox', { name: 'The lens as text' });
    same(await text.inputValue(), before.text, 'the text');
    const line = before.form.parts[at].line;
    const drawn = page.locator('[data-here]');
    await until('the text stands where the part does', async () => (await drawn.count()) === 1 && (await drawn.innerText()) === String(line));
    const word = page.getByLabel('Values: what L says');
    await word.fill('right');
    await word.press('Enter');
    await until('the text follows', async () => (await text.inputValue()).includes('L = "right"'));
    same((await text.inputValue()).split('\n').length, before.text.split('\n').length, 'lines');
    await until('the preview follows', async () => (await page.locator('section[aria-label="Before and after"] tr[data-changed]').count()) > 0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await until('the text is back', async () => (await text.inputValue()) === before.text);
    await page.getByRole('button', { name: 'Redo' }).click();
    await until('the change is back', async () => (await text.inputValue()).includes('L = "right"'));
  });
  await check('lens: saving asks why, makes a version, and the workspace has it', async () => {
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const form = page.getByRole('form', { name: 'Save the lens' });
    await form.getByLabel('Why the change?').fill('tried out');
    await form.getByRole('button', { name: /^Save as v/ }).click();
    await until('it is saved', async () => (await ask('lens', { side: 'legacy' })).version === before.version + 1);
  });
  await check('lens: a text that does not read says where, and the visual form waits for it', async () => {
    const text = page.getByRole('textbox', { name: 'The lens as text' });
    await text.fill(`${await text.inputValue()}\nbroken = [`);
    await page.getByRole('alert').first().waitFor();
    await page.getByRole('heading', { name: 'The text does not read' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await card.waitFor();
  });
  await check('lens: the history restores the version it started from', async () => {
    await go(page, watch, '/lens?table=problems&panel=history');
    const panel = page.getByRole('region', { name: 'History of the lens' });
    const entry = panel.getByRole('listitem').filter({ has: page.locator('b', { hasText: new RegExp(`^v${before.version}$`) }) });
    await entry.getByRole('button').first().click();
    await entry.getByRole('button', { name: new RegExp(`^Restore v${before.version} as`) }).click();
    await until('it is restored', async () => (await ask('lens', { side: 'legacy' })).text === before.text);
  });
}
