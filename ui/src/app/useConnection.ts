// Whether the workspace answers: asked once, then told by the host. When it is back, what is on the screen is asked for
// again, so that no failed part waits for a person.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { onConnection } from '../platform/events';
import { connection, type Connection } from '../platform/host';

export function useConnection(): Connection {
  const [now, setNow] = useState<Connection>({ state: 'online', address: null, sinceMs: null });
  useEffect(() => {
    let gone = false;
    connection().then((first) => { if (!gone) setNow(first); }).catch(() => undefined);
    const stop = onConnection(setNow);
    return () => {
      gone = true;
      stop();
    };
  }, []);
  const client = useQueryClient();
  const before = useRef(now.state);
  useEffect(() => {
    if (before.current === 'offline' && now.state === 'online') void client.refetchQueries({ type: 'active' });
    before.current = now.state;
  }, [client, now.state]);
  return now;
}
