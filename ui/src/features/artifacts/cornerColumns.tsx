// The columns of the queue of corners, in three widths. Column ids are the words by which the workspace sorts.
import { Icon } from '../../components/Icon';
import { Risk } from '../../components/Risk';
import type { Column } from '../../components/VirtualTable';
import type { Corner } from '../../contract/contract';
import styles from './corners.module.css';
import { markColumn } from '../../components/markColumn';
import { CornerMark, NestedName, Place } from './Marks';
import type { Marks } from '../../components/useMarks';

export function cornerColumns(width: number, marks: Pick<Marks<Corner>, 'has' | 'mark'>): readonly Column<Corner>[] {
  const check = markColumn<Corner>(marks, (corner) => `${corner.kind} ${corner.relation}`);
  const risk: Column<Corner> = { id: 'risk', header: 'Risk', width: '68px', sortable: true, cell: (corner) => <Risk name={corner.risk} label /> };
  const kind: Column<Corner> = {
    id: 'kind',
    header: 'Kind',
    width: '180px',
    sortable: true,
    cell: (corner) => <span title={corner.kind}>{corner.kind}</span>,
  };
  const where: Column<Corner> = {
    id: 'where',
    header: 'Where',
    width: 'minmax(150px, 1fr)',
    sortable: true,
    // A press chooses the corner, wherever in its row: the way to the artifact stands in the panel.
    cell: (corner) => (corner.relation === '' ? <NestedName name={corner.artifactName} id={corner.artifact} /> : <Place relation={corner.relation} field={corner.field} />),
  };
  const words: Column<Corner> = {
    id: 'words',
    header: 'What is odd',
    width: 'minmax(180px, 1.5fr)',
    cell: (corner) => (
      <span className="mid" title={corner.words}>
        {corner.words}
      </span>
    ),
  };
  const evidence: Column<Corner> = {
    id: 'evidence',
    header: 'Evidence',
    width: 'minmax(150px, .8fr)',
    cell: (corner) => (
      <span className="x mid" title={corner.evidence}>
        {corner.evidence}
      </span>
    ),
  };
  const state: Column<Corner> = {
    id: 'state',
    header: 'State',
    width: '92px',
    sortable: true,
    cell: (corner) => (
      <span className={styles['stateCell']} title={corner.contradiction === '' ? corner.reason : `${corner.reason}, but ${corner.contradiction}`}>
        <CornerMark state={corner.state} />
        {corner.contradiction !== '' && <Icon name="warn" size={11} className="clinical" title="the mapping or the lens says the contrary" />}
      </span>
    ),
  };
  if (width < 760) return [check, risk, kind, where, state];
  return width < 1040 ? [check, risk, kind, where, evidence, state] : [check, risk, kind, where, words, evidence, state];
}
