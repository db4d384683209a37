// Filters beside a list: groups of values with counts. Values of one group are alternatives, groups combine. The caller
// holds what is chosen (in the URL); this draws it and says what was pressed. Arrow keys move within the whole column.
import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import type { Facet } from '../contract/contract';
import { count } from './formats';
import styles from './Facets.module.css';

export type FacetGroup = {
  /** Key of the group, as in the URL. */
  id: string;
  /** Heading. */
  label: string;
  /** What the group counts, where its heading leaves that open. */
  about?: string;
  values: readonly Facet[];
  chosen: readonly string[];
  /** What to draw before and as the value; the value itself by default. */
  mark?: (value: string) => ReactNode;
  /** Words for the value when they differ from it. */
  words?: (value: string) => string;
};

type Props = {
  groups: readonly FacetGroup[];
  onChange: (id: string, chosen: string[]) => void;
  label?: string;
};

function toggled(chosen: readonly string[], value: string): string[] {
  return chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
}

export function Facets({ groups, onChange, label = 'Filters' }: Props) {
  const root = useRef<HTMLElement>(null);
  const move = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || root.current === null) return;
    const buttons = [...root.current.querySelectorAll<HTMLButtonElement>('button[data-value]')];
    const next = buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + step];
    if (next !== undefined) {
      event.preventDefault();
      next.focus();
    }
  };
  return (
    <aside className={styles['facets']} aria-label={label} ref={root} onKeyDown={move}>
      {groups.length > 0 && groups.every(({ values, chosen }) => values.length + chosen.length === 0) && <p className={styles['none']}>Nothing is listed, so there is nothing to narrow.</p>}
      {groups.map((group) => <Group key={group.id} group={group} onChange={onChange} />)}
    </aside>
  );
}

function Group({ group, onChange }: { group: FacetGroup; onChange: Props['onChange'] }) {
  const { id, label, about, values, chosen, mark, words } = group;
  // A chosen value stays in sight, with zero rows, when other filters emptied it: it must be possible to take it off.
  const gone = chosen.filter((value) => !values.some((facet) => facet.value === value));
  const shown = [...values, ...gone.map((value) => ({ value, count: 0 }))];
  if (shown.length === 0) return null;
  return (
    <section className={styles['group']} role="group" aria-label={label} aria-description={about}>
      <div className={styles['head']}>
        <h3 title={about}>{label}</h3>
        {chosen.length > 0 && <button type="button" className={styles['clear']} onClick={() => onChange(id, [])}>clear</button>}
      </div>
      {shown.map((facet) => (
        <button
          key={facet.value}
          type="button"
          data-value={facet.value}
          className={styles['value']}
          aria-pressed={chosen.includes(facet.value)}
          onClick={() => onChange(id, toggled(chosen, facet.value))}
        >
          {mark !== undefined && <span className={styles['glyph']} aria-hidden="true">{mark(facet.value)}</span>}
          <span className={styles['words']}>{words === undefined ? facet.value : words(facet.value)}</span>
          <span className={styles['count']}>{count(facet.count)}</span>
        </button>
      ))}
    </section>
  );
}
