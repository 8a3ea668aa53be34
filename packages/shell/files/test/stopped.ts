/** Begins to write an output and waits for a signal: `<output>`. Prints its temporary folder. */
import { mkdirSync } from "node:fs";
import { handleSignals, keep, Neighbours, temporaryFolder } from "../src/index.ts";

const [output = ""] = process.argv.slice(2);
handleSignals();
const next = Neighbours.new(output).path("new");
mkdirSync(next);
keep(next);
process.stdout.write(await temporaryFolder("kalypso-test-"));
setInterval(() => {}, 60_000);
