// Every screen shows the workspace's own numbers, and leads where it says: Overview, Artifacts, Patients, Findings.
//
// `ask` is the workspace asked directly; nothing here compares a screen with a constant.
import { readFileSync } from 'node:fs';
import { check, number, plural, same, that, until } from '../checks.mjs';
import { everything } from '../workspace.mjs';
import { go, rowsOf, settled, textOf } from './page.mjs';

/** The Overview. */
export async function overview(page, watch, ask) {
  const said = await ask('overview');
  await check('overview: both books show the workspace’s statements and patients', async () => {
    await go(page, watch, '/overview');
    const books = page.getByRole('region', { name: 'The two books' });
    await books.waitFor();
    const shown = await textOf(books);
    for (const part of [said.legacyStatements, said.destinationStatements].map(number)) that(shown.includes(part), `${part} is not in the books`);
    for (const part of [said.legacyPatients, said.destinationPatients]) {
      const words = part === null ? 'patients withheld' : plural(part, 'patient');
      that(shown.includes(words), `${words} is not in the books`);
    }
  });
  await check('overview: every kind has its row with both numbers', async () => {
    that(said.kinds.length > 0, 'the workspace compared no kind');
    for (const kind of said.kinds) {
      const header = page.getByRole('rowheader', { name: kind.kind, exact: true });
      const row = await textOf(page.getByRole('region', { name: 'The two books' }).getByRole('row').filter({ has: header }));
      for (const part of [kind.legacy, kind.destination, kind.balanced, kind.findings].map((count) => (count === null ? 'withheld' : number(count)))) that(row.includes(part), `${kind.kind}: ${part} is not in “${row}”`);
    }
  });
  await check('overview: records, artifacts, severities, ledgers agree with the workspace', async () => {
    const head = await textOf(page.locator('main header').first());
    const aside = said.quarantined > 0 ? `, ${number(said.quarantined)} in quarantine` : '';
    that(head.includes(`${number(said.records)} legacy records read${aside}, in ${plural(said.artifacts, 'artifact')}`), `the head says “${head}”`);
    const open = await textOf(page.getByRole('region', { name: 'Findings by severity and verdict' }));
    for (const facet of said.severities) that(open.includes(`${facet.value} ${number(facet.count)}`), `${facet.value} ${facet.count} is not shown`);
    const space = await textOf(page.getByRole('region', { name: 'Negative-space ledger' }));
    for (const part of ['mapped', 'dropped', 'undecided']) that(space.includes(`${number(said.negativeSpace[part])} ${part}`), `${part} is not in “${space}”`);
    const invented = await textOf(page.getByRole('region', { name: 'Invented-value ledger' }));
    that(invented.includes(number(said.invented.reduce((sum, line) => sum + line.values, 0))), `invented values: “${invented.slice(0, 80)}”`);
  });
  await check('overview: the rail counts what waits', async () => {
    const rail = page.getByRole('navigation', { name: 'Screens' });
    const safety = said.next.find((step) => step.key === 'safety_findings')?.count ?? 0;
    const name = safety === 0 ? 'Findings' : `Findings: ${plural(safety, 'open safety finding')}`;
    await rail.getByRole('link', { name, exact: true }).waitFor();
  });
  await check('overview: a severity leads to exactly its findings', async () => {
    const first = said.severities.find((facet) => facet.count > 0);
    await page.getByRole('region', { name: 'Findings by severity and verdict' }).getByRole('link', { name: new RegExp(`^${first.value}`) }).first().click();
    await page.waitForURL(/\/findings\?.*severities/);
    const pressed = page.getByRole('complementary', { name: 'Filter findings' }).locator(`button[data-value="${first.value}"]`);
    await until('the filter is pressed', async () => (await pressed.getAttribute('aria-pressed')) === 'true');
  });
}

