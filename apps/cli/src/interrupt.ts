/** @file Ctrl-C and SIGTERM: the first asks politely, the second ends at once. */
import { EXIT } from "./errors";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * A second signal counts only after this time, in ms: npm passes a Ctrl-C on to a
 * program that the terminal has already told, so one key press arrives twice.
 */
const REPEAT_AFTER_MS = 300;

/**
 * Runs `body` with a signal that aborts on the first Ctrl-C or SIGTERM; a second one exits with 130 at once.
 * When `body` has settled the handlers are gone, unless a signal came: the process is about to end with 130, and an
 * echo of that signal must not end it in another way while it says its last words.
 * @param onFirst says to the user what happens now
 */
export async function withInterrupt<T>(
  onFirst: () => void,
  body: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let firstAt: number | undefined;
  const onSignal = (): void => {
    const at = performance.now();
    if (firstAt === undefined) {
      firstAt = at;
      controller.abort();
      onFirst();
    } else if (at - firstAt > REPEAT_AFTER_MS) {
      process.exit(EXIT.interrupted);
    }
  };
  const stopListening = (): void => {
    for (const name of SIGNALS) process.off(name, onSignal);
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  try {
    return await body(controller.signal);
  } finally {
    if (firstAt === undefined) stopListening();
  }
}
