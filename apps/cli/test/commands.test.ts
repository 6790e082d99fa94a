/** @file The commands from end to end, in this process, on runs that take a moment. */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { VERSION } from "../src/version";
import { TINY, trm, useScratch } from "./harness";

const scratch = useScratch();
const GOLDEN = fileURLToPath(
  new URL("../../../test-fixtures/golden", import.meta.url),
);

describe("help", () => {
  it("goes to stdout with exit 0, and lists every command", async () => {
    const { exitCode, stdout, stderr } = await trm(["--help"]);
    expect(exitCode).toBe(0);
    expect(stderr).toBe("");
    for (const name of "tasks train resume eval generate verify doctor sweep".split(
      " ",
    ))
      expect(stdout).toMatch(new RegExp(`^ {2}${name}\\b`, "m"));
    expect((await trm(["--version"])).stdout).toBe(`${VERSION}\n`);
  });
});

describe("trm tasks", () => {
  it("samples the same text on every machine", async () => {
    const args = "sample addition --length 10 --count 3 --seed 1".split(" ");
    expect((await trm(["tasks", ...args])).stdout).toMatchInlineSnapshot(`
      "3323923171+9872905159=13196828330
      7001071043+3709426564=10710497607
      2000654458+1697327537=03697981995
      "
    `);
    const start = await trm(["tasks", ...args, "--start", "2"]);
    const all = await trm(["tasks", ...args]);
    expect(start.stdout.split("\n")[0]).toBe(all.stdout.split("\n")[2]);
  });

  it("gives examples as JSON", async () => {
    const { stdout } = await trm(
      "tasks sample reverse --length 3 --count 1 --split eval --json".split(
        " ",
      ),
    );
    const [first] = JSON.parse(stdout) as { prompt: string; answer: string }[];
    expect(first?.answer).toBe(
      [...(first?.prompt.slice(0, 3) ?? "")].reverse().join(""),
    );
  });

  it("lists the tasks", async () => {
    expect((await trm(["tasks", "list"])).stdout).toMatch(/^reverse {2}/m);
    const list = JSON.parse(
      (await trm(["tasks", "list", "--json"])).stdout,
    ) as { name: string }[];
    expect(list.map(({ name }) => name)).toEqual([
      "copy",
      "reverse",
      "addition",
      "reversed-addition",
    ]);
  });
});

describe("train, resume, eval, generate", () => {
  it("go through one run", async () => {
    const trained = await trm([
      ...["train", "--arch", "dual-ut", ...TINY, "--out", "r"],
    ]);
    expect(trained.stderr).toMatch(/^step 1\/3 submitted$/m);
    expect(trained.stderr).toMatch(/^step 3\/3 {2}loss \d/m);
    expect(trained).toMatchObject({ exitCode: 0, stdout: "r\n" });

    const resumed = await trm(["resume", "r", "--json"]);
    expect(resumed.stderr).toMatch(/^dual-ut .*, run r, on from step 3$/m);
    expect(JSON.parse(resumed.stdout)).toMatchObject({
      run: "r",
      status: "completed",
      step: 3,
    });

    const evaluated = await trm([
      ...["eval", "r", "--lengths", "1,2,1", "--count", "8", "--json"],
    ]);
    const report = JSON.parse(evaluated.stdout) as {
      step: number;
      evaluations: { length: number; metrics: { charAcc: number } }[];
    };
    expect(report.step).toBe(3);
    expect(report.evaluations.map(({ length }) => length)).toEqual([1, 2]);

    const foreign = await trm(["generate", "r", "1a|"]);
    expect(foreign.exitCode).toBe(2);
    expect(foreign.stderr).toContain('"a"');
    const long = await trm(["eval", "r", "--lengths", "2,99"]);
    expect(long.exitCode).toBe(2);
    expect(long.stderr).toContain("Length 99 of copy needs 198 positions");
  });

  it("a run is named after what it is where --out does not say", async () => {
    const { stdout } = await trm(["train", "--arch", "gpt", ...TINY]);
    expect(stdout).toMatch(/^runs\/dense-copy-2-1337-\d{8}-\d{6}\n$/);
    expect(scratch.files()).toContain(join(stdout.trim(), "done.json"));
  });

  it("a run's record can be fed back, and flags and --set go before it", async () => {
    await trm(["train", "--arch", "ut", ...TINY, "--out", "a"]);
    const again = ["train", "--config", "a/run.json", "--out", "b"];
    const flags = ["--seed", "7", "--set", "training.steps=2", "--json"];
    const { stdout } = await trm([...again, ...flags]);
    expect(JSON.parse(stdout)).toMatchObject({ step: 2 });
    const config = (dir: string): unknown =>
      (
        JSON.parse(readFileSync(`${dir}/run.json`, "utf8")) as {
          config: unknown;
        }
      ).config;
    expect(config("b")).toMatchObject({ training: { seed: 7, steps: 2 } });
    expect(config("b")).toMatchObject({ model: { nEmbd: 16 } });
  });
});

