import { DeclarationError } from './errors.ts';
import { Cursor, constantExpression, type Surroundings } from './expression.ts';
import { endsOpen, isComplete, measure } from './place.ts';
import { baseType, isBaseWord } from './scalars.ts';
import type { Scope } from './scope.ts';
import { seen, type Token } from './tokens.ts';
import {
  type Abi,
  type CType,
  type Enum,
  isRecord,
  type Member,
  type RecordType,
  resolve,
  type Scalar,
  spell,
} from './types.ts';

/** How deep structs and declarators may nest. */
const DEEPEST = 100;

/** The most bytes that Microsoft's compiler lets one type have. */
const LARGEST = 0x7fff_ffff;

interface Specifiers {
  start: Token;
  type: CType;
  typedef: boolean;
  /** Bytes, from `__declspec(align(n))`; 0 when there is none. */
  align: number;
  /** Whether the struct, union or enum is declared right here. */
  defines: boolean;
}

interface Declarator {
  name: Token | null;
  type: CType;
}

/** Reads declarations into a scope. */
export class Parser {
  readonly #cursor: Cursor;
  readonly #abi: Abi;
  readonly #scope: Scope;
  readonly #around: Surroundings;
  #depth = 0;
  /** The last type that was declared, with the name it goes by. */
  last: { name: string; type: CType } | null = null;

