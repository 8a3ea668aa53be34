import { expect, test } from "vitest";
import { messageOf } from "../src/problems.ts";

function answer(message: string) {
  return Object.assign(new Error("failed"), { status: 422, response: { data: { message } } });
}

test("a message of several lines becomes one", () => {
  expect(messageOf(answer("Validation failed \n\n  for a field\n"))).toBe("Validation failed for a field");
});

test("a long message is read in time that grows with its length", () => {
  const spaces = " ".repeat(200_000);
  expect(messageOf(answer(`no${spaces}answer`))).toBe(`no${spaces}answer`);
});
