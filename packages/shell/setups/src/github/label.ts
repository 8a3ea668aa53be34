import type { Found } from "@kalypso-actions/setup";
import type { Driver } from "../driver.ts";
import { type Access, absent } from "./access.ts";
import { unlessTaken } from "./taken.ts";

interface Answer {
  readonly node_id: string;
  readonly color: string;
  readonly description: string | null;
}

function found({ node_id, color, description }: Answer): Found<"label"> {
  return { id: node_id, actual: { colour: color, description: description ?? "" }, outputs: {} };
}

export function labels(access: Access): Driver<"label"> {
  const read: Driver<"label">["read"] = async ({ repository, label: name }) => {
    const at = access.at(repository);
    const answer = await at.requestOr(`read the label ${name}`, absent, ({ rest }) =>
      rest.issues.getLabel({ ...at.at, name }),
    );
    return answer === undefined ? undefined : found(answer.data);
  };
  return {
    read,
    async make(wants) {
      const { repository, label: name, colour: color, description } = wants;
      const at = access.at(repository);
      return at.create(`create the label ${name}`, {
        make: async ({ rest }) => {
          const there = await unlessTaken(() =>
            rest.issues.createLabel({ ...at.at, name, color, description }),
          );
          // Made before: it becomes as it is wanted.
          const { data } = there ?? (await rest.issues.updateLabel({ ...at.at, name, color, description }));
          return found(data);
        },
        look: () => read(wants),
      });
    },
    async remove({ repository, label: name }) {
      const at = access.at(repository);
      await at.requestOr(`delete the label ${name}`, absent, ({ rest }) =>
        rest.issues.deleteLabel({ ...at.at, name }),
      );
    },
  };
}
