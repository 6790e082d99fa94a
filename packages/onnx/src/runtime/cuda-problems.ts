/** @file What a machine lacks for CUDA, and the command that brings it. */
import type { CudaFacts, LibraryFact } from "./cuda-machine";
import { ONNXRUNTIME_VERSION } from "./onnxruntime-package";

/** One thing that is missing, and what to do. */
export interface CudaProblem {
  /** what of CUDA is concerned */
  readonly part: "platform" | "provider" | "driver" | "CUDA" | "cuDNN";
  /** half a sentence: what is missing or wrong */
  readonly missing: string;
  /** half a sentence: the command or the change */
  readonly fix: string;
}

/** The oldest driver that runs CUDA 12 programs. */
const OLDEST_DRIVER = 525;

/** Packages of PyPI by library; each holds the libraries alone, without Python code. */
const PIP_PACKAGES: Readonly<Record<string, string>> = {
  libcudart: "nvidia-cuda-runtime-cu12",
  libcublas: "nvidia-cublas-cu12",
  libcublasLt: "nvidia-cublas-cu12",
  libcurand: "nvidia-curand-cu12",
  libcufft: "nvidia-cufft-cu12",
  libcudnn: "nvidia-cudnn-cu12",
  libnvrtc: "nvidia-cuda-nvrtc-cu12",
};

const stem = (library: string): string => library.split(".so")[0] ?? library;

/** Where the packages of PyPI put the libraries. */
const LIBRARY_PATH =
  'export LD_LIBRARY_PATH=$(python3 -c \'import nvidia, glob; print(":".join(glob.glob(nvidia.__path__[0] + "/*/lib")))\'):$LD_LIBRARY_PATH';

const pipCommand = (libraries: readonly LibraryFact[]): string => {
  const packages = libraries.flatMap(
    ({ name }) => PIP_PACKAGES[stem(name)] ?? [],
  );
  return `\`pip install ${[...new Set(packages)].join(" ")}\` and \`${LIBRARY_PATH}\``;
};

const platformProblem = ({
  platform,
  musl,
}: CudaFacts): CudaProblem | undefined => {
  if (musl)
    return {
      part: "platform",
      missing:
        "onnxruntime-node is built for glibc and this system has musl (Alpine)",
      fix: "use a Debian or Ubuntu image, such as node:22-bookworm-slim",
    };
  if (platform === "linux x64") return undefined;
  return {
    part: "platform",
    missing: `onnxruntime-node has a CUDA provider for linux x64 only, and this is ${platform}`,
    fix: "use the device cpu here, or a Linux machine",
  };
};

const providerProblem = ({
  missingFiles,
  providerFolder,
}: CudaFacts): CudaProblem | undefined => {
  if (providerFolder === undefined)
    return {
      part: "provider",
      missing: "onnxruntime-node is not installed",
      fix: `\`ONNXRUNTIME_NODE_INSTALL=cuda12 npm install onnxruntime-node@${ONNXRUNTIME_VERSION}\``,
    };
  if (missingFiles.length === 0) return undefined;
  return {
    part: "provider",
    missing: `the CUDA provider is not installed (no ${missingFiles.join(", no ")} in ${providerFolder}): npm did not run onnxruntime-node's install script, or the script was told to skip it`,
    fix: "`ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node --ignore-scripts=false`, with npm 12 or newer after `npm install-scripts approve onnxruntime-node`",
  };
};

const INSTALL_DRIVER =
  "install NVIDIA's driver (`sudo apt-get install nvidia-driver-550` or newer); in a container start it with `--gpus all` (Docker with nvidia-container-toolkit)";

const driverProblem = (facts: CudaFacts): CudaProblem | undefined => {
  const { devices, driver, libraries, visible } = facts;
  const part = "driver";
  if (visible !== undefined && /^(-1|none|)$/i.test(visible.trim()))
    return {
      part,
      missing: `CUDA_VISIBLE_DEVICES is ${JSON.stringify(visible)}, which hides every GPU`,
      fix: "`unset CUDA_VISIBLE_DEVICES`",
    };
  const noLibrary = libraries.some(
    ({ name, problem }) => name === "libcuda.so.1" && problem !== undefined,
  );
  if (devices.length === 0 || noLibrary)
    return {
      part,
      missing: [
        ...(devices.length === 0 ? ["no NVIDIA GPU (no /dev/nvidia0)"] : []),
        ...(noLibrary ? ["no NVIDIA driver (libcuda.so.1)"] : []),
      ].join(" and "),
      fix: INSTALL_DRIVER,
    };
  if (driver !== undefined && Number.parseInt(driver) < OLDEST_DRIVER)
    return {
      part,
      missing: `the NVIDIA driver ${driver} is older than CUDA 12 needs (${OLDEST_DRIVER})`,
      fix: INSTALL_DRIVER,
    };
  return undefined;
};

const libraryProblem = (
  { libraries, runtimes }: CudaFacts,
  part: "CUDA" | "cuDNN",
): CudaProblem | undefined => {
  const missing = libraries.filter(
    ({ name, problem }) =>
      problem !== undefined &&
      name !== "libcuda.so.1" &&
      (stem(name) === "libcudnn") === (part === "cuDNN"),
  );
  if (missing.length === 0) return undefined;
  const others =
    part === "CUDA" &&
    !runtimes.includes("libcudart.so.12") &&
    runtimes.length > 0
      ? `; only ${runtimes.join(" and ")} are there, and versions do not replace each other`
      : "";
  const apt =
    part === "CUDA"
      ? "sudo apt-get install cuda-libraries-12-8"
      : "sudo apt-get install libcudnn9-cuda-12";
  return {
    part,
    missing: `the ${part === "CUDA" ? "CUDA 12" : "cuDNN 9"} ${missing.length === 1 ? "library" : "libraries"} ${missing.map(({ name }) => name).join(", ")} cannot be loaded${others}`,
    fix: `${pipCommand(missing)}, or with NVIDIA's package repository \`${apt}\``,
  };
};

/** Everything that is missing, in the order in which to bring it; none where CUDA should work. */
export const cudaProblems = (facts: CudaFacts): CudaProblem[] => {
  const platform = platformProblem(facts);
  if (platform) return [platform];
  return [
    driverProblem(facts),
    providerProblem(facts),
    libraryProblem(facts, "CUDA"),
    libraryProblem(facts, "cuDNN"),
  ].filter((problem) => problem !== undefined);
};

/** The problems as the rest of a sentence. */
export const describeProblems = (problems: readonly CudaProblem[]): string =>
  problems.map(({ missing, fix }) => `${missing}; fix: ${fix}`).join("; ");
