import { describe, expect, it } from "vitest";
import type { CudaFacts, LibraryFact } from "./cuda-machine";
import { cudaProblems, describeProblems } from "./cuda-problems";

const libraries = (...missing: string[]): LibraryFact[] =>
  [
    ...["libcublasLt.so.12", "libcublas.so.12", "libcurand.so.10"],
    ...["libcudart.so.12", "libcuda.so.1", "libcudnn.so.9"],
  ].map((name) =>
    missing.includes(name)
      ? { name, problem: `${name}: cannot open shared object file` }
      : { name },
  );

const WHOLE: CudaFacts = {
  platform: "linux x64",
  musl: false,
  providerFolder: "/app/ort/linux/x64",
  missingFiles: [],
  libraries: libraries(),
  runtimes: ["libcudart.so.12"],
  driver: "550.54.15",
  devices: ["/dev/nvidia0"],
};

const parts = (facts: Partial<CudaFacts>) =>
  cudaProblems({ ...WHOLE, ...facts }).map(({ part }) => part);
const words = (facts: Partial<CudaFacts>) =>
  describeProblems(cudaProblems({ ...WHOLE, ...facts }));

describe("cudaProblems", () => {
  it("finds none where everything is there", () => {
    expect(cudaProblems(WHOLE)).toEqual([]);
  });

  it("gives both ways of npm to install a provider whose script did not run", () => {
    const facts = { missingFiles: ["libonnxruntime_providers_cuda.so"] };
    expect(parts(facts)).toEqual(["provider"]);
    expect(words(facts)).toContain(
      "`ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node --ignore-scripts=false`",
    );
    expect(words(facts)).toContain(
      "`npm install-scripts approve onnxruntime-node`",
    );
    expect(words(facts)).toContain("/app/ort/linux/x64");
  });

  it("names the CUDA libraries that the loader lacks, with their packages", () => {
    const facts = {
      libraries: libraries("libcublas.so.12", "libcurand.so.10"),
    };
    expect(parts(facts)).toEqual(["CUDA"]);
    expect(words(facts)).toMatch(
      /libraries libcublas\.so\.12, libcurand\.so\.10 cannot be loaded; fix: `pip install nvidia-cublas-cu12 nvidia-curand-cu12` and `export LD_LIBRARY_PATH=.*`, or .*`sudo apt-get install cuda-libraries-12-8`/,
    );
  });

  it("names cuDNN apart from CUDA", () => {
    const facts = { libraries: libraries("libcudnn.so.9") };
    expect(parts(facts)).toEqual(["cuDNN"]);
    expect(words(facts)).toContain("pip install nvidia-cudnn-cu12`");
    expect(words(facts)).toContain("libcudnn9-cuda-12");
  });

  it.each(["libcudart.so.11.0", "libcudart.so.13"])(
    "says that %s does not replace CUDA 12",
    (runtime) => {
      const facts = {
        libraries: libraries("libcudart.so.12"),
        runtimes: [runtime],
      };
      expect(words(facts)).toContain(`only ${runtime} are there`);
    },
  );

  it("says that there is no GPU, no driver library, or one that is too old", () => {
    expect(words({ devices: [] })).toMatch(/no NVIDIA GPU.*--gpus all/);
    const noDriver = { libraries: libraries("libcuda.so.1") };
    expect(parts(noDriver)).toEqual(["driver"]);
    expect(words(noDriver)).toContain("no NVIDIA driver (libcuda.so.1)");
    expect(words({ driver: "470.1" })).toMatch(/driver 470\.1 is older.*525/);
  });

  it.each(["", "-1", "NoDevFiles"])("of CUDA_VISIBLE_DEVICES=%j", (visible) => {
    expect(parts({ visible })).toEqual(
      visible === "NoDevFiles" ? [] : ["driver"],
    );
  });

  it("names everything that is missing, so that it is fixed in one go", () => {
    const facts = {
      missingFiles: ["libonnxruntime_providers_cuda.so"],
      libraries: libraries("libcudart.so.12", "libcudnn.so.9", "libcuda.so.1"),
      devices: [],
    };
    expect(parts(facts)).toEqual(["driver", "provider", "CUDA", "cuDNN"]);
  });

  it("says of other platforms that there is no provider at all", () => {
    expect(parts({ platform: "darwin arm64", devices: [] })).toEqual([
      "platform",
    ]);
    expect(words({ musl: true })).toContain("node:22-bookworm-slim");
  });
});
