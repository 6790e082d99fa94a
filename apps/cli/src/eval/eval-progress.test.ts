import { copy } from "@trm/tasks";
import { describe, expect, it } from "vitest";
import { Output } from "../output";
import { EvalProgress } from "./eval-progress";

const plan = {
  ...{ task: copy, lengths: [10, 20], count: 100 },
  ...{ temperature: 0, batch: 50, seed: 1 },
};

/** A progress whose clock the test turns. */
const recorded = (isTTY: boolean) => {
  const clock = { ms: 0 };
  const written: string[] = [];
  const stream = { write: (text: string) => written.push(text), isTTY };
  const output = new Output({
    stdout: stream,
    stderr: stream,
    stdin: (async function* () {})(),
    env: {},
    now: () => clock.ms,
  });
  return { clock, written, progress: new EvalProgress(output, plan) };
};

describe("EvalProgress", () => {
  it("says on a terminal how far it is, how long it takes still, and how fast it goes", () => {
    const { clock, written, progress } = recorded(true);
    clock.ms = 1000;
    progress.answered(10, 50);
    // Of 100 x 20 + 100 x 40 positions, 50 x 20 took a second.
    expect(written.at(-1)).toMatch(
      /length 10: 50\/100 examples {2}5s left {2}50 examples\/s$/,
    );
    clock.ms = 2000;
    progress.answered(10, 100);
    clock.ms = 4000;
    progress.answered(20, 50);
    expect(written.at(-1)).toMatch(/length 20: 50\/100 examples {2}2s left/);
  });

  it("writes plain lines elsewhere, ten seconds apart", () => {
    const { clock, written, progress } = recorded(false);
    for (let done = 1; done <= 100; done++) {
      clock.ms += 300;
      progress.answered(10, done);
    }
    expect(written).toHaveLength(2);
    expect(written[0]).toMatch(
      /^length 10: 34\/100 examples {2}1m 20s left {2}3.33 examples\/s\n$/,
    );
  });
});
