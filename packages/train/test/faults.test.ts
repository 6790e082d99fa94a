/**
 * @file A run on a disk that fails at any of its operations, or loses its power there, as SQLite's tests do it: what is
 * left loads as a state that the run had, and a resumed run ends as if nothing had happened.
 */
import { initParameters } from "@trm/models";
import { getTask } from "@trm/tasks";
import { removeTree, type FileSystem } from "@trm/storage";
import { join } from "node:path";
import { modelConfigOf, RunStorageError, runPaths } from "@trm/train";
import {
  countOperations,
  createSimulatedDisk,
  failAt,
  seededRandom,
  SimulatedCrash,
  type Fault,
  type Random,
  type SimulatedDisk,
} from "@trm/storage/testing";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  config,
  damagedRun,
  DIR,
  expectRecovery,
  live,
  recordOf,
  replacedRun,
  STEPS,
  stopsEarly,
  trainOn,
  truthOf,
  type Truth,
} from "./faults-run";

// A repository tells nothing here, and asking it takes longer than the run.
vi.mock("node:child_process", () => ({
  execFileSync: () => {
    throw new Error("no repository");
  },
}));

// With time standing still, one state of the disk has one sequel.
vi.useFakeTimers({ toFake: ["Date", "performance"], now: 1e12 });
afterAll(() => {
  vi.useRealTimers();
});

let ofSeed: Truth;
beforeAll(async () => {
  ofSeed = await truthOf();
});

/** A run that was stopped in the middle of its first evaluation. */
async function stoppedRun(): Promise<SimulatedDisk> {
  const disk = createSimulatedDisk();
  const controller = new AbortController();
  const { status } = await live(disk, {
    signal: controller.signal,
    evaluate: () => {
      controller.abort();
      throw controller.signal.reason;
    },
  });
  expect(status).toBe("interrupted");
  return disk.settled();
}

describe("the run of these tests", () => {
  it("keeps the newest checkpoint and the best", () => {
    const { states, lines, events } = ofSeed.record;
    expect(states.map(({ state }) => state.step)).toEqual([3, 5]);
    expect(states.at(-1)?.state).toMatchObject({
      best: { step: 3, metric: "score", value: 0.9 },
    });
    expect(lines.map(({ step }) => step)).toEqual(events);
    expect(events).toEqual([...[1, 2, 3, 3, 4, 5, 5]]);
  });

  it("goes on after an evaluation that was broken off, and makes up for it", async () => {
    const disk = await stoppedRun();
    expect((await live(disk, { resume: true })).status).toBe("completed");
    expect(recordOf(disk)).toEqual(ofSeed.record);
  });

  it("whose disk is full says in one sentence what is safe and what to do", async () => {
    const messages = new Set<string>();
    const fault = { error: "ENOSPC", persists: true } as const;
    for (let n = 1; n < 400; n += 7) {
      const { error } = await live(failAt(createSimulatedDisk(), n, fault));
      if (error instanceof Error)
        messages.add(error.message.replace(/^.*?: no/, "no"));
    }
    const what = "no space left on the device (ENOSPC); the run stopped";
    const resume = `free space, then trm resume ${DIR}.`;
    expect([...messages]).toEqual([
      `${what}, it had not begun: free space, then start it again.`,
      `${what}, no checkpoint had been written yet: ${resume}`,
      ...[2, 3, 4, 5].map(
        (step) => `${what}, the checkpoint of step ${step} is whole: ${resume}`,
      ),
    ]);
  });

  it("whose folder somebody removes does not call a checkpoint whole", async () => {
    const disk = createSimulatedDisk();
    const plain = failAt(disk, Infinity, { crash: true });
    const rename: FileSystem["rename"] = (from, to) => {
      // That of step 2 stands, and the next one is about to.
      if (disk.status(join(runPaths(DIR).checkpoints, "2")))
        removeTree(disk, DIR);
      plain.rename(from, to);
    };
    const { safe, error } = await live({ ...plain, rename });
    expect(safe).toBe(2);
    expect(error).toMatchObject({
      name: "RunStorageError",
      kept: "removed",
      message: expect.stringContaining("have been removed: start") as string,
    });
  });

  it("keeps what was trained when an evaluation fails", async () => {
    const disk = createSimulatedDisk();
    const fails = () => Promise.reject(new Error("no evaluator"));
    expect((await live(disk, { evaluate: fails })).error).toMatchObject({
      message: "no evaluator",
    });
    expect((await trainOn(disk)).status).toBe("completed");
    expect(recordOf(disk)).toEqual(ofSeed.record);
  });

  it("done, has nothing to do", async () => {
    const disk = createSimulatedDisk();
    await trainOn(disk);
    const { done } = runPaths(DIR);
    const before = disk.status(done)?.id;
    expect((await trainOn(disk)).step).toBe(STEPS);
    expect(disk.status(done)?.id).toBe(before);
    expect(recordOf(disk)).toEqual(ofSeed.record);
  });
});

