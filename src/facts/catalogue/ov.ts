import type { Fact } from '../schema.ts';

export const ov: readonly Fact[] = [];
