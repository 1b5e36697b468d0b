import type { Fact } from '../schema.ts';

export const num: readonly Fact[] = [];
