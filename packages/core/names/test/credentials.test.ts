import { expect, test } from "vitest";
import { hasCredentials } from "../src/index.ts";

test.each([
  ["https://robot:hunter2@github.com/contoso/app", true],
  ["ssh://git:secret@host/app", true],
  ["https://ghp_0123456789abcdef@github.com/contoso/app", true],
  [`https://${"a1".repeat(20)}@github.com/contoso/app`, true],
  ["ssh://git@github.com/contoso/app", false],
  ["git@github.com:contoso/app.git", false],
  ["https://contoso@dev.azure.com/contoso/app/_git/app", false],
  ["https://github.com/contoso/app", false],
  ["https://github.com/contoso/app@v1", false],
])("%s carries a password or token: %s", (address, expected) => {
  expect(hasCredentials(address)).toBe(expected);
});
