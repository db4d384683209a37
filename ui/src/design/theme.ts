// Light, dark or as the system says, and Mantine set to our tokens. The choice is kept in localStorage (it is a taste,
// not data); the resolved theme is `data-theme` on the root element, which tokens.css reads.
import { createTheme, Modal } from '@mantine/core';

export type ThemeChoice = 'system' | 'light' | 'dark';

const key = 'throughline-theme';
const dark = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

/** What the person chose. */
export function themeChoice(): ThemeChoice {
  const kept = localStorage.getItem(key);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

/** What is shown. */
export function shownTheme(choice: ThemeChoice = themeChoice()): 'light' | 'dark' {
  if (choice !== 'system') return choice;
  return dark.matches ? 'dark' : 'light';
}

function apply(): void {
  const theme = shownTheme();
  document.documentElement.dataset['theme'] = theme;
  document.documentElement.dataset['mantineColorScheme'] = theme;
  for (const listener of listeners) listener();
}

/** Choose, keep and show. */
export function chooseTheme(choice: ThemeChoice): void {
  if (choice === 'system') localStorage.removeItem(key);
  else localStorage.setItem(key, choice);
  apply();
}

/** Show the kept choice and follow the system from now on. Called once at the start. */
export function startTheme(): void {
  dark.addEventListener('change', apply);
  apply();
}

/** Hear of changes; for useSyncExternalStore. */
export function onTheme(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Mantine's theme: sizes and behaviour here, colours in mantine.css. */
export const mantineTheme = createTheme({
  defaultRadius: 6,
  cursorType: 'pointer',
  components: {
    // The page itself never scrolls; locking it would write an inline style element.
    Modal: Modal.extend({ defaultProps: { lockScroll: false, centered: true, transitionProps: { duration: 90 } } }),
  },
});
