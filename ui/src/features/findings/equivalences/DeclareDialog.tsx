// Declaring an equivalence from a finding: what is declared, what it would explain beside this finding, why, until when. The count is the
// workspace's, made on the findings of the last comparison before anything is kept. What is typed lives here.
import { useDebouncedValue } from '@mantine/hooks';
import { useState, type FormEvent } from 'react';
import { Dialog } from '../../../components/Dialog';
import { toast } from '../../../components/toasts';
import type { DraftEquivalence, EquivalencePreview, SavedEquivalence, WireError } from '../../../contract/contract';
import { useAct, useCommand } from '../../../platform/call';
import { dayAfter } from '../../../components/triage/triage';
import { Blast } from './Blast';
import { RelationFields } from './RelationFields';
import styles from './equivalences.module.css';
import { useRejudge } from './useRejudge';
import { draftOf } from './words';

const SETTLE_MS = 350;

type Props = { finding: string; label: string; onClose: () => void };

export function DeclareDialog({ finding, label, onClose }: Props) {
  const [draft, setDraft] = useState<DraftEquivalence>(draftOf(finding));
  const [settled] = useDebouncedValue(draft, SETTLE_MS, { leading: true });
  const preview = useCommand('preview_equivalence', settled);
  const rejudge = useRejudge();
  const save = useAct('save_equivalence');
  const done = (saved: SavedEquivalence): void => {
    toast({ tone: 'good', title: `${saved.id} declared`, text: 'It explains nothing before the pairs are judged again.', action: { label: 'Judge again', run: rejudge.start } });
    onClose();
  };
  return (
    <Dialog label="Declare equivalent" title={`Declare equivalent: ${label}`} width={620} onClose={onClose} busy={save.isPending}>
      <DeclareForm
        draft={draft}
        save={save}
        preview={preview.data}
        error={preview.isError ? preview.error : null}
        counting={preview.isFetching || draft !== settled}
        onDraft={setDraft}
        onDone={done}
        onClose={onClose}
      />
    </Dialog>
  );
}

/** The request that keeps it, as the form needs it. */
type Saving = Pick<ReturnType<typeof useAct<'save_equivalence'>>, 'mutate' | 'isPending' | 'error'>;

type FormProps = {
  save: Saving;
  draft: DraftEquivalence;
  preview: EquivalencePreview | undefined;
  error: WireError | null;
  counting: boolean;
  onDraft: (draft: DraftEquivalence) => void;
  onDone: (saved: SavedEquivalence) => void;
  onClose: () => void;
};

export function DeclareForm({ save, draft, preview, error, counting, onDraft, onDone, onClose }: FormProps) {
  const [reason, setReason] = useState('');
  const [expires, setExpires] = useState('');
  const [most, setMost] = useState('');
  const [id, setId] = useState('');
  const [asked, setAsked] = useState(false);
  const problem = error?.message ?? preview?.problem ?? '';
  const ready = preview !== undefined && problem === '' && !counting && preview.statements > 0;
  const limit = most.trim() === '' ? null : Number(most);
  const limitIsWrong = limit !== null && !(Number.isInteger(limit) && limit > 0);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setAsked(true);
    if (!ready || reason.trim() === '' || limitIsWrong || save.isPending) return;
    const declared = { ...draft, relation: preview.relation, amount: preview.amount };
    save.mutate(
      { id: id.trim() === '' ? preview.id : id.trim(), baseVersion: preview.version, draft: declared, reason: reason.trim(), expires, statementsMax: limit, expected: null },
      { onSuccess: onDone },
    );
  };
  return (
    <form className={styles['form']} onSubmit={submit}>
      <RelationFields draft={draft} preview={preview} onDraft={onDraft} />
      {problem !== '' ? (
        <p className={styles['problem']} role="alert">
          {problem}
        </p>
      ) : (
        <Blast preview={preview} counting={counting} />
      )}
      <div className="field">
        <label htmlFor="declare-reason">Why the two are the same</label>
        <textarea
          id="declare-reason"
          className="input"
          rows={3}
          maxLength={2000}
          value={reason}
          placeholder="It stands in the document and in the report. No names and no numbers of patients."
          aria-invalid={asked && reason.trim() === ''}
          onChange={(event) => setReason(event.target.value)}
        />
        {asked && reason.trim() === '' && (
          <p className="x safety" role="alert">
            An equivalence needs a reason.
          </p>
        )}
      </div>
      <div className={styles['two']}>
        <div className="field">
          <label htmlFor="declare-id">Name</label>
          <input id="declare-id" className="input mono" value={id} placeholder={preview?.id ?? ''} maxLength={40} onChange={(event) => setId(event.target.value)} />
        </div>
        <div className="field">
          <label htmlFor="declare-expires">Holds until</label>
          <input id="declare-expires" type="date" className="input" value={expires} min={dayAfter(Date.now(), 0)} onChange={(event) => setExpires(event.target.value)} />
        </div>
        <div className="field">
          <label htmlFor="declare-most">At most</label>
          <input id="declare-most" className="input" inputMode="numeric" value={most} placeholder="statements" aria-invalid={limitIsWrong} onChange={(event) => setMost(event.target.value)} />
        </div>
      </div>
      {save.error !== null && (
        <p className={styles['problem']} role="alert">
          {save.error.problems[0]?.message ?? save.error.message}
        </p>
      )}
      <div className={styles['buttons']}>
        <p className="x dim">Test rows are written with it. Whatever it explains is counted in every run.</p>
        <button type="button" className="button" disabled={save.isPending} onClick={onClose}>
          Cancel
        </button>
        <button type="submit" className="button primary" disabled={!ready || save.isPending}>
          {save.isPending ? 'Declaring' : 'Declare'}
        </button>
      </div>
    </form>
  );
}
