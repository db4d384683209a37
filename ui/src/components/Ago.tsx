// When the workspace did something, as people say it: "4 h ago". The moment itself, in local time, stands in the title.
import { ago, moment } from './formats';

export function Ago({ atMs }: { atMs: number }) {
  return <time dateTime={new Date(atMs).toISOString()} title={moment(atMs)}>{ago(atMs, Date.now())}</time>;
}
