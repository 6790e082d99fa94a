/** @file Formats of weights that are recognised only to be refused: a pickle runs code when it is read. */
import { UsageError } from "./errors";

/** Turns a Lightning checkpoint into the file that is read here; runs where PyTorch and safetensors are installed. */
export const PYTHON_CONVERSION = `python -c "import sys, torch, safetensors.torch as s; c = torch.load(sys.argv[1], map_location='cpu', weights_only=True); s.save_file({k: v.float().contiguous().clone() for k, v in c.get('state_dict', c).items() if not k.endswith('.tril')}, sys.argv[2])" last.ckpt model.safetensors`;

function latin(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}

const SIGNATURES: readonly (readonly [string, readonly number[]])[] = [
  ["a zip archive, as .pt, .ckpt and .npz files are", latin("PK")],
  ["a Python pickle", [0x80, 2]],
  ["a Python pickle", [0x80, 3]],
  ["a Python pickle", [0x80, 4]],
  ["a Python pickle", [0x80, 5]],
  ["a NumPy array", latin("\x93NUMPY")],
  ["an HDF5 file", latin("\x89HDF")],
  ["a GGUF file", latin("GGUF")],
  ["a tar archive or compressed file", [0x1f, 0x8b]],
];

/** A safetensors header begins at byte 8. */
const HEADER_START = 8;

/**
 * Refuses files that are known not to be safetensors.
 *
 * @throws {UsageError} naming the format, with the command that converts it
 */
export function refuseForeignFormat(file: string, bytes: Uint8Array): void {
  // A header may be as long as these bytes say, but then it begins with a brace.
  if (bytes[HEADER_START] === 0x7b) return;
  const found = SIGNATURES.find(([, signature]) =>
    signature.every((byte, i) => bytes[i] === byte),
  );
  if (found === undefined) return;
  throw new UsageError(
    `Weights are read from safetensors only, and ${file} is ${found[0]}, which is never opened here; convert it with \`${PYTHON_CONVERSION}\` and import what that writes.`,
  );
}
