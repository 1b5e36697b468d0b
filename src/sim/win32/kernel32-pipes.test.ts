import { describe, expect, test } from 'vitest';
import { Process } from '../kernel/process.ts';
import { ProcessHeap } from '../memory/process-heap.ts';
import {
  DONE,
  DUPLEX,
  failed,
  GENERIC_READ,
  GENERIC_WRITE,
  MESSAGES,
  OVERLAPPED,
  PENDS,
  PIPE,
  pipeProgram,
} from './file-testing.ts';
import { differs } from './testing.ts';

/** Both ends of a pipe, the server's with a port, and what its packets are. */
function associated(
  how: Parameters<ReturnType<typeof pipeProgram>['pair']>[0] = {},
  options: Parameters<typeof pipeProgram>[0] = {},
) {
  const program = pipeProgram(options);
  const made = program.port();
  const { server, client } = program.pair(how);
  program.handle('CreateIoCompletionPort', server, made, 7n, 0);
  return { ...program, made, server, client, next: (ms = 0) => program.dequeue(made, ms) };
}

/** Both ends of a pipe, both overlapped. */
function bothOverlapped(how: Parameters<ReturnType<typeof pipeProgram>['pair']>[0] = {}) {
  const program = pipeProgram();
  const ends = program.pair(how, OVERLAPPED);
  const state = (at: bigint) => [program.status(at), program.transferred(at)];
  return { ...program, ...ends, state };
}

const pending = ['0x00000103', 'untouched'];

describe('a pipe is made', () => {
  test('by a name that begins as names of pipes do', () => {
    const { serveError, attempt } = pipeProgram();
    expect(serveError({ name: 'not a named pipe' })).toBe(123);
    const none = attempt('CreateNamedPipeW', 0n, DUPLEX, 0, 1, 0, 0, 0, 0n);
    expect(none).toEqual({ returned: '0xFFFFFFFFFFFFFFFF', error: 3 });
    expect(serveError({ name: '//./pipe/test' })).toBe(0);
  });

  test('in a way that is possible', () => {
    const { serveError } = pipeProgram();
    expect(serveError({ mode: 2 })).toBe(87);
    expect(serveError({ most: 0 })).toBe(87);
    expect(serveError({ most: 256 })).toBe(87);
    expect(serveError({ access: OVERLAPPED })).toBe(87);
    expect(() => serveError({ mode: 1 })).toThrow('PIPE_NOWAIT is not in the simulated Windows');
  });

  test('as often as the first instance says, and for the same access', () => {
    const { serve, serveError, close } = pipeProgram();
    const first = serve({ most: 2 });
    expect(serveError({ most: 2, access: 1 })).toBe(5);
    expect(serveError({ access: DUPLEX | 0x8_0000 })).toBe(5);
    // Type and number need not be the same: they are the first instance's.
    const second = serve({ most: 1, mode: MESSAGES });
    expect(serveError()).toBe(231);
    close(first);
    close(second);
    expect(serveError({ access: 1 | 0x8_0000 })).toBe(0);
  });
});

describe('a client opens it', () => {
  test('only where there is one, and an instance that waits', () => {
    const { serve, open, openError, close, attempt, connect } = pipeProgram();
    expect(openError(PIPE)).toBe(2);
    const server = serve({ access: DUPLEX });
    const client = open('\\\\.\\PIPE\\TEST');
    expect(openError(PIPE)).toBe(231);
    close(client);
    // Also when the client has gone: the server has to give it up first, and then to wait again.
    expect(openError(PIPE)).toBe(231);
    expect(connect(server)).toEqual(failed(232));
    expect(attempt('DisconnectNamedPipe', server)).toEqual(DONE);
    expect(openError(PIPE)).toBe(231);
    expect(attempt('DisconnectNamedPipe', server)).toEqual(failed(233));
    close(server);
    expect(openError(PIPE)).toBe(2);
  });

  test('as the server has made it: who reads one way writes the other', () => {
    for (const [access, allowed, refused] of [
      [1, GENERIC_WRITE, GENERIC_READ],
      [2, GENERIC_READ, GENERIC_WRITE],
    ] as const) {
      const { serve, openError } = pipeProgram();
      serve({ access });
      expect(openError(PIPE, { access: refused })).toBe(5);
      expect(openError(PIPE, { access: DUPLEX })).toBe(5);
      expect(openError(PIPE, { access: allowed })).toBe(0);
    }
  });

  test('the oldest instance that waits is taken first', () => {
    const { serve, open, write, startRead, overlapped, attempt, textAt } = pipeProgram();
    const servers = [serve({ most: 2 }), serve({ most: 2 })];
    for (const text of ['one', 'two']) write(open(PIPE), text);
    const texts = servers.map((server) => textAt(startRead(server, 3, overlapped('read')).data, 3));
    expect(texts).toEqual(['one', 'two']);
    expect(attempt('DisconnectNamedPipe', servers[1] ?? 0n)).toEqual(DONE);
  });
});

