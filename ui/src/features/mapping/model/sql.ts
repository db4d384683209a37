// Splits a rule's expression into coloured pieces, line by line. It is no parser: the workspace checks expressions.
//
// What must stay true: the pieces of a line, joined, are that line; so the coloured layer lies exactly under the text
// that is typed. A string or a comment may run over several lines.

export type PieceKind = 'keyword' | 'function' | 'text' | 'number' | 'field' | 'operator' | 'comment' | 'plain';

export interface Piece {
  readonly kind: PieceKind;
  readonly text: string;
  /** 1-based column of its first character. */
  readonly column: number;
}

const keywords = new Set(
  'AND AS BETWEEN CASE DATE DATETIME DECIMAL ELSE END FALSE IN INTEGER IS LIKE NOT NULL OR TEXT THEN TRUE WHEN'.split(' '),
);

/** The functions of the expression language, as `docs/mapping-document.md` lists them. */
export const functions: ReadonlySet<string> = new Set(
  (
    'ABS CAST COALESCE HL7_DATE HL7_DATETIME ID LENGTH LOOKUP LOWER LPAD MAP MAP_DISPLAY MAP_SYSTEM NULLIF PARSE_DATE ' +
    'PARSE_DATETIME REF REGEXP_EXTRACT REPLACE ROUND SPLIT_PART SUBSTR TRIM UPPER'
  ).split(' '),
);

const token =
  /(--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|('(?:[^']|'')*'?)|("(?:[^"]|"")*"?)|(\d+(?:\.\d+)?)|([A-Za-z_][A-Za-z0-9_]*)|(<>|<=|>=|\|\||[-+*/=<>(),])|(\s+)|([\s\S])/g;

function kindOf(match: RegExpMatchArray, after: string): PieceKind {
  if (match[1] !== undefined) return 'comment';
  if (match[2] !== undefined) return 'text';
  if (match[3] !== undefined) return 'field';
  if (match[4] !== undefined) return 'number';
  if (match[5] !== undefined) {
    const word = match[5].toUpperCase();
    if (functions.has(word) && /^\s*\(/.test(after)) return 'function';
    return keywords.has(word) ? 'keyword' : 'field';
  }
  return match[6] !== undefined ? 'operator' : 'plain';
}

/** The pieces of each line. Always at least one line. */
export function highlight(text: string): Piece[][] {
  const lines: Piece[][] = [[]];
  let column = 1;
  for (const match of text.matchAll(token)) {
    const kind = kindOf(match, text.slice(match.index + match[0].length, match.index + match[0].length + 40));
    match[0].split('\n').forEach((part, index) => {
      if (index > 0) {
        lines.push([]);
        column = 1;
      }
      if (part !== '') {
        lines.at(-1)?.push({ kind, text: part, column });
        column += part.length;
      }
    });
  }
  return lines;
}

/** The piece that a problem at this column points at: the one it lies in, or the last of the line. */
export function pieceAt(line: readonly Piece[], column: number): Piece | null {
  const hit = line.find((piece) => column >= piece.column && column < piece.column + piece.text.length);
  return hit ?? line.filter((piece) => piece.text.trim() !== '').at(-1) ?? null;
}
