// Keys that work on every screen: Ctrl/Cmd-K opens the palette; G and a letter goes to a screen. They come before a
// screen's own single keys, so that "G F" never triggers what F does there.
import { useEffect, useRef } from 'react';
import { screens } from './screens';

const typing = 'input, textarea, select, [contenteditable="true"]';
const pendingMs = 1200;

export function useGoKeys(go: (path: string) => void, openPalette: () => void): void {
  const latest = useRef({ go, openPalette });
  latest.current = { go, openPalette };
  useEffect(() => {
    let pendingUntil = 0;
    const onKey = (event: KeyboardEvent): void => {
      const key = event.key.toLowerCase();
      if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && key === 'k') {
        event.preventDefault();
        if (document.querySelector('[role="dialog"][aria-modal="true"]') === null) latest.current.openPalette();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof HTMLElement && event.target.closest(typing) !== null) return;
      if (document.querySelector('[role="dialog"][aria-modal="true"]') !== null) return;
      const screen = event.timeStamp < pendingUntil ? screens.find((one) => one.key === key) : undefined;
      pendingUntil = key === 'g' && screen === undefined ? event.timeStamp + pendingMs : 0;
      if (screen === undefined && key !== 'g') return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (screen !== undefined) latest.current.go(screen.path);
    };
    addEventListener('keydown', onKey, { capture: true });
    return () => removeEventListener('keydown', onKey, { capture: true });
  }, []);
}
