/** @file Every conformance case, in groups that are compiled together. */
import type { Case } from "../support/case";
import { BINARY_CASES } from "./binary";
import { MATMUL_CASES } from "./matmul";
import { MODEL_CASES } from "./model-kernels";
import { REDUCTION_CASES } from "./reduction";
import { SHAPE_CASES } from "./shape";
import { UNARY_CASES } from "./unary";

export const CASE_GROUPS: Readonly<Record<string, readonly Case[]>> = {
  unary: UNARY_CASES,
  binary: BINARY_CASES,
  reduction: REDUCTION_CASES,
  shape: SHAPE_CASES,
  matmul: MATMUL_CASES,
  "model kernels": MODEL_CASES,
};
