/** @file What `@trm/experiments/report` gives to others. */
export type { Sweep } from "../sweep/sweep";
