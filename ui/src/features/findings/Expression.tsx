// A rule's expression as it stood in the run, line by line. Text that the team wrote; no record content.
import styles from './findings.module.css';
import { linesOf } from './words';

export function Expression({ expression }: { expression: string }) {
  return (
    <pre className={styles['code']} aria-label="Rule expression">
      {linesOf(expression).map((line, index) => (
        <code key={index}>
          <i aria-hidden="true">{index + 1}</i>
          {line}
        </code>
      ))}
    </pre>
  );
}
