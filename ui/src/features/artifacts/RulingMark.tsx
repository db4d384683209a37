// What was decided about an integration or a rule: a shape and a word.
import { Icon } from '../../components/Icon';
import styles from './artifacts.module.css';
import { OPEN, rulingOf, rulingWords, UNDECIDED, type Ruling } from './rulings';

export function RulingMark({ rulings, word, label = true }: { rulings: readonly Ruling[]; word: string; label?: boolean }) {
  const waits = word === OPEN || word === UNDECIDED;
  const icon = rulingOf(rulings, word)?.icon ?? 'decide';
  return (
    <span className={`x ${styles['state'] ?? ''} ${waits ? 'clinical' : 'mid'}`}>
      <Icon name={icon} size={12} {...(label ? {} : { title: rulingWords(word) })} />
      {label && rulingWords(word)}
    </span>
  );
}
