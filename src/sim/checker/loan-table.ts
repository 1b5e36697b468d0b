import type { Loan } from './loan.ts';

const CELL = 4096;

const cellOf = (address: number): number => Math.floor(address / CELL);

/** Finds lent memory by its address. */
export class LoanTable {
  /** Most cells have one: then it is not in an array. */
  readonly #cells = new Map<number, Loan | Loan[]>();

  add(loan: Loan): void {
    const last = cellOf(loan.end - 1);
    for (let cell = cellOf(loan.start); cell <= last; cell++) {
      const loans = this.#cells.get(cell);
      if (loans === undefined) this.#cells.set(cell, loan);
      else if (Array.isArray(loans)) loans.push(loan);
      else this.#cells.set(cell, [loans, loan]);
    }
  }

  remove(loan: Loan): void {
    const last = cellOf(loan.end - 1);
    for (let cell = cellOf(loan.start); cell <= last; cell++) {
      const loans = this.#cells.get(cell);
      if (loans === loan) this.#cells.delete(cell);
      if (!Array.isArray(loans)) continue;
      const at = loans.indexOf(loan);
      if (at < 0) continue;
      const last = loans.pop();
      if (last && last !== loan) loans[at] = last;
      if (loans.length === 0) this.#cells.delete(cell);
    }
  }

  /** Those that have a byte in common with so many bytes from an address on. */
  overlapping(start: number, length: number): Loan[] {
    const found: Loan[] = [];
    const end = start + length;
    const first = cellOf(start);
    const last = cellOf(end - 1);
    for (let cell = first; cell <= last; cell++) {
      const loans = this.#cells.get(cell);
      if (loans === undefined) continue;
      for (const loan of Array.isArray(loans) ? loans : [loans]) {
        // One that lies in several cells counts in the first of them that is looked at.
        if (cell !== Math.max(first, cellOf(loan.start))) continue;
        if (loan.start < end && start < loan.end) found.push(loan);
      }
    }
    return found;
  }
}
