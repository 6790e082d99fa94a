/** @file `trm train`: a new run; without flags beyond --arch and --task it is the paper's. */
import type { Command } from "@commander-js/extra-typings";
import { pathFlag } from "../flags";
import type { Output } from "../output";
import { defaultRunFolder } from "../run-name";
import { withTrainOptions } from "../train-options";

/** Adds `trm train`. */
export function registerTrain(program: Command, output: Output): void {
  const command = program
    .command("train")
    .description("train a model; the defaults (in brackets) are the paper's")
    .option(
      "--out <dir>",
      "folder of the run (runs/<what and when>)",
      pathFlag("--out"),
    )
    .option("--json", "print a JSON summary instead of the run's folder");
  withTrainOptions(command).action(async ({ out, json = false, ...what }) => {
    const { resolveTrainRequest } = await import("../train-request");
    const { config, start } = await resolveTrainRequest(what);
    const dir = out ?? defaultRunFolder(config, new Date());
    const { runTraining } = await import("../training");
    await runTraining(output, { config, dir, json, init: start?.weights });
  });
}
