import type { Driver } from "../driver.ts";
import { type Access, absent } from "./access.ts";
import { sealed } from "./sealed.ts";

export function secrets(access: Access): Driver<"secret"> {
  return {
    async read({ repository, environment, secret }) {
      const at = access.at(repository);
      const answer = await at.requestOr(`read the name of the secret ${secret}`, absent, ({ rest }) =>
        environment === undefined
          ? rest.actions.getRepoSecret({ ...at.at, secret_name: secret })
          : rest.actions.getEnvironmentSecret({
              ...at.at,
              environment_name: environment,
              secret_name: secret,
            }),
      );
      return answer === undefined ? undefined : { id: secret, actual: {}, outputs: {} };
    },
    async make({ repository, environment, secret, value }) {
      const at = access.at(repository);
      await at.request(`store the secret ${secret}`, async ({ rest }) => {
        const { data } =
          environment === undefined
            ? await rest.actions.getRepoPublicKey({ ...at.at })
            : await rest.actions.getEnvironmentPublicKey({ ...at.at, environment_name: environment });
        const stored = {
          ...at.at,
          secret_name: secret,
          key_id: data.key_id,
          encrypted_value: await sealed(value, data.key),
        };
        // What is put twice is the same.
        if (environment === undefined) await rest.actions.createOrUpdateRepoSecret(stored);
        else await rest.actions.createOrUpdateEnvironmentSecret({ ...stored, environment_name: environment });
      });
      return { id: secret, actual: {}, outputs: {} };
    },
    async remove({ repository, environment, secret }) {
      const at = access.at(repository);
      await at.requestOr(`delete the secret ${secret}`, absent, ({ rest }) =>
        environment === undefined
          ? rest.actions.deleteRepoSecret({ ...at.at, secret_name: secret })
          : rest.actions.deleteEnvironmentSecret({
              ...at.at,
              environment_name: environment,
              secret_name: secret,
            }),
      );
    },
  };
}
