import { describe, expect, test } from "vitest";
import { issuerOf } from "../src/github/issuer.ts";
import { AzureStage } from "./azure-stage.ts";

const answer = (body: unknown, status = 200) => Promise.resolve(Response.json(body, { status }));

describe("the issuer of OIDC tokens", () => {
  test("is known for github.com, and nobody is asked", async () => {
    const ask = () => Promise.reject(new Error("asked"));
    expect(await issuerOf("https://github.com", { ask })).toBe("https://token.actions.githubusercontent.com");
  });

  test.each([
    ["https://github.acme.example", "https://github.acme.example/_services/token"],
    ["https://acme.ghe.com", "https://token.actions.acme.ghe.com"],
  ])("of %s is read from its OIDC configuration", async (server, place) => {
    const asked: string[] = [];
    const ask = (url: string) => {
      asked.push(url);
      return answer({ issuer: `${place}/acme` });
    };
    expect(await issuerOf(server, { ask })).toBe(`${place}/acme`);
    expect(asked).toEqual([`${place}/.well-known/openid-configuration`]);
  });

  test.each([
    ["cannot be reached", () => Promise.reject(new Error("no route"))],
    ["does not have it", () => answer({}, 404)],
    ["tells something else", () => answer({ issuer: "file:///etc/passwd" })],
  ])("is the documented one where the server %s", async (_, ask) => {
    expect(await issuerOf("https://github.acme.example", { ask })).toBe(
      "https://github.acme.example/_services/token",
    );
  });

  test("is that of the federated credential, which is another one with another issuer", async () => {
    const stage = new AzureStage();
    const issuer = async () => "https://github.acme.example/_services/token";
    const drivers = stage.drivers(undefined, { issuer });
    const application = await drivers["azure-application"].make({ displayName: "k8s-kalypso" });
    const clientId = application.outputs["clientId"] ?? "";
    const wants = { clientId, credential: "acme-plane", subject: "repo:acme/plane:environment:kalypso" };
    await drivers["federated-credential"].make(wants);
    const [made] = [...stage.cloud.applications.values()].flatMap(({ credentials }) => credentials);
    expect(made?.issuer).toBe(await issuer());
    expect((await drivers["federated-credential"].read(wants))?.actual.subject).toBe(wants.subject);
    const elsewhere = await stage.drivers()["federated-credential"].read(wants);
    expect(elsewhere?.actual.subject).toContain(`issued by ${await issuer()}`);
  });
});