/** Artifacts. */
export async function artifacts(page, watch, ask) {
  const all = await ask('artifacts', everything.artifacts);
  const facets = page.getByRole('complementary', { name: 'Filter artifacts' });
  await check('artifacts: the list holds what the workspace holds', async () => {
    await go(page, watch, '/artifacts?id=none');
    await rowsOf(page, 'Artifacts', all.total);
    that((await textOf(page.locator('main header').first())).includes(number(all.records)), 'the head does not count the records');
  });
  await check('artifacts: a format filter keeps its artifacts, and comes off again', async () => {
    const facet = all.formats.at(-1);
    await facets.locator(`button[data-value="${facet.value}"]`).click();
    await rowsOf(page, 'Artifacts', facet.count);
    that(page.url().includes('formats'), 'the URL does not hold the filter');
    // Beside the open artifact room is short: what is filtered stays readable, and nothing lies over it.
    await go(page, watch, `/artifacts?formats=${encodeURIComponent(facet.value)}`);
    await rowsOf(page, 'Artifacts', facet.count);
    const chip = await page.getByRole('button', { name: /^Remove the filter format/ }).boundingBox();
    const counted = await page.getByText(/ in the selection$/).boundingBox();
    that(chip.width >= 40 && chip.x + chip.width <= counted.x, `the chip is ${chip.width} wide and ends at ${chip.x + chip.width}, the count begins at ${counted.x}`);
    await page.getByRole('button', { name: /^Remove the filter format/ }).click();
    await rowsOf(page, 'Artifacts', all.total);
  });
  await check('artifacts: sorting by name is the workspace’s order', async () => {
    const byName = await ask('artifacts', { ...everything.artifacts, sort: 'name' });
    const header = page.getByRole('columnheader', { name: 'Name' });
    await header.getByRole('button').click();
    await until('the head says ascending', async () => (await header.getAttribute('aria-sort')) === 'ascending');
    const first = byName.rows[0].name.replaceAll('!/', ' › ');
    await until('the first row is the first by name', async () => (await textOf(page.locator('[role="row"][aria-rowindex="2"]'))).replace(/\n/g, '').includes(first));
  });
  await check('artifacts: typing narrows the list', async () => {
    const text = all.rows[0].name.slice(0, 12);
    const narrowed = await ask('artifacts', { ...everything.artifacts, text });
    await page.getByLabel('Filter by name').fill(text);
    await rowsOf(page, 'Artifacts', narrowed.total);
    await page.getByLabel('Filter by name').fill('');
    await rowsOf(page, 'Artifacts', all.total);
  });
  await check('artifacts: an artifact opens with structure, profile and a de-identified sample', async () => {
    const row = all.rows.find((one) => one.side === 'legacy' && one.records > 0 && one.format === 'CSV') ?? all.rows[0];
    const detail = await ask('artifact', { id: row.id });
    const relation = detail.relations[0];
    const sample = await ask('artifact_sample', { id: row.id, relation: relation.name, limit: 8 });
    await go(page, watch, `/artifacts?id=${row.id}`);
    const panel = page.getByRole('complementary', { name: `Artifact ${row.name}` });
    await panel.waitFor();
    const fields = panel.getByRole('table', { name: 'Fields' });
    await fields.waitFor();
    same(Number(await fields.getAttribute('aria-rowcount')), relation.fields.length + 1, 'fields of the profile');
    const part = panel.getByRole('region', { name: 'Sample' });
    await part.locator('h4').first().waitFor();
    same(await part.locator('h4').count(), sample.columns.length, 'columns of the sample');
    that((await textOf(part)).includes('reading across means nothing'), 'the sample does not say that columns are independent');
  });
  await check('artifacts: the quarantine shows place and reason of every record', async () => {
    const row = all.rows.find((one) => one.quarantined > 0);
    that(row !== undefined, 'no artifact has quarantined records');
    const held = await ask('quarantine', { id: row.id, offset: 0, limit: 5 });
    await go(page, watch, `/artifacts?id=${row.id}`);
    await page.getByRole('tab', { name: /^Quarantine/ }).click();
    const grid = await rowsOf(page, 'Quarantine', held.total);
    const first = await textOf(grid.locator('[role="row"][aria-rowindex="2"]'));
    that(first.includes(held.rows[0].place) && first.includes(held.rows[0].reason), `the first row says “${first}”`);
  });
  await tree(page, watch, ask);
  await structure(page, watch, ask, all);
  await discovery(page, watch, ask);
}