describe('ConnectNamedPipe', () => {
  test('FILE-6: pends until a client comes; one that was faster is error 535, without a packet', () => {
    const { serve, port, handle, connect, open, overlapped, dequeue, status } = pipeProgram();
    const made = port();
    const [awaited, taken] = [serve({ name: `${PIPE}1` }), serve({ name: `${PIPE}2` })];
    handle('CreateIoCompletionPort', awaited, made, 7n, 0);
    handle('CreateIoCompletionPort', taken, made, 8n, 0);
    const call = connect(awaited, overlapped('first'));
    open(`${PIPE}1`);
    const packet = dequeue(made, 5000);
    open(`${PIPE}2`);
    const second = overlapped('second');
    const late = connect(taken, second);
    const seen = {
      'before the client': { call, packet },
      'after the client': { call: late, packet: dequeue(made, 100) },
    };
    expect(differs('FILE-6', seen)).toBeNull();
    expect(status(second)).toBe('0x00000103');
  });

  test('without an OVERLAPPED it waits, on an overlapped pipe, too', () => {
    for (const access of [DUPLEX, DUPLEX | OVERLAPPED]) {
      const { serve, onThread, open, settle, turn } = pipeProgram();
      const connecting = onThread('ConnectNamedPipe', serve({ access }), 0n);
      open(PIPE);
      settle();
      turn();
      expect(connecting.value?.returned).toBe(1);
    }
  });

  test('is for servers, and for pipes', () => {
    const { pair, connect, attempt, open, event } = pipeProgram();
    const { client } = pair();
    expect(connect(client)).toEqual(failed(1));
    expect(attempt('DisconnectNamedPipe', client)).toEqual(failed(1));
    expect(connect(open('a.txt', { disposition: 1 }))).toEqual(failed(1));
    expect(connect(event())).toEqual(failed(6));
  });

  test('several can wait, and one client ends them all; a cancel ends one', () => {
    const { serve, connect, overlapped, open, attempt, status } = pipeProgram();
    const server = serve();
    const [first, second, third] = [overlapped('1'), overlapped('2'), overlapped('3')];
    for (const at of [first, second, third]) expect(connect(server, at)).toEqual(PENDS);
    attempt('CancelIoEx', server, second);
    expect(status(second)).toBe('0xC0000120');
    open(PIPE);
    expect([status(first), status(third)]).toEqual(['0x00000000', '0x00000000']);
  });

  test('a server that was disconnected waits again, for another client', () => {
    const { serve, connect, overlapped, open, attempt, write, read, startRead } = pipeProgram();
    const server = serve();
    const first = open(PIPE);
    write(first, 'lost');
    attempt('DisconnectNamedPipe', server);
    expect(startRead(server, 5, overlapped('read'))).toMatchObject(failed(233));
    expect(connect(server, overlapped('connect'))).toEqual(PENDS);
    expect(startRead(server, 5, overlapped('read'))).toMatchObject(failed(536));
    const second = open(PIPE);
    expect(write(second, 'kept').returned).toBe(1);
    expect(startRead(server, 5, overlapped('read')).count).toBe(4);
    // The first client is out for good.
    expect(write(first, 'x')).toMatchObject(failed(233));
    expect(read(first, 5)).toMatchObject(failed(233));
  });

  test('nobody reads, writes or is heard before there is a client', () => {
    const { serve, startRead, startWrite, overlapped, number } = pipeProgram();
    const server = serve();
    expect(number('WaitForSingleObject', server, 0)).toBe(0);
    expect(startRead(server, 5, overlapped('read'))).toMatchObject(failed(536));
    expect(startWrite(server, 'x', overlapped('write'))).toMatchObject(failed(536));
    expect(number('FlushFileBuffers', server)).toBe(1);
  });
});

