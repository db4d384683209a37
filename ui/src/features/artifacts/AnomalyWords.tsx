// What an anomaly says: its words, where its first rows are, and the values that it is about, as far as 11 patients have them.
import type { Anomaly } from '../../contract/contract';

export function AnomalyWords({ anomaly }: { anomaly: Anomaly }) {
  const places = placesOf(anomaly);
  return (
    <span className="mid" title={[anomaly.words, places, anomaly.values.join(', ')].filter((part) => part !== '').join(' · ')}>
      {anomaly.words}
      {places !== '' && <span className="dim"> {places}</span>}
      {anomaly.values.map((value) => (
        <code key={value} className="mono">
          {' '}
          {value}
        </code>
      ))}
    </span>
  );
}

/** "lines 17, 24": the word once. */
export function placesOf({ places }: { places: readonly string[] }): string {
  const lines = places.map((place) => place.replace(/^line /, ''));
  return lines.length === 0 ? '' : `${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}`;
}
