import type { Fact } from '../schema.ts';

export const conn: readonly Fact[] = [];
