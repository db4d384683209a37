// The one way to triage: choose with a letter, then say why. What the cause names is offered first, with its words as a reason to read and to
// change: Enter takes it, Enter sends it. Only what takes a decision back needs no words; everything can be taken back.
import { useRef, useState, type KeyboardEvent } from 'react';
import { Dialog } from '../Dialog';
import { Icon } from '../Icon';
import { Kbd } from '../Kbd';
import { plural } from '../formats';
import type { TriageRequest, WireError } from '../../contract/contract';
import { useMay, useSession } from '../../platform/useSession';
import { ACTS, actWords, findingsOf, isDefect, madeOf, nameOf, refusal, type Act, type Subjects, type Suggestion } from './triage';
import { AcceptForm, CommentForm, ConfirmForm, DefectForm, OwnerForm } from './TriageForms';
import { draftOf, forgetDraft, keepDraft } from './drafts';
import styles from './triage.module.css';
import { useTriage } from './useTriage';

type Props = {
  subjects: Subjects;
  /** What their cause names, if it names somebody. */
  suggestion?: Suggestion | null;
  /** It was chosen already, by the button beside the cause. */
  chosen?: boolean;
  onClose: () => void;
  onDone?: () => void;
};

export function TriageDialog({ subjects, suggestion = null, chosen = false, onClose, onDone }: Props) {
  const [step, setStep] = useState<Act | null>(chosen ? (suggestion?.act ?? null) : null);
  const [error, setError] = useState<WireError | null>(null);
  const mayAccept = useMay('accept_variance');
  const by = useSession()?.account ?? '';
  const { pending, send } = useTriage();
  const submit = async (act: Act, change: Partial<TriageRequest>): Promise<void> => {
    const failure = await send(act, subjects, change);
    setError(failure);
    if (failure !== null) return;
    forgetDraft(by, subjects);
    onDone?.();
    onClose();
  };
  const choose = (act: Act): void => {
    if (pending || refusal(act, subjects, mayAccept) !== null) return;
    setError(null);
    if (actWords(act)?.asks || madeOf(subjects).subjects > 1) setStep(act);
    else void submit(act, { disposition: act });
  };
  // Kept while she goes back to the choice and on to another form, and until it is sent when she closes all of it.
  const [written, setWritten] = useState<string | null>(() => draftOf(by, subjects));
  const setTyped = (text: string): void => {
    setWritten(text);
    keepDraft(by, subjects, text);
  };
  const typed = written ?? (step !== null && step === suggestion?.act ? suggestion.reason : '');
  const form = { subjects, pending, onBack: () => setStep(null) };
  return (
    <Dialog
      label="Triage"
      title={`${step === null ? 'Triage' : (actWords(step)?.verb ?? step)}: ${nameOf(subjects)}`}
      width={520}
      stage={step}
      onClose={onClose}
      busy={pending}
      onEscape={step === null ? undefined : () => setStep(null)}
    >
      <div className={styles['sheet']}>
        {error !== null && (
          <p className={styles['problem']} role="alert">
            {error.problems[0]?.message ?? error.message}
          </p>
        )}
        {step === null && <Choices subjects={subjects} suggested={suggestion?.act} mayAccept={mayAccept} pending={pending} onChoose={choose} />}
        {step === 'accepted' && <AcceptForm {...form} typed={typed} proposed={written === null} onTyped={setTyped} onSend={(change) => void submit('accepted', change)} />}
        {step === 'owner' && <OwnerForm {...form} onSend={(change) => void submit('owner', change)} />}
        {step !== null && isDefect(step) && <DefectForm {...form} act={step} typed={typed} proposed={written === null} onTyped={setTyped} onSend={(change) => void submit(step, change)} />}
        {step !== null && !actWords(step)?.asks && <ConfirmForm {...form} act={step} onSend={(change) => void submit(step, change)} />}
        {step === 'comment' && <CommentForm {...form} typed={typed} onTyped={setTyped} onSend={(change) => void submit('comment', change)} />}
      </div>
    </Dialog>
  );
}

type ChoicesProps = { subjects: Subjects; suggested?: Act | undefined; mayAccept: boolean; pending: boolean; onChoose: (act: Act) => void };

export function Choices({ subjects, suggested, mayAccept, pending, onChoose }: ChoicesProps) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const one = ACTS.find((words) => words.key === event.key.toLowerCase());
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (one !== undefined) onChoose(one.act);
    else if (step !== 0) {
      const buttons = [...(list.current?.querySelectorAll<HTMLButtonElement>('button:not(:disabled)') ?? [])];
      buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + step]?.focus();
    } else return;
    event.preventDefault();
  };
  const findings = findingsOf(subjects);
  return (
    <div ref={list} className={styles['choices']} role="menu" aria-label="What is to become of it" tabIndex={-1} data-first={suggested === undefined || undefined} onKeyDown={onKeyDown}>
      {ACTS.map(({ act, key, verb, means, icon }) => {
        const why = refusal(act, subjects, mayAccept);
        return (
          <button key={act} type="button" role="menuitem" data-first={act === suggested || undefined} disabled={pending || why !== null} onClick={() => onChoose(act)}>
            <Icon name={icon} size={14} className="mid" />
            <b>{verb}</b>
            <span className="x dim cut" title={why ?? means}>
              {act === suggested && <span className="accent b">the cause names it: </span>}
              {why ?? means}
            </span>
            {act === suggested ? <Kbd keys="Enter" /> : <Kbd keys={key.toUpperCase()} />}
          </button>
        );
      })}
      <p className="x dim">
        Holds for {plural(findings, 'finding')}. A finding closes only when a comparison no longer has it, never by what is said here.
      </p>
    </div>
  );
}
