/** Bytes of float32 numbers, lowest first. */
export function float32s(values: ArrayLike<number>): Uint8Array {
  return written(values, (view, at, value) => view.setFloat32(at, value, true));
}

/** Bytes of uint32 numbers, lowest first. */
export function uint32s(values: ArrayLike<number>): Uint8Array {
  return written(values, (view, at, value) => view.setUint32(at, value, true));
}

function written(
  values: ArrayLike<number>,
  write: (view: DataView, at: number, value: number) => void,
): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  for (let k = 0; k < values.length; k++) write(view, 4 * k, values[k] ?? 0);
  return bytes;
}
