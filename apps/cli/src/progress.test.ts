import { describe, expect, it } from "vitest";
import { Output } from "./output";
import { Progress } from "./progress";

const CLEAR = "\r\u001b[K";

/** An output whose stderr is recorded and whose clock and width are set by hand. */
function fakeTerminal(options: {
  isTTY: boolean;
  columns?: number;
  env?: Record<string, string>;
}) {
  const clock = { ms: 0 };
  const written: string[] = [];
  const stderr = {
    write: (text: string) => written.push(text),
    isTTY: options.isTTY,
    columns: options.columns,
  };
  const output = new Output({
    stdout: { write: () => true },
    stderr,
    stdin: (async function* () {})(),
    env: options.env ?? {},
    now: () => clock.ms,
  });
  return { output, clock, written, stderr };
}

const RUN = { steps: 5000, tokensPerStep: 2112 };

describe("progress on a terminal", () => {
  it("redraws one line with loss, accuracy, time left, rate and tokens", () => {
    const { output, clock, written } = fakeTerminal({
      isTTY: true,
      columns: 120,
    });
    const progress = new Progress(output, RUN);
    progress.submitted(1);
    clock.ms = 1000;
    progress.stepped({ step: 10, loss: 2.5 });
    progress.evaluated(0.5);
    expect(written.at(-1)).toBe(
      `${CLEAR}step 10/5000  loss 2.5000  accuracy 50.0 %  8m 19s left  10 steps/s  21.1k tokens/s`,
    );
    expect(written.join("")).not.toContain("\n");
  });

  it.each([20, 40, 60, 80, 200])("fits %i columns", (columns) => {
    const { output, clock, written } = fakeTerminal({ isTTY: true, columns });
    const progress = new Progress(output, { ...RUN, label: "3/7 dual-ut" });
    progress.submitted(1);
    for (let step = 1; step <= 5000; step += 499) {
      clock.ms += 7000;
      progress.stepped({ step, loss: 10.123 });
      progress.checkpointed(step);
      progress.evaluated(0.987);
      progress.tick();
    }
    for (const text of written)
      expect(text.replace(CLEAR, "").length).toBeLessThan(columns);
  });

  it("keeps step, loss, accuracy and time left in 40 columns", () => {
    const { output, clock, written } = fakeTerminal({
      isTTY: true,
      columns: 40,
    });
    const progress = new Progress(output, { ...RUN, label: "3/7 ut" });
    progress.submitted(1);
    clock.ms = 60_000;
    progress.stepped({ step: 1200, loss: 1.25 });
    progress.evaluated(0.123);
    expect(written.at(-1)).toBe(
      `${CLEAR}3/7 1200/5000 loss 1.25 acc 12.3% 3m10s`,
    );
  });

  it("redraws at most ten times a second, and always after the last step", () => {
    const { output, clock, written } = fakeTerminal({ isTTY: true });
    const progress = new Progress(output, { ...RUN, steps: 1000 });
    progress.submitted(1);
    for (let step = 1; step <= 1000; step += 1) {
      clock.ms += 1;
      progress.stepped({ step, loss: 1 });
    }
    expect(written.length).toBeLessThanOrEqual(12);
    expect(written.at(-1)).toContain("step 1000/1000");
  });

  it("counts down while a step takes its time, and says when it takes long", () => {
    const { output, clock, written } = fakeTerminal({ isTTY: true });
    const progress = new Progress(output, { ...RUN, steps: 10 });
    progress.submitted(1);
    clock.ms = 3000;
    progress.tick();
    expect(written.at(-1)).toBe(`${CLEAR}step 1/10  submitted 3s`);
    clock.ms = 4000;
    progress.stepped({ step: 1, loss: 1 });
    clock.ms = 6000;
    progress.tick();
    expect(written.at(-1)).toContain("loss 1.0000  34s left");
    clock.ms = 14_000;
    progress.tick();
    expect(written.at(-1)).toContain("loss 1.0000  waiting 10s  26s left");
  });

  it("shows that it evaluates instead of an accuracy of before", () => {
    const { output, clock, written } = fakeTerminal({ isTTY: true });
    const progress = new Progress(output, { ...RUN, steps: 20 });
    progress.submitted(1);
    for (const step of [10, 20]) {
      clock.ms += 1000;
      progress.stepped({ step, loss: 1 });
      progress.evaluating();
      clock.ms += 3000;
      progress.tick();
      expect(written.at(-1)).toContain("loss 1.0000  evaluating 3s");
      progress.evaluated(step / 20);
    }
    expect(written.at(-1)).toContain("accuracy 100.0 %");
  });

  it("shows that a resumed run evaluates first, then that it prepares its step", () => {
    const { output, clock, written } = fakeTerminal({ isTTY: true });
    const progress = new Progress(output, { ...RUN, from: 10 });
    progress.evaluating();
    clock.ms = 3000;
    progress.tick();
    expect(written.at(-1)).toBe(`${CLEAR}step 10/5000  evaluating 3s`);
    progress.evaluated(0.5);
    progress.tick();
    expect(written.at(-1)).toBe(
      `${CLEAR}step 10/5000  accuracy 50.0 %  preparing 0s`,
    );
  });

  it("takes the line away before words are written, all of it after the terminal was made narrower", () => {
    const { output, written, stderr } = fakeTerminal({
      isTTY: true,
      columns: 80,
    });
    const progress = new Progress(output, { ...RUN, label: "3/7 dual-ut" });
    progress.submitted(1);
    output.words("stopped");
    expect(written.slice(-2)).toEqual([CLEAR, "stopped\n"]);
    progress.redraw();
    stderr.columns = 20;
    progress.redraw();
    expect(written.at(-1)).toBe("\u001b[1A\r\u001b[J3/7 1/5000");
  });
});

