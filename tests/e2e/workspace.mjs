// A real workspace for a lane: made by the real program in a folder of its own, served on loopback, and asked directly
// over TLS, so that a screen's numbers can be compared with the workspace's.
//
// `THROUGHLINE_BIN_DIR` holds the programs. With `THROUGHLINE_HOME_READY` (and its `THROUGHLINE_PASSPHRASE`) a copy of
// that workspace is used instead of filling a new one; the original is never touched, and its analyst may be named by
// `THROUGHLINE_ACCOUNT` and `THROUGHLINE_PASSWORD`. The sample export is read from `assets/sample-hospital/export`, or
// from `THROUGHLINE_SAMPLE`.
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from './checks.mjs';
import { run, start, stop, temporaryFolder } from './children.mjs';
import { warehouse } from './warehouse.mjs';

/** The repository. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const password = randomBytes(18).toString('base64url');
const people = [['analyst', 'analyst'], ['informaticist', 'informaticist'], ['lead', 'lead']];

/** The path of one of our programs. */
export function program(name) {
  const folder = process.env.THROUGHLINE_BIN_DIR;
  if (!folder) throw new Error('THROUGHLINE_BIN_DIR must name the folder with the built programs');
  const path = join(folder, name);
  if (!existsSync(path)) throw new Error(`${path} is not built`);
  return path;
}

/** What our programs are given: the passphrase, and a key file that is quick to open, for the workspace lives minutes. */
const programEnv = (workspace) => ({ ...process.env, THROUGHLINE_PASSPHRASE: workspace.passphrase, THROUGHLINE_TEST_CHEAP_KEYFILE: '1' });

/** Run `throughline` in a workspace. */
export function throughline(workspace, args, options = {}) {
  return run(program('throughline'), [...args, '--home', workspace.home], {
    ...options,
    env: { ...programEnv(workspace), ...options.env },
  });
}

async function made(name, title) {
  const ready = process.env.THROUGHLINE_HOME_READY;
  const home = join(temporaryFolder(name), 'home');
  if (ready && name !== 'empty') {
    cpSync(ready, home, { recursive: true });
    return { home, passphrase: process.env.THROUGHLINE_PASSPHRASE ?? '', prepared: true };
  }
  const workspace = { home, passphrase: randomBytes(18).toString('base64url'), prepared: false };
  await throughline(workspace, ['init', '--name', title, '--json']);
  return workspace;
}

/** Add an account; in a prepared workspace the plain name may be taken, then another is used. */
async function account(workspace, name, role) {
  const { THROUGHLINE_ACCOUNT: known, THROUGHLINE_PASSWORD: itsPassword } = process.env;
  if (workspace.prepared && role === 'analyst' && known && itsPassword) return { name: known, role, password: itsPassword };
  const env = { THROUGHLINE_NEW_PASSWORD: password };
  const taken = workspace.prepared ? [0, 1, 2, 3, 4, 5] : [0];
  for (const one of workspace.prepared ? [name, `${name}-checks`] : [name]) {
    const { code } = await throughline(workspace, ['account', 'add', '--name', one, '--role', role], { env, allowed: taken });
    if (code === 0) return { name: one, role, password };
  }
  throw new Error(`no account for a ${role} could be added`);
}

async function deliver(workspace) {
  const sample = process.env.THROUGHLINE_SAMPLE ?? join(root, 'assets', 'sample-hospital', 'export');
  if (!existsSync(sample)) throw new Error(`the sample export is not there: ${sample}`);
  await throughline(workspace, ['ingest', '--side', 'legacy', '--system', 'harbor', sample], { allowed: [0, 4] });
}

/** A workspace over the sample hospital, ingested, mapped, migrated and compared. */
export async function sampleWorkspace() {
  const workspace = await made('sample', 'Harbor Clinic migration');
  for (const [name, role] of people) workspace[role] = await account(workspace, name, role);
  if (workspace.prepared) return workspace;
  await deliver(workspace);
  await throughline(workspace, ['starter', 'apply', 'harbor']);
  await throughline(workspace, ['migrate', '--draft'], { allowed: [0, 4] });
  await throughline(workspace, ['compare'], { allowed: [0, 4] });
  return workspace;
}

/** A workspace of its own with an analyst. */
async function fresh(name) {
  const home = join(temporaryFolder(name), 'home');
  const workspace = { home, passphrase: randomBytes(18).toString('base64url'), prepared: false };
  await throughline(workspace, ['init', '--name', 'Delivered', '--json']);
  workspace.analyst = await account(workspace, 'analyst', 'analyst');
  return workspace;
}

/** A workspace that holds the delivery of the sample hospital and nothing else: no lens, no mapping, no run. */
export async function deliveredWorkspace(name) {
  const workspace = await fresh(name);
  await deliver(workspace);
  return workspace;
}

