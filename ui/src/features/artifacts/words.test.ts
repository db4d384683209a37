// What is said about artifacts and fields, and where the bars of a shape stand.
import { describe, expect, it } from 'vitest';
import type { ArtifactDetail, ArtifactsPage } from '../../contract/contract';
import artifact from '../../test/fixtures/artifact.json';
import artifacts from '../../test/fixtures/artifacts.json';
import { bars } from './shape';
import { doubtOf, patientsOf, rangeOf, rulesOf, undecided, valuesOf } from './words';

const detail = artifact as ArtifactDetail;
const page = artifacts as ArtifactsPage;
const fields = detail.relations[0]?.fields ?? [];
const field = (name: string) => {
  const found = fields.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no field ${name} in the fixture`);
  return found;
};

describe('words', () => {
  it('says why values are hidden, in their place', () => {
    expect(valuesOf(field('PAT_ID'))).toEqual({ text: 'hidden: identifier', shown: false });
    expect(valuesOf(field('COMMENT'))).toEqual({ text: 'hidden: free text', shown: false });
    expect(valuesOf(field('RSV_1'))).toEqual({ text: 'always empty', shown: false });
    expect(valuesOf(field('ABN_FLAG'))).toEqual({ text: 'H (1,188), L (902)', shown: true });
    expect(valuesOf({ ...field('ABN_FLAG'), top: [] }).text).toBe('each of <11 patients');
  });

  it('never shows a withheld number of patients as zero', () => {
    const withheld = page.rows.filter((row) => row.patients === null);
    expect(withheld.length).toBeGreaterThan(0);
    for (const row of withheld) expect(patientsOf(row)).not.toBe('0');
  });

  it('names a doubtful type only when it is doubtful', () => {
    expect(doubtOf(field('RESULT_VAL'))).toBe('97.1 %');
    expect(doubtOf(field('TEST_CD'))).toBe('');
    expect(doubtOf(field('RSV_1'))).toBe('');
  });

  it('counts what nobody decided and names the rules once', () => {
    expect(undecided(fields)).toBe(4);
    expect(rulesOf(fields)).toContain('obs-unit');
    expect(new Set(rulesOf(fields)).size).toBe(rulesOf(fields).length);
    expect(rangeOf(field('RESULT_VAL'))).toBe('0 to 412');
    expect(rangeOf(field('TEST_CD'))).toBe('');
  });
});

describe('the shape of a field', () => {
  it('draws nothing for nothing', () => {
    expect(bars([], 74, 16)).toEqual([]);
    expect(bars([0, 0], 74, 16)).toEqual([]);
  });

  it('keeps every filled bin visible and inside the plot', () => {
    const drawn = bars([0.999, 0.00001, 0], 74, 16);
    expect(drawn.map((bar) => bar.height)).toEqual([15, 1, 0]);
    for (const bar of drawn) {
      expect(bar.x + bar.width).toBeLessThanOrEqual(74);
      expect(bar.y + bar.height).toBeCloseTo(16);
    }
  });
});
