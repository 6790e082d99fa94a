/** @file The built-in tasks by name, for command lines and config files; functions take a `Task` itself. */
import { addition, reversedAddition } from "./addition";
import { UnknownTaskError } from "./errors";
import type { Task } from "./task";
import { copy, reverse } from "./transcription";

/** The built-in tasks by name. */
export const TASKS: Readonly<Record<string, Task>> = Object.freeze({
  copy,
  reverse,
  addition,
  "reversed-addition": reversedAddition,
});

/**
 * The built-in task of this name.
 *
 * @throws {UnknownTaskError} naming all of them
 */
export function getTask(name: string): Task {
  const task = Object.hasOwn(TASKS, name) ? TASKS[name] : undefined;
  if (task !== undefined) return task;
  throw new UnknownTaskError(name, Object.keys(TASKS));
}
