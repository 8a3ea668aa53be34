import { createServer } from "node:http";
import { expect, test } from "vitest";
import { close, failsAtOnce, faultFor, faultNames, faultRule, listen, sendWith } from "../src/index.ts";

/** One answer of a server with one fault, as a client without patience sees it. */
async function answerWith(name: (typeof faultNames)[number]): Promise<string> {
  const faults = { rules: [faultRule(name)], count: 0 };
  const server = createServer((request, response) => {
    const fault = faultFor(faults, request.method ?? "", request.url ?? "");
    void failsAtOnce(fault, { request, response }, (_, message) => ({ message })).then((isDone) => {
      if (isDone) return;
      if (fault?.cutAfter === true) request.socket.destroy();
      else sendWith(fault, response, { status: 200, body: [{ name: "dev", number: 1 }] });
    });
  });
  const port = await listen(server);
  try {
    const signal = AbortSignal.timeout(faultRule(name).hang === undefined ? 5_000 : 30);
    const answer = await fetch(`http://127.0.0.1:${port}/x`, { signal, redirect: "manual" });
    return `${answer.status} ${(await answer.text()).slice(0, 60).trim()}`;
  } catch (error) {
    return error instanceof Error ? error.name : "";
  } finally {
    await close(server);
  }
}

test("every kind of fault is what it says", async () => {
  const seen: Record<string, string> = {};
  for (const name of faultNames) seen[name] = await answerWith(name);
  expect(seen).toMatchInlineSnapshot(`
    {
      "404 once": "404 {"message":"Not Found"}",
      "429": "429 {"message":"too many requests"}",
      "429 for a day": "429 {"message":"too many requests"}",
      "429 with Retry-After": "429 {"message":"too many requests"}",
      "500 burst": "500 {"message":"fault"}",
      "502 burst": "502 <!DOCTYPE html>
    <html><head><title>Sign in</title></head><bo",
      "502 for good": "502 <!DOCTYPE html>
    <html><head><title>Sign in</title></head><bo",
      "503 burst": "503 {"message":"fault"}",
      "503 for a day": "503 {"message":"fault"}",
      "HTML page": "200 <!DOCTYPE html>
    <html><head><title>Sign in</title></head><bo",
      "archived": "403 {"message":"Repository was archived so is read-only."}",
      "cut JSON": "200 [{"name":"dev"",
      "cut after": "TypeError",
      "cut before": "TypeError",
      "cut middle": "TypeError",
      "empty answer": "200 ",
      "empty object": "200 {}",
      "expired token": "401 {"message":"Bad credentials"}",
      "flooding": "TimeoutError",
      "list for object": "200 {"0":{"name":"dev","number":1}}",
      "malformed JSON": "200 {'ok': True,}",
      "moved": "301 {"message":"Moved Permanently"}",
      "null": "200 null",
      "primary limit": "403 {"message":"API rate limit exceeded for installation ID 7."}",
      "repeating pages": "200 [{"name":"dev","number":1}]",
      "secondary limit": "403 {"message":"You have exceeded a secondary rate limit. Please",
      "silent": "TimeoutError",
      "trickling": "TimeoutError",
      "wrong types": "200 {"0":{"name":7,"number":"seven"}}",
    }
  `);
});
