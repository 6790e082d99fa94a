/** @file Independent pieces of work and those who do them. */

/** Works through all items, one at a time for each worker, and keeps their order. */
export const shareOut = async <Item, Worker, Result>(
  items: readonly Item[],
  workers: readonly Worker[],
  work: (item: Item, worker: Worker) => Promise<Result>,
): Promise<Result[]> => {
  const results: Result[] = [];
  const queue = [...items.entries()];
  const take = async (worker: Worker): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift())
      results[next[0]] = await work(next[1], worker);
  };
  await Promise.all(workers.map(take));
  return results;
};
