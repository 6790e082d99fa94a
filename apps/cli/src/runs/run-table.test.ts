import { parseTrainConfig, type RunState } from "@trm/train";
import { describe, expect, it } from "vitest";
import { formatAge, formatRuns } from "./run-table";
import { printable, shorten } from "./printable";

const nowMs = 1e12;

const run = (overrides: Partial<RunState> = {}): RunState => ({
  dir: "runs/dual-ut-addition-10-1337-20261124-181500",
  name: "dual-ut-addition-10-1337-20261124-181500",
  state: "done",
  config: parseTrainConfig({ arch: "dual-ut", task: "addition" }),
  step: 5000,
  steps: 5000,
  loss: 0.12345,
  evaluation: { step: 5000, evaluation: { charAcc: 0.9876 } },
  updatedMs: nowMs - 90_000,
  damaged: [],
  ...overrides,
});

const RUNS = [
  run({
    name: "quickstart/runs/trm-1",
    state: "running",
    holder: {
      ...{ pid: 4711, host: "here", startedAt: 0, token: "t" },
      ...{ alive: "yes", touchedMs: nowMs },
    },
    step: 1250,
    updatedMs: nowMs - 2000,
  }),
  run(),
  run({
    name: "new",
    state: "stopped",
    step: 0,
    loss: undefined,
    evaluation: undefined,
  }),
  run({
    name: "bad\u001b[2J",
    state: "unreadable",
    config: undefined,
    step: 0,
    steps: 0,
    loss: undefined,
    evaluation: undefined,
    updatedMs: 0,
  }),
];

describe("the table of runs", () => {
  it("shows a run that has stopped early as done early", () => {
    const stoppedEarly = { metric: "charAcc", threshold: 0.9, since: 1000 };
    const [, row] = formatRuns([run({ step: 2000, stoppedEarly })], {
      nowMs,
    }).split("\n");
    expect(row).toMatch(/ done early +2000\/5000 /);
  });

  it("has no accuracy where the best is a row of numbers", () => {
    const evaluation = { step: 5000, evaluation: { charAcc: [0.5, 1] } };
    expect(formatRuns([run({ evaluation })], { nowMs })).toMatch(/ - +1m\n$/);
  });

  it("has everything where there is room", () => {
    expect(formatRuns(RUNS, { nowMs })).toMatchInlineSnapshot(`
      "run                                       architecture  task      length  state        pid       step    loss  accuracy  age
      quickstart/runs/trm-1                     dual-ut       addition      10  running     4711  1250/5000  0.1235    98.8 %   2s
      dual-ut-addition-10-1337-20261124-181500  dual-ut       addition      10  done           -  5000/5000  0.1235    98.8 %   1m
      new                                       dual-ut       addition      10  stopped        -     0/5000       -         -   1m
      bad?[2J                                   -             -              -  unreadable     -          -       -         -    -
      "
    `);
  });

  it("leaves out what is in a name, too, in 80 columns", () => {
    expect(formatRuns(RUNS, { nowMs, columns: 80 })).toMatchInlineSnapshot(`
      "run                                 state            step    loss  accuracy  age
      quickstart/runs/trm-1               running     1250/5000  0.1235    98.8 %   2s
      dual-ut-addition-…-20261124-181500  done        5000/5000  0.1235    98.8 %   1m
      new                                 stopped        0/5000       -         -   1m
      bad?[2J                             unreadable          -       -         -    -
      "
    `);
  });

  it("says the state in 40 columns", () => {
    expect(formatRuns(RUNS, { nowMs, columns: 40 })).toMatchInlineSnapshot(`
      "run                state            step
      quicksta…ns/trm-1  running     1250/5000
      dual-ut-…4-181500  done        5000/5000
      new                stopped        0/5000
      bad?[2J            unreadable          -
      "
    `);
  });

  it("is never wider than the terminal", () => {
    for (let columns = 30; columns < 150; columns += 1)
      for (const line of formatRuns(RUNS, { nowMs, columns }).split("\n"))
        expect(line.length).toBeLessThanOrEqual(columns);
  });

  it("shows ages in the largest unit that says enough", () => {
    const ages = [0, 59e3, 60e3, 3599e3, 3600e3, 47 * 3600e3, 48 * 3600e3];
    expect(ages.map(formatAge)).toEqual(["0s", "59s", "1m", "59m", "1h", "47h", "2d"]); // prettier-ignore
    expect(formatAge(-5)).toBe("0s");
  });
});

describe("a name from anywhere", () => {
  it("cannot steer the terminal", () => {
    expect(printable("a\u001b[2J\n\u202eb")).toBe("a?[2J??b");
  });

  it("keeps both ends when it is shortened", () => {
    expect(shorten("dual-ut-addition-181500", 12)).toBe("dual-u…81500");
    expect(shorten("short", 12)).toBe("short");
  });
});
