// The browser lane: the browser build in Chromium against the real server, through TLS, over the sample hospital.
//
//   THROUGHLINE_BIN_DIR=<folder of the programs> node tests/e2e/browser.mjs
//
// It needs `npm run build:browser` in ui/. Set-up that fails ends the lane; every check after it stands alone.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { check, section, that } from './checks.mjs';
import { lane } from './children.mjs';
import { archive } from './browser/archive.mjs';
import { begin } from './browser/begin.mjs';
import { keyboardWalk, smallWindow } from './browser/keyboard.mjs';
import { lens } from './browser/lens.mjs';
import { lensThere } from './browser/lens_there.mjs';
import { mapping } from './browser/mapping.mjs';
import { lists } from './browser/lists.mjs';
import { makeWatch, openBrowser, openPage } from './browser/page.mjs';
import { artifacts, findings, overview, patients } from './browser/screens.mjs';
import { jobs, serverGoes, sessionEnds, signingIn } from './browser/session.mjs';
import { asker, changeableRule, everything, root, sampleWorkspace, serve } from './workspace.mjs';

const browserBuild = process.env.THROUGHLINE_STATIC ?? join(root, 'ui', 'dist-browser');

/** What the watch saw on all pages of the lane. */
async function watched(watch) {
  const some = (list) => [...new Set(list)].slice(0, 3).join(' ; ');
  await check('pages: nothing was asked of another origin', () => that(watch.foreign.length === 0, some(watch.foreign)));
  await check('pages: the content security policy stopped nothing', () => that(watch.stopped.length === 0, some(watch.stopped)));
  await check('pages: the console is without errors', () => that(watch.errors.length === 0, some(watch.errors)));
}

await lane(async () => {
  if (!existsSync(join(browserBuild, 'index.html'))) throw new Error(`no browser build in ${browserBuild}: npm run build:browser in ui/`);
  const workspace = await sampleWorkspace();
  const server = await serve(workspace, { browserBuild });
  const watch = makeWatch(server.address);
  watch.server = server;
  const who = workspace.analyst;
  const ask = await asker(server, workspace.lead);
  const browser = await openBrowser();
  try {
    const page = await openPage(browser, watch);
    await signingIn(page, watch, who);
    await section('overview', () => overview(page, watch, ask));
    await section('artifacts', () => artifacts(page, watch, ask));
    await section('lens', () => lens(page, watch, ask));
    await section('destination lens', () => lensThere(browser, watch, browserBuild));
    await section('mapping', () => mapping(page, watch, ask, { browser, second: workspace.informaticist }));
    await section('begin', () => begin(browser, watch, browserBuild));
    await section('patients', () => patients(page, watch, ask));
    await section('findings', () => findings(page, watch, ask));
    await section('lists', () => lists(page, watch, ask));
    await section('archive', async () => archive(page, watch, ask, await asker(server, who)));
    await section('jobs', () => jobs(page, watch, ask));
    await section('1280x720', async () => smallWindow(page, watch, (await ask('patients', everything.patients)).rows[0].id));
    await section('keyboard', async () => {
      const keys = await openPage(browser, watch);
      await keyboardWalk(keys, watch, who);
      await keys.context().close();
    });
    await section('session', async () => sessionEnds(page, watch, who, await changeableRule(ask)));
    await watched(watch);
    // From here on failed requests are what is tried, so the watch has had its say.
    await section('offline', () => serverGoes(page, watch, workspace, browserBuild));
  } finally {
    await browser.close();
  }
});
