import { NotSimulated } from './hooks.ts';

type Members = Record<string, unknown>;

/**
 * A module in place of one of Node's: with what the simulator has of it, and a sentence for every other function, so that a
 * program may import more than it uses.
 */
function standIn(name: string, members: Members): Members {
  const real = process.getBuiltinModule(name) as unknown as Members;
  const missing = Object.entries(real)
    .filter(([member]) => member !== 'default' && !Object.hasOwn(members, member))
    .map(([member, value]) => {
      if (typeof value !== 'function') return [member, value];
      const refuse = function refuse() {
        throw new NotSimulated(
          `${member} of ${name} is not in the simulated Windows. Node has it on Windows and on Wine: run the program there.`,
        );
      };
      return [member, refuse];
    });
  const all = { ...Object.fromEntries(missing), ...members };
  return { ...all, default: all };
}

/**
 * Adds {@link standIn} for further modules, by their names, to those that there are. Each is made when it is first asked for:
 * most programs import none of them, and Node has to load its own first.
 */
export function addStandIns(
  modules: Record<string, Members>,
  added: Record<string, () => Members>,
): Record<string, Members> {
  const all = { ...modules };
  for (const [name, members] of Object.entries(added)) {
    let made: Members | undefined;
    Object.defineProperty(all, name, {
      get() {
        made ??= standIn(name, members());
        return made;
      },
      enumerable: true,
    });
  }
  return all;
}
