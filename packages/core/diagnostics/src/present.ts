/** The fields with a value: one that may be undefined becomes one that may be absent. */
type Present<T> = {
  [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key];
} & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};

/** Leaves out what is undefined: an optional field is absent where it has no value. */
export function present<T extends object>(fields: T): Present<T> {
  // What is left is what the type says; Object.entries has no way to know.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}
