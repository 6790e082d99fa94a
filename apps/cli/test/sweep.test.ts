/** @file Sweeps as the user sees them; the runs are computed in the process of the tests. */
import { acquireLock, nodeFileSystem } from "@trm/storage";
import {
  mkdirSync,
  existsSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { trm, useScratch, type Result } from "./harness";
import { foundBy, foundIn, idsOf, readJson, writeSuite } from "./tiny-suite";

const scratch = useScratch();

const sweep = (...args: readonly string[]): Promise<Result> =>
  trm(["sweep", ...args]);

const RUN = ["run", "s.json", "--out", "o", "--jobs", "2"] as const;

const reaches = (value: number) => ({
  ...{
    id: "solves",
    text: "Dense copies.",
    kind: "reaches",
    metric: "charAcc",
  },
  ...{ cell: { arch: "dense" }, value, minimumSeeds: 1 },
});

describe("trm sweep run", () => {
  it("does every run once, and prints a table per block", async () => {
    writeSuite();
    const first = await sweep(...RUN);
    expect(first.exitCode).toBe(0);
    expect(first.stderr).toMatch(
      /^2\/2 done {2}dense, seed [12]: \d+\.\d % of unseen characters, \d+s$/m,
    );
    expect(first.stderr).toMatch(/^Results: o$/m);
    expect(first.stdout).toMatch(/^\nCopying two digits\n\narch +seeds /);
    expect(first.stdout).toMatch(/^dense +2 .*\d+\.\d \[\d.*>2 +>2$/m);
    const [id] = idsOf("o");
    const { mtimeMs } = statSync(`o/runs/${id}/done.json`);
    const again = await sweep("run", "o");
    expect(again).toEqual({ ...first, stderr: "Results: o\n" });
    expect(statSync(`o/runs/${id}/done.json`).mtimeMs).toBe(mtimeMs);
  });

  it("exits 3 when a claim is refuted, and 0 when it is undecided or holds", async () => {
    const [holds, refuted] = [reaches(0), reaches(1)];
    const undecided = { ...reaches(0), id: "unsure", minimumSeeds: undefined };
    writeSuite({ seeds: [1], claims: [undecided, holds] });
    const set = ["--set", "training.steps=1"];
    const { exitCode, stdout } = await sweep(...RUN, ...set);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^undecided {2}Dense copies\. /m);
    expect(stdout).toMatch(/^holds {6}Dense copies\. dense: .*one seed/m);
    writeSuite({ seeds: [1], claims: [refuted] });
    const flags = ["--out", "other", "--json"];
    const broken = await sweep("run", "s.json", ...flags, ...set);
    expect(broken.exitCode).toBe(3);
    expect(JSON.parse(broken.stdout)).toMatchObject({
      ...{ suite: "tiny", runs: 1, done: 1, failed: [] },
      cells: [{ labels: { arch: "dense" }, n: 1 }],
      claims: [{ verdict: "refuted" }],
    });
  });

  it("goes on beside a run that fails, names it, and leaves it until retry", async () => {
    const bad = { "training.learningRate": 1e6, "training.weightDecay": 1e6 };
    writeSuite({ axes: { lr: { good: {}, bad } }, seeds: [1] });
    const { exitCode, stdout, stderr } = await sweep(...RUN);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^\d\/2 done {2}bad, seed 1 failed: .*\bdiverged\b/m,
    );
    expect(stderr).toContain("#1 bad, seed 1 failed: ");
    expect(stderr).toMatch(/1 run failed; trm sweep retry o tries again\.\n$/);
    expect(stdout).toMatch(/^good +1 .*\nbad +0\/1 /m);
    const failure = `o/runs/${idsOf("o")[1]}/failure.json`;
    expect(readJson(failure)).toMatchObject({ attempts: 1, retriable: false });
    const collected = await sweep("collect", "o", "--out", "c");
    expect(collected.stderr).toBe("Collected 1 run; 1 failed.\n");
    expect(scratch.files()).toContain(`c/failures/${idsOf("o")[1]}.json`);
    const again = await sweep("run", "o");
    expect(again.exitCode).toBe(1);
    expect(readJson(failure)).toMatchObject({ attempts: 1 });
    expect((await sweep("exec", "o", "--index", "1")).exitCode).toBe(42);
    expect(readJson(failure)).toMatchObject({ attempts: 2 });
    expect((await sweep("retry", "o")).exitCode).toBe(1);
    expect(readJson(failure)).toMatchObject({ attempts: 1 });
  });
});

