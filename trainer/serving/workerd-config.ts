/** A site for plain workerd. */
export type WorkerdSite = {
  /** Modules of the bundle, the main one first: file names relative to the configuration. */
  readonly modules: readonly [string, ...string[]];
  readonly compatibilityDate: string;
  /** Folder of the models. */
  readonly models: string;
  /** Host and port to listen on, for example `localhost:8787`. */
  readonly address: string;
  readonly settings: Readonly<Record<string, string>>;
};

/** Settings that workerd reads from its environment when it starts, so that no file holds them. */
const secretSettings = ["API_KEYS"] as const;

/**
 * The configuration of workerd, in the text format of Cap'n Proto. The bundle is one worker behind
 * one socket, and a folder stands in for the assets. Options of `workerd serve` may override both
 * by their names: `-s http=ADDRESS` and `-d models=FOLDER`.
 */
export function workerdConfig({
  modules,
  compatibilityDate,
  models,
  address,
  settings,
}: WorkerdSite): string {
  const bindings = [
    `(name = "ASSETS", service = "models")`,
    ...Object.entries(settings).map(([name, value]) => `(name = ${quote(name)}, text = ${quote(value)})`),
    ...secretSettings.map((name) => `(name = ${quote(name)}, fromEnvironment = ${quote(name)})`),
  ];
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "hedge", worker = .hedge),
    (name = "models", disk = (path = ${quote(models)})),
  ],
  sockets = [(name = "http", address = ${quote(address)}, http = (), service = "hedge")],
);

const hedge :Workerd.Worker = (
  modules = [
    ${modules.map(moduleEntry).join(",\n    ")},
  ],
  compatibilityDate = ${quote(compatibilityDate)},
  bindings = [
    ${bindings.join(",\n    ")},
  ],
);
`;
}

function moduleEntry(file: string): string {
  return `(name = ${quote(file)}, ${moduleKind(file)} = embed ${quote(file)})`;
}

function moduleKind(file: string): "esModule" | "wasm" | "text" {
  if (file.endsWith(".js")) return "esModule";
  return file.endsWith(".wasm") ? "wasm" : "text";
}

/** A string literal of Cap'n Proto, which escapes as C does. */
function quote(text: string): string {
  const escaped = text
    .replace(/["\\]/g, "\\$&")
    .replace(/[^\x20-\x7e]/gu, (character) =>
      [...new TextEncoder().encode(character)]
        .map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`)
        .join(""),
    );
  return `"${escaped}"`;
}
