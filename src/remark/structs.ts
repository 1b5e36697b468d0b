import { ABIS, type Abi, layoutOf, layoutOfLast, parse } from '../abi/index.ts';
import { type PlainLayout, plainLayout } from '../abi/plain.ts';
import type { MemoryLayoutProps } from '../components/MemoryLayout/MemoryLayout.tsx';

/** The structs of the book that no header of Windows has, as C. */
export const BOOK_STRUCTS = `
typedef struct _OPERATION {
  OVERLAPPED overlapped;
  uint32_t context;
} OPERATION;
`;

function named(name: string, abi: Abi): PlainLayout {
  const type = parse(BOOK_STRUCTS, abi).find(name);
  if (type === undefined) {
    throw new Error(
      `There is no struct "${name}" among those of Windows' headers and of the book. Write its declaration: <MemoryLayout declaration="…" />.`,
    );
  }
  return plainLayout(layoutOf(type, abi, name));
}

function declared(declaration: string, abi: Abi): PlainLayout {
  const layout = layoutOfLast(declaration, abi);
  if (layout === null) throw new Error('The declaration declares no type.');
  return plainLayout(layout);
}

/**
 * What `<MemoryLayout>` shows of a type: where its bytes lie on each ABI.
 *
 * @param what the name of a struct in Windows' headers or the book's, or C text whose last type is meant
 * @throws Error when there is no such struct, the text cannot be read, or the type has no members
 */
export function layoutProps(what: { of: string } | { declaration: string }): MemoryLayoutProps {
  const layouts = ABIS.map((abi) =>
    'of' in what ? named(what.of, abi) : declared(what.declaration, abi),
  );
  const name = layouts[0]?.name ?? '';
  if (layouts.some(({ parts }) => parts.length === 0)) {
    throw new Error(`"${name}" is no struct or union, so it has no layout to draw.`);
  }
  return { name, layouts };
}
