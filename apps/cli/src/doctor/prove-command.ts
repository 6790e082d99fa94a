/** @file `trm doctor --prove`: the proof of a device, its report and its exit code. */
import type { DeviceFlags } from "../device-flags";
import { EXIT, RunFailedError, UsageError } from "../errors";
import type { Output } from "../output";
import { chooseDevice, freshProbe } from "./choose-device";
import type { Proof } from "./proof";
import { formatProof } from "./proof-report";
import { prove } from "./prove";

/** What the user asked for. */
export interface ProveFlags extends DeviceFlags {
  readonly golden?: string;
  readonly out?: string;
  readonly threads?: number;
  readonly json?: true;
}

/** Where the repository has its cases. */
const GOLDEN = "test-fixtures/golden";

const NAMED = /\.(md|json)$/;

/** Finds the cases before anything is tried. */
async function findGolden(golden: string | undefined): Promise<string[]> {
  const { existsSync } = await import("node:fs");
  if (golden === undefined && !existsSync(GOLDEN))
    throw new UsageError(
      `--prove needs the golden cases; give the folder ${GOLDEN} of the source repository with --golden.`,
    );
  const { findCases } = await import("@trm/train");
  return findCases(golden ?? GOLDEN);
}

/** Makes the report's folder, so that no proof is made in vain. @returns the files' path without its ending */
async function prepareReport(out: string): Promise<string> {
  const { mkdir } = await import("node:fs/promises");
  const path = await import("node:path");
  const stem = out.replace(NAMED, "");
  await mkdir(path.dirname(stem), { recursive: true });
  return stem;
}

/** Writes both files. */
async function writeReport(stem: string, proof: Proof): Promise<void> {
  const { writeFile } = await import("node:fs/promises");
  await writeFile(`${stem}.md`, formatProof(proof));
  await writeFile(`${stem}.json`, `${JSON.stringify(proof, null, 2)}\n`);
}

/**
 * Proves the device.
 * @param run tries the claims
 * @throws {RunFailedError} when it does not work at all: exit 1
 */
export async function proveDevice(
  flags: ProveFlags,
  output: Output,
  run: typeof prove = prove,
): Promise<void> {
  const { device: wanted = "auto", tf32, out, threads = 2, json } = flags;
  if (out?.replace(NAMED, "") === "")
    throw new UsageError(`--out expects a file, but received "${out}".`);
  const cases = await findGolden(flags.golden);
  const chosen = await chooseDevice(
    output,
    { device: wanted, tf32 },
    freshProbe(output.io.env),
  ).catch((error: unknown) => {
    if (error instanceof Error && error.name === "DeviceError")
      throw new RunFailedError(error.message, { cause: error });
    throw error;
  });
  const report = out === undefined ? undefined : await prepareReport(out);
  const proof = await run({
    device: chosen.device,
    tf32: chosen.tf32 === true,
    threads,
    cases,
    onClaim: (name) => output.words(`Proving ${name}`),
  });
  if (report !== undefined) await writeReport(report, proof);
  if (json) output.json(proof);
  else output.data(formatProof(proof));
  const failed = proof.claims.filter(({ holds }) => !holds);
  output.words(
    failed.length === 0
      ? `All ${proof.claims.length} claims hold on ${proof.device}.`
      : `On ${proof.device}, ${failed.length} of ${proof.claims.length} claims do not hold: ${failed.map(({ name }) => name).join(", ")}.`,
  );
  if (failed.length > 0) output.exitCode = EXIT.claim;
}
