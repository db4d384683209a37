// The sentence of a note that a finding rests on, as a quote: scrubbed by the workspace, with what it is about marked. What
// is hidden shows as hidden, so that nobody takes a shortened sentence for the whole one.
import { Fragment } from 'react';
import type { NoteQuote as Quote } from '../contract/contract';
import styles from './NoteQuote.module.css';
import { dayName } from './relativeDay';

/** `Y−3 day 255 · stopped in the note`. */
export function noteFacts(note: Quote): string {
  return [note.day === null ? 'undated note' : dayName(note.day), note.check].join(' · ');
}

export function NoteQuote({ note }: { note: Quote }) {
  return (
    <>
      <blockquote className={styles['quote']} data-side={note.side}>
        <p>
          <HiddenWords text={note.before} />
          {note.mention !== '' && <mark><HiddenWords text={note.mention} /></mark>}
          <HiddenWords text={note.after} />
        </p>
      </blockquote>
      <cite className={styles['where']} data-side={note.side}>{note.locator}</cite>
    </>
  );
}

const HIDDEN = '[hidden]';

/** Scrubbed words; what was hidden shows as hidden. */
export function HiddenWords({ text }: { text: string }) {
  return text.split(HIDDEN).map((part, at) => (
    <Fragment key={at}>
      {at > 0 && <span className={styles['hidden']} title="Hidden: not on the list of words that may be shown">hidden</span>}
      {part}
    </Fragment>
  ));
}
