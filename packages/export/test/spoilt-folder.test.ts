/** @file A folder is refused, or fails its check, when a file of it is another. */
import { encodeGraph } from "@trm/onnx";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { checkModelFolder, checkOrigin } from "../src/check-model-folder";
import { ModelFolderError, ParityError } from "../src/errors";
import { boundGraph, OPSET } from "../src/graph/model-graph";
import { readModelFolder } from "../src/read-model-folder";
import { writeModelFolder } from "../src/write-model-folder";
import { SPOILT } from "./spoilt";
import { write } from "./spoilt/edits";
import { withWeight } from "./spoilt/weights";
import { scratchFolder, trainedCopy } from "./trained-copy";

const scratch = scratchFolder();
const dir = join(scratch, "model");
const MODEL = trainedCopy();

beforeAll(async () => {
  await writeModelFolder(dir, MODEL);
});

let count = 0;
/** A copy of the folder with something done to it. */
const spoilt = (spoil: (copy: string) => void): string => {
  const copy = join(scratch, `spoilt-${count++}`);
  cpSync(dir, copy, { recursive: true });
  spoil(copy);
  return copy;
};

describe("a folder with", () => {
  it.each(SPOILT)("%s is refused in one sentence", (_what, spoil, message) => {
    const copy = spoilt(spoil);
    let refusal: unknown;
    try {
      readModelFolder(copy);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(ModelFolderError);
    const { message: said } = refusal as ModelFolderError;
    expect(said).toMatch(message);
    expect(said).not.toContain("\n");
  });

  it("no folder at all is refused", () => {
    expect(() => readModelFolder(join(scratch, "absent"))).toThrow(
      /does not exist/,
    );
  });
});

describe("checkModelFolder", () => {
  it("finds the same again", async () => {
    expect(await checkModelFolder(dir)).toMatchObject({
      steps: 4,
      seed: 1337,
      ties: 0,
    });
  });

  it("finds another number in the weights, and says where it shows", async () => {
    const found = checkModelFolder(spoilt(withWeight(5)));
    await expect(found).rejects.toThrow(ParityError);
    await expect(found).rejects.toThrow(
      / of sequence \d, position \d+: it gives/,
    );
  });

  it("finds a change of the weights that rounding hides", async () => {
    const almost = Math.fround(MODEL.params[100]! * (1 + 2e-7));
    await expect(checkModelFolder(spoilt(withWeight(almost)))).rejects.toThrow(
      expect.objectContaining({
        name: "ModelFolderError",
        message: expect.stringMatching(
          /^model.safetensors and onnx\/model.onnx do not belong together/,
        ) as string,
      }),
    );
  });

  it("finds a change of the configuration that changes no number", async () => {
    const file = join(
      spoilt(() => undefined),
      "config.json",
    );
    const config = JSON.parse(readFileSync(file, "utf8")) as {
      trm: { model: { fullCompute: boolean } };
    };
    config.trm.model.fullCompute = true;
    writeFileSync(file, JSON.stringify(config));
    expect(() => {
      checkOrigin(readModelFolder(dirname(file)));
    }).toThrow(/config.json and onnx\/model.onnx do not belong together/);
  });

  it("finds ONNX with other weights", async () => {
    const params = MODEL.params.slice();
    params[100] = 5;
    const copy = spoilt(
      write(
        "onnx/model.onnx",
        encodeGraph(boundGraph(MODEL.config, params), { opset: OPSET }),
      ),
    );
    await expect(checkModelFolder(copy)).rejects.toThrow(ParityError);
  });
});
