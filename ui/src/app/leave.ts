// The way back from working to connecting, for whoever signs out.
import type { QueryClient } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { forgetToasts } from '../components/toasts';

export const Leave = createContext<() => void>(() => undefined);

/** What this window knows of a workspace goes with whoever leaves it, what could be taken back first. */
export function forgetWorkspace(client: QueryClient): void {
  forgetToasts();
  client.clear();
}

/** Forget the cached answers and show the connect screen. Signing out comes before. */
export function useLeave(): () => void {
  return useContext(Leave);
}
