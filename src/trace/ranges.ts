import type { Block, StructType, Trace } from './schema.ts';

/** A field in a stretch of memory; its offset counts from where the stretch begins. */
type Field = StructType['fields'][number];

/**
 * The fields that lie whole in a stretch of a block. Where the stretch holds more than one of the type, their paths say
 * which: `[1].Internal`.
 *
 * @param from where the stretch begins in the block, in bytes
 * @param length of the stretch, in bytes
 */
export function fieldsWithin(type: StructType | undefined, from: number, length: number): Field[] {
  if (!type || type.size === 0) return [];
  const to = from + length;
  const first = Math.floor(from / type.size);
  const last = Math.ceil(to / type.size);
  const several = last - first > 1;
  return Array.from({ length: last - first }, (_, at) => first + at).flatMap((index) =>
    type.fields.flatMap((field) => {
      const offset = index * type.size + field.offset;
      if (offset < from || offset + field.size > to) return [];
      const path = several ? `[${index}].${field.path}` : field.path;
      return [{ ...field, path, offset: offset - from }];
    }),
  );
}

/** Gives operations their names, by the block and the offset at which their OVERLAPPED lies. */
export type NameOperation = (block: string, offset: number) => string;

/**
 * How the operations of a trace are called: by their block, `op3`; where a block holds several of a type, `op3[0]`; where the
 * OVERLAPPED does not begin one of them, by its distance, `data1+64`.
 */
export function operationNames({ blocks: all }: Pick<Trace, 'blocks'>): NameOperation {
  const blocks = new Map(all.map((block) => [block.id, block]));
  return (id, offset) => {
    const block = blocks.get(id);
    const struct = block === undefined ? 0 : structSize(block);
    if (block === undefined || struct === 1 || offset % struct !== 0) {
      return offset === 0 ? id : `${id}+${offset}`;
    }
    return block.count > 1 ? `${id}[${offset / struct}]` : id;
  };
}

const structSize = ({ size, count }: Block) => (count === 0 ? 1 : size / count);
