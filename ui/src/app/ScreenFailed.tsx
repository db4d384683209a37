// A screen that threw while drawing. The other screens go on; nothing of the error's text is shown, it could hold content.
import type { ErrorComponentProps } from '@tanstack/react-router';
import { EmptyState } from '../components/EmptyState';

export function ScreenFailed({ reset }: ErrorComponentProps) {
  return (
    <EmptyState
      icon="warn"
      title="This screen could not be drawn"
      action={<button type="button" className="button" onClick={reset}>Draw it again</button>}
    >
      The workspace is not affected, and the other screens still work.
    </EmptyState>
  );
}
