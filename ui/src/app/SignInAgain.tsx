// Lies over the screens when the session has ended or nobody was there for a while. The screens stay mounted below, so
// what was being edited is still there afterwards; they are covered, not dimmed, because somebody else may be looking.
// Only the same account may go on; anybody else leaves first.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { FocusTrap } from '@mantine/core';
import { PasswordForm } from '../components/PasswordForm';
import { Icon } from '../components/Icon';
import { call, keyOf } from '../platform/call';
import type { Session } from '../contract/contract';
import styles from './SignInAgain.module.css';

type Props = { reason: 'expired' | 'idle'; onDone: () => void; onLeave: () => void };

const words = {
  expired: { title: 'Your session has ended', text: 'Sign in again to go on where you were. What you were editing is still here.' },
  idle: { title: 'Locked', text: 'Nobody was here for 10 minutes. Sign in to go on where you were. What you were editing is still here.' },
} as const;

export function SignInAgain({ reason, onDone, onLeave }: Props) {
  const client = useQueryClient();
  const frame = useRef<HTMLDivElement>(null);
  const [account] = useState(() => client.getQueryData<Session>(keyOf('session', {}))?.account ?? '');
  useEffect(() => {
    // Keys must not reach the covered screens.
    const below = document.getElementById('shell');
    below?.setAttribute('inert', '');
    return () => below?.removeAttribute('inert');
  }, []);
  const done = (session: Session): void => {
    client.setQueryData(keyOf('session', {}), session);
    void client.invalidateQueries();
    onDone();
  };
  const leave = (): void => {
    call('sign_out', {}).catch(() => undefined).finally(onLeave);
  };
  return (
    <FocusTrap active>
      <div ref={frame} className={styles['cover']} role="dialog" aria-modal="true" aria-labelledby="again-title">
        <div className={styles['box']}>
          <Icon name="lock" size={22} className="accent" />
          <h1 id="again-title">{words[reason].title}</h1>
          <p>{words[reason].text}</p>
          <PasswordForm account={account} fixedAccount={account !== ''} onSignedIn={done} />
          <button type="button" className="button quiet" onClick={leave}>Leave, and lose what is not saved</button>
        </div>
      </div>
    </FocusTrap>
  );
}
