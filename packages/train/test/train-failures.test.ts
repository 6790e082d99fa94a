/** @file What fails beside a step: the step under way ends first. */
import { getTask } from "@trm/tasks";
import type { Engine } from "@trm/onnx/runtime";
import { createSimulatedDisk } from "@trm/storage/testing";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { fakeEngine } from "./fake-engine";
import { config, trainOn } from "./faults-run";

/** An engine that takes its time, and whether anything of it was released under a step. */
function slowEngine() {
  const seen = { running: 0, released: 0, releasedUnder: 0 };
  const compile: Engine["compile"] = async (...traced) => {
    const inner = await fakeEngine.compile(...traced);
    return {
      run: async (feeds) => {
        seen.running += 1;
        await pause(5);
        seen.running -= 1;
        return inner.run(feeds);
      },
      release: () => {
        seen.released += 1;
        seen.releasedUnder += seen.running;
        return Promise.resolve();
      },
    };
  };
  return { engine: { ...fakeEngine, compile }, seen };
}

describe("a run", () => {
  it("whose next batch fails ends its step before anything is released", async () => {
    const { engine, seen } = slowEngine();
    const copy = getTask("copy");
    let answers = 0;
    const task = {
      ...copy,
      answer: (prompt: string) => {
        answers += 1;
        if (answers === 3) throw new Error("no more answers");
        return copy.answer(prompt);
      },
    };
    const running = trainOn(createSimulatedDisk(), { engine, task, config });
    await expect(running).rejects.toThrow("no more answers");
    expect(seen).toMatchObject({ releasedUnder: 0, running: 0 });
    expect(seen.released).toBeGreaterThan(0);
  });
});
