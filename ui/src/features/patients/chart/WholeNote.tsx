/**
 * A note with its words, scrubbed by the workspace, sentence by sentence; those that findings rest on are marked and lead to
 * their finding. The one that is looked at is brought into view.
 */
import { useEffect, useRef, type RefObject } from 'react';
import { ErrorState } from '../../../components/ErrorState';
import { HiddenWords } from '../../../components/NoteQuote';
import { Skeleton } from '../../../components/Skeleton';
import type { NoteSentence, NoteText } from '../../../contract/contract';
import { useCommand } from '../../../platform/call';
import styles from './note.module.css';

interface Props {
  readonly patient: string;
  /** Chart statement token of the note. */
  readonly statement: string;
  /** The finding looked at. */
  readonly finding?: string;
  readonly onFinding?: (id: string) => void;
}

/** Asks for the note and shows it. */
export function WholeNote({ patient, statement, ...rest }: Props) {
  const answer = useCommand('chart_statement', { id: patient, statement }, { keep: false, staleTime: 60_000 });
  if (answer.isError) return <ErrorState error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <div className={styles['waiting']} aria-busy="true" aria-label="Loading the note">{[92, 84, 96, 60].map((width) => <Skeleton key={width} width={`${width}%`} />)}</div>;
  if (!answer.data.note) return <p className="dim">The note holds no words.</p>;
  return <Note note={answer.data.note} {...rest} />;
}

/** Sentences gathered into the lines that they stand in. */
export function linesOfNote(sentences: readonly NoteSentence[]): NoteSentence[][] {
  const lines: NoteSentence[][] = [];
  for (const sentence of sentences) {
    const last = lines[lines.length - 1];
    if (last === undefined || sentence.line || sentence.heading) lines.push([sentence]);
    else last.push(sentence);
  }
  return lines;
}

export function Note({ note, finding, onFinding }: { note: NoteText } & Pick<Props, 'finding' | 'onFinding'>) {
  const box = useRef<HTMLElement>(null);
  const looked = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!box.current || !looked.current) return;
    const [around, sentence] = [box.current, looked.current];
    const [frame, words] = [around.getBoundingClientRect(), sentence.getBoundingClientRect()];
    around.scrollTop += words.top - frame.top - (frame.height - words.height) / 2;
  }, [note, finding]);
  const first = note.sentences.find((one) => one.finding !== '' && (finding === undefined || one.finding === finding));
  return (
    <>
      <article ref={box} className={styles['note']} data-side={note.side} aria-label="Note" tabIndex={0}>
        {linesOfNote(note.sentences).map((line, at) => (
          <p key={at} className={line[0]?.heading ? styles['heading'] : undefined}>
            {line.map((sentence, place) => (
              <Sentence key={place} sentence={sentence} looked={sentence === first ? looked : null} current={sentence.finding !== '' && sentence.finding === finding} onFinding={onFinding} />
            ))}
          </p>
        ))}
      </article>
      {note.truncated && <p className={styles['cut']}>The note goes on; its first {note.sentences.length} sentences are shown.</p>}
      <cite className={styles['where']}>{note.locator}</cite>
    </>
  );
}

function Sentence({ sentence, looked, current, onFinding }: { sentence: NoteSentence; looked: RefObject<HTMLElement | null> | null; current: boolean; onFinding: Props['onFinding'] }) {
  const words = (
    <>
      <HiddenWords text={sentence.before} />
      {sentence.mention !== '' && <b><HiddenWords text={sentence.mention} /></b>}
      <HiddenWords text={sentence.after} />
    </>
  );
  if (sentence.finding === '') return <>{words} </>;
  return (
    <>
      <mark ref={looked} title={sentence.check} data-current={current || undefined}>
        {words}
        {onFinding && <button type="button" onClick={() => onFinding(sentence.finding)}>{sentence.check}</button>}
      </mark>{' '}
    </>
  );
}
