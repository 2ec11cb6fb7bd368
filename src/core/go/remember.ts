/** As `remembered`, for answers that live no longer than an object does: by that object, and within it by key. */
export function rememberedWith<Owner extends object, Key, Value>(
  compute: (owner: Owner, key: Key) => Value,
): (owner: Owner, key: Key) => Value {
  const known = new WeakMap<Owner, (key: Key) => Value>();
  return (owner, key) => {
    let within = known.get(owner);
    if (!within) {
      within = remembered((one) => compute(owner, one));
      known.set(owner, within);
    }
    return within(key);
  };
}

/** The function with its answers remembered by argument; null and undefined answers too. */
export function remembered<Key, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const value = known.get(key);
    if (value !== undefined || known.has(key)) return value as Value;
    const computed = compute(key);
    known.set(key, computed);
    return computed;
  };
}
