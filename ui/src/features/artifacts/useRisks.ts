// Some risks of artifacts rest on discovery. A list that was answered before discovery says so, and is asked again once it is done.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

export function useRisks(current: boolean | undefined, discoveredAt: number): void {
  const client = useQueryClient();
  useEffect(() => {
    if (discoveredAt === 0 || current !== false) return;
    void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === 'artifacts' || queryKey[0] === 'artifact_tree' });
    // Once for each time that discovery was asked: a list that is old again meanwhile waits for the next.
  }, [discoveredAt]);
}
