// Taking back never takes what a colleague said since, and sending never follows from a key that is still held.
import { describe, expect, it } from 'vitest';
import type { CauseRow, CausesPage, FindingRow, FindingsPage, TriageRequest } from '../../contract/contract';
import causes from '../../test/fixtures/causes.json';
import findings from '../../test/fixtures/findings.json';
import { takeBack, takenWords } from './takeBack';
import { ownersBefore, restoring } from './triage';
import { enterSends, pressedOnce } from './TriageForms';

const cause = (id: string): CauseRow => ({ ...(causes as CausesPage).rows[0]!, id, triage: { ...(causes as CausesPage).rows[0]!.triage, disposition: '', state: 'open', signed: '' } });
const finding = (id: string): FindingRow => ({ ...(findings as FindingsPage).rows[0]!, id, triage: { ...(findings as FindingsPage).rows[0]!.triage, disposition: 'identity', reason: 'twins', state: 'open', signed: '' } });

/** A workspace whose newest decision on each subject has this place in the log. */
async function back(newest: Record<string, number>, of: { causes?: string[]; findings?: string[] }, place = 7) {
  const sent: TriageRequest[] = [];
  const send = async (request: TriageRequest) => {
    sent.push(request);
    const kept = [...request.causes, ...request.findings].filter((id) => (newest[id] ?? 0) <= (request.since ?? Infinity));
    return { subjects: kept.length, findings: kept.length, left: request.causes.length + request.findings.length - kept.length, place: place + 1 };
  };
  const came = await takeBack(restoring({ causes: (of.causes ?? []).map(cause), findings: (of.findings ?? []).map(finding) }, 0), place, send);
  return { came, sent };
}

describe('taking back', () => {
  it('sends what held before, and up to where it knows what was decided', async () => {
    const { came, sent } = await back({ 'c-1': 7 }, { causes: ['c-1'] });
    expect(came).toEqual({ taken: 1, left: 0 });
    expect(sent).toMatchObject([{ causes: ['c-1'], findings: [], disposition: 'reopened', since: 7 }]);
    expect(takenWords('1 cause: mapping defect', came).title).toBe('Taken back');
  });

  it('says that a colleague changed it since', async () => {
    const { came } = await back({ 'c-1': 9 }, { causes: ['c-1'] });
    expect(came).toEqual({ taken: 0, left: 1 });
    expect(takenWords('1 cause: mapping defect', came).title).toBe('Somebody changed it since; nothing was taken back');
  });

  it('takes back the others of several, whatever held of them before, and says of how many', async () => {
    const { came, sent } = await back({ 'c-1': 5, 'c-2': 8, 'f-1': 7 }, { causes: ['c-1', 'c-2'], findings: ['f-1'] });
    expect(sent).toMatchObject([{ causes: ['c-1', 'c-2'], since: 7 }, { findings: ['f-1'], disposition: 'identity', reason: 'twins', since: 7 }]);
    expect(takenWords('3 subjects', came)).toEqual({ title: 'Taken back of 2 of 3', text: '3 subjects. On the other 1 somebody changed it since; nothing was taken back there.' });
  });

  it('says what the workspace refuses', async () => {
    const fails = takeBack(restoring({ causes: [cause('c-1')], findings: [] }, 0), 7, () => Promise.reject(new Error('offline')));
    await expect(fails).rejects.toThrow('offline');
  });

  it('says how many were taken back before it stopped', async () => {
    let asked = 0;
    const send = async (request: TriageRequest) => {
      if ((asked += 1) > 1) throw new Error('offline');
      return { subjects: request.causes.length, findings: 2, left: 0, place: 8 };
    };
    const came = await takeBack(restoring({ causes: [cause('c-1'), cause('c-2')], findings: [finding('f-1')] }, 0), 7, send);
    expect(came).toMatchObject({ taken: 2, left: 0, stopped: { rest: 1 } });
    expect(takenWords('3 subjects', came).title).toBe('Taken back of 2 of 3, then it stopped');
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

it('gives back owners and due days, of that alone which was changed', () => {
  const owned = (id: string, owner: string, dueMs: number | null): CauseRow => ({ ...cause(id), triage: { ...cause(id).triage, owner, dueMs } });
  const subjects = { causes: [owned('c-1', '', null), owned('c-2', 'ada', 5), owned('c-3', '', null)], findings: [] };
  expect(ownersBefore(subjects, { owner: 'grace', dueMs: 9 })).toMatchObject([
    { causes: ['c-1', 'c-3'], disposition: '', owner: '', dueMs: 0 },
    { causes: ['c-2'], disposition: '', owner: 'ada', dueMs: 5 },
  ]);
  expect(ownersBefore(subjects, { dueMs: 9 })).toMatchObject([{ causes: ['c-1', 'c-3'], owner: null, dueMs: 0 }, { causes: ['c-2'], owner: null, dueMs: 5 }]);
});
