/** @file `trm resume`: goes on with a run where its newest checkpoint left it. */
import type { Command } from "@commander-js/extra-typings";
import { deviceOption, tf32Option } from "../device-flags";
import { countFlag, MOST } from "../flags";
import type { Output } from "../output";

/** Adds `trm resume`. */
export function registerResume(program: Command, output: Output): void {
  program
    .command("resume")
    .description("go on with a run from its newest checkpoint")
    .argument("<run>", "folder of the run")
    .addOption(deviceOption("as started"))
    .addOption(tf32Option())
    .option(
      "--threads <n>",
      "threads of the engine (as started); other bits than with as many as before",
      countFlag("--threads", MOST.threads),
    )
    .option("--json", "print a JSON summary instead of the run's folder")
    .action(async (dir, { json = false, ...elsewhere }) => {
      const { runTraining } = await import("../training");
      await runTraining(output, { dir, elsewhere, json });
    });
}
