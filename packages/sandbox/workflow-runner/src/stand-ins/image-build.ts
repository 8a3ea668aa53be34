import { createHash } from "node:crypto";
import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { flagInput, listInput, type StandIn, type StandInContext } from "./stand-in.ts";

export const dockerLogin: StandIn = {
  action: "docker/login-action",
  releases: { "v4.6.0": "dbcb813823bdd20940b903addbd779551569679f" },
  summary: "Stores the registry password if it is a token that the sandbox's GitHub knows.",
  inputs: { registry: undefined, username: undefined, password: undefined },
  async run({ inputs, services, logins, log }) {
    const registry = inputs["registry"] ?? "";
    const password = inputs["password"] ?? "";
    if (services.github.permissionsOf(password) === undefined)
      throw new Error(`Error response from daemon: Get "https://${registry}/v2/": denied: denied`);
    logins.set(registry, password);
    log("Login Succeeded!");
    return { post: async () => void logins.delete(registry) };
  },
};

/** Like a reproducible build: the same files give the same digest. */
function digestOf(folder: string, dockerfile: string): string {
  const hash = createHash("sha256");
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => path.split(sep)[0] !== ".git")
    .sort();
  for (const path of [...entries, dockerfile])
    hash.update(`${path}\0`).update(readFileSync(join(folder, path)));
  return `sha256:${hash.digest("hex")}`;
}

function demandPush({ services, logins }: StandInContext, tag: string): void {
  const [, registry = "", name = ""] = /^([^/]+)\/(.+):[^:/]+$/.exec(tag) ?? [];
  if (name === "" || tag !== tag.toLowerCase())
    throw new Error(`ERROR: failed to build: invalid tag "${tag}": repository name must be lowercase`);
  const token = services.github.permissionsOf(logins.get(registry) ?? "");
  if (token?.permissions["packages"] !== "write")
    throw new Error(`ERROR: failed to push ${tag}: denied: permission_denied: write_package`);
}

/** Everything that the Dockerfile copies from the context must exist. */
function demandSources(folder: string, dockerfile: string): void {
  const lines = readFileSync(join(folder, dockerfile), "utf8").replaceAll(/\\\n/g, " ").split("\n");
  for (const line of lines) {
    const [, rest = ""] = /^\s*(?:COPY|ADD)\s+(.*)$/i.exec(line) ?? [];
    const words = rest.split(/\s+/).filter((word) => word !== "");
    // Not checked: copies from another stage or image, in JSON form, or from elsewhere.
    if (words.some((word) => word.startsWith("--from=")) || rest.startsWith("[")) continue;
    const sources = words.filter((word) => !word.startsWith("--")).slice(0, -1);
    for (const source of sources.filter((each) => !each.includes("://")))
      if (globSync(join(folder, source)).length === 0)
        throw new Error(
          `ERROR: failed to solve: failed to compute cache key: "/${source.replace(/^\/+/, "")}": not found`,
        );
  }
}

/** Builds nothing: reads the Dockerfile and its context, and records the image as pushed. */
export const buildPush: StandIn = {
  action: "docker/build-push-action",
  releases: { "v7.3.0": "53b7df96c91f9c12dcc8a07bcb9ccacbed38856a" },
  summary:
    "Builds nothing: reads the Dockerfile, checks that the files it copies exist, and records the image as pushed under a digest of its files if the login can write packages.",
  inputs: {
    context: undefined,
    file: "",
    push: "false",
    tags: "",
    labels: "",
    "build-args": "",
    provenance: "",
  },
  async run(context) {
    const { inputs, workspace, services, log } = context;
    const folder = join(workspace, inputs["context"] ?? ".");
    const dockerfile = inputs["file"] ? relative(folder, join(workspace, inputs["file"])) : "Dockerfile";
    if (!existsSync(join(folder, dockerfile)))
      throw new Error(
        `ERROR: failed to solve: failed to read dockerfile: open ${dockerfile}: no such file or directory`,
      );
    demandSources(folder, dockerfile);
    const digest = digestOf(folder, dockerfile);
    if (flagInput(inputs, "push"))
      for (const tag of listInput(inputs, "tags")) {
        demandPush(context, tag);
        services.images.set(tag, digest);
        log(`pushing ${tag}@${digest}`);
      }
    return { outputs: { digest, imageid: digest, metadata: "{}" } };
  },
};
