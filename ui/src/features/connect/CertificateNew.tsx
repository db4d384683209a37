// First contact: the fingerprint to compare, and what trusting on first use means.
import { Fingerprint } from './Fingerprint';
import styles from './Connect.module.css';

export function CertificateNew({ fingerprint, onTrust, onStop }: { fingerprint: string; onTrust: () => void; onStop: () => void }) {
  return (
    <>
      <h3>Is this your workspace?</h3>
      <p className="mid">Compare this fingerprint with the one that its administrator gave you, by another way than this connection.</p>
      <Fingerprint value={fingerprint} label="SHA-256 fingerprint of the certificate" />
      <div className={styles['notice']}>
        <b>Trust on first use.</b> Nobody vouches for this certificate but you. Once you accept it, this desktop pins it: it talks to no
        other certificate at this address, and warns you should it ever change.
      </div>
      <div className={styles['choices']}>
        <button type="button" className="button primary" onClick={onTrust}>It is the same: pin it</button>
        <button type="button" className="button" onClick={onStop}>It differs: stop</button>
      </div>
    </>
  );
}
