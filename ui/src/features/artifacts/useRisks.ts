// Some risks of artifacts rest on discovery. A list that was answered before discovery says so, and is asked again once it is
// done; so is every list when discovery was asked again, because a decision or a rule has changed.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

export function useRisks(current: boolean | undefined, discoveredAt: number): void {
  const client = useQueryClient();
  const before = useRef(0);
  useEffect(() => {
    if (discoveredAt === 0 || discoveredAt === before.current) return;
    const again = before.current !== 0;
    before.current = discoveredAt;
    if (again || current === false) void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === 'artifacts' || queryKey[0] === 'artifact_tree' });
  }, [discoveredAt, current]);
}
