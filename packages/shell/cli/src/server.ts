import { UsageError } from "./usage-error.ts";

/**
 * The GitHub that commands work with, without a slash at the end.
 * @throws UsageError
 */
export function serverOf(env: Readonly<Record<string, string | undefined>>): string {
  const url = env["GITHUB_SERVER_URL"] || "https://github.com";
  if (URL.canParse(url)) return url.replace(/\/+$/, "");
  throw new UsageError(
    `the variable GITHUB_SERVER_URL is ${url}; expected an address such as https://github.com`,
  );
}
