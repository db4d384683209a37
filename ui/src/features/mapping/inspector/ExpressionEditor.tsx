// Where an expression is written: a plain textarea with a coloured layer lying exactly under it, line numbers, changed
// lines and an underline where the workspace found a problem. Undo and redo belong to the rule, not to the textarea.
import { useImperativeHandle, useMemo, useRef, type KeyboardEvent, type Ref } from 'react';
import type { Problem } from '../../../contract/contract';
import { changedLines } from '../model/diff';
import { highlight, pieceAt, type Piece } from '../model/sql';
import styles from './editor.module.css';

export interface EditorHandle {
  readonly focus: () => void;
  /** Puts text where the caret stands. */
  readonly insert: (text: string) => void;
}

type Props = {
  value: string;
  /** The saved text; lines that differ are marked. Null marks none. */
  saved: string | null;
  problems: readonly Problem[];
  readOnly: boolean;
  label: string;
  handle?: Ref<EditorHandle>;
  linesMin?: number;
  onChange: (text: string) => void;
  onRun: () => void;
  onLeave?: () => void;
};

function Line({ pieces, wrong }: { pieces: readonly Piece[]; wrong: readonly Problem[] }) {
  const marked = new Map(wrong.map((problem) => [pieceAt(pieces, problem.column), problem.message]));
  if (pieces.length === 0) return <span className={wrong.length > 0 ? styles['wrong'] : undefined}>{' '}</span>;
  return pieces.map((piece) => (
    <span key={piece.column} className={`${styles[piece.kind] ?? ''} ${marked.has(piece) ? styles['wrong'] : ''}`}>{piece.text}</span>
  ));
}

export function ExpressionEditor({ value, saved, problems, readOnly, label, handle, linesMin = 3, onChange, onRun, onLeave }: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  const lines = useMemo(() => highlight(value), [value]);
  const changed = useMemo(() => (saved === null ? new Set<number>() : changedLines(saved, value)), [saved, value]);
  const replace = (from: number, to: number, text: string): void => {
    onChange(value.slice(0, from) + text + value.slice(to));
    requestAnimationFrame(() => area.current?.setSelectionRange(from + text.length, from + text.length));
  };
  useImperativeHandle(handle, () => ({
    focus: () => area.current?.focus(),
    insert: (text) => {
      const from = area.current?.selectionStart ?? value.length;
      replace(from, area.current?.selectionEnd ?? from, text);
      area.current?.focus();
    },
  }));
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    const { selectionStart, selectionEnd } = event.currentTarget;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onRun();
    else if (event.key === 'Escape') {
      event.currentTarget.blur();
      onLeave?.();
    } else if (event.key === 'Enter' && !readOnly) {
      // A new line starts below the line before, as far in as that one.
      const line = value.slice(value.lastIndexOf('\n', selectionStart - 1) + 1, selectionStart);
      replace(selectionStart, selectionEnd, `\n${/^ */.exec(line)?.[0] ?? ''}`);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={styles['editor']} data-wrong={problems.length > 0 || undefined}>
      <div className={styles['sheet']} style={{ minHeight: linesMin * 18 + 8 }}>
        <div className={styles['lines']} aria-hidden="true">
          {lines.map((pieces, index) => (
            <div key={index} className={styles['line']} data-changed={changed.has(index + 1) || undefined}>
              <span className={styles['gutter']}>{index + 1}</span>
              <Line pieces={pieces} wrong={problems.filter((problem) => problem.line === index + 1)} />
            </div>
          ))}
        </div>
        <textarea
          ref={area}
          className={styles['area']}
          value={value}
          readOnly={readOnly}
          aria-label={label}
          aria-invalid={problems.length > 0}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          wrap="off"
          rows={1}
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </div>
    </div>
  );
}
