// The text form: what is kept. Line numbers, and the lines where the workspace found a problem.
import { useEffect, useRef } from 'react';
import type { Problem } from '../../contract/contract';
import styles from './lens.module.css';

type Props = { text: string; problems: readonly Problem[]; readOnly: boolean; waiting: boolean; line: number | null; onChange: (text: string) => void };

const lineHeight = 18;

export function TextPane({ text, problems, readOnly, waiting, line, onChange }: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const lines = text.split('\n').length;
  const wrong = new Map(problems.map((problem) => [problem.line, problem.message]));
  useEffect(() => {
    if (line === null || frame.current === null) return;
    frame.current.scrollTop = Math.max(0, (line - 4) * lineHeight);
  }, [line]);
  return (
    <div className={styles['text']} ref={frame} data-waiting={waiting || undefined}>
      <div className={styles['sheet']} style={{ height: lines * lineHeight + 24 }}>
        <div className={styles['gutter']} aria-hidden="true">
          {Array.from({ length: lines }, (_, at) => <div key={at} data-wrong={wrong.has(at + 1) || undefined} data-here={line === at + 1 || undefined} title={wrong.get(at + 1)}>{at + 1}</div>)}
        </div>
        <textarea
          ref={area} value={text} readOnly={readOnly} aria-label="The lens as text" aria-invalid={problems.length > 0} spellCheck={false} autoComplete="off" autoCapitalize="off" wrap="off"
          onChange={(event) => onChange(event.target.value)} onKeyDown={(event) => { if (event.key === 'Escape') event.currentTarget.blur(); }}
        />
      </div>
    </div>
  );
}
