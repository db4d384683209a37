// The way from a finding to an equivalence. Not there for what no equivalence explains; named but closed for whoever may not declare.
import { useState } from 'react';
import { Icon } from '../../../components/Icon';
import { Kbd } from '../../../components/Kbd';
import { useKeys } from '../../../components/useKeys';
import { useMay } from '../../../platform/useSession';
import { DeclareDialog } from './DeclareDialog';
import styles from './equivalences.module.css';
import { mayDeclare } from './words';

type Props = { finding: string; label: string; of: { aspect: string; verdict: string }; shortcut?: boolean };

export function DeclareButton({ finding, label, of, shortcut = false }: Props) {
  const [open, setOpen] = useState(false);
  const may = useMay('accept_variance');
  const reads = useMay('read_charts');
  const possible = finding !== '' && reads && mayDeclare(of);
  useKeys({ q: () => setOpen(true) }, shortcut && possible && may);
  if (!possible) return null;
  return (
    <>
      <button
        type="button"
        className={`button small ${styles['declare']}`}
        disabled={!may}
        title={may ? 'Declare that the two values mean the same' : 'Informaticists and leads declare equivalences'}
        onClick={() => setOpen(true)}
      >
        <Icon name="differs" size={12} /> Declare equivalent {shortcut && <Kbd keys="Q" />}
      </button>
      {open && <DeclareDialog finding={finding} label={label} onClose={() => setOpen(false)} />}
    </>
  );
}
