// What goes with whoever leaves a workspace, and what covers it while it is locked.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { COVER, toast, toastStore, undoLast } from '../components/toasts';
import { forgetWorkspace } from './leave';
import { SignInAgain } from './SignInAgain';

it('forgets the answers of a workspace, what was said there and what could be taken back', () => {
  const client = new QueryClient();
  client.setQueryData(['session', {}], { account: 'a.lindqvist' });
  let undone = false;
  toast({ tone: 'good', title: '1 cause: identity', action: { label: 'Undo', run: () => (undone = true), undoes: true } });
  forgetWorkspace(client);
  expect([undoLast(), undone, toastStore.read(), client.getQueryData(['session', {}])]).toEqual([false, false, [], undefined]);
});

it('takes the cover of a locked window for what lies over the screens', () => {
  const html = renderToStaticMarkup(<QueryClientProvider client={new QueryClient()}><SignInAgain reason="idle" onDone={() => undefined} onLeave={() => undefined} /></QueryClientProvider>);
  const [cover] = /<div[^>]*role="dialog"[^>]*>/.exec(html) ?? [''];
  expect(cover).toContain('aria-modal="true"');
  expect(COVER.split(', ')).toEqual(['dialog[open]', '[role="dialog"][aria-modal="true"]']);
});
