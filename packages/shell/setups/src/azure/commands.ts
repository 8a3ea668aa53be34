/** What the drivers do, as a script for a POSIX shell, for those who let nobody else's program into their Azure. */
import { visible } from "@kalypso-actions/diagnostics";
import { applicationsSecret, type Thing, type ThingName } from "@kalypso-actions/setup";
import { checkValue } from "./az.ts";
import { applyCommand, secretFile } from "./cluster-secret.ts";
import { creationOptions as clusterOptions } from "./clusters.ts";
import { credentialText } from "./entra.ts";
import { extension } from "./extension.ts";
import { creationOptions as fluxOptions, provider } from "./flux.ts";
import { groupTag } from "./groups.ts";
import { roleText } from "./roles.ts";
import { ScriptVariables } from "./script-variables.ts";
import { hereText, word } from "./shell-words.ts";

type Of<K extends Thing["kind"]> = Extract<Thing, { readonly kind: K }>;

type Options = Readonly<Record<string, string | readonly string[] | true>>;

const waiting = `# What Azure has just made is not found everywhere for some minutes.
retry() {
  tries=0
  until "$@"; do
    tries=$((tries + 1))
    [ "$tries" -lt 40 ] || return 1
    sleep 15
  done
}`;

/** In a comment, a name must not end its line. */
function comment(text: string): string {
  return `# ${visible(text)}`;
}

class Script {
  readonly #blocks: string[] = [];
  readonly #variables = new ScriptVariables();
  readonly #once = new Set<string>();
  readonly #issuer: string;

  constructor(issuer: string) {
    this.#issuer = issuer;
  }

  get text(): string {
    const asked = [...this.#variables.asked].map(
      ([name, what]) => `: "\${${name}:?${hereText(what).replaceAll(/["}]/g, "")}}"`,
    );
    const told = [...this.#variables.made].map(
      ([key, name]) => `printf '%s: %s\\n' ${word(visible(key))} "$${name}"`,
    );
    const before = asked.length === 0 ? [] : [["# Set these first.", ...asked].join("\n")];
    const after = told.length === 0 ? [] : [["# What GitHub's variables need.", ...told].join("\n")];
    const head = "#!/bin/sh\n# If a command fails, correct what it says and go on from there.\nset -eu";
    return `${[head, ...before, waiting, ...this.#blocks, ...after].join("\n\n")}\n`;
  }

  add(thing: Thing): void {
    switch (thing.kind) {
      case "azure-application":
        this.#application(thing);
        break;
      case "federated-credential":
        this.#credential(thing);
        break;
      case "azure-role":
        this.#role(thing);
        break;
      case "role-assignment":
        this.#assignment(thing);
        break;
      case "resource-group":
        this.#group(thing);
        break;
      case "aks-cluster":
        this.#cluster(thing);
        break;
      case "flux-configuration":
        this.#flux(thing);
        break;
      case "cluster-secret":
        this.#secret(thing);
        break;
      default:
      // What is on GitHub.
    }
  }

