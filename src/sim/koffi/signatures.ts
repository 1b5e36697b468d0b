import { nameOfValue, unexpectedFor } from './errors.ts';
import {
  checkCount,
  checkParameter,
  checkResult,
  isConvention,
  parsePrototype,
} from './prototype-parser.ts';
import type { TypeRegistry } from './registry.ts';
import type { TypeObjects } from './type-objects.ts';
import type { Parameter, Signature } from './types.ts';

interface Declared {
  readonly signature: Signature;
  readonly named: boolean;
}

/** What a prototype such as `int abs(int value)` declares. */
export function signatureOfText(registry: TypeRegistry, text: unknown, named: boolean): Declared {
  if (typeof text !== 'string') throw unexpectedFor(text, 'prototype', 'string');
  const { named: hasName, ...signature } = parsePrototype(registry, text, named);
  return { signature, named: hasName };
}

/**
 * What name, result and parameters declare that are given one by one, the calling convention before them or not.
 *
 * @param concrete whether the function has to have a name
 */
export function classicSignature(
  registry: TypeRegistry,
  objects: TypeObjects,
  values: readonly unknown[],
  concrete: boolean,
): Declared {
  let convention = '__cdecl';
  let [name, result, parameters] = values;
  if (isConvention(name)) {
    if (values.length < 3) throw new TypeError(`Expected 3 or 4 arguments, got ${values.length}`);
    convention = name;
    [, name, result, parameters] = values;
  }
  let named = Array.isArray(parameters);
  if (!named) {
    parameters = result;
    result = name;
    name = null;
  } else if (typeof name === 'number') {
    throw new Error(
      `The simulated libraries know their functions by name, so ordinal ${name} finds none. Give the name of the function.`,
    );
  } else if (typeof name !== 'string') {
    if (concrete || (name !== null && name !== undefined)) {
      throw unexpectedFor(name, 'name', 'string or integer');
    }
    named = false;
  }
  const returned = objects.resolve(result);
  checkResult(returned, registry, TypeError);
  if (!Array.isArray(parameters)) {
    throw new TypeError(
      `Unexpected ${nameOfValue(parameters)} value for parameters of '${named ? name : ''}', expected an array`,
    );
  }
  const variadic = parameters.at(-1) === '...';
  const found: Parameter[] = [];
  for (const spec of variadic ? parameters.slice(0, -1) : parameters) {
    const parameter = objects.resolveParameter(spec);
    checkParameter(parameter.type, parameter.directions, TypeError);
    checkCount(found, TypeError);
    found.push(parameter);
  }
  return {
    signature: {
      name: named ? String(name) : '',
      result: returned,
      parameters: found,
      variadic,
      convention,
    },
    named,
  };
}
