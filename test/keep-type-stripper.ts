// Threads that tests start strip types with a WebAssembly module inside Node, which V8 frees with the last thread that has it; it can crash when another thread makes
// machine code just then (nodejs/node#64500). Where Node itself runs TypeScript the main thread has that module; under vitest it is loaded here, and stays.

import { stripTypeScriptTypes } from "node:module";

stripTypeScriptTypes("");
