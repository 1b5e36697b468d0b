import type { Fact } from '../schema.ts';

export const file: readonly Fact[] = [];
