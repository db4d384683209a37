// The lens screen: changes to a form leave what they do not concern, undo goes back, the list says who reads a table, and the parts of
// the screen say over the fixtures what they should.
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterContextProvider } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { edit } from '../../components/history';
import type { LensCounts, LensForm, LensPreview, LensSuggestions, LensView } from '../../contract/contract';
import artifact from '../../test/fixtures/artifact.json';
import counts from '../../test/fixtures/count_lens.json';
import lens from '../../test/fixtures/lens.json';
import preview from '../../test/fixtures/preview_lens.json';
import suggestions from '../../test/fixtures/suggest_lens.json';
import { CodesPanel } from './CodesPanel';
import { basisWords, CountStrip } from './CountStrip';
import { Table } from './Inspector';
import { addPart, copyPart, emptyPart, emptySource, fieldsOf, partsOf, removeSay, removeSource, setPart, setSay, setSource, usualWay } from './model/form';
import { validate } from './model/search';
import { chosenLines, kindWords, tableLines } from './model/tables';
import { detailOf, offered, wordsOf } from './model/words';
import { covered, PairTable } from './PairTable';
import { PartCard } from './PartCard';
import { SideSwitch } from './SideSwitch';
import { openSays, SuggestPanel } from './SuggestPanel';
import { TableFate } from './TableFate';
import { blankOf, isWritten, keptAs, met, of, type State, type Written } from './useLensWork';

const view = lens as LensView;
const form = view.form as LensForm;
const counted = counts as LensCounts;
const proposed = (suggestions as LensSuggestions).rows;
const fields = artifact.relations[0]!.fields as never;
const nothing = (): void => undefined;

function render(element: ReactElement): string {
  const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
  return renderToStaticMarkup(<RouterContextProvider router={router}><MantineProvider><QueryClientProvider client={new QueryClient()}>{element}</QueryClientProvider></MantineProvider></RouterContextProvider>);
}

describe('changes to a form', () => {
  it('leave the old form and every other part as they are', () => {
    const before = structuredClone(form);
    const after = setPart(form, 0, { kind: 'procedure' });
    expect(form).toEqual(before);
    expect([after.parts[0]?.kind, after.parts[1]]).toEqual(['procedure', form.parts[1]]);
  });

  it('a copied or added part is new: the text keeps the comments of the first', () => {
    expect(copyPart(form, 0).parts.map((part) => part.was)).toEqual([0, null, 1]);
    expect(addPart(form, { ...emptyPart, was: 7, line: 3 }).parts.at(-1)).toMatchObject({ was: null, line: 0 });
  });

  it('a source behind the last is another one, and an attribute without sources is gone', () => {
    const more = setSource(form, 0, 'flag', 1, { fields: ['COMMENT'] });
    expect(more.parts[0]?.says.find((say) => say.aspect === 'flag')?.sources.map((source) => source.fields[0])).toEqual(['ABN_FLAG', 'COMMENT']);
    expect(removeSource(more, 0, 'flag', 1)).toEqual(form);
    expect(removeSource(form, 0, 'flag', 0).parts[0]?.says.some((say) => say.aspect === 'flag')).toBe(false);
    expect(removeSay(form, 0, 'flag')).toEqual(removeSource(form, 0, 'flag', 0));
  });

  it('attributes stay in the order of the text: by name', () => {
    const says = setSay(form, 1, { aspect: 'end', sources: [emptySource] }).parts[1]?.says.map((say) => say.aspect);
    expect(says).toEqual([...(says ?? [])].sort());
  });

  it('knows the usual way of an attribute as the workspace does', () => {
    const way = (aspect: string, change = {}): string => usualWay(aspect, { ...emptySource, ...change });
    expect([way('code'), way('value'), way('onset', { format: 'ISO' }), way('status'), way('route', { system: 'urn:x' }), way('value', { readAs: 'text' })]).toEqual(['code', 'quantity', 'date', 'word', 'code', 'text']);
    expect(fieldsOf({ ...emptySource, fields: ['A'], display: 'B', text: 'B', unitField: '' })).toEqual(['A', 'B']);
  });
});

