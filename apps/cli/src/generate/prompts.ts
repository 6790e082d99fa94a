/** @file The prompts of `trm generate`: arguments, or lines of stdin as they arrive. */
import { UsageError } from "../errors";
import type { Io } from "../output";

/** The lines of a stream without their ends, each as soon as it is complete; empty ones are left out. */
export async function* readLines(
  stream: Io["stdin"],
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    rest +=
      typeof chunk === "string"
        ? chunk
        : decoder.decode(chunk, { stream: true });
    const lines = rest.split(/\r?\n/);
    rest = lines.pop() ?? "";
    yield* lines.filter((line) => line !== "");
  }
  if (rest !== "") yield rest;
}

/**
 * Prompts one after the other: the first one known to be there, the others as they come.
 * @throws {UsageError} when there is none, or an argument is empty or a `-` among others
 */
export async function openPrompts(
  args: readonly string[],
  { stdin }: Io,
): Promise<AsyncGenerator<string, void, undefined>> {
  if (args.includes("") || (args.length > 1 && args.includes("-")))
    throw new UsageError(
      "generate expects prompts with a character or more, or a single - for one prompt per line on stdin.",
    );
  if (args[0] !== "-") return fromList(args);
  const lines = readLines(stdin);
  const first = await lines.next();
  if (first.done)
    throw new UsageError(
      "generate - expects one prompt per line on stdin, but received none.",
    );
  return putBack(first.value, lines);
}

async function* fromList(
  values: readonly string[],
): AsyncGenerator<string, void, undefined> {
  yield* values;
}

async function* putBack(
  first: string,
  rest: AsyncGenerator<string, void, undefined>,
): AsyncGenerator<string, void, undefined> {
  yield first;
  yield* rest;
}