describe('a read', () => {
  test('FILE-3: with data there, returns at once and brings its packet', () => {
    const { server, client, write, startRead, overlapped, next } = associated();
    write(client, 'hello');
    const { returned, error, count } = startRead(server, 64, overlapped('read'));
    expect(count).toBe(5);
    expect(differs('FILE-3', { call: { returned, error }, packet: next() })).toBeNull();
  });

  test('FILE-4: of a message that is too long is a failure that has read something', () => {
    for (const seed of [1, 2, 3, 4]) {
      const program = associated({ mode: MESSAGES }, { seed });
      const { server, client, write, startRead, overlapped, next, status, textAt } = program;
      write(client, 'abcdefghij');
      const read = (length: number) => {
        const at = overlapped('read');
        const { returned, error, data } = startRead(server, length, at);
        const packet = next();
        const text = textAt(data, Number(packet.bytes));
        return { call: { returned, error }, packet, status: status(at), text };
      };
      const seen = { 'into 4 bytes': read(4), 'once more, into 6': read(6) };
      expect(differs('FILE-4', seen)).toBeNull();
    }
  });

  test('SKIP-6: with success skipped, its packet comes only where it has pended', () => {
    const ways = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => {
      const program = associated({ mode: MESSAGES }, { seed });
      const { server, client, write, startRead, overlapped, next, number } = program;
      number('SetFileCompletionNotificationModes', server, 1);
      write(client, 'testdata');
      const at = overlapped('read');
      const { returned, error, count } = startRead(server, 1, at);
      // Beside an OVERLAPPED only a success is counted.
      expect(count).toBe(0);
      const packet = next(200);
      const seen = {
        'the read and the dequeue': {
          call: { returned, error },
          dequeue: { returned: packet.returned, error: packet.error, bytes: packet.bytes },
        },
        Internal: program.status(at),
        InternalHigh: program.transferred(at),
      };
      expect(differs('SKIP-6', seen)).toBeNull();
      return error;
    });
    // Both Windows are there, each by its seed.
    expect(new Set(ways)).toEqual(new Set([234, 997]));
  });

  test('GQ-6: that pends gets its part of the message that comes', () => {
    const { server, client, write, startRead, overlapped, next, status, textAt } = associated({
      mode: MESSAGES,
    });
    const read = overlapped('read');
    const { data } = startRead(server, 4, read);
    write(client, 'a message');
    const seen = { ...next(5000), status: status(read), data: textAt(data, 4) };
    expect(differs('GQ-6', seen)).toBeNull();
  });

  test('FILE-5: when the other end is closed, pending or not', () => {
    const { server, client, startRead, overlapped, next, status, close } = associated();
    const [before, after] = [overlapped('before'), overlapped('after')];
    const call = startRead(server, 64, before);
    close(client);
    const packet = next(5000);
    const late = startRead(server, 64, after);
    const only = ({ returned, error }: typeof call) => ({ returned, error });
    const seen = {
      'read before': { call: only(call), packet, status: status(before) },
      'read after': { call: only(late), packet: next(100) },
    };
    expect(differs('FILE-5', seen)).toBeNull();
  });

  test('of bytes takes several writes at once, of messages one', () => {
    for (const [mode, first] of [
      [0, 'onetwo'],
      [MESSAGES, 'one'],
    ] as const) {
      const { server, client, write, startRead, overlapped, textAt } = associated({ mode });
      write(client, 'one');
      write(client, 'two');
      const { count, data } = startRead(server, 64, overlapped('read'));
      expect(textAt(data, Number(count))).toBe(first);
    }
  });

  test('of 0 bytes waits for a message, and leaves it there', () => {
    const { server, client, state, startRead, startWrite, overlapped } = bothOverlapped();
    const [nothing, all, write] = [overlapped('0'), overlapped('all'), overlapped('write')];
    startRead(server, 0, nothing);
    startRead(server, 10, all);
    expect(state(nothing)).toEqual(pending);
    startWrite(client, 'x', write);
    expect([state(nothing), state(all)]).toEqual([
      ['0x00000000', 0],
      ['0x00000000', 1],
    ]);
  });

  test('an empty message is one, an empty write of bytes is nothing', () => {
    for (const [mode, after] of [
      [0, pending],
      [MESSAGES, ['0x00000000', 0]],
    ] as const) {
      const { server, client, state, startRead, startWrite, overlapped } = bothOverlapped({ mode });
      const read = overlapped('read');
      startRead(server, 10, read);
      expect(startWrite(client, '', overlapped('write'))).toEqual({ ...DONE, count: 0 });
      expect(state(read)).toEqual(after);
    }
  });

  test('without an OVERLAPPED waits, on an overlapped end, too, and counts what a warning has read', () => {
    const { server, client, onThread, memory, write, turn, settle, read } = associated({
      mode: MESSAGES,
    });
    const reading = onThread('ReadFile', server, memory(8), 8, memory(4), 0n);
    write(client, 'text');
    settle();
    turn();
    expect(reading.value?.returned).toBe(1);
    write(client, 'abcdef');
    expect(read(server, 4)).toMatchObject({ ...failed(234), count: 4 });
    expect(read(server, 4)).toEqual({ ...DONE, count: 2, text: 'ef\xcc'.slice(0, 2) });
  });

  test('that is over without an OVERLAPPED signals the handle, also under one that pends', () => {
    const { server, startRead, overlapped, number, write } = associated();
    startRead(server, 8, overlapped('read'));
    expect(number('WaitForSingleObject', server, 0)).toBe(258);
    expect(write(server, 'x').returned).toBe(1);
    expect(number('WaitForSingleObject', server, 0)).toBe(0);
  });

  test('EVT-1: resets its event, and an error at once leaves it so, on an end that is not overlapped, too', () => {
    const { server, client, startRead, overlapped, event, number, close, status } = associated();
    const done = event(1);
    close(server);
    const at = overlapped('read', done);
    expect(startRead(client, 8, at)).toMatchObject(failed(109));
    expect([number('WaitForSingleObject', done, 0), status(at)]).toEqual([258, '0x00000103']);
    expect(startRead(client, 8, overlapped('read', 1n))).toMatchObject(failed(6));
  });

  test('several that wait are served in their order, the cancelled ones apart', () => {
    const { server, client, state, startRead, startWrite, overlapped, attempt } = bothOverlapped();
    const [first, second, third] = [overlapped('1'), overlapped('2'), overlapped('3')];
    for (const at of [first, second, third]) startRead(server, 1, at);
    expect(attempt('CancelIoEx', server, second)).toEqual(DONE);
    expect(state(second)).toEqual(['0xC0000120', 0]);
    startWrite(client, 'x', overlapped('write'));
    expect([state(first)[0], state(third)[0]]).toEqual(['0x00000000', '0x00000103']);
  });
});

