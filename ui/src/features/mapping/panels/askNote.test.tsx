// A question that is being answered cannot be left; one that may not be answered can.
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { AskNote } from './AskNote';

const nothing = (): void => undefined;
const shown = (state: { busy: boolean; barred: boolean }): string =>
  renderToStaticMarkup(<AskNote title="Approve v3" placeholder="On what grounds?" action="Do it" optional error={null} onDo={nothing} onClose={nothing} {...state}>why</AskNote>);
const off = (html: string, name: string): boolean => new RegExp(`<button[^>]*disabled=""[^>]*>${name}</button>`).test(html);

describe('a question with a note', () => {
  it('is held open while it is being done', () => {
    const html = shown({ busy: true, barred: false });
    expect([off(html, 'Cancel'), off(html, 'Do it')]).toEqual([true, true]);
  });

  it('is left freely where it cannot be done', () => {
    const html = shown({ busy: false, barred: true });
    expect([off(html, 'Cancel'), off(html, 'Do it')]).toEqual([false, true]);
  });
});
