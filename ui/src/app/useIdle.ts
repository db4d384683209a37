// Hears when nobody has touched keyboard, pointer or wheel for a while. A window that slept counts as idle: the clock is
// compared, not a timer trusted.
import { useEffect, useRef } from 'react';

/** Call `onIdle` after `limitMs` without a touch; again only after somebody came back. */
export function useIdle(limitMs: number, onIdle: () => void): void {
  const latest = useRef(onIdle);
  latest.current = onIdle;
  useEffect(() => {
    let touchedMs = Date.now();
    let said = false;
    const check = (): void => {
      if (said || Date.now() - touchedMs < limitMs) return;
      said = true;
      latest.current();
    };
    const touch = (): void => {
      // The first touch after a sleep comes before the timer: it must not count as presence.
      check();
      touchedMs = Date.now();
      said = false;
    };
    const kinds = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const;
    for (const kind of kinds) addEventListener(kind, touch, { passive: true, capture: true });
    const timer = setInterval(check, 5_000);
    return () => {
      clearInterval(timer);
      for (const kind of kinds) removeEventListener(kind, touch, { capture: true });
    };
  }, [limitMs]);
}
