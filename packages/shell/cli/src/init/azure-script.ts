/** What a person runs or sets instead of init, with `--print-az`. */
import type { Kind, Reference, Step, Thing, Value } from "@kalypso-actions/setup";
import { azCommands, type Drivers } from "@kalypso-actions/setups";

/** Kinds that `az` makes. */
const azureKinds: readonly Kind[] = [
  "azure-application",
  "federated-credential",
  "azure-role",
  "role-assignment",
  "resource-group",
  "aks-cluster",
  "flux-configuration",
  "cluster-secret",
];

function isAzures({ kind }: Thing): boolean {
  return azureKinds.includes(kind);
}

/** Whether a thing is known only once Azure has made another. */
function waitsForAzure(thing: Thing): boolean {
  return azureKinds.some((kind) => JSON.stringify(thing.wants).includes(`"of":"${kind} `));
}

/** What init makes when Azure is left to the person. */
export function withoutAzure(steps: readonly Step[]): readonly Step[] {
  return steps.filter(({ thing }) => !isAzures(thing) && !waitsForAzure(thing));
}

/** The subject, which GitHub tells once the environment exists. */
async function withSubject(thing: Thing, plan: readonly Thing[], drivers: Drivers): Promise<Thing> {
  if (thing.kind !== "federated-credential" || typeof thing.wants.subject === "string") return thing;
  const of: Reference["of"] = thing.wants.subject.of;
  const environment = plan.find(({ name }) => name === of);
  if (environment?.kind !== "environment") return thing;
  const found = await drivers.environment.read(environment.wants);
  const subject = found?.outputs["subject"];
  return subject === undefined ? thing : { ...thing, wants: { ...thing.wants, subject } };
}

/** The commands, and the variables that their outputs go into. */
export async function azureScript(
  plan: readonly Thing[],
  drivers: Drivers,
  issuer: string,
): Promise<readonly string[]> {
  const things = await Promise.all(plan.filter(isAzures).map((thing) => withSubject(thing, plan, drivers)));
  const variables = plan.flatMap((thing) =>
    thing.kind === "variable" && waitsForAzure(thing)
      ? [
          `gh variable set ${thing.wants.variable} --repo ${thing.wants.repository} --body <${outputName(thing.wants.value)}>`,
        ]
      : [],
  );
  return [
    "Run these commands for Azure:",
    "",
    ...azCommands(things, issuer).trimEnd().split("\n"),
    ...(variables.length === 0 ? [] : ["", "Then, with what they print:", ...variables]),
  ];
}

function outputName(value: Value): string {
  return typeof value === "string" ? value : value.output;
}
