/** @file What holds for the repository as a whole, and no compiler checks. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  isPresent,
  type Manifest,
  PUBLISHED,
  readText,
  ROOT,
  trackedFiles,
  WORKSPACES,
} from "./support/workspace.ts";

const FILES = trackedFiles();
const BINARY = /\.(safetensors|png|node|wasm)$/;
const MAX_FILE_BYTES = 1_000_000;
const ONNXRUNTIME_VERSION = "1.30.0";

interface Lockfile {
  readonly packages: Readonly<
    Record<string, { readonly version?: string; readonly resolved?: string }>
  >;
}
const readJson = (path: string): unknown => JSON.parse(readText(path));

const rangesOf = (manifest: Manifest, name: string): string[] =>
  [
    manifest.dependencies,
    manifest.devDependencies,
    manifest.peerDependencies,
    manifest.optionalDependencies,
  ].flatMap((ranges) => ranges?.[name] ?? []);

/** Traces of one machine. The patterns are written so that they do not match themselves. */
const MACHINE = {
  "an absolute path": /(?<![\w.])\/(?:work|root|home|Users)\/[\w.]/,
  "a path beside the repository": /\.\.\/[s]hared\b/,
  "a registry's address":
    /\bregistr[y](?:\.\w+)*\.\w{2,}\/|"resolved": "https?:/,
} as const;

const MANIFESTS: readonly (readonly [string, Manifest])[] = [
  ["package.json", readJson("package.json") as Manifest],
  ...WORKSPACES.map(
    ({ folder, manifest }) => [`${folder}/package.json`, manifest] as const,
  ),
];

describe("tracked files", () => {
  it("name no machine, no folder beside the repository and no registry", () => {
    const wrong = FILES.filter((path) => !BINARY.test(path)).flatMap((path) =>
      readText(path)
        .split("\n")
        .flatMap((line, index) =>
          Object.entries(MACHINE)
            .filter(([, pattern]) => pattern.test(line))
            .map(([what]) => `${path}:${index + 1} names ${what}`),
        ),
    );
    expect(wrong).toEqual([]);
  });

  // A tilde is taken out, so that this file itself names nothing.
  it.each([
    ["an absolute path", '"/ro~ot/x"'],
    ["an absolute path", "cd /ho~me/me/x"],
    ["a path beside the repository", "../sha~red/golden"],
    ["a registry's address", "https://registry~.npmjs.org/a"],
    ["a registry's address", '"resol~ved": "https://host/a.tgz"'],
  ] as const)("would be caught naming %s", (what, line) => {
    expect(line.replace("~", "")).toMatch(MACHINE[what]);
  });

  it("are no ONNX files and none larger than 1 MB", () => {
    const large = FILES.filter(
      (path) => statSync(join(ROOT, path)).size > MAX_FILE_BYTES,
    );
    const onnx = FILES.filter((path) => path.endsWith(".onnx"));
    expect({ large, onnx }).toEqual({ large: [], onnx: [] });
  });
});

describe("dependencies", () => {
  const { packages } = readJson("package-lock.json") as Lockfile;

  it("are locked without addresses", () => {
    const resolved = Object.values(packages).flatMap(
      (entry) => entry.resolved ?? [],
    );
    expect(resolved.filter((address) => address.includes(":"))).toEqual([]);
    expect(readText(".npmrc")).toContain(
      "omit-lockfile-registry-resolved=true",
    );
  });

  it("run no install scripts", () => {
    expect(readText(".npmrc").split("\n")).toContain("ignore-scripts=true");
  });

  it("pin onnxruntime-node to one version", () => {
    const ranges = MANIFESTS.flatMap(([, manifest]) =>
      rangesOf(manifest, "onnxruntime-node"),
    );
    const locked = Object.entries(packages)
      .filter(([path]) => path.endsWith("node_modules/onnxruntime-node"))
      .map(([, entry]) => entry.version);
    expect(new Set(ranges)).toEqual(new Set([ONNXRUNTIME_VERSION]));
    expect(locked).toEqual([ONNXRUNTIME_VERSION]);
  });

  it("leave one tfjs-core to the user, and the union package out", () => {
    expect(
      MANIFESTS.flatMap(([, manifest]) =>
        rangesOf(manifest, "@tensorflow/tfjs"),
      ),
    ).toEqual([]);
    const owners = MANIFESTS.filter(
      ([path, { dependencies }]) =>
        path.startsWith("packages/") &&
        dependencies?.["@tensorflow/tfjs-core"] !== undefined,
    );
    expect(owners).toEqual([]);
  });

  it("on each other are ranges that hold the current version", () => {
    const wrong = WORKSPACES.flatMap(({ manifest: { name, version } }) =>
      MANIFESTS.flatMap(([path, manifest]) =>
        rangesOf(manifest, name)
          .filter((range) => range !== `^${version}`)
          .map((range) => `${path}: ${name} ${range}, now ${version}`),
      ),
    );
    expect(wrong).toEqual([]);
  });
});

