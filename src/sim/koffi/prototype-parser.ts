import type { TypeRegistry } from './registry.ts';
import { typeOfText } from './spec.ts';
import type { Directions, Parameter, Signature, Type } from './types.ts';

const CONVENTIONS = new Set(['__cdecl', '__stdcall', '__fastcall', '__thiscall']);
const DIRECTIONS: Readonly<Record<string, Directions>> = { _In_: 1, _Out_: 2, _Inout_: 3 };
const MAX_PARAMETERS = 64;

export const isConvention = (word: unknown): word is string =>
  typeof word === 'string' && CONVENTIONS.has(word);

/** The directions that a word such as `_Out_` means; undefined for any other word. */
export const directionsOf = (word: string): Directions | undefined =>
  Object.hasOwn(DIRECTIONS, word) ? DIRECTIONS[word] : undefined;

/** koffi has an Error for what stands in a prototype, and a TypeError for what is given one by one. */
type Problem = ErrorConstructor | TypeErrorConstructor;

/** @throws Problem where a type cannot be a parameter */
export function checkParameter(type: Type, directions: Directions, Problem: Problem): void {
  const { kind, countedBy, size, signature } = type;
  const isString = kind === 'String' || kind === 'String16' || kind === 'String32';
  const can =
    directions & 2
      ? kind === 'Pointer' || isString
      : size > 0 &&
        kind !== 'Array' &&
        kind !== 'Prototype' &&
        !(kind === 'Callback' && signature?.variadic);
  if (countedBy || !can) throw new Problem(`Type ${type.name} cannot be used as a parameter`);
}

/** @throws Problem where a function cannot return a type */
export function checkResult(type: Type, registry: TypeRegistry, Problem: Problem): void {
  const { kind, countedBy, size, name } = type;
  const can =
    !countedBy && (size > 0 || type === registry.void) && kind !== 'Array' && kind !== 'Prototype';
  if (can) return;
  throw new Problem(`You are not allowed to directly return ${name} values (maybe try ${name} *)`);
}

/** @throws Problem when there are too many */
export function checkCount(parameters: readonly Parameter[], Problem: Problem): void {
  if (parameters.length >= MAX_PARAMETERS) {
    throw new Problem(`Functions cannot have more than ${MAX_PARAMETERS} parameters`);
  }
}

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const tokensOf = (text: string): Token[] =>
  [...text.matchAll(/[\p{XID_Start}_]\p{XID_Continue}*|\d+(?:\.\d*)?|\.\.\.|\S/gu)].map(
    ({ 0: found, index }) => ({ text: found, start: index, end: index + found.length }),
  );

const isIdentifier = (token: Token | undefined): boolean =>
  token !== undefined && /^[A-Za-z_]/.test(token.text);

/** Reads C prototypes such as `int __stdcall SetEvent(HANDLE hEvent)`. */
class PrototypeParser {
  readonly #registry: TypeRegistry;
  readonly #source: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(registry: TypeRegistry, source: string) {
    this.#registry = registry;
    this.#source = source;
    this.#tokens = tokensOf(source);
  }

  parse(named: boolean): Signature & { named: boolean } {
    const { type: result } = this.#type(false);
    checkResult(result, this.#registry, Error);
    let convention = '__cdecl';
    if (isConvention(this.#token?.text)) convention = this.#take().text;
    if (!this.#token) throw new Error('Unexpected end of prototype, expected identifier');
    const hasName = isIdentifier(this.#token);
    if (!hasName && named) {
      throw new Error(`Unexpected token '${this.#token.text}', expected identifier`);
    }
    const name = hasName ? this.#take().text : '';
    this.#expect('(');
    if (this.#token?.text === 'void' && this.#tokens[this.#at + 1]?.text === ')') this.#at += 1;
    const { parameters, variadic } = this.#parameters();
    this.#expect(')');
    if (this.#token?.text === ';') this.#at += 1;
    if (this.#token) throw new Error(`Unexpected token '${this.#token.text}' after prototype`);
    return { name, named: hasName, result, parameters, variadic, convention };
  }

  #parameters(): { parameters: Parameter[]; variadic: boolean } {
    const parameters: Parameter[] = [];
    if (!this.#token || this.#token.text === ')') return { parameters, variadic: false };
    for (;;) {
      if (this.#token?.text === '...') {
        this.#at += 1;
        return { parameters, variadic: true };
      }
      const parameter = this.#type(true);
      checkParameter(parameter.type, parameter.directions, Error);
      checkCount(parameters, Error);
      parameters.push(parameter);
      if (isIdentifier(this.#token)) this.#at += 1;
      if (this.#token?.text !== ',') return { parameters, variadic: false };
      this.#at += 1;
    }
  }

  get #token(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #take(): Token {
    return this.#tokens[this.#at++] as Token;
  }

  #expect(text: string): void {
    const token = this.#token;
    if (!token) throw new Error(`Unexpected end of prototype, expected '${text}'`);
    if (token.text !== text)
      throw new Error(`Unexpected token '${token.text}', expected '${text}'`);
    this.#at += 1;
  }

  /** As many words as make a known type: in `unsigned int count` the last one is a name. */
  #type(isParameter: boolean): Parameter {
    let first = this.#at;
    const token: Token | undefined = this.#token;
    if (!token) throw new Error('Unexpected end of prototype, expected type');
    if (!isIdentifier(token)) {
      throw new Error(`Unexpected token '${token.text}', expected type`);
    }
    let end = first;
    while (isIdentifier(this.#tokens[end])) end += 1;
    while (['*', '!', 'const'].includes(this.#tokens[end]?.text ?? '')) end += 1;
    if (this.#tokens[end]?.text === '[') {
      throw new Error('Array types decay to pointers in prototypes (C standard), use pointers');
    }
    let directions: Directions = 1;
    if (isParameter && end - 1 > first) {
      const found = directionsOf((this.#tokens[first] as Token).text);
      if (found) first += 1;
      directions = found ?? 1;
    }
    for (let last = end - 1; last >= first; last--) {
      const { start } = this.#tokens[first] as Token;
      const text = this.#source.slice(start, (this.#tokens[last] as Token).end);
      const type = typeOfText(this.#registry, text);
      if (!type) continue;
      this.#at = last + 1;
      return { type, directions };
    }
    throw new Error(`Unknown or invalid type name '${this.#tokens[first]?.text}'`);
  }
}

/**
 * What a prototype declares.
 *
 * @param named whether it has to have a name
 */
export const parsePrototype = (
  registry: TypeRegistry,
  source: string,
  named: boolean,
): Signature & { named: boolean } => new PrototypeParser(registry, source).parse(named);
