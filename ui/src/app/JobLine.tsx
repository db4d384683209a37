// One job: progress, rate and time left while it runs; what came of it afterwards.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Job } from '../contract/contract';
import { ago, duration, percent } from '../components/formats';
import { Icon, type IconName } from '../components/Icon';
import { toastError } from '../components/toasts';
import { useAct } from '../platform/call';
import { useMay } from '../platform/useSession';
import { failureOf } from './jobFailure';
import { outcomeWords, phaseWords, progressWords } from './jobPhases';
import { isActive, jobName } from './useJobs';
import styles from './JobTray.module.css';

const marks: Record<string, readonly [IconName, string]> = {
  queued: ['open', 'dim'],
  running: ['play', 'accent'],
  done: ['done', 'good'],
  cancelled: ['no', 'dim'],
  failed: ['warn', 'safety'],
};

/** `onLeave`: a way out of the tray was taken. */
export function JobLine({ job, nowMs, onLeave }: { job: Job; nowMs: number; onLeave: () => void }) {
  const cancel = useAct('cancel_job');
  const may = useMay('run_jobs');
  const [asked, setAsked] = useState(false);
  const active = isActive(job);
  const [icon, tone] = marks[job.state] ?? ['info', 'dim'];
  const share = job.total > 0 ? job.done / job.total : null;
  const stop = (): void => {
    setAsked(true);
    cancel.mutate({ id: job.id }, { onError: (error) => { setAsked(false); toastError(error); } });
  };
  const when = active ? `${duration((nowMs - job.startedMs) / 1000)} so far` : ago(job.endedMs ?? job.startedMs, nowMs);
  return (
    <article className={styles['job']} data-state={job.state}>
      <span className={tone}><Icon name={icon} title={job.state} /></span>
      <div className={styles['what']}>
        <div className={styles['title']}>
          <b>{jobName(job)}</b>
          {!active && <span className="dim x cut">{job.state}</span>}
          <span className={`dim x ${styles['end'] ?? ''}`}>{when} · {job.account}</span>
        </div>
        {active && (
          <div className={styles['track']} role="progressbar" aria-label={jobName(job)} aria-valuemin={0} aria-valuemax={100} aria-valuenow={share === null ? undefined : Math.floor(share * 100)}>
            <i style={share === null ? undefined : { width: `${share * 100}%` }} data-unknown={share === null} />
          </div>
        )}
        {job.state === 'running' && <div className="x">{phaseWords(job)}</div>}
        <div className="mid x">
          {active && share !== null && <span className={styles['share']}>{percent(share)}</span>}
          {active ? progressWords(job) : job.state === 'failed' ? <Failed job={job} onLeave={onLeave} /> : outcomeWords(job)}
        </div>
      </div>
      {active && may && (
        <button type="button" className="button small" onClick={stop} disabled={asked}>{asked ? 'Stopping…' : 'Cancel'}</button>
      )}
    </article>
  );
}

function Failed({ job, onLeave }: { job: Job; onLeave: () => void }) {
  const { where, why, then, to } = failureOf(job);
  return (
    <>
      <b className="safety">{why}</b> {where} {then}
      {to !== null && <> <Link to={to.path} search={(to.search ?? {}) as never} onClick={onLeave} className={styles['way'] ?? ''}>{to.label}</Link></>}
    </>
  );
}
