import type { ReactNode } from 'react';
import { Declared, type DeclaredLayout } from './Declared.tsx';
import { Recorded, type RecordedMemory } from './Recorded.tsx';

/** The layout of a declared type, or the memory of an operation in a recorded run. */
export type MemoryLayoutProps = DeclaredLayout | RecordedMemory;

/**
 * Memory as a picture and as a table: of a declaration, where the bytes of each field lie on every ABI; of a recorded
 * operation, what they held before it, while it was pending and after it.
 */
export function MemoryLayout(props: MemoryLayoutProps): ReactNode {
  return 'layouts' in props ? <Declared {...props} /> : <Recorded {...props} />;
}
