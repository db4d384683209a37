// How one cause or finding stands, in full, with the way to change it: the head of its triage.
import { Link } from '@tanstack/react-router';
import { Ago } from '../Ago';
import { Icon } from '../Icon';
import { Kbd } from '../Kbd';
import { count, plural } from '../formats';
import type { TriageState } from '../../contract/contract';
import { actWords, lastDay, standingWords, type Act } from './triage';
import { lookOf } from './TriageMark';
import styles from './triage.module.css';

type Props = { state: TriageState; of: 'cause' | 'finding'; subject: string; may: boolean; suggested?: Act | undefined; /** The key that does the same, where it is another than T. */ keys?: string; /** With `true`: what is suggested was chosen. */ onTriage: (chosen: boolean) => void };

export function TriageBar({ state, of, subject, may, suggested, keys = 'T', onTriage }: Props) {
  const look = lookOf(state);
  return (
    <div className={styles['standing']}>
      <div className={styles['standingHead']}>
        <Icon name={look?.icon ?? 'open'} size={13} className={look?.tone ?? 'dim'} />
        <b className={look?.tone}>{standingWords(state)}</b>
        {state.inherited && <span className="x dim">from its cause</span>}
        {may && (
          <span className={styles['acts']}>
            {suggested !== undefined && (
              <button type="button" className="button small" title="What the cause names, with its words as the reason to read and to change" onClick={() => onTriage(true)}>
                {actWords(suggested)?.verb ?? suggested}…
              </button>
            )}
            <button type="button" className="button small" onClick={() => onTriage(false)}>
              Triage <Kbd keys={keys} />
            </button>
          </span>
        )}
      </div>
      {state.grown > 0 && (
        <p className="clinical b" role="status">
          Explains {count(state.grown)} more than when accepted ({count(state.found)} then).
        </p>
      )}
      {state.state === 'expired' && <p className="clinical">The waiver has ended: {of === 'cause' ? 'its findings are' : 'it is'} open again.</p>}
      {state.reason !== '' && <p className={styles['reason']}>{state.reason}</p>}
      {state.state === 'proposed' && (
        <p className="accent">
          One person asked. {of === 'cause' ? 'Its findings are' : 'It is'} open until a lead signs. <Link to={'/findings/sign' as string} search={{ id: subject } as never}>To sign</Link>
        </p>
      )}
      {state.signed !== '' && (
        <p className={state.signed === 'rejected' ? 'clinical' : 'good'}>
          {state.signed === 'rejected' ? 'Rejected' : 'Approved'} by {state.signedBy}, <Ago atMs={state.signedMs} />
          {state.signedReason !== '' && <span className="mid">: {state.signedReason}</span>}
        </p>
      )}
      <p className="x mid">
        {state.by === '' ? 'Nobody has decided on it' : <>{state.disposition === '' && 'taken back by '}{state.by}, <Ago atMs={state.atMs} /></>}
        {' · '}
        {state.owner === '' ? 'no owner' : `owner ${state.owner}`}
        {state.dueMs !== null && <span className={state.overdue ? 'safety b' : undefined}> · {state.overdue ? 'was due' : 'due'} {lastDay(state.dueMs)}</span>}
        {state.comments > 0 && ` · ${plural(state.comments, 'comment')}`}
      </p>
    </div>
  );
}