/** Files as a tree, and the classes by which files are narrowed. */
async function tree(page, watch, ask) {
  const none = { ...everything.artifacts, sort: '' };
  const below = (node, filter = none) => ask('artifact_tree', { node, filter, offset: 0, limit: 200 });
  const facets = page.getByRole('complementary', { name: 'Filter artifacts' });
  const grid = page.getByRole('treegrid', { name: 'Artifacts by folder' });
  const line = (name) => grid.getByRole('row').filter({ has: page.getByText(name, { exact: true }) }).first();
  const sides = await below('');
  const legacy = sides.rows.find((row) => row.name === 'legacy') ?? sides.rows[0];
  const inside = await below(legacy.node);
  const folder = inside.rows.find((row) => row.kind === 'folder');
  await check('artifacts: the tree shows sides and folders with their sums', async () => {
    await go(page, watch, '/artifacts?id=none&as=tree');
    await grid.waitFor();
    const rows = sides.total + (await Promise.all(sides.rows.map((side) => below(side.node)))).reduce((sum, one) => sum + one.total, 0);
    await until('every row of the sides has its place', async () => Number(await grid.getAttribute('aria-rowcount')) === rows + 1);
    const head = await textOf(line('legacy'));
    for (const part of [legacy.artifacts, legacy.records, legacy.quarantined].map(number)) that(head.includes(part), `${part} is not in “${head}”`);
  });
  await check('artifacts: a folder opens and closes by keys, and holds what the workspace holds', async () => {
    that(folder !== undefined, 'the delivery has no folder');
    await line(folder.name).click();
    const before = Number(await grid.getAttribute('aria-rowcount'));
    await page.keyboard.press('ArrowRight');
    const { total } = await below(folder.node);
    await until('the folder is open', async () => Number(await grid.getAttribute('aria-rowcount')) === before + total);
    same(await line(folder.name).getAttribute('aria-expanded'), 'true', 'the folder says that it is open');
    await page.keyboard.press('ArrowLeft');
    await until('the folder is closed', async () => Number(await grid.getAttribute('aria-rowcount')) === before);
  });
  await check('artifacts: tree and table share the open artifact', async () => {
    const { rows } = await below(folder.node);
    const one = rows.find((row) => row.artifact !== null)?.artifact ?? inside.rows.find((row) => row.artifact !== null).artifact;
    await go(page, watch, `/artifacts?id=${one.id}&as=tree`);
    await page.getByRole('complementary', { name: `Artifact ${one.name}` }).waitFor();
    await until('its row is chosen, in its open folder', async () => (await grid.locator('[aria-selected="true"]').count()) === 1);
    await page.keyboard.press('t');
    await page.getByRole('grid', { name: 'Artifacts', exact: true }).waitFor();
    that(page.url().includes(one.id) && !page.url().includes('as=tree'), `the URL is ${page.url()}`);
  });
  await check('artifacts: a risk keeps its artifacts, in the table and in the tree', async () => {
    await ask('discovery');
    const { risks, risksCurrent } = await ask('artifacts', everything.artifacts);
    that(risksCurrent && risks.length > 0, 'no artifact has a risk, or they are not known');
    const facet = risks.at(-1);
    await go(page, watch, '/artifacts?id=none');
    await facets.locator(`button[data-value="${facet.value}"]`).click();
    await rowsOf(page, 'Artifacts', facet.count);
    const kept = await below('', { ...none, risks: [facet.value] });
    same(kept.rows.reduce((sum, side) => sum + side.artifacts, 0), facet.count, 'artifacts of the sides in the tree');
    await page.keyboard.press('t');
    await until('the tree counts what is left', async () => (await textOf(line(kept.rows[0].name))).includes(number(kept.rows[0].artifacts)));
  });
}

/** The structure of messages and documents, and where an artifact is used. */
async function structure(page, watch, ask, all) {
  const found = all.rows.filter((row) => row.records > 0);
  for (const format of ['HL7 v2', 'C-CDA', 'X12', 'FHIR NDJSON']) {
    const row = found.find((one) => one.format === format);
    if (row === undefined) continue;
    await check(`artifacts: the structure of ${format} is the workspace’s, part by part`, async () => {
      const whole = await ask('artifact_structure', { id: row.id, parent: 0 });
      const first = whole.rows[0];
      const below = await ask('artifact_structure', { id: row.id, parent: first.id });
      await go(page, watch, `/artifacts?id=${row.id}&part=structure`);
      const tree = page.getByRole('tree', { name: 'Structure of the artifact' });
      await until('both levels are drawn', async () => (await tree.getByRole('treeitem').count()) === whole.rows.length + below.rows.length);
      const text = await textOf(page.getByRole('tabpanel', { name: 'Structure' }));
      for (const part of [number(whole.records), ...below.rows.map((one) => one.title).filter((title) => title !== '')]) that(text.includes(part), `${part} is not shown`);
    });
  }
  await check('artifacts: where it is used leads to exactly its findings', async () => {
    const { uses, row } = await mostFindings(ask, found);
    that(uses.findings > 0, 'no artifact has an open finding');
    await go(page, watch, `/artifacts?id=${row.id}&part=uses`);
    const panel = page.getByRole('tabpanel', { name: 'Where used' });
    await panel.waitFor();
    for (const rule of uses.rules.slice(0, 3)) await panel.getByRole('link', { name: rule.rule, exact: true }).first().waitFor();
    const said = uses.lens.find((one) => one.kind !== '');
    if (said !== undefined) {
      await panel.getByRole('link', { name: `${said.kind} ${said.aspect}`, exact: true }).first().click();
      await page.waitForURL(/\/lens\?/);
      await page.getByText(said.relation, { exact: true }).first().waitFor();
      await page.goBack();
      await panel.waitFor();
    }
    await panel.getByRole('link', { name: plural(uses.findings, 'finding') }).click();
    await page.waitForURL(/\/findings\?.*artifact=/);
    const asked = await ask('findings', { ...everything.findings, states: ['open'], artifact: row.id });
    same(asked.total, uses.findings, 'findings of the artifact');
    await page.getByRole('button', { name: 'Findings of all artifacts' }).waitFor();
  });
}

/** The artifact with most open findings among the first ones. */
async function mostFindings(ask, rows) {
  const all = await Promise.all(rows.slice(0, 20).map(async (row) => ({ row, uses: await ask('artifact_uses', { id: row.id }) })));
  return all.sort((a, b) => b.uses.findings - a.uses.findings)[0];
}

