/** @file The numbers of a configuration: their kinds, and what is beyond any sense. */
import { z } from "zod";
import { WHOLE_NUMBER } from "./config-issue";

/** At this width one feed-forward matrix alone has 2^28 weights. */
export const MOST_CHANNELS = 8192;
/** An unrolled graph has a node for every op of every pass; beyond this it neither compiles nor fits. */
export const MOST_PASSES = 1024;
/** Tokens of a sequence: attention costs their square. */
export const MOST_TOKENS = 65536;
/** Sequences of a batch. */
export const MOST_SEQUENCES = 65536;
/** Train steps; more would take years. */
export const MOST_STEPS = 1e9;
/** Examples of an evaluation; more would tell no more. */
export const MOST_EXAMPLES = 1e6;
/** More than any machine's cores would only be a mistake. */
export const MOST_THREADS = 256;

/** A whole number; of either sign. */
export const whole = z.int(WHOLE_NUMBER);
/** A whole number of at least 1. */
export const count = whole.min(1);
/** In [0, 1]. */
export const fraction = z.number().min(0).max(1);
/** In [0, 1). */
export const fractionBelowOne = z.number().min(0).lt(1);
/** A factor of numbers that are about 1: float32 ends at 3.4e38, its products with gradients and moments must not. */
export const factor = z.number().min(0).max(1e6);

/** A number of AdamW that float32, which computes with them, takes neither for zero nor for infinity. */
export const rate = z.number().min(1e-20).max(1e6);
/** See {@link rate}. */
export const eps = z.number().min(1e-30).max(1e6);
/** The second moment has squares of what is clipped. */
export const norm = z.number().min(1e-10).max(1e30);
/** A standard deviation. */
export const deviation = z.number().min(1e-10).max(1e6);
