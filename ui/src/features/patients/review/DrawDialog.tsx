/**
 * Draws a sample: the claim is typed, the number of charts that it needs stands beside it as one types. The workspace computes it;
 * nothing is reckoned here.
 */
import { useEffect, useId, useState, type FormEvent } from 'react';
import { Dialog } from '../../../components/Dialog';
import { ErrorState } from '../../../components/ErrorState';
import { Icon } from '../../../components/Icon';
import { toast } from '../../../components/toasts';
import type { DrawSample } from '../../../contract/contract';
import { useAct, useCommand } from '../../../platform/call';
import { PlanView } from './PlanView';
import { FIRST_WISH, requestOf, type Wish } from './search';
import styles from './review.module.css';

const WAIT_MS = 180;
/** How many charts a claim needs is said beside it: a small population needs fewer. */
const USUAL = ['5', '1', '0.1'] as const;
const TOPS: readonly (readonly [Wish['top'], string])[] = [['least', 'At least'], ['all', 'All'], ['lot', 'As many as fall to it by lot']];

/** A value once it has stood still for a moment. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  const key = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), WAIT_MS);
    return () => clearTimeout(timer);
    // What is typed counts, not the object that holds it.
  }, [key]);
  return settled;
}

export function DrawDialog({ onClose, onDrawn }: { onClose: () => void; onDrawn: (id: string) => void }) {
  const [wish, setWish] = useState<Wish>(FIRST_WISH);
  const request = requestOf(wish);
  // Who is drawn depends on the seed, how many does not.
  const asked = useSettled<DrawSample | null>(request === null ? null : { ...request, seed: null });
  const plan = useCommand('plan_sample', asked ?? ({} as DrawSample), { enabled: asked !== null });
  const draw = useAct('draw_sample');
  const set = (change: Partial<Wish>): void => {
    // What was said of another wish is not said of this one.
    if (draw.isError) draw.reset();
    setWish((now) => ({ ...now, ...change }));
  };
  const ready = request !== null && plan.data?.refused === '' && !plan.isPlaceholderData;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (request === null || !ready || draw.isPending) return;
    draw.mutate(request, {
      onSuccess: (sample) => {
        toast({ tone: 'good', title: `Sample ${sample.id} is drawn`, text: sample.words });
        onDrawn(sample.id);
      },
    });
  };
  return (
    <Dialog label="Draw a sample" title="Draw a sample for chart review" width={660} onClose={onClose} busy={draw.isPending}>
      <form className={styles['dialog']} onSubmit={submit}>
        <div className={styles['wish']}>
          <section>
            <div className={styles['pair']}>
              <Field label="Wrong charts under, %" value={wish.claim} onChange={(claim) => set({ claim })} first />
              <Field label="Confidence, %" value={wish.confidence} onChange={(confidence) => set({ confidence })} />
            </div>
            <div className={styles['usual']}>
              {USUAL.map((claim) => (
                <button key={claim} type="button" className="chip" aria-pressed={wish.claim === claim && wish.confidence === '95' && wish.errors === '0'} onClick={() => set({ claim, confidence: '95', errors: '0' })}>
                  {claim} %
                </button>
              ))}
            </div>
            <Field label="Wrong charts allowed among those read" value={wish.errors} onChange={(errors) => set({ errors })} />
            <fieldset className={styles['top']}>
              <legend>Charts of the top stratum, those most likely to break</legend>
              {TOPS.map(([top, words]) => (
                <label key={top}>
                  <input type="radio" name="top" checked={wish.top === top} onChange={() => set({ top })} /> {words}
                  {top === 'least' && <input className="input" inputMode="numeric" aria-label="Charts of the top stratum at least" value={wish.topCharts} disabled={wish.top !== 'least'} onChange={(event) => set({ topCharts: event.target.value })} />}
                </label>
              ))}
            </fieldset>
            <Field label="Seed of the draw; empty for a new one" value={wish.seed} onChange={(seed) => set({ seed })} />
          </section>
          <section className={styles['gives']} aria-label="What this gives">
            {request === null ? (
              <p className={styles['refused']} role="status"><Icon name="info" size={13} /> Numbers are missing: a share and a confidence in percent, and whole numbers of charts.</p>
            ) : plan.error !== null && plan.data === undefined ? (
              <ErrorState error={plan.error} retry={() => void plan.refetch()} />
            ) : (
              <PlanView plan={plan.data} stale={plan.isPlaceholderData} />
            )}
          </section>
        </div>
        <footer>
          {draw.error === null
            ? <span className="x dim">The same wish and seed draw the same charts again.</span>
            : <span className="x safety" role="alert">{draw.error.problems[0]?.message ?? draw.error.message}{draw.error.incident !== null && ` Incident ${draw.error.incident}.`}</span>}
          <button type="button" className="button" disabled={draw.isPending} onClick={onClose}>Cancel</button>
          <button type="submit" className="button primary" disabled={!ready || draw.isPending}>{draw.isPending ? 'Drawing' : 'Draw'}</button>
        </footer>
      </form>
    </Dialog>
  );
}

function Field({ label, value, onChange, first = false }: { label: string; value: string; onChange: (value: string) => void; first?: boolean }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} className="input" inputMode="decimal" value={value} data-first={first || undefined} onChange={(event) => onChange(event.target.value)} />
    </div>
  );
}
