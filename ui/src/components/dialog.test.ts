import type { FormEvent, MouseEvent } from 'react';
import { describe, expect, it } from 'vitest';
import { besideCloses } from './Dialog';

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
