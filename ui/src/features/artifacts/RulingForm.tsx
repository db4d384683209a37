// One decision on an integration or a rule, or on several together: a word, a reason, and for integrations who owns it from
// now on. Nothing is sent without what the workspace asks for. Roles that only read see the form closed, and why.
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { Icon } from '../../components/Icon';
import { Kbd } from '../../components/Kbd';
import { plural } from '../../components/formats';
import styles from './corners.module.css';
import type { Drafts } from './drafts';
import { rulingOf, type Ruling } from './rulings';

export type Ruled = { word: string; reason: string; owner: string };
export type RulingDraft = { word: string | null; reason: string; owner: string };

type Props = {
  rulings: readonly Ruling[];
  /** `rule`, `integration`. */
  noun: string;
  number: number;
  /** What the draft is kept by, and where: she may look at another row before she has decided on this one. */
  about: string;
  drafts: Drafts<RulingDraft>;
  /** One of them has a decision already. */
  decided: boolean;
  /** The owner so far; undefined where nobody owns such a thing. */
  owner?: string;
  /** The decision that a key chose, until the form has taken it. */
  choice: string | null;
  onTaken: () => void;
  last: Ruled | null;
  may: boolean;
  pending: boolean;
  onRule: (ruled: Ruled) => void;
  onTakeBack: () => void;
  onLeave: () => void;
};

export function RulingForm(props: Props) {
  const { rulings, noun, number, about, drafts, decided, choice, onTaken, last, may, pending, onRule, onTakeBack, onLeave } = props;
  const owned = props.owner !== undefined;
  const [word, setWord] = useState<string | null>(() => drafts.read(about)?.word ?? null);
  const [reason, setReason] = useState(() => drafts.read(about)?.reason ?? '');
  const [owner, setOwner] = useState(() => drafts.read(about)?.owner ?? props.owner ?? '');
  const [asked, setAsked] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const chosen = word === null ? undefined : rulingOf(rulings, word);
  const lacks = reason.trim() === '' && (!owned || owner.trim() === '');
  const focus = (): void => (owned && owner === '' ? first.current : box.current)?.focus();
  const choose = (next: string): void => {
    setWord(next);
    focus();
  };
  useEffect(() => {
    if (choice === null || !may) return;
    choose(choice);
    onTaken();
  }, [choice, may, onTaken]);
  const said = reason !== '' || owner !== (props.owner ?? '');
  useEffect(() => drafts.keep(about, said ? { word, reason, owner } : null), [drafts, about, said, word, reason, owner]);
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    if (word === null || pending) return;
    setAsked(lacks);
    if (lacks) focus();
    else {
      drafts.keep(about, null);
      onRule({ word, reason: reason.trim(), owner: owner.trim() });
    }
  };
  const leave = (key: string, stop: () => void): void => {
    if (key !== 'Escape') return;
    stop();
    onLeave();
  };
  return (
    <form className={styles['decide']} onSubmit={submit} aria-label="Decision">
      <div className={styles['heading']}>
        <h3>{owned ? 'Decision and owner' : 'Class'}</h3>
        {may && decided && (
          <button type="button" className={styles['takeBack']} disabled={pending} onClick={onTakeBack}>
            Take back <Kbd keys="O" />
          </button>
        )}
      </div>
      <div className={styles['choices']} role="radiogroup" aria-label={`What the ${noun} is`}>
        {rulings.map((one) => (
          <button key={one.word} type="button" role="radio" aria-checked={word === one.word} disabled={!may} title={one.means} onClick={() => choose(one.word)}>
            <Icon name={one.icon} size={12} />
            <span>{one.verb}</span>
            <Kbd keys={one.key.toUpperCase()} />
          </button>
        ))}
      </div>
      {!may ? (
        <p className={styles['means']}>Your role reads; analysts and informaticists decide.</p>
      ) : (
        <>
          <p className={styles['means']}>{chosen ? `${chosen.verb}: ${chosen.means}.` : owned ? 'Choose what becomes of it, then name who sees to it.' : 'Choose who drives it, then say how you know.'}</p>
          {owned && (
            <input ref={first} className="input" value={owner} placeholder="Owner: a person or a team" aria-label="Owner" aria-invalid={asked && lacks} onChange={(event) => setOwner(event.target.value)} onKeyDown={(event) => leave(event.key, () => event.stopPropagation())} />
          )}
          <textarea
            ref={box}
            className="input"
            rows={3}
            value={reason}
            placeholder={owned ? 'Note: what is known, what has to happen' : 'How do you know? Who said so?'}
            aria-label={owned ? 'Note' : 'Reason'}
            aria-invalid={asked && lacks}
            onChange={(event) => setReason(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.shiftKey) submit(event);
              leave(event.key, () => event.stopPropagation());
            }}
          />
          {asked && lacks && <p className="x safety" role="alert">{owned ? 'Name an owner or leave a note.' : 'A class needs a reason.'}</p>}
          {last !== null && word !== null && reason === '' && (
            <button type="button" className={styles['again']} title={`${last.owner} ${last.reason}`} onClick={() => { setReason(last.reason); if (owned) setOwner(last.owner); }}>
              <span className="dim">as before:</span> <span className="cut">{[last.owner, last.reason].filter((one) => one !== '').join(', ')}</span>
            </button>
          )}
          <button type="submit" className="button primary" disabled={word === null || pending}>
            {pending ? 'Deciding' : `${chosen === undefined ? 'Decide on' : `${chosen.verb}:`} ${number === 1 ? `this ${noun}` : plural(number, noun)}`} <Kbd keys="Enter" />
          </button>
        </>
      )}
    </form>
  );
}
