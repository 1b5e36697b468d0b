import type { ReactNode } from 'react';
import type { Layout } from '../../abi/index.ts';
import { plainLayout } from '../../abi/plain.ts';
import { MemoryLayout } from '../MemoryLayout/MemoryLayout.tsx';

/** How many fields are drawn; a declaration may have thousands. */
const MOST_FIELDS = 500;

/** The fields of a type and the padding between them, unless they are too many to look at. */
export function Picture({ layout }: { layout: Layout }): ReactNode {
  const { name, size, fields, padding, spareBits } = layout;
  const count = fields.length + padding.length + spareBits.length;
  if (count > MOST_FIELDS) {
    return (
      <p data-many="">
        {name} has {size.toLocaleString('en')} bytes and {fields.length.toLocaleString('en')}{' '}
        fields. Up to {MOST_FIELDS} are drawn.
      </p>
    );
  }
  return <MemoryLayout name={name} layouts={[plainLayout(layout)]} />;
}
