// What holds for the whole lens: its name, the zone of local times, and the code maps: what local codes mean, written by a second person
// and not taken from the mapping. What codes mean is declared once, in the lens of the legacy side.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Icon } from '../../components/Icon';
import { plural } from '../../components/formats';
import type { LensForm, LensMap } from '../../contract/contract';
import { LateInput } from './LateInput';
import { listed, systems } from './model/words';
import type { Side } from './model/search';
import styles from './lens.module.css';
import inspector from './inspector.module.css';

type Props = { side: Side; form: LensForm; readOnly: boolean; onChange: (form: LensForm) => void; onClose: () => void };

function Rows({ map, readOnly, onChange }: { map: LensMap; readOnly: boolean; onChange: (map: LensMap) => void }) {
  const [fresh, setFresh] = useState('');
  const put = (from: string, to: string[]): void => onChange({ ...map, rows: [...map.rows.filter((row) => row.from !== from), { from, to }].sort((a, b) => (a.from < b.from ? -1 : 1)) });
  return (
    <div className={inspector['pairs']} role="table" aria-label={`Codes of ${map.name}`}>
      {map.rows.map((row) => (
        <div key={row.from} className={inspector['pair']} role="row">
          <span className="mono cut" title={row.from}>{row.from}</span><Icon name="arrow" size={10} className="dim" />
          <LateInput value={row.to.join(', ')} label={`What ${row.from} means`} placeholder="no code" readOnly={readOnly} onChange={(text) => put(row.from, listed(text))} /><span />
          {!readOnly && <button type="button" className={inspector['drop']} aria-label={`Take out ${row.from}`} onClick={() => onChange({ ...map, rows: map.rows.filter((one) => one.from !== row.from) })}><Icon name="close" size={10} /></button>}
        </div>
      ))}
      {map.rows.some((row) => row.to.length > 1) && <p className="dim x">Several codes are declared together: the destination must give all of them, one coding each. A code of another system is written system|code.</p>}
      {!readOnly && (
        <form className={inspector['pair']} onSubmit={(event) => { event.preventDefault(); if (fresh.trim() !== '') { put(fresh.trim(), []); setFresh(''); } }}>
          <input className={inspector['cell']} value={fresh} placeholder="another code" aria-label={`${map.name}: another code`} spellCheck={false} onChange={(event) => setFresh(event.target.value)} />
          <span /><button type="submit" className={inspector['plain']} disabled={fresh.trim() === '' || map.rows.some((row) => row.from === fresh.trim())}>Add</button>
        </form>
      )}
    </div>
  );
}

export function CodesPanel({ side, form, readOnly, onChange, onClose }: Props) {
  const [open, setOpen] = useState<string | null>(form.maps[0]?.name ?? null);
  const [fresh, setFresh] = useState('');
  const set = (map: LensMap): void => onChange({ ...form, maps: form.maps.map((one) => (one.name === map.name ? map : one)) });
  // Systems that an attribute reads and no map translates: their codes are compared as they are.
  const read = [...new Set(form.parts.flatMap((part) => part.says.flatMap((say) => say.sources.map((source) => source.system))))].filter((system) => system.startsWith('urn:'));
  const unmapped = read.filter((system) => !form.maps.some((map) => map.from === system));
  const begin = (name: string, from: string): void => {
    onChange({ ...form, maps: [...form.maps, { name, from, to: systems[2] ?? '', rows: [] }] });
    setOpen(name);
    setFresh('');
  };
  return (
    <section className={styles['history']} aria-label="Codes of the lens">
      <header><h2>The whole lens</h2><button type="button" className={styles['close']} aria-label="Close" onClick={onClose}><Icon name="close" size={12} /></button></header>
      <div className={inspector['row']}><span className="dim x">Name</span><div><LateInput value={form.name} label="Name of the lens" placeholder="name" mono={false} readOnly={readOnly} onChange={(name) => onChange({ ...form, name })} /></div></div>
      <div className={inspector['row']}><span className="dim x">Local time</span><div><LateInput value={form.timezone} label="Zone of local times" placeholder="such as America/Chicago" readOnly={readOnly} onChange={(timezone) => onChange({ ...form, timezone })} /></div></div>
      {side === 'destination' && <p className="mid x">Code maps are read in the lens of the legacy side only: what its codes mean in the destination is declared once, there or as an <Link to={'/findings/equivalences' as string} className="accent">equivalence</Link>.{form.maps.length > 0 && ' Those below change nothing.'}</p>}
      {(side === 'legacy' || form.maps.length > 0) && <header><h2>Code maps</h2><span className="dim x">{plural(form.maps.length, 'map')}</span></header>}
      <ul>
        {form.maps.map((map) => (
          <li key={map.name}>
            <button type="button" aria-expanded={open === map.name} onClick={() => setOpen(open === map.name ? null : map.name)}><Icon name={open === map.name ? 'down' : 'right'} size={10} className="dim" /><b>{map.name}</b><span className="dim x">{plural(map.rows.length, 'code')}</span></button>
            {open === map.name && (
              <>
                <div className={inspector['row']}><span className="dim x">From</span><div><LateInput value={map.from} label={`System that ${map.name} maps`} placeholder="URI of the legacy system" readOnly={readOnly} onChange={(from) => set({ ...map, from })} /></div></div>
                <div className={inspector['row']}><span className="dim x">To</span><div><LateInput value={map.to} label={`System that ${map.name} maps to`} placeholder="URI of the standard system" readOnly={readOnly} onChange={(to) => set({ ...map, to })} /></div></div>
                <Rows map={map} readOnly={readOnly} onChange={set} />
                {!readOnly && <button type="button" className={inspector['plain']} onClick={() => onChange({ ...form, maps: form.maps.filter((one) => one.name !== map.name) })}>Remove this map</button>}
              </>
            )}
          </li>
        ))}
      </ul>
      {side === 'legacy' && unmapped.length > 0 && (
        <div>
          <p className="dim x">Read and mapped by none; their codes are compared as they are:</p>
          {unmapped.map((system) => <p key={system} className="x"><span className="mono">{system}</span>{!readOnly && <button type="button" className={inspector['plain']} onClick={() => begin(system.split(':').at(-1) ?? system, system)}>Map it</button>}</p>)}
        </div>
      )}
      {side === 'legacy' && !readOnly && (
        <form className={inspector['row']} onSubmit={(event) => { event.preventDefault(); if (fresh.trim() !== '' && !form.maps.some((map) => map.name === fresh.trim())) begin(fresh.trim(), ''); }}>
          <span className="dim x">New map</span><div><input className={inspector['cell']} value={fresh} placeholder="name" aria-label="Name of a new code map" spellCheck={false} onChange={(event) => setFresh(event.target.value)} /></div>
        </form>
      )}
    </section>
  );
}
