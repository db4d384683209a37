// Whether somebody has gone on from the patient whom they came to see. It stays so when they go back to the first: the history then
// holds patients, and the way out is the list.
import { useState } from 'react';

export function useWalked(id: string): boolean {
  const [first] = useState(id);
  const [walked, setWalked] = useState(false);
  if (id !== first && !walked) setWalked(true);
  return walked || id !== first;
}
