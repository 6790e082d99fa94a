import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  differences,
  environmentOf,
  environmentWarning,
  writtenEnvironment,
} from "./environment";

const ENGINE = "onnxruntime 1.30.0 on cpu, 2 threads";
const here = environmentOf(ENGINE);

const changed = (more: object, hardware: object = {}) => {
  const written = writtenEnvironment({
    versions: { ...here.versions, ...more },
    hardware: { ...here.hardware, ...hardware },
  });
  return written && differences(written, here);
};

describe("the environment of a run", () => {
  it("has the versions of Node and the engine, processor and platform", () => {
    expect(here).toMatchObject({
      versions: { node: process.versions.node, onnxruntime: "1.30.0" },
      hardware: {
        platform: `${process.platform} ${process.arch}`,
        engine: ENGINE,
      },
    });
    for (const name of ["train", "models", "onnx", "tasks"]) {
      const file = new URL(`../../../${name}/package.json`, import.meta.url);
      const { version } = JSON.parse(readFileSync(file, "utf8")) as {
        version: string;
      };
      expect(here.versions[`@trm/${name}`], name).toBe(version);
    }
    expect(here.hardware.cpu).not.toBe("");
  });

  it("does not differ from itself after JSON, and then there is no warning", () => {
    const written = writtenEnvironment(JSON.parse(JSON.stringify(here)));
    expect(differences(written!, here)).toEqual([]);
    expect(environmentWarning([])).toBeUndefined();
  });

  it.each([
    [{ node: "18.0.0" }, {}, `Node 18.0.0 then, ${process.versions.node} now`],
    [
      { "@trm/models": "0.0.9" },
      {},
      `@trm/models 0.0.9 then, ${here.versions["@trm/models"]} now`,
    ],
    [{}, { cpu: "Z80" }, `processor Z80 then, ${here.hardware.cpu} now`],
    [
      {},
      { platform: "plan9 mips" },
      `platform plan9 mips then, ${here.hardware.platform} now`,
    ],
    [
      { onnxruntime: "1.29.0" },
      { engine: "onnxruntime 1.29.0 on cpu, 2 threads" },
      "onnxruntime 1.29.0 then, 1.30.0 now",
    ],
    [
      {},
      { engine: "onnxruntime 1.30.0 on cpu, 4 threads" },
      "engine on cpu, 4 threads then, on cpu, 2 threads now",
    ],
    [
      {},
      { engine: "TF.js 4.22.0 on cpu" },
      `engine TF.js 4.22.0 on cpu then, ${ENGINE} now`,
    ],
  ])("%o %o is named", (versions, hardware, words) => {
    expect(changed(versions, hardware)).toEqual([words]);
    expect(environmentWarning([words])).toContain(`(${words})`);
  });

  it("does not mind other numbers of processors, nor a platform that was not written", () => {
    expect(changed({}, { cores: 999 })).toEqual([]);
    expect(changed({}, { platform: undefined })).toEqual([]);
  });

  it("does not mind packages that an earlier version did not write", () => {
    const names = ["@trm/models", "@trm/onnx", "@trm/tasks"];
    const unwritten = names.map((name) => [name, undefined]);
    expect(changed(Object.fromEntries(unwritten) as object)).toEqual([]);
  });

  it("is not read from a record that is none", () => {
    for (const record of [null, 1, {}, { versions: {}, hardware: {} }])
      expect(writtenEnvironment(record)).toBeUndefined();
    expect(changed({ node: "20\n\u001b[2J" })).toBeUndefined();
    expect(changed({ node: "2".repeat(1000) })).toBeUndefined();
  });
});
