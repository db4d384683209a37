// Files as a tree: the sides, the folders of a delivery, archives with what stands inside them, and the artifacts. The same
// filters and the same open artifact as the table. Right opens, Left closes or goes to the folder around, Enter turns.
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { ErrorState } from '../../components/ErrorState';
import { VirtualTable } from '../../components/VirtualTable';
import type { ArtifactsQuery } from '../../contract/contract';
import { useCommand } from '../../platform/call';
import styles from './artifacts.module.css';
import type { Room } from './columns';
import { treeColumnsFor } from './treeColumns';
import { useTree } from './useTree';

type Props = {
  filter: Omit<ArtifactsQuery, 'offset' | 'limit'>;
  /** The open artifact. */
  open: string | undefined;
  onOpen: (id: string) => void;
  room: Room;
  empty: ReactNode;
};

export function TreeTable({ filter, open, onOpen, room, empty }: Props) {
  const detail = useCommand('artifact', { id: open ?? '' }, { enabled: open !== undefined, keep: false });
  const tree = useTree(filter, detail.data?.way ?? []);
  // A folder can be chosen too, and then no other artifact opens.
  const [folder, setFolder] = useState<string | null>(null);
  const chosen = useRef(open);
  useEffect(() => {
    if (chosen.current !== open) setFolder(null);
    chosen.current = open;
  }, [open]);
  const selected = tree.indexOf((row) => (folder === null ? row.artifact !== null && row.artifact.id === open : row.node === folder));
  const select = (index: number): void => {
    const row = tree.lines(index)?.row;
    if (row === undefined) return;
    setFolder(row.artifact === null ? row.node : null);
    if (row.artifact !== null) onOpen(row.artifact.id);
  };
  const turn = (index: number): void => {
    const node = tree.lines(index)?.row.node;
    if (node !== undefined && node !== '') tree.turn(node);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (selected === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const line = tree.lines(selected);
    if (line === undefined || (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft')) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'ArrowRight') {
      if (line.open === false) tree.turn(line.row.node);
      else if (line.open === true) select(selected + 1);
    } else if (line.open === true) tree.turn(line.row.node);
    else {
      const parent = tree.parentOf(line);
      if (parent !== null) select(parent);
    }
  };
  if (tree.error !== null && tree.total === 0) {
    return (
      <div className={styles['center']}>
        <ErrorState error={tree.error} retry={tree.retry} />
      </div>
    );
  }
  return (
    <div className={styles['treeTable']} onKeyDown={onKeyDown}>
      <VirtualTable
        label="Artifacts by folder"
        columns={treeColumnsFor(room, tree.turn)}
        total={tree.total}
        rows={tree.lines}
        onVisible={tree.onVisible}
        selected={selected}
        onSelect={select}
        onOpen={turn}
        loading={tree.loading}
        branch={(line) => ({ level: line.depth + 1, open: line.open })}
        tone={(line) => (line.row.artifact?.state === 'unread' ? 'quiet' : undefined)}
        empty={empty}
      />
    </div>
  );
}
