import { expect, it } from 'vitest';
import { Machine } from '../kernel/machine.ts';
import type { Observer } from '../kernel/observer.ts';
import { CompletionPort } from '../kernel/port.ts';
import { combineObservers } from './combine-observers.ts';

it('tells several observers what each of them wants to know, and asks for nothing else', () => {
  const told: string[] = [];
  class One implements Observer {
    readonly name = 'one';
    queued(): void {
      told.push(`${this.name} queued`);
    }
  }
  const observer = combineObservers(new One(), {
    queued: (_port, { key }) => void told.push(`two queued ${key}`),
    dropped: () => void told.push('two dropped'),
  });
  expect(Object.keys(observer).sort()).toEqual(['dropped', 'queued']);
  const port = new CompletionPort(new Machine({ observer }), 1);
  port.insert({ key: 7n, overlapped: 0n, status: 0, information: 0n, request: null });
  port.opened();
  port.released();
  expect(told).toEqual(['one queued', 'two queued 7', 'two dropped']);
});