describe.each(
  PUBLISHED.map(({ folder, manifest }) => [folder, manifest] as const),
)("%s", (folder, manifest) => {
  it("has a README, and the licence of the repository", () => {
    expect(isPresent(`${folder}/README.md`)).toBe(true);
    expect(readText(`${folder}/LICENSE`)).toBe(readText("LICENSE"));
  });

  it("builds by the shared settings", () => {
    expect(readText(`${folder}/tsup.config.ts`)).toContain(
      "tools/tsup/package-config",
    );
    expect(readText(`${folder}/tsconfig.json`)).toContain(
      "tools/tsconfig/base.json",
    );
  });

  it("has the fields that all packages share", () => {
    expect(manifest).toMatchObject({
      license: "MIT",
      type: "module",
      sideEffects: false,
      engines: { node: ">=20.19" },
      scripts: { build: "tsup" },
    });
  });

  it("exports its source to this repository's tools, and its build to others", () => {
    for (const entry of Object.values(manifest.exports ?? {})) {
      // Data is the same for all, and must be in the tarball.
      if (typeof entry === "string") {
        expect(isPresent(join(folder, entry))).toBe(true);
        expect(manifest.files?.map((file) => `./${file}`)).toContain(entry);
        continue;
      }
      const [condition, source] = Object.entries(entry as object)[0] as [
        string,
        string,
      ];
      expect(condition).toBe("@trm/source");
      expect(isPresent(join(folder, source))).toBe(true);
    }
    expect(manifest.exports).toHaveProperty(["."]);
  });
});

describe("tests", () => {
  it("say how many threads onnxruntime takes, two at most, so that they can run at once", () => {
    const engines = FILES.filter((path) =>
      /[./]test[./].*ts$/.test(path),
    ).flatMap((path) =>
      [...readText(path).matchAll(/createEngine\(\{([^}]*)\}/g)].map(
        ([call]) => `${path}: ${call}`,
      ),
    );
    const wrong = engines.filter(
      (call) => !/threads: [12]\b|"tfjs"/.test(call),
    );
    expect(wrong).toEqual([]);
    expect(engines).not.toEqual([]);
  });
});

describe("releases", () => {
  interface ChangesetConfig {
    readonly fixed: readonly string[];
    readonly linked: readonly string[];
  }

  it("version every package on its own", () => {
    const { fixed, linked } = readJson(
      ".changeset/config.json",
    ) as ChangesetConfig;
    expect({ fixed, linked }).toEqual({ fixed: [], linked: [] });
  });

  it("have changesets that name packages of this repository", () => {
    const names = new Set(WORKSPACES.map(({ manifest }) => manifest.name));
    const wrong = FILES.filter((path) =>
      /^\.changeset\/(?!README).*\.md$/.test(path),
    ).flatMap((path) => {
      const frontMatter = readText(path).split("---")[1] ?? "";
      const named = [
        ...frontMatter.matchAll(/"([^"]+)": (?:major|minor|patch)/g),
      ];
      return named.length > 0 && named.every(([, name]) => names.has(name!))
        ? []
        : [path];
    });
    expect(wrong).toEqual([]);
  });
});
