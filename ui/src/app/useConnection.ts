// Whether the workspace answers: asked once, then told by the host.
import { useEffect, useState } from 'react';
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
  return now;
}
