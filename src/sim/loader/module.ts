/** An import of another module, in the text of one. Offsets count UTF-16 units from the beginning of the text. */
export interface Import {
  specifier: string;
  /** Where the specifier begins and ends, with its quotes. */
  start: number;
  end: number;
  /** Where `import` stands of an `import()`, which happens while the program runs; null for a declaration. */
  call: number | null;
}

/** A module without types. Every character that is left is where it was in the source, so that lines and columns are. */
export interface StrippedModule {
  code: string;
  /** In the order of the text. */
  imports: readonly Import[];
  /** Whether it asks for `import.meta`. */
  usesMeta: boolean;
}

/** A place where a module cannot be run as it is. */
export interface Refusal {
  /** From 1. */
  line: number;
  column: number;
  /** What is wrong there, for a person. */
  sentence: string;
}

/** A refusal with the file that it is about, as compilers write it. */
export const placed = (file: string, { line, column, sentence }: Refusal): string =>
  `${file}:${line}:${column}: ${sentence}`;
