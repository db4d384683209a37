// What the table most likely asserts, from its profile: kind and attributes with score and reasons. Each is taken over or rejected by
// itself; nothing is in force before the lens is saved, and a rejection holds until the screen is left for good.
import { useState } from 'react';
import { Icon } from '../../components/Icon';
import { percent, plural } from '../../components/formats';
import type { LensForm, LensPart, LensSuggestedSay, LensSuggestion } from '../../contract/contract';
import { addPart, setSay } from './model/form';
import { detailOf, spoken } from './model/words';
import styles from './suggest.module.css';

type Props = {
  suggestion: LensSuggestion;
  form: LensForm;
  /** The part of the same kind over the same table, if there is one. */
  into: [number, LensPart] | undefined;
  rejected: ReadonlySet<string>;
  readOnly: boolean;
  onReject: (key: string) => void;
  onChange: (form: LensForm, aspect?: string) => void;
};

/** What is still to be decided: an attribute that the part already says is no proposal any more. */
export function openSays(suggestion: LensSuggestion, into: LensPart | undefined, rejected: ReadonlySet<string>): LensSuggestedSay[] {
  return suggestion.says.filter((say) => !rejected.has(`${suggestion.relation} ${say.aspect}`) && !(into?.says ?? []).some((one) => one.aspect === say.aspect));
}

export function SuggestPanel({ suggestion, form, into, rejected, readOnly, onReject, onChange }: Props) {
  const [open, setOpen] = useState<string | null>(null);
  const says = openSays(suggestion, into?.[1], rejected);
  if (rejected.has(suggestion.relation) || (into !== undefined && says.length === 0)) return null;
  const sayOf = (aspect: string) => suggestion.part.says.find((say) => say.aspect === aspect);
  const without = (part: LensPart): LensPart => ({ ...part, says: part.says.filter((say) => !rejected.has(`${suggestion.relation} ${say.aspect}`)) });
  const take = (aspect: string): void => {
    const say = sayOf(aspect);
    if (say === undefined) return;
    if (into === undefined) onChange(addPart(form, { ...suggestion.part, says: [say] }), aspect);
    else onChange(setSay(form, into[0], say), aspect);
  };
  const takeAll = (): void => {
    if (into === undefined) onChange(addPart(form, without(suggestion.part)));
    else onChange(says.reduce((next, say) => { const whole = sayOf(say.aspect); return whole === undefined ? next : setSay(next, into[0], whole); }, form));
  };
  return (
    <section className={styles['panel']} aria-label="Proposed from the profile">
      <header>
        <Icon name="info" size={12} className="accent" />
        <b>{into === undefined ? `Most likely ${suggestion.kind}` : `${plural(says.length, 'more attribute')} found`}</b>
        <span className="tag accent">{percent(suggestion.score)}</span>
        {!readOnly && (
          <span className={styles['actions']}>
            <button type="button" className="button small" onClick={takeAll}>Take over {into === undefined ? 'the part' : 'all'}</button>
            <button type="button" className="button small quiet" onClick={() => onReject(suggestion.relation)}>Reject</button>
          </span>
        )}
      </header>
      <ul className={styles['why']}>{suggestion.evidence.map((reason) => <li key={reason}>{reason}</li>)}</ul>
      <div role="table" aria-label="Proposed attributes">
        {says.map((say) => {
          const source = sayOf(say.aspect)?.sources[0];
          return (
            <div key={say.aspect} className={styles['say']} role="row">
              <button type="button" className={styles['name']} aria-expanded={open === say.aspect} onClick={() => setOpen(open === say.aspect ? null : say.aspect)}><Icon name={open === say.aspect ? 'down' : 'right'} size={9} />{spoken(say.aspect)}</button>
              <span className="mono legacy cut" title={source === undefined ? undefined : [source.fields.join(', '), detailOf(source)].filter((words) => words !== '').join(': ')}>{source === undefined ? '' : source.constant !== '' ? `always “${source.constant}”` : source.fields.join(', ')}</span>
              <span className="mid x cut" title={source === undefined ? '' : detailOf(source)}>{source === undefined ? '' : detailOf(source)}</span>
              <span className={styles['score']} title={percent(say.score)}><span className="bar"><i style={{ width: `${say.score * 100}%` }} /></span></span>
              {readOnly ? <span /> : (
                <span className={styles['two']}>
                  <button type="button" aria-label={`Take over ${spoken(say.aspect)}`} title="Take over" onClick={() => take(say.aspect)}><Icon name="check" size={12} /></button>
                  <button type="button" aria-label={`Reject ${spoken(say.aspect)}`} title="Reject" onClick={() => onReject(`${suggestion.relation} ${say.aspect}`)}><Icon name="close" size={11} /></button>
                </span>
              )}
              {open === say.aspect && <ul className={styles['why']}>{say.evidence.map((reason) => <li key={reason}>{reason}</li>)}{say.withheld > 0 && <li>{plural(say.withheld, 'value')} of fewer than 11 patients {say.withheld === 1 ? 'is' : 'are'} not shown and not translated</li>}</ul>}
            </div>
          );
        })}
      </div>
      {suggestion.open.length > 0 && <p className="dim x">{plural(suggestion.open.length, 'field')} that nothing was found for: <span className="mono">{suggestion.open.slice(0, 12).join(', ')}{suggestion.open.length > 12 ? ', …' : ''}</span></p>}
    </section>
  );
}