  constructor(tokens: readonly Token[], abi: Abi, scope: Scope) {
    this.#cursor = new Cursor(tokens);
    this.#abi = abi;
    this.#scope = scope;
    this.#around = {
      constant: (name) => scope.constant(name),
      operator: (word) => this.#operator(word),
      cast: () => this.#cast(),
    };
  }

  /** Reads to the end of the tokens. @throws {DeclarationError} at the first thing that is no declaration */
  run(): void {
    const cursor = this.#cursor;
    let braces = 0;
    while (cursor.peek().kind !== 'end') {
      if (cursor.take(';')) continue;
      if (cursor.at('}') && braces > 0) {
        cursor.next();
        braces -= 1;
      } else if (cursor.peek().kind === 'string' && cursor.peek().text === '"C"') {
        // What is left of extern "C" once the silent word is gone.
        cursor.next();
        if (cursor.take('{')) braces += 1;
      } else if (/^(?:_Static_assert|static_assert|C_ASSERT)$/.test(cursor.peek().text)) {
        this.#assertion();
      } else this.#declaration();
    }
    if (braces > 0) throw cursor.unexpected('“}” that closes extern "C" {');
  }

  #assertion(): void {
    const cursor = this.#cursor;
    const word = cursor.next();
    cursor.expect('(', `after ${word.text}`);
    const holds = constantExpression(cursor, this.#around) !== 0n;
    if (cursor.take(',')) cursor.next();
    cursor.expect(')', 'after the assertion');
    if (!holds) {
      throw new DeclarationError(word, `What this asserts does not hold on ${this.#abi}.`);
    }
  }

  #declaration(): void {
    const cursor = this.#cursor;
    const specifiers = this.#specifiers('a declaration, such as typedef struct { … } NAME;');
    const under = resolve(specifiers.type);
    if (specifiers.defines && (isRecord(under) || under.kind === 'enum')) {
      this.last = { name: under.tag ?? under.kind, type: under };
    }
    if (cursor.take(';')) return;
    let named = false;
    do {
      const { name, type } = this.#declarator(specifiers.type);
      if (name === null) throw cursor.unexpected('the name that is declared, or “;”');
      if (specifiers.typedef) {
        const alias = this.#typedef(name, type, specifiers.align);
        const plain = resolve(type) === under;
        if (!named && (plain || !specifiers.defines || this.last === null)) {
          this.last = { name: name.text, type: alias };
          named = true;
        }
      } else if (under.kind === 'void' && type === specifiers.type) {
        throw new DeclarationError(name, `${seen(name)} is declared as void, which has no size.`);
      }
      if (cursor.take('=')) this.#skipInitializer();
      else if (cursor.at('{') && resolve(type).kind === 'function') {
        cursor.skipGroup();
        return;
      }
    } while (cursor.take(','));
    cursor.expect(';', 'after the declaration');
  }

  #skipInitializer(): void {
    const cursor = this.#cursor;
    while (!cursor.at(',') && !cursor.at(';') && cursor.peek().kind !== 'end') {
      if (cursor.at('{') || cursor.at('(')) cursor.skipGroup();
      else cursor.next();
    }
  }

  #typedef(name: Token, type: CType, align: number): CType {
    const before = this.#scope.typedefs.get(name.text);
    if (before !== undefined) {
      if (spell(resolve(before.type)) !== spell(resolve(type))) {
        throw new DeclarationError(
          name,
          `${seen(name)} is already ${spell(resolve(before.type))} since line ${before.at.line}; expected another name.`,
        );
      }
      return before.type;
    }
    const alias: CType = {
      kind: 'alias',
      name: name.text,
      to: type,
      ...(align === 0 ? {} : { align }),
    };
    this.#scope.typedefs.set(name.text, { type: alias, at: name });
    return alias;
  }

  /** Whether a type begins at the next token. */
  #atType(ahead = 0): boolean {
    const token = this.#cursor.peek(ahead);
    if (token.kind !== 'name') return false;
    return (
      isBaseWord(token.text) ||
      /^(?:struct|union|enum|const|__declspec|_declspec|_Alignas|alignas|DECLSPEC_ALIGN)$/.test(
        token.text,
      ) ||
      this.#scope.typedef(token.text) !== undefined
    );
  }

  /** The number of bytes in `__declspec(align(n))`, 0 for another `__declspec`, null when none stands here. */
  #alignment(): number | null {
    const cursor = this.#cursor;
    const word = cursor.peek();
    if (/^(?:_Alignas|alignas|DECLSPEC_ALIGN)$/.test(word.text)) {
      cursor.next();
      return this.#alignValue();
    }
    if (word.text !== '__declspec' && word.text !== '_declspec') return null;
    cursor.next();
    if (!cursor.at('(')) throw cursor.unexpected('“(” after __declspec');
    if (cursor.peek(1).text !== 'align') {
      cursor.skipGroup();
      return 0;
    }
    cursor.next();
    cursor.next();
    const value = this.#alignValue();
    cursor.expect(')', 'after __declspec(align(n)');
    return value;
  }

  #alignValue(): number {
    const cursor = this.#cursor;
    cursor.expect('(', 'before the alignment');
    const at = cursor.peek();
    const value = constantExpression(cursor, this.#around);
    if (value < 1n || value > 8192n || (value & (value - 1n)) !== 0n) {
      throw new DeclarationError(
        at,
        `An alignment of ${value} is seen; expected a power of two from 1 to 8192.`,
      );
    }
    cursor.expect(')', 'after the alignment');
    return Number(value);
  }

  #specifiers(expected: string): Specifiers {
    const cursor = this.#cursor;
    const start = cursor.peek();
    const words: Token[] = [];
    let type: CType | null = null;
    let typedef = false;
    let align = 0;
    let constant = false;
    let defines = false;
    for (;;) {
      const token = cursor.peek();
      if (token.kind !== 'name') break;
      const asked = this.#alignment();
      if (asked !== null) {
        align = Math.max(align, asked);
      } else if (token.text === 'typedef') {
        cursor.next();
        typedef = true;
      } else if (token.text === 'const') {
        cursor.next();
        constant = true;
      } else if (token.text === '__attribute__') {
        throw notMicrosofts(token);
      } else if (type !== null) break;
      else if (/^(?:struct|union|enum)$/.test(token.text)) {
        if (words.length > 0) break;
        const tagged: { type: CType; defines: boolean } =
          token.text === 'enum' ? this.#enum() : this.#record(align);
        type = tagged.type;
        defines = tagged.defines;
        if (defines && token.text !== 'enum') align = 0;
      } else if (isBaseWord(token.text)) words.push(cursor.next());
      else {
        if (words.length > 0) break;
        const known = this.#scope.typedef(token.text);
        if (known === undefined) throw this.#unknown(token);
        cursor.next();
        type = known;
      }
    }
    if (type === null) {
      if (words.length === 0) throw cursor.unexpected(expected);
      type = baseType(words);
    }
    if (constant && resolve(type).kind !== 'function') {
      type = { kind: 'alias', name: `const ${spell(type)}`, to: type };
    }
    return { start, type, typedef, align, defines };
  }

  #unknown(token: Token): DeclarationError {
    const similar = this.#scope.nearest(token.text);
    const tag = this.#scope.tag(token.text);
    const hint =
      tag !== undefined
        ? `expected “${tag.kind} ${token.text}”, since it is a tag.`
        : similar !== null
          ? `expected a type; ${similar} is one.`
          : 'expected a type, such as DWORD, or its declaration before this line.';
    return new DeclarationError(token, `${seen(token)} is not a type that is known here; ${hint}`);
  }

  /** Reads `struct …` or `union …`; `outside` is the alignment that was asked for before the word. */
  #record(outside: number): { type: RecordType; defines: boolean } {
    const cursor = this.#cursor;
    const word = cursor.next();
    const kind = word.text as 'struct' | 'union';
    let align = outside;
    for (let asked = this.#alignment(); asked !== null; asked = this.#alignment()) {
      align = Math.max(align, asked);
    }
    if (cursor.at('__attribute__')) throw notMicrosofts(cursor.peek());
    const name = cursor.peek().kind === 'name' ? cursor.next() : null;
    const opening = cursor.peek();
    if (!cursor.at('{')) {
      if (name === null) throw cursor.unexpected(`a tag or “{” after ${kind}`);
      return { type: this.#tagged(name, kind), defines: false };
    }
    const record: RecordType =
      name === null
        ? { kind, tag: null, members: null, pack: null, align: 0 }
        : this.#newTag(name, kind);
    record.pack = opening.pack;
    record.align = align;
    const members = this.#members(record, word);
    record.members = members;
    const { size } = measure(record, this.#abi);
    if (size > LARGEST) {
      throw new DeclarationError(
        name ?? word,
        `${spell(record)} has ${size} bytes; Microsoft’s compiler allows ${LARGEST}.`,
      );
    }
    return { type: record, defines: true };
  }

  /** The struct or union that a tag stands for; announced here if it is new. */
  #tagged(name: Token, kind: 'struct' | 'union'): RecordType {
    const known = this.#scope.tag(name.text);
    if (known === undefined) {
      const type: RecordType = { kind, tag: name.text, members: null, pack: null, align: 0 };
      this.#scope.tags.set(name.text, { type, at: name });
      return type;
    }
    if (known.kind !== kind) throw this.#otherKind(name, known.kind, kind);
    return known;
  }

  /** A tag that is about to get its members: one that is only announced, or a new one. */
  #newTag(name: Token, kind: 'struct' | 'union'): RecordType {
    const here = this.#scope.tags.get(name.text);
    if (here !== undefined) {
      if (here.type.kind !== kind) throw this.#otherKind(name, here.type.kind, kind);
      if (here.type.members !== null) {
        throw new DeclarationError(
          name,
          `${kind} ${name.text} already has its members since line ${here.at.line}; expected another tag.`,
        );
      }
      return here.type;
    }
    const type: RecordType = { kind, tag: name.text, members: null, pack: null, align: 0 };
    this.#scope.tags.set(name.text, { type, at: name });
    return type;
  }

  #otherKind(name: Token, was: string, is: string): DeclarationError {
    return new DeclarationError(
      name,
      `${seen(name)} is declared as ${was} and called ${is} here; expected ${was} ${name.text}.`,
    );
  }

  #members(record: RecordType, word: Token): Member[] {
    const cursor = this.#cursor;
    this.#depth += 1;
    if (this.#depth > DEEPEST) {
      throw new DeclarationError(word, `Structs nest deeper than ${DEEPEST} levels here.`);
    }
    cursor.expect('{', `after ${record.kind}`);
    const members: Member[] = [];
    const names = new Map<string, Token>();
    let open: Token | null = null;
    const add = (member: Member, at: Token): void => {
      if (open !== null) {
        throw new DeclarationError(
          open,
          `${seen(open)} has no length, so nothing can follow it; expected it as the last member of a struct.`,
        );
      }
      for (const name of member.name === null ? namesWithin(member.type) : [member.name]) {
        const before = names.get(name);
        if (before !== undefined) {
          throw new DeclarationError(
            at,
            `There already is a member “${name}” on line ${before.line}; expected another name.`,
          );
        }
        names.set(name, at);
      }
      members.push(member);
    };
    while (!cursor.at('}')) {
      if (cursor.take(';')) continue;
      if (cursor.peek().kind === 'end') {
        throw new DeclarationError(
          cursor.peek(),
          `Seen the end of the text, expected a member or the “}” of the ${record.kind} that begins on line ${word.line}.`,
        );
      }
      const specifiers = this.#specifiers(`a member of the ${record.kind}, or “}”`);
      if (specifiers.typedef) {
        throw new DeclarationError(specifiers.start, 'A typedef cannot stand inside a struct.');
      }
      const under = resolve(specifiers.type);
      if (cursor.at(';')) {
        if (isRecord(under) && under.members !== null) {
          const { align } = specifiers;
          const aligned = align === 0 ? {} : { align };
          add({ name: null, type: specifiers.type, ...aligned }, specifiers.start);
        } else if (under.kind !== 'enum' && !isRecord(under)) {
          throw cursor.unexpected(`the name of a member of type ${spell(specifiers.type)}`);
        }
        cursor.next();
        continue;
      }
      do {
        const { member, at } = this.#member(specifiers);
        add(member, at);
        const type = resolve(member.type);
        if (type.kind === 'array' && type.length === 0) {
          if (record.kind === 'union') {
            throw new DeclarationError(
              at,
              `${seen(at)} has no length; expected one, since only the last member of a struct may have none.`,
            );
          }
          open = at;
        }
      } while (cursor.take(','));
      cursor.expect(';', 'after the member');
    }
    const closing = cursor.next();
    if (open !== null && members.length === 1) {
      throw new DeclarationError(
        open,
        `${seen(open)} has no length and stands alone; expected a member with a size before it.`,
      );
    }
    if (members.length === 0) {
      throw new DeclarationError(
        closing,
        `This ${record.kind} has no members; expected one at least, as C does.`,
      );
    }
    this.#depth -= 1;
    return members;
  }

  #member(specifiers: Specifiers): { member: Member; at: Token } {
    const cursor = this.#cursor;
    const { align } = specifiers;
    const aligned = align === 0 ? {} : { align };
    let name: Token | null = null;
    let { type } = specifiers;
    if (!cursor.at(':')) {
      ({ name, type } = this.#declarator(specifiers.type));
      if (name === null) throw cursor.unexpected('the name of a member');
    }
    const at = name ?? cursor.peek();
    if (!isComplete(type)) {
      const under = resolve(type);
      throw new DeclarationError(
        at,
        under.kind === 'function'
          ? `${seen(at)} is a function, and a struct cannot hold one; expected a pointer to it.`
          : `${seen(at)} has the type ${spell(type)}, whose size is not known here; expected its declaration before, or a pointer.`,
      );
    }
    const member: Member = { name: name?.text ?? null, type, ...aligned };
    if (!cursor.take(':')) return { member, at };
    const width = cursor.peek();
    const bits = constantExpression(cursor, this.#around);
    const under = resolve(type);
    const integer = under.kind === 'enum' || (under.kind === 'scalar' && under.form !== 'float');
    if (!integer) {
      throw new DeclarationError(
        at,
        `A bit-field of type ${spell(type)}; expected an integer type.`,
      );
    }
    const room = measure(type, this.#abi).size * 8;
    if (bits < 0n || bits > BigInt(room)) {
      throw new DeclarationError(
        width,
        `A width of ${bits} bits is seen; expected 0 to ${room}, since ${spell(type)} has no more.`,
      );
    }
    if (bits === 0n && name !== null) {
      throw new DeclarationError(
        width,
        `The bit-field ${seen(name)} has a width of 0; expected 1 or more, or no name.`,
      );
    }
    return { member: { ...member, bits: Number(bits) }, at };
  }

  #enum(): { type: Enum; defines: boolean } {
    const cursor = this.#cursor;
    const word = cursor.next();
    while (this.#alignment() !== null);
    const name = cursor.peek().kind === 'name' ? cursor.next() : null;
    let base: Scalar = baseType([]) as Scalar;
    if (cursor.at(':') && name !== null && this.#atType(1)) {
      cursor.next();
      const at = cursor.peek();
      const under = resolve(this.#specifiers('the type that the enum is stored as').type);
      if (under.kind !== 'scalar' || under.form === 'float') {
        throw new DeclarationError(at, `An enum is stored as an integer; expected such a type.`);
      }
      base = under;
    }
    if (!cursor.at('{')) {
      if (name === null) throw cursor.unexpected('a tag or “{” after enum');
      const known = this.#scope.tag(name.text);
      if (known !== undefined && known.kind !== 'enum') {
        throw this.#otherKind(name, known.kind, 'enum');
      }
      if (known !== undefined) return { type: known, defines: false };
    }
    const type: Enum = { kind: 'enum', tag: name?.text ?? null, base };
    if (name !== null) {
      const here = this.#scope.tags.get(name.text);
      if (here !== undefined) {
        throw new DeclarationError(
          name,
          `${seen(name)} is already declared on line ${here.at.line}; expected another tag.`,
        );
      }
      this.#scope.tags.set(name.text, { type, at: name });
    }
    if (!cursor.take('{')) return { type, defines: false };
    let value = 0n;
    while (!cursor.at('}')) {
      const constant = cursor.peek();
      if (constant.kind !== 'name') {
        throw cursor.unexpected(`an enumerator or the “}” of the enum of line ${word.line}`);
      }
      cursor.next();
      if (cursor.take('=')) value = constantExpression(cursor, this.#around);
      if (this.#scope.constants.has(constant.text)) {
        throw new DeclarationError(constant, `There already is an enumerator ${seen(constant)}.`);
      }
      this.#scope.constants.set(constant.text, value);
      value += 1n;
      if (!cursor.take(',')) break;
    }
    cursor.expect('}', 'after the enumerators');
    return { type, defines: true };
  }

  /** Reads what stands around a name: pointers, brackets, arrays, functions. */
  #declarator(base: CType): Declarator {
    const cursor = this.#cursor;
    let type = base;
    this.#depth += 1;
    if (this.#depth > DEEPEST) {
      throw new DeclarationError(
        cursor.peek(),
        `Brackets nest deeper than ${DEEPEST} levels here.`,
      );
    }
    let stars = 0;
    for (;;) {
      if (cursor.take('*')) {
        stars += 1;
        if (stars > DEEPEST) throw cursor.unexpected(`at most ${DEEPEST} stars`);
        type = { kind: 'pointer', to: type };
      } else if (cursor.at('__ptr32') || cursor.at('__ptr64')) {
        const width = cursor.next();
        const size = width.text === '__ptr32' ? 4 : 8;
        if (type.kind !== 'pointer' || type === base) {
          throw new DeclarationError(width, `${seen(width)} stands here; expected it after a “*”.`);
        }
        type = { ...type, size };
      } else if (cursor.at('const')) cursor.next();
      else if (this.#alignment() === null) break;
    }
    let name: Token | null = null;
    let inner: number | null = null;
    if (cursor.at('(') && this.#groups()) {
      inner = cursor.index;
      cursor.skipGroup();
    } else if (cursor.peek().kind === 'name') name = cursor.next();
    type = this.#suffixes(type);
    if (inner !== null) {
      const after = cursor.index;
      cursor.index = inner + 1;
      const declarator = this.#declarator(type);
      cursor.expect(')', 'after the declarator');
      cursor.index = after;
      ({ name, type } = declarator);
    }
    this.#depth -= 1;
    return { name, type };
  }

  /** Whether the “(” here belongs to a declarator, as in `(*f)(int)`, and not to the parameters of a function. */
  #groups(): boolean {
    const { kind, text } = this.#cursor.peek(1);
    return text === '*' || text === '(' || (kind === 'name' && !this.#atType(1));
  }

  #suffixes(base: CType): CType {
    const cursor = this.#cursor;
    if (cursor.at('(')) {
      const opening = cursor.index;
      cursor.skipGroup();
      const words = cursor.tokens.slice(opening + 1, cursor.index - 1);
      const parameters = words
        .map(({ text }, index) => {
          const next = words[index + 1];
          return text === ',' ||
            (next?.kind === 'name' && /[\w*]$/.test(text)) ||
            next?.text === '*'
            ? `${text} `
            : text;
        })
        .join('')
        .replaceAll('* *', '**');
      return { kind: 'function', returns: base, parameters };
    }
    const lengths: { value: number | null; at: Token }[] = [];
    while (cursor.at('[')) {
      const at = cursor.next();
      if (cursor.take(']')) {
        if (lengths.length > 0) {
          throw new DeclarationError(at, 'Only the first length of an array may be left out.');
        }
        lengths.push({ value: null, at });
        continue;
      }
      const value = constantExpression(cursor, this.#around);
      cursor.expect(']', 'after the length of the array');
      if (value < 0n || value > BigInt(LARGEST)) {
        throw new DeclarationError(
          at,
          `A length of ${value} is seen; expected 0 to ${LARGEST} elements.`,
        );
      }
      lengths.push({ value: Number(value), at });
    }
    let type = base;
    for (const { value, at } of lengths.toReversed()) {
      if (!isComplete(type)) {
        throw new DeclarationError(
          at,
          `An array of ${spell(type)}, whose size is not known here; expected its declaration before.`,
        );
      }
      if (endsOpen(type)) {
        throw new DeclarationError(
          at,
          `An array of ${spell(type)}, which ends in an array without a length; expected a type of one size.`,
        );
      }
      type = { kind: 'array', of: type, length: value ?? 0, open: value === null };
      if (measure(type, this.#abi).size > LARGEST) {
        throw new DeclarationError(
          at,
          `This array is larger than ${LARGEST} bytes, the most that Microsoft’s compiler allows.`,
        );
      }
    }
    return type;
  }

  /** A type without a name, as in `sizeof(int (*)[4])`. The bracket around it is not part of it. */
  #typeName(): CType {
    const { type } = this.#specifiers('a type');
    const declarator = this.#declarator(type);
    if (declarator.name !== null) {
      throw new DeclarationError(
        declarator.name,
        `${seen(declarator.name)} is a name; expected a type without one.`,
      );
    }
    return declarator.type;
  }

  #operator(word: Token): bigint | undefined {
    const cursor = this.#cursor;
    switch (word.text) {
      case 'sizeof':
      case '__alignof':
      case '_Alignof':
      case 'alignof':
      case 'TYPE_ALIGNMENT': {
        cursor.expect('(', `after ${word.text}`);
        const at = cursor.peek();
        const type = this.#typeName();
        if (!isComplete(type)) {
          throw new DeclarationError(at, `${spell(type)} has no size that is known here.`);
        }
        cursor.expect(')', 'after the type');
        const { size, align } = measure(type, this.#abi);
        return BigInt(word.text === 'sizeof' ? size : align);
      }
    }
    return undefined;
  }

  /** Reads `(TYPE)` in front of a value. */
  #cast(): ((value: bigint) => bigint) | undefined {
    const cursor = this.#cursor;
    if (!this.#atType(1)) return undefined;
    cursor.next();
    const at = cursor.peek();
    const type = this.#typeName();
    cursor.expect(')', 'after the type');
    const under = resolve(type);
    const form =
      under.kind === 'scalar' ? under.form : under.kind === 'enum' ? 'signed' : 'pointer';
    if (form === 'float' || !isComplete(type) || isRecord(under)) {
      throw new DeclarationError(at, `A cast to ${spell(type)}; expected an integer type.`);
    }
    const bits = measure(type, this.#abi).size * 8;
    if (form === 'bool') return (value) => (value ? 1n : 0n);
    return (value) =>
      form === 'signed' ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
  }
}

function notMicrosofts(token: Token): DeclarationError {
  return new DeclarationError(
    token,
    `${seen(token)} is not of Microsoft’s compiler; expected __declspec(align(n)) or #pragma pack.`,
  );
}

/** The names that an anonymous struct or union lends to the one around it. */
function namesWithin(type: CType): string[] {
  const under = resolve(type);
  if (!isRecord(under) || under.members === null) return [];
  return under.members.flatMap(({ name, type: inner }) =>
    name === null ? namesWithin(inner) : [name],
  );
}
