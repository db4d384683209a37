// The working window: router and shell, and what may lie over them (session ended, idle lock). The overlays cover the
// screens but never unmount them.
import { RouterProvider, type AnyRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Leave } from './leave';
import { forgetUndo } from '../components/toasts';
import { onExpired } from '../platform/session';
import { loadFeatures, makeRouter } from './router';
import { SignInAgain } from './SignInAgain';
import { useIdle } from './useIdle';

const idleLimitMs = 10 * 60_000;

export function Work({ onLeave }: { onLeave: () => void }) {
  const [router, setRouter] = useState<AnyRouter | null>(null);
  const [closed, setClosed] = useState<'expired' | 'idle' | null>(null);
  useEffect(() => void loadFeatures().then((screens) => setRouter(makeRouter(screens))), []);
  useEffect(() => onExpired(() => setClosed((now) => now ?? 'expired')), []);
  useIdle(idleLimitMs, () => setClosed((now) => now ?? 'idle'));
  useEffect(() => {
    if (closed !== null) forgetUndo();
  }, [closed]);
  return (
    <Leave.Provider value={onLeave}>
      {router !== null && <RouterProvider router={router} />}
      {closed !== null && <SignInAgain reason={closed} onDone={() => setClosed(null)} onLeave={onLeave} />}
    </Leave.Provider>
  );
}
