import { type Difference, readNested } from "./read.ts";
import type { ConfigValue } from "./value.ts";

/** A value, read as YAML 1.1, and its differences from YAML 1.2. */
interface ReadValue {
  readonly value: ConfigValue;
  readonly differences: readonly Difference[];
}

const noDifferences: readonly Difference[] = [];

/** White space as in Go, which differs slightly from JavaScript's. */
const space = "[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const quoted = new RegExp(`^${space}*'(?:[^]*')?${space}*$`);
const quotes = new RegExp(`^${space}*'+|(?<!')'+${space}*$`, "g");

/**
 * The value of a ConfigMap entry's text (docs/decisions/platform-configuration.md#values). Text in single quotes is the
 * text inside, without any of the outer quotes; a YAML list or map is parsed; anything else is the text verbatim.
 */
export function readConfigValue(text: string): ReadValue {
  if (text.includes("'") && quoted.test(text))
    return { value: text.replace(quotes, ""), differences: noDifferences };
  return readNested(text) ?? { value: text, differences: noDifferences };
}
