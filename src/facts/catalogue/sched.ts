import type { Fact } from '../schema.ts';

export const sched: readonly Fact[] = [];
