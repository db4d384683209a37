// Active or archive: who migrates and who is only kept, by a rule that a person sets. A changed rule shows its effect
// before it is saved; saving makes a version with its reason. The workspace counts; nothing is counted here.
import { useEffect, useRef, useState } from 'react';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { Icon } from '../../components/Icon';
import { Kbd } from '../../components/Kbd';
import { StatusBar } from '../../components/StatusBar';
import { ago, moment, plural } from '../../components/formats';
import { toast, toastError } from '../../components/toasts';
import { useTellKeys } from '../../components/keysShown';
import { useKeys } from '../../components/useKeys';
import type { RetentionRule, RetentionView } from '../../contract/contract';
import { useAct, useCommand } from '../../platform/call';
import { useMay } from '../../platform/useSession';
import { dayOf, sameRule } from './archive';
import styles from './archive.module.css';
import { ArchiveEffect } from './ArchiveEffect';
import { ForcePanel } from './ForcePanel';
import { NothingRead } from './NothingRead';
import { RetentionForm } from './RetentionForm';

/** A changed rule is tried out when the hand rests. */
const REST_MS = 250;

export function ArchiveView() {
  const { data, error, refetch } = useCommand('retention', {});
  if (data === undefined) {
    return <div className={styles['center']}>{error === null ? <div className={styles['waiting']} aria-busy="true" /> : <ErrorState error={error} retry={() => void refetch()} />}</div>;
  }
  return data.run === 0 ? <NothingGathered /> : <Retention key={data.version} view={data} />;
}

function useGather() {
  const act = useAct('start_archive');
  return {
    pending: act.isPending,
    gather: () =>
      act.mutate({}, {
        onSuccess: ({ id }) => toast({ tone: 'plain', about: id, title: 'Reading the legacy book started', text: 'Its progress is in the job tray.' }),
        onError: toastError,
      }),
  };
}

function NothingGathered() {
  const may = useMay('run_jobs');
  const { pending, gather } = useGather();
  useKeys({ b: gather }, may && !pending);
  useTellKeys(may ? [['B', 'read the legacy book']] : []);
  const summary = useCommand('overview', {}).data;
  if (summary !== undefined && summary.records === 0) {
    return (
      <div className={styles['center']}>
        <NothingRead title="Nothing to class" of="patients">The files hold no record.</NothingRead>
      </div>
    );
  }
  return (
    <div className={styles['center']}>
      <EmptyState
        icon="archive"
        title="Nobody has been classed yet"
        action={
          may ? (
            <button type="button" className="button primary" disabled={pending} onClick={gather}>
              <Icon name="play" size={12} /> Read the legacy book <Kbd keys="B" />
            </button>
          ) : undefined
        }
      >
        The legacy book is read once for the last activity, birth, death, open orders and balance of every patient. A rule then says who migrates and who goes to the archive.
      </EmptyState>
    </div>
  );
}

function Retention({ view }: { view: RetentionView }) {
  const [rule, setRule] = useState<RetentionRule>(view.rule);
  const [rested, setRested] = useState<RetentionRule>(view.rule);
  const form = useRef<HTMLFormElement>(null);
  const runs = useMay('run_jobs');
  const { pending, gather } = useGather();
  useEffect(() => {
    const timer = setTimeout(() => setRested(rule), REST_MS);
    return () => clearTimeout(timer);
  }, [rule]);
  const changed = !sameRule(rule, view.rule);
  const tried = !sameRule(rested, view.rule);
  const preview = useCommand('preview_retention', rested, { enabled: tried });
  const shown = changed && tried ? preview.data : undefined;
  useKeys({
    b: () => runs && !pending && gather(),
    r: () => setRule(view.rule),
    '/': () => form.current?.querySelector<HTMLElement>('input')?.focus(),
  });
  return (
    <div className={styles['view']}>
      <RetentionForm ref={form} view={view} rule={rule} changed={changed} onChange={setRule} onReset={() => setRule(view.rule)} />
      <section className={styles['main']} aria-label="Effect of the rule">
        <div className={styles['bar']}>
          <Gathered view={view} />
          {runs && (
            <button type="button" className="button small" disabled={pending} onClick={gather}>
              <Icon name="play" size={11} /> Read again <Kbd keys="B" />
            </button>
          )}
        </div>
        <ForcePanel view={view} changed={changed} />
        <div className={styles['scroll']}>
          {preview.error !== null && tried ? (
            <ErrorState error={preview.error} retry={() => void preview.refetch()} />
          ) : (
            <ArchiveEffect now={view.effect} preview={shown} busy={changed && (shown === undefined || preview.isPlaceholderData || !sameRule(rule, rested))} />
          )}
        </div>
        <StatusBar keys={[['/', 'rule'], ['R', 'undo changes'], ...(runs ? ([['B', 'read again']] as const) : [])]}>not told: fewer than 11 patients, or what would tell them</StatusBar>
      </section>
    </div>
  );
}

function Gathered({ view }: { view: RetentionView }) {
  const [now] = useState(Date.now);
  return (
    <span className={styles['gathered']}>
      <span title={moment(view.gatheredMs)}>read {ago(view.gatheredMs, now)}, reading {view.run}</span>
      <span>counted back from {dayOf(view.todayMs)}</span>
      {view.withoutPatient > 0 && <span className="clinical">{plural(view.withoutPatient, 'statement')} name no patient</span>}
      {view.stale && (
        <span className="clinical" role="status">
          <Icon name="warn" size={12} /> the legacy side, the lens or the program has changed since
        </span>
      )}
    </span>
  );
}
