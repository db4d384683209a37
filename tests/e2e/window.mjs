// The window lane: the real desktop program, driven through WebKitWebDriver, against the real server.
//
//   THROUGHLINE_BIN_DIR=<folder of the programs> node tests/e2e/window.mjs
//
// What the browser lane checks of the screens is not repeated; here it is about what only the window has: its host, its
// keychain, its previews, its dialogs, and what the page inside it cannot do.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { check, number, plural, same, section, that, until } from './checks.mjs';
import { lane, temporaryFolder } from './children.mjs';
import { desktopSession, keptSecrets, openWindow } from './window/desktop.mjs';
import { filesOf, refusals, storageOf } from './window/boundary.mjs';
import { asker, everything, sampleWorkspace, serve } from './workspace.mjs';

const banner = 'Changes cannot be saved until it is back';

/** Opens signed in and shows the workspace's numbers. */
async function opens(window, ask) {
  await check('window: opens signed in, on the Overview', async () => {
    await window.see('main h1', '=Overview', 30_000);
    that((await window.url()).startsWith('tauri://'), `it shows ${await window.url()}`);
  });
  const said = await ask('overview');
  await check('window: the Overview shows the workspace’s numbers', async () => {
    const books = await window.text('section[aria-label="The two books"]');
    for (const part of [number(said.legacyStatements), number(said.destinationStatements), plural(said.legacyPatients, 'patient')]) that(books.includes(part), `${part} is not in the books`);
    for (const facet of said.severities) await window.see('section[aria-label="Findings by severity and verdict"] a', `${facet.value} ${number(facet.count)}`);
  });
  await check('window: the badges say connected and de-identified', async () => {
    const top = await window.text('header');
    that(top.includes('Connected') && top.includes('de-identified'), `the bar says “${top}”`);
  });
}

/** Every screen, through the rail and the keyboard. */
async function screens(window, ask) {
  for (const name of ['Artifacts', 'Patients', 'Findings', 'Overview']) {
    await check(`window: the rail leads to ${name}`, async () => {
      await window.click(`nav[aria-label="Screens"] a[href="/${name.toLowerCase()}"]`);
      await window.see('main h1', `=${name}`);
    });
  }
  await check('window: Mapping shows the rules, and a rule its preview', async () => {
    const { rules } = await ask('mapping');
    await window.click('nav[aria-label="Screens"] a[href="/mapping"]');
    await window.see('[role="grid"][aria-label="Rules"]');
    await window.go(`/mapping?rule=${encodeURIComponent(rules.find((rule) => rule.fields.length > 0 && rule.problem === null).id)}`);
    await window.see('section[aria-label="Before and after"]');
  });
  await check('window: both charts of the first edge case are drawn', async () => {
    const { rows } = await ask('patients', everything.patients);
    await window.go('/patients');
    await window.see('[role="grid"] [role="row"][aria-rowindex="2"]', rows[0].id);
    await window.run('document.querySelector("[role=grid]").focus();');
    await window.press('Enter');
    await window.see('main h1', `Patient ${rows[0].id}`);
    await window.see('canvas[aria-label^="Both charts"]');
    await window.see('aside[aria-label="Finding"]', 'Statement 1 of');
  });
  await check('window: Ctrl K opens the palette, and it finds a screen', async () => {
    await window.press('Control', 'k');
    await window.see('input[role="combobox"]');
    await window.type('input[role="combobox"]', 'findings');
    await window.see('[role="option"][aria-selected="true"]', 'Findings');
    await window.press('Enter');
    await window.see('main h1', '=Findings');
  });
}

/** The export, past the dialog that automation cannot click. */
async function exporting(window, ask, save) {
  await check('window: the export writes the report, complete, and nothing beside it', async () => {
    const { findings } = await ask('causes', everything.findings);
    await window.go('/findings');
    await window.see('[role="treegrid"] [data-index="0"]');
    await window.click('main button', 'Export');
    await window.click('[role="menuitem"]', 'Rows');
    const names = await until('a file is there', () => { const list = readdirSync(save); return list.length > 0 && !list.some((name) => name.endsWith('.part')) && list; });
    same(names.length, 1, 'files');
    const lines = readFileSync(join(save, names[0]), 'utf8').split('\n').filter((line) => line.trim() !== '');
    that(lines.length > findings, `${lines.length} lines for ${findings} findings`);
    await window.see('[role="status"]', 'The findings were saved');
  });
}

