/** @file A proof as Markdown, to attach to a report of results. */
import type { CaseReport } from "@trm/train";
import type { Proof, Speed } from "./proof";

type Cells = readonly string[];

/** A vertical bar would end a cell. */
const cell = (text: string): string => text.replaceAll("|", "\\|");

const table = (head: Cells, rows: readonly Cells[]): string =>
  [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map(cell).join(" | ")} |\n`)
    .join("");

const inMs = (ms: number): string => `${ms.toFixed(1)} ms`;

const speedRow = ({ what, deviceMs, cpuMs, problem }: Speed): Cells => [
  what,
  deviceMs === undefined ? `not measured: ${problem}` : inMs(deviceMs),
  ...(deviceMs === undefined || cpuMs === undefined
    ? []
    : [inMs(cpuMs), `${(cpuMs / deviceMs).toFixed(1)} times`]),
];

/** Of a case's errors the one that is nearest to its tolerance, or beyond. */
const caseRow = ({ name, pass, quantities }: CaseReport): Cells => {
  const [worst] = quantities
    .filter(({ tolerance }) => tolerance > 0)
    .sort((a, b) => b.error / b.tolerance - a.error / a.tolerance);
  const most =
    worst === undefined
      ? ""
      : `${worst.name} ${worst.error.toExponential(1)} of ${worst.tolerance.toExponential(0)}`;
  return [name, pass ? "ok" : "**out of tolerance**", most];
};

/** The report; ends in a newline. */
export function formatProof(proof: Proof): string {
  const { device, engine, machine, madeAt, holds } = proof;
  return [
    `# trm on ${device}: ${holds ? "every claim holds" : "not every claim holds"}\n`,
    table(
      ["where", ""],
      [
        ["engine", engine],
        ["GPU", machine.gpus.join("; ") || "none"],
        ["processor", `${machine.processor}, ${machine.threads} threads`],
        ["system", `${machine.platform}, Node ${machine.node}`],
        ["trm", machine.trm],
        ["made at", madeAt],
      ],
    ),
    "## Claims\n",
    table(
      ["claim", "holds", "evidence"],
      proof.claims.map((claim) => [
        claim.name,
        claim.holds ? "yes" : "**no**",
        claim.detail,
      ]),
    ),
    "## Speed\n",
    table(
      device === "cpu" ? ["what", "cpu"] : ["what", device, "cpu", "ratio"],
      proof.speeds.map(speedRow),
    ),
    "## Golden cases\n",
    table(["case", "result", "largest error"], proof.cases.map(caseRow)),
  ].join("\n");
}
