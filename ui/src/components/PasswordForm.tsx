// Name and password, and what can go wrong with them. Used to connect and to sign in again. The password lives in the
// input until it is sent and is emptied whatever the answer was; nothing here keeps it.
import { useId, useRef, useState, type FormEvent, type KeyboardEvent } from 'react';
import type { Session, WireError } from '../contract/contract';
import { call } from '../platform/call';
import { Icon } from './Icon';
import styles from './PasswordForm.module.css';

type Props = { account: string; fixedAccount?: boolean; onSignedIn: (session: Session) => void };

export function PasswordForm({ account, fixedAccount = false, onSignedIn }: Props) {
  const id = useId();
  const [name, setName] = useState(account);
  const [capsLock, setCapsLock] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<WireError | null>(null);
  const password = useRef<HTMLInputElement>(null);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const input = password.current;
    if (input === null || busy || name.trim() === '' || input.value === '') return;
    setBusy(true);
    setFailure(null);
    try {
      const session = await call('sign_in', { name: name.trim(), password: input.value });
      onSignedIn(session);
    } catch (thrown) {
      setFailure(thrown as WireError);
      input.focus();
    } finally {
      input.value = '';
      setBusy(false);
    }
  };
  const watchCaps = (event: KeyboardEvent): void => setCapsLock(event.getModifierState('CapsLock'));
  const wrong = failure?.code === 'wrong_password';

  return (
    <form className={styles['form']} onSubmit={(event) => void submit(event)}>
      <div className="field">
        <label htmlFor={`${id}-name`}>Name</label>
        <input id={`${id}-name`} className="input" value={name} readOnly={fixedAccount} onChange={(event) => setName(event.target.value)} autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus={account === ''} aria-invalid={wrong} />
      </div>
      <div className="field">
        <label htmlFor={`${id}-password`}>Password</label>
        <input id={`${id}-password`} ref={password} className="input" type="password" data-autofocus={account !== '' || undefined} autoComplete="current-password" autoFocus={account !== ''} aria-invalid={wrong} aria-describedby={`${id}-said`} onKeyUp={watchCaps} />
      </div>
      <p id={`${id}-said`} className={styles['said']} role="alert">
        {failure !== null && <span className="safety"><Icon name={failure.code === 'offline' ? 'offline' : 'warn'} size={12} /> {failure.message}</span>}
        {failure === null && capsLock && <span className="clinical"><Icon name="warn" size={12} /> Caps Lock is on.</span>}
      </p>
      <button type="submit" className="button primary" disabled={busy}>{busy ? 'Signing in…' : 'Sign in'}</button>
    </form>
  );
}
