// The first second: how was the window started, and is its session still good? Screens' code loads meanwhile.
import type { QueryClient } from '@tanstack/react-query';
import { chooseTheme } from '../design/theme';
import { call, keyOf } from '../platform/call';
import { startOptions, type StartOptions } from '../platform/host';
import type { WireError } from '../contract/contract';
import { loadFeatures } from './router';

export type Beginning = { signedIn: boolean; options: StartOptions };

const nothing: StartOptions = { address: null, account: null, theme: null, signedIn: false };

async function sessionHolds(client: QueryClient): Promise<boolean> {
  try {
    client.setQueryData(keyOf('session', {}), await call('session', {}));
    return true;
  } catch (thrown) {
    // Without an answer the last previews can still be read; any other refusal means signing in.
    return (thrown as WireError).code === 'offline';
  }
}

/** Decide where to begin. */
export async function begin(client: QueryClient): Promise<Beginning> {
  const options = await startOptions().catch(() => nothing);
  if (options.theme !== null) chooseTheme(options.theme);
  const [signedIn] = await Promise.all([options.signedIn ? sessionHolds(client) : false, loadFeatures()]);
  return { signedIn, options };
}
