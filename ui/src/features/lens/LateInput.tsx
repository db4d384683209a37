// A text that is written back when it is left, not at every key. Enter leaves it, Escape leaves it as it was.
import styles from './part.module.css';

export function LateInput({ value, label, placeholder, readOnly, mono = true, onChange }: { value: string; label: string; placeholder: string; readOnly: boolean; mono?: boolean; onChange: (text: string) => void }) {
  return (
    <input key={value} className={`${styles['input']} ${mono ? 'mono' : ''}`} defaultValue={value} placeholder={placeholder} aria-label={label} title={value === '' ? undefined : value} readOnly={readOnly} spellCheck={false}
      onBlur={(event) => event.target.value.trim() !== value && onChange(event.target.value.trim())}
      onKeyDown={(event) => { if (event.key === 'Enter') event.currentTarget.blur(); if (event.key === 'Escape') { event.currentTarget.value = value; event.currentTarget.blur(); } }} />
  );
}