describe('the tables', () => {
  const lines = tableLines(view.tables, form, counted, proposed);
  const end = (name: string): string | undefined => lines.find((line) => line.table.name === name)?.end;

  it('say who reads each', () => {
    expect([end('labs'), end('charges'), end('vitals'), end('hl7.OBX')]).toEqual(['read', 'archived', 'unread', 'built-in']);
    const looking = setPart(form, 1, { lookups: [{ name: 'who', field: 'ENC', pattern: '', from: 'encounters', key: 'ID', value: 'PAT', condition: '', all: false }] });
    expect(tableLines(view.tables, looking, counted, proposed).find((line) => line.table.name === 'encounters')?.end).toBe('looked up');
  });

  it('are filtered, most rows first, what is read elsewhere last', () => {
    expect(chosenLines(lines, 'unread', '').every((line) => line.end === 'unread')).toBe(true);
    expect(chosenLines(lines, 'proposed', '').map((line) => line.table.name)).toEqual(['allergies']);
    expect(chosenLines(lines, 'all', '').at(-1)?.table.name).toBe('hl7.OBX');
    expect(chosenLines(lines, 'all', 'LAB').map((line) => line.table.name)).toEqual(['labs']);
  });

  it('counts say what changed', () => {
    expect(kindWords({ kind: 'observation', now: 12_410, saved: 12_100 })).toBe('observation 12,410 (+310)');
    expect(kindWords({ kind: 'problem', now: 5, saved: 7 })).toBe('problem 5 (−2)');
    expect(kindWords({ kind: 'note', now: 5, saved: 5 })).toBe('note 5');
    expect(basisWords(counted)).toContain('the first 2,000 records of each of 10 files');
    expect(basisWords({ ...counted, whole: true })).toBe('all 14,210 records of 10 files');
  });
});

describe('the address', () => {
  it('is about the legacy side unless it says the destination', () => {
    expect(validate({ side: 'destination', table: 'person' })).toEqual({ side: 'destination', table: 'person' });
    expect(validate({ side: 'legacy' })).toEqual({});
    expect(validate({ side: 'both' })).toEqual({});
  });

  it('leaves out what it does not understand', () => {
    expect(validate({ table: 'labs', part: '1', mode: 'both', show: 'unread', panel: 'codes', aspect: 'value' })).toEqual({ table: 'labs', part: 1, mode: 'both', show: 'unread', panel: 'codes', aspect: 'value' });
    expect(validate({ part: '-1', mode: 'x', show: 'all', panel: 'y', find: '' })).toEqual({});
  });
});

describe('words', () => {
  it('offers the attributes of a kind that are not said yet', () => {
    const { usual, other } = offered('problem', view.aspects, ['code']);
    expect(usual.slice(0, 3)).toEqual(['text', 'status', 'verification']);
    expect(usual).not.toContain('code');
    expect(other).toContain('dose');
    expect(new Set([...usual, ...other]).size).toBe(view.aspects.length - 1);
  });

  it('knows the words of a status by kind', () => {
    expect(wordsOf('problem', 'status')).toContain('resolved');
    expect(wordsOf('no-known-allergy', 'status')).toEqual(wordsOf('allergy', 'status'));
    expect(wordsOf('note', 'body')).toEqual([]);
  });
});

