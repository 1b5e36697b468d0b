import type { Fact } from '../schema.ts';
import { canc } from './canc.ts';
import { close } from './close.ts';
import { conn } from './conn.ts';
import { evt } from './evt.ts';
import { ex } from './ex.ts';
import { ffi } from './ffi.ts';
import { file } from './file.ts';
import { gq } from './gq.ts';
import { num } from './num.ts';
import { ov } from './ov.ts';
import { port } from './port.ts';
import { post } from './post.ts';
import { recv } from './recv.ts';
import { res } from './res.ts';
import { sched } from './sched.ts';
import { sclose } from './sclose.ts';
import { send } from './send.ts';
import { skip } from './skip.ts';
import { thr } from './thr.ts';

/** Every fact, theme by theme. */
export const catalogue: readonly Fact[] = [
  ...port,
  ...post,
  ...gq,
  ...ex,
  ...close,
  ...sched,
  ...ov,
  ...evt,
  ...skip,
  ...recv,
  ...send,
  ...canc,
  ...sclose,
  ...conn,
  ...file,
  ...thr,
  ...res,
  ...num,
  ...ffi,
];