describe('a write', () => {
  /** As Wine's test, which is run on Windows: quotas of 5000 bytes. */
  const full = (mode = 0) => bothOverlapped({ mode, out: 5000, in: 5000 });
  const text = (length: number) => 'x'.repeat(length);

  test('is over at once while there is room, else when it is made', () => {
    const { server, client, state, startRead, startWrite, overlapped, number } = full();
    expect(startWrite(server, text(4000), overlapped('fits'))).toEqual({ ...DONE, count: 4000 });
    const [second, third] = [overlapped('second'), overlapped('third')];
    expect(startWrite(server, text(3000), second)).toEqual({ ...PENDS, count: 0 });
    expect(startWrite(server, 'y', third)).toEqual({ ...PENDS, count: 0 });
    // Nothing waits before nothing.
    expect(startWrite(server, '', overlapped('empty'))).toEqual({ ...DONE, count: 0 });
    expect(startRead(client, 1999, overlapped('read')).count).toBe(1999);
    expect(state(second)).toEqual(pending);
    startRead(client, 1, overlapped('read'));
    expect([state(second), state(third)]).toEqual([['0x00000000', 3000], pending]);
    startRead(client, 1, overlapped('read'));
    expect(state(third)).toEqual(['0x00000000', 1]);
    expect(number('CancelIoEx', server, 0n)).toBe(0);
  });

  test('has the room that was asked for on its side, some thousand bytes where none was', () => {
    const { server, client, startWrite, overlapped } = bothOverlapped({ out: 10, in: 20 });
    expect(startWrite(server, text(11), overlapped('out'))).toMatchObject(PENDS);
    expect(startWrite(client, text(20), overlapped('in'))).toMatchObject(DONE);
    expect(startWrite(client, 'x', overlapped('in'))).toMatchObject(PENDS);
    const other = bothOverlapped({ out: 0, in: 0 });
    expect(other.startWrite(other.server, text(1000), other.overlapped('out'))).toMatchObject(DONE);
  });

  test('whoever waits for it takes its part before room is asked for', () => {
    const { server, client, state, startRead, startWrite, overlapped } = full();
    const read = overlapped('read');
    startRead(client, 1000, read);
    expect(startWrite(server, text(6000), overlapped('write'))).toEqual({ ...DONE, count: 6000 });
    expect(state(read)).toEqual(['0x00000000', 1000]);
  });

  test('that is cancelled is not there any more, even where a part was read', () => {
    const { server, client, state, startRead, startWrite, overlapped, attempt, textAt } = full();
    const [first, second] = [overlapped('first'), overlapped('second')];
    startWrite(server, text(7000), first);
    startWrite(server, 'y', second);
    startRead(client, 10, overlapped('read'));
    expect(attempt('CancelIoEx', server, first)).toEqual(DONE);
    expect(state(first)).toEqual(['0xC0000120', 0]);
    expect(state(second)).toEqual(['0x00000000', 1]);
    const { count, data } = startRead(client, 100, overlapped('read'));
    expect(textAt(data, Number(count))).toBe('y');
  });

  test('SCLOSE: that waits is broken by either end’s closing, and what was taken is still read', () => {
    for (const closes of ['server', 'client'] as const) {
      const { state, startWrite, overlapped, close, read, ...ends } = full();
      const [writer, reader] = [ends.client, ends.server];
      startWrite(writer, 'taken', overlapped('taken'));
      const waiting = overlapped('waiting');
      expect(startWrite(writer, text(6000), waiting)).toMatchObject(PENDS);
      close(closes === 'server' ? reader : writer);
      expect(state(waiting)).toEqual(['0xC000014B', 0]);
      if (closes === 'client') {
        expect(read(reader, 10)).toEqual({ ...DONE, count: 5, text: 'taken' });
        expect(read(reader, 10)).toMatchObject(failed(109));
      }
    }
  });

  test('and a read that wait end with 233 when the server disconnects, and all is lost', () => {
    const { server, client, state, startRead, startWrite, overlapped, attempt, read } = full();
    const [write, back, reading] = [overlapped('write'), overlapped('back'), overlapped('read')];
    startWrite(client, text(7000), write);
    startRead(client, 10, reading);
    attempt('DisconnectNamedPipe', server);
    expect([state(write), state(reading)]).toEqual([
      ['0xC00000B0', 0],
      ['0xC00000B0', 0],
    ]);
    expect(read(client, 10)).toMatchObject(failed(233));
    expect(startWrite(server, 'x', back)).toMatchObject(failed(233));
  });

  test('to an end that is closed is error 232, but what it had sent can be read', () => {
    const { server, client, startWrite, overlapped, close, read, status } = full();
    startWrite(server, 'bye', overlapped('bye'));
    close(server);
    const late = overlapped('late');
    expect(startWrite(client, 'x', late)).toEqual({ ...failed(232), count: 0 });
    expect(status(late)).toBe('0x00000103');
    expect(read(client, 0)).toEqual({ ...DONE, count: 0, text: '' });
    expect(read(client, 10).text).toBe('bye');
    expect(read(client, 0)).toMatchObject(failed(109));
  });

  test('POST-5: posted packets and its own stand in one queue', () => {
    const { server, startWrite, overlapped, made, post, next } = associated();
    post(made, 1n, overlapped('posted before'));
    startWrite(server, 'x', overlapped('write'));
    post(made, 2n, overlapped('posted after'));
    expect(differs('POST-5', { packets: [0, 0, 0].map(() => next().overlapped) })).toBeNull();
  });
});

