import { describe, expect, it } from "vitest";
import { UsageError } from "../errors";
import { openPrompts, readLines } from "./prompts";
import type { Io } from "../output";

async function* streamOf(...chunks: (string | Buffer)[]) {
  yield* chunks;
}

const all = async (lines: AsyncIterable<string>): Promise<string[]> => {
  const found: string[] = [];
  for await (const line of lines) found.push(line);
  return found;
};

const io = (stdin: Io["stdin"]): Io => ({
  ...{ stdout: { write: () => 0 }, stderr: { write: () => 0 }, env: {} },
  stdin,
  now: () => 0,
});

describe("readLines", () => {
  it("joins chunks, cuts at either line end, and leaves empty lines out", async () => {
    const lines = readLines(streamOf("1", "2|\r\n3|\n\n", "45", "|\n6|"));
    expect(await all(lines)).toEqual(["12|", "3|", "45|", "6|"]);
  });

  it("joins a character whose bytes come apart", async () => {
    const bytes = Buffer.from("é|\n");
    const lines = readLines(streamOf(bytes.subarray(0, 1), bytes.subarray(1)));
    expect(await all(lines)).toEqual(["é|"]);
  });

  it("yields a line before the next one has been asked for", async () => {
    let asked = 0;
    const stream = (async function* () {
      for (;;) {
        asked += 1;
        yield "1|\n";
      }
    })();
    expect((await readLines(stream).next()).value).toBe("1|");
    expect(asked).toBe(1);
  });
});

describe("openPrompts", () => {
  it("takes arguments as they are, or the lines of stdin", async () => {
    const nothing = io(streamOf());
    expect(await all(await openPrompts(["1|", "2|"], nothing))).toEqual([
      ...["1|", "2|"],
    ]);
    const two = io(streamOf("\n3|\n4|\n"));
    expect(await all(await openPrompts(["-"], two))).toEqual(["3|", "4|"]);
  });

  it.each([[[""]], [["1|", "-"]], [["-"]]])("refuses %j", async (args) => {
    await expect(openPrompts(args, io(streamOf("\n")))).rejects.toThrow(
      UsageError,
    );
  });
});
