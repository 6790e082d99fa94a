/** @file Keeps a number of workers busy. */

/**
 * Works through items in order, at most `jobs` of them at once.
 * @param stop once aborted no further item is begun; what is under way is waited for
 * @param work must not reject: what went wrong with one item is no reason to leave the others
 */
export async function runPool<T>(
  items: readonly T[],
  jobs: number,
  stop: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (;;) {
      const item = stop.aborted ? undefined : waiting.shift();
      if (item === undefined) return;
      await work(item);
    }
  };
  await Promise.all(
    Array.from({ length: Math.min(jobs, items.length) }, worker),
  );
}
