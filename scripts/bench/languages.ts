/** The cost of the two template languages for the same manifests, those of the samples. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type CompiledTemplate, compileTemplate, type TemplateData } from "@kalypso-actions/templates";
import { parse } from "yaml";

const samples = fileURLToPath(new URL("../../workflows-examples", import.meta.url));

const data: TemplateData = {
  DeploymentTargetName: "hello-world-app-functional-test",
  Namespace: "dev-drone-hello-world-app-functional-test",
  Environment: "dev",
  Workspace: "kaizen-app-team",
  Workload: "hello-world-app",
  ClusterType: "drone",
  Labels: { purpose: "functional-test", edge: "true", workload: "hello-world-app" },
  Manifests: { repo: "https://github.com/contoso/app-gitops", branch: "dev", path: "./functional-test" },
  ConfigData: Object.fromEntries(
    Array.from({ length: 15 }, (_, index) => [`KEY_${index}`, `value number ${index}`]),
  ),
};

function manifestsOf(sample: string): readonly string[] {
  const folder = `${samples}/${sample}/main/templates`;
  return readdirSync(folder).flatMap(
    (name): string[] => parse(readFileSync(`${folder}/${name}`, "utf8")).spec.manifests,
  );
}

function compileAll(texts: readonly string[]): readonly CompiledTemplate[] {
  return texts.flatMap((text, index) => {
    const source = {
      name: `sample-${index}`,
      text,
      origin: { file: "sample.yaml", line: 1, column: 1, verbatim: true },
    };
    return compileTemplate(source).value ?? [];
  });
}

/** How often a piece of work fits into a second. */
function rate(count: number, work: () => void): number {
  for (let warm = 0; warm < count / 10; warm++) work();
  globalThis.gc?.();
  const begin = performance.now();
  for (let done = 0; done < count; done++) work();
  return (count / (performance.now() - begin)) * 1000;
}

export interface LanguageRates {
  readonly language: string;
  /** Manifests per second. */
  readonly parsed: number;
  readonly rendered: number;
}

function measure(language: string, sample: string): LanguageRates {
  const texts = manifestsOf(sample);
  const compiled = compileAll(texts);
  if (compiled.some((template) => template.render(data).value === "")) throw new Error(`${sample} is broken`);
  const parsed = rate(1_000, () => compileAll(texts)) * texts.length;
  const rendered = rate(5_000, () => {
    for (const template of compiled) template.render(data);
  });
  return { language, parsed, rendered: rendered * compiled.length };
}

export function measureLanguages(): readonly LanguageRates[] {
  return [measure("mustache", "control-plane"), measure("Go template", "control-plane-go-templates")];
}
