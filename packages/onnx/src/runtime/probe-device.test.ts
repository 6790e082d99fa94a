/** Stand-ins for onnxruntime-node fail in the child process as the real one does. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { CudaFacts } from "./cuda-machine";
import { probeDevice } from "./probe-device";

const dir = mkdtempSync(join(tmpdir(), "trm-probe-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const WHOLE: CudaFacts = {
  platform: "linux x64",
  musl: false,
  providerFolder: "/app",
  missingFiles: [],
  libraries: [],
  runtimes: [],
  devices: ["/dev/nvidia0"],
};

let written = 0;
/** A module whose session creation runs `body`. */
const standIn = (body: string): string => {
  const file = join(dir, `ort-${written++}.cjs`);
  const create = `async create(model, options) { ${body} }`;
  writeFileSync(
    file,
    `exports.env = {}; exports.Tensor = class {}; exports.InferenceSession = { ${create} };`,
  );
  return file;
};
const session = (data: string) =>
  standIn(`return { run: async () => ({ y: { data: ${data} } }) };`);

const probe = (onnxruntime: string, facts: CudaFacts = WHOLE) =>
  probeDevice("cuda", { onnxruntime, inspect: async () => facts });

describe("probeDevice", () => {
  it("finds that a device works when it computes the right numbers", async () => {
    expect(await probe(session("[3, 5, 7]"))).toEqual({
      device: "cuda",
      works: true,
      reason: "",
      problems: [],
    });
  });

  it("does not take wrong numbers for working", async () => {
    const { works, reason } = await probe(session("[3, 5, 8]"));
    expect(works).toBe(false);
    expect(reason).toBe("it computed [3, 5, 8] instead of [3, 5, 7]");
  });

  it("asks for the device that it was given, alone", async () => {
    const file = standIn("throw Error(options.executionProviders.join())");
    expect((await probe(file)).reason).toBe("cuda");
  });

  it.each(["libcublasLt.so.12", "libcudnn.so.9"])(
    "adds the loader's words from the log: %s",
    async (library) => {
      const loader = `${library}: cannot open shared object file`;
      const file = standIn(
        `console.error("Failed to load library /x.so with error: ${loader}"); throw Error("Failed to load shared library");`,
      );
      expect((await probe(file)).reason).toBe(
        `Failed to load shared library: ${loader}`,
      );
    },
  );

  it("prefers what the machine lacks to what onnxruntime says", async () => {
    const file = standIn('throw Error("Failed to load shared library")');
    const { reason, problems } = await probe(file, { ...WHOLE, devices: [] });
    expect(problems.map(({ part }) => part)).toEqual(["driver"]);
    expect(reason).toContain("no NVIDIA GPU");
  });

  it("survives a provider that ends the process", async () => {
    const { works, reason } = await probe(
      standIn(
        'process.kill(process.pid, "SIGSEGV"); await new Promise(() => {});',
      ),
    );
    expect(works).toBe(false);
    expect(reason).toBe("the process that tried it was ended by SIGSEGV");
    expect((await probe(standIn("process.exit(9)"))).reason).toMatch(/code 9/);
  });

  it("ends a provider that hangs", async () => {
    const started = performance.now();
    const { reason } = await probeDevice("cuda", {
      onnxruntime: standIn("for (;;);"),
      inspect: async () => WHOLE,
      timeoutMs: 400,
    });
    expect(reason).toBe("it gave no answer within 0.4 s");
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it("finds that the processor works here", async () => {
    expect(await probeDevice("cpu")).toMatchObject({ works: true });
  });

  it("names what this machine lacks for CUDA, where it does", async () => {
    const { works, problems, reason } = await probeDevice("cuda");
    if (works) return;
    expect(problems.length).toBeGreaterThan(0);
    expect(reason).toContain("fix: ");
  });
});
