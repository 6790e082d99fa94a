import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { fmix32 } from "../src/hash";
import type { Params } from "../src/params";
import { fromReferenceConfig } from "../src/reference-config";
import { fromReferenceState } from "../src/reference-state";
import { useCpu } from "./cpu";
import {
  alone,
  chunksOf,
  distance,
  garbage,
  inChunks,
  padded,
  real,
  TOLERANCE,
  type Position,
} from "./decoding-harness";
import { GOLDEN_NAMES, readGoldenCase } from "./golden-cases";
import { paramsOf } from "./tiny";

beforeAll(useCpu);

/** The one case whose sequences halt at steps of their own; the reference goes on with all to the last one's. */
const HALTS_APART = "trm.early-halt";

describe.each(GOLDEN_NAMES)("the reference's %s, decoded", (name) => {
  const golden = readGoldenCase(name);
  const config = fromReferenceConfig(golden.config);
  const { data, shape } = golden.batch["tokens"]!;
  const [B = 0, T = 0] = shape;
  const sequences = Array.from({ length: B }, (_, b) => [
    ...data.slice(b * T, (b + 1) * T),
  ]);
  let params: Params;
  let uncached: Position[][];

  beforeAll(() => {
    params = paramsOf(fromReferenceState(golden.weights, config), config);
    uncached = sequences.map((tokens) => alone(params, tokens, config));
  });

  it("token by token is each sequence alone, and the reference where it took as many steps", () => {
    const rows = sequences.map((tokens, b) =>
      padded(b, tokens.slice(0, T - b)),
    );
    const ones = Array<number>(T).fill(1);
    const got = inChunks(params, rows, ones, config, garbage);
    const want = golden.tensors["logits"]!.data;
    const V = want.length / (B * T);
    let compared = 0;
    rows.forEach((row, b) => {
      const positions = real(row, got[b]!);
      expect(distance(positions, uncached[b]!.slice(0, T - b))).toBeLessThan(
        TOLERANCE,
      );
      const steps = golden.expected.steps_taken;
      if (steps !== undefined && positions[0]?.steps !== steps) return;
      const reference = positions.map(({ steps }, t) => ({
        logits: [...want.slice((b * T + t) * V, (b * T + t + 1) * V)],
        steps,
      }));
      expect(distance(positions, reference)).toBeLessThan(TOLERANCE);
      compared += 1;
    });
    expect(compared).toBe(name === HALTS_APART ? 1 : B);
  });

  it("in any chunks, whatever pads it, is each sequence alone", () => {
    const lengths = fc.array(fc.nat(T), { minLength: B, maxLength: B });
    const cases = lengths.chain((lengths) =>
      fc.record({
        lengths: fc.constant(lengths),
        chunks: chunksOf(Math.max(1, ...lengths)),
        seed: fc.nat(),
      }),
    );
    fc.assert(
      fc.property(cases, ({ lengths, chunks, seed }) => {
        const width = Math.max(1, ...lengths);
        const rows = lengths.map((length, b) =>
          padded(width - length, sequences[b]!.slice(0, length)),
        );
        const noise = (b: number, t: number): number =>
          fmix32(seed ^ (b * T + t)) % config.vocabSize;
        const got = inChunks(params, rows, chunks, config, noise);
        rows.forEach((row, b) => {
          const want = uncached[b]!.slice(0, lengths[b]);
          if (want.length === 0) return;
          expect(distance(real(row, got[b]!), want)).toBeLessThan(TOLERANCE);
        });
      }),
      { numRuns: 2 },
    );
  });
});