/** What discovery found, in the views of Artifacts. */
async function discovery(page, watch, ask) {
  const everythingOf = { offset: 0, limit: 500, text: '', artifact: '', kinds: [], states: [], sort: '' };
  const said = await ask('discovery');
  const tab = (name) => page.getByRole('tab', { name: new RegExp(`^${name}`) });
  await check('discovery: the tabs count what the workspace found', async () => {
    await go(page, watch, '/artifacts?id=none');
    const shown = [['Hidden corners', said.cornersOpen], ['Joins', said.joins], ['Anomalies', said.anomalies], ['Integrations', said.integrations], ['Rules', said.rulesOpen], ['Deliveries', said.deliveries], ['Documents', said.documentsGrave > 0 ? said.documentsGrave : said.documents]];
    for (const [name, found] of shown) await until(`${name} counts ${found}`, async () => (await textOf(tab(name))) === `${name} ${number(found)}`);
  });
  await check('discovery: digits lead to the views, and each holds what the workspace holds', async () => {
    const lists = [['2', 'Hidden corners', 'corners'], ['3', 'Joins', 'joins'], ['4', 'Anomalies', 'anomalies'], ['5', 'Integrations', 'integrations'], ['6', 'Rules', 'legacy_rules'], ['7', 'Deliveries', 'deliveries'], ['9', 'Documents', 'documents']];
    for (const [key, label, command] of lists) {
      await page.keyboard.press(key);
      await until(`${label} is shown`, async () => (await tab(label).getAttribute('aria-selected')) === 'true');
      const all = await ask(command, everythingOf);
      if (all.total > 0) await rowsOf(page, label, all.total);
      else await page.getByRole('heading', { level: 2 }).first().waitFor();
    }
  });
  await check('discovery: a kind of corner keeps its corners, and comes off again', async () => {
    const all = await ask('corners', everythingOf);
    const facet = all.kinds.at(-1);
    that(facet !== undefined, 'the workspace found no corner');
    await go(page, watch, '/artifacts?view=corners');
    await page.getByRole('complementary', { name: 'Filter hidden corners' }).locator(`button[data-value="${facet.value}"]`).click();
    await rowsOf(page, 'Hidden corners', facet.count);
    await page.getByRole('button', { name: /^Remove the filter kind/ }).click();
    await rowsOf(page, 'Hidden corners', all.total);
  });
  await check('discovery: a corner is decided with a reason, and Undo opens it again', async () => {
    const before = await ask('corners', { ...everythingOf, sort: 'risk' });
    const corner = before.rows.find((one) => one.state === 'open');
    that(corner !== undefined, 'no corner is open');
    const stateNow = async () => (await ask('corners', everythingOf)).rows.find((one) => one.id === corner.id);
    await go(page, watch, `/artifacts?view=corners&item=${corner.id}`);
    const panel = page.getByRole('complementary', { name: 'Corner', exact: true });
    that((await textOf(panel)).includes(corner.evidence.slice(1)), 'the evidence is not the workspace’s');
    await panel.getByRole('radio', { name: /^Explained/ }).click();
    await page.keyboard.press('Enter');
    await panel.getByRole('alert').waitFor();
    await panel.getByLabel('Reason').fill('looked at by the checks');
    await page.keyboard.press('Enter');
    const undo = page.getByRole('button', { name: 'Undo' });
    await undo.waitFor();
    // What is said lies on nothing that is filtered, read or decided.
    const covered = await page.evaluate(() => {
      const said = document.querySelector('[role="status"] > [data-tone]').getBoundingClientRect();
      return [...document.querySelectorAll('#main aside, #main [role="grid"]')].filter((one) => { const box = one.getBoundingClientRect(); return box.width > 0 && box.left < said.right && box.right > said.left && box.top < said.bottom && box.bottom > said.top; }).map((one) => one.getAttribute('aria-label'));
    });
    that(covered.length === 0, `the message covers ${covered.join(', ')}`);
    const decided = await stateNow();
    same(decided.state, 'explained', 'state');
    same(decided.reason, 'looked at by the checks', 'reason');
    await undo.click();
    await until('the corner is open again', async () => (await stateNow()).state === 'open');
  });
  await check('discovery: several corners are marked and counted together', async () => {
    await go(page, watch, '/artifacts?view=corners');
    const grid = page.getByRole('grid', { name: 'Hidden corners', exact: true });
    await grid.locator('[aria-rowindex="3"] [role="gridcell"]').nth(2).click({ modifiers: ['Control'] });
    await grid.locator('[aria-rowindex="5"] [role="gridcell"]').nth(2).click({ modifiers: ['Shift'] });
    await page.getByRole('heading', { name: '3 corners together' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('complementary', { name: 'Corner', exact: true }).waitFor();
  });
  await check('discovery: an anomaly leads to the profile of its field', async () => {
    const all = await ask('anomalies', { ...everythingOf, sort: 'severity' });
    const odd = all.rows.find((row) => row.artifact !== '' && row.field !== '');
    that(odd !== undefined, 'no anomaly names a field');
    await go(page, watch, `/artifacts?view=anomalies&kinds=${odd.code}`);
    await page.getByRole('grid', { name: 'Anomalies', exact: true }).getByRole('link', { name: `${odd.relation}.${odd.field}` }).first().click();
    const field = page.locator(`[role="table"][aria-label="Fields"] [data-field="${odd.field}"]`);
    await field.locator('dl').waitFor();
    that((await textOf(field.locator('dl'))).includes('Anomalies'), 'the profile names no anomaly');
  });
  await check('discovery: a relation says how its rows hang on known patients', async () => {
    const listed = (await ask('artifacts', everything.artifacts)).rows.find((row) => row.side === 'legacy' && row.format === 'CSV' && row.hanging !== null);
    that(listed !== undefined, 'no table was held against the known patients');
    const [relation] = (await ask('artifact', { id: listed.id })).relations;
    that(relation.hanging !== null, 'the list says how rows hang, the relation does not');
    await go(page, watch, `/artifacts?id=${listed.id}`);
    const said = page.getByRole('region', { name: 'Fields' }).getByText(/hangs? on a known patient/);
    await said.first().waitFor();
  });
  await check('discovery: the report is written', async () => {
    await go(page, watch, '/artifacts?view=corners');
    await page.getByRole('button', { name: /^Discovery report/ }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: /^Report/ }).click();
    const html = readFileSync(await (await download).path(), 'utf8');
    that(html.toLowerCase().includes('<html') || html.toLowerCase().startsWith('<!doctype html'), 'the report is no page');
  });
}

/** Patients and charts. */
export async function patients(page, watch, ask) {
  const all = await ask('patients', everything.patients);
  const first = all.rows[0];
  await check('patients: edge cases first, as the workspace ranks them', async () => {
    await go(page, watch, '/patients');
    const grid = await rowsOf(page, 'Patients, edge cases first', all.total);
    that((await textOf(grid.locator('[role="row"][aria-rowindex="2"]'))).includes(first.id), `${first.id} is not first`);
  });
  await check('patients: every reason of a patient is told or counted, and those that part most come first when asked', async () => {
    const { id, reasons } = all.rows.find((one) => one.reasons.length > 2);
    const row = page.getByRole('grid', { name: 'Patients, edge cases first', exact: true }).locator('[role="row"]', { hasText: id });
    const told = (await row.locator('.tag').count()) + Number(/\d+/.exec((await row.getByRole('gridcell').last().getByText(/^\+\d+/).allInnerTexts())[0] ?? '0')[0]);
    that(told === reasons.length, `${told} of ${reasons.length} reasons are told or counted`);
    const by = (await ask('patients', { ...everything.patients, sort: '-difference' })).rows.map((one) => Math.abs(one.destination - one.legacy));
    that(`${by}` === `${[...by].sort((a, b) => b - a)}`, `not in order: ${by.slice(0, 12).join(' ')}`);
    await Promise.all([page.waitForURL(/sort=-difference/), page.getByRole('columnheader', { name: 'Balance' }).getByRole('button').click()]).then(() => go(page, watch, '/patients'));
  });
  await check('patients: a filter keeps its patients', async () => {
    const facet = all.reasons[0];
    await page.getByRole('complementary', { name: 'Filter patients' }).locator(`button[data-value="${facet.value}"]`).click();
    await rowsOf(page, 'Patients, edge cases first', facet.count);
    await page.getByRole('button', { name: `Take off ${facet.value}` }).click();
    await rowsOf(page, 'Patients, edge cases first', all.total);
  });
  await check('patients: Enter opens both charts of the first edge case', async () => {
    await page.getByRole('grid', { name: 'Patients, edge cases first', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`/patients/${first.id}`));
    await page.getByRole('heading', { name: `Patient ${first.id}` }).waitFor();
    const chart = page.getByRole('img', { name: /^Both charts on one relative time axis/ });
    await chart.waitFor();
    const words = await chart.getAttribute('aria-label');
    that(words.includes(`${first.legacy} ${first.legacy === 1 ? 'statement' : 'statements'} in the legacy book, ${first.destination} in the destination book`), words);
    const painted = await chart.evaluate((canvas) => {
      const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
      const seen = new Set();
      for (let at = 0; at < pixels.length && seen.size < 8; at += 4 * 97) seen.add(`${pixels[at]},${pixels[at + 1]},${pixels[at + 2]},${pixels[at + 3]}`);
      return seen.size;
    });
    that(painted >= 4, `the chart is empty: ${painted} colours`);
  });
  await check('patients: J and K walk the findings, and the panel follows', async () => {
    // Of a patient with findings to walk through.
    const many = all.rows.find((row) => row.findings > 1) ?? first;
    await go(page, watch, `/patients/${many.id}`);
    const panel = page.getByRole('complementary', { name: 'Finding', exact: true });
    const at = async (place) => until(`finding ${place} is shown`, async () => (await textOf(panel)).startsWith(`Statement ${place} of`));
    await at(1);
    await page.keyboard.press('j');
    await at(2);
    await page.keyboard.press('k');
    await at(1);
    await panel.getByRole('region', { name: 'Locators' }).waitFor();
  });
  await check('patients: the header and the finding say how surely both charts are linked', async () => {
    const row = all.rows.find((one) => one.side === 'paired' && one.findings > 0);
    that(row !== undefined, 'no patient with both charts has a finding');
    const { tie } = await ask('chart', { id: row.id, show: 'findings', kinds: [] });
    await go(page, watch, `/patients/${row.id}`);
    await page.getByTitle(new RegExp(`^linked with ${tie.words} by ${tie.by}`)).waitFor();
    await page.getByRole('complementary', { name: 'Finding', exact: true }).getByText(`linked with ${tie.words} by ${tie.by}`).waitFor();
  });
  await check('patients: a chart is shown around its findings, and whole where there are none', async () => {
    const pressed = page.getByRole('group', { name: 'Show' }).getByRole('button', { pressed: true });
    const asked = [[all.rows.find((one) => one.side === 'paired' && one.findings > 0), 'Findings in context'], [all.rows.find((one) => one.side === 'paired' && one.findings === 0), 'All']];
    for (const [row, name] of asked.filter(([one]) => one !== undefined)) {
      await go(page, watch, `/patients/${row.id}`);
      await until(`${name} is shown`, async () => (await textOf(pressed)).startsWith(name));
    }
  });
  await check('patients: a finding is triaged with both charts in sight, and that is taken back by key', async () => {
    const row = all.rows.find((one) => one.side === 'paired' && one.findings > 0);
    await go(page, watch, `/patients/${row.id}`);
    const panel = page.getByRole('complementary', { name: 'Finding', exact: true });
    await panel.getByRole('button', { name: /^Triage/ }).waitFor();
    await page.keyboard.press('v');
    const dialog = page.getByRole('dialog', { name: 'Triage', exact: true });
    await dialog.waitFor();
    await page.keyboard.press('m');
    // What the cause proposes stands selected there, so that what she types takes its place.
    await page.keyboard.type('both charts were read');
    same(await dialog.getByLabel('Reason').inputValue(), 'both charts were read', 'the reason');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await panel.getByText('both charts were read').waitFor();
    await page.keyboard.press('Control+z');
    await panel.getByText('not decided').waitFor();
  });
  await check('patients: a statement without a finding leads to both locators', async () => {
    // Of a patient with both charts and a finding to come back to.
    let found;
    for (const row of all.rows.filter((one) => one.findings > 0)) {
      const chart = await ask('chart', { id: row.id, show: 'all', kinds: [] });
      const pair = chart.pairs.find((one) => one.finding === '' && one.legacy !== null && one.destination !== null);
      if (pair !== undefined) found = { id: row.id, statement: pair.legacy };
      if (found !== undefined) break;
    }
    that(found !== undefined, 'no patient with a finding has a statement without one');
    const detail = await ask('chart_statement', found);
    await go(page, watch, `/patients/${found.id}?show=all&statement=${found.statement}`);
    const panel = page.getByRole('complementary', { name: 'Statement', exact: true });
    for (const locator of [...detail.legacyLocators, ...detail.destinationLocators]) await panel.getByText(locator, { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('complementary', { name: 'Finding', exact: true }).waitFor();
  });
  await check('patients: a note shows its words, scrubbed, and an hour can be looked at', async () => {
    let written;
    for (const row of all.rows) {
      const chart = await ask('chart', { id: row.id, show: 'all', kinds: ['note'] });
      for (const one of chart.statements) {
        if (written === undefined && (await ask('chart_statement', { id: row.id, statement: one.id })).note !== null) written = { patient: row.id, id: one.id };
      }
      if (written !== undefined) break;
    }
    that(written !== undefined, 'no edge case has a note with words');
    await go(page, watch, `/patients/${written.patient}?show=all&statement=${written.id}`);
    await page.getByRole('article', { name: 'Note' }).waitFor();
    await page.getByRole('img', { name: /^Both charts/ }).waitFor();
    for (let step = 0; step < 40; step += 1) await page.keyboard.press('+');
    await page.getByText('1 hour in view').waitFor();
    await page.keyboard.press('0');
    await page.keyboard.press('Escape');
  });
  await check('patients: T shows the same statements as a list', async () => {
    await page.keyboard.press('t');
    await page.getByRole('grid', { name: 'Statements of both charts' }).locator('[role="row"][aria-rowindex="2"]').waitFor();
    that(page.url().includes('as=list'), 'the URL does not hold the view');
    await page.keyboard.press('t');
    await page.getByRole('img', { name: /^Both charts/ }).waitFor();
  });
  await check('patients: Z comes to the day of the finding and to its hour, Shift Z goes back', async () => {
    const foot = page.locator('main footer').first();
    const span = (words) => until(`${words} in view`, async () => (await textOf(foot)).includes(`${words} in view`));
    const lifetime = () => until('the lifetime is in view', async () => !/[?&]from=/.test(page.url()));
    await page.keyboard.press('0');
    await lifetime();
    await page.keyboard.press('z');
    await span('30 days');
    await page.keyboard.press('z');
    await span('1 day');
    await page.keyboard.press('z');
    await span('1 hour');
    await page.keyboard.press('Shift+Z');
    await span('1 day');
    await page.keyboard.press('0');
    await lifetime();
  });
  await check('patients: D shows both charts on the last day, and a comma goes a day back', async () => {
    await page.keyboard.press('d');
    const panel = page.getByRole('complementary', { name: 'On this day', exact: true });
    await panel.getByText('This is the last day that the books know.').waitFor();
    await panel.getByRole('heading', { name: 'Would it still compute?' }).waitFor();
    await page.keyboard.press(',');
    await until('the URL holds the day', async () => /[?&]day=-?\d+/.test(page.url()));
    await page.keyboard.press('d');
    await page.getByRole('complementary', { name: 'Finding', exact: true }).waitFor();
  });
  await check('patients: ] goes to the next edge case, and Escape from there to the list at it', async () => {
    await go(page, watch, `/patients/${first.id}`);
    await page.getByRole('heading', { name: `Patient ${first.id}` }).waitFor();
    await page.getByText(`Edge case 1 of`).waitFor();
    await page.keyboard.press(']');
    await page.getByRole('heading', { name: `Patient ${all.rows[1].id}` }).waitFor();
    await page.getByText('Edge case 2 of').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('[role="grid"] [role="row"][aria-selected="true"]').getByText(all.rows[1].id).waitFor();
  });
}

/** Findings, from causes down to both locators and the chart, and the export. */
export async function findings(page, watch, ask) {
  const causes = await ask('causes', everything.findings);
  await check('findings: causes as the workspace groups them', async () => {
    await go(page, watch, '/findings');
    const grid = page.getByRole('treegrid', { name: 'Causes' });
    await grid.locator('[data-index="0"]').waitFor();
    same(Number(await grid.getAttribute('aria-rowcount')), causes.total + 1, 'causes');
    // The line says first what happened; the workspace's own words for it are its title.
    for (const [index, cause] of causes.rows.slice(0, 5).entries()) await grid.locator(`[data-index="${index}"]`).getByTitle(cause.label, { exact: true }).waitFor();
  });
  const at = Math.min(1, causes.rows.length - 1);
  const cause = causes.rows[at];
  const line = page.locator(`[role="treegrid"] [data-index="${at}"]`);
  await check('findings: a cause opens with evidence, clusters and an example', async () => {
    if ((await line.getAttribute('aria-expanded')) !== 'true') await line.click();
    await until('the line is open', async () => (await line.getAttribute('aria-expanded')) === 'true');
    that((await textOf(page.getByRole('region', { name: 'Evidence' }))).includes(cause.evidence.slice(0, 40)), 'the evidence is not the workspace’s');
    // What to do about it is said in the workspace's words, and nothing of it is done by itself.
    that(cause.proposal.text !== '', 'the cause has no proposal');
    that((await textOf(page.getByRole('note', { name: 'Proposed' }))).includes(cause.proposal.text.replace(/\s+/g, ' ').trim()), 'the proposal is not the workspace’s');
    // Values that fewer than 11 patients share are not listed; the screen then says so.
    await (cause.clusters.length > 0 ? page.getByRole('region', { name: 'Clusters' }).getByRole('table') : page.getByRole('region', { name: 'Evidence' }).getByText(/^No pair of values/)).waitFor();
    await page.getByRole('region', { name: 'Example pair' }).getByRole('table').waitFor();
  });
  await check('findings: the cause leads to its findings, and a finding to both locators', async () => {
    await page.getByRole('button', { name: /^Open the (\d|finding)/ }).click();
    const own = await ask('findings', { ...everything.findings, cause: cause.id });
    await rowsOf(page, 'Findings', own.total);
    const panel = page.getByRole('complementary', { name: 'Finding', exact: true });
    const detail = await ask('finding', { id: own.rows[0].id });
    await panel.getByRole('heading', { name: 'Where it comes from' }).waitFor();
    const text = await textOf(panel);
    for (const locator of [...detail.legacyLocators, ...detail.destinationLocators]) that(text.includes(locator), `${locator} is not shown`);
    for (const step of detail.explanation) that(text.includes(step.replace(/\s+/g, ' ').trim()), `the explanation lacks “${step}”`);
  });
  await check('findings: C leads from the finding to its place on the chart', async () => {
    const own = await ask('findings', { ...everything.findings, cause: cause.id });
    await page.getByRole('grid', { name: 'Findings', exact: true }).focus();
    await page.keyboard.press('c');
    await page.waitForURL(new RegExp(`/patients/${own.rows[0].patient}.*${own.rows[0].id}`));
    await page.getByRole('heading', { name: `Patient ${own.rows[0].patient}` }).waitFor();
    await page.goBack();
    await page.getByRole('grid', { name: 'Findings', exact: true }).waitFor();
  });
  await check('findings: several are marked, counted, triaged together, and that is taken back', async () => {
    const own = await ask('findings', { ...everything.findings, cause: cause.id });
    const several = Math.min(3, own.total);
    await go(page, watch, `/findings?cause=${cause.id}`);
    const grid = await rowsOf(page, 'Findings', own.total);
    await grid.locator('[aria-rowindex="2"]').waitFor();
    await grid.locator('[aria-rowindex="2"] [role="checkbox"]').click();
    await grid.locator(`[aria-rowindex="${several + 1}"] [role="checkbox"]`).click({ modifiers: several > 1 ? ['Shift'] : [] });
    await page.getByRole('status').filter({ hasText: `${several} finding${several === 1 ? '' : 's'} marked` }).waitFor();
    await page.keyboard.press('t');
    const dialog = page.getByRole('dialog', { name: 'Triage' });
    await dialog.waitFor();
    await page.keyboard.press('s');
    if (several > 1) await dialog.getByText(`${several} findings`).first().waitFor();
    // A decision says why: without a reason nothing is sent, and what the cause suggests can be taken out.
    await dialog.getByLabel('Reason').fill('');
    await page.keyboard.press('Enter');
    await dialog.getByText('A decision needs a reason.').waitFor();
    await page.keyboard.type('the row itself is wrong');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    const decided = async () => (await ask('findings', { ...everything.findings, cause: cause.id })).rows.filter((row) => row.triage.disposition === 'source defect' && row.triage.reason === 'the row itself is wrong').length;
    await until('the workspace has them', async () => (await decided()) === several);
    await page.getByRole('button', { name: 'Undo' }).click();
    await until('it is taken back', async () => (await decided()) === 0);
  });
  await check('findings: words narrow causes, findings and facets alike', async () => {
    const text = cause.label.split(':')[0];
    const narrowed = await ask('causes', { ...everything.findings, text });
    that(narrowed.total > 0 && narrowed.total < causes.total, `“${text}” leaves ${narrowed.total} of ${causes.total} causes`);
    const sum = (facets) => facets.reduce((all, facet) => all + facet.count, 0);
    for (const facet of ['severities', 'verdicts', 'kinds', 'classes', 'dispositions']) same(sum(narrowed[facet]), narrowed.findings, `findings by ${facet}`);
    same((await ask('findings', { ...everything.findings, text })).total, narrowed.findings, 'findings one by one');
    await go(page, watch, `/findings?group=findings&text=${encodeURIComponent(text)}`);
    await rowsOf(page, 'Findings', narrowed.findings);
  });
  await check('findings: what somebody wants accepted waits for a lead, who is somebody else', async () => {
    await go(page, watch, '/findings/sign');
    await settled(page);
    const queue = await ask('sign_queue');
    await rowsOf(page, 'Acceptances that wait for a lead', queue.waiversWaiting);
    that(queue.waivers.every((row) => row.signed !== '' || row.by !== ''), 'an acceptance that nobody asked for');
  });
  await check('findings: the export holds one line a finding', async () => {
    await go(page, watch, '/findings');
    await settled(page);
    await page.keyboard.press('e');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: /Rows/ }).click()]);
    const text = readFileSync(await download.path(), 'utf8');
    const lines = text.split('\n').filter((one) => one.trim() !== '');
    that(lines.length > causes.findings, `${lines.length} lines for ${causes.findings} findings`);
    await page.getByText('The findings were saved').first().waitFor();
  });
  for (const [form, begins] of [['PDF', '%PDF-'], ['Spreadsheet', 'PK'], ['Page', '<!doctype html>']]) {
    await check(`findings: the discrepancy report is written as ${form}`, async () => {
      await page.keyboard.press('e');
      const [download] = await Promise.all([page.waitForEvent('download', { timeout: 60_000 }), page.getByRole('menuitem', { name: new RegExp(`^${form}`) }).click()]);
      const bytes = readFileSync(await download.path());
      that(bytes.subarray(0, begins.length).toString('latin1') === begins, `it does not begin with ${begins}`);
      await page.getByText('The discrepancy report was saved').first().waitFor();
    });
  }
}
