/** Reads only repositories that a control plane may name. */
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import { publicAddress, type SnapshotReader } from "@kalypso-actions/git";
import {
  type AddressRefusal,
  type AddressRules,
  type AllowedHost,
  refusedAddress,
} from "@kalypso-actions/names";

/** What the machine's owner allows, and what the person who started it named: that is read in any case. */
interface ReadingRules extends AddressRules {
  readonly trusted: readonly string[];
}

function hostText(allowed: AllowedHost): string {
  if (allowed.kind === "any") return "*";
  const { host, port = "" } = allowed;
  const at = port === "" ? host : `${host}:${port}`;
  return allowed.kind === "origin" ? `${allowed.scheme}://${at}` : at;
}

const localHint =
  "Use an https or ssh address. The command line reads local ones with `--allow-local`; an action reads those whose scheme, host and port `allowed-hosts` names.";

/** What is wrong, and what to do about it. */
function explained(
  refusal: AddressRefusal,
  { hosts, owners }: AddressRules,
): readonly [what: string, hint: string] {
  switch (refusal.kind) {
    case "form":
      return ["its form is ambiguous", "Write it as `https://<host>/<owner>/<repository>`."];
    case "scheme":
      return [`\`${refusal.scheme}:\` is not read; expected https or ssh`, "Use an https or ssh address."];
    case "local":
      return ["it is on this machine or its network link", localHint];
    case "host":
      return [
        `the host \`${refusal.host}\` is not allowed; expected ${hosts.map(hostText).join(" or ")}`,
        "Correct the address, or add the host to the input `allowed-hosts`. Plain http needs its scheme there.",
      ];
    case "owner":
      return [
        `the owner \`${refusal.owner}\` is not allowed; expected ${owners.join(" or ") || "none"}`,
        "Correct the address, or add the owner to the input `allowed-owners`.",
      ];
  }
}

/** Without a place: the caller knows which resource names the address. */
function problem(repo: string, refusal: AddressRefusal, rules: AddressRules): Diagnostic {
  const [what, hint] = explained(refusal, rules);
  const message = `${publicAddress(repo)} is refused: ${what}`;
  return { severity: "error", code: "address-refused", message, hint };
}

/** A reader that refuses every other address with `address-refused`; it is disposed with the given one. */
export function guardedReader(reader: SnapshotReader, rules: ReadingRules): SnapshotReader {
  const trusted = new Set(rules.trusted);
  const refusal = (repo: string) => {
    const found = trusted.has(repo) ? undefined : refusedAddress(repo, rules);
    return found === undefined ? undefined : problem(repo, found, rules);
  };
  return {
    refusal,
    async read(revision, ...rest) {
      const refused = refusal(revision.repo);
      if (refused !== undefined) return { value: undefined, diagnostics: [refused] };
      return reader.read(revision, ...rest);
    },
    [Symbol.asyncDispose]: () => reader[Symbol.asyncDispose](),
  };
}
