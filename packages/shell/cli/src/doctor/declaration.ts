/** What `kalypso doctor` accepts. */
import type { CommandDeclaration } from "../declaration-types.ts";

export const doctorDeclaration: CommandDeclaration = {
  name: "doctor",
  summary: "Checks a running platform from outside, and says what is wrong with a fix for each.",
  details:
    "It reads repositories, settings, Apps and, through the Azure CLI, what the clusters follow. It changes nothing. The token is GH_TOKEN, or that of `gh auth token`; what it may not read is told, and left out.",
  operands: [],
  options: [
    {
      name: "control-plane",
      value: "<address>",
      description: "the control plane's repository on GitHub",
      isRequired: true,
    },
    {
      name: "azure",
      description: "fails if Azure cannot be asked",
      fallback: "asks where health comes from Azure and somebody is logged in",
    },
    {
      name: "format",
      value: "<format>",
      description: "text for people, json for scripts",
      fallback: "text",
      choices: ["text", "json"],
    },
  ],
  examples: ["kalypso doctor --control-plane https://github.com/acme/kalypso-control-plane"],
};
