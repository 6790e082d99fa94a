/** @file What this machine has of the things that CUDA needs; looked at, never changed. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { LIBRARY_SCRIPT } from "./child-scripts";
import { neededLibraries } from "./needed-libraries";
import { findOnnxruntime } from "./onnxruntime-package";
import { readAnswers, runScript } from "./run-script";

/** Files of onnxruntime's CUDA provider. The npm package has none of them: its install script downloads them. */
const PROVIDER_FILES = [
  "libonnxruntime_providers_shared.so",
  "libonnxruntime_providers_cuda.so",
] as const;

/** Loaded by the provider when it first needs it, so that its dynamic section does not name it. */
const CUDNN = "libcudnn.so.9";

/** What the provider asks for where it is not there yet to say so itself. */
const CUDA_12 = [
  ...["libcublasLt.so.12", "libcublas.so.12", "libcurand.so.10"],
  ...["libcufft.so.11", "libcudart.so.12", "libcuda.so.1"],
];

/** CUDA's runtime in versions that other programs bring. */
const RUNTIMES = ["11.0", "12", "13"].map((v) => `libcudart.so.${v}`);

/** A shared library and why the loader does not have it. */
export interface LibraryFact {
  readonly name: string;
  /** the loader's words; absent where it loads */
  readonly problem?: string;
}

/** What there is of CUDA. */
export interface CudaFacts {
  /** such as `linux x64` */
  readonly platform: string;
  readonly musl: boolean;
  /** of onnxruntime-node's native files; absent where it is not installed */
  readonly providerFolder?: string;
  /** provider files that are not in it */
  readonly missingFiles: readonly string[];
  /** of CUDA, cuDNN and the driver, in the provider's order */
  readonly libraries: readonly LibraryFact[];
  /** versions of CUDA's runtime that can be loaded */
  readonly runtimes: readonly string[];
  /** of the NVIDIA kernel driver, such as 550.54.15 */
  readonly driver?: string;
  /** device files of GPUs, such as /dev/nvidia0 */
  readonly devices: readonly string[];
  /** value of CUDA_VISIBLE_DEVICES */
  readonly visible?: string;
}

/** Folder of the native files for this platform. */
export const findProviderFolder = (): string | undefined => {
  const main = findOnnxruntime();
  if (main === undefined) return undefined;
  const napi = join(dirname(main), "../bin/napi-v6");
  return join(napi, process.platform, process.arch);
};

/** Whether the C library is musl, as on Alpine: glibc says its version in the report. */
export const isMusl = (): boolean => {
  if (process.platform !== "linux") return false;
  const { report } = process;
  const before: unknown = Reflect.get(report, "excludeNetwork");
  // Looking up the names of open connections takes seconds.
  Reflect.set(report, "excludeNetwork", true);
  try {
    const { header } = report.getReport() as {
      readonly header?: { readonly glibcVersionRuntime?: string };
    };
    return header?.glibcVersionRuntime === undefined;
  } finally {
    if (before === undefined) Reflect.deleteProperty(report, "excludeNetwork");
    else Reflect.set(report, "excludeNetwork", before);
  }
};

/** A library that loads for longer than this does not load, milliseconds. */
const TIMEOUT_MS = 60_000;

/**
 * Which libraries can be loaded, as the loader that will look for them says. A child process loads them: they stay
 * loaded, and one that is broken may end the process.
 */
export const tryLibraries = async (
  names: readonly string[],
  timeoutMs = TIMEOUT_MS,
): Promise<LibraryFact[]> => {
  if (names.length === 0) return [];
  const ended = await runScript(LIBRARY_SCRIPT, names, { timeoutMs });
  const answers = readAnswers(ended.output) as LibraryFact[];
  return names.map((name) => {
    const unknown = { name, problem: ended.problem ?? "it gave no answer" };
    return answers.find((answer) => answer.name === name) ?? unknown;
  });
};

/** Version of the NVIDIA kernel driver. */
export const readDriver = (): string | undefined => {
  try {
    const text = readFileSync("/proc/driver/nvidia/version", "utf8");
    return /\s(\d+\.\d+(?:\.\d+)?)\s/.exec(text)?.[1];
  } catch {
    return undefined;
  }
};

/** One file per GPU; WSL has one for all. */
export const findDevices = (): string[] => {
  try {
    return readdirSync("/dev")
      .filter((name) => /^nvidia\d+$/.test(name) || name === "dxg")
      .map((name) => `/dev/${name}`);
  } catch {
    return [];
  }
};

/** What the provider needs of CUDA; what of the system's own it needs is there. */
const wantedLibraries = (provider: string | undefined): readonly string[] => {
  const needed = provider === undefined ? [] : neededLibraries(provider);
  const ofCuda = needed.filter((name) => /^lib(cu|nv)/.test(name));
  return [...(ofCuda.length > 0 ? ofCuda : CUDA_12), CUDNN];
};

/** Looks at this machine; what has to be loaded for that is loaded in a child process. */
export const inspectCuda = async (): Promise<CudaFacts> => {
  const providerFolder = findProviderFolder();
  const [, provider] = PROVIDER_FILES;
  const isLinux = process.platform === "linux";
  const wanted = isLinux
    ? wantedLibraries(providerFolder && join(providerFolder, provider))
    : [];
  const [libraries, runtimes] = await Promise.all([
    tryLibraries(wanted),
    tryLibraries(isLinux ? RUNTIMES : []),
  ]);
  return {
    platform: `${process.platform} ${process.arch}`,
    musl: isMusl(),
    providerFolder,
    missingFiles: PROVIDER_FILES.filter(
      (file) => !providerFolder || !existsSync(join(providerFolder, file)),
    ),
    libraries,
    runtimes: runtimes
      .filter(({ problem }) => problem === undefined)
      .map(({ name }) => name),
    driver: readDriver(),
    devices: isLinux ? findDevices() : [],
    visible: process.env["CUDA_VISIBLE_DEVICES"],
  };
};
