import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { flagInput, type StandIn } from "./stand-in.ts";

/** Installs nothing: the machine has one Node, and its npm. */
export const setupNode: StandIn = {
  action: "actions/setup-node",
  releases: { "v7.0.0": "820762786026740c76f36085b0efc47a31fe5020" },
  summary:
    "Puts the Node that runs the sandbox on the PATH and refuses other versions. npm comes from the machine.",
  inputs: { "node-version": undefined, "package-manager-cache": "true" },
  async run({ inputs, temp, addPath, log }) {
    flagInput(inputs, "package-manager-cache");
    const wanted = inputs["node-version"] ?? "";
    const version = process.versions.node;
    if (wanted !== version && wanted !== version.split(".")[0])
      throw new Error(`Unable to find Node version '${wanted}' (the sandbox has ${version})`);
    const folder = join(temp, "node");
    await mkdir(folder, { recursive: true });
    await symlink(process.execPath, join(folder, "node"));
    addPath(folder);
    log(`node: v${version}`);
    return { outputs: { "node-version": `v${version}` } };
  },
};
