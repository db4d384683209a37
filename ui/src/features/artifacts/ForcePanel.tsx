// The archive rule in force: whom it keeps out of the destination, what that would do before it is done, and the two decisions,
// each with a reason. The workspace counts and decides; nothing is kept out by looking.
import { useRef, useState, type FormEvent } from 'react';
import { Ago } from '../../components/Ago';
import { Icon } from '../../components/Icon';
import { count, plural } from '../../components/formats';
import { toast, toastError } from '../../components/toasts';
import type { ForceEffect, RetentionView } from '../../contract/contract';
import { useAct, useCommand } from '../../platform/call';
import { useMay } from '../../platform/useSession';
import styles from './archive.module.css';

export function ForcePanel({ view, changed }: { view: RetentionView; changed: boolean }) {
  const inForce = view.force.version > 0;
  const latest = view.version;
  const isLatest = inForce && view.force.version === latest;
  const asked = latest > 0 && !isLatest;
  const effect = useCommand('preview_force', { version: latest }, { enabled: asked });
  return (
    <section className={styles['force']} data-in-force={inForce || undefined} aria-label="In force">
      <div className={styles['forceHead']}>
        <h3><Icon name={inForce ? 'check' : 'archive'} size={12} /> {inForce ? `Version ${view.force.version} is in force` : 'Not in force'}</h3>
        <p className="mid">{standing(view)}</p>
      </div>
      {asked && (
        effect.isError
          ? <p className="x clinical" role="alert"><Icon name="warn" size={12} /> {effect.error.message} <button type="button" className="button small" onClick={() => void effect.refetch()}>Try again</button></p>
          : <Effect version={latest} effect={effect.data} />
      )}
      <Decide view={view} enforce={asked} changed={changed} />
      <History view={view} />
    </section>
  );
}

/** What the decision of now means. */
export function standing(view: RetentionView): string {
  if (view.version === 0) return 'Nobody has set a rule yet, and nobody is kept out of the destination. Save the rule with its reason first.';
  if (view.force.version === 0) return 'Everybody migrates, whatever the rule says, until somebody puts it in force.';
  const newer = view.force.version === view.version ? '' : ` Version ${view.version} is newer and does nothing until it is put in force.`;
  return `A migration leaves out whoever it archives, the ledger counts their records as archived, and a comparison expects them nowhere.${newer}`;
}

/** What a version would do in force. */
export function Effect({ version, effect }: { version: number; effect: ForceEffect | undefined }) {
  if (effect === undefined) return <p className="dim" aria-busy="true">counting what version {version} would do</p>;
  const all = effect.findings.reduce((sum, one) => sum + one.count, 0);
  const findings = effect.findings.map((one) => `${count(one.count)} ${one.value}`).join(', ');
  return (
    <dl className={styles['would']}>
      <dt>Version {version} in force would mean</dt>
      <dd><b className="num">{effect.patients === null ? 'some' : count(effect.patients)}</b> {effect.patients === 1 ? 'patient stays' : 'patients stay'} in the archive</dd>
      <dd><b className="num">{effect.records === null ? '–' : count(effect.records)}</b> records, {effect.statements === null ? '–' : count(effect.statements)} statements</dd>
      {effect.compareRun > 0 && <dd>{effect.patients === null ? 'too few patients, or too few others, to tell their findings' : findings === '' ? 'no open finding is theirs' : `${findings} ${all === 1 ? 'finding' : 'findings'} of comparison ${effect.compareRun} ${all === 1 ? 'closes' : 'close'} with the next one`}</dd>}
      {effect.stale && <dd className="clinical">the legacy side, the lens or the program has changed since: a migration counts anew</dd>}
    </dl>
  );
}

function Decide({ view, enforce, changed }: { view: RetentionView; enforce: boolean; changed: boolean }) {
  const may = useMay('run_jobs');
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  const put = useAct('enforce_retention');
  const lift = useAct('lift_retention');
  const pending = put.isPending || lift.isPending;
  if (view.version === 0) return null;
  if (!may) return <p className={styles['hint']}>Your role reads this; analysts, informaticists and leads decide it.</p>;
  const missing = asked && reason.trim() === '';
  const given = (): boolean => {
    setAsked(true);
    if (reason.trim() === '') box.current?.focus();
    return reason.trim() !== '' && !pending;
  };
  const done = (title: string): void => {
    toast({ tone: 'good', title, text: 'Run the migration and compare again, from the Overview: until then the destination is as it was.' });
    setReason('');
    setAsked(false);
  };
  const enforceIt = (event?: FormEvent): void => {
    event?.preventDefault();
    if (!enforce || changed || !given()) return;
    put.mutate({ version: view.version, reason: reason.trim() }, { onSuccess: () => done(`Version ${view.version} is in force`), onError: toastError });
  };
  const liftIt = (): void => {
    if (!given()) return;
    lift.mutate({ reason: reason.trim() }, { onSuccess: () => done('The archive rule is out of force'), onError: toastError });
  };
  return (
    <form className={styles['decide']} onSubmit={enforceIt} aria-label="Put in force">
      <input ref={box} className="input" value={reason} placeholder="Why? Who decided it, and where that is written." aria-label="Reason for the decision" aria-invalid={missing} onChange={(event) => setReason(event.target.value)} />
      {enforce && (
        <button type="submit" className="button primary" disabled={pending || changed} title={changed ? 'Save or undo the changes first' : undefined}>
          Put version {view.version} in force
        </button>
      )}
      {view.force.version > 0 && <button type="button" className="button" disabled={pending} onClick={liftIt}>Take out of force</button>}
      {missing && <p className="x safety" role="alert">A decision needs a reason.</p>}
    </form>
  );
}

function History({ view }: { view: RetentionView }) {
  if (view.force.history.length === 0) return null;
  return (
    <details className={styles['decisions']}>
      <summary>{plural(view.force.history.length, 'decision')}</summary>
      {view.force.history.map((one, index) => (
        <div key={`${one.atMs} ${index}`} className={styles['entry']}>
          <Icon name="history" size={11} className="dim" />
          <span><b>{one.by}</b> <span className="x dim">{one.inForce ? 'put' : 'took'} version {one.version} {one.inForce ? 'in force' : 'out of force'}, <Ago atMs={one.atMs} /></span><br />{one.reason}</span>
        </div>
      ))}
    </details>
  );
}
