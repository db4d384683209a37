// Carries a command to the workspace. In the window: Tauri's `invoke`, one command a name, and the host holds the
// session token. In the browser build: `POST /api/{name}` on loopback with a bearer token of this tab.
//
// It knows no command's meaning, with one exception: the browser build must take the token out of `sign_in`'s answer
// and drop it at `sign_out`, which in the window the host does.
import { invoke } from '@tauri-apps/api/core';
import { failure, isWireError } from './failure';
import { reaching } from './reach';

/** True in the browser build. */
export const inBrowser = import.meta.env['VITE_BROWSER'] === '1';

const tokenKey = 'throughline-token';
let token: string | null = null;

/** The bearer token of this tab (browser build only). */
export function currentToken(): string | null {
  token ??= inBrowser ? sessionStorage.getItem(tokenKey) : null;
  return token;
}

function keepToken(next: string | null): void {
  token = next;
  if (next === null) sessionStorage.removeItem(tokenKey);
  else sessionStorage.setItem(tokenKey, next);
}

/** Headers of a browser request. */
export function headers(): Record<string, string> {
  const bearer = currentToken();
  const fail = import.meta.env.DEV ? localStorage.getItem('fixture-fail') : null;
  return {
    'content-type': 'application/json',
    ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
    ...(fail === null ? {} : { 'x-fixture-fail': fail }),
  };
}

async function post(name: string, request: unknown): Promise<unknown> {
  const response = await reaching(`/api/${name}`, { method: 'POST', headers: headers(), body: JSON.stringify(request) });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw isWireError(body) ? body : failure(response.status === 401 ? 'session_expired' : 'internal');
  if (name === 'sign_in') {
    keepToken((body as { token: string | null }).token);
    return { ...(body as object), token: null };
  }
  if (name === 'sign_out') keepToken(null);
  return body;
}

/** Send a command; resolves with the answer's JSON, rejects with whatever the transport threw. */
export function send(name: string, request: unknown): Promise<unknown> {
  return inBrowser ? post(name, request) : invoke(name, { request });
}

/** Call a command of the desktop's host. The browser build never gets here. */
export function host<T>(name: string, args: Record<string, unknown> = {}): Promise<T> {
  return invoke<T>(name, args);
}
