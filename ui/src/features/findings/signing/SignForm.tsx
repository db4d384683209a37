// A lead's word: approve or reject, and why. Chosen with a letter, then sent; a signature is not taken back, so it is never one key alone.
import { useEffect, useRef, useState } from 'react';
import { Icon } from '../../../components/Icon';
import { Kbd } from '../../../components/Kbd';
import styles from './signing.module.css';
import { wordProblem, type Verdict } from './words';

type Props = {
  /** `3 acceptances over 315 findings`. */
  about: string;
  /** What a letter chose. */
  choice: Verdict | null;
  /** Why nobody here may sign it, or null. */
  refused: string | null;
  pending: boolean;
  onChoose: (verdict: Verdict) => void;
  onSign: (verdict: Verdict, reason: string) => void;
};

export function SignForm({ about, choice, refused, pending, onChoose, onSign }: Props) {
  const text = useRef<HTMLTextAreaElement>(null);
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    if (choice !== null) text.current?.focus();
  }, [choice]);
  if (refused !== null) {
    return (
      <p className={styles['refused']}>
        <Icon name="lock" size={12} /> {refused}
      </p>
    );
  }
  const problem = wordProblem(choice, reason);
  const submit = (): void => {
    setAsked(true);
    if (choice !== null && problem === null && !pending) onSign(choice, reason.trim());
  };
  return (
    <form
      className={styles['form']}
      aria-label="Sign"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className={styles['choices']} role="radiogroup" aria-label="Word">
        <button type="button" role="radio" aria-checked={choice === 'approved'} onClick={() => onChoose('approved')}>
          <Icon name="shield" size={12} className="good" /> Approve <Kbd keys="A" />
        </button>
        <button type="button" role="radio" aria-checked={choice === 'rejected'} onClick={() => onChoose('rejected')}>
          <Icon name="no" size={12} className="clinical" /> Reject <Kbd keys="R" />
        </button>
      </div>
      <textarea
        ref={text}
        className="input"
        rows={3}
        maxLength={2000}
        value={reason}
        aria-label="Why"
        aria-invalid={asked && problem === 'reason'}
        placeholder={choice === 'rejected' ? 'Why not? Who asked has to know.' : 'Why, if something is to be said. It stands in the report.'}
        onChange={(event) => setReason(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          submit();
        }}
      />
      {asked && problem === 'reason' && (
        <p className="x safety" role="alert">
          A rejection needs a reason.
        </p>
      )}
      <button type="submit" className="button primary" disabled={pending || choice === null}>
        {pending ? 'Signing' : choice === null ? 'Approve or reject' : `${choice === 'approved' ? 'Approve' : 'Reject'} ${about}`} <Kbd keys="Enter" />
      </button>
      <p className="x dim">A signature is kept for good and goes out with the report. An approved acceptance can be ended later, by reopening it.</p>
    </form>
  );
}
