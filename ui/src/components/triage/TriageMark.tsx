// How a cause or a finding stands, small: a shape and a word, so that colour is never alone. Nothing is drawn for what nobody has
// touched: in a list of dozens that is most of them, and an empty place is the calmest mark.
import { Icon, type IconName } from '../Icon';
import { signed } from '../formats';
import type { TriageState } from '../../contract/contract';
import { actWords, lastDay, standingWords } from './triage';
import styles from './triage.module.css';

type Look = { icon: IconName; tone: string; word: string };

export function lookOf(state: TriageState): Look | null {
  if (state.state === 'accepted') return { icon: 'check', tone: 'good', word: 'accepted' };
  if (state.state === 'proposed') return { icon: 'half', tone: 'accent', word: 'proposed' };
  if (state.signed === 'rejected') return { icon: 'no', tone: 'clinical', word: 'waiver rejected' };
  if (state.state === 'expired') return { icon: 'warn', tone: 'clinical', word: 'expired' };
  if (state.disposition === '') return null;
  return { icon: actWords(state.disposition)?.icon ?? 'info', tone: 'mid', word: state.disposition };
}

/** `brief` draws the shapes alone, where the words would crowd out what the row is about; they stand in the title. */
export function TriageMark({ state, brief = false }: { state: TriageState; brief?: boolean }) {
  const look = lookOf(state);
  const title = [standingWords(state), state.reason, state.signedBy === '' ? '' : `${state.signed} by ${state.signedBy}`, state.owner === '' ? '' : `owner ${state.owner}`].filter((words) => words !== '').join('; ');
  return (
    <>
      {look !== null && (
        <span className={`${styles['mark']} ${look.tone}`} title={title}>
          <Icon name={look.icon} size={11} {...(brief ? { title } : {})} /> {!brief && look.word}
        </span>
      )}
      {state.grown > 0 && !brief && (
        <span className={`${styles['mark']} clinical b`} title={`Explains ${state.grown} more than when accepted`}>
          {signed(state.grown)}
        </span>
      )}
      {state.overdue && (
        <span className={`${styles['mark']} safety`} title={state.dueMs === null ? 'overdue' : `was due on ${lastDay(state.dueMs)}`}>
          <Icon name="jobs" size={11} {...(brief ? { title: 'overdue' } : {})} /> {!brief && 'overdue'}
        </span>
      )}
      {state.owner !== '' && !brief && <span className={`${styles['mark']} dim`}>{state.owner}</span>}
    </>
  );
}
