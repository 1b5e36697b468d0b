/**
 * C declarations and the bytes that they stand for on Windows. Pure, and it runs in a browser as it is.
 */
export { layoutOfLast, parse } from './declarations.ts';
export { DeclarationError } from './errors.ts';
export { type Field, type Layout, layoutOf, type Part } from './layout.ts';
export { leastPadding, type Order } from './order.ts';
export { type Cause, type Gap, reasonFor, type SpareBits } from './padding.ts';
export { Declarations } from './scope.ts';
export { ABIS, type Abi, type CType, spell } from './types.ts';
