const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Names that every Go file sees without importing anything. */
export const PREDECLARED_TYPES = words(
  'any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string uint uint8 uint16 uint32 uint64 uintptr',
);
export const BUILTIN_FUNCTIONS = words(
  'append cap clear close complex copy delete imag len make max min new panic print println real recover',
);
const CONSTANTS = words('true false iota nil _');

export function isPredeclared(name: string): boolean {
  return PREDECLARED_TYPES.has(name) || BUILTIN_FUNCTIONS.has(name) || CONSTANTS.has(name);
}
