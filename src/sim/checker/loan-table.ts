import type { Loan } from './loan.ts';

const CELL = 4096;

const cellOf = (address: number): number => Math.floor(address / CELL);

/** Finds lent memory by its address. */
export class LoanTable {
  readonly #cells = new Map<number, Loan[]>();

  add(loan: Loan): void {
    const last = cellOf(loan.end - 1);
    for (let cell = cellOf(loan.start); cell <= last; cell++) {
      const loans = this.#cells.get(cell);
      if (loans) loans.push(loan);
      else this.#cells.set(cell, [loan]);
    }
  }

  remove(loan: Loan): void {
    const last = cellOf(loan.end - 1);
    for (let cell = cellOf(loan.start); cell <= last; cell++) {
      const loans = this.#cells.get(cell);
      const at = loans?.indexOf(loan) ?? -1;
      if (!loans || at < 0) continue;
      if (loans.length === 1) {
        this.#cells.delete(cell);
      } else {
        loans[at] = loans.at(-1) as Loan;
        loans.pop();
      }
    }
  }

  /** Those that have a byte in common with so many bytes from an address on. */
  overlapping(start: number, length: number): Loan[] {
    const found: Loan[] = [];
    const end = start + length;
    const first = cellOf(start);
    const last = cellOf(end - 1);
    for (let cell = first; cell <= last; cell++) {
      for (const loan of this.#cells.get(cell) ?? []) {
        // One that lies in several cells counts in the first of them that is looked at.
        if (cell !== Math.max(first, cellOf(loan.start))) continue;
        if (loan.start < end && start < loan.end) found.push(loan);
      }
    }
    return found;
  }
}