describe('the parts of the screen', () => {
  const [[index, part]] = partsOf(form, 'labs') as [[number, LensForm['parts'][number]]];

  it('a card shows kind, patient, condition and a line for each source', () => {
    const shown = render(<PartCard form={form} index={index} part={part} fields={fields} tables={[]} kinds={view.kinds} aspects={view.aspects} made={2310} chosen="value" readOnly={false} onChange={nothing} onChoose={nothing} onLine={nothing} />);
    for (const words of ['PAT_ID', 'UPD_USER', '2,310', 'urn:practice:lab', 'unit in UNIT_TXT', 'always “laboratory”', 'line 12']) expect(shown).toContain(words);
    expect(shown).toContain('The delivery has no such field');
    expect((shown.match(/>else</g) ?? []).length).toBe(1);
  });

  it('nothing can be changed by somebody who may not', () => {
    const shown = render(<PartCard form={form} index={index} part={part} fields={fields} tables={[]} kinds={view.kinds} aspects={view.aspects} made={null} chosen={undefined} readOnly onChange={nothing} onChoose={nothing} onLine={nothing} />);
    expect(shown).not.toContain('Add an attribute');
    expect(shown).not.toContain('Remove this part');
  });

  it('says what of the values is not translated', () => {
    const field = { ...artifact.relations[0]!.fields.find((one) => one.name === 'SPEC_TYPE')! } as never;
    expect(covered([{ from: 'SER', to: 'Serum' }], field)).toBeGreaterThan(0.3);
    const shown = render(<PairTable label="Values" pairs={[{ from: 'SER', to: 'Serum' }]} field={field} words={[]} rest="unreadable" readOnly={false} onChange={nothing} />);
    expect(shown).toContain('unreadable');
    expect(shown).toContain('WB');
  });

  it('before and after shows what changed first and no value of few patients', () => {
    const shown = render(<Table preview={preview as LensPreview} version={3} />);
    for (const words of ['5.4 mmol/L', 'your edit', 'no statement', 'not told', '355 rows said otherwise']) expect(shown).toContain(words);
  });

  it('a value that is not shown is a lock, and a shared value in brackets stays a value', () => {
    const row = (input: string) => ({ ...preview, rows: [{ ...preview.rows[0], inputs: [input, '∅'] }] }) as LensPreview;
    expect(render(<Table preview={row('(free text)')} version={3} />)).toContain('free text, not shown');
    const shared = render(<Table preview={row('(H)')} version={3} />);
    expect(shared).toContain('(H)');
    expect(shared).not.toContain('not shown');
  });

  it('the counts say on what they stand, and can be ended', () => {
    const counting = { counts: counted, busy: true, stopped: false, error: null, stop: nothing, again: nothing };
    const shown = render(<CountStrip sides={null} counting={counting} whole={false} reads onWhole={nothing} />);
    for (const words of ['+310', 'rows read by no part', 'rows dropped', 'Stop counting', 'a sample of 14,210 records, against v3']) expect(shown).toContain(words);
  });
});

describe('the two sides', () => {
  it('stand beside each other, and what is not saved of the other one is told', () => {
    const shown = render(<SideSwitch side="destination" written="legacy" disabled={false} onSide={nothing} />);
    expect(shown).toMatch(/aria-checked="false"[^>]*aria-label="Legacy, edited and not saved"[^>]*>Legacy</);
    expect(shown).toMatch(/aria-checked="true"[^>]*>Destination<\/button>/);
    expect(render(<SideSwitch side="legacy" written={null} disabled={false} onSide={nothing} />)).not.toContain('edited');
  });

  it('stay where they are while something is being saved', () => {
    expect(render(<SideSwitch side="legacy" written={null} disabled onSide={nothing} />).match(/ disabled=""/g)).toHaveLength(2);
    expect(render(<SideSwitch side="legacy" written={null} disabled={false} onSide={nothing} />)).not.toContain('disabled');
  });

  it('begin with a lens of their own name', () => {
    expect(blankOf('destination')).toContain('name = "destination"');
    expect(isWritten('nobody/destination')).toBe(false);
  });

  it('have code maps on the legacy side only', () => {
    const codes = (side: 'legacy' | 'destination', maps: LensForm['maps']): string => render(<CodesPanel side={side} form={{ ...form, maps }} readOnly={false} onChange={nothing} onClose={nothing} />);
    expect(codes('legacy', [])).toContain('Name of a new code map');
    expect(codes('destination', [])).not.toContain('Name of a new code map');
    expect(codes('destination', [])).not.toContain('<h2>Code maps');
    expect(codes('destination', form.maps.length > 0 ? form.maps : [{ name: 'm', from: 'urn:a', to: 'urn:b', rows: [] }])).toContain('change nothing');
  });
});

