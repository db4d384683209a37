// What is declared: the two values, in which way they are the same, and how far it reaches.
import { Icon } from '../../../components/Icon';
import type { DraftEquivalence, EquivalencePreview } from '../../../contract/contract';
import styles from './equivalences.module.css';
import { isPair, relationWords, takesNumber } from './words';

type Props = { draft: DraftEquivalence; preview: EquivalencePreview | undefined; onDraft: (draft: DraftEquivalence) => void };

export function RelationFields({ draft, preview, onDraft }: Props) {
  const relation = draft.relation === '' ? (preview?.relation ?? '') : draft.relation;
  const words = relationWords(relation);
  const value = (text: string | undefined): string => (text === undefined ? '…' : text === '' ? 'says nothing' : text);
  return (
    <>
      <div className={styles['values']}>
        <span className="legacy">
          <small className="dim">Legacy {preview?.aspect}</small>
          {value(preview?.legacy)}
        </span>
        <Icon name="right" size={13} className="dim" />
        <span className="destination">
          <small className="dim">Destination {preview?.aspect}</small>
          {value(preview?.destination)}
        </span>
      </div>
      <div className={styles['choices']} role="group" aria-label="In which way they are the same">
        {(preview?.relations ?? []).map((one) => (
          <button key={one} type="button" className="chip" aria-pressed={one === relation} onClick={() => onDraft({ ...draft, relation: one, amount: '' })}>
            {relationWords(one).name}
          </button>
        ))}
        {takesNumber(relation) && (
          <label className={styles['choices']}>
            <span className="hidden-text">{words.means}</span>
            <input
              className={`input ${styles['amount']}`}
              inputMode="decimal"
              value={draft.amount}
              placeholder={preview?.relation === relation ? preview.amount : ''}
              onChange={(event) => onDraft({ ...draft, relation, amount: event.target.value })}
            />
            {words.unit}
          </label>
        )}
        {relation === 'precision' &&
          ['day', 'month', 'year'].map((level) => (
            <button
              key={level}
              type="button"
              className="chip"
              aria-pressed={(draft.amount === '' ? preview?.amount : draft.amount) === level}
              onClick={() => onDraft({ ...draft, relation, amount: level })}
            >
              {level}
            </button>
          ))}
        <span className="x dim">{words.means}</span>
      </div>
      <div className={styles['ticks']}>
        <label>
          <input type="checkbox" checked={draft.allKinds} onChange={(event) => onDraft({ ...draft, allKinds: event.target.checked })} /> for every kind, not only {preview?.kind ?? 'this one'}
        </label>
        {isPair(relation) && (
          <label>
            <input type="checkbox" checked={draft.both} onChange={(event) => onDraft({ ...draft, both: event.target.checked })} /> both ways round
          </label>
        )}
      </div>
    </>
  );
}
