/** @file The one table of lowering rules, by TF.js kernel name. */
import { ACTIVATION } from "./activation";
import { ARITHMETIC } from "./arithmetic";
import { COMPARISON } from "./comparison";
import { COUNTING } from "./counting";
import { CREATION } from "./creation";
import { CUMULATIVE } from "./cumulative";
import { FUSED } from "./fused";
import { INDEXING } from "./indexing";
import type { KernelName } from "./kernel-names";
import { MATMUL } from "./matmul";
import { MODEL_KERNELS } from "./model-kernels";
import { REARRANGE } from "./rearrange";
import { REDUCTION } from "./reduction";
import type { Rule, Unsupported } from "./rule";
import { SHAPE } from "./shape";
import { UNARY } from "./unary";
import { UNSUPPORTED } from "./unsupported-table";

/** How each kernel is compiled, or why it is not; a kernel without an entry does not compile here. */
export const RULES: Readonly<Record<KernelName, Rule | Unsupported>> = {
  ...UNARY,
  ...ARITHMETIC,
  ...ACTIVATION,
  ...COMPARISON,
  ...REDUCTION,
  ...CUMULATIVE,
  ...SHAPE,
  ...REARRANGE,
  ...INDEXING,
  ...COUNTING,
  ...CREATION,
  ...MATMUL,
  ...FUSED,
  ...MODEL_KERNELS,
  ...UNSUPPORTED,
};
