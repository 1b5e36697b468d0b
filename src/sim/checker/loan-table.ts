import type { Block } from '../memory/heap.ts';
import type { Loan } from './loan.ts';

const CELL = 4096;
/** Up to so many loans of a block are kept in a row. */
const FEW = 8;

const cellOf = (address: number): number => Math.floor(address / CELL);

/** The loans of a block that has many, by their addresses. */
class Cells {
  readonly #loans = new Map<number, Loan[]>();

  add(loan: Loan): void {
    const last = cellOf(loan.end - 1);
    for (let cell = cellOf(loan.start); cell <= last; cell++) {
      const loans = this.#loans.get(cell);
      if (loans) loans.push(loan);
      else this.#loans.set(cell, [loan]);
    }
  }

  remove(loan: Loan): void {
    const last = cellOf(loan.end - 1);
    for (let cell = cellOf(loan.start); cell <= last; cell++) take(this.#loans.get(cell), loan);
  }

  overlapping(start: number, end: number): Loan[] {
    const found: Loan[] = [];
    const first = cellOf(start);
    const last = cellOf(end - 1);
    for (let cell = first; cell <= last; cell++) {
      for (const loan of this.#loans.get(cell) ?? []) {
        // One that lies in several cells counts in the first of them that is looked at.
        if (cell === Math.max(first, cellOf(loan.start)) && overlaps(loan, start, end)) {
          found.push(loan);
        }
      }
    }
    return found;
  }
}

const overlaps = (loan: Loan, start: number, end: number): boolean =>
  loan.start < end && start < loan.end;

/** Takes a loan out of a row, whose order does not matter. */
function take(loans: Loan[] | undefined, loan: Loan): void {
  const at = loans?.indexOf(loan) ?? -1;
  if (!loans || at < 0) return;
  const last = loans.pop();
  if (last && last !== loan) loans[at] = last;
}

const NONE: readonly Loan[] = [];

/** The loans of a block of memory, which are kept with it. */
const loansOf = ({ noted }: Block): Loan[] | Cells | null => noted as Loan[] | Cells | null;

/** Remembers that memory is lent. */
export function addLoan(loan: Loan): void {
  const { block } = loan;
  const loans = loansOf(block);
  if (loans === null) {
    block.noted = [loan];
  } else if (loans instanceof Cells) {
    loans.add(loan);
  } else if (loans.length < FEW) {
    loans.push(loan);
  } else {
    const cells = new Cells();
    for (const each of [...loans, loan]) cells.add(each);
    block.noted = cells;
  }
}

/** The memory is given back. */
export function removeLoan(loan: Loan): void {
  const loans = loansOf(loan.block);
  if (loans instanceof Cells) loans.remove(loan);
  else if (loans !== null) take(loans, loan);
}

/** The loans that have a byte in common with so many bytes of a block from an address on. */
export function loansAt(block: Block, start: number, length: number): readonly Loan[] {
  const loans = loansOf(block);
  const end = start + length;
  if (loans instanceof Cells) return loans.overlapping(start, end);
  if (loans === null || loans.length === 0) return NONE;
  return loans.filter((loan) => overlaps(loan, start, end));
}
