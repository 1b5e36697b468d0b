import { expect, it } from 'vitest';
import { beliefs, factById } from '../../facts/index.ts';
import { CAUSES } from './causes.ts';

it('names beliefs with facts that refute them', () => {
  for (const { misconception, fact } of CAUSES) {
    expect(factById(fact), fact).toBeDefined();
    const belief = beliefs.find(({ id }) => id === misconception);
    expect(belief?.refutedBy, misconception).toContain(fact);
  }
});
