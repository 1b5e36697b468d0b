import type { Fact } from '../schema.ts';

export const thr: readonly Fact[] = [];
