/** @file Greedy decoding without a cache: new prompts in, answers out, as one batch. */

import { createUncachedDecoder, type Decoder } from "@trm/eval";
import type { Engine } from "@trm/onnx/runtime";
import { type Benchmark, type Checks, once, type Subject } from "./benchmark";
import { type Contestant, timeRound } from "./contestant";
import { DisagreementError } from "./errors";
import type { Peer, PeerWorkload } from "./peer";
import { planTorchPeer, type TorchVariant } from "./torch-peers";
import { type Workload, workloadPrompts } from "./workload";

/** Two right implementations round differently, so a tie may fall differently. */
const REQUIRED_EQUAL_TOKENS = 0.99;

const VARIANTS: readonly TorchVariant[] = [
  {
    name: "PyTorch, eager, same algorithm",
    contestant: "fixed-point",
    compile: false,
  },
  {
    name: "PyTorch, eager, token by token",
    contestant: "token-by-token",
    compile: false,
  },
  {
    name: "PyTorch, torch.compile, same algorithm",
    contestant: "fixed-point",
    compile: true,
  },
];

/** Decoding of ours and of PyTorch. */
export const EVALUATION: Benchmark = {
  title: "Greedy decoding of a batch: new prompts in, answers out, no cache",
  peerSoftware: "PyTorch",
  parts: (workload, i) => [
    Int32Array.from(workloadPrompts(workload, i).flat()),
  ],
  columns: ({ task, sizes }) => task.promptLength(sizes.length),
  plan: planPeers,
  start: async ({ engine, workload }) => startOurs(engine, workload),
};

function planPeers(
  { engine, workload, options }: Subject,
  files: PeerWorkload,
): Checks {
  const ourAnswers = once(() => firstAnswers(engine, workload));
  const agreement: string[] = [];
  const check = async (peer: Peer) => {
    const result = await peer.check();
    const { tokens, passes } = result as { tokens: number[][]; passes: number };
    const equal = assertSameAnswers(peer.name, tokens, await ourAnswers());
    agreement.push(
      `${peer.name}: ${percent(equal)} of the tokens as ours, ${passes} passes for the first batch`,
    );
  };
  const { python, compile } = options;
  const extra = { maxNewTokens: newTokens(workload) };
  const torch = { python, workload: files, extra, check };
  const variants = VARIANTS.filter((variant) => compile || !variant.compile);
  const plans = variants.map((variant) => planTorchPeer(variant, torch));
  return { plans, agreement };
}

function assertSameAnswers(
  name: string,
  theirs: readonly (readonly number[])[],
  ours: readonly (readonly number[])[],
): number {
  const equal = equalFraction(theirs, ours);
  if (equal < REQUIRED_EQUAL_TOKENS) {
    throw new DisagreementError(
      `Only ${percent(equal)} of the tokens of ${name} are ours, expected ` +
        `${percent(REQUIRED_EQUAL_TOKENS)}: the two do not compute the same.`,
    );
  }
  return equal;
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}

/** The answer and the newline that ends it. */
function newTokens({ task, sizes }: Workload): number {
  return task.answerLength(sizes.length) + 1;
}

function equalFraction(
  theirs: readonly (readonly number[])[],
  ours: readonly (readonly number[])[],
): number {
  const a = theirs.flat();
  const b = ours.flat();
  if (a.length !== b.length) return 0;
  return a.filter((token, i) => token === b[i]).length / a.length;
}

function createDecoder(engine: Engine, { model, params }: Workload): Decoder {
  return createUncachedDecoder({ engine, config: model, params });
}

async function decodeBatch(decoder: Decoder, workload: Workload, i: number) {
  const { tokens } = await decoder.decode({
    prompts: workloadPrompts(workload, i),
    maxNewTokens: newTokens(workload),
  });
  return tokens;
}

async function firstAnswers(engine: Engine, workload: Workload) {
  const decoder = createDecoder(engine, workload);
  const answers = await decodeBatch(decoder, workload, 0);
  await decoder.release();
  return answers;
}

function startOurs(engine: Engine, workload: Workload): Contestant {
  const decoder = createDecoder(engine, workload);
  let count = 0;
  const next = () => {
    count += 1;
    return decodeBatch(decoder, workload, count);
  };
  return {
    name: `ours, ${engine.description}`,
    round: (count) => timeRound(next, count),
    close: () => decoder.release(),
  };
}