/** The token and the previews: where they are and where not. */
async function secrets(window, session, who) {
  const kept = await keptSecrets(session);
  await check('window: the token is in the keychain, and in nothing that the page can read', async () => {
    that(kept === null || kept.length > 0, 'the keychain holds nothing of the desktop');
    const storage = await storageOf(window);
    for (const secret of [...(kept ?? []), who.password]) that(!storage.includes(secret), 'a secret is in the webview’s storage');
    that(!/[A-Za-z0-9_-]{43}/.test(storage), 'something like a token is in the webview’s storage');
    same((await window.invoke('session', { request: {} })).token, null, 'the token in the answer');
  });
  await check('window: no secret and no preview is in the clear on disk', async () => {
    const files = filesOf(window.data);
    that(files.some((file) => file.path.endsWith('previews.db')), 'no previews are kept');
    for (const { path, bytes } of files) {
      for (const secret of [...(kept ?? []), who.password]) that(!bytes.includes(secret), `a secret is in ${path}`);
      that(!path.endsWith('previews.db') || !bytes.subarray(0, 15).equals(Buffer.from('SQLite format 3')), 'the previews are in the clear');
    }
  });
}

/** The server goes down and comes back. */
async function offline(window, workspace, server) {
  await window.go('/overview');
  const before = await window.text('section[aria-label="The two books"]');
  await check('window: when the server stops, the banner says so', async () => {
    await server.stop({ force: true });
    await window.go('/patients');
    await window.see('[role="status"]', banner, 40_000);
  });
  await check('window: loaded anew, it shows the last preview, the same numbers', async () => {
    await window.refresh();
    await window.see('[role="status"]', banner, 30_000);
    await window.go('/overview');
    await window.see('main h1', '=Overview', 20_000);
    same(await window.text('section[aria-label="The two books"]'), before, 'the books');
  });
  await check('window: what was never looked at is said to be away, not shown empty', async () => {
    await window.go('/artifacts?text=never-looked-at');
    await window.see('[role="alert"]', 'The workspace does not answer', 20_000);
  });
  await serve(workspace, { port: server.port });
  await check('window: when the server is back, the banner goes', async () => {
    await window.go('/overview');
    await until('the banner is gone', async () => (await window.look('[role="status"]', banner)) === null || (await window.run('document.querySelectorAll("[role=status] button").forEach((one) => { if (one.textContent === "Try now") one.click(); });'), false), 60_000);
  });
}

/** The session ends; signing out leaves nothing behind. */
async function ends(window, session, who) {
  await check('window: an ended session covers the screen, and signing in goes on', async () => {
    await window.go('/findings');
    await window.see('main h1', '=Findings');
    await window.invoke('sign_out', { request: {} });
    await window.go('/artifacts?text=anything');
    await window.see('[role="dialog"] h1', 'Your session has ended');
    await window.type('[role="dialog"] input[type="password"]', who.password);
    await window.click('[role="dialog"] button', '=Sign in');
    await window.unseen('[role="dialog"] h1');
    await window.see('main h1', '=Artifacts');
  });
  await check('window: signing out takes the token out of the keychain', async () => {
    const before = await keptSecrets(session);
    await window.click('button[aria-label^="Account"]');
    await window.click('[role="menuitem"]', 'Sign out');
    await window.see('button[type="submit"]', 'Sign in');
    const after = await keptSecrets(session);
    that(before === null || after.length < before.length, 'the keychain still holds as much as before');
  });
}

await lane(async () => {
  const workspace = await sampleWorkspace();
  const server = await serve(workspace);
  const ask = await asker(server, workspace.lead);
  const session = await desktopSession();
  const save = temporaryFolder('save');
  const who = workspace.analyst;
  const window = await openWindow(session, { server, who, save });
  try {
    await section('opening', () => opens(window, ask));
    await section('screens', () => screens(window, ask));
    await section('export', () => exporting(window, ask, save));
    await section('boundary', () => refusals(window, server));
    await section('secrets', () => secrets(window, session, who));
    await section('offline', () => offline(window, workspace, server));
    await section('ending', () => ends(window, session, who));
    await check('window: nothing else was written where it saves', () => same(existsSync(save) && readdirSync(save).length, 1, 'files'));
  } finally {
    await window.close();
  }
});
