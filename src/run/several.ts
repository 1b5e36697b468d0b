/**
 * Works on several items at a time.
 *
 * @param atOnce how many
 * @param work on one item; when it fails, no further item is begun
 * @param told is told of every result, in the order of the items
 */
export async function several<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
  told: (item: Item, result: Result) => void = () => {},
): Promise<Result[]> {
  const results: { of: Item; result: Result }[] = [];
  let next = 0;
  let done = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const at = next++;
      const item = items[at] as Item;
      try {
        results[at] = { of: item, result: await work(item) };
      } catch (error) {
        failed = true;
        throw error;
      }
      for (let entry = results[done]; entry !== undefined; entry = results[++done]) {
        told(entry.of, entry.result);
      }
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: atOnce }, worker));
  const reason = workers.find((one) => one.status === 'rejected')?.reason;
  if (failed) throw reason;
  return results.map(({ result }) => result);
}
