// The archive rule put in force and taken out again, and decisions on hidden corners that the mapping contradicts.
//
// Both leave the workspace as they found it: the rule out of force, migrated and compared once more, the corner open.
import { check, number, plural, same, that, until } from '../checks.mjs';
import { everything } from '../workspace.mjs';
import { go, rowsOf, settled, textOf } from './page.mjs';

const corners = { offset: 0, limit: 500, text: '', artifact: '', kinds: [], states: [], sort: '' };
const ends = (kind) => `/overview/ledger?ends=${encodeURIComponent(JSON.stringify([kind]))}`;

/** Start a job and wait for its end; what failed is thrown. */
async function worked(ask, command, payload = {}) {
  const { id } = await ask(command, payload);
  const job = await until(`${command} has ended`, async () => (await ask('jobs')).rows.find((one) => one.id === id && one.endedMs !== null), 120_000);
  that(job.state === 'done', `${command} ${job.state}: ${job.summary}`);
}

/** Checks of what stays behind. `decide` asks as somebody who may decide on corners, which a lead may not. */
export async function archive(page, watch, ask, decide) {
  await rule(page, watch, ask);
  await contradictions(page, watch, ask, decide);
}

async function rule(page, watch, ask) {
  const band = page.getByRole('region', { name: 'In force', exact: true });
  const heading = (name) => band.getByRole('heading', { name });
  const reason = band.getByLabel('Reason for the decision');
  await worked(ask, 'start_archive');

  await check('archive: lines that are not told are told as one rest of all patients', async () => {
    await go(page, watch, '/artifacts?view=archive');
    const { effect } = await ask('retention');
    const untold = effect.classes.filter((one) => one.patients === null).length;
    const rest = effect.patients - effect.classes.reduce((sum, one) => sum + (one.patients ?? 0), 0);
    const classes = page.getByRole('region', { name: 'Patients by class' });
    await classes.waitFor();
    const said = (await textOf(classes)).includes(`${number(rest)} of ${plural(effect.patients, 'patient')} together`);
    same(said, untold > 0, `${untold} lines are not told`);
  });

  await check('archive: the rule to start with is nobody’s until somebody saves it, with a reason', async () => {
    const before = await ask('retention');
    await go(page, watch, '/artifacts?view=archive');
    await heading('Not in force').waitFor();
    if (before.version > 0) return;
    that((await textOf(band)).includes('Nobody has set a rule yet'), 'a rule that nobody set can be put in force');
    await page.getByRole('button', { name: /^Save it as it stands/ }).click();
    await page.getByRole('complementary', { name: 'Retention rule' }).getByRole('alert').waitFor();
    same((await ask('retention')).version, 0, 'version without a reason');
    await page.getByLabel('Reason', { exact: true }).fill('tried out by the checks');
    await page.keyboard.press('Control+Enter');
    await until('it is version 1', async () => (await ask('retention')).version === 1);
  });

  const { version } = await ask('retention');
  const would = await ask('preview_force', { version });
  await check('archive: what the rule would do stands there before it is in force', async () => {
    await band.getByText('patients stay in the archive').waitFor();
    const shown = await textOf(band);
    for (const count of [would.patients, would.records, would.statements]) that(count === null || shown.includes(number(count)), `${count} is not in “${shown}”`);
    that(would.patients !== 0, 'the rule archives nobody, so nothing is shown');
  });
  await check('archive: it goes into force with a reason, and not without one', async () => {
    await band.getByRole('button', { name: `Put version ${version} in force` }).click();
    await band.getByRole('alert').getByText('A decision needs a reason.').waitFor();
    same((await ask('retention')).force.version, 0, 'version in force');
    // The hand goes on where something is missing.
    await page.keyboard.type('decided by the checks');
    same(await reason.inputValue(), 'decided by the checks', 'reason');
    await page.keyboard.press('Enter');
    await heading(`Version ${version} is in force`).waitFor();
    same((await ask('retention')).force.version, version, 'version in force');
  });
  await check('archive: migrated and compared, the ledger names the rule and the charts are expected nowhere', async () => {
    await worked(ask, 'start_migrate', { draft: true });
    await worked(ask, 'start_compare');
    const ledger = await ask('ledger');
    const lines = ledger.lines.filter((one) => one.end === 'archived');
    that(lines.some((one) => one.reason.includes('archive rule')), 'no record is archived by the rule');
    await go(page, watch, ends('archived'));
    await rowsOf(page, 'Legacy records by relation, end and reason', lines.length);
    await page.getByText(`the archive rule, version ${version}, keeps the patient out`).first().waitFor();
    same(ledger.unaccounted, 0, 'records without an end');
  });
  await check('archive: an archived chart says why it stands alone, and claims no balance', async () => {
    const { rows } = await ask('patients', { ...everything.patients, sides: ['archived'] });
    that(rows.length > 0, 'no patient is archived');
    await go(page, watch, `/patients/${rows[0].id}`);
    await page.getByText(/^The archive rule keeps this patient out of the destination/).first().waitFor();
    same(await page.getByText('The books balance.').count(), 0, 'balances');
  });
  await check('archive: the overview tells how many statements the rule sets aside', async () => {
    const said = await ask('overview');
    that(said.archivedStatements > 0, 'every statement is held against the destination');
    await go(page, watch, '/overview');
    await page.getByRole('region', { name: 'The two books' }).getByRole('link', { name: new RegExp(`^${number(said.archivedStatements)} of `) }).waitFor();
  });
  await check('archive: it goes out of force with a reason, and both decisions stay', async () => {
    await go(page, watch, '/artifacts?view=archive');
    await reason.fill('the checks are done');
    await band.getByRole('button', { name: 'Take out of force' }).click();
    await heading('Not in force').waitFor();
    const { force } = await ask('retention');
    same(force.version, 0, 'version in force');
    await band.getByText(plural(force.history.length, 'decision'), { exact: true }).waitFor();
  });
  // Asked for at once: the second waits until the first is done.
  await check('archive: two pieces of work that are asked for together are both done', () => Promise.all([worked(ask, 'start_migrate', { draft: true }), worked(ask, 'start_compare')]));
  await worked(ask, 'start_compare');
}

