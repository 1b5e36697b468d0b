import { into, out, type Prototype, page } from './prototype.ts';

const NTSTATUS: Prototype['returns'] = { type: 'NTSTATUS', failure: 'the status' };

/** Functions of ntdll.dll that facts speak of. The book's programs do without them. */
export const ntdll: Prototype[] = [
  {
    name: 'RtlNtStatusToDosError',
    library: 'ntdll.dll',
    returns: { type: 'ULONG', failure: 'never' },
    parameters: [into('Status', 'NTSTATUS')],
    setsLastError: false,
    page: page('api/winternl/nf-winternl-rtlntstatustodoserror'),
    note: 'The Win32 error for an NTSTATUS, 317 where there is none. Winsock has a table of its own (RES-1).',
  },
  {
    name: 'NtRemoveIoCompletionEx',
    library: 'ntdll.dll',
    returns: NTSTATUS,
    parameters: [
      into('IoCompletionHandle', 'HANDLE', 'handle'),
      out('IoCompletionInformation', 'PFILE_IO_COMPLETION_INFORMATION', 'entries'),
      into('Count', 'ULONG'),
      out('NumEntriesRemoved', 'PULONG', 'entries removed'),
      into('Timeout', 'PLARGE_INTEGER'),
      into('Alertable', 'BOOLEAN'),
    ],
    setsLastError: false,
    page: null,
    note: 'What GetQueuedCompletionStatusEx calls: an entry is an OVERLAPPED_ENTRY under other names (EX-11). Timeout is in 100 ns, negative for a time from now on, and NULL waits for ever.',
  },
  {
    name: 'NtSetIoCompletion',
    library: 'ntdll.dll',
    returns: NTSTATUS,
    parameters: [
      into('IoCompletionHandle', 'HANDLE', 'handle'),
      into('KeyContext', 'PVOID'),
      into('ApcContext', 'PVOID'),
      into('IoStatus', 'NTSTATUS'),
      into('IoStatusInformation', 'ULONG_PTR'),
    ],
    setsLastError: false,
    page: null,
    note: 'What PostQueuedCompletionStatus calls, with a status of 0. Here the program can name another.',
  },
  {
    name: 'NtSetInformationFile',
    library: 'ntdll.dll',
    returns: NTSTATUS,
    parameters: [
      into('FileHandle', 'HANDLE', 'handle'),
      out('IoStatusBlock', 'PIO_STATUS_BLOCK'),
      into('FileInformation', 'PVOID'),
      into('Length', 'ULONG'),
      into('FileInformationClass', 'FILE_INFORMATION_CLASS'),
    ],
    setsLastError: false,
    page: 'learn.microsoft.com/windows-hardware/drivers/ddi/ntifs/nf-ntifs-ntsetinformationfile',
    note: 'With class 30 (FileCompletionInformation) it ties a file to a port, which is how CreateIoCompletionPort does it; with 61 (FileReplaceCompletionInformation) it changes or unties the port, which no Win32 function does (PORT-5).',
  },
];
