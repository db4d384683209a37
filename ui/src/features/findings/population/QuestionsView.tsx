// The registry questions as a table, both books on one scale a row; beside it the question that is looked at, with the patients
// behind its difference one press away.
import { useNavigate } from '@tanstack/react-router';
import { EmptyState } from '../../../components/EmptyState';
import { Icon } from '../../../components/Icon';
import { VirtualTable, type Column } from '../../../components/VirtualTable';
import { count, people } from '../../../components/formats';
import { stepFor } from '../../../components/tableKeys';
import { useKeys } from '../../../components/useKeys';
import type { QuestionRow, QuestionsAnswer } from '../../../contract/contract';
import { Bars } from './Bars';
import { QuestionPanel } from './QuestionPanel';
import styles from './population.module.css';
import { NONE, type PopulationSearch } from './search';
import type { Go } from './useWhere';
import { answers, difference, lengths, ordered, ways } from './words';

type Props = { answer: QuestionsAnswer | undefined; search: PopulationSearch; go: Go };

export function QuestionsView({ answer, search, go }: Props) {
  const rows = ordered(answer?.rows ?? [], search.sort, search.text ?? '', search.differing ?? false);
  const wanted = rows.findIndex((row) => row.id === search.question);
  const selected = rows.length === 0 ? null : Math.max(0, wanted);
  const shown = search.question === NONE || selected === null ? undefined : rows[selected];
  const choose = (index: number): void => {
    const row = rows[index];
    if (row) go({ question: row.id }, { replace: true });
  };
  const navigate = useNavigate();
  const open = (row: QuestionRow | undefined): void => {
    if (row === undefined || row.verdict !== 'differs') return;
    // Where nobody is named by one book alone, those of whom one book alone can tell are behind the difference.
    const way = ways(row)[0];
    void navigate({ to: '/patients' as string, search: { question: row.id, ...(way === undefined ? {} : { difference: way.difference }) } as never });
  };
  const step = (key: string): void => {
    const next = stepFor(key, selected, rows.length, 10);
    if (next !== null) choose(next);
  };
  useKeys({ j: () => step('j'), k: () => step('k'), p: () => open(shown), Escape: () => go({ question: NONE }, { replace: true }) });
  return (
    <div className={shown ? styles['withPanel'] : styles['alone']}>
      <div className={styles['table']}>
        <VirtualTable
          label="Registry questions, those that differ first"
          columns={shown ? besidePanel : questionColumns}
          total={rows.length}
          rows={(index) => rows[index]}
          rowHeight={36}
          selected={selected}
          onSelect={choose}
          onOpen={(index) => open(rows[index])}
          sort={search.sort ?? ''}
          onSort={(sort) => go({ sort: sort === '' ? undefined : sort }, { replace: true })}
          loading={answer === undefined}
          empty={<NoneLeft onClear={() => go({ text: undefined, differing: undefined })} />}
        />
      </div>
      {shown && <QuestionPanel row={shown} onClose={() => go({ question: NONE }, { replace: true })} />}
    </div>
  );
}

function NoneLeft({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState icon="filter" title="No question passes these filters" action={<button type="button" className="button" onClick={onClear}>Clear the filters</button>}>
      Both books give the same patients to every question that is left out by “only what differs”.
    </EmptyState>
  );
}

export const questionColumns: readonly Column<QuestionRow>[] = [
  {
    id: 'title',
    header: 'Question',
    width: 'minmax(220px, 1.4fr)',
    sortable: true,
    cell: (row) => (
      <span className={styles['title']}>
        <span className={row.verdict === 'differs' ? styles['differs'] : styles['agrees']}>
          <Icon name={row.verdict === 'differs' ? 'warn' : 'check'} size={13} title={row.verdict} />
        </span>
        <span className="cut" title={row.title}>
          {row.title}
        </span>
      </span>
    ),
  },
  { id: 'legacy', header: 'Legacy', width: '84px', align: 'end', sortable: true, cell: (row) => <span className="legacy b">{answers(row).legacy}</span> },
  {
    id: 'destination',
    header: 'Destination',
    width: '96px',
    align: 'end',
    sortable: true,
    cell: (row) => <span className="destination b">{answers(row).destination}</span>,
  },
  { id: 'asked', header: 'Asked', width: '78px', align: 'end', cell: (row) => <span className="dim">{row.legacyOf === null ? '' : count(row.legacyOf)}</span> },
  {
    id: 'bars',
    header: 'Both books',
    width: 'minmax(120px, .7fr)',
    cell: (row) => (
      <Bars
        lengths={lengths(row.legacy, row.destination, row.statements ? 0 : Math.max(row.legacyOf ?? 0, row.destinationOf ?? 0))}
        words={`legacy ${answers(row).legacyOf}, destination ${answers(row).destinationOf}`}
      />
    ),
  },
  {
    id: 'difference',
    header: 'Difference',
    width: '92px',
    align: 'end',
    sortable: true,
    cell: (row) => <span className={row.verdict === 'differs' ? styles['differs'] : 'dim'} title={row.verdict === 'differs' && row.legacy === row.destination && row.legacy !== null ? 'As many in both books, but not of the same patients' : undefined}>{difference(row)}</span>,
  },
  {
    id: 'only',
    header: 'Only legacy / only destination',
    width: '190px',
    align: 'end',
    sortable: true,
    cell: (row) => (
      <span className={row.verdict === 'same' ? 'dim' : undefined}>
        <span className="legacy">{people(row.onlyLegacy)}</span> / <span className="destination">{people(row.onlyDestination)}</span>
      </span>
    ),
  },
];

/** The panel says whom only one book names, and of how many it was asked; beside it the question itself needs the room. */
const besidePanel: readonly Column<QuestionRow>[] = questionColumns.filter(({ id }) => id !== 'only' && id !== 'asked');
