/** @file `trm doctor`: what works on this machine, found by trying it. */
import type { Command } from "@commander-js/extra-typings";
import { oneLine } from "../errors";
import type { Output } from "../output";
import { probeEngine, type ProbeOptions } from "../probe";
import { formatTable } from "../table";
import { VERSION } from "../version";

/** One thing that was tried. */
interface Finding {
  readonly what: string;
  readonly works: boolean;
  /** Its own description, or why it does not work. */
  readonly detail: string;
}

/** One way of running compiled functions, and whether `trm` needs it. */
interface Candidate {
  readonly what: string;
  readonly options: ProbeOptions;
}

/** Tried in this order: an accelerator that fails must not spoil what is tried before it. */
const CANDIDATES: readonly Candidate[] = [
  {
    what: "onnxruntime cpu",
    options: { engine: "onnxruntime", device: "cpu", threads: 1 },
  },
  { what: "tfjs cpu", options: { engine: "tfjs", backend: "cpu" } },
  { what: "tfjs wasm", options: { engine: "tfjs", backend: "wasm" } },
  {
    what: "tfjs tensorflow",
    options: { engine: "tfjs", backend: "tensorflow" },
  },
  {
    what: "onnxruntime cuda",
    options: { engine: "onnxruntime", device: "cuda", threads: 1 },
  },
];

/** Adds `trm doctor`. */
export function registerDoctor(program: Command, output: Output): void {
  program
    .command("doctor")
    .description("try every engine on this machine; say what works and why not")
    .option("--json", "print JSON")
    .action(async ({ json }) => {
      const machine = await describeMachine();
      const engines: Finding[] = [];
      for (const candidate of CANDIDATES) engines.push(await tryOut(candidate));
      if (json) output.json({ ...machine, engines });
      else {
        output.data(
          `trm ${machine.trm}, Node ${machine.node}, ${machine.platform}, ${machine.threads} threads\n`,
        );
        output.data(formatFindings(engines));
      }
      // Without this one the command has no default engine.
      if (!engines[0]?.works) output.exitCode = 1;
    });
}

async function describeMachine() {
  const { availableParallelism } = await import("node:os");
  return {
    trm: VERSION,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    threads: availableParallelism(),
  };
}

async function tryOut({ what, options }: Candidate): Promise<Finding> {
  try {
    return { what, works: true, detail: await probeEngine(options) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { what, works: false, detail: oneLine(reason) };
  }
}

function formatFindings(findings: readonly Finding[]): string {
  return formatTable(
    [
      { title: "engine", cell: ({ what }) => what },
      { title: "works", cell: ({ works }) => (works ? "yes" : "no") },
      { title: "detail", cell: ({ detail }: Finding) => detail },
    ],
    findings,
  );
}
