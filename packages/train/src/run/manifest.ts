/** @file manifest.json: what a checkpoint's files must be for the checkpoint to be whole. */
import { createHash } from "node:crypto";
import { z } from "zod";

/** The manifest's name; it is written last. */
export const MANIFEST = "manifest.json";

/** A file of a few lines. */
export const MOST_MANIFEST_BYTES = 2 ** 16;

const FORMAT_VERSION = 1;

const schema = z.strictObject({
  formatVersion: z.literal(FORMAT_VERSION),
  files: z.record(
    z.string().regex(/^[a-z]+\.(json|safetensors)$/),
    z.strictObject({
      bytes: z.int().min(0),
      /** in hexadecimal */
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});

/** Length and hash of every file of a checkpoint but the manifest. */
export type Manifest = z.output<typeof schema>;

/** @returns SHA-256 in hexadecimal */
export const sha256Of = (bytes: Uint8Array): string =>
  createHash("sha256").update(bytes).digest("hex");

/**
 * @param files bytes by name
 * @returns the manifest of these files
 */
export const manifestOf = (
  files: Readonly<Record<string, Uint8Array>>,
): Manifest => ({
  formatVersion: FORMAT_VERSION,
  files: Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [
      name,
      { bytes: bytes.byteLength, sha256: sha256Of(bytes) },
    ]),
  ),
});

/**
 * @param value parsed JSON
 * @returns the manifest, or undefined where it is none
 */
export const parseManifest = (value: unknown): Manifest | undefined =>
  schema.safeParse(value).data;
