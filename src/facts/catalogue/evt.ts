import type { Fact } from '../schema.ts';

export const evt: readonly Fact[] = [];
