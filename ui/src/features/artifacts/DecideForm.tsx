// What becomes of a corner, or of several: one of four decisions and why. The reason is asked for before anything is sent,
// because a decision without one cannot be reviewed. Roles that only read see the same form, closed, and why.
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { Kbd } from '../../components/Kbd';
import { plural } from '../../components/formats';
import type { Corner } from '../../contract/contract';
import styles from './corners.module.css';
import { DECISIONS, type Decision } from './discoveryWords';
import type { Drafts } from './drafts';
import { CornerMark } from './Marks';

export type DecideDraft = { decision: Decision | null; reason: string };

type Props = {
  corners: readonly Corner[];
  /** What the draft is kept by, and where: she may look at another corner before she has decided on this one. */
  about: string;
  drafts: Drafts<DecideDraft>;
  /** The decision that a key chose, until the form has taken it. */
  choice: Decision | null;
  onTaken: () => void;
  lastReason: string;
  may: boolean;
  pending: boolean;
  onDecide: (decision: string, reason: string) => void;
  onLeave: () => void;
};

export function DecideForm({ corners, about, drafts, choice, onTaken, lastReason, may, pending, onDecide, onLeave }: Props) {
  const [decision, setDecision] = useState<Decision | null>(() => drafts.read(about)?.decision ?? null);
  const [reason, setReason] = useState(() => drafts.read(about)?.reason ?? '');
  const [asked, setAsked] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const chosen = DECISIONS.find((one) => one.decision === decision);
  const decided = corners.some((corner) => corner.state !== 'open');
  const choose = (next: Decision): void => {
    setDecision(next);
    box.current?.focus();
  };
  useEffect(() => {
    if (choice === null || !may) return;
    choose(choice);
    onTaken();
  }, [choice, may, onTaken]);
  useEffect(() => drafts.keep(about, reason === '' ? null : { decision, reason }), [drafts, about, decision, reason]);
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    if (decision === null || pending) return;
    if (reason.trim() === '') {
      setAsked(true);
      box.current?.focus();
      return;
    }
    drafts.keep(about, null);
    onDecide(decision, reason.trim());
  };
  const missing = asked && reason.trim() === '';
  return (
    <form className={styles['decide']} onSubmit={submit} aria-label="Decision">
      <div className={styles['heading']}>
        <h3>Decision</h3>
        {may && decided && (
          <button type="button" className={styles['takeBack']} disabled={pending} onClick={() => onDecide('open', '')}>
            Take back <Kbd keys="O" />
          </button>
        )}
      </div>
      <div className={styles['choices']} role="radiogroup" aria-label="What becomes of it">
        {DECISIONS.map((one) => (
          <button
            key={one.decision}
            type="button"
            role="radio"
            aria-checked={decision === one.decision}
            disabled={!may}
            title={one.means}
            onClick={() => choose(one.decision)}
          >
            <CornerMark state={one.decision} word={false} />
            <span>{one.verb}</span>
            <Kbd keys={one.key.toUpperCase()} />
          </button>
        ))}
      </div>
      {may ? (
        <>
          <p className={styles['means']}>{chosen ? `${chosen.verb}: ${chosen.means}.` : 'Choose what becomes of it, then say why.'}</p>
          <textarea
            ref={box}
            className="input"
            rows={3}
            value={reason}
            placeholder="Why? It stands in the discovery report."
            aria-label="Reason"
            aria-invalid={missing}
            onChange={(event) => setReason(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.shiftKey) submit(event);
              if (event.key === 'Escape') {
                event.stopPropagation();
                onLeave();
              }
            }}
          />
          {missing && (
            <p className="x safety" role="alert">
              A decision needs a reason.
            </p>
          )}
          {lastReason !== '' && decision !== null && reason === '' && (
            <button type="button" className={styles['again']} title={lastReason} onClick={() => setReason(lastReason)}>
              <span className="dim">as before:</span> <span className="cut">{lastReason}</span>
            </button>
          )}
          <button type="submit" className="button primary" disabled={decision === null || pending}>
            {pending ? 'Deciding' : `${chosen?.verb ?? 'Decide on'} ${corners.length === 1 ? 'this corner' : plural(corners.length, 'corner')}`} <Kbd keys="Enter" />
          </button>
        </>
      ) : (
        <p className={styles['means']}>Your role reads corners; analysts and informaticists decide on them.</p>
      )}
    </form>
  );
}
