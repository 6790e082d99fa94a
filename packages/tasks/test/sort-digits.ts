import { createAlphabet, type Task } from "../src/index";

export const sortDigits: Task = {
  name: "sort-digits",
  description: "write the digits in ascending order: 312>123",
  alphabet: createAlphabet("0123456789>\n"),
  promptLength: (length) => length + 1,
  answerLength: (length) => length,
  samplePrompt: (length, random) =>
    Array.from({ length }, () => random.int(10)).join("") + ">",
  answer: (prompt) => [...prompt.slice(0, -1)].sort().join(""),
};
