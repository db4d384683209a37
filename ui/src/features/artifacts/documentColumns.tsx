// The columns of documents, in three widths. Column ids are the words by which the workspace sorts.
import type { Column } from '../../components/VirtualTable';
import { count } from '../../components/formats';
import type { DocumentRow } from '../../contract/contract';
import { PatientToken, VerdictMark } from './DocumentMarks';
import { copyWords, readWords, textWords } from './documentWords';
import { NestedName } from './Marks';

const VERDICT: Column<DocumentRow> = { id: 'verdict', header: 'Filing', width: '124px', sortable: true, cell: (row) => <VerdictMark verdict={row.verdict} /> };
const NAME: Column<DocumentRow> = {
  id: 'name',
  header: 'Document',
  width: 'minmax(176px, 1.2fr)',
  sortable: true,
  cell: (row) => <NestedName name={row.name} id={row.artifact} />,
};
const PAGES: Column<DocumentRow> = {
  id: 'pages',
  header: 'Pages',
  width: '52px',
  align: 'end',
  sortable: true,
  cell: (row) => (row.pages === 0 ? <span className="dim">–</span> : count(row.pages)),
};
const TEXT: Column<DocumentRow> = {
  id: 'text',
  header: 'Text',
  width: '104px',
  sortable: true,
  cell: (row) => (
    <span className={row.text === 'none' ? 'x clinical' : 'x mid'} title={readWords(row)}>
      {textWords(row.text)}
      {row.confidence !== null && ` ${row.confidence}`}
    </span>
  ),
};
const LINKED: Column<DocumentRow> = {
  id: 'linked',
  header: 'Names',
  width: '98px',
  cell: (row) =>
    row.between.length > 0 ? (
      <span className="mono x" title={`names ${row.between.join(' and ')}`}>
        {row.between.join(', ')}
      </span>
    ) : (
      <PatientToken id={row.linked} chart={row.linkedChart} />
    ),
};
const FILED: Column<DocumentRow> = { id: 'filed', header: 'Filed under', width: '74px', cell: (row) => <PatientToken id={row.filed} chart={row.filedChart} /> };
const WHY: Column<DocumentRow> = {
  id: 'why',
  header: 'Why',
  width: 'minmax(170px, 1.4fr)',
  cell: (row) => (
    <span className="x mid" title={row.evidence.join('; ')}>
      {row.evidence.join('; ')}
    </span>
  ),
};
const COPIES: Column<DocumentRow> = {
  id: 'copies',
  header: 'Copies',
  width: '58px',
  align: 'end',
  sortable: true,
  cell: (row) => {
    const copies = row.sameBytes + row.sameText;
    return copies === 0 ? <span className="dim">–</span> : <span title={copyWords(row)}>{count(copies)}</span>;
  },
};

export function documentColumns(width: number): readonly Column<DocumentRow>[] {
  if (width < 700) return [VERDICT, NAME, LINKED, FILED];
  return width < 1080 ? [VERDICT, NAME, PAGES, TEXT, LINKED, FILED, ...(width < 800 ? [] : [COPIES])] : [VERDICT, NAME, PAGES, TEXT, LINKED, FILED, WHY, COPIES];
}
