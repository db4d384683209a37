/** The line above the time axis: how much is shown, which kinds, which tests have a trend, zoom, and the legend. */
import { Popover } from '@mantine/core';
import type { RefObject } from 'react';
import { FilterBox } from '../../../components/FilterBox';
import { Icon } from '../../../components/Icon';
import { Verdict } from '../../../components/Verdict';
import { count, plural } from '../../../components/formats';
import { shownOf, usualShow, type ChartSearch, type Show } from '../search';
import type { Book } from '../timeline/book';
import { KNOWN_LANES } from '../timeline/kinds';
import type { Layout } from '../timeline/layout';
import { ZOOM_STEP } from '../timeline/time';
import type { GoChart } from '../useWhere';
import type { TimelineHandle } from './Timeline';
import styles from './chart.module.css';

/** The first word of the second gives way where there is little room. */
const NAMES: Record<Show, readonly [string, string]> = { all: ['', 'All'], context: ['Findings ', 'in context'], findings: ['', 'Findings'] };

interface Props {
  readonly book: Book;
  readonly search: ChartSearch;
  readonly layout: Layout | null;
  readonly go: GoChart;
  readonly timeline: RefObject<TimelineHandle | null>;
  /** Where what is selected stands in time, null when it is undated. */
  readonly moment: number | null;
  readonly onDay: () => void;
  /** The box that filters the table. */
  readonly input: RefObject<HTMLInputElement | null>;
}

export function ChartTools({ book, search, layout, go, timeline, moment, onDay, input }: Props) {
  const { patient } = book.chart;
  const show = shownOf(search, patient.findings);
  const all = Math.max(patient.legacy, patient.destination);
  return (
    <div className={styles['tools']}>
      <div className={styles['segments']} role="group" aria-label="Show">
        {(Object.keys(NAMES) as Show[]).map((one) => (
          <button key={one} type="button" aria-pressed={one === show} onClick={() => go({ show: one === usualShow(patient.findings) ? undefined : one } as Partial<ChartSearch>)}>
            <span>{NAMES[one][0] !== '' && <span className={styles['lead']}>{NAMES[one][0]}</span>}{NAMES[one][1]}</span> {one === 'all' ? count(all) : one === 'findings' ? count(patient.findings) : ''}
          </button>
        ))}
      </div>
      <Kinds search={search} go={go} />
      {layout !== null && layout.trends.length > 0 && search.as !== 'list' && <Tests layout={layout} go={go} />}
      <div className={styles['segments']} role="group" aria-label="View">
        <button type="button" aria-pressed={search.as !== 'list'} onClick={() => go({ as: undefined } as Partial<ChartSearch>)}>Timeline</button>
        <button type="button" aria-pressed={search.as === 'list'} onClick={() => go({ as: 'list' })}>List</button>
      </div>
      {search.as !== 'list' && (
        <div className={styles['segments']} role="group" aria-label="Zoom">
          <button type="button" aria-label="Zoom out" onClick={() => timeline.current?.zoom(1 / ZOOM_STEP)}><Icon name="minus" size={11} /></button>
          <button type="button" onClick={() => timeline.current?.fit()}>Fit</button>
          <button type="button" aria-label="Zoom in" onClick={() => timeline.current?.zoom(ZOOM_STEP)}><Icon name="plus" size={11} /></button>
          <button type="button" aria-label="Closer to what is selected" title="A month around what is selected, then its day, then its hour: key Z. Shift Z goes back." onClick={(event) => timeline.current?.closer(moment, event.shiftKey)}><Icon name="scan" size={11} /></button>
        </div>
      )}
      <button type="button" className={styles['choice']} aria-pressed={search.day !== undefined} title="What was in force on a day, and what still computes, key D" onClick={onDay}>On a day</button>
      {search.as === 'list' ? <span className={styles['toolsEnd']}><FilterBox by="words" label="Filter statements by words" value={search.words ?? ''} onChange={(words) => go({ words: words === '' ? undefined : words } as Partial<ChartSearch>, { replace: true })} input={input} /></span> : <Legend />}
    </div>
  );
}

function Legend() {
  return (
    <div className={styles['legend']}>
      <span className={styles['wide']}><i className={styles['swatch']} data-side="legacy" />legacy above</span>
      <span className={styles['wide']}><i className={styles['swatch']} data-side="destination" />destination below</span>
      {['safety', 'clinical', 'administrative', 'cosmetic'].map((severity) => (
        <span key={severity} title={`${severity} finding`}><Verdict name="altered" severity={severity} size={13} /><b>{severity}</b></span>
      ))}
    </div>
  );
}

function Kinds({ search, go }: Pick<Props, 'search' | 'go'>) {
  const chosen = new Set(search.kinds ?? []);
  const toggle = (kinds: readonly string[]): void => {
    const on = kinds.every((kind) => chosen.has(kind));
    const next = on ? [...chosen].filter((kind) => !kinds.includes(kind)) : [...chosen, ...kinds];
    go({ kinds: next.length > 0 ? next : undefined } as Partial<ChartSearch>);
  };
  return (
    <Popover position="bottom-start" withinPortal shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={styles['choice']} aria-pressed={chosen.size > 0}>
          {chosen.size > 0 ? plural(KNOWN_LANES.filter((lane) => lane.kinds.some((kind) => chosen.has(kind))).length, 'kind') : 'All kinds'} <Icon name="down" size={10} />
        </button>
      </Popover.Target>
      <Popover.Dropdown className={styles['menu'] ?? ''}>
        {KNOWN_LANES.map((lane) => (
          <label key={lane.id}>
            <input type="checkbox" checked={lane.kinds.every((kind) => chosen.has(kind))} onChange={() => toggle(lane.kinds)} /> {lane.name}
          </label>
        ))}
        <button type="button" className="button small quiet" disabled={chosen.size === 0} onClick={() => go({ kinds: undefined } as Partial<ChartSearch>)}>All kinds</button>
      </Popover.Dropdown>
    </Popover>
  );
}

function Tests({ layout, go }: { layout: Layout; go: GoChart }) {
  const shown = new Set(layout.shownTests);
  const toggle = (id: string): void => {
    const next = shown.has(id) ? layout.shownTests.filter((test) => test !== id) : [...layout.shownTests, id];
    go({ tests: next }, { replace: true });
  };
  return (
    <Popover position="bottom-start" withinPortal shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={styles['choice']}>{shown.size} of {layout.trends.length} trends <Icon name="down" size={10} /></button>
      </Popover.Target>
      <Popover.Dropdown className={styles['menu'] ?? ''}>
        {layout.trends.map((trend) => (
          <label key={trend.id}>
            <input type="checkbox" checked={shown.has(trend.id)} onChange={() => toggle(trend.id)} /> {trend.label}
            <span className="dim"> {trend.legacy.points.length} / {trend.destination.points.length}</span>
            {trend.findings > 0 && <span className={styles['menuEnd']}>{trend.findings} {trend.findings === 1 ? 'finding' : 'findings'}</span>}
          </label>
        ))}
      </Popover.Dropdown>
    </Popover>
  );
}