const FAULTS: readonly Extract<Fault, { error: string }>[] = [
  { error: "ENOSPC" },
  { error: "ENOSPC", persists: true, short: true },
  { error: "EIO", short: true },
  { error: "EIO", persists: true },
  { error: "EROFS", persists: true },
  { error: "EXDEV" },
  { error: "EMFILE" },
];

/** The step of the checkpoint that an error calls whole. */
const keptBy = (error: unknown): number =>
  error instanceof RunStorageError && typeof error.kept === "number"
    ? error.kept
    : -1;

const modelConfig = modelConfigOf(config, getTask(config.task));
const params = initParameters(modelConfig, 9);
const init = { path: "given", modelConfig, params };

const nothing = () => Promise.resolve(createSimulatedDisk());
const LASTING = FAULTS.filter(
  ({ error, persists }) => persists && error !== "EROFS",
);

/** Lives of a run: how each begins, what it is asked for, and which faults it meets. */
const LIVES = [
  ["a new run", { begin: nothing, options: {}, faults: FAULTS }],
  [
    "a resumed run",
    { begin: stoppedRun, options: { resume: true }, faults: FAULTS },
  ],
  [
    "a run of given weights",
    { begin: nothing, options: { init }, faults: LASTING },
  ],
  [
    "a run that stops early",
    { begin: nothing, options: stopsEarly, faults: LASTING },
  ],
  [
    "a run with a damaged checkpoint",
    { begin: damagedRun, options: { resume: true }, faults: LASTING },
  ],
  [
    "a run with a checkpoint that was being replaced",
    { begin: replacedRun, options: { resume: true }, faults: LASTING },
  ],
] as const;

/** Ways of what is unsynced at a power cut. */
const fatesOf = (n: number): readonly Random[] => [
  () => 0,
  () => 0.99,
  ...[1, 2, 3].map((i) => seededRandom(n * 10 + i)),
];

describe.each(LIVES)("%s", (_, { begin, options, faults }) => {
  let origin: SimulatedDisk;
  let count: number;
  let truth: Truth;
  beforeAll(async () => {
    origin = await begin();
    // Where it is the same run, what is known of a disk is known in all of its lives.
    const isOther = "init" in options || "config" in options;
    truth = isOther ? await truthOf(options) : ofSeed;
    count = await countOperations(async (files) => {
      await live(files, options);
    }, origin.settled());
  });

  it.each(faults)(
    "whose operation fails with %o, whichever it is, says so and goes on once it is healed",
    async (fault) => {
      for (let n = 1; n <= count; n += 1) {
        const disk = origin.settled();
        const { safe, error } = await live(failAt(disk, n, fault), options);
        // Some failures only cost a name or a handle.
        if (error !== undefined) {
          expect(error).toBeInstanceOf(RunStorageError);
          expect(error).toMatchObject({
            code: fault.error,
            message: expect.stringMatching(/^[^\n]*; [^\n]*\.$/) as string,
          });
        }
        await expectRecovery(disk, Math.max(safe, keptBy(error)), truth);
      }
    },
  );

  it("whose power is cut at any operation is as it was at a step that it had, whatever of the unsynced came through", async () => {
    for (let n = 1; n <= count; n += 1) {
      const disk = origin.settled();
      const { safe, error } = await live(
        failAt(disk, n, { crash: true }),
        options,
      );
      expect(error).toBeInstanceOf(SimulatedCrash);
      for (const fate of fatesOf(n))
        await expectRecovery(disk.crash(fate), safe, truth);
    }
  });

  it("whose power is cut again while it recovers is none the worse", async () => {
    const random = seededRandom(count);
    for (let n = 1; n <= count; n += 3) {
      const first = origin.settled();
      const { safe } = await live(failAt(first, n, { crash: true }), options);
      const disk = first.crash(random);
      const isRun = disk.status(runPaths(DIR).record) !== undefined;
      const again = isRun ? { ...options, resume: true } : options;
      // Most of what a recovery does to the folder it does at once.
      const at = 1 + Math.floor(random() ** 2 * count);
      const next = await live(failAt(disk, at, { crash: true }), again);
      const safest = Math.max(safe, next.safe);
      await expectRecovery(disk.crash(random), safest, truth);
    }
  });
});
