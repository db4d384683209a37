// One equivalence: what it says, why, who declared it, what it explains in each comparison, its test rows, and how it ends.
import { useState } from 'react';
import { Icon } from '../../../components/Icon';
import { count, people, plural } from '../../../components/formats';
import { toast } from '../../../components/toasts';
import type { EquivalenceRow, EquivalencesView } from '../../../contract/contract';
import { useAct } from '../../../platform/call';
import { useMay } from '../../../platform/useSession';
import { Says } from './columns';
import styles from './equivalences.module.css';
import { Spark } from './Spark';
import { useRejudge } from './useRejudge';
import { about, relationWords, standing } from './words';

/** Comparisons listed one by one. */
const LISTED = 8;

export function EquivalencePanel({ row, view, onClose }: { row: EquivalenceRow; view: EquivalencesView; onClose: () => void }) {
  const { words, tone } = standing(row);
  const may = useMay('accept_variance');
  return (
    <aside className={styles['panel']} aria-label="Equivalence">
      <header>
        <h2>{row.id}</h2>
        <span className={`tag ${tone}`}>{words}</span>
        <button type="button" className="button small quiet" aria-label="Close the panel" onClick={onClose}>
          <Icon name="cross" size={12} />
        </button>
      </header>
      {row.warning !== '' && <p className={styles['soon']}>{row.warning}</p>}
      <div className={styles['says']}>
        <Says row={row} />
        <span className="x dim">
          {about(row)}; {row.relation === 'tolerance' ? 'a tolerance' : relationWords(row.relation).means}
        </span>
        {row.relation === 'code' && row.state !== 'lens' && <code className="mono x mid">{row.words}</code>}
      </div>
      {row.state === 'lens' ? (
        <>
          {row.legacy !== '' && (
            <dl className={styles['facts']}>
              <dt>Codes of</dt>
              <dd className="mono">{row.legacy}</dd>
              <dt>mean those of</dt>
              <dd className="mono">{row.destination}</dd>
            </dl>
          )}
          <p className="mid">Declared by the lens, in its table of this name. It takes part in the alignment; change it there and compare again.</p>
        </>
      ) : (
        <dl className={styles['facts']}>
          <dt>Reason</dt>
          <dd>{row.reason}</dd>
          <dt>Declared by</dt>
          <dd>{row.author}</dd>
          <dt>Holds until</dt>
          <dd>{row.expires === '' ? 'no end' : row.expires}</dd>
          {row.retired !== '' && (
            <>
              <dt>Retired</dt>
              <dd>{row.retired}</dd>
            </>
          )}
          {row.statementsMax !== null && (
            <>
              <dt>May explain</dt>
              <dd>{plural(row.statementsMax, 'statement')} at most</dd>
            </>
          )}
          <dt>Written</dt>
          <dd>line {row.line} of the document</dd>
        </dl>
      )}
      <section>
        <h3>Statements it explains</h3>
        <Spark counts={row.counts} runs={view.runs} width={280} height={44} alarmed={row.warning !== ''} />
        <Counts row={row} runs={view.runs} />
        <p className="x dim">{people(row.patients)} patients in the last comparison.{row.counts.includes(null) && ' Where it was not in force there is no count.'}</p>
      </section>
      {row.tests.length > 0 && (
        <section>
          <h3>Test rows, run whenever the document is checked</h3>
          <table className={styles['tests']}>
            <tbody>
              {row.tests.map((test, index) => (
                <tr key={index}>
                  <td>
                    <Icon name={test.equivalent ? 'check' : 'differs'} size={12} title={test.equivalent ? 'must be equivalent' : 'must differ'} />
                  </td>
                  <td className="legacy">{test.legacy === '' ? 'nothing' : test.legacy}</td>
                  <td className="destination">{test.destination === '' ? 'nothing' : test.destination}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {may && row.state !== 'lens' && row.state !== 'retired' && <Retire row={row} version={view.version} />}
    </aside>
  );
}

function Counts({ row, runs }: { row: EquivalenceRow; runs: readonly number[] }) {
  const first = Math.max(0, runs.length - LISTED);
  return (
    <table className={styles['counts']}>
      <tbody>
        {runs.slice(first).map((run, index) => {
          const value = row.counts[first + index] ?? null;
          return (
            <tr key={run}>
              <th scope="row">comparison {run}</th>
              <td>{value === null ? <span className="dim">not in force</span> : count(value)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Retire({ row, version }: { row: EquivalenceRow; version: number }) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const act = useAct('retire_equivalence');
  const rejudge = useRejudge();
  const send = (): void => {
    if (reason.trim() === '' || act.isPending) return;
    act.mutate(
      { id: row.id, baseVersion: version, reason: reason.trim() },
      {
        onSuccess: () => {
          setOpen(false);
          toast({ tone: 'good', title: `${row.id} retired`, text: 'What it explained is found again when the pairs are judged again.', action: { label: 'Judge again', run: rejudge.start } });
        },
      },
    );
  };
  if (!open) {
    return (
      <div className={styles['buttons']}>
        <button type="button" className="button small danger" onClick={() => setOpen(true)}>
          Retire…
        </button>
      </div>
    );
  }
  return (
    <form
      className={styles['retire']}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="field">
        <label htmlFor="retire-reason">Why it is no longer right</label>
        <textarea id="retire-reason" className="input" rows={3} maxLength={2000} autoFocus value={reason} onChange={(event) => setReason(event.target.value)} />
      </div>
      {act.isError && (
        <p className={styles['problem']} role="alert">
          {act.error.problems[0]?.message ?? act.error.message}
        </p>
      )}
      <p className="x dim">It stays in the document with this reason. {row.statements === 1 ? 'One statement that it explains is' : `${count(row.statements)} statements that it explains are`} judged without it.</p>
      <div className={styles['buttons']}>
        <button type="button" className="button small" onClick={() => setOpen(false)}>
          Keep it
        </button>
        <button type="submit" className="button small danger" disabled={reason.trim() === '' || act.isPending}>
          {act.isPending ? 'Retiring' : 'Retire'}
        </button>
      </div>
    </form>
  );
}
