/** @file A run of a sweep is done once, goes on where it stopped, and says why where it fails. */
import { makeFolders, removeTree, writeWholeFile } from "@trm/storage";
import { createSimulatedDisk, failAt } from "@trm/storage/testing";
import { NonFiniteWeightsError, train } from "@trm/train";
import { describe, expect, it, vi } from "vitest";
import {
  Evaluator,
  isRetriable,
  readFailure,
  readSweep,
  runFolder,
  runStatus,
  writeFailure,
  writePlan,
  type ExecuteOptions,
} from "@trm/experiments";
import {
  brokenEngine,
  DIR,
  engine,
  execute,
  first,
  foundOn,
  lock,
  plan,
  second,
} from "./tiny-sweep";

// A repository tells nothing here, and asking it takes longer than the run.
vi.mock("node:child_process", () => ({
  execFileSync: () => {
    throw new Error("no repository");
  },
}));

describe("a run of a sweep", () => {
  it("leaves a record of what it computed, and is done once", async () => {
    const files = createSimulatedDisk();
    writePlan(DIR, plan, files);
    expect(runStatus(DIR, first, { files })).toEqual({
      ...{ status: "waiting", step: 0, steps: 6 },
    });
    expect(await execute(files, first)).toBe("done");
    expect(await execute(files, first)).toBe("already-done");
    expect(runStatus(DIR, first, { files })).toMatchObject({
      ...{ status: "done", step: 6 },
    });
    const record = readSweep(DIR, files).records.get(first.id);
    expect(record).toMatchObject({
      ...{ id: first.id, config: first.config, ending: { step: 6 } },
      ...{ allowedPasses: 2, gradientPasses: 2, sequenceLength: 7 },
    });
    expect(record?.curve.map(({ step }) => step)).toEqual([2, 4, 6]);
    expect(record?.curve[0]?.values["outputNorms"]).toHaveLength(2);
    expect(record?.evaluations.map(({ length }) => length)).toEqual([3, 5]);
    expect(record?.evaluations[0]).toMatchObject({ count: 4, usedPasses: 2 });
    expect(record?.trainingFlops).toBeGreaterThan(0);
  });

  it("goes on where an interrupt has stopped it", async () => {
    const files = createSimulatedDisk();
    const interrupt = new AbortController();
    const ended = await execute(files, first, {
      signal: interrupt.signal,
      onEvent: (event) => {
        if (event.type === "step" && event.step === 3) interrupt.abort();
      },
    });
    expect(ended).toBe("interrupted");
    expect(runStatus(DIR, first, { files })).toMatchObject({
      ...{ status: "interrupted", step: 3 },
    });
    const steps: number[] = [];
    const onEvent: ExecuteOptions["onEvent"] = (event) => {
      if (event.type === "step") steps.push(event.step);
    };
    expect(await execute(files, first, { onEvent })).toBe("done");
    expect(steps).toEqual([4, 5, 6]);
  });

  it("whose training ended outside the sweep is not done, and is concluded once", async () => {
    const undisturbed = createSimulatedDisk();
    writePlan(DIR, plan, undisturbed);
    await execute(undisturbed, first);
    const files = createSimulatedDisk();
    writePlan(DIR, plan, files);
    const interrupt = new AbortController();
    await execute(files, first, {
      signal: interrupt.signal,
      onEvent: (event) => {
        if (event.type === "step" && event.step === 3) interrupt.abort();
      },
    });
    const evaluator = new Evaluator({ probe: true });
    evaluator.start(first.config);
    const dir = runFolder(DIR, first);
    // As trm resume does, which knows nothing of records.
    await train({
      ...{ dir, files, engine, lock, resume: true },
      evaluate: (model) => evaluator.evaluate(model),
    });
    await evaluator.release();
    expect(files.list(dir)).toContain("done.json");
    expect(runStatus(DIR, first, { files })).toMatchObject({
      ...{ status: "interrupted", step: 6 },
    });
    expect(readSweep(DIR, files).missing).toEqual([first, second]);
    expect(await execute(files, first)).toBe("done");
    expect(runStatus(DIR, first, { files }).status).toBe("done");
    expect(await execute(files, first)).toBe("already-done");
    expect(foundOn(files)).toEqual(foundOn(undisturbed));
  });

  it("that two ask for at once is computed by one, and has not failed", async () => {
    const files = createSimulatedDisk();
    const alive = { lock: {} };
    const one = execute(files, first, alive);
    const other = execute(files, first, alive);
    await expect(other).rejects.toMatchObject({ name: "RunLockedError" });
    expect(readFailure(DIR, first, files)).toBeUndefined();
    expect(runStatus(DIR, first, { files }).status).toBe("running");
    expect(await one).toBe("done");
    expect(runStatus(DIR, first, { files }).status).toBe("done");
  });

  it("that is another's by the end of its training leaves no record", async () => {
    const files = createSimulatedDisk();
    const folder = runFolder(DIR, first);
    const losing = execute(files, first, {
      onEvent: (event) => {
        if (event.type === "checkpoint" && event.step === 6)
          removeTree(files, `${folder}/run.lock`);
      },
    });
    await expect(losing).rejects.toMatchObject({ name: "LockLostError" });
    expect(files.status(`${folder}/record.json`)).toBeUndefined();
    expect(readFailure(DIR, first, files)).toBeUndefined();
  });

  it("that fails says why, how often, and whether another try makes sense", async () => {
    const files = createSimulatedDisk();
    for (const attempts of [1, 2]) {
      const failing = execute(files, first, { engine: brokenEngine });
      await expect(failing).rejects.toThrow("no such kernel");
      expect(runStatus(DIR, first, { files })).toMatchObject({
        status: "failed",
        failure: { message: "no such kernel", retriable: true, attempts },
      });
    }
    expect(await execute(files, first)).toBe("done");
    expect(readFailure(DIR, first, files)).toBeUndefined();
  });

  it("that failed before it had begun can be tried again, and is counted on", async () => {
    const files = createSimulatedDisk();
    makeFolders(files, runFolder(DIR, first));
    writeFailure(DIR, first, new Error("no such device"), files);
    const failing = execute(files, first, { engine: brokenEngine });
    await expect(failing).rejects.toThrow("no such kernel");
    expect(readFailure(DIR, first, files)?.attempts).toBe(2);
    expect(await execute(files, first)).toBe("done");
  });

  it("whose failure the disk refuses to note has failed all the same", () => {
    const disk = createSimulatedDisk();
    makeFolders(disk, runFolder(DIR, first));
    const full = failAt(disk, 1, { error: "ENOSPC", persists: true });
    writeFailure(DIR, first, new Error("no space left"), full);
    expect(readFailure(DIR, first, disk)).toBeUndefined();
  });

  it("whose numbers are no longer finite need not be tried again", () => {
    expect(isRetriable(new NonFiniteWeightsError(3, 2))).toBe(false);
    expect(isRetriable(new Error("out of memory"))).toBe(true);
  });

  it("that another version planned is refused", async () => {
    const files = createSimulatedDisk();
    const foreign = { ...first, id: "0123456789abcdef" };
    await expect(execute(files, foreign)).rejects.toThrow(
      "was planned with other code than is installed",
    );
    expect(files.status(runFolder(DIR, foreign))).toBeUndefined();
  });

  it("whose record is no record is told apart", async () => {
    const files = createSimulatedDisk();
    writePlan(DIR, plan, files);
    await execute(files, first);
    const path = `${runFolder(DIR, first)}/record.json`;
    writeWholeFile(files, path, [new TextEncoder().encode("{}")]);
    expect(() => readSweep(DIR, files)).toThrow("record.json holds");
  });
});
