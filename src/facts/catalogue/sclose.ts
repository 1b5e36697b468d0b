import type { Fact } from '../schema.ts';

export const sclose: readonly Fact[] = [];
