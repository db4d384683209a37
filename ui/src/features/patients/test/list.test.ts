/** What a line of the list says changed. */
import { expect, it } from 'vitest';
import type { ChartPair } from '../../../contract/contract';
import { changeOf } from '../chart/StatementList';
import { statement } from './sample-chart';

const pair = (aspect: string, finding = 'f-1'): ChartPair => ({ finding, legacy: 'l', destination: 'd', verdict: 'altered', aspect, severity: 'safety' });
const legacy = statement({ id: 'l', status: 'stopped', value: '140 mmol/L', start: -400, end: -300 });
const destination = statement({ id: 'd', side: 'destination', status: 'active', value: '140 mg/dL', start: -400, end: null });

it('names both sides of what parted', () => {
  expect(changeOf({ pair: pair('status'), legacy, destination })).toEqual({ aspect: 'status', from: 'stopped', to: 'active' });
  expect(changeOf({ pair: pair('unit'), legacy, destination })).toEqual({ aspect: 'unit', from: 'mmol/L', to: 'mg/dL' });
  expect(changeOf({ pair: pair('end'), legacy, destination })).toMatchObject({ aspect: 'end', to: 'absent' });
});

it('names the aspect alone where the statements do not tell it, and nothing where nothing parted', () => {
  expect(changeOf({ pair: pair('dose'), legacy, destination })).toEqual({ aspect: 'dose', from: '', to: '' });
  expect(changeOf({ pair: pair('status'), legacy, destination: undefined })).toEqual({ aspect: 'status', from: '', to: '' });
  expect(changeOf({ pair: pair('statement'), legacy, destination: undefined })).toBeNull();
  expect(changeOf({ pair: pair('status', ''), legacy, destination })).toBeNull();
});
