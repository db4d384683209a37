// Escape out of a chart: whoever has gone on from patient to patient comes back to the list, also from the first of them.
import { useState } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { useWalked } from '../chart/useWalked';

/** One chart after the other, as the screen sees them; shows what it said last. */
function Walk({ ids }: { ids: readonly string[] }) {
  const [at, setAt] = useState(0);
  const walked = useWalked(ids[at] ?? '');
  if (at < ids.length - 1) setAt(at + 1);
  return <>{String(walked)}</>;
}

it('has been walked once she went on, also when she is back at the first', () => {
  const said = [['p1'], ['p1', 'p1'], ['p1', 'p2'], ['p1', 'p2', 'p1']].map((ids) => renderToStaticMarkup(<Walk ids={ids} />));
  expect(said).toEqual(['false', 'false', 'true', 'true']);
});
