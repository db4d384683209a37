import { describe, expect, test } from 'vitest';
import type { MappingView } from '../../../contract/contract';
import answer from '../../../test/fixtures/mapping.json';
import { gapsOf, filledPaths, ruleColumn, sourceColumn, targetColumn } from './columns';
import { edgesOf, elementFor, linksOf, nextRule } from './links';
import { freeId, setsOf } from './newRule';
import { ruleAtLine } from './place';
import { toggled, validate } from './search';

const view = answer as MappingView;
const none = new Set<string>();

describe('columns', () => {
  test('every field has a place, folded ones at their relation', () => {
    const { lines, rowOf } = sourceColumn(view, {}, new Set(['medications']));
    expect(lines.filter((line) => line.kind === 'relation').length).toBe(view.sources.length);
    expect(rowOf.get('medications.STATUS_CD')).toBe(rowOf.get('medications'));
    for (const relation of view.sources) for (const field of relation.fields) expect(rowOf.has(`${relation.name}.${field.name}`)).toBe(true);
  });

  test('filters combine and hide relations without a hit', () => {
    const { lines } = sourceColumn(view, { decisions: ['undecided'], findField: 'prn' }, none);
    expect(lines.map((line) => line.key)).toEqual(['medications', 'medications.PRN_FLG']);
  });

  test('a chosen resource brings its own relations to the top', () => {
    const { lines } = sourceColumn(view, { resource: 'Condition' }, none);
    expect(lines[0]?.key).toBe('problems');
  });

  test('rules by state, and gaps only when asked for or unfiltered', () => {
    const keys = (search: Parameters<typeof ruleColumn>[1]) => ruleColumn(view, search, new Set(['med-sig'])).lines.map((line) => line.key);
    expect(keys({ rules: ['problem'] })).toEqual(['set Observation < hl7.OBX', 'obx-unit']);
    expect(keys({ rules: ['unsaved'] })).toEqual(['set MedicationRequest < medications', 'med-sig']);
    expect(keys({ rules: ['gap'], resource: 'Encounter' })).toEqual(['gaps Encounter', 'gap Encounter.hospitalization.dischargeDisposition']);
    expect(keys({ resource: 'Patient' }).some((key) => key.startsWith('gap Patient.'))).toBe(true);
    expect(keys({ findRule: 'nothing has this' })).toEqual([]);
  });

  test('an element is filled by rules below it and by rules that write its choice type', () => {
    const target = view.targets.find((one) => one.resource === 'MedicationRequest');
    const gaps = gapsOf(target ?? { resource: '', profile: '', made: null, held: null, elements: [] }, filledPaths(view)).map((element) => element.path);
    expect(gaps).not.toContain('medication[x]');
    expect(gaps).not.toContain('dosageInstruction');
    expect(gaps).toContain('category');
  });

  test('element filters narrow together', () => {
    const { lines } = targetColumn(view, { resource: 'MedicationRequest', elements: ['support', 'empty'] }, none);
    expect(lines.map((line) => line.key)).toEqual(['MedicationRequest', 'MedicationRequest.category', 'MedicationRequest.reasonCode', 'MedicationRequest.dosageInstruction.timing']);
  });
});

describe('links', () => {
  const links = linksOf(view);

  test('fields of governing segments and elements of choice types are found', () => {
    expect(links.fieldsOf.get('obx-patient')).toEqual(['hl7.PID.PID-3.1']);
    expect(elementFor('valueQuantity.code', ['value[x]', 'valueQuantity.code'])).toBe('valueQuantity.code');
    expect(elementFor('onsetDateTime', ['onset[x]', 'code'])).toBe('onset[x]');
    expect(elementFor('name[0].given[1]', ['name', 'name.given', 'name.givenness'])).toBe('name.given');
    expect(elementFor('codes', ['code'])).toBeNull();
  });

  test('edges come in the order of the rules, without rows for filtered ones', () => {
    const rules = ruleColumn(view, { resource: 'MedicationRequest' }, none);
    const edges = edgesOf(links, sourceColumn(view, {}, none), rules, targetColumn(view, {}, none));
    expect(edges.length).toBe(14);
    expect(edges.every((edge, index) => index === 0 || edge.rule > (edges[index - 1]?.rule ?? -1))).toBe(true);
    expect(edges.find((edge) => edge.id === 'med-status')?.fields.length).toBe(2);
  });

  test('choosing a field again leads to its next rule', () => {
    expect(nextRule(['a', 'b'], undefined)).toBe('a');
    expect(nextRule(['a', 'b'], 'a')).toBe('b');
    expect(nextRule(['a', 'b'], 'b')).toBe('a');
    expect(nextRule([], 'a')).toBeUndefined();
  });
});

test('ten thousand fields and five thousand rules become rows quickly', () => {
  const fields = Array.from({ length: 10_000 }, (_, index) => ({ name: `F${index}`, kind: 'text', filled: 1, phiClass: 'none', decision: 'mapped', reason: null }));
  const rule = view.rules[0];
  const rules = Array.from({ length: 5_000 }, (_, index) => ({ ...rule, id: `r${index}`, set: 'Patient < wide', resource: 'Patient', relation: 'wide', fields: [`F${index * 2}`] }) as MappingView['rules'][number]);
  const wide: MappingView = { ...view, sources: [{ name: 'wide', rows: 1, fields }], rules };
  const before = performance.now();
  const source = sourceColumn(wide, { resource: 'Patient' }, none);
  const edges = edgesOf(linksOf(wide), source, ruleColumn(wide, {}, none), targetColumn(wide, {}, none));
  expect(source.lines.length).toBe(10_001);
  expect(edges.length).toBe(5_000);
  expect(performance.now() - before).toBeLessThan(1_500);
});

test('an address from anywhere is valid', () => {
  expect(validate({ rule: 'med-status', lines: 'selected', rules: ['held', 'nonsense', 'held'], decisions: 'undecided,mapped', panel: 7, findField: '' })).toEqual({ rule: 'med-status', lines: 'selected', rules: ['held'], decisions: ['undecided', 'mapped'] });
  expect(toggled(['held'], 'held')).toBeUndefined();
  expect(toggled<string>(['held'], 'gap')).toEqual(['held', 'gap']);
});

test('new ids look like their neighbours and are free', () => {
  expect(setsOf(view).map((one) => one.set)).toContain('Observation < hl7.OBX');
  expect(freeId(view, 'MedicationRequest < medications', 'category')).toBe('med-category');
  expect(freeId(view, 'MedicationRequest < medications', 'status')).toBe('med-status-2');
  expect(freeId(view, 'MedicationRequest < medications', 'dispenseRequest.quantity.value')).toBe('med-quantity');
  expect(freeId(view, 'MedicationRequest < medications', '')).toBe('');
});

test('a place in the document leads to its rule', () => {
  const problem = view.problems[0];
  expect(ruleAtLine(view.text, problem?.line ?? 0)).toBe('obx-unit');
  expect(ruleAtLine(view.text, 1)).toBeNull();
});
