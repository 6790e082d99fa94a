/** @file Greedy decoding of the exported model with a cache: prompts in, answers out, in batches. */

import { createDecoder, type Decoder } from "@trm/eval";
import { exportModel } from "@trm/export";
import type { Engine } from "@trm/onnx/runtime";
import { type Benchmark, type Checks, once, type Subject } from "./benchmark";
import { type Contestant, timeRound } from "./contestant";
import { DisagreementError } from "./errors";
import type { Peer, PeerSetting, PeerWorkload } from "./peer";
import { planTorchPeer, type TorchVariant } from "./torch-peers";
import { describeSizes, type Workload, workloadPrompts } from "./workload";

/** Two right implementations round differently, so a tie may fall differently. */
const REQUIRED_EQUAL_TOKENS = 0.99;

/** Examples of the slow loop, whose time per example does not depend on their number. */
const ONE_BY_ONE_EXAMPLES = 50;

/** Sets of prompts that ours takes in turn. */
const PROMPT_SETS = 4;

/**
 * Decoding of ours and of PyTorch. An iteration is all examples of the workload's
 * batch, answered in batches of each of these sizes.
 */
export function decodingIn(batches: readonly number[]): Benchmark {
  return {
    title:
      "Greedy decoding: prompts in, answers out, in batches; the fastest batch counts",
    unit: "ms per example",
    settings: (workload) => {
      const { batch, ...others } = describeSizes(workload);
      return { ...others, examples: batch ?? 0 };
    },
    peerSoftware: "PyTorch",
    parts: (workload, i) => [
      Int32Array.from(workloadPrompts(workload, i).flat()),
    ],
    columns: ({ task, sizes }) => task.promptLength(sizes.length),
    plan: (subject, files) => planPeers(subject, files, batches),
    start: ({ engine, workload }) => startOurs(engine, workload, batches),
  };
}

function variantsOf(
  examples: number,
  batches: readonly number[],
): TorchVariant[] {
  const sample = Math.min(examples, ONE_BY_ONE_EXAMPLES);
  const sampled = { examples: sample, batch: 1 };
  const settings = batches.map((batch): PeerSetting => {
    const label = `batch ${batch}`;
    return { label, examples, params: { examples, batch } };
  });
  return [
    {
      name: "PyTorch, no cache, one at a time",
      contestant: "uncached",
      compile: false,
      settings: [
        { label: `${sample} examples`, examples: sample, params: sampled },
      ],
    },
    {
      name: "PyTorch, cache, eager",
      contestant: "cached",
      compile: false,
      settings,
    },
    {
      name: "PyTorch, cache, torch.compile",
      contestant: "cached",
      compile: true,
      settings,
    },
  ];
}

function planPeers(
  { engine, workload, options }: Subject,
  files: PeerWorkload,
  batches: readonly number[],
): Checks {
  const agreement: string[] = [];
  const ourAnswers = once(async () => {
    const answers = await firstAnswers(engine, workload, batches);
    const distinct = new Set(answers.map(String)).size;
    agreement.push(
      `${distinct} different answers to ${answers.length} prompts`,
    );
    return answers;
  });
  const planned = ({ settings = [], ...variant }: TorchVariant) => {
    const check = async (peer: Peer) => {
      const ours = await ourAnswers();
      const equal: number[] = [];
      for (const { params } of settings) {
        const { tokens } = (await peer.check(params)) as Answers;
        equal.push(assertSameAnswers(peer.name, tokens, ours));
      }
      const least = percent(Math.min(...equal));
      agreement.push(`${peer.name}: ${least} of the tokens as ours`);
    };
    const extra = { newTokens: newTokens(workload) };
    const { python } = options;
    const torch = { python, workload: files, extra, check };
    return planTorchPeer({ ...variant, settings }, torch);
  };
  const variants = variantsOf(workload.sizes.batch, batches);
  const plans = variants
    .filter(({ compile }) => options.compile || !compile)
    .map(planned);
  return { plans, agreement };
}

interface Answers {
  readonly tokens: readonly (readonly number[])[];
}

/** @param theirs answers to the first of our prompts, or to all */
function assertSameAnswers(
  name: string,
  theirs: Answers["tokens"],
  ours: Answers["tokens"],
): number {
  const equal = equalFraction(theirs, ours.slice(0, theirs.length));
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
  theirs: Answers["tokens"],
  ours: Answers["tokens"],
): number {
  const a = theirs.flat();
  const b = ours.flat();
  if (a.length !== b.length) return 0;
  return a.filter((token, i) => token === b[i]).length / a.length;
}

/** A decoder of the bytes that an export would write. */
function openExported(
  engine: Engine,
  { model: config, params }: Workload,
): Promise<Decoder> {
  const model = exportModel(config, params);
  return createDecoder({ engine, config, model });
}

/** Answers to all prompts, so many at a time. */
async function answerAll(
  decoder: Decoder,
  workload: Workload,
  prompts: readonly (readonly number[])[],
  batch: number,
): Promise<number[][]> {
  const maxNewTokens = newTokens(workload);
  const answers: number[][] = [];
  for (let start = 0; start < prompts.length; start += batch) {
    const part = prompts.slice(start, start + batch);
    const { tokens } = await decoder.decode({ prompts: part, maxNewTokens });
    answers.push(...tokens);
  }
  return answers;
}

async function firstAnswers(
  engine: Engine,
  workload: Workload,
  [batch = 1]: readonly number[],
): Promise<number[][]> {
  const decoder = await openExported(engine, workload);
  const prompts = workloadPrompts(workload, 0);
  const answers = await answerAll(decoder, workload, prompts, batch);
  await decoder.release();
  return answers;
}

async function startOurs(
  engine: Engine,
  workload: Workload,
  batches: readonly number[],
): Promise<Contestant> {
  const decoder = await openExported(engine, workload);
  // As for the peers: making prompts is not decoding.
  const pool = Array.from({ length: PROMPT_SETS }, (_, i) =>
    workloadPrompts(workload, i),
  );
  let count = 0;
  const round = (batch: number) => (iterations: number) =>
    timeRound(() => {
      const prompts = pool[count % pool.length] ?? [];
      count += 1;
      return answerAll(decoder, workload, prompts, batch);
    }, iterations);
  const examples = workload.sizes.batch;
  return {
    name: `ours, ${engine.description}`,
    settings: batches.map((batch) => ({
      label: `batch ${batch}`,
      examples,
      round: round(batch),
    })),
    close: () => decoder.release(),
  };
}
