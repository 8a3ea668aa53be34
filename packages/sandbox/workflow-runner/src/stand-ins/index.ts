import { createGithubAppToken } from "./app-token.ts";
import { downloadArtifact, uploadArtifact } from "./artifacts.ts";
import { azureLogin } from "./azure-login.ts";
import { checkout } from "./checkout.ts";
import { buildPush, dockerLogin } from "./image-build.ts";
import { setupNode } from "./setup-node.ts";
import type { StandIn } from "./stand-in.ts";

/** Every action with a stand-in; the sandbox's README lists them. */
export const standIns: readonly StandIn[] = [
  checkout,
  setupNode,
  uploadArtifact,
  downloadArtifact,
  createGithubAppToken,
  azureLogin,
  dockerLogin,
  buildPush,
];
