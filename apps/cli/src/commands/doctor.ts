/** @file `trm doctor`: what works on this machine, found by trying it; `--prove` proves a device. */
import type { Command } from "@commander-js/extra-typings";
import { deviceOption, tf32Option, type DeviceFlags } from "../device-flags";
import { UsageError } from "../errors";
import { countFlag } from "../flags";
import type { Output } from "../output";

interface DoctorOptions extends DeviceFlags {
  readonly prove?: true;
  readonly golden?: string;
  readonly out?: string;
  readonly threads?: number;
  readonly json?: true;
}

/** Flags that only a proof reads. */
const OF_PROVE = ["device", "tf32", "golden", "out", "threads"] as const;

/** Adds `trm doctor`. */
export function registerDoctor(program: Command, output: Output): void {
  program
    .command("doctor")
    .description("try every engine on this machine; say what works and why not")
    .option(
      "--prove",
      "prove a device: golden cases, decoding, placement of nodes, speed; exit 3 when a claim does not hold",
    )
    .addOption(deviceOption("with --prove: auto"))
    .addOption(tf32Option())
    .option(
      "--golden <dir>",
      "with --prove: golden cases (test-fixtures/golden, from the source repository)",
    )
    .option(
      "--out <file>",
      "with --prove: write the report as <file>.md and <file>.json",
    )
    .option(
      "--threads <n>",
      "with --prove: threads of onnxruntime (2)",
      countFlag("--threads"),
    )
    .option("--json", "print JSON")
    .action((options) => doctor(options, output));
}

async function doctor(options: DoctorOptions, output: Output): Promise<void> {
  const stray = OF_PROVE.find((name) => options[name] !== undefined);
  if (!options.prove && stray !== undefined)
    throw new UsageError(
      `--${stray} is read with --prove only; add --prove, or leave it out.`,
    );
  if (options.prove) {
    const { proveDevice } = await import("../doctor/prove-command");
    await proveDevice(options, output);
  } else {
    const { examine } = await import("../doctor/examine");
    await examine(options.json === true, output);
  }
}
