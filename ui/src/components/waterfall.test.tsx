// The waterfall: bars stand where the one before ended, a refusal takes all of it back, and everything is there as text.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { EvidenceStep, Explanation } from '../contract/contract';
import sample from '../test/fixtures/explain.json';
import { Evidence, Explained, saysMore } from './Explained';
import { barsOf, pointsOf, reach, saidOf } from './waterfallBars';

const step = (points: number, most: number, stance = 'for'): EvidenceStep => ({ what: 'concept', stance, points, most, words: 'words', legacy: '', destination: '' });
const explanation = sample as Explanation;

describe('the bars', () => {
  it('begin where the one before ended', () => {
    const bars = barsOf([step(400, 400), step(80, 200), step(0, 150, 'against')], 800);
    expect(bars.map((bar) => [bar.from, bar.to, bar.ghost])).toEqual([[0, 0.5, 0.5], [0.5, 0.6, 0.75], [0.6, 0.6, 0.7875]]);
    expect(bars.at(-1)?.level).toBe(480);
  });

  it('go back to nothing with a refusal', () => {
    const bars = barsOf([step(400, 400), step(-400, 0, 'against')], 400);
    expect(bars[1]).toEqual({ from: 0, to: 1, ghost: 1, level: 0 });
  });

  it('share one scale that holds every ghost', () => {
    expect(reach([[step(400, 400), step(0, 200)], [step(150, 400)]])).toBe(600);
    expect(reach([])).toBe(1);
  });
});

it('signs are true signs, and equal values are said once', () => {
  expect([pointsOf(400), pointsOf(-500), pointsOf(0)]).toEqual(['+400', '−500', '0']);
  expect(saidOf({ legacy: '5.4', destination: '5.4' })).toBe('5.4');
  expect(saidOf({ legacy: '5.4', destination: '' })).toBe('5.4 | nothing');
  expect(saidOf({ legacy: '', destination: '' })).toBe('');
});

describe('the evidence', () => {
  const html = renderToStaticMarkup(<Evidence explanation={explanation} />);

  it('names every step with its stance and points, every rival with its outcome, every aspect with its rule', () => {
    for (const one of explanation.steps) expect(html).toContain(one.words);
    for (const rival of explanation.rivals) expect(html).toContain(rival.outcome);
    for (const row of explanation.judged) expect(html).toContain(row.by.replaceAll("'", '&#x27;'));
    expect(html).toContain('against</span>');
  });

  it('has a fixture whose points add up', () => {
    const sum = (steps: readonly EvidenceStep[]) => steps.reduce((all, one) => all + one.points, 0);
    expect(sum(explanation.steps)).toBe(explanation.score);
    for (const rival of explanation.rivals) expect(sum(rival.steps)).toBe(rival.score);
  });

  it('says so when there is no mate and when nothing comes near', () => {
    const alone = renderToStaticMarkup(<Evidence explanation={{ ...explanation, pass: '', steps: [], judged: [], rivals: [], score: 0 }} />);
    expect(alone).toContain('No mate was found');
    expect(alone).toContain('Nothing on the other side comes near it');
  });

  it('waits in the shape of what will stand there', () => {
    const waiting = renderToStaticMarkup(<QueryClientProvider client={new QueryClient()}><Explained id="f-1" /></QueryClientProvider>);
    expect(waiting).toContain('aria-busy="true"');
  });
});

it('a value that the label says already is not said again', () => {
  const rival = { id: 'D1', side: 'destination', day: null };
  expect(saysMore({ ...rival, label: 'Penicillin V', value: 'penicillin v' })).toBe(false);
  expect(saysMore({ ...rival, label: 'Glucose', value: '5.4 mmol/L' })).toBe(true);
  expect(saysMore({ ...rival, label: 'Glucose', value: '' })).toBe(false);
  // A score stands in the name of its scale.
  expect(saysMore({ ...rival, label: 'Pain severity 0-10', value: '1' })).toBe(true);
});
