import type { Fact } from '../schema.ts';

export const close: readonly Fact[] = [];
