import fc from 'fast-check';
import type { EventKind, Step } from './steps.ts';

const index = fc.nat({ max: 3 });
const event = fc.oneof(
  { weight: 4, arbitrary: fc.constant<EventKind>('none') },
  { weight: 1, arbitrary: fc.constant<EventKind>('event') },
  { weight: 1, arbitrary: fc.constant<EventKind>('tagged') },
);
const counts = fc.boolean();
const size = fc.constantFrom(0, 1, 4, 12);
const text = fc.constantFrom('a', 'bcde', 'fghijklmno');
const of = <Name extends Step['do']>(
  name: Name,
  fields: {
    [Field in Exclude<keyof Extract<Step, { do: Name }>, 'do'>]: fc.Arbitrary<
      Extract<Step, { do: Name }>[Field]
    >;
  },
): fc.Arbitrary<Step> =>
  fc.record({ do: fc.constant(name), ...fields } as never) as unknown as fc.Arbitrary<Step>;

const receive = of('receive', {
  handle: index,
  sizes: fc.oneof(
    size.map((one): number[] => [one]),
    fc.constant<number[]>([4, 4]),
  ),
  event,
  counts,
});
const send = of('send', { handle: index, text, event, counts });
const read = of('read', {
  handle: index,
  size,
  offset: fc.constantFrom(0, 4, 10, 100),
  event,
  counts,
});
const write = of('write', { handle: index, text, offset: fc.constantFrom(0, 8), event, counts });
const port = fc.nat({ max: 1 });

const common: fc.MaybeWeightedArbitrary<Step>[] = [
  { weight: 4, arbitrary: of('dequeue', { port }) },
  {
    weight: 3,
    arbitrary: of('dequeue many', { port, count: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 2,
    arbitrary: of('post', {
      port,
      bytes: fc.constantFrom(0, 7, 0xffff_ffff),
      key: fc.constantFrom(0, 9),
      overlapped: fc.constantFrom(0, 0x1234),
    }),
  },
  {
    weight: 3,
    arbitrary: of('cancel', { handle: index, operation: fc.option(fc.nat({ max: 7 })) }),
  },
  { weight: 1, arbitrary: of('cancel mine', { handle: index }) },
  { weight: 2, arbitrary: of('result', { operation: fc.nat({ max: 7 }) }) },
  { weight: 1, arbitrary: of('skip', { handle: index, flags: fc.constantFrom(0, 1, 2, 3) }) },
  {
    weight: 2,
    arbitrary: of('associate', { handle: index, port, key: fc.constantFrom(5, 6) }),
  },
  { weight: 1, arbitrary: of('close port', { port }) },
  { weight: 1, arbitrary: of('port', { limit: fc.nat({ max: 2 }) }) },
];

const close = { weight: 1, arbitrary: of('close', { handle: index }) };

const two: Step[] = [
  { do: 'associate', handle: 0, port: 0, key: 7 },
  { do: 'associate', handle: 1, port: 0, key: 8 },
];

/** Sequences about one kind of thing, which is made and associated first. */
function about(makes: Step[], own: fc.MaybeWeightedArbitrary<Step>[]): fc.Arbitrary<Step[]> {
  const steps = fc.array(fc.oneof(...own, ...common), { minLength: 4, maxLength: 24 });
  const begins = fc.constantFrom(
    [{ do: 'port', limit: 0 }, ...makes, ...two],
    [{ do: 'port', limit: 0 }, ...makes],
  ) as fc.Arbitrary<Step[]>;
  return fc.tuple(begins, steps).map(([first, rest]) => [...first, ...rest]);
}

const streams: fc.MaybeWeightedArbitrary<Step>[] = [
  { weight: 7, arbitrary: receive },
  { weight: 6, arbitrary: send },
  { weight: 1, arbitrary: of('shutdown', { handle: index }) },
  close,
];
const transfers: fc.MaybeWeightedArbitrary<Step>[] = [
  { weight: 7, arbitrary: read },
  { weight: 6, arbitrary: write },
  close,
];
/** What comes of a datagram to a port that nobody has is the host's network's business on Wine, and left out here. */
const datagrams: fc.MaybeWeightedArbitrary<Step>[] = [
  { weight: 7, arbitrary: receive },
  { weight: 6, arbitrary: send },
];

/** A sequence of calls about sockets, pipes or files. */
export const sequence: fc.Arbitrary<Step[]> = fc.oneof(
  { weight: 4, arbitrary: about([{ do: 'tcp' }], streams) },
  { weight: 1, arbitrary: about([{ do: 'udp' }], datagrams) },
  { weight: 2, arbitrary: about([{ do: 'pipe', kind: 'bytes' }], transfers) },
  { weight: 1, arbitrary: about([{ do: 'pipe', kind: 'messages' }], transfers) },
  { weight: 1, arbitrary: about([{ do: 'file' }], transfers) },
);
