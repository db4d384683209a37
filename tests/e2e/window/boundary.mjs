// What the page inside the window cannot do: ask for what is not declared, reach the network, run text as code, leave;
// and where it could hide something.
//
// Everything here is tried from inside the page, as something that got hold of it would.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { check, that, until } from '../checks.mjs';

/** All that the page can store, as one text. */
export function storageOf(window) {
  return window.run(`
    const all = (storage) => Object.keys(storage).map((key) => key + '=' + storage.getItem(key));
    const databases = indexedDB.databases ? indexedDB.databases().catch(() => []) : Promise.resolve([]);
    return databases.then((list) => [...all(localStorage), ...all(sessionStorage), document.cookie, ...list.map((one) => one.name), JSON.stringify(history.state)].join('\\n'));
  `);
}

/** Every file below a folder with its bytes. */
export function filesOf(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
    .map((path) => ({ path, bytes: readFileSync(path) }));
}

async function refused(window, name, payload) {
  let answer;
  try {
    answer = await window.invoke(name, payload);
  } catch {
    return;
  }
  throw new Error(`${name} answered ${JSON.stringify(answer).slice(0, 80)}`);
}

/** The checks. */
export async function refusals(window, server) {
  await check('boundary: a command that nobody declared is refused', () => refused(window, 'wipe_workspace', { request: {} }));
  await check('boundary: no plugin reads files, runs programs or opens windows', async () => {
    for (const name of ['plugin:fs|read_text_file', 'plugin:shell|execute', 'plugin:window|create', 'plugin:webview|create_webview_window', 'plugin:path|resolve_directory']) {
      await refused(window, name, { path: '/etc/hostname', options: {} });
    }
  });
  await check('boundary: a declared command of another shape is refused', async () => {
    await refused(window, 'overview', { request: {}, more: 1 });
    await refused(window, 'overview', 'text');
    await refused(window, 'plugin:event|listen', { event: 'somebody-else', target: { kind: 'Any' }, handler: 1 });
  });
  await check('boundary: a certificate that the host did not see cannot be pinned', () => refused(window, 'trust_workspace', { address: server.address, fingerprint: 'ab'.repeat(32) }));
  await check('boundary: the page reaches no network, not even the workspace', async () => {
    for (const url of [`${server.address}/health`, 'https://example.org/']) {
      const answer = await window.run('return fetch(arguments[0], { mode: "no-cors" }).then(() => "reached", () => "refused");', url);
      that(answer === 'refused', `${url} was reached`);
    }
    const socket = await window.run('return new Promise((done) => { try { const one = new WebSocket(arguments[0]); one.onopen = () => done("reached"); one.onerror = () => done("refused"); } catch { done("refused"); } });', server.address.replace('https', 'wss'));
    that(socket === 'refused', 'a socket was opened');
  });
  await check('boundary: text does not become code', async () => {
    const ran = await window.run(`
      const tried = [];
      try { (0, eval)('1'); tried.push('eval'); } catch { /* as it should be */ }
      try { new Function('return 1')(); tried.push('Function'); } catch { /* as it should be */ }
      const script = document.createElement('script');
      script.textContent = 'document.documentElement.dataset.ran = "1"';
      document.head.append(script);
      script.remove();
      if (document.documentElement.dataset.ran) tried.push('inline script');
      return tried.join(', ');
    `);
    that(ran === '', `ran: ${ran}`);
  });
  await check('boundary: the window shows nothing but the program', async () => {
    await window.run('const link = document.createElement("a"); link.href = arguments[0]; document.body.append(link); link.click(); link.remove(); window.open(arguments[0]);', `${server.address}/health`);
    await until('the program is still there', async () => (await window.run('return location.protocol;')) === 'tauri:' && (await window.look('nav[aria-label="Screens"]')) !== null);
  });
}
