// The whole mapping document as text, to read and to copy. Changing it as a text happens on the command line
// (`throughline mapping export` and `import`), where it can live under version control.
import { useMemo, useRef, useState } from 'react';
import { Icon } from '../../../components/Icon';
import { plural } from '../../../components/formats';
import type { MappingView } from '../../../contract/contract';
import { useRowWindow } from '../useRowWindow';
import { Dialog } from '../../../components/Dialog';
import styles from './panels.module.css';

const lineHeight = 18;

/** A line of the document in three colours: headings, keys, the rest. */
function Toml({ text }: { text: string }) {
  if (/^\s*\[/.test(text)) return <span className={styles['heading']}>{text}</span>;
  if (/^\s*#/.test(text)) return <span className="dim">{text}</span>;
  const pair = /^(\s*[\w-]+)(\s*=\s*)(.*)$/.exec(text);
  if (pair === null) return <span>{text}</span>;
  return <><span className="legacy">{pair[1]}</span><span className="dim">{pair[2]}</span><span className={pair[3]?.startsWith('"') ? 'destination' : undefined}>{pair[3]}</span></>;
}

export function DocumentPanel({ view, onClose }: { view: MappingView; onClose: () => void }) {
  const lines = useMemo(() => view.text.split('\n'), [view.text]);
  const wrong = useMemo(() => new Map(view.problems.map((problem) => [problem.line, problem.message])), [view.problems]);
  const rows = useRef<HTMLDivElement>(null);
  const window = useRowWindow(lines.length, lineHeight, rows);
  const [copied, setCopied] = useState<'no' | 'yes' | 'refused'>('no');
  const copy = (): void => void navigator.clipboard.writeText(view.text).then(() => setCopied('yes'), () => setCopied('refused'));
  return (
    <Dialog
      shape="side"
      width={760}
      label="The document"
      busy={false}
      title={<>{view.name}, v{view.version} <span className="dim x">{plural(lines.length, 'line')}, read only</span></>}
      onClose={onClose}
      actions={<button type="button" className="button small" onClick={copy}><Icon name={copied === 'yes' ? 'check' : 'document'} size={12} />{copied === 'yes' ? 'Copied' : copied === 'refused' ? 'Copying was refused' : 'Copy all'}</button>}
    >
      <div ref={rows} className={styles['document']} onScroll={window.onScroll} tabIndex={0} data-first aria-label="Text of the mapping document">
        <div style={{ height: lines.length * lineHeight }}>
          <div style={{ transform: `translateY(${window.first * lineHeight}px)` }}>
            {lines.slice(window.first, window.last).map((line, index) => {
              const number = window.first + index + 1;
              return <div key={number} className={styles['line']} data-wrong={wrong.has(number) || undefined} title={wrong.get(number)}><span>{number}</span><Toml text={line} /></div>;
            })}
          </div>
        </div>
      </div>
    </Dialog>
  );
}
