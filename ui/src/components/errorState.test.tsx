// A failed question, in words: what happened, and the way on that leads somewhere.
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { ErrorCode, WireError } from '../contract/contract';
import { ErrorState } from './ErrorState';

const shown = (code: ErrorCode, problems: WireError['problems'] = []): string => renderToStaticMarkup(<ErrorState error={{ code, message: 'It failed.', incident: null, problems } as WireError} retry={() => undefined} />);

it('offers to try again where that may help, and not where it gives the same', () => {
  for (const code of ['internal', 'busy', 'offline'] as const) expect(shown(code)).toContain('Try again');
  for (const code of ['forbidden', 'withheld'] as const) expect(shown(code)).not.toContain('Try again');
  expect(shown('forbidden')).toContain('An administrator of the workspace gives roles.');
  const named = [{ line: 0, column: 0, message: 'Whoever proposed it does not sign it.' }];
  expect(shown('forbidden', named)).not.toContain('gives roles');
});

it('says why what was asked for is not there, where the screen knows it, and leads on', () => {
  const gone = renderToStaticMarkup(<ErrorState error={{ code: 'not_found', message: 'It failed.', incident: null, problems: [] } as WireError} retry={() => undefined} why="It closed." back={<a href="/all">All</a>} />);
  expect(gone).toContain('It closed.');
  expect(gone).toContain('href="/all"');
  expect(gone).not.toContain('Try again');
});
