/** @file `trm verify-run`: repeats a stretch of a run and compares it with what was recorded, bit by bit. */
import type { Command } from "@commander-js/extra-typings";
import type { VerifyRunEvent, VerifyRunResult } from "@trm/train";
import { deviceOption, tf32Option } from "../device-flags";
import { EXIT } from "../errors";
import { countFlag, integerFlag, MOST } from "../flags";
import { withInterrupt } from "../interrupt";
import type { Output } from "../output";
import { PLAIN_MS } from "../progress";
import { fitLine } from "../progress-line";
import { formatTable, type Column } from "../table";
import type { Elsewhere } from "../training/messages";

interface VerifyRunFlags extends Elsewhere {
  readonly from?: number;
  readonly to?: number;
  readonly json?: true;
}

/** Adds `trm verify-run`. */
export function registerVerifyRun(program: Command, output: Output): void {
  program
    .command("verify-run")
    .description("repeat steps of a run and compare them bit by bit")
    .argument("<run>", "folder of the run; nothing is written to it")
    .option(
      "--from <step>",
      "checkpoint to begin with; 0 is the start (the last but one)",
      integerFlag("--from", { min: 0 }),
    )
    .option(
      "--to <step>",
      "checkpoint to end with (the last)",
      countFlag("--to"),
    )
    .addOption(deviceOption("as trained, without which bits differ"))
    .addOption(tf32Option())
    .option(
      "--threads <n>",
      "threads of the engine (as trained, without which bits may differ)",
      countFlag("--threads", MOST.threads),
    )
    .option("--json", "print JSON, with the hashes of both")
    .action((dir, flags) => verify(dir, flags, output));
}

async function verify(
  dir: string,
  { from, to, json, ...elsewhere }: VerifyRunFlags,
  output: Output,
): Promise<void> {
  const { superviseRepetition } = await import("../training/repetition");
  const request = { dir, from, to, elsewhere };
  const onEvent = narrate(dir, output);
  const result = await withInterrupt(
    () => output.words("Stopping after this step; once more ends at once."),
    (interrupt) => superviseRepetition(output, { request, interrupt, onEvent }),
  );
  conclude(dir, result, json === true, output);
}

/** Says what happens: on a terminal every step, elsewhere a line now and then. */
function narrate(dir: string, output: Output): (event: VerifyRunEvent) => void {
  let shownAt = output.io.now();
  return (event) => {
    if (event.type === "warning") output.words(`Warning: ${event.message}`);
    else if (event.type === "start")
      output.words(
        `Repeating steps ${event.from + 1} to ${event.to} of ${dir} on ${event.engine}`,
      );
    else {
      const line = `step ${event.step}/${event.to}`;
      if (output.interactive)
        output.live(fitLine([line, "repeated"], output.columns - 1));
      else if (output.io.now() - shownAt >= PLAIN_MS) {
        shownAt = output.io.now();
        output.words(line);
      }
    }
  };
}

/** A vector of the state, as both have it. */
interface HashRow {
  readonly name: string;
  readonly recorded: string;
  readonly repeated: string;
}

const COLUMNS: readonly Column<HashRow>[] = [
  { title: "vector", cell: ({ name }) => name },
  { title: "sha256 of the checkpoint", cell: ({ recorded }) => recorded },
  {
    title: "repeated",
    cell: ({ recorded, repeated }) =>
      recorded === repeated ? "the same" : `*${repeated}`,
  },
];

const hashRows = ({ recorded, repeated }: VerifyRunResult): HashRow[] =>
  (["params", "m", "v", "ema"] as const).flatMap((name) => {
    const [then = "none", now = "none"] = [recorded[name], repeated[name]];
    return then === now && then === "none"
      ? []
      : [{ name, recorded: then, repeated: now }];
  });

function conclude(
  dir: string,
  result: VerifyRunResult,
  json: boolean,
  output: Output,
): void {
  const { from, to, same, firstDifference } = result;
  if (json) output.json({ run: dir, steps: to - from, ...result });
  else output.data(formatTable(COLUMNS, hashRows(result)));
  if (same) {
    const steps =
      to - from === 1
        ? "The step repeated is"
        : `All ${to - from} steps repeated are`;
    output.words(`${steps} the same, bit for bit.`);
    return;
  }
  output.exitCode = EXIT.claim;
  if (!firstDifference) return;
  const { step, what, by } = firstDifference;
  const apart = by === undefined ? "" : ` (${by.toExponential(1)} apart)`;
  output.words(`Step ${step} is not the same: ${what}${apart}.`);
}
