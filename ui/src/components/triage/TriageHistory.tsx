// Who did what, when and why, newest first. The log is never changed, so what was taken back stands here beside what took it back.
import { useState } from 'react';
import { Ago } from '../Ago';
import { Icon } from '../Icon';
import { Skeleton } from '../Skeleton';
import { plural } from '../formats';
import type { TriageEntry } from '../../contract/contract';
import { useCommand } from '../../platform/call';
import { actWords, lastDay } from './triage';
import styles from './triage.module.css';

const STEP = 20;

export function TriageHistory({ id, of }: { id: string; of: 'cause' | 'finding' }) {
  const [asked, setAsked] = useState(STEP);
  const log = useCommand('triage_log', { id, offset: 0, limit: asked }, { keep: asked > STEP });
  if (log.data === undefined) {
    return log.isError ? (
      <p className="dim">
        {log.error.message}{' '}
        <button type="button" className="accent" onClick={() => void log.refetch()}>
          Try again
        </button>
      </p>
    ) : (
      <Skeleton width="70%" />
    );
  }
  const { rows, total } = log.data;
  if (rows.length === 0) return <p className="dim">Nobody has said anything about {of === 'cause' ? 'this cause' : 'this finding or its cause'} yet.</p>;
  return (
    <ol className={styles['history']}>
      {rows.map((entry) => (
        <li key={entry.seq}>
          <Entry entry={entry} of={of} />
        </li>
      ))}
      {rows.length < total && (
        <li>
          <button type="button" className="accent" onClick={() => setAsked(asked + STEP)}>
            Show older of {plural(total, 'entry', 'entries')}
          </button>
        </li>
      )}
    </ol>
  );
}

/** What an entry changed, in words; one entry may change several things. */
export function changesOf(entry: TriageEntry): string {
  const changes: string[] = [];
  if (entry.signed !== '') changes.push(`acceptance ${entry.signed}, explained ${plural(entry.findings, 'finding')}`);
  if (entry.disposition === 'accepted') changes.push(`proposed as variance until ${entry.expiresMs === null ? 'no day' : lastDay(entry.expiresMs)}, explained ${plural(entry.findings, 'finding')}`);
  else if (entry.disposition !== '') changes.push(entry.disposition);
  if (entry.owner !== null) changes.push(entry.owner === '' ? 'owner taken off' : `owner ${entry.owner}`);
  if (entry.dueMs !== null) changes.push(entry.dueMs === 0 ? 'due day taken off' : `due ${lastDay(entry.dueMs)}`);
  if (changes.length === 0 && entry.comment !== '') changes.push('comment');
  return changes.join('; ');
}

function Entry({ entry, of }: { entry: TriageEntry; of: 'cause' | 'finding' }) {
  const icon = entry.signed === 'rejected' ? 'no' : entry.signed !== '' ? 'shield' : actWords(entry.disposition)?.icon ?? (entry.owner !== null || entry.dueMs !== null ? 'jobs' : 'edit');
  return (
    <>
      <Icon name={icon} size={12} className="mid" />
      <div>
        <span className="x dim">
          <b>{entry.by}</b> <Ago atMs={entry.atMs} />, comparison {entry.run}
          {of === 'finding' && entry.subject === 'cause' && ', on the cause'}
        </span>
        <p>{changesOf(entry)}</p>
        {entry.reason !== '' && <p className="mid">{entry.reason}</p>}
        {entry.comment !== '' && <p className={styles['comment']}>{entry.comment}</p>}
      </div>
    </>
  );
}
