// The box that filters a list as you type. What is being typed lives here; it reaches the URL a moment after the last key, and a
// change of the URL from elsewhere (Back, "clear") reaches the box.
import { useEffect, useRef, useState, type RefObject } from 'react';
import styles from './small.module.css';

const WAIT_MS = 220;

export function FilterBox({
  by,
  label = `Filter by ${by}`,
  value,
  onChange,
  input,
}: {
  /** What is looked through, as the placeholder says it: "name". */
  by: string;
  label?: string;
  value: string;
  onChange: (value: string) => void;
  input: RefObject<HTMLInputElement | null>;
}) {
  const [typed, setTyped] = useState(value);
  const sent = useRef(value);
  useEffect(() => {
    if (value !== sent.current) setTyped(value);
    sent.current = value;
  }, [value]);
  useEffect(() => {
    if (typed === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = typed;
      onChange(typed);
    }, WAIT_MS);
    return () => clearTimeout(timer);
  });
  // Wide enough for what it says, so that nobody has to guess what is looked through.
  const width = `${Math.max(176, (by.length + 13) * 7)}px`;
  return (
    <input
      ref={input}
      type="search"
      className={`input ${styles['filter']}`}
      style={{ flexBasis: width, width }}
      value={typed}
      placeholder={`Filter by ${by}  /`}
      aria-label={label}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' && event.key !== 'Enter') return;
        if (event.key === 'Escape') setTyped('');
        event.currentTarget.blur();
      }}
    />
  );
}
