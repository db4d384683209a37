// The populations as a file: what is withheld on the screen is withheld in it.
import { expect, it } from 'vitest';
import type { PopulationCell, PopulationPage, QuestionsAnswer } from '../../../contract/contract';
import population from '../../../test/fixtures/population.json';
import questions from '../../../test/fixtures/questions.json';
import { cellsCsv, exportCells, exportQuestions, questionsCsv } from './exports';

const { rows } = questions as QuestionsAnswer;
const cells = (population as PopulationPage).rows;

it('writes questions with the words of the screen for what is withheld', () => {
  const row = rows[0];
  if (row === undefined) throw new Error('the fixture holds no question');
  const [, line] = questionsCsv([{ ...row, title: 'on warfarin', verdict: 'differs', statements: false, legacy: 21, destination: null, onlyLegacy: null, onlyDestination: 0, about: '' }]).split('\r\n');
  expect(line?.startsWith('on warfarin,differs,patients,21,withheld,withheld,')).toBe(true);
  expect(line).toContain(',<11,0,');
  expect(questionsCsv([{ ...row, legacy: 1342, destination: 1341 }]).split('\r\n')[1]).toContain(',1342,1341,-1,');
});

it('writes the columns of the view', () => {
  const heads = (view: Parameters<typeof cellsCsv>[0]): string => cellsCsv(view, []).trim();
  expect(heads('clinic')).toBe('kind,cell,legacy,destination,difference,balanced');
  expect(heads('month')).toContain('months before the newest');
  expect(heads('number')).toContain('unit,legacy,destination,difference,legacy quartiles,destination quartiles');
  expect(heads('amount')).toContain('legacy sum,destination sum');
  const cell = { ...(cells[0] as PopulationCell), kind: 'encounter', label: 'clinic 5', legacy: 111, destination: null, difference: null, oneBook: true };
  expect(cellsCsv('clinic', [cell])).toContain('encounter,clinic 5,111,withheld,,not balanced');
});

it('says beforehand what the file will hold', () => {
  expect(exportQuestions(rows, 2, { differing: true })[0]?.label).toBe(`${rows.length} questions in the selection`);
  expect(exportCells({ kinds: ['allergy'] }, 'code', 61)[0]?.label).toBe('61 cells by code in the selection');
  expect(exportCells({}, 'clinic', 1)[0]?.label).toBe('1 cell by clinic');
});
