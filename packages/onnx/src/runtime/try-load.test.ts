/** Stand-ins for onnxruntime-node fail in the child process as the real one does. */
import { Buffer } from "node:buffer";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { add } from "@tensorflow/tfjs-core";
import { afterAll, describe, expect, it, vi } from "vitest";
import { RuntimeError } from "../errors";
import { toOnnx } from "../to-onnx";
import { loadOnnxruntime } from "./load-onnxruntime";
import { createOnnxruntimeEngine } from "./onnxruntime-engine";
import { tryLoad } from "./try-load";

const dir = mkdtempSync(join(tmpdir(), "trm-try-load-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

let written = 0;
const standIn = (body: string): string => {
  const file = join(dir, `ort-${written++}.cjs`);
  const create = `async create(model, options) { ${body} }`;
  writeFileSync(
    file,
    `exports.env = {}; exports.InferenceSession = { ${create} };`,
  );
  return file;
};

const x = { dtype: "float32", shape: [3] } as const;
const GOOD = toOnnx(({ x }) => ({ y: add(x!, x!) }), { x });

const attempt = (body: string, timeoutMs?: number) =>
  tryLoad(GOOD, { onnxruntime: standIn(body), timeoutMs });

describe("tryLoad", () => {
  it("opens a good model, and onnxruntime keeps no telemetry", async () => {
    const home = mkdtempSync(join(dir, "home-"));
    vi.stubEnv("HOME", home);
    vi.stubEnv("XDG_CACHE_HOME", undefined);
    await expect(tryLoad(GOOD)).resolves.toBeUndefined();
    vi.unstubAllEnvs();
    expect(readdirSync(home)).toEqual([]);
  });

  it("hands over the model whole", async () => {
    await expect(
      attempt(`if (model.length !== ${GOOD.length}) throw Error("cut");`),
    ).resolves.toBeUndefined();
  });

  it("gives onnxruntime's reason for a model that it refuses", async () => {
    const refused = tryLoad(GOOD.slice(0, GOOD.length / 2));
    await expect(refused).rejects.toThrow(RuntimeError);
    await expect(refused).rejects.toThrow(/^onnxruntime refused the graph: /);
  });

  it("survives a model that ends the process", async () => {
    const crash =
      'process.kill(process.pid, "SIGSEGV"); await new Promise(() => {});';
    const refused = attempt(crash);
    await expect(refused).rejects.toThrow(RuntimeError);
    await expect(refused).rejects.toThrow(/was ended by SIGSEGV/);
    await expect(attempt("process.exit(0)")).rejects.toThrow(/no answer/);
  });

  it("gives up a model that does not come to an end", async () => {
    await expect(attempt("for (;;);", 400)).rejects.toThrow(/within 0\.4 s/);
  });
});

/** What `decodeModel` reads and onnxruntime refuses: And of floats. */
const REFUSED = Uint8Array.from(
  Buffer.from(
    Buffer.from(GOOD).toString("latin1").replaceAll("Add", "And"),
    "latin1",
  ),
);

describe("an engine for untrusted models", () => {
  /** Counts the sessions that are made in this process. */
  const load = async (model: Uint8Array, untrusted: boolean) => {
    const ort = await loadOnnxruntime();
    let made = 0;
    const create: typeof ort.InferenceSession.create = (...args: [never]) => {
      made++;
      return ort.InferenceSession.create(...args);
    };
    const counting = { ...ort, InferenceSession: { create } };
    const engine = await createOnnxruntimeEngine(
      { untrusted, threads: 1 },
      async () => counting,
    );
    const failure = await engine.load(model).then(
      (compiled) => compiled.release(),
      (error: unknown) => error,
    );
    return { made, failure };
  };

  it("opens a model here only where a child process could open it", async () => {
    expect(await load(GOOD, true)).toEqual({ made: 1, failure: undefined });
    for (const untrusted of [false, true]) {
      const { made, failure } = await load(REFUSED, untrusted);
      expect(made).toBe(untrusted ? 0 : 1);
      expect(failure).toBeInstanceOf(RuntimeError);
      expect(String(failure)).toMatch(/onnxruntime refused the graph: .*And/);
    }
  });
});
