import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { ChartTie } from '../contract/contract';
import { TieLine, TieTag } from './Tie';
import { tieSaid } from './tieSaid';

const firm: ChartTie = { score: 0.9912, words: '0.9912', by: 'identifier', uncertain: false, evidence: ['the same number'], merged: 0 };
const weak: ChartTie = { score: 0.83, words: '0.83', by: 'demographics, birth date in part', uncertain: true, evidence: ['the same family name', 'a birth date that differs in part'], merged: 0 };

describe('the link of two charts', () => {
  it('is said with its number and by what', () => {
    expect(tieSaid(firm)).toBe('linked with 0.9912 by identifier');
  });

  it('is quiet where it is firm and says so in words where it is not', () => {
    expect(renderToStaticMarkup(<TieTag tie={firm} />)).toContain('class="tag" title="linked with 0.9912 by identifier: the same number">linked <b>0.9912</b>');
    const loud = renderToStaticMarkup(<TieTag tie={weak} />);
    expect(loud).toContain('class="tag safety"');
    expect(loud).toContain('identity uncertain, linked <b>0.83</b>');
  });

  it('shows the evidence in a line of its own, and nothing where nobody is linked', () => {
    const line = renderToStaticMarkup(<TieLine tie={weak} />);
    expect(line).toContain('Identity uncertain: the charts are linked with 0.83 by demographics, birth date in part: the same family name, a birth date that differs in part.');
    expect(renderToStaticMarkup(<TieLine tie={null} />)).toBe('');
  });
});
