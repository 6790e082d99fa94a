/** @file The common course of all benchmarks: start, compare, measure, report. */

import { countParameters } from "@trm/models";
import { createEngine, type Engine } from "@trm/onnx/runtime";
import { type Contestant, measure } from "./contestant";
import { describeMachine, packageVersion } from "./machine";
import type { RunOptions } from "./options";
import { closeAll, type PeerPlan, type PeerWorkload, startPeers } from "./peer";
import {
  fastestOfEach,
  type Measured,
  type Report,
  type Unavailable,
} from "./report";
import { summarize } from "./statistics";
import {
  createWorkload,
  hasPeer,
  withPeerFiles,
  type Workload,
} from "./workload";

/** What peers are compared by, and what the comparison said. */
export interface Checks {
  readonly plans: readonly PeerPlan[];
  /** Lines on how results agree, filled as the peers start. */
  readonly agreement: readonly string[];
}

/** What differs from benchmark to benchmark. */
export interface Benchmark {
  /** What one iteration is. */
  readonly title: string;
  /** Of the times in the report. */
  readonly unit: Report["unit"];
  /** The software of the peers, for models that it has no peer for. */
  readonly peerSoftware: string;
  /** What the report says about the workload. */
  settings(workload: Workload): Report["settings"];
  /** The int32 parts of the i-th batch that the peers receive. */
  parts(workload: Workload, i: number): readonly Int32Array[];
  /** Numbers of a row of a part. */
  columns(workload: Workload): number;
  /** Plans the peers, whose first results are held against ours. */
  plan(subject: Subject, files: PeerWorkload): Checks;
  /** Compiles ours, ready to be measured. */
  start(subject: Subject): Promise<Contestant>;
}

/**
 * Calls `compute` at the first use: our first results take a while, and a peer that
 * is not installed should be reported before.
 */
export function once<T>(compute: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= compute());
}

/** What a benchmark is run on. */
export interface Subject {
  readonly engine: Engine;
  readonly workload: Workload;
  readonly options: RunOptions;
}

/**
 * Runs a benchmark: starts the peers and holds their first results against ours,
 * then measures everything in interleaved rounds.
 *
 * @param say writes a line for the person who waits
 * @throws {ConfigError | UnknownArchitectureError | UnknownTaskError} for sizes that
 *   make no model
 * @throws {MissingPeerError} when a peer's software is not installed
 * @throws {DisagreementError} when a peer computes something else than ours
 */
export async function runBenchmark(
  benchmark: Benchmark,
  options: RunOptions,
  say: (words: string) => void,
): Promise<Report> {
  const workload = createWorkload(options);
  const { threads } = options;
  const engine = await createEngine({ engine: "onnxruntime", threads });
  const subject = { engine, workload, options };
  const run = (checks: Checks, missing: readonly Unavailable[] = []) =>
    compare(benchmark, subject, checks, missing, say);
  const alone: Checks = { plans: [], agreement: [] };
  try {
    if (!options.peers) return await run(alone);
    if (!hasPeer(workload.model)) {
      const name = benchmark.peerSoftware;
      return await run(alone, [{ name, reason: "no peer" }]);
    }
    return await withPeerFiles(
      workload,
      (i) => benchmark.parts(workload, i),
      benchmark.columns(workload),
      (files) => run(benchmark.plan(subject, files)),
    );
  } finally {
    await engine.release();
  }
}

async function compare(
  benchmark: Benchmark,
  subject: Subject,
  { plans, agreement }: Checks,
  missing: readonly Unavailable[],
  say: (words: string) => void,
): Promise<Report> {
  const { workload, options } = subject;
  const parameters = countParameters(workload.model);
  const { peers, unavailable } = await startPeers(plans, parameters, say);
  const contestants: Contestant[] = [...peers];
  try {
    say("compiling ours");
    contestants.unshift(await benchmark.start(subject));
    const runs = await measureAll(contestants, options, say);
    const [ours, ...others] = fastestOfEach(runs);
    if (!ours) throw new Error("Nothing was measured.");
    return {
      title: benchmark.title,
      unit: benchmark.unit,
      settings: benchmark.settings(workload),
      parameters,
      agreement,
      runs,
      ours,
      peers: others,
      unavailable: [...missing, ...unavailable],
      machine: describeMachine(),
      versions: peers.reduce(
        (all, { versions }) => ({ ...all, ...versions }),
        ourVersions(),
      ),
    };
  } finally {
    await closeAll(contestants);
  }
}

async function measureAll(
  contestants: readonly Contestant[],
  options: RunOptions,
  say: (words: string) => void,
): Promise<Measured[]> {
  const settings = contestants.flatMap((contestant) => contestant.settings);
  const times = await measure(settings, options, {
    onRound: (round) => {
      if (round > 0) say(`round ${round} of ${options.rounds}`);
    },
  });
  const names = contestants.flatMap((contestant) =>
    contestant.settings.map(() => contestant.name),
  );
  return settings.map(({ label, examples }, i) => ({
    name: names[i] ?? "",
    setting: label,
    ...summarize((times[i] ?? []).map((ms) => ms / examples)),
  }));
}

function ourVersions(): Record<string, string> {
  return {
    node: process.versions.node,
    "onnxruntime-node": packageVersion("onnxruntime-node"),
  };
}
