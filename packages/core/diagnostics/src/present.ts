/** The object's fields, where one that may be undefined becomes one that may be absent. */
type Present<T> = {
  [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key];
} & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};

/** Leaves out undefined values: an optional field without a value is absent. */
export function present<T extends object>(fields: T): Present<T> {
  // The remaining entries match the type, but Object.entries cannot express that.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}
