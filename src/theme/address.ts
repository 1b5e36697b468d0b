/** The last name in an address, in small letters: `recv-1` of `/book/facts/RECV-1/`. */
export function lastOf(pathname: string): string {
  return pathname.replace(/\/$/, '').split('/').at(-1)?.toLowerCase() ?? '';
}
