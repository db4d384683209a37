// Brings a part of a panel to the top of the panel when it opens, and moves nothing else: `scrollIntoView` would move every
// box around the panel too.
import { useEffect, useRef, type RefObject } from 'react';

export function useReveal<Part extends HTMLElement>(open: boolean): RefObject<Part | null> {
  const part = useRef<Part>(null);
  useEffect(() => {
    const box = open ? part.current : null;
    let panel = box?.parentElement ?? null;
    while (panel !== null && panel.scrollHeight <= panel.clientHeight) panel = panel.parentElement;
    if (box !== null && panel !== null && panel !== document.documentElement && panel !== document.body) {
      panel.scrollTop += box.getBoundingClientRect().top - panel.getBoundingClientRect().top;
    }
  }, [open]);
  return part;
}
