import { describe, expect, it } from "vitest";
import { Output } from "./output";
import { fitLine, formatCount, formatDuration, Progress } from "./progress";

/** An output whose stderr is recorded and whose clock is set by hand. */
function fakeTerminal(options: {
  isTTY: boolean;
  columns?: number;
  env?: Record<string, string>;
}) {
  const clock = { ms: 0 };
  const written: string[] = [];
  const stream = (sink: string[]) => ({
    write: (text: string) => sink.push(text),
    isTTY: options.isTTY,
    columns: options.columns,
  });
  const output = new Output({
    stdout: stream([]),
    stderr: stream(written),
    stdin: (async function* () {})(),
    env: options.env ?? {},
    now: () => clock.ms,
  });
  return { output, clock, written };
}

const RUN = { steps: 5000, tokensPerStep: 2112 };

describe("progress on a terminal", () => {
  it("redraws one line with loss, time left, rate, accuracy and tokens", () => {
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
      "\r\u001b[Kstep 10/5000  loss 2.5000  8m 19s left  10 steps/s  accuracy 50.0 %  21.1k tokens/s",
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
      progress.evaluated(0.987);
    }
    for (const text of written)
      expect(text.replace("\r\u001b[K", "").length).toBeLessThan(columns);
  });

  it("shows loss and time left in 40 columns", () => {
    const { output, clock, written } = fakeTerminal({
      isTTY: true,
      columns: 40,
    });
    const progress = new Progress(output, RUN);
    progress.submitted(1);
    clock.ms = 60_000;
    progress.stepped({ step: 1200, loss: 1.25 });
    expect(written.at(-1)).toContain("1200/5000  loss 1.2500  3m 10s left");
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

  it("takes the line away before words are written", () => {
    const { output, written } = fakeTerminal({ isTTY: true });
    new Progress(output, RUN).submitted(1);
    output.words("stopped");
    expect(written.slice(-2)).toEqual(["\r\u001b[K", "stopped\n"]);
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
      progress.stepped({ step, loss: 1 });
    }
    expect(written[0]).toBe("step 1/5000 submitted\n");
    expect(written.join("")).not.toMatch(/[\r\u001b]/);
    expect(written.length).toBe(4);
    expect(written.at(-1)).toMatch(
      /^step 5000\/5000 {2}loss 1.0000 {2}0s left/,
    );
  });

  it("says of a step that it has written only what the evaluation adds", () => {
    const { output, clock, written } = fakeTerminal({ isTTY: false });
    const progress = new Progress(output, { ...RUN, steps: 2 });
    progress.submitted(1);
    clock.ms = 100;
    progress.stepped({ step: 1, loss: 2 });
    progress.evaluated(0.25);
    clock.ms = 200;
    progress.stepped({ step: 2, loss: 1 });
    progress.evaluated(0.5);
    expect(written).toEqual([
      "step 1/2 submitted\n",
      expect.stringMatching(/^step 1\/2 {2}loss 2.0000 .* 25.0 %/),
      expect.stringMatching(/^step 2\/2 {2}loss 1.0000 .* 25.0 %/),
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

describe("formatting", () => {
  it.each([
    [400, "0s"],
    [59_400, "59s"],
    [125_000, "2m 05s"],
    [3_725_000, "1h 02m"],
  ])("%i ms is %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it.each([
    [0.123456, "0.123"],
    [12.34, "12.3"],
    [999.7, "1k"],
    [25344, "25.3k"],
    [999_600, "1M"],
    [123_456_789, "123M"],
  ])("%f is %s", (value, text) => {
    expect(formatCount(value)).toBe(text);
  });

  it("leaves out what does not fit and cuts a first part that is too long", () => {
    expect(fitLine(["ab", "cdefgh", "ij"], 7)).toBe("ab  ij");
    expect(fitLine(["abcdef", "g"], 4)).toBe("abcd");
    expect(fitLine(["abcdef"], 4)).toBe("abcd");
  });
});
