// Lists as somebody works through them: what sorts them, what finds a line in them, what is left of them after a reload, and what they say
// when what a link leads to is not there any more. Narrow windows clip nothing that differs.
import { readFileSync } from 'node:fs';
import { check, same, that, until } from '../checks.mjs';
import { everything } from '../workspace.mjs';
import { go, rowsOf, settled, textOf } from './page.mjs';

const narrow = { width: 1024, height: 768 };
const wide = { width: 1440, height: 900 };
const PATIENTS = 'Patients, edge cases first';
const STATEMENTS = 'Statements of both charts';

/** The first year of an age band; a band that begins with none is unknown. */
const ageOf = (row) => Number.parseInt(row.ageBand, 10) || 0;

export async function lists(page, watch, ask) {
  await patientsSort(page, watch, ask);
  await findingsSort(page, watch, ask);
  await statementsFound(page, watch, ask);
  await goneSaysWhy(page, watch, ask);
  await populationsWhole(page, watch);
  await takenOut(page, watch, ask);
}

async function patientsSort(page, watch, ask) {
  for (const [head, sort, key] of [['Age', 'age', ageOf], ['Sex', 'sex', (row) => row.sex], ['Patient', 'patient', (row) => row.id], ['Legacy', 'legacy', (row) => row.legacy], ['Destination', 'destination', (row) => row.destination]]) {
    await check(`lists: patients are sorted by ${sort}, and the list agrees`, async () => {
      const { rows } = await ask('patients', { ...everything.patients, sort: `-${sort}` });
      const keys = rows.map(key);
      for (let at = 1; at < keys.length; at += 1) that(keys[at - 1] >= keys[at], `${keys[at - 1]} stands before ${keys[at]}`);
      await go(page, watch, '/patients');
      await Promise.all([page.waitForURL(new RegExp(`sort=-${sort}`)), page.getByRole('columnheader', { name: head, exact: true }).getByRole('button').click()]);
      const grid = page.getByRole('grid', { name: PATIENTS, exact: true });
      await until('the first row is the first by it', async () => (await textOf(grid.locator('[role="row"][aria-rowindex="2"]'))).includes(rows[0].id));
    });
  }
}

async function findingsSort(page, watch, ask) {
  await check('lists: single findings stand together by patient, and stay so after a reload', async () => {
    const { rows } = await ask('findings', { ...everything.findings, sort: 'patient' });
    const seen = [];
    for (const row of rows) if (seen.at(-1) !== row.patient) seen.push(row.patient);
    same(seen.length, new Set(seen).size, 'runs of one patient');
    await go(page, watch, '/findings?group=findings&finding=none');
    const grid = page.getByRole('grid', { name: 'Findings', exact: true });
    await grid.waitFor();
    const head = grid.getByRole('columnheader', { name: 'Patient', exact: true });
    await head.getByRole('button').click();
    await head.getByRole('button').click();
    await page.waitForURL(/sort=patient/);
    await page.reload();
    await until('the head says ascending', async () => (await head.getAttribute('aria-sort')) === 'ascending');
    await until('the first row is the first by patient', async () => (await textOf(grid.locator('[role="row"][aria-rowindex="2"]'))).includes(rows[0].patient));
  });
  await check('lists: V decides on a finding in the list as it does on its chart', async () => {
    await go(page, watch, '/findings?group=findings');
    await page.getByRole('complementary', { name: 'Finding', exact: true }).getByRole('table').first().waitFor();
    await page.keyboard.press('v');
    await page.getByRole('dialog', { name: 'Triage', exact: true }).waitFor();
    await page.keyboard.press('Escape');
  });
}

async function statementsFound(page, watch, ask) {
  const row = (await ask('patients', everything.patients)).rows.find((one) => one.side === 'paired' && one.findings > 0);
  const { statements } = await ask('chart', { id: row.id, show: 'all', kinds: [] });
  const word = (statements.find((one) => one.kind === 'medication') ?? statements[0]).label.split(' ')[0].toLowerCase();
  const grid = page.getByRole('grid', { name: STATEMENTS, exact: true });
  const lines = async () => Number(await grid.getAttribute('aria-rowcount')) - 1;
  await check('lists: words find the lines of both charts that hold them, and stay after a reload', async () => {
    await go(page, watch, `/patients/${row.id}?as=list&show=all`);
    await grid.waitFor();
    const all = await lines();
    await page.keyboard.press('/');
    await page.keyboard.type(word);
    await until('fewer lines are shown', async () => (await lines()) < all && (await lines()) > 0);
    that((await textOf(grid.locator('[role="row"][aria-rowindex="2"]'))).toLowerCase().length > 0, 'the first line is empty');
    await page.getByRole('status').filter({ hasText: ` of ${all} lines with` }).waitFor();
    const found = await lines();
    await page.reload();
    await until('as many lines are shown again', async () => (await lines()) === found);
    await page.getByLabel('Filter statements by words').fill('no statement says this');
    await page.getByRole('button', { name: 'Clear the words' }).click();
    await until('all lines are back', async () => (await lines()) === all);
  });
  await check('lists: J walks the findings of the lines that words leave', async () => {
    const chosen = grid.locator('[role="row"][aria-selected="true"]');
    const kindOf = ({ legacy, destination }) => statements.find(({ id }) => id === (legacy ?? destination)).kind;
    const { pairs } = await ask('chart', { id: row.id, show: 'all', kinds: [] });
    const [all, found] = [pairs, pairs.filter(({ finding }) => finding !== '')].map((some) => new Set(some.map(kindOf)));
    that(found.size > 0 && found.size < all.size, `findings of ${[...found]} among ${[...all]}`);
    for (const kind of all) {
      await go(page, watch, `/patients/${row.id}?as=list&show=all&words=${kind}`);
      await grid.waitFor();
      for (let step = 0; step < 3; step += 1) {
        await page.keyboard.press('j');
        if (found.has(kind)) await page.waitForURL(/finding=/);
        await settled(page);
        // Of what the words leave out nothing is walked to: not where they leave no finding either.
        if (new URL(page.url()).searchParams.has('finding')) await until('the finding is one of those lines', async () => (await chosen.count()) === 1);
      }
    }
  });
  await check('lists: the verdict sorts by harm, so that findings come first', async () => {
    await go(page, watch, `/patients/${row.id}?as=list&show=all`);
    await grid.getByRole('columnheader', { name: 'Verdict', exact: true }).getByRole('button').click();
    await page.waitForURL(/by=-verdict/);
    await until('the first line is a finding', async () => !/^(same|equivalent)/.test(await textOf(grid.locator('[role="row"][aria-rowindex="2"]'))));
  });
  await check('lists: the tools of a chart stay on one line in a narrow window', async () => {
    await page.setViewportSize(narrow);
    try {
      await go(page, watch, `/patients/${row.id}`);
      const show = page.getByRole('group', { name: 'Show' });
      await show.waitFor();
      const [first, last] = [await show.boundingBox(), await page.getByRole('button', { name: 'On a day' }).boundingBox()];
      that(Math.abs(first.y - last.y) < 4, `the last tool stands ${last.y - first.y} below the first`);
    } finally {
      await page.setViewportSize(wide);
    }
  });
}

