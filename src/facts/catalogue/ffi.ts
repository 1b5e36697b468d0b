import type { Fact } from '../schema.ts';

export const ffi: readonly Fact[] = [];
