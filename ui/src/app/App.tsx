// Providers, and the choice between connecting and working. Which of the two is shown follows from one fact: is there a
// session? Once work has begun the shell stays mounted, also when the session ends, so that nothing typed is lost.
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { forgetToasts } from '../components/toasts';
import { mantineTheme, onTheme, shownTheme } from '../design/theme';
import type { StartOptions } from '../platform/host';
import { Connect } from '../features/connect/Connect';
import { forgetWorkspace } from './leave';
import { makeQueryClient } from './queryClient';
import { begin } from './start';
import { Toasts } from './Toasts';
import { Work } from './Work';

type Phase = { is: 'starting' } | { is: 'connect'; options: StartOptions } | { is: 'work' };

export function App() {
  const client = useMemo(makeQueryClient, []);
  const theme = useSyncExternalStore(onTheme, () => shownTheme());
  const [phase, setPhase] = useState<Phase>({ is: 'starting' });

  useEffect(() => {
    let gone = false;
    void begin(client).then((result) => {
      if (!gone) setPhase(result.signedIn ? { is: 'work' } : { is: 'connect', options: result.options });
    });
    return () => {
      gone = true;
    };
  }, [client]);

  const leave = (): void => {
    forgetWorkspace(client);
    setPhase({ is: 'connect', options: { address: null, account: null, theme: null, signedIn: false } });
  };

  // What was still on its way when somebody left may have said something since.
  const enter = (): void => {
    forgetToasts();
    setPhase({ is: 'work' });
  };

  return (
    <QueryClientProvider client={client}>
      <MantineProvider theme={mantineTheme} forceColorScheme={theme} withCssVariables={false} withGlobalClasses={false}>
        {phase.is === 'connect' && <Connect options={phase.options} onSignedIn={enter} />}
        {phase.is === 'work' && <Work onLeave={leave} />}
        <Toasts />
      </MantineProvider>
    </QueryClientProvider>
  );
}
