import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder, an absolute path of this system. */
export const ROOT = path.resolve(fileURLToPath(new URL('../../../', import.meta.url)));

/** The ignored folder for everything that this workbook fetches or makes for itself. */
export const PRIVATE_FOLDER = path.join(ROOT, '.iocp');

export const EXAMPLES = path.join(ROOT, 'examples');
