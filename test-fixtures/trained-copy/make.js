/**
 * @file Trains the model of this folder: a Dual UT that copies 1 to 6 digits.
 * `npm run build && node test-fixtures/trained-copy/make.js` writes model.safetensors and config.json here.
 */
import {
  encodeSafetensors,
  parseModelConfig,
  toReferenceState,
} from "@trm/models";
import { createEngine } from "@trm/onnx/runtime";
import { compileTrainStep, initialState } from "@trm/train";
import { copy, encodeBatch, example } from "@trm/tasks";
import { writeFileSync } from "node:fs";

const LONGEST = 6;
const STEPS = 3000;
const BATCH_SIZE = 64;
const SEED = 1337;

const config = parseModelConfig({
  arch: "dual-ut",
  vocabSize: copy.alphabet.size,
  blockSize: 16,
  nEmbd: 32,
  nHead: 2,
  nLayer: 2,
  dropout: 0,
});

/** A batch of every length, padded to the block. */
const batchAt = (step) =>
  encodeBatch(
    copy,
    Array.from({ length: BATCH_SIZE }, (_, i) => {
      const length = 1 + (i % LONGEST);
      const index = step * BATCH_SIZE + i;
      return example(copy, { length, seed: SEED, split: "train", index });
    }),
    config.blockSize,
  );

const engine = await createEngine({ threads: 1 });
const step = compileTrainStep(engine, {
  modelConfig: config,
  optimizer: {
    learningRate: 3e-3,
    beta1: 0.9,
    beta2: 0.99,
    eps: 1e-8,
    weightDecay: 0.01,
  },
  seed: SEED,
  batchSize: BATCH_SIZE,
  sequenceLength: config.blockSize,
});
let state = initialState(config, SEED);
for (let i = 0; i < STEPS; i++) {
  ({ state } = await step.run(state, batchAt(i)));
}
await step.release();
await engine.release();

const here = new URL(".", import.meta.url);
writeFileSync(
  new URL("model.safetensors", here),
  encodeSafetensors(toReferenceState(state.params, config)),
);
writeFileSync(
  new URL("config.json", here),
  `${JSON.stringify(config, null, 2)}\n`,
);
