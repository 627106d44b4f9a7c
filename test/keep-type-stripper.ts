// Threads that tests start strip types with a WebAssembly module inside Node. V8 frees it with the
// last thread that has it, and can crash when another thread compiles just then
// (nodejs/node#64500). Where Node itself runs TypeScript, the main thread keeps the module. Under
// vitest it is loaded here to stay.

import { stripTypeScriptTypes } from "node:module";

stripTypeScriptTypes("");
