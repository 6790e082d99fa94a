/** @file What `trm doctor` says of CUDA, part by part. */
import type { CudaFacts, DeviceProbe } from "@trm/onnx/runtime";

/** A part that CUDA needs. */
export interface Part {
  readonly what: string;
  readonly found: boolean;
  readonly detail: string;
}

/** Every part with what was found of it; what to do about the missing ones is in the probe's problems. */
export function cudaParts(facts: CudaFacts): Part[] {
  const { missingFiles, providerFolder, driver, devices, visible } = facts;
  const hidden =
    visible === undefined
      ? ""
      : `, CUDA_VISIBLE_DEVICES=${JSON.stringify(visible)}`;
  return [
    {
      what: "provider",
      found: providerFolder !== undefined && missingFiles.length === 0,
      detail:
        providerFolder === undefined
          ? "onnxruntime-node is not installed"
          : missingFiles.length === 0
            ? providerFolder
            : `no ${missingFiles.join(", no ")} in ${providerFolder}`,
    },
    {
      what: "driver",
      found: driver !== undefined,
      detail: driver ?? "no /proc/driver/nvidia/version",
    },
    {
      what: "GPU",
      found: devices.length > 0,
      detail: `${devices.join(", ") || "no /dev/nvidia0"}${hidden}`,
    },
    ...facts.libraries.map(({ name, problem }) => ({
      what: name,
      found: problem === undefined,
      detail: problem ?? "",
    })),
  ];
}

/** One line per missing part, with what to do. */
export const fixLines = ({ problems }: DeviceProbe): string[] =>
  problems.map(({ part, missing, fix }) => `${part}: ${missing}. Fix: ${fix}.`);
