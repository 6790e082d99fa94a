/** @file The order in which the passes run. */
import type { Target } from "../graph/builder";
import type { Graph } from "../graph/graph";
import { simplifyAlgebra } from "./algebra";
import { dropBroadcasts } from "./broadcasts";
import { mergeCommonSubexpressions } from "./common-subexpressions";
import { removeDeadCode } from "./dead-code";
import { fuse } from "./fusions";
import { multiplyRowSums } from "./row-sums";

type Pass = (graph: Graph, target: Target) => Graph;

const PASSES: readonly Pass[] = [
  removeDeadCode,
  multiplyRowSums,
  dropBroadcasts,
  simplifyAlgebra,
  mergeCommonSubexpressions,
  fuse,
  removeDeadCode,
];

/** Runs all passes. */
export const optimize = (graph: Graph, target: Target): Graph =>
  PASSES.reduce((current, pass) => pass(current, target), graph);
