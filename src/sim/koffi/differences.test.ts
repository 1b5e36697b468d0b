import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { ProcessHeap } from '../memory/process-heap.ts';
import { DIFFERENCES } from './differences.ts';
import { makeKoffi } from './koffi.ts';
import { type Front, LIBC_NAME, ownKoffi, realKoffi } from './real.ts';
import { LIBC, TestHost } from './testing.ts';

/** A program with the real koffi in a process of its own, since it may end it. */
function inProcess(source: string): {
  status: number | null;
  signal: string | null;
  output: string;
} {
  const module = new URL('../../../examples/node_modules/koffi/index.js', import.meta.url);
  const text = `import koffi from ${JSON.stringify(module.href)};\n${source}`;
  const { status, signal, stdout } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', text],
    { encoding: 'utf8' },
  );
  return { status, signal, output: stdout };
}

const untested = new Set(DIFFERENCES.map(({ name }) => name));

/** A test of a difference; `sentence` expects that something throws its sentence. */
function differs(
  name: string,
  run: (tools: { ours: Front; host: TestHost; sentence: (act: () => unknown) => void }) => void,
): void {
  it(name, () => {
    const difference = DIFFERENCES.find((each) => each.name === name);
    expect(untested.delete(name)).toBe(true);
    const { koffi, host } = ownKoffi();
    const sentence = (act: () => unknown) => {
      expect(act).toThrow(difference?.sentence ?? /^never$/);
    };
    run({ ours: koffi, host, sentence });
  });
}

