/** @file A process that runs the TF.js peer, driven by the same lines as the PyTorch ones. */

import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { timeRound } from "./contestant";
import type { PeerWorkload } from "./peer";
import { createTfjsModel, type TfjsModel } from "./tfjs-model";

/** The parameters of `load`. */
interface LoadParams extends PeerWorkload {
  readonly backend: "wasm" | "cpu";
}

interface Loaded {
  readonly model: TfjsModel;
  readonly params: LoadParams;
  readonly pool: Int32Array;
  next: number;
}

let loaded: Loaded | undefined;

async function load(params: LoadParams): Promise<object> {
  if (!(await tf.setBackend(params.backend))) {
    throw new Error(`TF.js cannot start its ${params.backend} backend.`);
  }
  const weights = await readNumbers(params.weights);
  const batches = await readNumbers(params.pool);
  const model = createTfjsModel(
    params.config,
    new Float32Array(weights),
    params.layout,
  );
  loaded = { model, params, pool: new Int32Array(batches), next: 0 };
  return {
    parameters: model.parameters,
    versions: { "tfjs-core": tf.version_core },
  };
}

async function readNumbers(path: string): Promise<ArrayBuffer> {
  const bytes = await readFile(path);
  return new Uint8Array(bytes).buffer;
}

/** Logits of the next batch of the pool. */
async function iterate(state: Loaded): Promise<Float32Array> {
  const [count = 1, , B = 0, T = 0] = state.params.poolShape;
  const start = (state.next % count) * B * T;
  state.next += 1;
  const tokens = tf.tensor2d(
    state.pool.subarray(start, start + B * T),
    [B, T],
    "int32",
  );
  const logits = state.model.forward(tokens);
  const data = (await logits.data()) as Float32Array;
  tf.dispose([tokens, logits]);
  return data;
}

async function check(state: Loaded): Promise<object> {
  const logits = Array.from(await iterate(state));
  state.next = 0;
  return { logits };
}

async function answer(method: string, params: unknown): Promise<object> {
  if (method === "load") return load(params as LoadParams);
  const state = loaded;
  if (!state) throw new Error("The first request must be load.");
  if (method === "check") return check(state);
  const { count } = params as { count: number };
  return { timesMs: await timeRound(() => iterate(state), count) };
}

// TF.js prints hints with console.log and console.warn; stdout is the protocol's.
console.log = console.warn = console.info = console.error;

for await (const line of createInterface(process.stdin)) {
  const { id, method, params } = JSON.parse(line) as {
    id: number;
    method: string;
    params: unknown;
  };
  let reply: object;
  try {
    reply = { id, result: await answer(method, params) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    reply = { id, error: { kind: "failed", message } };
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
