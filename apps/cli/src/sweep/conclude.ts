/** @file The end of a sweep as the user sees it: results, failures, how to go on, and the exit code. */
import { EXIT } from "../errors";
import type { Output } from "../output";
import { runLabel, runsWords, shellWord } from "./labels";
import type { OpenSweep } from "./open-sweep";
import type { SweepOutcome } from "./run-sweep";

/** Says how a sweep ended. */
export async function concludeSweep(
  sweep: OpenSweep,
  outcome: SweepOutcome,
  json: boolean,
  output: Output,
): Promise<void> {
  const { dir } = sweep;
  const { total, done, interrupted } = outcome;
  if (interrupted) {
    if (json) await report(sweep, outcome, json, output);
    output.words(
      `Interrupted with ${done} of ${total} runs done; go on with: trm sweep run ${shellWord(dir)}`,
    );
    output.exitCode = EXIT.interrupted;
    return;
  }
  await report(sweep, outcome, json, output);
  output.words(`Results: ${dir}`);
  tellRest(dir, outcome, output);
}

async function report(
  { dir }: OpenSweep,
  { total, done, failed, interrupted }: SweepOutcome,
  json: boolean,
  output: Output,
): Promise<void> {
  const { judgeClaims, readSweep, summarizeCells } =
    await import("@trm/experiments");
  const sweep = readSweep(dir);
  const cells = summarizeCells(sweep);
  const claims = judgeClaims(sweep);
  const { suite } = sweep.plan;
  if (json) {
    const { name, profile } = suite;
    const failures = failed.map(({ run, message }) => ({
      id: run.id,
      message,
    }));
    const counts = { dir, runs: total, done, failed: failures, interrupted };
    output.json({ suite: name, profile, ...counts, cells, claims });
  } else {
    const { formatCells, formatClaims } = await import("./results");
    const verdicts = claims.length > 0 ? `\n${formatClaims(claims)}` : "";
    output.data(`${formatCells(suite, cells)}${verdicts}\n`);
  }
  if (claims.some(({ verdict }) => verdict === "refuted"))
    output.exitCode = EXIT.claim;
}

/** Names what is not done, and what does it. */
function tellRest(
  dir: string,
  { failed, held }: SweepOutcome,
  output: Output,
): void {
  for (const { run, message } of failed)
    output.words(`#${run.index} ${runLabel(run)} failed: ${message}`);
  if (failed.length > 0)
    output.words(
      `${runsWords(failed.length)} failed; trm sweep retry ${shellWord(dir)} tries again.`,
    );
  if (held.length > 0)
    output.words(
      `${runsWords(held.length)} left to other processes; trm sweep run ${shellWord(dir)} does what they leave.`,
    );
  if (failed.length + held.length > 0) output.exitCode = EXIT.failed;
}