describe("trm sweep --reuse", () => {
  it("computes only what no other sweep has", async () => {
    writeSuite({ seeds: [1] });
    await sweep(...RUN);
    await sweep("collect", "o", "--out", "results/o");
    writeSuite();
    const reuse = ["--reuse", "results", "--reuse", "o", "--out", "p"];
    const { stderr, exitCode } = await sweep("run", "s.json", ...reuse);
    expect(exitCode).toBe(0);
    expect(stderr).toContain("Reused 1 of 2 runs from results, o.\n");
    expect(stderr).toContain("Sweep p: 1 of 2 runs done, ");
    expect(foundIn("p")[0]).toBe(foundIn("o")[0]);
    const status = await sweep("status", "p");
    expect(status.stdout).toMatch(/#0 +dense, seed 1 +done +2\/2 /);
    const plan = await sweep("plan", "s.json", ...reuse.slice(0, 2));
    expect(plan.stderr).toContain("Reused 1 of 2 runs from results.\n");
  });

  it.each([
    ["gone", "There is no folder gone"],
    ["", '--reuse expects a folder, but received "".'],
  ])("refuses %j, and writes nothing", async (dir, message) => {
    writeSuite();
    const { exitCode, stderr } = await sweep(...RUN, "--reuse", dir);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
    expect(scratch.files()).toEqual(["s.json"]);
  });
});

describe("a sweep that cannot be", () => {
  it.each([
    [["--profile", "smal"], {}, "did you mean small?"],
    [[], { seedz: [1] }, "unknown key seedz; did you mean seeds?"],
    [[], { axes: { arch: ["dens"] } }, "dens"],
    [["--set", "runtime.device=auto"], {}, "device is auto"],
    [["--set", "training.seed=3"], {}, 'training.seed from its list "seeds"'],
    [
      [],
      { claims: [{ ...reaches(1), metric: "charAc" }] },
      "did you mean charAcc?",
    ],
    [[], { axes: { length: [1, 2], "length.": [1] } }, "an empty name"],
    [[], { seeds: [...Array(10_001).keys()] }, "a plan holds 10000 at most"],
    [["--jobs", "0"], {}, "--jobs"],
    [["--lease", "1"], {}, "--lease"],
  ])(
    "%j %j is refused before anything is written",
    async (args, over, words) => {
      writeSuite({ profiles: { small: { seeds: [1] } }, ...over });
      const { exitCode, stdout, stderr } = await sweep(...RUN, ...args);
      expect(stderr).toContain(words);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
      expect(scratch.files()).toEqual(["s.json"]);
    },
  );

  it("is not put beside another plan", async () => {
    writeSuite();
    expect((await sweep("plan", "s.json", "--out", "o")).exitCode).toBe(0);
    const plan = readJson("o/plan.json");
    const set = ["--set", "training.steps=1"];
    const { exitCode, stderr } = await sweep(...RUN, ...set);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^trm: The folder o holds another plan[^\n]*\n$/);
    expect(readJson("o/plan.json")).toEqual(plan);
    expect(existsSync("o/runs")).toBe(false);
    const flags = await sweep("run", "o", ...set);
    expect(flags.stderr).toMatch(/^trm: --set changes what a suite computes/);
  });

  it("is no sweep folder", async () => {
    for (const command of ["status", "retry", "run"])
      expect((await sweep(command, ".")).exitCode).toBe(2);
  });
});

