// A press beside a dialog closes it, unless somebody has written into it: what was typed is not lost by a slip of the hand.
// Escape and the buttons close it always.
import type { FormEvent, MouseEvent } from 'react';

export function besideCloses(onClose: () => void) {
  return {
    onInput: (event: FormEvent<HTMLElement>): void => {
      event.currentTarget.dataset['written'] = '';
    },
    onMouseDown: (event: MouseEvent<HTMLElement>): void => {
      if (event.target === event.currentTarget && event.currentTarget.dataset['written'] === undefined) onClose();
    },
  };
}
