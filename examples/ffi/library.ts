import koffi, { type LibraryHandle } from 'koffi';

/**
 * Loads a library of Windows.
 *
 * @throws Error that says where to run the program instead, on a system without it
 */
export function loadSystemLibrary(name: string): LibraryHandle {
  try {
    return koffi.load(name);
  } catch (cause) {
    throw new Error(
      `${name} cannot be loaded: it is a part of Windows. On another system start the program with ` +
        '`npm start` in its folder, or with `node iocp.mjs run` in the folder above all: both bring a kernel along.',
      { cause },
    );
  }
}
