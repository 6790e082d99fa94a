/** @file `trm config`: the configuration that `trm train` would train with, and the schema of such files. */
import type { Command } from "@commander-js/extra-typings";
import type { Output } from "../output";
import { withTrainOptions } from "../train-options";

/** Adds `trm config`. */
export function registerConfig(program: Command, output: Output): void {
  const command = program
    .command("config")
    .description(
      "print the whole configuration that trm train would use with the same flags",
    )
    .option("--schema", "print the JSON Schema of configuration files");
  withTrainOptions(command).action(async ({ schema, ...what }) => {
    if (schema) {
      const { CONFIG_SCHEMA } = await import("../config-schema");
      output.json(CONFIG_SCHEMA);
      return;
    }
    const { resolveTrainRequest } = await import("../train-request");
    const { config } = await resolveTrainRequest(what);
    output.json(config);
  });
}
