// Opens a <dialog> as a modal one for as long as its component stands, and gives the focus back where it was: a list that was walked with
// the keys is walked on. The platform would do so too, but only from a dialog that is closed before it leaves the page.
import { useLayoutEffect, type RefObject } from 'react';

export function useModal(dialog: RefObject<HTMLDialogElement | null>): void {
  useLayoutEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    if (element !== null && !element.open) element.showModal();
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, [dialog]);
}
