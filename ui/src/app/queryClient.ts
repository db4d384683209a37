// The query cache's settings: what is worth asking again, and when. Answers stay fresh for long because changes refresh
// them by tag (platform/call.ts) and jobs by event (useJobs.ts); there is no polling by time.
import { QueryClient } from '@tanstack/react-query';
import type { WireError } from '../contract/contract';

const worthRetrying = new Set(['offline', 'busy', 'internal']);

/** One cache for the whole window. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        gcTime: 10 * 60_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && worthRetrying.has((error as unknown as WireError).code),
        retryDelay: (failures) => 400 * 2 ** failures,
      },
    },
  });
}
