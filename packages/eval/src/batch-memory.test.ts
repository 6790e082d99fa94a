import { parseModelConfig } from "@trm/models";
import { describe, expect, it } from "vitest";
import { rowsInMemory } from "./batch-memory";

const small = parseModelConfig({
  arch: "ut",
  vocabSize: 5,
  blockSize: 12,
  nEmbd: 8,
  nHead: 2,
  nLayer: 3,
});
const rows = (
  changes: Partial<typeof small>,
  longestPrompt: number,
  maxNewTokens: number,
) => rowsInMemory({ ...small, ...changes }, { longestPrompt, maxNewTokens });

describe("rowsInMemory", () => {
  it("lets the main experiment's batches through whole, and one sequence of any model", () => {
    const main = { nEmbd: 384, nLayer: 24 };
    expect(rows(main, 22, 12)).toBeGreaterThanOrEqual(256);
    const huge = { nEmbd: 8192, nLayer: 1024 };
    expect(rows(huge, 65_536, 1)).toBe(1);
  });

  it.each([
    // 4 bytes * 2 * 2 * 768 passes * 8192 channels * 4 positions = 0.4 GB
    ["keys and values", { nEmbd: 8192, nLayer: 768 }, 3, 2, 5],
    // 4 bytes * 2 * 8 heads * 2048² = 0.27 GB
    ["attention scores of a long prompt", { nHead: 8 }, 2048, 1, 7],
    // 4 bytes * 1000 * 100 000 = 0.4 GB
    ["a prompt's logits over many tokens", { vocabSize: 100_000 }, 1000, 1, 5],
    ["an answer's noise over many tokens", { vocabSize: 100_000 }, 1, 1000, 5],
  ])("counts %s", (_, changes, longestPrompt, maxNewTokens, most) => {
    expect(rows(changes, longestPrompt, maxNewTokens)).toBe(most);
  });
});
