import type { OptionDeclaration } from "./declaration-types.ts";

/** For every command that reads what a control plane names. */
export const allowLocal: OptionDeclaration = {
  name: "allow-local",
  description:
    "also reads repositories on this machine if the control plane names them: folders, file: URLs, loopback and link-local addresses",
};
