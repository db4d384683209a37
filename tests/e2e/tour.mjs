// The tour: the real window through every screen over the sample hospital, a picture of each.
//
//   THROUGHLINE_BIN_DIR=<programs> node tests/e2e/tour.mjs [--out <folder>]
//
// The pictures go to `--out`, else to `THROUGHLINE_TOUR_DIR` or `THROUGHLINE_TOUR_OUT`, else to `target/tour`.
//
// Five windows, one after the other: connecting, an empty workspace, dark, a lead's for what an analyst may not do, light; the
// last ends with the session expired and the server gone. Each picture is a check: what has to be on the screen is waited for first.
import { join } from 'node:path';
import { section } from './checks.mjs';
import { lane } from './children.mjs';
import { openAlbum } from './tour/album.mjs';
import { lightTour, mainScreens, subjects } from './tour/stops.mjs';
import { desktopSession, openWindow } from './window/desktop.mjs';
import { asker, emptyWorkspace, root, sampleWorkspace, serve, warehouseWorkspace } from './workspace.mjs';

const asked = process.argv.indexOf('--out');
const named = asked < 0 ? (process.env.THROUGHLINE_TOUR_DIR ?? process.env.THROUGHLINE_TOUR_OUT) : process.argv[asked + 1];
const folder = named ?? join(root, 'target', 'tour');

/** First contact, as on a new desktop: address, fingerprint, trust, a wrong password. */
async function connecting(album, session, server, who) {
  const window = await openWindow(session, {});
  try {
    await album.take(window, 'connect', async () => {
      await window.see('h2', '=Workspaces', 30_000);
      await window.type('#address', server.address.replace('https://', ''));
    });
    await album.take(window, 'connect-fingerprint', async () => {
      await window.click('button[type="submit"]', '=Connect');
      await window.see('[role="img"][aria-label^="SHA-256 fingerprint"]');
    });
    await album.take(window, 'connect-wrong-password', async () => {
      await window.click('button', 'It is the same: pin it');
      await window.type('input[autocomplete="username"]', who.name);
      await window.type('input[type="password"]', 'not the password');
      await window.click('button[type="submit"]', '=Sign in');
      await window.see('[role="alert"]', 'The name or the password is not right.');
    });
  } finally {
    await window.close();
  }
}

/** What each screen says before anything is there. */
async function empty(album, session) {
  const workspace = await emptyWorkspace();
  const server = await serve(workspace);
  const window = await openWindow(session, { server, who: workspace.analyst, theme: 'light' });
  const stops = [
    ['overview', '/overview', 'The books are still empty'],
    ['artifacts', '/artifacts', 'The workspace holds no artifacts yet'],
    ['lens', '/lens', 'There is nothing to read yet'],
    ['lens-destination', '/lens?side=destination', 'There is no destination to read yet'],
    ['mapping', '/mapping', 'There is no mapping yet'],
    ['patients', '/patients', 'No charts to compare yet'],
    ['findings', '/findings', 'No comparison has run yet'],
  ];
  try {
    await window.see('main h1', '=Overview', 30_000);
    for (const [name, place, words] of stops) {
      await album.take(window, `empty-${name}`, async () => {
        await window.go(place);
        await window.see('main', words);
      });
    }
  } finally {
    await window.close();
    await server.stop();
  }
}

/** The lens of a destination that is tables. */
async function warehouse(album, session) {
  const workspace = await warehouseWorkspace();
  const server = await serve(workspace);
  const window = await openWindow(session, { server, who: workspace.analyst, theme: 'light' });
  try {
    await window.see('main h1', '=Overview', 30_000);
    await album.take(window, 'lens-destination', async () => {
      await window.go('/lens?side=destination&table=condition_occurrence');
      await window.click('button', '=Take over the part');
      await window.see('section[data-part="0"]');
      await window.see('[role="status"][aria-label="What the lens reads"]:not([aria-busy="true"])', 'problem');
    });
  } finally {
    await window.close();
    await server.stop();
  }
}

/** The dark versions of the main screens. */
async function dark(album, session, server, who, of) {
  const window = await openWindow(session, { server, who, theme: 'dark' });
  try {
    await window.see('main h1', '=Overview', 30_000);
    const to = mainScreens(window, of);
    for (const [name, arrive] of [
      ['overview', to.overview], ['artifact', to.artifact], ['lens', to.lens], ['mapping', to.rule], ['patients', to.patients],
      ['chart', to.chart], ['findings', to.cause], ['finding', to.finding],
      ['ledger', to.ledger], ['rules', to.rules], ['deliveries', to.deliveries], ['documents', to.documents], ['layouts', to.layouts],
      ['populations', to.populations], ['equivalences', to.equivalences], ['to-sign', to.toSign], ['samples', to.samples],
    ]) await album.take(window, `dark-${name}`, arrive);
    await album.take(window, 'dark-chart-1280', to.chart, [1280, 720]);
    await album.take(window, 'dark-palette', async () => {
      await window.press('Control', 'k');
      await window.see('[role="option"]');
    });
  } finally {
    await window.close();
  }
}

/** What an analyst may not do. */
async function leading(album, session, server, who) {
  const window = await openWindow(session, { server, who, theme: 'light' });
  try {
    await window.see('main h1', '=Overview', 30_000);
    await album.take(window, 'samples-draw', async () => {
      await window.go('/patients/review');
      await window.see('main h1', '=Patients');
      await window.press('d');
      await window.see('[role="dialog"] section[aria-label="What this gives"]', 'charts');
    });
  } finally {
    await window.close();
  }
}

/** The session ends under the work; then the server goes away. */
async function lost(album, window, server, who) {
  await album.take(window, 'session-expired', async () => {
    await window.go('/findings');
    await window.see('main h1', '=Findings');
    await window.invoke('sign_out', { request: {} });
    await window.go('/artifacts?text=expired');
    await window.see('[role="dialog"] h1', 'Your session has ended');
  });
  await window.type('[role="dialog"] input[type="password"]', who.password);
  await window.click('[role="dialog"] button', '=Sign in');
  await window.unseen('[role="dialog"] h1');
  await window.go('/overview');
  await window.see('section[aria-label="The two books"] table');
  await album.take(window, 'offline', async () => {
    await server.stop({ force: true });
    await window.see('[role="status"]', 'Changes cannot be saved until it is back', 40_000);
    await window.see('section[aria-label="The two books"] table');
  });
}

await lane(async () => {
  const workspace = await sampleWorkspace();
  const server = await serve(workspace);
  const session = await desktopSession();
  const album = openAlbum(folder, session);
  const who = workspace.analyst;
  const of = await subjects(await asker(server, workspace.lead));
  await section('connecting', () => connecting(album, session, server, who));
  await section('empty', () => empty(album, session));
  await section('warehouse', () => warehouse(album, session));
  await section('dark', () => dark(album, session, server, who, of));
  await section('leading', () => leading(album, session, server, workspace.lead));
  const window = await openWindow(session, { server, who, theme: 'light' });
  try {
    await window.see('main h1', '=Overview', 30_000);
    await section('light', () => lightTour(album, window, of));
    await section('lost', () => lost(album, window, server, who));
  } finally {
    await window.close();
  }
  console.log(`${album.count()} pictures in ${folder}`);
});
