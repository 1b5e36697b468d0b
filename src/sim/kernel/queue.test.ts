import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteQueue } from './bytes.ts';
import { Queue } from './queue.ts';

test('a queue gives its values in the order in which they came, whichever left before', () => {
  const step = fc.oneof(
    fc.constant('push' as const),
    fc.constant('shift' as const),
    fc.record({ leave: fc.nat(4) }),
    fc.constant('take all' as const),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const queue = new Queue<number>();
      let model: number[] = [];
      const leaves: (() => void)[] = [];
      for (const one of steps) {
        if (one === 'push') {
          model.push(leaves.length);
          leaves.push(queue.push(leaves.length));
        } else if (one === 'shift') expect(queue.shift()).toBe(model.shift());
        else if (one === 'take all') {
          expect(queue.takeAll()).toEqual(model);
          model = [];
        } else {
          // One that has left already does nothing more.
          const left = leaves.length - 1 - one.leave;
          leaves[left]?.();
          model = model.filter((value) => value !== left);
        }
        expect([queue.length, queue.first]).toEqual([model.length, model[0]]);
      }
      expect(queue.takeAll()).toEqual(model);
    }),
  );
});

test('a queue of bytes gives what was put in, whatever the sizes; a peek leaves it there', () => {
  const step = fc.oneof(
    fc.record({ push: fc.uint8Array({ maxLength: 20 }) }),
    fc.record({ take: fc.nat(30) }),
    fc.record({ peek: fc.nat(30) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const queue = new ByteQueue();
      let model: number[] = [];
      for (const one of steps) {
        if ('push' in one) {
          queue.push(Uint8Array.from(one.push));
          model.push(...one.push);
        } else if ('peek' in one)
          expect([...queue.peek(one.peek)]).toEqual(model.slice(0, one.peek));
        else {
          expect([...queue.take(one.take)]).toEqual(model.slice(0, one.take));
          model = model.slice(one.take);
        }
        expect(queue.length).toBe(model.length);
      }
      queue.clear();
      queue.push(Uint8Array.of(1, 2));
      expect([...queue.take(9)]).toEqual([1, 2]);
    }),
  );
});
