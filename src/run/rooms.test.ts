import fs from 'node:fs';
import { expect, it } from 'vitest';
import { drawRooms, PICTURE } from './rooms.ts';

it('the picture of the rooms shows the imports as they are; `npm run rooms` draws it anew', async () => {
  expect(fs.readFileSync(PICTURE, 'utf8')).toBe(await drawRooms());
});