describe("trm sweep plan, status and collect", () => {
  it("tell what is to be done, what is done, and take it along", async () => {
    writeSuite();
    const plan = await sweep("plan", "s.json", "--out", "o");
    expect(plan.stdout).toMatch(/^tiny +dense +2 +1-2 +0-1$/m);
    expect(plan.stderr).toBe("2 runs; do them with: trm sweep run o\n");
    await sweep("exec", "o", "--index", "0");
    const { stdout, stderr } = await sweep("status", "o");
    expect(stdout).toMatch(
      /#0 {2}dense, seed 1 +done +2\/2 .*\n.*waiting +0\/2/,
    );
    expect(stderr).toBe("o: 1 done, 1 waiting of 2 runs.\n");
    const json: unknown = JSON.parse(
      (await sweep("status", "o", "--json")).stdout,
    );
    expect(json).toMatchObject([{ status: "done", seed: 1 }, { index: 1 }]);
    const [id] = idsOf("o");
    const collected = await sweep("collect", "o", "--out", "c");
    expect(collected.stderr).toBe("Collected 1 run; 1 not yet done.\n");
    expect(scratch.files().filter((file) => file.startsWith("c"))).toEqual([
      ...["c", "c/plan.json", "c/records", `c/records/${id}.json`],
    ]);
    const itself = await sweep("collect", "o", "--out", "./o");
    expect(itself.exitCode).toBe(2);
    expect(itself.stderr).toContain("cannot be collected into its own folder");
    mkdirSync("o/records");
    expect((await sweep("status", "o")).stdout).toBe(stdout);
    const again = await sweep("collect", "o", "--out", "c");
    expect(again).toEqual(collected);
    for (const [code, ...args] of [
      [2, "status", "c"],
      [2, "run", "c"],
      [2, "run", "s.json", "--out", "c"],
      [2, "retry", "c"],
      [42, "exec", "c", "--index", "1"],
    ] as const) {
      const { exitCode, stderr: words } = await sweep(...args);
      expect(words).toMatch(/^trm: The folder c has the collected results/);
      expect(exitCode).toBe(code);
    }
    expect(existsSync("c/runs")).toBe(false);
  });

  it("take a silent process on another machine for gone where there is a lease", async () => {
    writeSuite({ seeds: [1] });
    await sweep("plan", "s.json", "--out", "o");
    const folder = `o/runs/${idsOf("o")[0]}`;
    await sweep("exec", "o", "--index", "0");
    rmSync(`${folder}/done.json`);
    const lock = join(folder, "run.lock");
    acquireLock(nodeFileSystem, lock);
    const holder = { ...(readJson(lock) as object), host: "node-1" };
    writeFileSync(lock, JSON.stringify(holder));
    utimesSync(lock, new Date(1e12), new Date(1e12));
    const stdoutOf = async (...args: readonly string[]) =>
      (await sweep("status", "o", ...args)).stdout;
    expect(await stdoutOf()).toMatch(/seed 1 +running/);
    expect(await stdoutOf("--lease", "60")).toMatch(/seed 1 +interrupted/);
  });

  it("name the folder in a way that a shell takes", async () => {
    writeSuite();
    const { stderr } = await sweep("plan", "s.json", "--out", "it's o");
    expect(stderr).toMatch(/trm sweep run 'it'\\''s o'\n$/);
  });
});

describe("trm sweep exec", () => {
  it("computes what sweep run does, whoever says the index", async () => {
    writeSuite({ seeds: [1, 2, 3, 4] });
    await sweep(...RUN);
    const id = idsOf("o")[3]!;
    const ways: [string, string[], Record<string, string>][] = [
      ["slurm", [], { SLURM_ARRAY_TASK_ID: "3" }],
      ["kubernetes", [], { JOB_COMPLETION_INDEX: "3" }],
      ["flag", ["--index", "3"], { SLURM_ARRAY_TASK_ID: "0" }],
    ];
    for (const [dir, args, env] of ways) {
      await sweep("plan", "s.json", "--out", dir);
      const command = ["sweep", "exec", `${dir}/plan.json`, ...args];
      const { exitCode, stderr } = await trm(command, [], env);
      expect(stderr).toMatch(/Task 3: 1 of 1 runs done\.\n$/);
      expect(exitCode).toBe(0);
      expect(foundBy(dir, id)).toBe(foundBy("o", id));
      expect(scratch.files()).not.toContain(`${dir}/runs/${idsOf("o")[0]}`);
    }
  });

  it("packs runs, leaves those that are done, and ends with 42 beyond the plan", async () => {
    writeSuite({ seeds: [1, 2, 3] });
    await sweep("plan", "s.json", "--out", "o");
    const pack = (index: string) =>
      sweep("exec", "o", "--index", index, "--pack", "2");
    expect(await pack("1")).toMatchObject({ exitCode: 0 });
    const [, , last] = idsOf("o");
    expect(scratch.files().filter((file) => /\/done/.test(file))).toEqual([
      `o/runs/${last}/done.json`,
    ]);
    expect((await pack("1")).stderr).toBe("Task 1: 1 of 1 runs done.\n");
    const beyond = await pack("2");
    expect(beyond.exitCode).toBe(42);
    expect(beyond.stderr).toMatch(/beyond the plan .* tasks 0 to 1\.\n$/);
  });

  it("ends with 42 where a run of the plan is no longer what was planned", async () => {
    writeSuite();
    await sweep("plan", "s.json", "--out", "o");
    const plan = readJson("o/plan.json") as { runs: object[] };
    const runs = [...plan.runs, { ...plan.runs[0], index: 2 }];
    writeFileSync("o/plan.json", JSON.stringify({ ...plan, runs }));
    const { exitCode, stderr } = await sweep("exec", "o", "--index", "2");
    expect(stderr).toMatch(/its runs 0 and 2 are the same; make it again/);
    expect(exitCode).toBe(42);
  });

  it.each([
    [{}, /give --index, or set SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX/],
    [{ SLURM_ARRAY_TASK_ID: "1x" }, /SLURM_ARRAY_TASK_ID expects a whole/],
    [{ JOB_COMPLETION_INDEX: "0" }, /plan/],
  ])("with %j and no plan ends with 42", async (env, words) => {
    writeFileSync("plan.json", "{}");
    const { exitCode, stderr } = await trm(["sweep", "exec", "."], [], env);
    expect(stderr).toMatch(words);
    expect(exitCode).toBe(42);
  });
});
