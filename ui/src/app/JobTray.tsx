// The jobs of the workspace: what runs, how far, how fast, how long yet, and the way to stop it. The button itself shows
// the progress of what runs.
import { Popover } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Icon } from '../components/Icon';
import { count, percent } from '../components/formats';
import { isActive, useJobs } from './useJobs';
import { JobLine } from './JobLine';
import shell from './Shell.module.css';
import styles from './JobTray.module.css';

/** The present moment, moved on every second while `on`. */
function useNow(on: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!on) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [on]);
  return now;
}

export function JobTray() {
  const [open, setOpen] = useState(false);
  const jobs = useJobs();
  const now = useNow(open);
  const active = jobs.filter(isActive);
  const first = active[0];
  const words = first === undefined ? 'Jobs' : first.total > 0 ? percent(first.done / first.total) : 'running';
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={400} shadow="xl" offset={6} trapFocus>
      <Popover.Target>
        <button type="button" className={shell['iconButton']} data-active={first !== undefined} aria-label={`Jobs, ${count(active.length)} running`} aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name="jobs" size={15} />
          {words}
        </button>
      </Popover.Target>
      <Popover.Dropdown p={0}>
        <div className={styles['head']}>
          <h2>Jobs</h2>
          <span className="dim x">{active.length === 0 ? 'nothing runs' : `${active.length} running or queued`}</span>
        </div>
        <div className={styles['list']}>
          {jobs.map((job) => <JobLine key={job.id} job={job} nowMs={now} onLeave={() => setOpen(false)} />)}
          {jobs.length === 0 && <p className={styles['none']}>No job has run since the workspace was opened. Start a migration run or a comparison on the Overview.</p>}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
