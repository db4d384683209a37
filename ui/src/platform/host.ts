// What only the desktop's host can do: known workspaces, pinned certificates, the save dialog, how the window was
// started. The browser build answers the same questions on loopback, where the page's own origin is the one workspace.
//
// Nothing here goes through the contract: none of it is the workspace's business.
import type { ExportedFile } from '../contract/contract';
import { reach } from './reach';
import { currentToken, host, inBrowser } from './transport';

export type KnownWorkspace = {
  address: string;
  name: string;
  fingerprint: string;
  lastAccount: string | null;
  lastSeenMs: number | null;
};
export type Inspection = { fingerprint: string; known: 'new' | 'pinned' | 'changed'; pinned: string | null };
export type Connection = { state: 'online' | 'offline' | 'none'; address: string | null; sinceMs: number | null };
export type StartOptions = {
  address: string | null;
  account: string | null;
  theme: 'light' | 'dark' | null;
  signedIn: boolean;
};

const here = (): KnownWorkspace => ({
  address: location.origin,
  name: location.host,
  fingerprint: '',
  lastAccount: null,
  lastSeenMs: null,
});

/** Workspaces this desktop has connected to, latest first. */
export async function knownWorkspaces(): Promise<KnownWorkspace[]> {
  return inBrowser ? [here()] : host<KnownWorkspace[]>('known_workspaces');
}

/** Fetch the certificate of an address and compare it with the pinned one. */
export async function inspectWorkspace(address: string): Promise<Inspection> {
  if (inBrowser) return { fingerprint: '', known: 'pinned', pinned: '' };
  return host<Inspection>('inspect_workspace', { address });
}

/** Pin a certificate: the person compared the fingerprint. */
export async function trustWorkspace(address: string, fingerprint: string): Promise<void> {
  if (!inBrowser) await host('trust_workspace', { address, fingerprint });
}

/** Forget a workspace, its pin and its cached previews. */
export async function forgetWorkspace(address: string): Promise<void> {
  if (!inBrowser) await host('forget_workspace', { address });
}

/** Send the commands from now on to this workspace. */
export async function enterWorkspace(address: string): Promise<void> {
  if (!inBrowser) await host('use_workspace', { address });
}

/** The bytes that hexadecimal digits stand for. */
export function bytesOf(digits: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) => Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16));
}

/** Hand a file to the person through the system's save dialog. `saved` is false when the dialog was cancelled. */
export async function saveExport(file: ExportedFile): Promise<{ saved: boolean }> {
  if (!inBrowser) return host<{ saved: boolean }>('save_export', { file });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([file.hex ? bytesOf(file.content) : file.content], { type: file.mediaType }));
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  return { saved: true };
}

/** Whether the chosen workspace answers. */
export async function connection(): Promise<Connection> {
  if (!inBrowser) return host<Connection>('connection');
  return { state: navigator.onLine && reach().up ? 'online' : 'offline', address: location.origin, sinceMs: reach().sinceMs };
}

/** How the window was started. */
export async function startOptions(): Promise<StartOptions> {
  if (!inBrowser) return host<StartOptions>('start_options');
  return { address: location.origin, account: null, theme: null, signedIn: currentToken() !== null };
}
