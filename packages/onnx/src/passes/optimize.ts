/** @file The order in which the passes run. */
import type { Target } from "../graph/builder";
import type { Graph } from "../graph/graph";
import { simplifyAlgebra } from "./algebra";
import { mergeCommonSubexpressions } from "./common-subexpressions";
import { removeDeadCode } from "./dead-code";

type Pass = (graph: Graph, target: Target) => Graph;

const PASSES: readonly Pass[] = [
  removeDeadCode,
  simplifyAlgebra,
  mergeCommonSubexpressions,
  removeDeadCode,
];

/** Runs all passes. */
export const optimize = (graph: Graph, target: Target): Graph =>
  PASSES.reduce((current, pass) => pass(current, target), graph);
