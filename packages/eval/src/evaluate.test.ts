import { addition, copy, createAlphabet, type Task } from "@trm/tasks";
import { describe, expect, it } from "vitest";
import type { DecodeRequest, Decoder } from "./decoder";
import { EvaluationError } from "./errors";
import { evaluate } from "./evaluate";

/** A decoder that knows the task, and errs as it is told: (right tokens, index of the example) -> tokens. */
const knowing = (
  task: Task,
  err: (answer: number[], index: number) => number[] = (answer) => answer,
  actSteps?: (request: DecodeRequest) => number,
): Decoder & { requests: DecodeRequest[] } => {
  const requests: DecodeRequest[] = [];
  return {
    requests,
    decode: async (request) => {
      requests.push(request);
      const { prompts, index = 0 } = request;
      const tokens = prompts.map((prompt, b) =>
        err(
          task.alphabet.encode(task.answer(task.alphabet.decode(prompt))),
          index + b,
        ),
      );
      return { tokens, actSteps: actSteps?.(request) };
    },
    release: async () => undefined,
  };
};

const options = { length: 4, count: 20, batchSize: 8, seed: 3 };

describe("evaluate", () => {
  it("scores a perfect decoder 1 everywhere", async () => {
    const found = await evaluate({
      ...options,
      task: addition,
      decoder: knowing(addition),
    });
    for (const value of Object.values(found.metrics)) expect(value).toBe(1);
    expect(found.intervals.charAcc).toEqual({ lower: 1, upper: 1 });
    expect(found.intervals.seqAcc.upper).toBe(1);
    // Wilson's lower end at 20 of 20 is 1 - 0.1611 (Newcombe 1998).
    expect(found.intervals.seqAcc.lower).toBeCloseTo(1 - 0.1611, 4);
    expect(found.perPosition.map((p) => p.accuracy)).toEqual([1, 1, 1, 1, 1]);
    expect(found.perDifficulty?.name).toBe(addition.difficulty?.name);
    const counts = found.perDifficulty?.groups.map(({ count }) => count);
    expect(counts?.reduce((a, b) => a + b)).toBe(20);
    expect(found.meanActSteps).toBeUndefined();
  });

  it("sees one wrong character in every fourth answer, as a newline too", async () => {
    const { metrics, perPosition, correctCharacters } = await evaluate({
      ...options,
      task: copy,
      decoder: knowing(copy, (answer, index) =>
        index % 4 === 0 ? answer.with(2, copy.alphabet.endToken) : answer,
      ),
    });
    expect(metrics.seqAcc).toBe(0.75);
    expect(metrics.charAcc).toBe(1 - 1 / 16);
    expect(metrics.posQ3Acc).toBe(0.75);
    expect(perPosition[2]?.accuracy).toBe(0.75);
    expect(correctCharacters).toEqual(
      Array.from({ length: 20 }, (_, index) => (index % 4 === 0 ? 3 : 4)),
    );
  });

  it("cuts even batches, numbers them and passes seed and temperature on", async () => {
    const decoder = knowing(copy);
    await evaluate({ ...options, task: copy, decoder, temperature: 0.5 });
    expect(decoder.requests.map((r) => [r.prompts.length, r.index])).toEqual([
      [7, 0],
      [7, 7],
      [6, 14],
    ]);
    expect(decoder.requests[0]).toMatchObject({
      maxNewTokens: 4,
      seed: 3,
      temperature: 0.5,
    });
  });

  it("finds the same whatever the batch size", async () => {
    const decoder = knowing(
      addition,
      (answer, index) => (index % 3 ? answer : answer.toReversed()),
      // A batch's mean of its examples' numbers: the mean over all must not depend on the cut.
      ({ index = 0, prompts }) => index + (prompts.length - 1) / 2,
    );
    const base = { ...options, task: addition, decoder };
    const whole = await evaluate({ ...base, batchSize: 20 });
    for (const batchSize of [1, 3, 8, 64])
      expect(await evaluate({ ...base, batchSize })).toEqual(whole);
    expect(whole.meanActSteps).toBe(9.5);
  });

  it("fingerprints the examples: same seed same hash, more or other examples another", async () => {
    const hash = async (over: Partial<typeof options>, task: Task = copy) =>
      (await evaluate({ ...options, ...over, task, decoder: knowing(task) }))
        .examplesHash;
    const first = await hash({});
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await hash({ batchSize: 1 })).toBe(first);
    expect(await hash({ seed: 4 })).not.toBe(first);
    expect(await hash({ count: 19 })).not.toBe(first);
  });

  it("evaluates a task of the caller's own, whatever its alphabet", async () => {
    const fruit: Task = {
      name: "fruit",
      description: "say it again",
      alphabet: createAlphabet("🍎🍐🍊?\n"),
      promptLength: (length) => length + 1,
      answerLength: (length) => length,
      samplePrompt: (length, random) =>
        Array.from({ length }, () => ["🍎", "🍐", "🍊"][random.int(3)]).join(
          "",
        ) + "?",
      answer: (prompt) => prompt.slice(0, -1),
    };
    const found = await evaluate({
      ...options,
      length: 6,
      task: fruit,
      decoder: knowing(fruit),
    });
    expect(found.metrics.charAcc).toBe(1);
    expect(found.perPosition).toHaveLength(6);
    expect(found.perDifficulty).toBeUndefined();
  });

  it("reports progress, and stops between batches when told to", async () => {
    const done: number[] = [];
    const controller = new AbortController();
    const stopped = evaluate({
      ...options,
      task: copy,
      decoder: knowing(copy),
      signal: controller.signal,
      onProgress: (progress) => {
        done.push(progress.done);
        if (done.length === 2) controller.abort(new Error("enough"));
      },
    });
    await expect(stopped).rejects.toThrow("enough");
    expect(done).toEqual([7, 14]);
  });

  it("refuses no examples, no batch and a decoder that gives another number of tokens", async () => {
    const decoder = knowing(copy);
    const base = { ...options, task: copy, decoder };
    await expect(evaluate({ ...base, count: 0 })).rejects.toThrow(
      EvaluationError,
    );
    await expect(evaluate({ ...base, batchSize: 0 })).rejects.toThrow(
      "The batch size must be an integer of 1 or more, but is 0",
    );
    expect(decoder.requests).toEqual([]);
    const short = knowing(copy, (answer) => answer.slice(1));
    await expect(evaluate({ ...base, decoder: short })).rejects.toThrow(
      "The decoder must give 4 new tokens",
    );
  });
});
