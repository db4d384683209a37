// The way back from working to connecting, for whoever signs out.
import { createContext, useContext } from 'react';

export const Leave = createContext<() => void>(() => undefined);

/** Forget the cached answers and show the connect screen. Signing out comes before. */
export function useLeave(): () => void {
  return useContext(Leave);
}
