// The certificate is not the pinned one. Stopping is the easy way; going on takes a confirmation that somebody in charge
// gave the new fingerprint.
import { useState } from 'react';
import { Icon } from '../../components/Icon';
import type { Inspection } from '../../platform/host';
import { Fingerprint } from './Fingerprint';
import styles from './Connect.module.css';

export function CertificateChanged({ seen, onTrust, onStop }: { seen: Inspection; onTrust: () => void; onStop: () => void }) {
  const [confirmed, setConfirmed] = useState(false);
  return (
    <>
      <div className={styles['notice']} data-tone="safety" role="alert">
        <h3><Icon name="warn" />The certificate has changed</h3>
        <p>Either the workspace got a new certificate, or something between you and it pretends to be it. Nothing was sent. Ask the administrator before you go on.</p>
      </div>
      <h3>Pinned</h3>
      <Fingerprint value={seen.pinned ?? ''} label="Pinned fingerprint" />
      <h3>Shown now</h3>
      <Fingerprint value={seen.fingerprint} against={seen.pinned ?? ''} label="Fingerprint shown now" />
      <label className={styles['confirm']}>
        <input type="checkbox" checked={confirmed} onChange={(event) => setConfirmed(event.target.checked)} />
        The administrator gave me the new fingerprint, and I compared all of it.
      </label>
      <div className={styles['choices']}>
        <button type="button" className="button primary" onClick={onStop}>Stop here</button>
        <button type="button" className="button danger" disabled={!confirmed} onClick={onTrust}>Pin the new certificate</button>
      </div>
    </>
  );
}