describe.skipIf(process.platform !== 'linux')('the real koffi differs', () => {
  differs('a view of a part', ({ ours, sentence }) => {
    const real = realKoffi.alloc('int', 4);
    expect(realKoffi.view(real + 4n, 8).byteLength).toBe(8);
    const own = ours.alloc('int', 4);
    sentence(() => ours.view(own + 4n, 8));
    sentence(() => ours.view(own, 8));
    expect(ours.view(own, 16).byteLength).toBe(16);
  });

  differs('two views of the same memory', ({ ours }) => {
    const real = realKoffi.alloc('int', 4);
    expect(realKoffi.view(real, 16)).not.toBe(realKoffi.view(real, 16));
    const own = ours.alloc('int', 4);
    const view = ours.view(own, 16);
    expect(ours.view(own, 16)).toBe(view);
    ours.free(own);
    expect(view.byteLength).toBe(16);
  });

  differs('memory that threads share', () => {
    expect(() => realKoffi.address(new SharedArrayBuffer(8))).toThrow(TypeError);
    const host = new TestHost({}, new ProcessHeap({ shared: true }));
    const ours = makeKoffi(host);
    const own = ours.alloc('int', 4);
    expect(ours.view(own, 16)).toBeInstanceOf(SharedArrayBuffer);
    expect(ours.address(ours.view(own, 16))).toBe(own);
    ours.encode(own, 'char [8]', 'shared');
    expect(ours.decode(own, 'char', -1)).toBe('shared');
  });

  differs('an address where nothing is', ({ ours, sentence }) => {
    const { status, signal } = inProcess('koffi.decode(8n, "int");');
    expect(status === null && signal).toBeTruthy();
    sentence(() => ours.decode(8n, 'int'));
    sentence(() => ours.decode(ours.alloc('int', 1), 'int', 2));
    sentence(() => ours.decode(ours.alloc('int', 1), 4, 'int'));
    sentence(() => ours.encode(ours.alloc('int', 1) + 2n, 'int', 1));
    sentence(() => ours.decode.uint32(null));
    sentence(() => ours.decode(ours.address(new Uint8Array(6).fill(65)), 'char', -1));
  });

  differs('memory that was freed', ({ ours, sentence }) => {
    const own = ours.alloc('int', 4);
    ours.free(own);
    sentence(() => ours.decode(own, 'int'));
    expect(ours.alloc('int', 4)).not.toBe(own);
  });

  differs('a wrong free', ({ ours, sentence }) => {
    expect(inProcess('koffi.free(koffi.alloc("int", 4) + 4n);').status).not.toBe(0);
    const own = ours.alloc('int', 4);
    sentence(() => ours.free(own + 4n));
    ours.free(own);
    sentence(() => ours.free(own));
    sentence(() => ours.free(Buffer.alloc(4)));
    sentence(() => ours.free(8n));
  });

  differs('an integer member that is no number', ({ ours, sentence }) => {
    const program = 'koffi.encode(Buffer.alloc(4), koffi.struct({ a: "int" }), { a: "text" });';
    expect(inProcess(program).signal).toBe('SIGABRT');
    sentence(() => ours.encode(Buffer.alloc(4), ours.struct({ a: 'int' }), { a: 'text' }));
    sentence(() => ours.encode(Buffer.alloc(4), ours.struct({ a: 'int' }), { a: null }));
  });

  differs('a pointer that was declared before its struct was complete', ({ ours }) => {
    const copied = (koffi: Front) => {
      koffi.struct('EarlyNode', { next: 'EarlyNode *', value: 'int64_t' });
      const memory = Buffer.alloc(32);
      koffi.load(LIBC_NAME).func('void *memcpy(void *to, EarlyNode *from, size_t n)')(
        memory,
        [{ value: 1 }, { value: 2 }],
        32,
      );
      return [memory.readBigInt64LE(8), memory.readBigInt64LE(24)];
    };
    expect(copied(realKoffi)).toEqual([2n, 0n]);
    expect(copied(ours)).toEqual([1n, 2n]);
  });

  differs(
    'an array counted by a member, and another array of the same type and length',
    ({ ours }) => {
      const declare = (koffi: Front) => {
        koffi.array('int', 'count', 37);
        return koffi.struct({ list: koffi.array('int', 37) }).size;
      };
      expect(() => declare(realKoffi)).toThrow(/does not have member 'count'/);
      expect(declare(ours)).toBe(148);
    },
  );

  differs('an array of something incomplete', ({ ours, sentence }) => {
    expect(inProcess('koffi.array(koffi.opaque(), 3);').signal).toBe('SIGFPE');
    sentence(() => ours.array(ours.opaque(), 3));
  });

  differs('an _Out_ struct that is no object', ({ ours, sentence }) => {
    const call = (koffi: Front) => {
      koffi.struct('OutPair', { a: 'int', b: 'int' });
      return koffi.load(LIBC_NAME).func('void *memset(_Out_ OutPair *to, int c, size_t n)')(
        true,
        0,
        8,
      );
    };
    expect(call(realKoffi)).toBeNull();
    sentence(() => call(ours));
  });

  differs(
    'a function of JavaScript’s that is called after its call has returned',
    ({ ours, host }) => {
      ours.proto('int Late(int)');
      const memset = ours.load(LIBC_NAME).func('void *memset(Late *f, int c, size_t n)');
      const code = memset((value: number) => value + 1, 0, 0);
      expect(host.nameOf(code)).toBeNull();
      const kept = ours.register((value: number) => value + 1, 'Late *');
      expect(host.call(kept, [1])).toBe(2);
    },
  );

  differs('a function that is not there', ({ ours, sentence }) => {
    const words = /^Cannot find function 'nowhere' in shared library$/;
    expect(() => realKoffi.load(LIBC_NAME).func('int nowhere()')).toThrow(words);
    sentence(() => ours.load(LIBC_NAME).func('int nowhere()'));
    sentence(() => ours.load(LIBC_NAME).symbol('nowhere'));
  });

  differs('functions by ordinal', ({ ours, sentence }) => {
    sentence(() => ours.load(LIBC_NAME).func(5, 'int', ['int']));
  });

  differs('functions of a library that was unloaded', ({ ours }) => {
    const library = ours.load(LIBC_NAME);
    const abs = library.func('int abs(int)');
    library.unload();
    expect(abs(-1)).toBe(1);
    expect(() => library.func('int abs(int)')).toThrow(/Cannot find function 'abs'/);
  });

  differs('koffi.os.errno, koffi.node.env and koffi.node.poll', ({ ours, sentence }) => {
    expect(realKoffi.os.errno.EINVAL).toBe(22);
    sentence(() => ours.os.errno);
    sentence(() => ours.node.env);
    sentence(() => ours.node.poll(0, () => {}));
    sentence(() => new ours.node.PollHandle());
  });

  differs('half of a surrogate pair at the end of UTF-32 text', ({ ours }) => {
    const copied = (koffi: Front) => {
      const to = Buffer.alloc(8);
      const memcpy = koffi
        .load(LIBC_NAME)
        .func('void *memcpy(void *to, const char32_t *from, size_t n)');
      memcpy(to, 'xy', 8);
      memcpy(to, '\ud800', 8);
      return to.toString('hex');
    };
    expect(copied(realKoffi)).toBe('fdff000079000000');
    expect(copied(ours)).toBe('fdff000000000000');
  });

  differs('old names', ({ ours }) => {
    expect(ours.resolve('int')).toBe(ours.type('int'));
    expect(ours.introspect('int')).toBe(ours.type('int'));
    expect(() => ours.load(LIBC_NAME).stdcall('abs', 'int', ['int'])).not.toThrow();
  });

  differs('the limit of a type’s size', () => {
    const host = new TestHost({ [LIBC_NAME]: LIBC });
    const ours = makeKoffi(host);
    expect(ours.config({ max_type_size: 2 ** 20 }).max_type_size).toBe(2 ** 20);
    expect(ours.array('uint8_t', 2 ** 21).size).toBe(2 ** 21);
    const real = inProcess(
      'koffi.config({ max_type_size: 2 ** 20 }); try { koffi.array("uint8_t", 2 ** 21); } catch { console.log("refused"); }',
    );
    expect(real.output.trim()).toBe('refused');
  });

  it('in nothing that is not tested here', () => {
    expect([...untested]).toEqual([]);
  });
});
