/** @file The alphabet as a Hugging Face tokenizer: one token per character, nothing merged. */
import { showValue } from "@trm/models";
import { ModelFolderError } from "./errors";
import { isSame, type JsonRecord } from "./json";

/** Ends an answer and fills the padding. */
const END = "\n";

/** The token of the newline. @throws {ModelFolderError} when the alphabet has none */
export const endToken = (characters: readonly string[]): number => {
  const token = characters.indexOf(END);
  if (token < 0)
    throw new ModelFolderError(
      `The alphabet ${showValue(characters.join(""))} has no newline, which ends every answer; add it.`,
    );
  return token;
};

/**
 * From tokens back to text: the characters joined, without the newlines that pad a prompt on the left, and without the
 * newline that ends an answer and all that follows it. Clients such as transformers.js let a sequence run on until the
 * last one of its batch has ended.
 */
const DECODER: JsonRecord = {
  type: "Sequence",
  decoders: [
    { type: "Fuse" },
    ...["(?<=[^\\n])\\n[\\s\\S]*", "\\n"].map((pattern) => ({
      type: "Replace",
      pattern: { Regex: pattern },
      content: "",
    })),
  ],
};

/**
 * `tokenizer.json`: byte-pair encoding whose vocabulary is the alphabet and whose list of merges is empty, so that every
 * character is a token.
 */
export const tokenizerJson = (characters: readonly string[]): JsonRecord => ({
  version: "1.0",
  truncation: null,
  padding: null,
  // A special token would be taken out of an answer before the decoder could see where it ends.
  added_tokens: [],
  normalizer: null,
  pre_tokenizer: null,
  post_processor: null,
  decoder: DECODER,
  model: {
    type: "BPE",
    dropout: null,
    unk_token: null,
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: false,
    byte_fallback: false,
    ignore_merges: false,
    vocab: Object.fromEntries(
      characters.map((character, token) => [character, token]),
    ),
    merges: [],
  },
});

/**
 * `tokenizer_config.json`: prompts are padded on the left with newlines, as a decoder needs them.
 *
 * @param blockSize  most tokens of a sequence
 */
export const tokenizerConfigJson = (blockSize: number): JsonRecord => ({
  tokenizer_class: "PreTrainedTokenizerFast",
  clean_up_tokenization_spaces: false,
  model_max_length: blockSize,
  padding_side: "left",
  truncation_side: "left",
  eos_token: END,
  pad_token: END,
});

/**
 * Refuses a tokenizer that would not read and write these characters one by one.
 *
 * @param name  the file, for the message
 * @param json  what it holds
 * @param expected  what it should hold; files may say more beside it only where `open`
 * @throws {ModelFolderError} naming the first field that differs
 */
export const checkTokenizerFile = (
  name: string,
  json: JsonRecord,
  expected: JsonRecord,
  open = false,
): void => {
  const keys = Object.keys(open ? expected : { ...expected, ...json });
  const key = keys.find((k) => !isSame(json[k], expected[k]));
  if (key !== undefined)
    throw new ModelFolderError(
      `${name} has ${showValue(key)} unlike a tokenizer of the model's alphabet, one token per character; restore the file that the model was exported with.`,
    );
};