describe("trm verify", () => {
  it("passes a golden case through both engines, and says the errors", async () => {
    const dir = join(GOLDEN, "ut.ponder");
    for (const flags of [[], ["--engine", "tfjs", "--backend", "cpu"]]) {
      const { exitCode, stdout, stderr } = await trm(["verify", dir, ...flags]);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^ut\.ponder .* - +ok$/m);
      expect(stderr).toMatch(/\nThe case is within tolerance\.\n$/);
    }
  });

  it("says how many steps were taken and how many should have been", async () => {
    cpSync(join(GOLDEN, "trm.early-halt"), "c/a", { recursive: true });
    cpSync(join(GOLDEN, "gpt.plain"), "c/b", { recursive: true });
    expect((await trm(["verify", "c"])).stdout).toMatch(/^a .* 3 +ok$/m);
    const file = "c/a/expected.json";
    const expected = readFileSync(file, "utf8");
    writeFileSync(file, expected.replace(/("steps_taken": )\d+/, "$1 5"));
    const { exitCode, stdout, stderr } = await trm(["verify", "c"]);
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^a .* \*\d, not 5 +FAILED$/m);
    expect(stdout).toMatch(/^b .* - +ok$/m);
    expect(stderr).toMatch(
      /1 of 2 cases is out of tolerance: a \(steps taken \d, not 5\)\.\n$/,
    );
    const { stdout: json } = await trm(["verify", "c/a", "--json"]);
    expect(json).toMatch(/"actual": \d,\s*"expected": 5/);
  });

  it("exits 3 and names the case when the head is off by one percent", async () => {
    cpSync(join(GOLDEN, "gpt.plain"), "c/gpt.plain", { recursive: true });
    const file = "c/gpt.plain/model.safetensors";
    const models = await import("@trm/models");
    const { tensors, metadata } = models.decodeSafetensors(readFileSync(file));
    const head = tensors["lm_head.weight"];
    if (!head) throw new Error("the case has no lm_head.weight");
    const scaled = { ...head, data: head.data.map((x) => x * 1.01) };
    const changed = { ...tensors, "lm_head.weight": scaled };
    writeFileSync(file, models.encodeSafetensors(changed, metadata));
    const { exitCode, stdout, stderr } = await trm(["verify", "c", "--json"]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain("gpt.plain");
    expect(JSON.parse(stdout)).toBeTruthy();
  });
});

describe("trm doctor", () => {
  it("has tried the engines and says why one does not work", async () => {
    const { exitCode, stdout } = await trm(["doctor", "--json"]);
    const { engines } = JSON.parse(stdout) as {
      engines: { what: string; works: boolean; detail: string }[];
    };
    expect(exitCode).toBe(0);
    const found = new Map(engines.map((engine) => [engine.what, engine]));
    expect(found.get("onnxruntime cpu")).toMatchObject({ works: true });
    expect(found.get("tfjs cpu")).toMatchObject({ works: true });
    const cuda = found.get("onnxruntime cuda");
    if (!cuda?.works) expect(cuda?.detail).toContain("cuDNN 9");
  });
});
