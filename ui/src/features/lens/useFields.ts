// The fields of a table with their profiles, as the artifact that holds it knows them.
import { createContext, useContext } from 'react';
import type { FieldView, LensTable } from '../../contract/contract';
import { useCommand } from '../../platform/call';

/** The tables of the delivery, for whatever asks for the fields of one. */
export const Tables = createContext<readonly LensTable[]>([]);

const none: readonly FieldView[] = [];

/** Fields of a table by its name; none while they load, or where there is no such table. */
export function useFields(name: string): readonly FieldView[] {
  const table = useContext(Tables).find((one) => one.name === name);
  const { data } = useCommand('artifact', { id: table?.artifact ?? '' }, { enabled: table !== undefined && table.artifact !== '', keep: false, staleTime: 300_000 });
  return data?.relations.find((relation) => relation.name === name)?.fields ?? none;
}
