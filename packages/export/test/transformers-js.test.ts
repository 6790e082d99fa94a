/** @file transformers.js opens an exported folder, offline, and answers with it. */
import {
  AutoTokenizer,
  env,
  pipeline,
  type TextGenerationPipeline,
} from "@huggingface/transformers";
import { basename, dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { writeModelFolder } from "../src/write-model-folder";
import { scratchFolder, trainedCopy } from "./trained-copy";

const dir = join(scratchFolder(), "model");

/** Digits that the training examples of seed 1337 need not hold; a copy is right or wrong either way. */
const PROMPTS = ["7|", "40|", "931|", "5082|", "66613|", "908172|"];
const ANSWERS = PROMPTS.map((prompt) => prompt.slice(0, -1));

describe("transformers.js", () => {
  let generate: TextGenerationPipeline;

  beforeAll(async () => {
    await writeModelFolder(dir, trainedCopy());
    env.localModelPath = dirname(dir);
    env.allowRemoteModels = false;
    generate = await pipeline("text-generation", basename(dir), {
      session_options: { intraOpNumThreads: 1 },
    });
  });

  const answers = async (prompts: string | string[]) => {
    const found = await generate(prompts as string, {
      return_full_text: false,
    });
    return [found].flat(2).map(({ generated_text: text }) => text);
  };

  it.each(PROMPTS)("answers %s alone", async (prompt) => {
    expect(await answers(prompt)).toEqual([prompt.slice(0, -1)]);
  });

  // The client gives no limit, so the short ones run on far beyond the block.
  it("answers a batch of mixed lengths as it answers each alone", async () => {
    expect(await answers(PROMPTS)).toEqual(ANSWERS);
  });

  it("reads every character as the token of its place in the alphabet", async () => {
    const tokenizer = await AutoTokenizer.from_pretrained(basename(dir));
    expect(tokenizer.encode("0123456789|+=\n")).toEqual(
      Array.from({ length: 14 }, (_, token) => token),
    );
    expect(tokenizer.encode("1+2=3\n\n|")).toEqual([
      1, 11, 2, 12, 3, 13, 13, 10,
    ]);
    expect(tokenizer.decode([4, 2, 10, 4, 2])).toBe("42|42");
  });

  it("writes an answer up to its newline, without the newlines before a prompt", async () => {
    const tokenizer = await AutoTokenizer.from_pretrained(basename(dir));
    expect(tokenizer.decode([13, 13, 4, 10, 4, 13, 13, 9, 13])).toBe("4|4");
    expect(tokenizer.decode([13, 13])).toBe("");
  });
});
