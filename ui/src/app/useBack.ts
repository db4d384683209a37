// When the workspace is back, what is on the screen is asked for again, so that no failed part waits for a person.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Connection } from '../platform/host';

export function useBack(state: Connection['state']): void {
  const client = useQueryClient();
  const before = useRef(state);
  useEffect(() => {
    if (before.current === 'offline' && state === 'online') void client.refetchQueries({ type: 'active' });
    before.current = state;
  }, [client, state]);
}
