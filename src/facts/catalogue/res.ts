import type { Fact } from '../schema.ts';

export const res: readonly Fact[] = [];
