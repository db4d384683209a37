// Taking back never takes what a colleague decided since, and sending never follows from a key that is still held.
import { describe, expect, it } from 'vitest';
import type { CauseRow, CausesPage, FindingRow, FindingsPage, TriageEntry, TriageLogQuery, TriageRequest } from '../../contract/contract';
import causes from '../../test/fixtures/causes.json';
import findings from '../../test/fixtures/findings.json';
import { newestDecision, takeBack, takenWords, type Decided } from './takeBack';
import { enterSends, pressedOnce } from './TriageForms';

const cause = (id: string): CauseRow => ({ ...(causes as CausesPage).rows[0]!, id, triage: { ...(causes as CausesPage).rows[0]!.triage, disposition: '', state: 'open', signed: '' } });
const finding = (id: string): FindingRow => ({ ...(findings as FindingsPage).rows[0]!, id, triage: { ...(findings as FindingsPage).rows[0]!.triage, disposition: 'identity', reason: 'twins', state: 'open', signed: '' } });
const entry = (change: Partial<TriageEntry>): TriageEntry => ({
  seq: 1, atMs: 1, by: 'a.lindqvist', subject: 'cause', disposition: '', reason: '', expiresMs: null, owner: null, dueMs: null, comment: '', run: 1, findings: 1, signed: '', ...change,
});
const decided: Decided = { by: 'a.lindqvist', disposition: 'mapping defect', reason: 'Rule status', expiresMs: null };
const mine = entry({ disposition: 'mapping defect', reason: 'Rule status' });
const theirs = entry({ by: 'j.okafor', disposition: 'source defect', reason: 'The record says so' });

/** Logs, newest first, by subject. */
async function back(logs: Record<string, TriageEntry[]>, of: { causes?: string[]; findings?: string[] }, what = decided) {
  const sent: TriageRequest[] = [];
  const ask = async ({ id, offset, limit }: TriageLogQuery) => ({ rows: (logs[id] ?? []).slice(offset, offset + limit), total: (logs[id] ?? []).length });
  const came = await takeBack({ causes: (of.causes ?? []).map(cause), findings: (of.findings ?? []).map(finding) }, what, 0, ask, async (request) => void sent.push(request));
  return { came, sent };
}

describe('taking back', () => {
  it('sends what held before where the decision is still the newest', async () => {
    const { came, sent } = await back({ 'c-1': [entry({ comment: 'seen', by: 'j.okafor' }), entry({ owner: 'j.okafor' }), mine, theirs] }, { causes: ['c-1'] });
    expect(came).toEqual({ taken: 1, left: 0 });
    expect(sent).toMatchObject([{ causes: ['c-1'], findings: [], disposition: 'reopened' }]);
    expect(takenWords('1 cause: mapping defect', came).title).toBe('Taken back');
  });

  it('sends nothing over what somebody decided or signed since', async () => {
    const accepted = { ...decided, disposition: 'accepted', expiresMs: 99 };
    const { came, sent } = await back({ 'c-1': [theirs, mine] }, { causes: ['c-1'] });
    expect([came, sent]).toEqual([{ taken: 0, left: 1 }, []]);
    expect(takenWords('1 cause: mapping defect', came).title).toBe('Somebody decided since; nothing was taken back');
    const asked = entry({ ...accepted });
    expect((await back({ 'c-1': [asked] }, { causes: ['c-1'] }, accepted)).sent).toHaveLength(1);
    expect((await back({ 'c-1': [entry({ signed: 'approved', by: 'lead' }), asked] }, { causes: ['c-1'] }, accepted)).sent).toEqual([]);
    expect((await back({ 'c-1': [entry({ ...accepted, by: 'j.okafor' }), asked] }, { causes: ['c-1'] }, accepted)).sent).toEqual([]);
    expect((await back({}, { causes: ['c-1'] })).sent).toEqual([]);
  });

  it('takes back the others of several, and says of how many', async () => {
    const { came, sent } = await back({ 'c-1': [mine], 'c-2': [theirs, mine], 'c-3': [mine] }, { causes: ['c-1', 'c-2', 'c-3'] });
    expect(sent.map((request) => request.causes)).toEqual([['c-1', 'c-3']]);
    expect(takenWords('3 causes: mapping defect', came)).toEqual({ title: 'Taken back of 2 of 3', text: '3 causes: mapping defect. On the other 1 somebody decided since; nothing was taken back there.' });
  });

  it('looks at a finding’s own entries, however many comments came since', async () => {
    const own = { ...mine, subject: 'finding' };
    expect(newestDecision([theirs, own], 'finding')).toBe(own);
    const said = Array.from({ length: 230 }, () => entry({ subject: 'finding', comment: 'seen' }));
    const { came, sent } = await back({ 'f-1': [...said, theirs, own] }, { findings: ['f-1'] });
    expect(came).toEqual({ taken: 1, left: 0 });
    expect(sent).toMatchObject([{ findings: ['f-1'], disposition: 'identity', reason: 'twins' }]);
  });

  it('sends nothing when a log cannot be read', async () => {
    const sent: TriageRequest[] = [];
    const fails = takeBack({ causes: [cause('c-1')], findings: [] }, decided, 0, () => Promise.reject(new Error('offline')), async (request) => void sent.push(request));
    await expect(fails).rejects.toThrow('offline');
    expect(sent).toEqual([]);
  });
});

it('sends on Enter once, and never for a key that is held', () => {
  const done: string[] = [];
  const press = (change: { repeat?: boolean; shiftKey?: boolean; key?: string }) => {
    const event = { key: 'Enter', shiftKey: false, repeat: false, nativeEvent: { isComposing: false }, preventDefault: () => void done.push('prevented'), ...change };
    enterSends(event, () => done.push('sent'));
    const typed = done.splice(0);
    pressedOnce(event);
    return [typed, done.splice(0)];
  };
  expect(press({})).toEqual([['prevented', 'sent'], []]);
  expect(press({ repeat: true })).toEqual([['prevented'], ['prevented']]);
  expect(press({ shiftKey: true })).toEqual([[], []]);
  expect(press({ key: 'a', repeat: true })).toEqual([[], []]);
});
