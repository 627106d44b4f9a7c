/** A file name with another ending: `models/model.msgpack` and `.run` give `models/model.run`. */
export function fileBeside(model: string, ending: string): string {
  return `${model.replace(/\.[^./\\]+$/, "")}${ending}`;
}
