// The small marks of the mapping screen: what was decided about a field, how a value came to be, how much is filled,
// and the badges of an element. Each has a shape or a word besides its colour.
import { Icon, type IconName } from '../../components/Icon';
import { percent } from '../../components/formats';
import styles from './marks.module.css';

const decisions: Record<string, { icon: IconName; tone: string; words: string }> = {
  mapped: { icon: 'done', tone: 'good', words: 'mapped' },
  dropped: { icon: 'no', tone: 'dim', words: 'dropped, with a reason' },
  undecided: { icon: 'decide', tone: 'clinical', words: 'undecided' },
};

export function Decision({ decision, reason }: { decision: string; reason?: string | null }) {
  const look = decisions[decision] ?? { icon: 'open' as const, tone: 'dim', words: decision };
  const title = reason ? `${look.words}: ${reason}` : look.words;
  return <Icon name={look.icon} size={12} className={look.tone} title={title} />;
}

const hows: Record<string, { mark: string; tone: string }> = {
  copied: { mark: '=', tone: 'copied' },
  translated: { mark: '⇄', tone: 'translated' },
  derived: { mark: 'ƒ', tone: 'derived' },
  defaulted: { mark: '◇', tone: 'defaulted' },
  held: { mark: '!', tone: 'held' },
};

/** How a value came to be. */
export function How({ how, label = false }: { how: string; label?: boolean }) {
  const look = hows[how];
  if (look === undefined) return null;
  return (
    <span className={`${styles['how']} ${styles[look.tone]}`} title={how}>
      <span aria-hidden={label}>{look.mark}</span>
      {label ? how : <span className="hidden-text">{how}</span>}
    </span>
  );
}

/** A share as a bar with its number; null before the first run. */
export function Filled({ share, tone }: { share: number | null; tone: 'legacy' | 'destination' | 'clinical' }) {
  if (share === null) return <span className={`${styles['filled']} dim x`}><span>not run</span></span>;
  return (
    <span className={styles['filled']}>
      <span className={styles['track']} aria-hidden="true">
        <i className={styles[`fill-${tone}`]} style={{ width: `${Math.max(share > 0 ? 3 : 0, share * 100)}%` }} />
      </span>
      <span className={share > 0 ? undefined : 'dim'}>{percent(share)}</span>
    </span>
  );
}

export function Badges({ required, mustSupport }: { required: boolean; mustSupport: boolean }) {
  return (
    <span className={styles['badges']}>
      {required && <span className={styles['required']} title="required: base or profile makes it mandatory">R</span>}
      {mustSupport && <span className={styles['support']} title="must support in US Core">S</span>}
    </span>
  );
}

const phi: Record<string, readonly [string, string]> = {
  none: ['', ''],
  'direct identifier': ['direct', 'direct'],
  'quasi-identifier': ['quasi', 'quasi'],
  geography: ['geography', 'geo'],
  'free text': ['free text', 'text'],
};

/** The PHI class in one short word. */
export function Phi({ phiClass }: { phiClass: string }) {
  const [long, brief] = phi[phiClass] ?? [phiClass, phiClass];
  return (
    <span className={`cut x ${phiClass === 'direct identifier' ? styles['direct'] : 'dim'}`} title={`PHI class: ${phiClass}`}>
      <span className={styles['long']}>{long}</span><span className={styles['short']}>{brief}</span>
    </span>
  );
}
