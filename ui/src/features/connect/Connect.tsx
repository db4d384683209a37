// The first screen: which workspace, is it the one you pinned, who are you. One step at a time, each with a way back.
// The certificate is compared before a name or a password can be typed: they must never go to a stranger.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Mark } from '../../components/Mark';
import { PasswordForm } from '../../components/PasswordForm';
import { Icon } from '../../components/Icon';
import type { Session, WireError } from '../../contract/contract';
import { keyOf } from '../../platform/call';
import { asWireError } from '../../platform/failure';
import { enterWorkspace, forgetWorkspace, inspectWorkspace, knownWorkspaces, trustWorkspace } from '../../platform/host';
import type { Inspection, KnownWorkspace, StartOptions } from '../../platform/host';
import { CertificateChanged } from './CertificateChanged';
import { CertificateNew } from './CertificateNew';
import { Fingerprint } from './Fingerprint';
import { Workspaces } from './Workspaces';
import styles from './Connect.module.css';

type Step =
  | { is: 'choose' }
  | { is: 'asking'; address: string }
  | { is: 'unreachable'; address: string; error: WireError }
  | { is: 'certificate'; address: string; seen: Inspection }
  | { is: 'sign-in'; address: string };

export function Connect({ options, onSignedIn }: { options: StartOptions; onSignedIn: () => void }) {
  const client = useQueryClient();
  const [known, setKnown] = useState<KnownWorkspace[] | null>(null);
  const [step, setStep] = useState<Step>({ is: 'choose' });

  const enter = async (address: string): Promise<void> => {
    await enterWorkspace(address);
    setStep({ is: 'sign-in', address });
  };
  const ask = async (address: string): Promise<void> => {
    setStep({ is: 'asking', address });
    try {
      const seen = await inspectWorkspace(address);
      if (seen.known === 'pinned') await enter(address);
      else setStep({ is: 'certificate', address, seen });
    } catch (thrown) {
      setStep({ is: 'unreachable', address, error: asWireError(thrown) });
    }
  };
  const trust = async (address: string, fingerprint: string): Promise<void> => {
    try {
      await trustWorkspace(address, fingerprint);
      await enter(address);
    } catch (thrown) {
      setStep({ is: 'unreachable', address, error: asWireError(thrown) });
    }
  };
  const forget = async (address: string): Promise<void> => {
    await forgetWorkspace(address).catch(() => undefined);
    setKnown(await knownWorkspaces().catch(() => []));
  };

  useEffect(() => {
    let gone = false;
    void knownWorkspaces().catch(() => []).then((list) => {
      if (gone) return;
      setKnown(list);
      // One known workspace, or one named at the start: there is nothing to choose.
      const only = options.address ?? (list.length === 1 ? list[0]?.address : undefined);
      if (only !== undefined) void ask(only);
    });
    return () => {
      gone = true;
    };
    // Once, when the screen opens; later choices are the person's.
  }, []);

  const back = (): void => setStep({ is: 'choose' });
  const signedIn = (session: Session): void => {
    client.clear();
    client.setQueryData(keyOf('session', {}), session);
    onSignedIn();
  };
  const chosen = step.is === 'choose' ? undefined : known?.find((one) => one.address === step.address);

  return (
    <main className={styles['page']}>
      <section className={styles['about']}>
        <div className={styles['brand']}><Mark size={26} /><span>Throughline</span></div>
        <h1>Prove that the migration kept its clinical meaning.</h1>
        <p>The legacy record and the destination record are two books of the same patients. Here they are balanced, statement by statement.</p>
        <ul>
          <li><Icon name="lock" />Records stay in the workspace. This desktop sees de-identified previews only.</li>
          <li><Icon name="shield" />The connection is TLS 1.3, and the workspace’s certificate is pinned.</li>
        </ul>
      </section>
      <section className={styles['panel']} aria-live="polite">
        {step.is === 'choose' && <Workspaces known={known} onChoose={(address) => void ask(address)} onForget={(address) => void forget(address)} />}
        {step.is !== 'choose' && (
          <div className={styles['step']}>
            <header className={styles['where']}>
              <button type="button" className="button quiet small" onClick={back}><Icon name="left" size={12} />Workspaces</button>
              <h2 className="cut">{chosen?.name ?? step.address}</h2>
              {chosen !== undefined && chosen.name !== step.address && <span className="mono dim cut">{step.address}</span>}
            </header>
            {step.is === 'asking' && <p className="mid" role="status">Asking the workspace for its certificate…</p>}
            {step.is === 'unreachable' && <Unreachable error={step.error} retry={() => void ask(step.address)} />}
            {step.is === 'certificate' && step.seen.known === 'new' && (
              <CertificateNew fingerprint={step.seen.fingerprint} onTrust={() => void trust(step.address, step.seen.fingerprint)} onStop={back} />
            )}
            {step.is === 'certificate' && step.seen.known === 'changed' && (
              <CertificateChanged seen={step.seen} onTrust={() => void trust(step.address, step.seen.fingerprint)} onStop={back} />
            )}
            {step.is === 'sign-in' && (
              <>
                {chosen !== undefined && chosen.fingerprint !== '' && (
                  <details className={styles['pinned']}>
                    <summary><Icon name="done" size={13} />This is the certificate you pinned</summary>
                    <Fingerprint value={chosen.fingerprint} label="Pinned fingerprint" />
                  </details>
                )}
                <PasswordForm account={(options.address === step.address ? options.account : null) ?? chosen?.lastAccount ?? ''} onSignedIn={signedIn} />
              </>
            )}
          </div>
        )}
      </section>
    </main>
  );
}

function Unreachable({ error, retry }: { error: WireError; retry: () => void }) {
  const offline = error.code === 'offline';
  return (
    <div className={styles['notice']} data-tone="clinical" role="alert">
      <h3><Icon name={offline ? 'offline' : 'warn'} />{offline ? 'The workspace does not answer' : error.message}</h3>
      {offline && <p>Check the address and the port, and whether this computer reaches the network of the workspace. Nothing was sent.</p>}
      {error.incident !== null && <p>Incident <span className="mono">{error.incident}</span></p>}
      <button type="button" className="button" onClick={retry}>Try again</button>
    </div>
  );
}
