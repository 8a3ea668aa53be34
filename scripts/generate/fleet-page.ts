/** The page of `kalypso report`, bundled into a module that holds its texts. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "rolldown";
import { modulesOf, noticesText, packagesOf } from "./notices.ts";

const folder = "packages/shell/fleet-report";

/** In an HTML file, these would end the element, or begin a comment in it. */
function embeddable(text: string): string {
  return text.replaceAll(/<(?=\/script|!--|script)/gi, "\\x3c");
}

function minified(css: string): string {
  return css
    .replaceAll(/\s*\n\s*/g, "")
    .replaceAll(/\s*([{};])\s*/g, "$1")
    .trim();
}

/** The path and the text of the generated module. */
export async function fleetPage(root: string): Promise<readonly [path: string, text: string]> {
  const { output } = await build({
    input: join(root, folder, "page/main.ts"),
    platform: "browser",
    write: false,
    output: { format: "iife", minify: true, codeSplitting: false },
  });
  const script = embeddable(output[0].code.trim());
  const style = minified(readFileSync(join(root, folder, "page/style.css"), "utf8"));
  const texts = { script, style, notices: noticesText(packagesOf(modulesOf(output))) };
  const lines = Object.entries(texts).map(
    ([name, text]) => `export const ${name} = ${JSON.stringify(text)};\n`,
  );
  const head = "// Generated from page/ by `npm run generate`.\n";
  return [`${folder}/src/page.generated.ts`, `${head}${lines.join("")}`];
}
