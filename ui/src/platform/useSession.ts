// Who is signed in and what they may do: the `session` command's answer, shared by every screen.
import type { Permission, Session } from '../contract/contract';
import { useCommand } from './call';

/** The session, undefined until it is known. */
export function useSession(): Session | undefined {
  return useCommand('session', {}).data;
}

/** Whether the signed-in person may. False until known: a control appears rather than vanishes. */
export function useMay(permission: Permission): boolean {
  return useSession()?.permissions.includes(permission) ?? false;
}
