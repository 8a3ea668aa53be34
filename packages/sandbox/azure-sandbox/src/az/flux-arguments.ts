/** What the extension k8s-configuration checks by itself, in its own words. */
import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import type { KustomizationSettings } from "../azure/record.ts";
import type { Options } from "./command-line.ts";
import { AzError, complaint, notModelled } from "./errors.ts";
import { text } from "./handler.ts";

/** A problem that the extension finds by itself, with what it recommends. */
export function invalid(message: string, recommendation: string): AzError {
  return complaint(`${message}\n${recommendation}`);
}

export const subdomain = /^[a-z0-9](?:[-.a-z0-9]*[a-z0-9])?$/;
export const label = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;

interface NameRule {
  readonly option: string;
  readonly form: RegExp;
  readonly longest: number;
}

export function checkName(value: string, { option, form, longest }: NameRule): void {
  if (value.length > longest)
    throw invalid(
      `Error! Invalid ${option}`,
      `Parameter ${option} can be a maximum of ${longest} characters. Specify a shorter name and try again.`,
    );
  if (!form.test(value))
    throw invalid(
      `Error! Invalid ${option}`,
      `Parameter ${option} can only contain lowercase alphanumeric characters, hyphens, and periods`,
    );
}

/** `1h2m5s` */
export function seconds(duration: string, option: string): number {
  const [whole = "", hours = "0", minutes = "0", rest = "0"] =
    /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?/.exec(duration) ?? [];
  if (whole === "")
    throw invalid(`Error! Invalid ${option}.`, "Specify a valid Go duration and try again (i.e. 1h2m5s)");
  return Number(hours) * 3_600 + Number(minutes) * 60 + Number(rest);
}

const intervals = ["interval", "sync_interval", "syncInterval", "retryInterval", "retry_interval", "timeout"];

export function kustomizationOf(words: readonly string[]): readonly [string, KustomizationSettings] {
  const given = new Map(
    words.map((word) => {
      const at = word.indexOf("=");
      if (at === -1) throw complaint("usage error: --kustomization KEY=VALUE [KEY=VALUE ...]");
      return [word.slice(0, at), word.slice(at + 1)] as const;
    }),
  );
  const name = given.get("name");
  if (name === undefined)
    throw invalid(
      "Error! Kustomization definition is invalid, required values {'name'} not found",
      "Add the required values to the Kustomization object and try again",
    );
  checkName(name, { option: "name", form: subdomain, longest: 63 });
  for (const [key, value] of given) {
    if (intervals.includes(key)) seconds(value, key);
    else if (!["name", "path", "prune", "force", "disable-health-check"].includes(key))
      throw new AzError(1, `The command failed with an unexpected error. Here is the traceback:\n${key}`);
  }
  const settings = {
    path: given.get("path") ?? "",
    prune: given.get("prune") === "true",
    wait: given.get("disable-health-check") !== "true",
  };
  return [name, settings];
}

function checkKey(key: string): void {
  try {
    createPrivateKey(key);
  } catch {
    // OpenSSH's own form, which only Ed25519 keys have here.
    if (!/^-----BEGIN OPENSSH PRIVATE KEY-----\n[\s\S]+\n-----END OPENSSH PRIVATE KEY-----\n?$/.test(key))
      throw invalid(
        "Error! --ssh-private-key provided in invalid format",
        "Verify the key provided is a valid PEM-formatted key of type RSA, ECC, DSA, or Ed25519",
      );
  }
}

function privateKeyOf(options: Options): string | undefined {
  const [value, file] = [text(options, "--ssh-private-key"), text(options, "--ssh-private-key-file")];
  if (value !== "" && file !== "")
    throw invalid(
      "Error! Both textual key and key filepath cannot be provided",
      "Try providing the file parameter without providing the plaintext parameter",
    );
  if (value === "" && file === "") return undefined;
  const key = value === "" ? readFileSync(file, "utf8") : Buffer.from(value, "base64").toString("utf8");
  checkKey(key);
  return key;
}

export interface Access {
  readonly url: string;
  readonly privateKey: string | undefined;
  readonly user: string;
  readonly key: string;
}

export function accessOf(options: Options): Access {
  const url = text(options, "--url");
  if (!/^(?:(?:http|https|ssh):\/\/|git@)/.test(url))
    throw invalid(
      "Error! Invalid --url.",
      "Url must begin with one of ['http://', 'https://', 'git@', 'ssh://']",
    );
  const privateKey = privateKeyOf(options);
  const [user, key] = [text(options, "--https-user"), text(options, "--https-key")];
  if (/^https?:/.test(url) && privateKey !== undefined)
    throw invalid(
      "Error! An --ssh-private-key cannot be used with an http(s) url",
      "Verify the url provided is a valid ssh url and not an http(s) url",
    );
  if (!/^https?:/.test(url) && (user !== "" || key !== ""))
    throw invalid(
      "Error! https auth (--https-user and --https-key) cannot be used with a non-http(s) url",
      "Verify the url provided is a valid http(s) url and not an ssh url",
    );
  if ((user === "") !== (key === ""))
    throw invalid(
      "Error! --https-user and --https-key cannot be used separately",
      "Try providing both --https-user and --https-key together",
    );
  return { url, privateKey, user, key };
}

export function branchOf(options: Options): string {
  const references = ["--branch", "--tag", "--semver", "--commit"].filter((name) => options.has(name));
  if (references.length !== 1)
    throw invalid(
      "Error! Repository reference is invalid",
      references.length === 0
        ? "Specifying one of [--branch, --tag, --semver, --commit] is required"
        : "Specifying more than one repository ref argument is invalid",
    );
  if (!options.has("--branch")) throw notModelled(`a source at ${references[0]}`);
  return text(options, "--branch");
}
