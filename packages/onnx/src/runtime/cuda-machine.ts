/** @file What this machine has of the things that CUDA needs; looked at, never changed. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import { isMainThread } from "node:worker_threads";
import { neededLibraries } from "./needed-libraries";

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
  try {
    const main = createRequire(import.meta.url).resolve("onnxruntime-node");
    const napi = join(dirname(main), "../bin/napi-v6");
    return join(napi, process.platform, process.arch);
  } catch {
    return undefined;
  }
};

/** Whether the C library is musl, as on Alpine: glibc says its version in the report. */
export const isMusl = (): boolean => {
  if (process.platform !== "linux") return false;
  // Looking up the names of open connections takes seconds.
  Object.assign(process.report, { excludeNetwork: true });
  const { header } = process.report.getReport() as {
    readonly header?: { readonly glibcVersionRuntime?: string };
  };
  return header?.glibcVersionRuntime === undefined;
};

/**
 * Why a library cannot be loaded, as the loader that will look for it says. Node loads it as an addon; that a library
 * is none is found out after it has been loaded.
 */
const loadProblem = (name: string): string | undefined => {
  try {
    process.dlopen({ exports: {} }, name);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return /did not self-register|not a valid native addon/i.test(message)
      ? undefined
      : message.split("\n")[0];
  }
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

/**
 * Looks at this machine. Libraries are loaded to see whether they can be, so a process that goes on for long asks a
 * child process to do this.
 */
export const inspectCuda = (): CudaFacts => {
  const providerFolder = findProviderFolder();
  const [, provider] = PROVIDER_FILES;
  const isLinux = process.platform === "linux" && isMainThread;
  const wanted = isLinux
    ? wantedLibraries(providerFolder && join(providerFolder, provider))
    : [];
  return {
    platform: `${process.platform} ${process.arch}`,
    musl: isMusl(),
    providerFolder,
    missingFiles: PROVIDER_FILES.filter(
      (file) => !providerFolder || !existsSync(join(providerFolder, file)),
    ),
    libraries: wanted.map((name) => ({ name, problem: loadProblem(name) })),
    runtimes: isLinux
      ? RUNTIMES.filter((name) => loadProblem(name) === undefined)
      : [],
    driver: readDriver(),
    devices: isLinux ? findDevices() : [],
    visible: process.env["CUDA_VISIBLE_DEVICES"],
  };
};