  #application({ name, wants }: Of<"azure-application">): void {
    const client = this.#variables.forOutput(name, "clientId");
    const principal = this.#variables.forOutput(name, "principalId");
    const tenant = this.#variables.forOutput(name, "tenantId");
    const create = this.#az(
      "ad app create",
      { "--display-name": wants.displayName, "--query": "appId" },
      "tsv",
    );
    const id = `--id "$${client}" --query id --output tsv`;
    this.#block(
      name,
      `${client}=$(${create})`,
      `${principal}=$(az ad sp show ${id} 2>/dev/null || retry az ad sp create ${id})`,
      `${tenant}=$(az account show --query tenantId --output tsv)`,
    );
  }

  #credential({ name, wants }: Of<"federated-credential">): void {
    // The name of a variable has none of the characters that JSON escapes.
    const subject = this.#variables.written(wants.subject);
    const text = credentialText(wants.credential, this.#issuer, "\u0000");
    const here = hereText(text).replace("\\\\u0000", () => subject.here);
    this.#block(
      name,
      `credential=$(cat <<END\n${here}\nEND\n)`,
      `retry az ad app federated-credential create --id ${this.#variables.written(wants.clientId).word} --parameters "$credential" --output none`,
    );
  }

  #role({ name, wants }: Of<"azure-role">): void {
    const variable = this.#variables.forOutput(name, "roleId");
    const text = `${variable}=$(az role definition create --role-definition @- --query id --output tsv <<'END'\n${roleText(wants)}\nEND\n)`;
    this.#block(name, text);
  }

  #assignment({ name, wants }: Of<"role-assignment">): void {
    const words = [
      "retry az role assignment create",
      `--role ${this.#variables.written(wants.roleId).word}`,
      `--scope ${word(wants.scope)}`,
      `--assignee-object-id ${this.#variables.written(wants.principalId).word}`,
      "--assignee-principal-type ServicePrincipal --output none",
    ];
    this.#block(name, words.join(" "));
  }

  #group({ name, wants }: Of<"resource-group">): void {
    const options = { "--name": wants.group, "--location": wants.location };
    this.#block(name, `${this.#az("group create", options, "none")} --tags ${groupTag}="$(date +%s)-$$"`);
  }

  #cluster({ name, wants }: Of<"aks-cluster">): void {
    this.#block(name, this.#az("aks create", clusterOptions(wants), "none"));
  }

  #flux({ name, wants }: Of<"flux-configuration">): void {
    this.#first("flux", [
      `az extension add --name ${extension} --yes`,
      `az provider register --namespace ${provider} --wait`,
    ]);
    const { access } = wants;
    const command = "k8s-configuration flux create";
    const create = this.#az(command, fluxOptions(wants, access?.user), "none");
    if (access === undefined) {
      this.#block(name, create);
      return;
    }
    // A builtin's arguments are seen by no other process, as those of az are.
    const variable = this.#variables.secret("HTTPS_KEY", access.key);
    this.#block(name, `printf '%s' "$${variable}" | ${create} --https-key @-`);
  }

  /** az takes attached files by their names only; the folder is the user's own, and goes. */
  #secret({ name, wants }: Of<"cluster-secret">): void {
    const { group, cluster, key } = wants;
    const variable = this.#variables.secret("HTTPS_KEY", key);
    const options = { "--resource-group": group, "--name": cluster, "--command": applyCommand };
    // Nothing but the variable means something to the shell there: comments, which have backticks, are left out.
    const manifest = applicationsSecret(true, "\u0000")
      .trimEnd()
      .replace(/^#.*\n/gm, "")
      .replace('"\\u0000"', () => `"$${variable}"`);
    this.#block(
      name,
      "folder=$(mktemp -d)",
      `cat > "$folder/${secretFile}" <<END\n${manifest}\nEND`,
      `${this.#az("aks command invoke", options, "none")} --file "$folder/${secretFile}"`,
      'rm -r "$folder"',
    );
  }

  #first(what: string, lines: readonly string[]): void {
    if (this.#once.has(what)) return;
    this.#once.add(what);
    this.#blocks.push(lines.join("\n"));
  }

  #block(name: ThingName, ...lines: readonly string[]): void {
    this.#blocks.push([comment(name), ...lines].join("\n"));
  }

  #az(command: string, options: Options, output: string): string {
    const words = Object.entries(options).flatMap(([option, value]) => {
      if (value === true) return [option];
      const values = typeof value === "string" ? [value] : value;
      for (const each of values) checkValue(command, option, each);
      return [option, ...values.map(word)];
    });
    return ["az", command, ...words, "--output", output].join(" ");
  }
}

/**
 * The commands that make what is in Azure of these things, in their order, as a script. Secrets, and what GitHub has to
 * tell, are variables that a person sets; what Azure tells on the way goes into others.
 * @throws DiagnosticError azure-cli-value
 */
export function azCommands(
  things: readonly Thing[],
  issuer = "https://token.actions.githubusercontent.com",
): string {
  const script = new Script(issuer);
  for (const thing of things) script.add(thing);
  return script.text;
}