describe('FlushFileBuffers', () => {
  test('waits until the other end has read everything', () => {
    const { server, client, startWrite, startRead, overlapped, onThread, settle, turn } =
      bothOverlapped();
    startWrite(server, 'ab', overlapped('write'));
    const flush = onThread('FlushFileBuffers', server);
    startRead(client, 1, overlapped('read'));
    settle();
    turn();
    expect(flush.value).toBeNull();
    startRead(client, 1, overlapped('read'));
    settle();
    turn();
    expect(flush.value?.returned).toBe(1);
  });

  test('or has gone (109), or was given up (233)', () => {
    for (const [how, error] of [
      ['CloseHandle', 109],
      ['DisconnectNamedPipe', 233],
    ] as const) {
      const { server, client, startWrite, overlapped, onThread, attempt, settle, turn } =
        bothOverlapped();
      startWrite(client, 'ab', overlapped('write'));
      const flush = onThread('FlushFileBuffers', client);
      attempt(how, server);
      settle();
      turn();
      expect(flush.value).toEqual(failed(error));
    }
  });
});

describe('SetNamedPipeHandleState', () => {
  test('a client begins with bytes, and can have messages where the pipe has them', () => {
    const { server, client, startWrite, overlapped, read, setMode } = associated({
      mode: MESSAGES,
    });
    startWrite(server, 'one', overlapped('1'));
    startWrite(server, 'two', overlapped('2'));
    startWrite(server, 'three', overlapped('3'));
    expect(read(client, 5)).toEqual({ ...DONE, count: 5, text: 'onetw' });
    expect(setMode(client, 2)).toEqual(DONE);
    expect(read(client, 5)).toEqual({ ...DONE, count: 1, text: 'o' });
    expect(read(client, 3)).toMatchObject({ ...failed(234), text: 'thr' });
    expect(setMode(client, 0)).toEqual(DONE);
    expect(read(client, 1)).toMatchObject({ ...DONE, text: 'e' });
  });

  test('a pipe of bytes has no messages, and there are no other modes', () => {
    const { server, client, setMode, attempt, memory, event, open } = associated();
    expect(setMode(server, 2)).toEqual(failed(87));
    expect(setMode(client, 2)).toEqual(failed(87));
    expect(setMode(client, 0)).toEqual(DONE);
    expect(setMode(client, 8)).toEqual(failed(87));
    expect(setMode(event(), 0)).toEqual(failed(6));
    expect(setMode(open('a.txt', { disposition: 1 }), 0)).toEqual(failed(87));
    expect(attempt('SetNamedPipeHandleState', client, 0n, 0n, 0n)).toEqual(DONE);
    expect(attempt('SetNamedPipeHandleState', client, 0n, memory(4), 0n)).toEqual(failed(87));
    expect(() => setMode(client, 1)).toThrow('PIPE_NOWAIT');
    attempt('DisconnectNamedPipe', server);
    expect(setMode(client, 0)).toEqual(failed(233));
  });
});

