import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@kalypso-actions/github-sandbox";
import { expect, test } from "vitest";
import { newKeyPair } from "../src/github/ssh-key.ts";

test("OpenSSH reads the private half of a key, and finds the public one in it", async () => {
  await using folder = await temporaryFolder();
  for (const comment of ["", "flux", "a comment of a few more words"]) {
    const { publicKey, privateKey } = newKeyPair(comment);
    const file = join(folder.path, "key");
    writeFileSync(file, privateKey, { mode: 0o600 });
    const said = execFileSync("ssh-keygen", ["-y", "-P", "", "-f", file], { encoding: "utf8" });
    expect(said.trim()).toBe(`${publicKey} ${comment}`.trim());
  }
});
