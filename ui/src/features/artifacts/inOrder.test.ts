import { expect, it } from 'vitest';
import type { StructureNode } from '../../contract/contract';
import { inOrder } from './structureWords';

const node = (kind: string, name: string): StructureNode => ({ id: name, kind, name }) as unknown as StructureNode;
const names = (rows: readonly StructureNode[]): string[] => rows.map((row) => row.name);

it('a segment shows its own fields by number, then the segments of its group in the order they came', () => {
  const rows = [node('field', 'PID-3'), node('field', 'PID-11'), node('segment', 'PV1'), node('segment', 'OBR'), node('field', 'PID-5'), node('segment', 'NTE')];
  const { own, group } = inOrder(rows);
  expect(names(own)).toEqual(['PID-3', 'PID-5', 'PID-11']);
  expect(names(group)).toEqual(['PV1', 'OBR', 'NTE']);
});

it('fields alone are put by number; what is no segment of a message stays as it came', () => {
  expect(names(inOrder([node('field', 'OBX-10'), node('field', 'OBX-2')]).own)).toEqual(['OBX-2', 'OBX-10']);
  const message = [node('segment', 'MSH'), node('segment', 'PID')];
  expect(inOrder(message)).toEqual({ own: message, group: [] });
  const loop = [node('segment', 'NM1'), node('loop', '2300'), node('segment', 'N3')];
  expect(inOrder(loop)).toEqual({ own: loop, group: [] });
});
