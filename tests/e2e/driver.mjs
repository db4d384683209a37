// A small WebDriver client for WebKitWebDriver: one driver process and one window each, because the window takes its
// environment from the driver.
//
// It speaks the protocol and knows nothing of the product. Elements are found by CSS and text, as a person reads them.
import { createServer } from 'node:net';
import { until } from './checks.mjs';
import { start, stop } from './children.mjs';

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
const special = { Enter: '\uE007', Escape: '\uE00C', Tab: '\uE004', Control: '\uE009', ArrowDown: '\uE015', ArrowUp: '\uE013' };

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Start the binary under a driver of its own. */
export async function openDriver(binary, env) {
  const port = await freePort();
  const process_ = start('WebKitWebDriver', [`--port=${port}`], { env });
  const send = async (method, path, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: body === undefined ? undefined : JSON.stringify(body), signal: AbortSignal.timeout(60_000) });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${value?.error ?? answer.status}: ${value?.message ?? ''}`);
    return value;
  };
  await until('the driver answers', () => {
    if (process_.gone()) throw new Error(`the driver ended: ${process_.output()}`);
    return send('GET', '/status');
  });
  const session = await send('POST', '/session', { capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': { binary } } } });
  await send('POST', `/session/${session.sessionId}/timeouts`, { script: 30_000, pageLoad: 30_000, implicit: 0 });
  return driverOf((method, path, body) => send(method, `/session/${session.sessionId}${path}`, body), process_);
}

function driverOf(send, process_) {
  /** Run a script in the page; `arguments` are the given ones. Promises are waited for. */
  const run = async (script, ...args) => {
    const body = `const done = arguments[arguments.length - 1];
      Promise.resolve().then(() => (function () { ${script} }).apply(null, Array.from(arguments).slice(0, -1)))
        .then((value) => done({ value }), (thrown) => done({ thrown: thrown instanceof Error ? thrown.name + ': ' + thrown.message : JSON.stringify(thrown) }));`;
    const answer = await send('POST', '/execute/async', { script: body, args });
    if (answer?.thrown !== undefined) throw new Error(answer.thrown);
    return answer?.value ?? null;
  };
  /** The first visible element of a selector, with a text if one is given (or a whole text that starts with "="). */
  const look = (css, text) => run(
    `const [css, text] = arguments;
     const plain = (element) => (element.innerText ?? element.textContent ?? '').replace(/\\s+/g, ' ').trim();
     const fits = (element) => text === null || (text.startsWith('=') ? plain(element) === text.slice(1) : plain(element).includes(text));
     return Array.from(document.querySelectorAll(css)).find((element) => element.getClientRects().length > 0 && fits(element)) ?? null;`,
    css, text ?? null,
  );
  const see = (css, text, limitMs) => until(`${css}${text === undefined ? '' : ` with “${text}”`}`, () => look(css, text), limitMs);
  const actions = (steps) => send('POST', '/actions', { actions: [{ type: 'key', id: 'keys', actions: steps }] });
  return {
    run,
    look,
    see,
    /** Wait until nothing fits any more. */
    unseen: (css, text, limitMs) => until(`${css} is gone`, async () => (await look(css, text)) === null, limitMs),
    /** Click what a person would. */
    click: async (css, text) => {
      const element = await see(css, text);
      await send('POST', `/element/${element[ELEMENT]}/click`, {});
    },
    doubleClick: async (css, text) => {
      const element = await see(css, text);
      await run('arguments[0].dispatchEvent(new MouseEvent("dblclick", { bubbles: true, cancelable: true }));', element);
    },
    /** Empty a box and type into it. */
    type: async (css, text) => {
      const element = await see(css);
      await send('POST', `/element/${element[ELEMENT]}/clear`, {});
      await send('POST', `/element/${element[ELEMENT]}/value`, { text });
    },
    /** Press a key, or several held together: `press('Control', 'k')`. */
    press: async (...keys) => {
      const values = keys.map((key) => special[key] ?? key);
      await actions([...values.map((value) => ({ type: 'keyDown', value })), ...[...values].reverse().map((value) => ({ type: 'keyUp', value }))]);
    },
    text: async (css) => run('return (arguments[0].innerText ?? "").replace(/\\s+/g, " ").trim();', await see(css)),
    refresh: () => send('POST', '/refresh', {}),
    url: () => send('GET', '/url'),
    /** A PNG of the page. */
    picture: async () => Buffer.from(await send('GET', '/screenshot'), 'base64'),
    /** Make the page this large; the frame around it is found out. */
    resize: async (width, height) => {
      let [outerWidth, outerHeight] = [width, height];
      await until(`the window is ${width}x${height}`, async () => {
        await send('POST', '/window/rect', { x: 0, y: 0, width: outerWidth, height: outerHeight });
        const [w, h] = await run('return [innerWidth, innerHeight];');
        if (w === width && h === height) return true;
        outerWidth += width - w;
        outerHeight += height - h;
        return false;
      }, 6_000);
    },
    /** Close the window and end its driver. */
    close: async () => {
      await send('DELETE', '').catch(() => undefined);
      await stop(process_);
    },
  };
}
