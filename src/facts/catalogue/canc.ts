import type { Fact } from '../schema.ts';

export const canc: readonly Fact[] = [];
