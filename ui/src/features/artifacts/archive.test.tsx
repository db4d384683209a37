// The effect of a retention rule: numbers that are withheld stay withheld, classes add up, years keep their place.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { ForceEffect, RetentionPreview, RetentionView } from '../../contract/contract';
import tried from '../../test/fixtures/preview_retention.json';
import would from '../../test/fixtures/preview_force.json';
import kept from '../../test/fixtures/retention.json';
import { classLines, dayOf, difference, heldBack, leastOf, msOf, sameRule, totalOf, yearBars } from './archive';
import { ArchiveEffect } from './ArchiveEffect';
import { Effect, standing } from './ForcePanel';
import { RetentionForm } from './RetentionForm';

const view = kept as RetentionView;
const preview = tried as RetentionPreview;

describe('classes', () => {
  it('name every reason of both effects once, those that migrate first', () => {
    const gone = { ...preview.effect, classes: preview.effect.classes.filter((one) => one.reason !== 'an order is open') };
    const lines = classLines(view.effect, gone);
    expect(new Set(lines.map((line) => `${line.class} ${line.reason}`)).size).toBe(lines.length);
    expect(lines.map((line) => line.class)).toEqual([...lines.map((line) => line.class)].sort());
    const left = lines.find((line) => line.reason === 'an order is open');
    expect(left?.then).toBeUndefined();
    expect(difference(left!)).toBe(-88);
  });

  it('never tell a withheld number through a sum or a difference', () => {
    expect(totalOf(view.effect, 'active')).toBeNull();
    expect(leastOf(view.effect, 'active')).toBe(3720 + 412 + 88);
    expect(totalOf(view.effect, 'archive')).toBe(5893 + 731);
    const withheld = classLines(view.effect, preview.effect).find((line) => line.now?.patients === null);
    expect(difference(withheld!)).toBeNull();
  });
});

describe('lines that are not told', () => {
  it('are said as one rest of all patients, which the screen shows anyway, and not at all where there are none', () => {
    const line = (patients: number | null) => ({ class: 'active', reason: 'x', patients, statements: null });
    const effect = { ...view.effect, patients: 204, classes: [line(103), line(null), line(null)] };
    expect(heldBack(effect)).toContain('2 lines are not told, 101 of 204 patients together');
    expect(heldBack({ ...effect, classes: [line(204)] })).toBeNull();
  });
});

describe('years', () => {
  it('keep their distance and fit the plot', () => {
    const years = [2001, 2003].map((year) => ({ year, active: 20, archive: 11, undecided: null }));
    const bars = yearBars(years, 300, 96);
    expect(bars.map((bar) => bar.x)).toEqual([0, 200]);
    for (const bar of bars) {
      expect(bar.withheld).toBe(true);
      for (const part of bar.parts) expect(part.y).toBeGreaterThanOrEqual(0);
      expect(Math.max(...bar.parts.map((part) => part.y + part.height))).toBe(96);
    }
    expect(yearBars([], 300, 96)).toEqual([]);
  });

  it('read a day as it was written', () => {
    expect(dayOf(msOf('2026-11-30') ?? 0)).toBe('2026-11-30');
    expect(msOf('')).toBeNull();
    expect(msOf('2026-13-40')).toBeNull();
  });
});

describe('the panels', () => {
  it('show what would move, with small numbers withheld', () => {
    const html = renderToStaticMarkup(<ArchiveEffect now={view.effect} preview={preview} busy={false} />);
    for (const part of ['Who would move', '1,382', 'not told', '+1,382', '−1,382']) expect(html).toContain(part);
    expect(renderToStaticMarkup(<ArchiveEffect now={view.effect} preview={undefined} busy={false} />)).not.toContain('Who would move');
  });

  it('close the rule to a role that only reads, and say what the book cannot answer', () => {
    const html = renderToStaticMarkup(
      <QueryClientProvider client={new QueryClient()}>
        <RetentionForm ref={{ current: null }} view={view} rule={view.rule} changed={false} onChange={() => undefined} onReset={() => undefined} />
      </QueryClientProvider>,
    );
    expect(html).toContain('analysts and informaticists change it');
    expect(html).not.toContain('<textarea');
    expect(html).toContain('cannot be told: the legacy book holds no payment');
    expect(html).toContain('State law');
  });

  it('say what a rule in force does, and that a newer version does nothing yet', () => {
    expect(standing({ ...view, version: 0, force: { version: 0, history: [] } })).toContain('Save the rule');
    expect(standing({ ...view, force: { version: 0, history: [] } })).toContain('Everybody migrates');
    expect(standing(view)).toContain('Version 2 is newer and does nothing');
    expect(standing({ ...view, force: { ...view.force, version: view.version } })).not.toContain('newer');
  });

  it('tell what would be kept out, and nothing of a few patients', () => {
    const html = renderToStaticMarkup(<Effect version={2} effect={would as ForceEffect} />);
    for (const part of ['6,624', '96,211', '214 safety, 1,902 clinical findings of comparison 13 close with the next one']) expect(html).toContain(part);
    const few = renderToStaticMarkup(<Effect version={2} effect={{ ...(would as ForceEffect), patients: null, statements: null, records: null, findings: [] }} />);
    expect(few).toContain('>some</b> patients stay');
    expect(few).toContain('too few patients, or too few others, to tell their findings');
    const single = renderToStaticMarkup(<Effect version={2} effect={{ ...(would as ForceEffect), findings: [{ value: 'safety', count: 1 }] }} />);
    expect(single).toContain('1 safety finding of comparison 13 closes');
  });

  it('know an unchanged rule', () => {
    expect(sameRule(view.rule, { ...view.rule })).toBe(true);
    expect(sameRule(view.rule, { ...view.rule, allergies: true })).toBe(false);
  });
});
