/** @file An engine that computes next to nothing, always the same: for tests of everything around a step. */
import type { CompiledFunction, Engine, HostTensor } from "@trm/onnx/runtime";

const vector = (data: Float32Array): HostTensor => ({
  dtype: "float32",
  shape: [data.length],
  data,
});

const scalar = (value: number): HostTensor => ({
  dtype: "float32",
  shape: [],
  data: Float32Array.of(value),
});

/** Depends on every weight, every moment and every token. */
const step: CompiledFunction["run"] = async (feeds) => {
  const data = (name: string): Float32Array =>
    Float32Array.from(feeds[name]?.data ?? []);
  const mark = data("tokens").reduce(
    (sum, token) => (sum * 3 + token) % 101,
    7,
  );
  const [params, m, v, ema] = ["params", "m", "v", "ema"].map(data);
  const nextM = m!.map((x, i) => x * 0.5 + params![i]! * 0.1 + mark / 100);
  const nextV = v!.map((x, i) => x * 0.75 + m![i]! ** 2);
  const nextParams = params!.map((x, i) => x * 0.9 - nextM[i]! * 0.01);
  const nextEma = ema!.map((x, i) => x * 0.5 + nextParams[i]! * 0.5);
  return {
    nextParams: vector(nextParams),
    nextM: vector(nextM),
    nextV: vector(nextV),
    nextEma: vector(nextEma),
    loss: scalar(1 + mark / 10),
    gradientNorm: scalar(mark),
  };
};

/** Traces nothing; for a model without halting whose weights are averaged. */
export const fakeEngine: Engine = {
  name: "tfjs",
  description: "fake 1.0.0 on paper",
  compile: () =>
    Promise.resolve({ run: step, release: () => Promise.resolve() }),
  load: () => Promise.reject(new Error("loads no models")),
  loadCopies: () => Promise.reject(new Error("loads no models")),
  release: () => Promise.resolve(),
};
