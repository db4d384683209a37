// The words of a note beside the chart: what is read, what is marked, what is hidden.
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { ChartStatementDetail, NoteText } from '../../../contract/contract';
import detail from '../../../test/fixtures/chart_statement.json';
import { Aspects, Locators } from '../chart/Aspects';
import { linesOfNote, Note } from '../chart/WholeNote';

const note = (detail as ChartStatementDetail).note as NoteText;

describe('a note', () => {
  const html = renderToStaticMarkup(<Note note={note} finding="f-06a61cb8fed7" onFinding={() => undefined} />);

  it('marks the sentence of a finding and no other', () => {
    expect(html.match(/<mark/g)).toHaveLength(1);
    expect(html).toMatch(/<mark[^>]*data-current="true"[^>]*>INR labile again\. <b>warfarin<\/b> stopped today/);
    expect(html).toContain('stopped in the note</button>');
  });

  it('shows what is hidden as hidden, and where the note stands', () => {
    expect(html).not.toContain('[hidden]');
    expect(html.match(/>hidden</g)?.length).toBe(3);
    expect(html).toContain('notes.csv:236');
  });

  it('keeps its lines, and says when it goes on', () => {
    expect(linesOfNote(note.sentences).map((line) => line.length)).toEqual([1, 2, 1, 1, 1, 1, 2]);
    expect(linesOfNote([])).toEqual([]);
    expect(renderToStaticMarkup(<Note note={{ ...note, truncated: true }} />)).toContain('The note goes on');
    expect(html).not.toContain('The note goes on');
  });
});

describe('a statement', () => {
  it('calls an absent value absent, and a side without a statement so', () => {
    const html = renderToStaticMarkup(<Aspects aspects={[{ aspect: 'end', legacy: 'Y−3', legacyHow: 'copied', destination: '', destinationHow: '', differs: true }]} severity="safety" />);
    expect(html).toContain('absent');
    expect(renderToStaticMarkup(<Locators mark="D" side="destination" locators={[]} none="not in the destination" />)).toContain('not in the destination');
  });
});
