// Which rule a line of the document lies in, read off the text as the document writes it: a rule begins at its
// `[[resource.rule]]` heading and ends before the next heading.

/** The id of the rule at a 1-based line, or null when the line lies outside rules. */
export function ruleAtLine(text: string, line: number): string | null {
  const lines = text.split('\n');
  let start = line - 1;
  while (start >= 0 && !/^\s*\[/.test(lines[start] ?? '')) start -= 1;
  if (start < 0 || !/^\s*\[\[resource\.rule\]\]/.test(lines[start] ?? '')) return null;
  for (let at = start + 1; at < lines.length && !/^\s*\[/.test(lines[at] ?? ''); at += 1) {
    const id = /^\s*id\s*=\s*"([^"]+)"/.exec(lines[at] ?? '')?.[1];
    if (id !== undefined) return id;
  }
  return null;
}
