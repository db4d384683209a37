// What is being typed about one row while another row is looked at. A form is made anew for each row and leaves its draft
// here; the view holds the drafts as long as it is shown. Nothing of them leaves the window.

export type Drafts<Draft> = {
  read: (about: string) => Draft | undefined;
  /** Null where nothing is left to keep: it was sent, or taken out again. */
  keep: (about: string, draft: Draft | null) => void;
};

export function makeDrafts<Draft>(): Drafts<Draft> {
  const kept = new Map<string, Draft>();
  return {
    read: (about) => kept.get(about),
    keep: (about, draft) => {
      if (draft === null) kept.delete(about);
      else kept.set(about, draft);
    },
  };
}
