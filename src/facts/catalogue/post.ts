import type { Fact } from '../schema.ts';

export const post: readonly Fact[] = [];
