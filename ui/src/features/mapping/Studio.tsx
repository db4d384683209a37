// The three columns, the link lines between them, and what choosing in one lights up in the others.
//
// The address holds the choice. What must stay true: whichever column a choice is made in, all three show the same one:
// the rule, the fields it reads and the element it fills.
import { useCallback, useDeferredValue, useMemo, useRef, useState, type RefObject } from 'react';
import type { MappingView } from '../../contract/contract';
import { LinkCanvas } from './LinkCanvas';
import { elementKey, ruleColumn, sourceColumn, targetColumn } from './model/columns';
import { edgesOf, nextRule, type Links } from './model/links';
import type { MappingSearch, Patch } from './model/search';
import { RuleGrid, ruleRow } from './RuleGrid';
import { SourceTree, sourceRow } from './SourceTree';
import styles from './studio.module.css';
import { TargetTree, targetRow } from './TargetTree';

type Props = {
  view: MappingView;
  links: Links;
  search: MappingSearch;
  unsaved: ReadonlySet<string>;
  mayEdit: boolean;
  findBox: RefObject<HTMLInputElement | null>;
  onSearch: (patch: Patch) => void;
  onOpen: () => void;
  onAdd: (element?: { resource: string; path: string }) => void;
  onInsert: (relation: string, field: string) => void;
};

function useFlips(): [ReadonlySet<string>, (key: string) => void] {
  const [flips, setFlips] = useState<ReadonlySet<string>>(new Set());
  const flip = useCallback((key: string) => {
    setFlips((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  }, []);
  return [flips, flip];
}

export function Studio({ view, links, search, unsaved, mayEdit, findBox, onSearch, onOpen, onAdd, onInsert }: Props) {
  const [folded, foldSource] = useFlips();
  const [foldedTargets, foldTarget] = useFlips();
  const asked = useDeferredValue(search);
  const source = useMemo(() => sourceColumn(view, asked, folded), [view, asked.resource, asked.decisions, asked.findField, folded]);
  const rules = useMemo(() => ruleColumn(view, asked, unsaved), [view, asked.resource, asked.rules, asked.findRule, unsaved]);
  const target = useMemo(() => targetColumn(view, asked, foldedTargets), [view, asked.resource, asked.elements, asked.findElement, foldedTargets]);
  const edges = useMemo(() => edgesOf(links, source, rules, target), [links, source, rules, target]);

  const fieldRule = search.field === undefined ? undefined : links.rulesOfField.get(search.field);
  const elementRule = search.element === undefined ? undefined : links.rulesOfElement.get(search.element);
  const lit = useMemo(() => {
    const fields = new Set(search.rule === undefined ? [] : links.fieldsOf.get(search.rule));
    const element = search.rule === undefined ? undefined : links.elementOf.get(search.rule);
    const elements = new Set(element === undefined ? [] : [element]);
    if (search.field !== undefined) fields.add(search.field);
    if (search.element !== undefined) elements.add(search.element);
    return { fields, elements };
  }, [links, search.rule, search.field, search.element]);
  const related = useMemo(() => new Set([...(fieldRule ?? []), ...(elementRule ?? [])]), [fieldRule, elementRule]);
  const selected = useMemo(() => new Set([...(search.rule === undefined ? [] : [search.rule]), ...related]), [search.rule, related]);
  const defaulted = useMemo(() => {
    const keys = new Set<string>();
    const how = new Map(view.rules.map((rule) => [rule.id, rule.how]));
    for (const [key, ids] of links.rulesOfElement) if (ids.every((id) => how.get(id) === 'defaulted')) keys.add(key);
    return keys;
  }, [view.rules, links]);

  const sourceRows = useRef<HTMLDivElement>(null);
  const ruleRows = useRef<HTMLDivElement>(null);
  const targetRows = useRef<HTMLDivElement>(null);
  const choose = useCallback((id: string) => onSearch({ rule: id, field: undefined, element: undefined }), [onSearch]);
  const now = useRef({ field: search.field, rule: search.rule });
  now.current = { field: search.field, rule: search.rule };
  const chooseField = useCallback(
    (line: { key: string }) => {
      const present = now.current.field === line.key ? now.current.rule : undefined;
      onSearch({ field: line.key, element: undefined, rule: nextRule(links.rulesOfField.get(line.key), present) });
    },
    [links, onSearch],
  );
  const first = search.rule === undefined ? undefined : links.fieldsOf.get(search.rule)?.[0];
  return (
    <div className={styles['studio']}>
      <SourceTree
        view={view} column={source} search={search} lit={lit.fields} focus={search.field ?? first ?? null} findBox={findBox} rows={sourceRows}
        onSearch={onSearch} onFold={foldSource} onInsert={onInsert}
        onField={chooseField}
      />
      <RuleGrid
        view={view} column={rules} search={search} related={related} unsaved={unsaved} mayEdit={mayEdit} rows={ruleRows}
        onSearch={onSearch} onRule={choose} onOpen={onOpen} onAdd={onAdd}
      />
      <TargetTree
        view={view} column={target} search={search} lit={lit.elements} focus={search.element ?? (search.rule === undefined ? null : links.elementOf.get(search.rule) ?? null)}
        defaulted={defaulted} rows={targetRows} onSearch={onSearch} onFold={foldTarget}
        onElement={(line) => {
          const key = elementKey(line.resource, line.element.path);
          onSearch({ element: key, field: undefined, rule: nextRule(links.rulesOfElement.get(key), search.element === key ? search.rule : undefined) });
        }}
      />
      <LinkCanvas
        edges={edges} selected={selected} mode={search.lines ?? 'view'}
        source={{ ref: sourceRows, rowHeight: sourceRow }} rules={{ ref: ruleRows, rowHeight: ruleRow }} target={{ ref: targetRows, rowHeight: targetRow }}
      />
    </div>
  );
}
