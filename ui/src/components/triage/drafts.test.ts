// What was typed and not sent is there again for the same subjects, and for no others.
import { expect, it } from 'vitest';
import type { CauseRow, FindingRow } from '../../contract/contract';
import { draftOf, forgetDraft, keepDraft } from './drafts';

const of = (causes: string[], findings: string[] = []) => ({ causes: causes.map((id) => ({ id }) as CauseRow), findings: findings.map((id) => ({ id }) as FindingRow) });

it('keeps the last draft of exactly its subjects until it is sent or emptied', () => {
  expect(draftOf('ada', of(['c-1']))).toBeNull();
  keepDraft('ada', of(['c-1']), 'why');
  expect([draftOf('ada', of(['c-1'])), draftOf('ada', of(['c-2'])), draftOf('ada', of(['c-1', 'c-2'])), draftOf('ada', of([], ['f-1']))]).toEqual(['why', null, null, null]);
  expect(draftOf('bo', of(['c-1']))).toBeNull();
  forgetDraft('ada', of(['c-2']));
  expect(draftOf('ada', of(['c-1']))).toBe('why');
  keepDraft('ada', of(['c-2'], ['f-1']), 'another');
  expect([draftOf('ada', of(['c-1'])), draftOf('ada', of(['c-2'], ['f-1']))]).toEqual([null, 'another']);
  keepDraft('ada', of(['c-2'], ['f-1']), '  ');
  expect(draftOf('ada', of(['c-2'], ['f-1']))).toBeNull();
  keepDraft('ada', of(['c-1']), 'why');
  forgetDraft('ada', of(['c-1']));
  expect(draftOf('ada', of(['c-1']))).toBeNull();
});
