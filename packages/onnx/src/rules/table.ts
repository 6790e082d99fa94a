/** @file The one table of lowering rules, by TF.js kernel name. */
import { COMPARISON } from "./comparison";
import { CREATION } from "./creation";
import { ELEMENTWISE } from "./elementwise";
import { MATMUL } from "./matmul";
import { MODEL_KERNELS } from "./model-kernels";
import { REDUCTION } from "./reduction";
import type { Rule, Unsupported } from "./rule";
import { SHAPE } from "./shape";

/** How each kernel is compiled, or why it is not. */
export const RULES: Readonly<Record<string, Rule | Unsupported>> = {
  ...ELEMENTWISE,
  ...COMPARISON,
  ...REDUCTION,
  ...SHAPE,
  ...CREATION,
  ...MATMUL,
  ...MODEL_KERNELS,
};
