import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import fixture from "../__fixtures__/adam-w.json";
import { adamWFlat, adamWScalars, planChunks, type AdamWState } from "./adam-w";

type Named = Readonly<Record<string, readonly number[]>>;

const flatten = (tensors: Named, names: readonly string[]): tf.Tensor1D =>
  tf.tensor1d(names.flatMap((name) => [...(tensors[name] ?? [])]));

const scalarTensors = (scalars: ReturnType<typeof adamWScalars>) => ({
  decay: tf.scalar(scalars.decay),
  stepSize: tf.scalar(scalars.stepSize),
  epsilon: tf.scalar(scalars.epsilon),
});

beforeAll(() => tf.setBackend("cpu"));

describe.each(fixture.runs)("adamWFlat, run $#", (run) => {
  const names = Object.keys(run.shapes);
  const initial: Named = run.initial;
  const sizes = names.map((name) => initial[name]!.length);
  const options = {
    learningRate: run.options.lr,
    beta1: run.options.betas[0]!,
    beta2: run.options.betas[1]!,
    eps: run.options.eps,
    weightDecay: run.options.weight_decay,
  };

  const steps = (chunkSize?: number): AdamWState[] => {
    const zeros = tf.zeros<tf.Rank.R1>([sizes.reduce((a, b) => a + b)]);
    let state: AdamWState = {
      params: flatten(initial, names),
      m: zeros,
      v: zeros,
    };
    return run.gradients.map((gradients: Named, step) => {
      const scalars = scalarTensors(adamWScalars(options, step + 1));
      const entries = names.map((name, i) => ({
        size: sizes[i]!,
        gradient: gradients[name] ? tf.tensor(gradients[name]) : null,
        scalars,
      }));
      state = adamWFlat(state, entries, options, chunkSize);
      return state;
    });
  };

  it.each([1, 20, undefined])(
    "ten steps equal torch.optim.AdamW in chunks of %s",
    (chunkSize) => {
      steps(chunkSize).forEach(({ params }, step) => {
        const expected = flatten(run.after[step] as Named, names).dataSync();
        params.dataSync().forEach((value, i) => {
          // float32 arithmetic over ten steps
          expect(Math.abs(value - expected[i]!)).toBeLessThan(3e-6);
        });
      });
    },
  );

  it("an entry without gradient keeps every bit and its moments stay zero", () => {
    const offset = sizes[0]! + sizes[1]!;
    const last = steps().at(-1)!;
    const frozen = (flat: tf.Tensor1D) => [
      ...flat.dataSync().slice(offset, offset + sizes[2]!),
    ];
    expect(frozen(last.params)).toEqual(initial["frozen"]);
    expect(frozen(last.m)).toEqual(Array(sizes[2]).fill(0));
    expect(frozen(last.v)).toEqual(Array(sizes[2]).fill(0));
  });
});

describe("planChunks", () => {
  const entries = fc.array(
    fc.record({
      size: fc.integer({ min: 1, max: 50 }),
      group: fc.constantFrom("a", "b", null),
    }),
    { minLength: 1, maxLength: 30 },
  );

  it("covers every entry once, in order, never mixing groups", () => {
    fc.assert(
      fc.property(
        entries,
        fc.integer({ min: 1, max: 80 }),
        (list, chunkSize) => {
          const chunks = planChunks(list, chunkSize);
          const covered = chunks.flatMap(({ start, end, size, group }) => {
            const members = list.slice(start, end);
            expect(members.length).toBeGreaterThan(0);
            expect(size).toBe(members.reduce((sum, e) => sum + e.size, 0));
            expect(members.every((e) => e.group === group)).toBe(true);
            if (group && members.length > 1)
              expect(size).toBeLessThanOrEqual(chunkSize);
            return members;
          });
          expect(covered).toEqual(list);
        },
      ),
    );
  });
});

describe("adamWFlat", () => {
  it("reports the squared norm over all gradients", () => {
    const zeros = tf.zeros<tf.Rank.R1>([4]);
    const scalars = scalarTensors(
      adamWScalars(
        { learningRate: 1, beta1: 0, beta2: 0, eps: 1, weightDecay: 0 },
        1,
      ),
    );
    const { squaredNorm } = adamWFlat(
      { params: zeros, m: zeros, v: zeros },
      [
        { size: 2, gradient: tf.tensor([3, 4]), scalars },
        { size: 1, gradient: null, scalars },
        { size: 1, gradient: tf.tensor([2]), scalars },
      ],
      { beta1: 0, beta2: 0 },
    );
    expect(squaredNorm.dataSync()[0]).toBe(29);
  });

  it("joins and squares gradients once, whether they are clipped or not", async () => {
    const zeros = tf.zeros<tf.Rank.R1>([4]);
    const state = { params: zeros, m: zeros, v: zeros };
    const options = { learningRate: 1, beta1: 0, beta2: 0, eps: 1 };
    const scalars = scalarTensors(
      adamWScalars({ ...options, weightDecay: 0 }, 1),
    );
    const gradient = tf.tensor([3]);
    const entries = Array.from({ length: 4 }, () => ({
      size: 1,
      gradient,
      scalars,
    }));
    const made = async (clipNorm?: number) => {
      const rule = { beta1: 0, beta2: 0, clipNorm };
      const { kernels } = await tf.profile(() => {
        const { params, m, v } = adamWFlat(state, entries, rule, 2);
        return [params, m, v];
      });
      const count = (kernel: string) =>
        kernels.filter(({ name }) => name === kernel).length;
      return { joined: count("Concat"), squared: count("Square") };
    };
    // Two chunks; the second moment squares what is clipped.
    expect(await made()).toEqual({ joined: 2 + 3, squared: 2 + 2 });
    expect(await made(1)).toEqual(await made());
  });
});
