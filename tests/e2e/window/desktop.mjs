// What the real window needs to live in a bare machine: a display, a session bus and an unlocked keychain of its own,
// so that a lane never touches the keychain or the settings of the person who runs it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../checks.mjs';
import { run, start, temporaryFolder } from '../children.mjs';
import { openDriver } from '../driver.mjs';
import { program } from '../workspace.mjs';

const screen = '2000x1300x24';

async function firstLine(started, what) {
  return until(what, () => {
    if (started.gone()) throw new Error(`it ended: ${started.output()}`);
    return started.output().includes('\n') && started.output().split('\n')[0].trim();
  });
}

/** Start display, bus and keychain; the environment for everything in the session. */
export async function desktopSession() {
  const folder = temporaryFolder('session');
  const [data, cache, runtime] = ['data', 'cache', 'runtime'].map((name) => join(folder, name));
  for (const one of [data, cache, runtime]) mkdirSync(one, { mode: 0o700 });
  const display = start('Xvfb', ['-displayfd', '1', '-screen', '0', screen, '-nolisten', 'tcp']);
  const number = await firstLine(display, 'the display');
  const base = { ...process.env, DISPLAY: `:${number}`, GDK_BACKEND: 'x11', NO_AT_BRIDGE: '1', LIBGL_ALWAYS_SOFTWARE: '1', LC_ALL: 'C.UTF-8', XDG_DATA_HOME: data, XDG_CACHE_HOME: cache, XDG_RUNTIME_DIR: runtime };
  // What the lane's own starter set must not start a window that is to know nothing.
  for (const name of ['WAYLAND_DISPLAY', 'THROUGHLINE_CONNECT', 'THROUGHLINE_FINGERPRINT', 'THROUGHLINE_ACCOUNT', 'THROUGHLINE_PASSWORD', 'THROUGHLINE_PASSPHRASE', 'THROUGHLINE_THEME', 'THROUGHLINE_SAVE_DIR']) delete base[name];
  const bus = start('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=1'], { env: base });
  const env = { ...base, DBUS_SESSION_BUS_ADDRESS: await firstLine(bus, 'the session bus') };
  const keychain = start('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets', `--control-directory=${runtime}`], { env, input: 'a keychain of the tests' });
  const owned = ['--session', '--print-reply=literal', '--dest=org.freedesktop.DBus', '/', 'org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.secrets'];
  await until('the keychain is open', async () => {
    if (keychain.gone()) throw new Error(`the keychain ended: ${keychain.output()}`);
    return (await run('dbus-send', owned, { env })).out.includes('true');
  });
  return { env, folder };
}

/** Every secret that the desktop keeps in this session's keychain, as `secret-tool` prints them; null without that tool. */
export async function keptSecrets(session) {
  try {
    const { out } = await run('secret-tool', ['search', '--all', '--unlock', 'service', 'throughline'], { env: session.env, allowed: [0, 1] });
    return [...out.matchAll(/^secret = (.+)$/gm)].map((found) => found[1].trim());
  } catch {
    return null;
  }
}

/** Open the real window. `options` become its start options; `data` is its folder, a new one by default. */
export async function openWindow(session, { server, who, theme, data = temporaryFolder('window'), save } = {}) {
  const env = {
    ...session.env,
    TAURI_AUTOMATION: 'true',
    TAURI_WEBVIEW_AUTOMATION: 'true',
    THROUGHLINE_DATA_DIR: data,
    ...(theme === undefined ? {} : { THROUGHLINE_THEME: theme }),
    ...(save === undefined ? {} : { THROUGHLINE_SAVE_DIR: save }),
    ...(server === undefined ? {} : { THROUGHLINE_CONNECT: server.address, THROUGHLINE_FINGERPRINT: server.fingerprint }),
    ...(who === undefined ? {} : { THROUGHLINE_ACCOUNT: who.name, THROUGHLINE_PASSWORD: who.password }),
  };
  const driver = await openDriver(program('desktop'), env);
  // Without a window manager nobody gives the window the keyboard.
  await run('xdotool', ['search', '--sync', '--name', 'Throughline', 'windowfocus'], { env, allowed: [0, 1, -1], limitMs: 5_000 }).catch(() => undefined);
  return Object.assign(driver, {
    data,
    /** Go to a place as a link would, without loading the page anew. */
    go: (place) => driver.run('history.pushState(null, "", arguments[0]); dispatchEvent(new PopStateEvent("popstate"));', place),
    /** Ask the host as the page could. */
    invoke: (name, payload) => driver.run('return window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1]);', name, payload),
  });
}
