import type { Fact } from '../schema.ts';

export const recv: readonly Fact[] = [];
