import { createElement, type FormEvent, type MouseEvent } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { besideCloses, Dialog } from './Dialog';

describe('a press beside a dialog', () => {
  const dialog = () => ({ dataset: {} }) as unknown as HTMLElement;
  const pressed = (on: HTMLElement, target: unknown = on): MouseEvent<HTMLElement> => ({ target, currentTarget: on }) as unknown as MouseEvent<HTMLElement>;

  it('closes it while nothing was written, and not by a press inside', () => {
    let closed = 0;
    const [one, acts] = [dialog(), besideCloses(() => (closed += 1))];
    acts.onMouseDown(pressed(one, {}));
    expect(closed).toBe(0);
    acts.onMouseDown(pressed(one));
    expect(closed).toBe(1);
  });

  it('leaves it open once somebody wrote into it', () => {
    let closed = 0;
    const [one, acts] = [dialog(), besideCloses(() => (closed += 1))];
    acts.onInput({ currentTarget: one } as unknown as FormEvent<HTMLElement>);
    acts.onMouseDown(pressed(one));
    expect(closed).toBe(0);
  });
});

describe('a dialog whose request is under way', () => {
  const shown = (busy: boolean): string => renderToStaticMarkup(createElement(Dialog, { label: 'Ask', title: 'Ask', busy, onClose: () => undefined, children: null }));

  it('has no cross to press before it is answered', () => {
    expect(shown(true)).toMatch(/<button[^>]*aria-label="Close"[^>]*disabled=""/);
    expect(shown(false)).not.toContain('disabled=""');
  });
});
