/** @file Ctrl-C and its kin: the first asks politely, the second ends at once. */
import { EXIT } from "./errors";

/** What means "stop": Ctrl-C, a polite kill, a terminal that was closed. */
export const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * A second signal counts only after this time, in ms: npm passes a Ctrl-C on to a
 * program that the terminal has already told, so one key press arrives twice.
 */
const REPEAT_AFTER_MS = 300;

/** The handlers stay for so long after the body of an interrupted command has settled, ms. */
const LAST_WORDS_MS = 5000;

/** Most time for what listens to `kill`, ms; a process with much memory takes a while to die. */
const KILL_MS = 3000;

/** What a user wants who presses Ctrl-C. */
export interface Interrupt {
  /** Aborted by the first signal: end when what is under way is done. */
  readonly stop: AbortSignal;
  /** Aborted by the second: end at once; the process does so three seconds later in any case. */
  readonly kill: AbortSignal;
}

/**
 * Runs `body` with signals that abort on Ctrl-C, SIGTERM or SIGHUP.
 * When `body` has settled the handlers are gone; where a signal came, a moment later: the process is about to end with 130,
 * and an echo of that signal must not end it in another way while it says its last words.
 * @param onFirst says to the user what happens now
 */
export async function withInterrupt<T>(
  onFirst: () => void,
  body: (interrupt: Interrupt) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const kill = new AbortController();
  let firstAt: number | undefined;
  const onSignal = (): void => {
    const at = performance.now();
    if (firstAt === undefined) {
      firstAt = at;
      stop.abort();
      onFirst();
    } else if (kill.signal.aborted) {
      process.exit(EXIT.interrupted);
    } else if (at - firstAt > REPEAT_AFTER_MS) {
      kill.abort();
      setTimeout(() => process.exit(EXIT.interrupted), KILL_MS).unref();
    }
  };
  const stopListening = (): void => {
    for (const name of STOP_SIGNALS) process.off(name, onSignal);
  };
  for (const name of STOP_SIGNALS) process.on(name, onSignal);
  try {
    return await body({ stop: stop.signal, kill: kill.signal });
  } finally {
    if (firstAt === undefined) stopListening();
    else setTimeout(stopListening, LAST_WORDS_MS).unref();
  }
}