describe('the end of those who use it', () => {
  test('closing one’s own end under a read breaks that', () => {
    const { server, startRead, overlapped, next, close } = associated();
    startRead(server, 10, overlapped('read'));
    close(server);
    expect(next()).toMatchObject({ returned: 0, error: 109, bytes: 0, overlapped: 'read' });
  });

  test('THR-2: a process that ends takes its read with it, and whoever has the port gets the packet', () => {
    const program = associated();
    const { machine, server, process, next } = program;
    const child = new Process(machine, new ProcessHeap());
    const thread = child.start();
    const inherited = child.handles.open(process.handles.get(server) ?? process);
    const at = child.heap.allocate(32);
    const read = program.process.code.at(program.codeOf('ReadFile'));
    const call = read?.call(thread, [inherited, child.heap.allocate(16), 16, 0n, at]);
    expect((call as Generator<void, number>).next().value).toBe(0);
    expect(thread.lastError).toBe(997);
    child.exit(0);
    const { returned, error, bytes, key } = next();
    expect([returned, error, bytes, key]).toEqual([0, 995, 0, 7]);
  });

  test('a read is for those who opened it for that', () => {
    const { serve, open, read, write, attempt, memory } = pipeProgram();
    const server = serve({ access: 1 });
    const client = open(PIPE, { access: GENERIC_WRITE });
    expect(read(client, 5)).toMatchObject(failed(5));
    expect(write(server, 'x')).toMatchObject(failed(5));
    expect(write(client, 'text').returned).toBe(1);
    const size = memory(8);
    expect(attempt('GetFileSizeEx', server, size)).toEqual(DONE);
    expect(read(server, 10).text).toBe('text');
  });
});
