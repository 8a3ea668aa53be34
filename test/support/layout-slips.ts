/** Slips of YAML's layout: spaces, tabs, colons, quotes and brackets where they do not belong, or missing. */

type Edit = (line: string) => string;

/** An edit that does not apply leaves the line as it is. */
export const layoutSlips: Readonly<Record<string, Edit>> = {
  "a colon less": (line) => line.replace(":", ""),
  "no space after the colon": (line) => line.replace(": ", ":"),
  "a space more": (line) => ` ${line}`,
  "a space less": (line) => line.replace(/^ /, ""),
  "a tab for two spaces": (line) => line.replace("  ", "\t"),
  "a quote less": (line) => line.replace('"', ""),
  "a quote more": (line) => line.replace(/: (\w)/, ': "$1'),
  "a hyphen less": (line) => line.replace(/^( *)- /, "$1"),
  "a bracket more": (line) => line.replace(/: (\w)/, ": [$1"),
  "braces more": (line) => line.replace(/: (\w)/, ": {{$1"),
  "an asterisk": (line) => line.replace(/: (\w)/, ": *$1"),
  "a percent sign": (line) => line.replace(/: (\w)/, ": %$1"),
};
