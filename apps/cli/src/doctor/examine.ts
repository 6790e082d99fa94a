/** @file Tries every engine, and says of CUDA what is there and what is not. */
import type { DeviceProbe } from "@trm/onnx/runtime";
import { EXIT, oneLine } from "../errors";
import type { Output } from "../output";
import { probeEngine, type ProbeOptions } from "../probe";
import { formatTable, type Column } from "../table";
import { cudaParts, fixLines, type Part } from "./cuda-lines";
import { cacheFile, readCache, writeCache } from "./device-cache";
import { describeMachine } from "./prove";

/** One engine that was tried. */
interface Finding {
  readonly what: string;
  readonly works: boolean;
  /** Its own description, or why it does not work. */
  readonly detail: string;
}

/** Engines that are tried in this process; onnxruntime's cpu comes first, since nothing works without it. */
const ENGINES: readonly (readonly [string, ProbeOptions])[] = [
  ["onnxruntime cpu", { engine: "onnxruntime", device: "cpu", threads: 1 }],
  ["tfjs cpu", { engine: "tfjs", backend: "cpu" }],
  ["tfjs wasm", { engine: "tfjs", backend: "wasm" }],
  ["tfjs tensorflow", { engine: "tfjs", backend: "tensorflow" }],
];

async function tryOut(what: string, options: ProbeOptions): Promise<Finding> {
  try {
    return { what, works: true, detail: await probeEngine(options) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { what, works: false, detail: oneLine(reason) };
  }
}

/** Probes cuda afresh and remembers the answer. */
async function probeCuda(file: string) {
  const { inspectCuda, machineKey, probeDevice } =
    await import("@trm/onnx/runtime");
  const key = machineKey();
  const before = readCache(file, "cuda", key);
  const probe = await probeDevice("cuda");
  writeCache(file, probe, key);
  const state =
    before === undefined
      ? "had no answer for this machine as it is now"
      : before.probe.works === probe.works
        ? `had the same answer, of ${before.foundAt}`
        : `had another answer, of ${before.foundAt}, and is corrected`;
  return {
    probe,
    parts: cudaParts(await inspectCuda()),
    cache: { file, state },
  };
}

const cudaFinding = ({ works, reason }: DeviceProbe): Finding => ({
  what: "onnxruntime cuda",
  works,
  detail: works ? "onnxruntime on cuda" : oneLine(reason),
});

/** Runs `trm doctor`; exit 1 where the default engine does not work. */
export async function examine(json: boolean, output: Output): Promise<void> {
  const machine = await describeMachine();
  const engines: Finding[] = [];
  for (const [what, options] of ENGINES)
    engines.push(await tryOut(what, options));
  const { probe, parts, cache } = await probeCuda(cacheFile(output.io.env));
  engines.push(cudaFinding(probe));
  if (json)
    output.json({
      ...machine,
      engines,
      cuda: { works: probe.works, parts, problems: probe.problems, cache },
    });
  else {
    const { trm, node, platform, threads, gpus } = machine;
    output.data(
      `trm ${trm}, Node ${node}, ${platform}, ${threads} threads${gpus.map((gpu) => `, ${gpu}`).join("")}\n`,
    );
    output.data(formatTable(ENGINE_COLUMNS, engines.map(inShort(probe))));
    output.data(`\n${formatTable(PART_COLUMNS, parts)}`);
    for (const line of fixLines(probe)) output.data(`\n${line}\n`);
    output.data(`\nThe cache ${cache.file} ${cache.state}.\n`);
  }
  // Without this one the command has no default engine.
  if (!engines[0]?.works) output.exitCode = EXIT.failed;
}

/** Cuda's problems have lines of their own below. */
const inShort =
  ({ problems }: DeviceProbe) =>
  (finding: Finding): Finding =>
    finding.what === "onnxruntime cuda" && problems.length > 0
      ? {
          ...finding,
          detail: `missing: ${[...new Set(problems.map(({ part }) => part))].join(", ")}; see below`,
        }
      : finding;

const ENGINE_COLUMNS: readonly Column<Finding>[] = [
  { title: "engine", cell: ({ what }) => what },
  { title: "works", cell: ({ works }) => (works ? "yes" : "no") },
  { title: "detail", cell: ({ detail }) => detail },
];

const PART_COLUMNS: readonly Column<Part>[] = [
  { title: "cuda", cell: ({ what }) => what },
  { title: "found", cell: ({ found }) => (found ? "yes" : "no") },
  { title: "detail", cell: ({ detail }) => detail },
];
