import koffi, { type KoffiFunc } from 'koffi';
import './types.ts';

const ntdll = koffi.load('ntdll.dll');

export const RtlNtStatusToDosError = ntdll.func(
  'ULONG __stdcall RtlNtStatusToDosError(NTSTATUS Status)',
) as KoffiFunc<(Status: number) => number>;
