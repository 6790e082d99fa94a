/** @file Packs workspaces as the registry would get them. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, type Workspace } from "./workspace.ts";

/** One packed workspace. */
export interface Tarball {
  readonly workspace: Workspace;
  /** Absolute path of the `.tgz`. */
  readonly file: string;
}

/** Packs workspaces into a folder; their `dist` must be built. */
export const pack = (
  workspaces: readonly Workspace[],
  into: string,
): Tarball[] => {
  const flags = workspaces.flatMap(({ folder }) => ["--workspace", folder]);
  execFileSync(
    "npm",
    ["pack", "--silent", "--pack-destination", into, ...flags],
    { cwd: ROOT, stdio: ["ignore", "ignore", "pipe"] },
  );
  return workspaces.map((workspace) => {
    const { name, version } = workspace.manifest;
    const fileName = `${name.replace("@", "").replace("/", "-")}-${version}`;
    return { workspace, file: join(into, `${fileName}.tgz`) };
  });
};

/** The bytes of a tarball. */
export const bytesOf = ({ file }: Tarball): ArrayBuffer => {
  const bytes = readFileSync(file);
  return bytes.buffer.slice(
    bytes.byteOffset,
    bytes.byteOffset + bytes.byteLength,
  );
};

/** Installs a tarball into a project without a registry: unpacks it into `node_modules`. */
export const install = (tarball: Tarball, project: string): void => {
  const { name } = tarball.workspace.manifest;
  const target = join(project, "node_modules", name);
  mkdirSync(target, { recursive: true });
  execFileSync("tar", [
    "-xzf",
    tarball.file,
    "-C",
    target,
    "--strip-components=1",
  ]);
};
