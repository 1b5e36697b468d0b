import { Window } from '../memory/window.ts';
import type { Member, Reader, Type } from './types.ts';

const ACTIVE = Symbol('active');

interface State {
  readonly type: Type;
  active: Member | null;
  /** What came from memory, and was not overwritten. */
  raw: Window | null;
}

const states = new WeakMap<object, State>();

/** What is known of a value of a union; undefined for any other object. */
export const unionState = (value: object): Readonly<State> | undefined => states.get(value);

/** The class of a union's values: one property for each member, of which at most one is set. */
export function unionClass(type: Type): new () => object {
  const made = { [type.name]: class {} }[type.name] as new () => object;
  for (const member of type.members) {
    Object.defineProperty(made.prototype, member.name, {
      enumerable: true,
      configurable: true,
      get(this: Record<symbol, unknown>) {
        const state = states.get(this) as State;
        if (state.active === member) return this[ACTIVE];
        if (!state.raw) {
          throw new Error(`Cannont convert ${state.active ? 'assigned' : 'empty'} union value`);
        }
        const value = (member.type.read as Reader)(state.raw, 0);
        this[ACTIVE] = value;
        state.active = member;
        return value;
      },
      set(this: Record<symbol, unknown>, value: unknown) {
        const state = states.get(this) as State;
        this[ACTIVE] = value;
        state.active = member;
        state.raw = null;
      },
    });
  }
  return made;
}

/** A value of a union with no member set. */
export function makeUnion(type: Type, made: new () => object): object {
  const value = new made();
  states.set(value, { type, active: null, raw: null });
  return value;
}

/** Gives a union's value the bytes of memory; which member they are, its reader says. */
export function setRaw(value: object, window: Window, offset: number): void {
  const state = states.get(value) as State;
  const bytes = window.bytes.slice(offset, offset + state.type.size);
  state.raw = new Window(0, bytes.buffer);
  state.active = null;
  (value as Record<symbol, unknown>)[ACTIVE] = undefined;
}
