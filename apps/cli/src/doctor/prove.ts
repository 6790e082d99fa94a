/** @file Proves a device: every claim that the documentation makes of it, tried on this machine. */
import type { Engine, EnginePlacement } from "@trm/onnx/runtime";
import type { CaseReport } from "@trm/train";
import { quietTfjs } from "../quiet-tfjs";
import { VERSION } from "../version";
import {
  claim,
  DoesNotHold,
  type Claim,
  type Machine,
  type Proof,
  type Speed,
} from "./proof";
import {
  proveCases,
  proveDecoding,
  proveTf32,
  proveTraining,
  timeDecoding,
  WHOLE_EFFORT,
  type Effort,
  type Engines,
} from "./prove-numbers";

/** What to prove. */
export interface ProveOptions {
  readonly device: string;
  readonly tf32: boolean;
  readonly threads: number;
  /** Folders of golden cases, already found. */
  readonly cases: readonly string[];
  /** the whole if absent */
  readonly effort?: Effort;
  /** Told before each claim is tried. */
  readonly onClaim?: (name: string) => void;
}

/** GPUs as nvidia-smi names them; none where it is not there. */
async function listGpus(): Promise<string[]> {
  const { execFile } = await import("node:child_process");
  const query = "--query-gpu=name,driver_version,memory.total";
  const args = [query, "--format=csv,noheader"];
  return new Promise((resolve) => {
    execFile("nvidia-smi", args, { timeout: 10_000 }, (error, stdout) => {
      resolve(error ? [] : stdout.trim().split("\n"));
    });
  });
}

/** This machine, as a report names it. */
export async function describeMachine(): Promise<Machine> {
  const { availableParallelism, cpus } = await import("node:os");
  return {
    trm: VERSION,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model ?? "unknown",
    threads: availableParallelism(),
    gpus: await listGpus(),
  };
}

/** The claims in order; each is tried whatever became of the one before. */
function planClaims(
  engines: Engines,
  { device, cases, tf32, effort = WHOLE_EFFORT }: ProveOptions,
  found: { cases: CaseReport[]; speeds: Speed[] },
): readonly (readonly [string, () => Promise<string>])[] {
  return [
    ["golden cases", () => proveCases(engines, cases, found.cases)],
    ...(engines.same
      ? []
      : [["TF32", () => proveTf32(engines, tf32)] as const]),
    ["decoding", () => proveDecoding(engines, effort)],
    ["training", () => proveTraining(engines, 0, effort, found.speeds)],
    [
      "training with dropout",
      () => proveTraining(engines, 0.1, effort, found.speeds),
    ],
    // Last, since all the sessions above count.
    ...(engines.same
      ? []
      : [["placement", async () => provePlacement(engines, device)] as const]),
  ];
}

/** @throws {DoesNotHold} naming nodes on the processor, or where no session was proven to have none */
const provePlacement = (
  { device: engine }: Engines,
  device: string,
): string => {
  const { proven, misplaced } = engine.placement?.() ?? NOTHING_SEEN;
  if (misplaced.length > 0)
    throw new DoesNotHold(
      `nodes ran on the processor: ${misplaced.join("; ")}`,
    );
  if (proven === 0)
    throw new DoesNotHold("no session ran to the end of its profile");
  return `${proven} ${proven === 1 ? "session was" : "sessions were"} profiled: all nodes but arithmetic on shapes ran on ${device}`;
};

const NOTHING_SEEN: EnginePlacement = { proven: 0, misplaced: [] };

const openEngines = async ({
  device,
  tf32,
  threads,
}: ProveOptions): Promise<Engines> => {
  const { createEngine } = await import("@trm/onnx/runtime");
  await quietTfjs();
  const cpu = await createEngine({ device: "cpu", threads });
  if (device === "cpu") return { device: cpu, cpu, same: true };
  const proven: Engine = await createEngine({ device, tf32, threads });
  return { device: proven, cpu, same: false };
};

/**
 * Tries every claim. The device must be known to work at all.
 * @param open gives the engines
 * @returns what holds and what does not; nothing is thrown for a claim that fails
 */
export async function prove(
  options: ProveOptions,
  open: (options: ProveOptions) => Promise<Engines> = openEngines,
): Promise<Proof> {
  const engines = await open(options);
  try {
    return await proveOn(engines, options);
  } finally {
    await engines.device.release();
    if (!engines.same) await engines.cpu.release();
  }
}

async function proveOn(
  engines: Engines,
  options: ProveOptions,
): Promise<Proof> {
  const { device, onClaim, effort = WHOLE_EFFORT } = options;
  const found: { cases: CaseReport[]; speeds: Speed[] } = {
    cases: [],
    speeds: [],
  };
  const claims: Claim[] = [];
  for (const [name, check] of planClaims(engines, options, found)) {
    onClaim?.(name);
    claims.push(await claim(name, check));
  }
  found.speeds.push(await timeDecoding(engines, effort));
  return {
    device,
    engine: engines.device.description,
    machine: await describeMachine(),
    madeAt: new Date().toISOString(),
    holds: claims.every(({ holds }) => holds),
    claims,
    ...found,
  };
}
