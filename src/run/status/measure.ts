/**
 * A program for Windows and Wine: asks the kernel's own libraries what each NTSTATUS becomes. It prints a line for each
 * status of the table, in hex, with the number that RtlNtStatusToDosError gives and the last error after
 * WSAGetOverlappedResult was shown an OVERLAPPED with this status in Internal.
 *
 * `node iocp.mjs run src/run/status/measure.ts`
 */
import koffi from 'koffi';
import { NTSTATUS } from '../../status/tables/ntstatus.ts';

const AF_INET = 2;
const SOCK_STREAM = 1;
const OVERLAPPED_SIZE = 32;

const ntdll = koffi.load('ntdll.dll');
const kernel32 = koffi.load('kernel32.dll');
const ws2_32 = koffi.load('ws2_32.dll');
const RtlNtStatusToDosError = ntdll.func('uint32_t __stdcall RtlNtStatusToDosError(uint32_t)');
const GetLastError = kernel32.func('uint32_t __stdcall GetLastError(void)');
const WSAStartup = ws2_32.func('int __stdcall WSAStartup(uint16_t, void *)');
const socket = ws2_32.func('intptr_t __stdcall socket(int, int, int)');
const closesocket = ws2_32.func('int __stdcall closesocket(intptr_t)');
const WSAGetOverlappedResult = ws2_32.func(
  'int __stdcall WSAGetOverlappedResult(intptr_t, void *, void *, int, void *)',
);

const started = WSAStartup(0x0202, Buffer.alloc(512));
if (started !== 0) throw new Error(`WSAStartup failed with error ${started}.`);
const any = socket(AF_INET, SOCK_STREAM, 0);
if (any === -1) throw new Error(`socket failed with error ${GetLastError()}.`);

const overlapped = Buffer.alloc(OVERLAPPED_SIZE);
const number = Buffer.alloc(4);
const flags = Buffer.alloc(4);
const lines = NTSTATUS.trim()
  .split('\n')
  .map((line) => {
    const [hex = ''] = line.split(' ');
    const status = Number.parseInt(hex, 16);
    const win32 = RtlNtStatusToDosError(status);
    overlapped.writeUInt32LE(status, 0);
    WSAGetOverlappedResult(any, overlapped, number, 0, flags);
    return `${hex} ${win32} ${GetLastError()}`;
  });
closesocket(any);
process.stdout.write(`${lines.join('\n')}\n`);
