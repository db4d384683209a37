// What was typed about something and not sent yet, for as long as the window is open: a slip on Escape must not cost a paragraph. One draft, the
// last one: it is of one account and of exactly these subjects, and goes when it is sent or emptied. It never leaves the window's memory.
import type { Subjects } from './triage';

let kept: { of: string; text: string } | null = null;

const named = (by: string, subjects: Subjects): string => [by, ...subjects.causes.map((one) => one.id), '', ...subjects.findings.map((one) => one.id)].join(' ');

/** What is kept of these subjects, or null. */
export function draftOf(by: string, subjects: Subjects): string | null {
  return kept?.of === named(by, subjects) ? kept.text : null;
}

/** Keep it in the place of whatever was kept before; an empty text is none. */
export function keepDraft(by: string, subjects: Subjects, text: string): void {
  if (text.trim() !== '') kept = { of: named(by, subjects), text };
  else forgetDraft(by, subjects);
}

/** It was sent, or is not wanted. */
export function forgetDraft(by: string, subjects: Subjects): void {
  if (kept?.of === named(by, subjects)) kept = null;
}
