import { describe, expect, test } from 'vitest';
import { highlight, pieceAt } from './sql';

const kinds = (text: string) => highlight(text).map((line) => line.filter((piece) => piece.text.trim() !== '').map((piece) => `${piece.kind} ${piece.text}`));

describe('colouring of expressions', () => {
  test('keywords, functions, fields, texts', () => {
    expect(kinds("CASE WHEN STOP_DT IS NOT NULL THEN 'stopped'\n  ELSE map(STATUS_CD, 'med-status') END")).toEqual([
      ['keyword CASE', 'keyword WHEN', 'field STOP_DT', 'keyword IS', 'keyword NOT', 'keyword NULL', 'keyword THEN', "text 'stopped'"],
      ['keyword ELSE', 'function map', 'operator (', 'field STATUS_CD', 'operator ,', "text 'med-status'", 'operator )', 'keyword END'],
    ]);
  });

  test('a quoted name is a field, a doubled quote stays inside its text', () => {
    expect(kinds('"PID-3.1" || \'it\'\'s\'')).toEqual([['field "PID-3.1"', 'operator ||', "text 'it''s'"]]);
  });

  test('a function name that is not called is a field', () => {
    expect(kinds('ID || LENGTH (x)')).toEqual([['field ID', 'operator ||', 'function LENGTH', 'operator (', 'field x', 'operator )']]);
  });

  test('texts and comments run over lines', () => {
    expect(kinds("'one\ntwo' -- why\n3.5")).toEqual([["text 'one"], ["text two'", 'comment -- why'], ['number 3.5']]);
  });

  test('the pieces joined are the text, whatever it is', () => {
    for (const text of ['', '\n', "'open", '"open', '/* open', 'a\t= ß→🙂;', "CAST(x AS DECIMAL) >= 1.50\n\n  OR y <> ''"]) {
      expect(highlight(text).map((line) => line.map((piece) => piece.text).join('')).join('\n')).toBe(text);
    }
  });

  test('a problem is drawn under the piece at its column, or under the last one', () => {
    const line = highlight("map(STATUS_CD, 'unit')")[0] ?? [];
    expect(pieceAt(line, 16)?.text).toBe("'unit'");
    expect(pieceAt(line, 5)?.text).toBe('STATUS_CD');
    expect(pieceAt(line, 99)?.text).toBe(')');
    expect(pieceAt([], 1)).toBeNull();
  });
});