describe("progress elsewhere", () => {
  it.each([
    { name: "a file", isTTY: false, env: undefined },
    { name: "a build server's terminal", isTTY: true, env: { CI: "true" } },
  ])("writes plain lines to $name, the first at once", ({ isTTY, env }) => {
    const { output, clock, written } = fakeTerminal({ isTTY, env });
    const progress = new Progress(output, RUN);
    progress.submitted(1);
    for (let step = 1; step <= 5000; step += 1) {
      clock.ms += 5;
      progress.tick();
      progress.stepped({ step, loss: 1 });
    }
    expect(written[0]).toBe("step 1/5000 submitted\n");
    expect(written.join("")).not.toMatch(/[\r\u001b]/);
    expect(written.length).toBe(4);
    expect(written.at(-1)).toMatch(/^step 5000\/5000 {2}loss 1.0000 {2}\d/);
  });

  it("says each minute that a step is waited for", () => {
    const { output, clock, written } = fakeTerminal({ isTTY: false });
    const progress = new Progress(output, RUN);
    progress.submitted(1);
    clock.ms = 1000;
    progress.stepped({ step: 1, loss: 1 });
    for (let s = 0; s < 130; s += 1) {
      clock.ms += 1000;
      progress.tick();
    }
    expect(written).toHaveLength(3);
    expect(written.at(-1)).toContain("waiting 1m 59s");
  });

  it("says of a step that it has written only what the evaluation adds", () => {
    const { output, clock, written } = fakeTerminal({ isTTY: false });
    const progress = new Progress(output, { ...RUN, steps: 2 });
    progress.submitted(1);
    clock.ms = 100;
    progress.stepped({ step: 1, loss: 2 });
    progress.evaluating();
    progress.evaluated(0.25);
    clock.ms = 200;
    progress.checkpointed(1);
    progress.stepped({ step: 2, loss: 1 });
    progress.evaluating();
    progress.evaluated(0.5);
    expect(written).toEqual([
      "step 1/2 submitted\n",
      expect.stringMatching(/^step 1\/2 {2}loss 2.0000 {2}accuracy 25.0 %/),
      expect.stringMatching(/^step 2\/2 {2}loss 1.0000 {2}10 .*checkpoint 1\n/),
      "step 2/2  accuracy 50.0 %\n",
    ]);
  });

  it("counts from the step a resumed run started at", () => {
    const { output, clock, written } = fakeTerminal({ isTTY: false });
    const progress = new Progress(output, { ...RUN, from: 4000 });
    progress.submitted(4001);
    clock.ms = 20_000;
    progress.stepped({ step: 4200, loss: 1 });
    expect(written.at(-1)).toContain("1m 20s left  10 steps/s");
  });
});
