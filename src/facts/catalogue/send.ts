import type { Fact } from '../schema.ts';

export const send: readonly Fact[] = [];
