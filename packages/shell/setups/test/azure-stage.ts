/** Drivers of Azure over the sandbox's cloud, without a process per command. */
import { AzureCloud, runAz } from "@kalypso-actions/azure-sandbox";
import { deadlines, openEnd } from "@kalypso-actions/deadlines";
import { diagnosticsOf } from "@kalypso-actions/diagnostics";
import { azureCli } from "../src/azure/az.ts";
import type { AzureOptions } from "../src/azure/context.ts";
import { azureDrivers } from "../src/azure/drivers.ts";

/** Ends a run at one of its commands, before it or after it. */
interface Kill {
  readonly at: number;
  readonly when: "before" | "after";
}

export class Killed extends Error {}

export class AzureStage {
  readonly cloud = new AzureCloud();
  /** The command lines, in order. */
  readonly calls: (readonly string[])[] = [];
  /** Milliseconds slept on the drivers' clock, which nothing else moves. */
  slept = 0;
  readonly #unique = { last: 0 };

  /** az, as a run has it. */
  az(kill?: Kill) {
    let count = 0;
    return azureCli({
      env: {},
      start: async (args, { input = "" }) => {
        count++;
        if (kill?.at === count && kill.when === "before") throw new Killed();
        this.calls.push(args);
        const ended = await runAz(this.cloud, { args, cwd: "/", input });
        if (kill?.at === count) throw new Killed();
        return ended;
      },
    });
  }

  /** New drivers, as a run has them. */
  drivers(kill?: Kill, more: Partial<AzureOptions> = {}) {
    const az = this.az(kill);
    const clock = {
      now: () => this.slept,
      sleep: async (milliseconds: number) => {
        this.slept += milliseconds;
      },
    };
    const unique = () => String(++this.#unique.last);
    return azureDrivers(az, { clock, unique, time: { ...openEnd, deadlines }, ...more });
  }

  /** How many there are of everything. */
  get counts() {
    const { applications, principals, roles, assignments, groups, clusters } = this.cloud;
    const configurations = [...clusters.values()].reduce((sum, each) => sum + each.configurations.size, 0);
    const credentials = [...applications.values()].reduce((sum, each) => sum + each.credentials.length, 0);
    const sizes = { applications, principals, roles, assignments, groups, clusters };
    const counted = Object.entries(sizes).map(([name, { size }]) => [name, size] as const);
    return Object.fromEntries([...counted, ["configurations", configurations], ["credentials", credentials]]);
  }
}

/** Why something fails: codes and messages. */
export async function reasonOf(failing: Promise<unknown>): Promise<string> {
  try {
    await failing;
  } catch (error) {
    return diagnosticsOf(error)
      .map(({ code, message }) => `${code}: ${message}`)
      .join("\n");
  }
  return "nothing failed";
}
