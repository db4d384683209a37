// Where months stand in their plot.
import { describe, expect, it } from 'vitest';
import type { PopulationCell } from '../../../contract/contract';
import { layout } from './months';

const cell = (month: number | null, legacy: number | null, destination: number | null): PopulationCell => ({
  kind: 'problem',
  label: '',
  code: '',
  month,
  legacy,
  destination,
  difference: legacy === null || destination === null ? null : destination - legacy,
  unit: '',
  legacySum: '',
  destinationSum: '',
  legacyQuartiles: [],
  destinationQuartiles: [],
  oneBook: false,
});

describe('the months', () => {
  it('stand oldest first on one scale, with gaps and without the unknown one', () => {
    const plot = layout([cell(0, 20, 10), cell(3, 40, 40), cell(null, 99, 99)]);
    expect(plot.columns.map((column) => [column.x, column.up, column.down])).toEqual([
      [0, 46, 46],
      [3, 23, 11.5],
    ]);
    expect([plot.oldest, plot.newest, plot.width]).toEqual([3, 0, 12]);
  });

  it('give a withheld side no height', () => {
    expect(layout([cell(1, 12, null)]).columns[0]?.down).toBeNull();
  });

  it('stand nowhere when there is none', () => {
    expect(layout([]).columns).toEqual([]);
  });
});
