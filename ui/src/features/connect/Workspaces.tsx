// The workspaces this desktop knows, and the way to a new one.
import { useState, type FormEvent } from 'react';
import { ago, fingerprintGroups } from '../../components/formats';
import { Icon } from '../../components/Icon';
import { Skeleton } from '../../components/Skeleton';
import type { KnownWorkspace } from '../../platform/host';
import { readAddress } from './address';
import styles from './Connect.module.css';

type Props = { known: KnownWorkspace[] | null; onChoose: (address: string) => void; onForget: (address: string) => void };

export function Workspaces({ known, onChoose, onForget }: Props) {
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [now] = useState(Date.now);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const read = readAddress(typed);
    if ('problem' in read) setProblem(read.problem);
    else onChoose(read.address);
  };
  return (
    <div className={styles['step']}>
      <h2>Workspaces</h2>
      {known === null && <div className={styles['known']}><Skeleton height={52} /></div>}
      {known !== null && known.length > 0 && (
        <ul className={styles['known']}>
          {known.map((one) => <Known key={one.address} workspace={one} nowMs={now} onChoose={onChoose} onForget={onForget} />)}
        </ul>
      )}
      {known !== null && known.length === 0 && (
        <p className="mid">This desktop knows no workspace yet. Your workspace’s administrator gives you its address and the fingerprint of its certificate.</p>
      )}
      <form className={styles['add']} onSubmit={submit} noValidate>
        <div className="field">
          <label htmlFor="address">Another workspace</label>
          <div className={styles['addRow']}>
            <input
              id="address"
              className="input mono"
              placeholder="workspace.example:8443"
              value={typed}
              onChange={(event) => { setTyped(event.target.value); setProblem(null); }}
              aria-invalid={problem !== null}
              aria-describedby="address-said"
              autoFocus={known !== null && known.length === 0}
              spellCheck={false}
              autoCapitalize="none"
            />
            <button type="submit" className="button">Connect</button>
          </div>
        </div>
        <p id="address-said" className={styles['said']} role="alert">{problem !== null && <span className="safety">{problem}</span>}</p>
      </form>
    </div>
  );
}

function Known({ workspace, nowMs, onChoose, onForget }: { workspace: KnownWorkspace; nowMs: number; onChoose: Props['onChoose']; onForget: Props['onForget'] }) {
  const [sure, setSure] = useState(false);
  const short = fingerprintGroups(workspace.fingerprint).slice(0, 4).join(' ');
  const seen = workspace.lastSeenMs === null ? null : ago(workspace.lastSeenMs, nowMs);
  return (
    <li>
      <button type="button" className={styles['workspace']} onClick={() => onChoose(workspace.address)}>
        <b className="cut">{workspace.name}</b>
        <span className="dim x">{[workspace.lastAccount, seen].filter((part) => part !== null).join(', ')}</span>
        <span className="mono dim cut">{workspace.address.replace('https://', '')}</span>
        {short !== '' && <span className="mono dim" title="Beginning of the pinned certificate’s fingerprint">{short} …</span>}
      </button>
      <button
        type="button"
        className={styles['forget']}
        title="Forget this workspace, its pinned certificate and its cached previews"
        onBlur={() => setSure(false)}
        onClick={() => (sure ? onForget(workspace.address) : setSure(true))}
      >
        {sure ? 'Forget it?' : <Icon name="cross" size={12} title={`Forget ${workspace.name}`} />}
      </button>
    </li>
  );
}
