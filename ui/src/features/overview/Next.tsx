// What to do next, most urgent first. The workspace names the step; the sentence and the way there are ours.
import { Link } from '@tanstack/react-router';
import { Icon } from '../../components/Icon';
import type { Runs } from '../../components/useRuns';
import type { NextStep } from '../../contract/contract';
import { stepWords } from './steps';
import styles from './Overview.module.css';

export function Next({ steps, runs }: { steps: readonly NextStep[]; runs: Runs }) {
  return (
    <section className={styles['block']} aria-label="What to do next">
      <h2>Next</h2>
      <ol className={styles['steps']}>
        {steps.map((step) => <Step key={step.key} step={step} runs={runs} />)}
      </ol>
    </section>
  );
}

function Step({ step, runs }: { step: NextStep; runs: Runs }) {
  const words = stepWords(step);
  const start = words.start === 'migrate' ? runs.migrate : words.start === 'compare' ? runs.compare : null;
  const text = (
    <>
      <span className={words.tone}><Icon name={words.icon} size={15} /></span>
      <span><b>{words.title}</b><span className="dim x">{words.why}</span></span>
      {(words.to !== undefined || start !== null) && <Icon name="right" size={12} className="dim" />}
    </>
  );
  if (words.to !== undefined) return <li><Link to={words.to} search={(words.search ?? {}) as never}>{text}</Link></li>;
  if (start !== null && runs.may) return <li><button type="button" onClick={start} disabled={runs.starting || runs.away}>{text}</button></li>;
  return <li><span>{text}</span></li>;
}
