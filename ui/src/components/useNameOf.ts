// The name of an artifact that only its token is known of.
import { useCommand } from '../platform/call';

/** The name of one artifact, asked for by itself. */
export function useNameOf(id: string | undefined): string {
  const { data } = useCommand('artifact', { id: id ?? '' }, { enabled: id !== undefined, keep: false });
  return data?.row.name ?? id ?? '';
}