async function goneSaysWhy(page, watch, ask) {
  await check('lists: a cause that is not found any more says so and leads back', async () => {
    await go(page, watch, '/findings?cause=c-000000000000');
    await page.getByRole('heading', { name: 'No finding has this cause any more' }).waitFor();
    same(await page.getByRole('complementary', { name: 'Finding', exact: true }).count(), 0, 'panels beside an empty list');
    await page.getByRole('complementary', { name: 'Filter findings' }).getByText('nothing to narrow').waitFor();
    await page.getByRole('main').getByRole('link', { name: 'All causes' }).click();
    await page.getByRole('treegrid', { name: 'Causes' }).waitFor();
  });
  await check('lists: a finding that closed says why it is not there', async () => {
    await go(page, watch, '/findings?group=findings&finding=f-0000000000000000');
    await page.getByRole('alert').getByText('it closed because it was not found again').waitFor();
    const row = (await ask('patients', everything.patients)).rows.find((one) => one.side === 'paired' && one.findings > 0);
    await go(page, watch, `/patients/${row.id}?finding=f-0000000000000000`);
    await page.getByRole('status').getByText('The finding that this link leads to is not shown here').waitFor();
    await page.keyboard.press('j');
    await until('another finding is no surprise', async () => (await page.getByText('The finding that this link leads to').count()) === 0);
  });
}

async function populationsWhole(page, watch) {
  await check('lists: questions sort by how far the books differ', async () => {
    await go(page, watch, '/findings/population');
    await page.getByRole('columnheader', { name: 'Difference' }).getByRole('button').click();
    await page.waitForURL(/sort=-difference/);
  });
  await check('lists: a narrow window clips neither a sum nor the box that filters', async () => {
    await page.setViewportSize(narrow);
    try {
      await go(page, watch, '/findings/population?view=amount');
      await settled(page);
      await rowsOf(page, 'Cells by amount, the biggest difference first', Number(await page.getByRole('grid').first().getAttribute('aria-rowcount')) - 1);
      const clipped = await page.evaluate(() => [...document.querySelectorAll('[role="row"] .cut[title*=" / "]')].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.title));
      same(clipped.join('; '), '', 'sums that are cut');
      const box = await page.getByLabel('Filter by words').boundingBox();
      that(box.width >= 136, `the box is ${box.width} wide`);
    } finally {
      await page.setViewportSize(wide);
    }
  });
}

/** The lines of the file that a list is taken out as, its heads first. */
async function linesOf(page) {
  await settled(page);
  await page.keyboard.press('e');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: /^Rows/ }).click()]);
  return readFileSync(await download.path(), 'utf8').trimEnd().split('\r\n');
}

async function takenOut(page, watch, ask) {
  await check('lists: patients are taken out as they stand, filtered and sorted', async () => {
    const { rows, total } = await ask('patients', { ...everything.patients, severities: ['clinical'], sort: '-legacy' });
    await go(page, watch, '/patients?severities=clinical&sort=-legacy');
    const [, ...lines] = await linesOf(page);
    same(lines.length, total, 'lines');
    same(lines[0].split(',')[1], rows[0].id, 'the first patient');
    await page.getByText('The patients were saved').first().waitFor();
  });
  await check('lists: questions and cells are taken out, and what is withheld stays so', async () => {
    const { rows } = await ask('questions');
    await go(page, watch, '/findings/population');
    const [, ...questions] = await linesOf(page);
    same(questions.length, rows.length, 'questions');
    same(questions.filter((line) => line.includes(',withheld,')).length > 0, rows.some((row) => row.legacy === null || row.destination === null), 'withheld numbers');
    const cells = await ask('population', { offset: 0, limit: 1, dimension: 'clinic', kinds: [], text: '', differing: false, sort: '' });
    await go(page, watch, '/findings/population?view=clinic');
    same((await linesOf(page)).length - 1, cells.total, 'cells');
  });
}
