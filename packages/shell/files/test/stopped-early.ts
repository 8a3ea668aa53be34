/** Is ended by a signal as soon as its temporary folder is on disk, before anything else can run: `<place>`. */
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { handleSignals, temporaryFolder } from "../src/index.ts";

handleSignals();
void temporaryFolder("kalypso-test-");
while (readdirSync(tmpdir()).length === 0);
process.emit("SIGTERM", "SIGTERM");
