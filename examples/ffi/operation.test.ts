import koffi from 'koffi';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { OPERATION, Operation, OwnershipError } from './operation.ts';
import { OVERLAPPED } from './types.ts';

// The rules of ownership are the same on every system; only the last error comes from Windows.
const lastError = vi.hoisted(() => ({ value: 0 }));
vi.mock('./kernel32.ts', () => ({ GetLastError: () => lastError.value }));

afterEach(() => {
  lastError.value = 0;
});

const pending = () => {
  lastError.value = 997;
  return false;
};

describe('OPERATION', () => {
  it('begins with the OVERLAPPED, so that both have one address', () => {
    expect(koffi.offsetof(OPERATION, 'overlapped')).toBe(0);
    expect(koffi.offsetof(OPERATION, 'context')).toBe(koffi.sizeof(OVERLAPPED));
    expect(koffi.sizeof(OPERATION)).toBe(40);
  });
});

describe('an Operation', () => {
  it('keeps our number behind the OVERLAPPED, in native memory', () => {
    const operation = new Operation(7, 16);
    expect(operation.context).toBe(7);
    expect(koffi.decode.uint32(operation.address + 32n)).toBe(7);
    expect(operation.data).toHaveLength(16);
    operation.free();
  });

  it('is the program’s, then the kernel’s, then the program’s again', () => {
    const operation = new Operation(1, 16);
    expect(operation.submitted).toBe(false);
    expect(operation.submit('WSARecv', pending)).toBe('pending');
    expect(operation.submitted).toBe(true);
    expect(Operation.outstanding).toBe(1);
    expect(Operation.completed(operation.address)).toBe(operation);
    expect(operation.submitted).toBe(false);
    expect(Operation.outstanding).toBe(0);
    operation.free();
  });

  it('waits for its packet after an immediate success too (RECV-3)', () => {
    const operation = new Operation(1, 16);
    expect(operation.submit('WSARecv', () => true)).toBe('immediate');
    expect(operation.submitted).toBe(true);
    Operation.completed(operation.address);
    operation.free();
  });

  it('is over when a success skipped its packet, and only then (SKIP-1, SKIP-2)', () => {
    const operation = new Operation(1, 16);
    const skips = { skipsOnSuccess: true };
    expect(operation.submit('WSARecv', () => true, skips)).toBe('immediate');
    expect(operation.submitted).toBe(false);
    expect(() => Operation.completed(operation.address)).toThrow(OwnershipError);

    expect(operation.submit('WSARecv', pending, skips)).toBe('pending');
    expect(operation.submitted).toBe(true);
    expect(Operation.completed(operation.address)).toBe(operation);
    operation.free();
  });

  it('begins in a file where the program says, at each submit (OV-12)', () => {
    const operation = new Operation(1, 16);
    operation.offset = 5 * 2 ** 32 + 7;
    let seen: unknown;
    operation.submit('ReadFile', () => {
      seen = operation.overlapped;
      return true;
    });
    expect(seen).toMatchObject({ Offset: 7, OffsetHigh: 5 });
    expect(() => {
      operation.offset = 8;
    }).toThrow(/Windows owns .* \(OV-9\), so the program cannot change its offset/);
    Operation.completed(operation.address);
    expect(operation.offset).toBe(5 * 2 ** 32 + 7);
    expect(() => {
      operation.offset = -1;
    }).toThrow(RangeError);
    operation.free();
  });

  it('waits for its packet after a warning as well (FILE-4)', () => {
    const operation = new Operation(1, 16);
    const warn = () => {
      lastError.value = 234;
      return false;
    };
    expect(operation.submit('ReadFile', warn)).toBe('immediate');
    expect(operation.submitted).toBe(true);
    Operation.completed(operation.address);
    operation.free();
  });

  it('has a zeroed OVERLAPPED at each submit but for the offset, and keeps its number', () => {
    const operation = new Operation(9, 16);
    koffi.encode(operation.address, OVERLAPPED, {
      Internal: 1,
      InternalHigh: 2,
      hEvent: 5n,
    });
    let seen = Buffer.alloc(0);
    operation.submit('WSARecv', () => {
      seen = Buffer.from(koffi.view(operation.address, 40).slice(0));
      return true;
    });
    expect(seen.subarray(0, 32)).toEqual(Buffer.alloc(32));
    expect(operation.context).toBe(9);
    Operation.completed(operation.address);
    operation.free();
  });

  it('refuses a second submit while the kernel owns it, and says why', () => {
    const operation = new Operation(3, 16);
    operation.submit('WSARecv', pending);
    const call = vi.fn(pending);
    expect(() => operation.submit('WSARecv', call)).toThrow(
      new OwnershipError(
        'Operation 3 is submitted: Windows owns its OVERLAPPED and its buffer until the packet is dequeued (OV-9), ' +
          'so the program cannot submit it again. Submit another Operation, or dequeue the packet first.',
      ),
    );
    expect(call).not.toHaveBeenCalled();
    Operation.completed(operation.address);
    operation.free();
  });

  it('refuses to be freed while the kernel owns it, and says why', () => {
    const operation = new Operation(4, 16);
    operation.submit('WSARecv', pending);
    expect(() => operation.free()).toThrow(
      /Windows owns .* \(OV-9\), so the program cannot free it/,
    );
    Operation.completed(operation.address);
    operation.free();
  });

  it('refuses every use after it was freed', () => {
    const operation = new Operation(5, 16);
    operation.free();
    expect(() => operation.free()).toThrow(
      'This Operation was freed; it cannot be freed again.',
    );
    expect(() => operation.submit('WSARecv', pending)).toThrow(
      'it cannot be submitted',
    );
    expect(() => operation.data).toThrow('it cannot be read');
    expect(() => operation.buffer()).toThrow('it cannot be lent');
  });

  it('is ours again when it did not start (RECV-4)', () => {
    const operation = new Operation(6, 16);
    const fail = () => {
      lastError.value = 10057;
      return false;
    };
    expect(() => operation.submit('WSARecv', fail)).toThrow(
      'WSARecv failed with error 10057 (WSAENOTCONN).',
    );
    expect(operation.submitted).toBe(false);
    operation.free();
  });

  it('is ours again when the call was never made', () => {
    const operation = new Operation(6, 16);
    expect(() =>
      operation.submit('WSARecv', () => {
        throw new TypeError('not a socket');
      }),
    ).toThrow('not a socket');
    expect(operation.submitted).toBe(false);
    operation.free();
  });

  it('lends the rest of its buffer', () => {
    const operation = new Operation(1, 16);
    const [whole, rest] = [operation.buffer(), operation.buffer(10)];
    expect([whole.len, rest.len]).toEqual([16, 6]);
    expect(rest.buf - whole.buf).toBe(10n);
    operation.free();
  });
});

describe('a packet', () => {
  it('of an OVERLAPPED that nobody submitted is refused with its address', () => {
    const operation = new Operation(1, 16);
    expect(() => Operation.completed(operation.address)).toThrow(
      `A packet came for the OVERLAPPED at 0x${operation.address.toString(16)}, but no Operation was submitted there.`,
    );
    operation.free();
  });

  it('that was posted without an OVERLAPPED belongs to none (POST-2)', () => {
    expect(() => Operation.completed(null)).toThrow(OwnershipError);
    expect(() => Operation.completed(null)).toThrow(
      'A packet came without an OVERLAPPED: it was posted',
    );
  });
});
