/** @file `trm eval` and `trm generate`, on a run and on the folder that it is exported to. */
import { writeModelFolder } from "@trm/export";
import { createEngine } from "@trm/onnx/runtime";
import { getTask } from "@trm/tasks";
import { loadRun } from "@trm/train";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { main } from "../src/main";
import { TINY, trm } from "./harness";

const scratch = mkdtempSync(join(tmpdir(), "trm-cli-model-"));
const run = join(scratch, "run");
const folder = join(scratch, "folder");

beforeAll(async () => {
  const flags = ["--arch", "dual-ut", ...TINY, "--out", run];
  expect((await trm(["train", ...flags])).exitCode).toBe(0);
  const { config, modelConfig, params } = loadRun(run);
  const engine = await createEngine({ threads: 1 });
  const reference = await createEngine({ engine: "tfjs", backend: "cpu" });
  const { characters } = getTask(config.task).alphabet;
  await writeModelFolder(
    folder,
    {
      config: modelConfig,
      params,
      task: { name: config.task, length: config.length, characters },
    },
    { engines: { engine, reference } },
  );
  await engine.release();
  await reference.release();
});
afterAll(() => rmSync(scratch, { recursive: true }));

const evaluate = async (...args: string[]) => {
  const { stdout, exitCode, stderr } = await trm(["eval", ...args, "--json"]);
  expect([exitCode, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout) as {
    evaluations: {
      length: number;
      seed: number;
      examplesHash: string;
      metrics: Record<string, number>;
    }[];
    notes: string[];
  };
};

describe("trm eval", () => {
  it("finds the same of a run, of its folder, in any batch and on either engine", async () => {
    const flags = ["--lengths", "1,2,1", "--count", "8"];
    const found = await evaluate(run, ...flags);
    expect(found).toMatchObject({
      step: 3,
      trainedLength: 2,
      decode: "greedy",
    });
    expect(found.evaluations.map(({ length }) => length)).toEqual([1, 2]);
    const others = [
      await evaluate(folder, ...flags),
      await evaluate(run, ...flags, "--batch", "3"),
      await evaluate(run, ...flags, "--engine", "tfjs"),
    ];
    for (const { evaluations } of others)
      evaluations.forEach((evaluation, i) =>
        expect(evaluation).toEqual({
          ...found.evaluations[i],
          meanActSteps: expect.closeTo(
            (found.evaluations[i] as { meanActSteps?: number }).meanActSteps!,
            4,
          ) as number,
        }),
      );
  });

  it("asks all models the same questions, and not those of a run's own evaluations", async () => {
    const [mine] = (await evaluate(run, "--count", "8")).evaluations;
    const [own] = (await evaluate(run, "--count", "8", "--seed", "1337"))
      .evaluations;
    expect(mine?.seed).not.toBe(1337);
    expect(mine?.examplesHash).not.toBe(own?.examplesHash);
  });

  it("prints a table, then accuracy by position, and says what was never trained", async () => {
    const { stdout, stderr } = await trm([
      ...["eval", run, "--lengths", "2,3", "--count", "8"],
      ...["--decode", "sample", "--temperature", "0.5"],
    ]);
    expect(stderr).toMatch(
      /^dual-ut after 3 steps, sampled at temperature 0\.5, 8 unseen examples per length, 95 % intervals, onnxruntime /,
    );
    expect(stdout).toMatch(/^task +length +characters/);
    expect(stdout).toMatch(/^copy +2 .* \d\.\d\d$/m);
    expect(stdout).toMatch(
      /^Length 3, right characters by position.*\n( +\d+){3}$/m,
    );
    expect(stderr).toContain(
      "Length 3 of copy needs positions beyond the 5 that were trained",
    );
  });

  it("has the reference's metrics in its JSON, and a column for each in its tables", async () => {
    const flags = [run, "--lengths", "4", "--count", "4"];
    const [found] = (await evaluate(...flags)).evaluations;
    expect(Object.keys(found?.metrics ?? {})).toEqual([
      ...["charAcc", "seqAcc", "firstCharAcc", "lastCharAcc"],
      ...["posQ1Acc", "posQ2Acc", "posQ3Acc", "posQ4Acc"],
    ]);
    expect((await trm(["eval", ...flags])).stdout).toMatch(
      /^length +first +quarter 1 .* quarter 4 +last\n +4( +\d+\.\d){6}$/m,
    );
  });

  it("refuses a temperature beyond what its noise can be", async () => {
    const hot = ["--decode", "sample", "--temperature", "1e37"];
    const { exitCode, stderr } = await trm(["eval", run, ...hot]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("above 0 and at most 1000");
  });

  it("refuses the paper's protocol where the block is too short for it", async () => {
    const { exitCode, stderr } = await trm([
      "eval",
      run,
      "--protocol",
      "paper",
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/Length 10 of copy needs 20 positions.* has 16/);
  });

  it("refuses a folder that is neither a run nor a model", async () => {
    const { exitCode, stderr } = await trm(["eval", scratch]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("run.json");
    const broken = join(scratch, "broken");
    mkdirSync(broken);
    writeFileSync(join(broken, "config.json"), "{}");
    const other = await trm(["eval", broken]);
    expect(other.exitCode).toBe(2);
    expect(other.stderr).toContain("config.json");
  });
});

describe("trm generate", () => {
  it("answers arguments and lines of stdin alike, from a run and from its folder", async () => {
    const args = ["12|", "3|", "45|"];
    const { stdout, exitCode } = await trm(["generate", run, ...args]);
    expect(exitCode).toBe(0);
    expect(stdout.split("\n")).toHaveLength(4);
    const piped = await trm(["generate", run, "-"], ["12|\n3", "|\n\n45|\n"]);
    expect(piped.stdout).toBe(stdout);
    expect((await trm(["generate", folder, ...args])).stdout).toBe(stdout);
  });

  it("prints a JSON object per line, with prompt and answer", async () => {
    const sampled = ["--temperature", "1", "--seed", "3"];
    const { stdout } = await trm([
      ...["generate", run, "12|", "3|", "--json", ...sampled],
    ]);
    const lines = stdout.trimEnd().split("\n");
    const answers = lines.map((line) => JSON.parse(line) as { answer: string });
    const text = await trm(["generate", run, "12|", "3|", ...sampled]);
    expect(answers).toEqual([
      { prompt: "12|", answer: answers[0]?.answer },
      { prompt: "3|", answer: answers[1]?.answer },
    ]);
    expect(text.stdout).toBe(answers.map((a) => `${a.answer}\n`).join(""));
  });

  it("writes each character as it comes, and answers a line before the next one arrives", async () => {
    const written: string[] = [];
    let release = (): void => undefined;
    const later = new Promise<void>((resolve) => (release = resolve));
    const done = main(["node", "trm", "generate", run, "-"], {
      stdout: {
        write: (text) => {
          written.push(text);
          if (text === "\n") release();
        },
      },
      stderr: { write: () => undefined },
      stdin: (async function* () {
        yield "12|\n";
        await later;
        yield "3|\n";
      })(),
      env: {},
      now: () => performance.now(),
    });
    expect(await done).toBe(0);
    expect(written.filter((text) => text === "\n")).toHaveLength(2);
    expect(written.every((text) => text.length === 1)).toBe(true);
  });

  it("generates no more than it is told", async () => {
    const { stdout } = await trm([
      ...["generate", run, "12|", "--max-new-tokens", "1", "--json"],
    ]);
    const { answer } = JSON.parse(stdout) as { answer: string };
    expect(answer.length).toBeLessThanOrEqual(1);
    const much = await trm([
      ...["generate", run, "12|", "--max-new-tokens", "15"],
    ]);
    expect(much.exitCode).toBe(2);
    expect(much.stderr).toContain(
      "an answer of 15 need 17 positions, but the model has 16; shorten the prompt or lower --max-new-tokens",
    );
    const long = await trm(["generate", run, `${"1".repeat(16)}|`]);
    expect([long.exitCode, long.stdout]).toEqual([2, ""]);
    expect(long.stderr).toMatch(/the model has 16; shorten the prompt\.$/m);
  });

  it("shows what each block pass would answer, and where it halts", async () => {
    const { stdout, stderr } = await trm(["generate", run, "12|", "--trace"]);
    expect(stderr).toContain("probability in tenths");
    expect(stdout).toMatch(/^step +state +12\|.* +confidence$/m);
    expect(stdout.match(/^1 +[zy] /gm)).toHaveLength(2);
    expect(stdout).toMatch(/^answer /m);
    expect(stdout).toMatch(/^steps +[12.]+$/m);
    const json = await trm(["generate", run, "12|", "--trace", "--json"]);
    const { trace } = JSON.parse(json.stdout) as {
      trace: { read: string[]; passes: object[]; stepsUsed: number[] };
    };
    expect(trace.read.slice(0, 3)).toEqual(["1", "2", "|"]);
    expect(trace.stepsUsed).toHaveLength(trace.read.length);
    expect(trace.passes[0]).toMatchObject({ step: 1, cycle: 1, state: "z" });
  });

  it("answers what it could before a line that it cannot read", async () => {
    const { exitCode, stdout, stderr } = await trm(
      ["generate", run, "-"],
      ["12|\nx|\n3|\n"],
    );
    expect(exitCode).toBe(2);
    expect(stdout.match(/\n/g)).toHaveLength(1);
    expect(stderr).toContain('"x"');
    const given = await trm(["generate", run, "12|", "x|"]);
    expect([given.exitCode, given.stdout]).toEqual([2, ""]);
  });
});
