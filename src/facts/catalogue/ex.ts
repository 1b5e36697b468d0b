import type { Fact } from '../schema.ts';

export const ex: readonly Fact[] = [];
