/** @file What `trm doctor --prove` finds: claims about a device, each of which holds or does not. */
import type { CaseReport } from "@trm/train";

/** One thing that must be true of a device. */
export interface Claim {
  readonly name: string;
  readonly holds: boolean;
  /** The evidence, or what went wrong. */
  readonly detail: string;
}

/** A time on the device, and on the processor of the same machine: a number, not a claim. */
export interface Speed {
  readonly what: string;
  /** Absent where it could not be measured. */
  readonly deviceMs?: number;
  /** Absent where the device is the processor. */
  readonly cpuMs?: number;
  /** Why it could not be measured. */
  readonly problem?: string;
}

/** Where the proof was made. */
export interface Machine {
  readonly trm: string;
  readonly node: string;
  readonly platform: string;
  readonly processor: string;
  readonly threads: number;
  /** As nvidia-smi names them: name, driver, memory. */
  readonly gpus: readonly string[];
}

/** The whole of it. */
export interface Proof {
  readonly device: string;
  /** The engine's own words: version, device, threads, TF32. */
  readonly engine: string;
  readonly machine: Machine;
  /** ISO 8601 */
  readonly madeAt: string;
  /** Whether every claim holds. */
  readonly holds: boolean;
  readonly claims: readonly Claim[];
  readonly cases: readonly CaseReport[];
  readonly speeds: readonly Speed[];
}

/** A claim that holds where `check` returns its evidence, and not where it throws. */
export async function claim(
  name: string,
  check: () => Promise<string>,
): Promise<Claim> {
  try {
    return { name, holds: true, detail: await check() };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { name, holds: false, detail };
  }
}

/** What is thrown where something was computed and is not what it must be. */
export class DoesNotHold extends Error {
  override readonly name = "DoesNotHold";
}