/** A workspace that holds a destination that is tables, and nothing of the legacy side; `tables` are its tables with their rows. */
export async function warehouseWorkspace() {
  const workspace = await fresh('warehouse');
  const folder = join(temporaryFolder('warehouse-tables'), 'warehouse');
  workspace.tables = warehouse(folder);
  await throughline(workspace, ['ingest', '--side', 'destination', folder]);
  return workspace;
}

/** A workspace that holds nothing yet. */
export async function emptyWorkspace() {
  const workspace = await made('empty', 'New migration');
  workspace.analyst = await account(workspace, 'analyst', 'analyst');
  return workspace;
}

/** Serve a workspace on loopback. `port` 0 takes a free one; `program` adds the browser build. */
export async function serve(workspace, { port = 0, browserBuild } = {}) {
  const ready = join(dirname(workspace.home), 'ready.json');
  rmSync(ready, { force: true });
  const files = browserBuild === undefined ? [] : ['--static', browserBuild];
  const args = ['serve', '--home', workspace.home, '--address', `127.0.0.1:${port}`, '--ready-file', ready, ...files];
  const process_ = start(program('throughline'), args, { env: programEnv(workspace) });
  const said = await until('the server is ready', () => {
    if (process_.gone()) throw new Error(`the server ended: ${process_.output().slice(-600)}`);
    return existsSync(ready) && JSON.parse(readFileSync(ready, 'utf8').split('\n')[0]);
  }, 30_000);
  const address = said.address.startsWith('https://') ? said.address : `https://${said.address}`;
  const fingerprint = said.fingerprint.replace(/^sha-?256:/i, '').replaceAll(':', '').toLowerCase();
  return {
    address,
    fingerprint,
    port: Number(new URL(address).port),
    /** Takes the server away: at once with `force`, as when a machine goes down. */
    stop: (options) => stop(process_, options),
    gone: process_.gone,
  };
}

/** POST a command. Resolves with `{status, body}`; the certificate must be the one the server told of. */
export function post(server, command, payload, token) {
  const url = new URL(`/api/${command}`, server.address);
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
    // Self-signed by design: the fingerprint is what counts.
    const asked = request(url, { method: 'POST', headers, rejectUnauthorized: false, agent: false, timeout: 60_000 }, (response) => {
      const seen = response.socket.getPeerCertificate().fingerprint256?.replaceAll(':', '').toLowerCase();
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => { text += chunk; });
      response.on('end', () => {
        if (seen !== server.fingerprint) reject(new Error('the certificate is not the one the server told of'));
        else resolve({ status: response.statusCode, body: text === '' ? null : JSON.parse(text) });
      });
    });
    asked.on('timeout', () => asked.destroy(new Error(`${command} took too long`)));
    asked.on('error', reject);
    asked.end(JSON.stringify(payload));
  });
}

/** Sign in beside the interface. Returns `ask(command, request)`, which throws what was refused. */
export async function asker(server, who) {
  const signedIn = await post(server, 'sign_in', { name: who.name, password: who.password });
  if (signedIn.status !== 200) throw new Error(`${who.name} could not sign in: ${signedIn.body?.code}`);
  const { token } = signedIn.body;
  return async (command, payload = {}) => {
    const { status, body } = await post(server, command, payload, token);
    if (status !== 200) throw new Error(`${command} was refused: ${body?.code} ${body?.message ?? ''}`);
    return body;
  };
}

/** Queries with nothing chosen, as the interface sends them. */
export const everything = {
  artifacts: { offset: 0, limit: 200, text: '', side: '', formats: [], states: [], sort: '-patients' },
  patients: { offset: 0, limit: 200, text: '', severities: [], reasons: [], sides: [], sort: '' },
  findings: { offset: 0, limit: 200, severities: [], verdicts: [], kinds: [], classes: [], cause: '', patient: '', text: '', sort: 'severity' },
};

/** A rule whose change shows: text from a field, without a code map, and with inputs that a preview may show. */
export async function changeableRule(ask) {
  const { rules } = await ask('mapping');
  const plain = rules.filter((rule) => rule.problem === null && rule.codeMap === null && rule.fields.length > 0 && rule.expression.length < 80);
  const copied = (rule) => (rule.how === 'copied' ? 0 : 1);
  for (const rule of plain.sort((a, b) => copied(a) - copied(b))) {
    const edited = `LOWER(${rule.expression})`;
    const preview = await ask('preview_rule', { id: rule.id, expression: edited, limit: 50 });
    if (preview.problems.length === 0 && preview.changed > 0 && preview.rows.length > 0) return { ...rule, edited, preview };
  }
  throw new Error('no rule of the mapping can be changed in a way that shows');
}