async function contradictions(page, watch, ask, decide) {
  const { rows } = await ask('corners', corners);
  // A field that the mapping reads: whoever leaves it behind says the contrary.
  const tried = rows.filter((one) => one.state === 'open' && one.field !== '' && one.relation !== '');
  const own = async (id) => (await ask('corners', corners)).rows.find((one) => one.id === id);
  let corner;
  for (const one of tried) {
    await decide('decide_corners', { ids: [one.id], decision: 'archive', reason: 'tried by the checks' });
    if ((await own(one.id)).contradiction !== '') corner = one;
    await decide('decide_corners', { ids: [one.id], decision: 'open', reason: '' });
    if (corner !== undefined) break;
  }
  await check('corners: a decision that the mapping contradicts is told where it is made', async () => {
    that(corner !== undefined, 'no corner lies on a field that is mapped');
    await go(page, watch, `/artifacts?view=corners&item=${corner.id}`);
    const panel = page.getByRole('complementary', { name: 'Corner', exact: true });
    await panel.getByRole('radio', { name: /^Archive/ }).click();
    await panel.getByLabel('Reason').fill('left behind by the checks');
    await page.keyboard.press('Enter');
    await until('it is decided', async () => (await own(corner.id)).state === 'archive');
    // The panel goes on to the next corner that is open: back to this one.
    await go(page, watch, `/artifacts?view=corners&item=${corner.id}`);
    const told = panel.getByRole('note', { name: 'The decision is contradicted' });
    that((await textOf(told)).includes((await own(corner.id)).contradiction), 'what the documents say is not told');
    // The mark stands beside its word, in one line of the table.
    const state = await page.getByRole('grid', { name: 'Hidden corners', exact: true }).getByTitle(/, but /).first().boundingBox();
    that(state.height <= 20, `state and mark are ${state.height} high`);
  });
  await check('corners: the ledger lists the contradiction and leads to the decided corners', async () => {
    const { contradictions: said } = await ask('ledger');
    that(said.length > 0, 'the ledger knows of none');
    await go(page, watch, '/overview/ledger');
    await settled(page);
    const list = page.getByRole('region', { name: 'Decisions that the documents contradict' });
    for (const line of said) await list.getByText(line, { exact: true }).waitFor();
    await list.getByRole('link', { name: 'Decided corners' }).click();
    await page.waitForURL(/view=corners/);
    const decided = (await ask('corners', { ...corners, states: ['migrate', 'archive', 'drop'] })).total;
    await rowsOf(page, 'Hidden corners', decided);
  });
  await check('corners: decided the other way, nothing is contradicted any more', async () => {
    await go(page, watch, `/artifacts?view=corners&item=${corner.id}`);
    const panel = page.getByRole('complementary', { name: 'Corner', exact: true });
    await panel.getByRole('radio', { name: /^Migrate/ }).click();
    await panel.getByLabel('Reason').fill('taken along by the checks');
    await page.keyboard.press('Enter');
    await until('it is decided', async () => (await own(corner.id)).state === 'migrate');
    await go(page, watch, `/artifacts?view=corners&item=${corner.id}`);
    await panel.getByText('Decision', { exact: true }).waitFor();
    await panel.getByRole('note', { name: 'The decision is contradicted' }).waitFor({ state: 'detached' });
    await decide('decide_corners', { ids: [corner.id], decision: 'open', reason: '' });
  });
}
