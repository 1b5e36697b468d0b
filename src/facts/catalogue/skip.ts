import type { Fact } from '../schema.ts';

export const skip: readonly Fact[] = [];
