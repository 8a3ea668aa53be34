/** `az rest`: requests to Azure Resource Manager itself. */
import { complaint, notModelled } from "./errors.ts";
import { type Handlers, text } from "./handler.ts";

const path =
  /^(?<cluster>\/subscriptions\/.+\/managedClusters\/[^/]+)\/providers\/Microsoft\.KubernetesConfiguration\/extensions\/flux\?api-version=2023-05-01$/;

export const rest: Handlers = {
  rest: {
    handles: ["--method", "--url"],
    run: (options, cloud) => {
      const url = text(options, "--url");
      const asked = path.exec(url)?.groups?.["cluster"];
      if (asked === undefined || text(options, "--method") !== "get")
        throw notModelled(`a request for ${url}`);
      const found = [...cloud.clusters.values()].find(({ id }) => id === asked);
      // az prints the answer as it is, and does not tell what is not found by its exit code.
      if (found?.fluxVersion === undefined) {
        const error = { code: "ResourceNotFound", message: "The resource was not found." };
        throw complaint(`Not Found(${JSON.stringify({ error })})`);
      }
      const { fluxVersion } = found;
      return {
        id: `${asked}/providers/Microsoft.KubernetesConfiguration/extensions/flux`,
        name: "flux",
        properties: {
          autoUpgradeMinorVersion: true,
          currentVersion: fluxVersion,
          extensionType: "microsoft.flux",
          provisioningState: "Succeeded",
          version: null,
        },
        type: "Microsoft.KubernetesConfiguration/extensions",
      };
    },
  },
};
