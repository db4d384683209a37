// The populations as a file: what the view shows, with its filters and its order. What is withheld on the screen is withheld here, in the
// same words.
import type { ChoiceGroup } from '../../../components/ExportMenu';
import type { Choice } from '../../../components/exports';
import { csv, type Cell } from '../../../components/csv';
import { count, plural } from '../../../components/formats';
import { heldOf, takeRows } from '../../../components/takeRows';
import type { PopulationCell, QuestionRow } from '../../../contract/contract';
import { request, type PopulationSearch, type View } from './search';
import { difference, WITHHELD } from './words';

const told = (value: number | null): Cell => value ?? WITHHELD;
const few = (value: number | null): Cell => value ?? '<11';

const QUESTION_HEADS = [
  'question', 'verdict', 'counts', 'legacy', 'destination', 'difference', 'legacy asked', 'destination asked', 'only legacy', 'only destination', 'asked only legacy',
  'asked only destination', 'another value', 'legacy by words', 'destination by words', 'legacy cannot be told', 'destination cannot be told', 'about',
];

function questionCells(row: QuestionRow): Cell[] {
  const net = row.legacy === null || row.destination === null ? difference(row) : row.destination - row.legacy;
  return [
    row.title, row.verdict, row.statements ? 'statements' : 'patients', told(row.legacy), told(row.destination), net, told(row.legacyOf), told(row.destinationOf),
    few(row.onlyLegacy), few(row.onlyDestination), few(row.askedOnlyLegacy), few(row.askedOnlyDestination), few(row.otherValue),
    few(row.legacyByWords), few(row.destinationByWords), few(row.legacyUnread), few(row.destinationUnread), row.about,
  ];
}

export function questionsCsv(rows: readonly QuestionRow[]): string {
  return csv(QUESTION_HEADS, rows.map(questionCells));
}

/** A column of a file of cells, and the views that have it; all where none is named. */
type Column = { head: string; of: (row: PopulationCell) => Cell; views?: readonly View[] };

const CELL_COLUMNS: readonly Column[] = [
  { head: 'kind', of: (row) => row.kind },
  { head: 'cell', of: (row) => row.label },
  { head: 'code', of: (row) => row.code, views: ['code', 'number'] },
  { head: 'months before the newest', of: (row) => row.month ?? '', views: ['month'] },
  { head: 'unit', of: (row) => row.unit, views: ['number'] },
  { head: 'currency', of: (row) => row.unit, views: ['amount'] },
  { head: 'legacy', of: (row) => told(row.legacy) },
  { head: 'destination', of: (row) => told(row.destination) },
  { head: 'difference', of: (row) => row.difference ?? '' },
  { head: 'legacy quartiles', of: (row) => row.legacyQuartiles.join(' '), views: ['number'] },
  { head: 'destination quartiles', of: (row) => row.destinationQuartiles.join(' '), views: ['number'] },
  { head: 'legacy sum', of: (row) => row.legacySum, views: ['amount'] },
  { head: 'destination sum', of: (row) => row.destinationSum, views: ['amount'] },
  { head: 'balanced', of: (row) => (row.oneBook ? 'not balanced' : 'balanced') },
];

export function cellsCsv(view: View, rows: readonly PopulationCell[]): string {
  const columns = CELL_COLUMNS.filter(({ views }) => views === undefined || views.includes(view));
  return csv(columns.map(({ head }) => head), rows.map((row) => columns.map(({ of }) => of(row))));
}

const file = (name: string, content: string) => ({ name, mediaType: 'text/csv', content, hex: false });

function group(held: string, chosen: boolean, choice: Pick<Choice, 'hint' | 'take'>): ChoiceGroup[] {
  return [{ label: `${held}${chosen ? ' in the selection' : ''}`, choices: [{ id: 'rows', name: 'Rows', saved: { title: 'The populations were saved', text: `The file holds ${held}, without a number of patients from 1 to 10.` }, ...choice }] }];
}

/** The questions in view, of one comparison. */
export function exportQuestions(rows: readonly QuestionRow[], run: number, search: PopulationSearch): ChoiceGroup[] {
  return group(plural(rows.length, 'question'), Boolean(search.text || search.differing), {
    hint: 'CSV, one line a question',
    take: () => Promise.resolve(file(`populations-questions-run-${run}.csv`, questionsCsv(rows))),
  });
}

/** The cells of a view; `total` are in the selection. */
export function exportCells(search: PopulationSearch, view: View, total: number): ChoiceGroup[] {
  return group(`${heldOf(total, count)} ${total === 1 ? 'cell' : 'cells'} by ${view}`, Boolean(search.text || search.differing || search.kinds), {
    hint: 'CSV, one line a cell',
    take: async (work) => {
      const taken = await takeRows('population', request(search, view), work);
      return taken && file(`populations-${view}-run-${taken.run}.csv`, cellsCsv(view, taken.rows));
    },
  });
}
