// The small marks of this screen: how much of an artifact was read, what was decided about a field, what a doubt did, and
// what sort of file it is. Each has a shape and a word beside its colour.
import { Icon, type IconName } from '../../components/Icon';
import styles from './artifacts.module.css';

const STATES: Record<string, [IconName, string]> = {
  read: ['done', 'good'],
  'partly read': ['half', 'clinical'],
  unread: ['open', 'mid'],
};

/** State of an artifact: mark, with its word where there is room. */
export function StateMark({ state, word = true }: { state: string; word?: boolean }) {
  const [icon, tone] = STATES[state] ?? ['decide', 'mid'];
  return (
    <span className={`x ${styles['state'] ?? ''} ${tone}`} title={word ? undefined : state}>
      <Icon name={icon} size={12} {...(word ? {} : { title: state })} />
      {word && state}
    </span>
  );
}

const DECISIONS: Record<string, [IconName, string]> = {
  mapped: ['done', 'good'],
  dropped: ['no', 'mid'],
  undecided: ['decide', 'clinical'],
};

/** What was decided about a field. */
export function DecisionMark({ decision }: { decision: string }) {
  const [icon, tone] = DECISIONS[decision] ?? ['open', 'dim'];
  return (
    <span title={decision}>
      <Icon name={icon} size={12} className={tone} title={decision} />
    </span>
  );
}

/** What a doubt did to the record. */
export function EffectMark({ effect }: { effect: string }) {
  return effect === 'quarantined' ? (
    <Icon name="warn" size={12} className="clinical" title="set aside in quarantine" />
  ) : (
    <Icon name="info" size={12} className="mid" title="read, with a doubt" />
  );
}

const FORMATS: readonly (readonly [RegExp, IconName])[] = [
  [/csv|sql|table|tsv/i, 'table'],
  [/hl7|x12/i, 'stream'],
  [/pdf|tiff|image|scan/i, 'scan'],
  [/fhir|c-cda|xml|json/i, 'code'],
  [/rtf|text|document/i, 'document'],
];

/** The icon of a format. */
export function iconOf(format: string): IconName {
  return FORMATS.find(([pattern]) => pattern.test(format))?.[1] ?? 'box';
}