describe('what is written and not saved', () => {
  const begun = of(view, 'legacy');
  const writing = (text: string, waits: Written['waits'] = null): State => ({ ...begun, history: edit(begun.history, { ...begun.history.present, text, waits }, null, 0) });
  const saved = (text: string): LensView => ({ ...view, version: view.version + 1, text });
  const isOf = ({ base, saved, history }: State): unknown[] => [base, saved, history.present.text];

  it('is what was saved where that says the same, though nobody heard the answer', () => {
    expect(isOf(met(writing('mine'), saved('mine'), 'legacy'))).toEqual([view.version + 1, 'mine', 'mine']);
    expect(met(writing('mine'), saved('mine'), 'legacy').history.past).toHaveLength(1);
    expect(met(writing('mine', 'form'), saved('mine'), 'legacy').history.present.waits).toBe('form');
  });

  it('stays on its version where another one was saved, and is nothing where nothing was written', () => {
    const mine = writing('mine');
    expect(met(mine, saved('theirs'), 'legacy')).toBe(mine);
    expect(met(mine, view, 'legacy')).toBe(mine);
    expect(isOf(met(begun, saved('theirs'), 'legacy'))).toEqual([view.version + 1, 'theirs', 'theirs']);
  });

  it('keeps what was written after the text was sent, and a later version', () => {
    expect(isOf(keptAs(writing('sent and more'), view.version + 1, 'sent'))).toEqual([view.version + 1, 'sent', 'sent and more']);
    const later = of({ ...view, version: view.version + 2 }, 'legacy');
    expect(keptAs(later, view.version + 1, 'sent')).toBe(later);
  });
});

describe('what becomes of a table', () => {
  it('names every row that makes no statement with its reason, and on what it was counted', () => {
    const shown = render(<TableFate counts={counted} table="labs" />);
    for (const words of ['2,310', '+310', 'rows made to test the system', 'another form', 'of a sample of 14,210 records']) expect(shown).toContain(words);
    expect(render(<TableFate counts={counted} table="vitals" />)).toContain('rows read by no part');
    expect(render(<TableFate counts={{ ...counted, whole: true }} table="labs" />)).not.toContain('sample');
    expect(render(<TableFate counts={undefined} table="labs" />)).toBe(render(<TableFate counts={counted} table="no such table" />));
  });
});

describe('proposals', () => {
  const [allergies] = proposed;

  it('are taken over and rejected one by one', () => {
    const shown = render(<SuggestPanel suggestion={allergies!} form={form} into={undefined} rejected={new Set()} readOnly={false} onReject={nothing} onChange={nothing} />);
    for (const words of ['Most likely allergy', 'Take over the part', 'Take over code', 'Reject reaction', 'H→high']) expect(shown).toContain(words);
    expect(openSays(allergies!, undefined, new Set(['allergies code'])).map((say) => say.aspect)).not.toContain('code');
    const [first] = allergies!.part.says;
    expect(openSays(allergies!, { ...allergies!.part, says: [first!] }, new Set()).map((say) => say.aspect)).not.toContain(first!.aspect);
  });

  it('are gone once rejected, and nobody without the right takes one over', () => {
    expect(render(<SuggestPanel suggestion={allergies!} form={form} into={undefined} rejected={new Set(['allergies'])} readOnly={false} onReject={nothing} onChange={nothing} />)).not.toContain('Most likely');
    expect(render(<SuggestPanel suggestion={allergies!} form={form} into={undefined} rejected={new Set()} readOnly onReject={nothing} onChange={nothing} />)).not.toContain('Take over');
  });

  it('say in one line how a field is read', () => {
    expect(detailOf({ ...emptySource, system: 'http://loinc.org', display: 'NM', absent: 'active' })).toBe('loinc.org · words in NM · empty says active');
    expect(detailOf({ ...emptySource, usedFor: 'home', useField: 'PH_USE' })).toBe('for home · use in PH_USE');
  });
});
