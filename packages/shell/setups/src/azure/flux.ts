/** Flux configurations: what each cluster follows. */
import { DiagnosticError, visible } from "@kalypso-actions/diagnostics";
import { normalisePath, normaliseRepository } from "@kalypso-actions/names";
import type { Found, Resolved, Wants } from "@kalypso-actions/setup";
import { z } from "zod";
import type { Driver } from "../driver.ts";
import type { AzCall } from "./az.ts";
import type { AzureContext } from "./context.ts";
import { extension, hasExtension } from "./extension.ts";

type FluxWants = Resolved<Wants["flux-configuration"]>;

/** As `az k8s-configuration flux` prints one. */
export const configuration = z.object({
  id: z.string(),
  name: z.string(),
  namespace: z.string(),
  provisioningState: z.string().nullish(),
  errorMessage: z.string().nullish(),
  systemData: z.object({ createdAt: z.string() }),
  gitRepository: z
    .object({
      url: z.string(),
      repositoryRef: z
        .object({
          branch: z.string().nullish(),
          tag: z.string().nullish(),
          semver: z.string().nullish(),
          commit: z.string().nullish(),
        })
        .nullish(),
    })
    .nullish(),
  kustomizations: z.record(z.string(), z.object({ path: z.string().nullish() })).nullish(),
});

type Configuration = z.infer<typeof configuration>;

/** The key of its one Kustomization. */
const kustomization = "cluster";

/** How often Flux looks at the branch. Azure's default is ten minutes, in which a check of five would end. */
const interval = "2m";

export const provider = "Microsoft.KubernetesConfiguration";

function branchOf({ gitRepository }: Configuration): string {
  const { branch, tag, semver, commit } = gitRepository?.repositoryRef ?? {};
  if (commit) return `commit ${commit}`;
  if (semver) return `semver ${semver}`;
  if (tag) return `tag ${tag}`;
  return branch ?? "";
}

function foundOf(found: Configuration, wants: FluxWants): Found<"flux-configuration"> {
  const url = found.gitRepository?.url ?? "no git repository";
  const paths = Object.values(found.kustomizations ?? {}).map(({ path }) => path ?? "");
  const [path = ""] = paths;
  const isSame = paths.length === 1 && normalisePath(path) === normalisePath(wants.path);
  return {
    id: `${found.id} ${found.systemData.createdAt}`,
    actual: {
      group: wants.group,
      cluster: wants.cluster,
      configuration: found.name,
      namespace: found.namespace,
      url: normaliseRepository(url) === normaliseRepository(wants.url) ? wants.url : url,
      branch: branchOf(found),
      path: isSame ? wants.path : paths.join(", "),
    },
    outputs: {},
  };
}

/** The options that say which configuration. */
function placeOf({ group, cluster, configuration: name }: Omit<FluxWants, "access">) {
  return {
    "--resource-group": group,
    "--cluster-name": cluster,
    "--cluster-type": "managedClusters",
    "--name": name,
  };
}

/** What `flux create` is given of a configuration, but for its key. */
export function creationOptions(wants: Omit<FluxWants, "access">, httpsUser?: string) {
  const { namespace, url, branch, path } = wants;
  return {
    ...placeOf(wants),
    "--namespace": namespace,
    "--scope": "cluster",
    "--kind": "git",
    "--url": url,
    "--branch": branch,
    "--interval": interval,
    ...(httpsUser === undefined ? {} : { "--https-user": httpsUser }),
    "--kustomization": [`name=${kustomization}`, `path=${path}`, "prune=true", `sync_interval=${interval}`],
  };
}

/** A key is given on the standard input; the value of `--https-key` would be seen by every process. */
function creationOf(wants: FluxWants): AzCall {
  const { access } = wants;
  const options = creationOptions(wants, access?.user);
  const call = { command: "k8s-configuration flux create", options, within: "azureCluster" } as const;
  if (access === undefined) return call;
  return { ...call, secret: { option: "--https-key", value: access.key } };
}

const installing = /extension is currently installing on the cluster/;

function failed({ name, errorMessage }: Configuration): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "azure-cli-refused",
    message: `Azure could not make the Flux configuration ${visible(name)}: ${visible(errorMessage || "no reason given")}`,
    hint: "Remove it with `az k8s-configuration flux delete`, correct what it says, then run again.",
  });
}

const unsettled = ["Creating", "Updating", "Deleting"];

export function fluxDriver(azure: AzureContext): Driver<"flux-configuration"> {
  const clusterIsThere = async ({ group, cluster }: FluxWants) => {
    const options = { "--resource-group": group, "--name": cluster };
    return (await azure.find({ command: "aks show", options }, z.object({ id: z.string() }))) !== undefined;
  };
  /** The commands are those of an extension of az, which is installed once there is something to ask. */
  let ready = false;
  const ensureExtension = async (): Promise<void> => {
    if (!ready && !(await hasExtension(azure)))
      await azure.run({ command: "extension add", options: { "--name": extension, "--yes": true } });
    ready = true;
  };
  const ensureProvider = async (): Promise<void> => {
    const options = { "--namespace": provider };
    const shape = z.object({ registrationState: z.string() });
    const stateNow = () => azure.ask({ command: "provider show", options }, shape);
    if ((await stateNow()).registrationState === "Registered") return;
    await azure.run({ command: "provider register", options });
    await azure.settled(`the resource provider ${provider} was not registered`, async () =>
      (await stateNow()).registrationState === "Registered" ? { value: true } : undefined,
    );
  };
  const show = async (wants: FluxWants): Promise<Configuration | undefined> => {
    if (!(await clusterIsThere(wants))) return undefined;
    await ensureExtension();
    return azure.find({ command: "k8s-configuration flux show", options: placeOf(wants) }, configuration);
  };
  return {
    async read(wants) {
      const found = await show(wants);
      const isSettled = found !== undefined && !unsettled.includes(found.provisioningState ?? "");
      return isSettled ? foundOf(found, wants) : undefined;
    },
    async make(wants) {
      const what = `the Flux configuration ${wants.configuration} was not made or removed`;
      const there = await azure.settled(what, async () => {
        const found = await show(wants);
        return unsettled.includes(found?.provisioningState ?? "") ? undefined : { value: found };
      });
      if (there?.provisioningState === "Failed") throw failed(there);
      if (there !== undefined) return foundOf(there, wants);
      await ensureExtension();
      await ensureProvider();
      const made = await azure.spread("Flux was not installed on the cluster", installing, () =>
        azure.ask(creationOf(wants), configuration),
      );
      if (made.provisioningState === "Failed") throw failed(made);
      return foundOf(made, wants);
    },
    async remove(wants, id) {
      const found = await show(wants);
      if (found === undefined || foundOf(found, wants).id !== id) return;
      const options = { ...placeOf(wants), "--yes": true } as const;
      const command = "k8s-configuration flux delete";
      await azure.ifThere(() => azure.run({ command, options, within: "azureCluster" }));
    },
  };
}
