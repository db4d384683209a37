// Which row a key leads to. Pure: the table and any other list with the same keys use it.

/** The row to select, or null when the key is not ours. */
export function stepFor(key: string, selected: number | null, total: number, page: number): number | null {
  if (total === 0) return null;
  const bounded = (index: number): number => Math.min(total - 1, Math.max(0, index));
  switch (key) {
    case 'j':
    case 'J':
    case 'ArrowDown':
      return selected === null ? 0 : bounded(selected + 1);
    case 'k':
    case 'K':
    case 'ArrowUp':
      return selected === null ? 0 : bounded(selected - 1);
    case 'PageDown':
      return bounded((selected ?? 0) + page);
    case 'PageUp':
      return bounded((selected ?? 0) - page);
    case 'Home':
      return 0;
    case 'End':
      return total - 1;
    default:
      return null;
  }
}
