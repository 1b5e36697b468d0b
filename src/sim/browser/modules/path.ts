/** `node:path` as it is on Windows, for paths with a drive, of the network, and relative ones. */

/** A path in parts: `C:`, whether it begins at a root, and its names. */
interface Parts {
  /** `C:` or `\\server\share`; empty where there is none. */
  device: string;
  isRooted: boolean;
  names: string[];
  /** Whether it ends with a separator. */
  isOpen: boolean;
}

function demandString(value: unknown): asserts value is string {
  if (typeof value === 'string') return;
  throw Object.assign(new TypeError('The "path" argument must be of type string.'), {
    code: 'ERR_INVALID_ARG_TYPE',
  });
}

/** A server's share, or a drive or none, with the separator behind it. */
const ROOT = /^(?:[\\/]{2}[^\\/]+[\\/]+[^\\/]+|[A-Za-z]:)?[\\/]?/;

function partsOf(path: string): Parts {
  demandString(path);
  const share = /^[\\/]{2}([^\\/]+)[\\/]+([^\\/]+)/.exec(path);
  const drive = /^[A-Za-z]:/.exec(path);
  const device = share ? `\\\\${share[1]}\\${share[2]}` : (drive?.[0] ?? '');
  const rest = path.slice((share ?? drive)?.[0].length ?? 0);
  return {
    device,
    isRooted: share !== null || /^[\\/]/.test(rest),
    names: rest.split(/[\\/]+/).filter((name) => name !== ''),
    isOpen: /[\\/]$/.test(rest),
  };
}

/** Names without `.` and `..`; those that lead above the first stay only where there is no root. */
function shortened(names: readonly string[], isRooted: boolean): string[] {
  const kept: string[] = [];
  for (const name of names) {
    if (name === '.') continue;
    if (name !== '..') kept.push(name);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!isRooted) kept.push(name);
  }
  return kept;
}

const sep = '\\';
const delimiter = ';';

const isAbsolute = (path: string): boolean => {
  demandString(path);
  return /^(?:[A-Za-z]:)?[\\/]/.test(path);
};

function normalize(path: string): string {
  const { device, isRooted, names, isOpen } = partsOf(path);
  const kept = shortened(names, isRooted);
  const root = isRooted ? sep : '';
  if (kept.length === 0) return `${device}${root || `.${isOpen ? sep : ''}`}`;
  return `${device}${root}${kept.join(sep)}${isOpen ? sep : ''}`;
}

function join(...paths: string[]): string {
  for (const path of paths) demandString(path);
  const all = paths.filter((path) => path !== '');
  if (all.length === 0) return '.';
  // Only a first part that names a server makes a path of the network.
  const joined = all.join(sep);
  const isShare = /^[\\/]{2}[^\\/]/.test(all[0] as string);
  return normalize(isShare ? joined : joined.replace(/^[\\/]{2,}/, sep));
}

/** @param cwd the folder in which relative paths begin */
export function pathOf(cwd: () => string) {
  function resolve(...paths: string[]): string {
    let device = '';
    let isRooted = false;
    let names: string[] = [];
    for (const path of [cwd(), ...paths].reverse()) {
      if (isRooted && device !== '') break;
      const parts = partsOf(path);
      if (path === '' || (device && parts.device && !isSame(parts.device, device))) continue;
      device ||= parts.device;
      if (isRooted) continue;
      names = [...parts.names, ...names];
      isRooted = parts.isRooted;
    }
    return `${device}${sep}${shortened(names, true).join(sep)}`;
  }

  function relative(from: string, to: string): string {
    const [start, end] = [partsOf(resolve(from)), partsOf(resolve(to))];
    if (!isSame(start.device, end.device)) return resolve(to);
    let same = 0;
    while (same < start.names.length && same < end.names.length) {
      if (!isSame(start.names[same] as string, end.names[same] as string)) break;
      same += 1;
    }
    return [...start.names.slice(same).map(() => '..'), ...end.names.slice(same)].join(sep);
  }

  function dirname(path: string): string {
    demandString(path);
    const root = ROOT.exec(path)?.[0] ?? '';
    const above = /^(.*)[\\/][^\\/]+[\\/]*$/s.exec(path.slice(root.length));
    return `${root}${above?.[1] ?? ''}` || '.';
  }

  function basename(path: string, suffix = ''): string {
    demandString(path);
    const names = path.replace(/^[A-Za-z]:/, '').split(/[\\/]+/);
    const name = names.findLast((each) => each !== '') ?? '';
    return name !== suffix && name.endsWith(suffix)
      ? name.slice(0, name.length - suffix.length)
      : name;
  }

  function extname(path: string): string {
    const name = basename(path);
    const at = name.lastIndexOf('.');
    return at > 0 && name !== '..' ? name.slice(at) : '';
  }

  const win32 = {
    sep,
    delimiter,
    isAbsolute,
    normalize,
    join,
    resolve,
    relative,
    dirname,
    basename,
    extname,
  };
  return Object.assign(win32, { win32 });
}

const isSame = (a: string, b: string): boolean => a.toUpperCase() === b.toUpperCase();
