/** @file Every conformance case, in groups that are compiled together. */
import type { Case } from "../support/case";
import { BINARY_CASES } from "./binary";
import { COUNTING_CASES } from "./counting";
import { CREATION_CASES } from "./creation";
import { CUMULATIVE_CASES } from "./cumulative";
import { ENLARGING_CASES } from "./enlarging";
import { INDEXING_CASES } from "./indexing";
import { JOINING_CASES } from "./joining";
import { MATMUL_CASES } from "./matmul";
import { MODEL_CASES } from "./model-kernels";
import { REDUCTION_CASES } from "./reduction";
import { RESHAPING_CASES } from "./reshaping";
import { SEARCH_CASES } from "./search";
import { SLICING_CASES } from "./slicing";
import { SOFTMAX_CASES } from "./softmax";
import { UNARY_CASES } from "./unary";

export const CASE_GROUPS: Readonly<Record<string, readonly Case[]>> = {
  unary: UNARY_CASES,
  binary: BINARY_CASES,
  reduction: REDUCTION_CASES,
  cumulative: CUMULATIVE_CASES,
  softmax: SOFTMAX_CASES,
  search: SEARCH_CASES,
  counting: COUNTING_CASES,
  reshaping: RESHAPING_CASES,
  joining: JOINING_CASES,
  slicing: SLICING_CASES,
  enlarging: ENLARGING_CASES,
  indexing: INDEXING_CASES,
  creation: CREATION_CASES,
  matmul: MATMUL_CASES,
  "model kernels": MODEL_CASES,
};
