/** As `remembered`, for answers that live no longer than the object that they are about. */
export function rememberedBy<Key extends object, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, Value>();
  return (key) => {
    const value = known.get(key);
    if (value !== undefined || known.has(key)) return value as Value;
    const computed = compute(key);
    known.set(key, computed);
    return computed;
  };
}

/** As `remembered`, for answers that live no longer than an object does: by that object, and within it by key. */
export function rememberedWith<Owner extends object, Key, Value>(
  compute: (owner: Owner, key: Key) => Value,
): (owner: Owner, key: Key) => Value {
  const within = rememberedBy((owner: Owner) => remembered((key: Key) => compute(owner, key)));
  return (owner, key) => within(owner)(key);
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
