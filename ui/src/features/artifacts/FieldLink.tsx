// A relation or a field of it as a way into Files, where its profile stands. Where no single artifact holds it, it is text.
import { Link } from '@tanstack/react-router';
import { NestedName, Place } from './Marks';
import styles from './artifacts.module.css';

type Props = { artifact: string; relation: string; field: string; name?: string };

export function FieldLink({ artifact, relation, field, name }: Props) {
  const text = relation === '' ? <NestedName name={name ?? artifact} id={artifact} /> : <Place relation={relation} field={field} />;
  if (artifact === '') return text;
  const search = { id: artifact, ...(relation === '' ? {} : { relation }), ...(field === '' ? {} : { field }) };
  // Said as one word: the two parts are boxes of their own, and a reader would hear a blank between them.
  const said = relation === '' ? undefined : field === '' ? relation : `${relation}.${field}`;
  return (
    <Link to={'/artifacts' as string} search={search as never} aria-label={said} className={styles['fieldLink']} title="Open in Files" onClick={(event) => event.stopPropagation()}>
      {text}
    </Link>
  );
}
