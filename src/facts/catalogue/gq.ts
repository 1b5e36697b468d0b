import type { Fact } from '../schema.ts';

export const gq: readonly Fact[] = [];
