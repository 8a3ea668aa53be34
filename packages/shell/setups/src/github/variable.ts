import type { Driver } from "../driver.ts";
import { type Access, absent } from "./access.ts";
import { unlessTaken } from "./taken.ts";

export function variables(access: Access): Driver<"variable"> {
  const read: Driver<"variable">["read"] = async ({ repository, environment, variable: name }) => {
    const at = access.at(repository);
    const answer = await at.requestOr(`read the variable ${name}`, absent, ({ rest }) =>
      environment === undefined
        ? rest.actions.getRepoVariable({ ...at.at, name })
        : rest.actions.getEnvironmentVariable({ ...at.at, environment_name: environment, name }),
    );
    if (answer === undefined) return undefined;
    // GitHub gives variables no id; they go with their repository.
    return { id: name, actual: { value: answer.data.value }, outputs: {} };
  };
  return {
    read,
    async make(wants) {
      const { repository, environment, variable: name, value } = wants;
      const at = access.at(repository);
      const made = { id: name, actual: { value }, outputs: {} };
      const body = { ...at.at, name, value };
      return at.create(`create the variable ${name}`, {
        make: async ({ rest }) => {
          const inEnvironment = { ...body, environment_name: environment ?? "" };
          const there = await unlessTaken(() =>
            environment === undefined
              ? rest.actions.createRepoVariable(body)
              : rest.actions.createEnvironmentVariable(inEnvironment),
          );
          if (there !== undefined) return made;
          // Made before: it gets the value that is wanted.
          if (environment === undefined) await rest.actions.updateRepoVariable(body);
          else await rest.actions.updateEnvironmentVariable(inEnvironment);
          return made;
        },
        look: async () => {
          const there = await read(wants);
          return there?.actual.value === value ? there : undefined;
        },
      });
    },
    async remove({ repository, environment, variable: name }) {
      const at = access.at(repository);
      await at.requestOr(`delete the variable ${name}`, absent, ({ rest }) =>
        environment === undefined
          ? rest.actions.deleteRepoVariable({ ...at.at, name })
          : rest.actions.deleteEnvironmentVariable({ ...at.at, environment_name: environment, name }),
      );
    },
  };
}
