// Asks Prisma's own engine which SQL creates the tables of a schema. No database is involved.
//
//   node engine.mjs FOLDER < schemas.json
//
// FOLDER holds node_modules. The input is a list of schemas, each {"provider": "postgres" | "sqlite", "files": [[path, text], ...]};
// the output has for each either {"sql": "..."} or {"refused": "..."}, in the same order.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

// Where the engine leaves its message when it panics.
globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => process.stderr.write(`${message}\n`) }

const folder = join(process.argv[2], 'node_modules/@prisma/schema-engine-wasm')
const bindings = await import(pathToFileURL(join(folder, 'schema_engine_bg.js')))
const module = new WebAssembly.Module(readFileSync(join(folder, 'schema_engine_bg.wasm')))
const instance = new WebAssembly.Instance(module, { './schema_engine_bg.js': bindings })
bindings.__wbg_set_wasm(instance.exports)
instance.exports.__wbindgen_start()

// A database that is there and empty; comparing an empty schema with a file asks it nothing that matters.
function database(provider) {
  const done = (value) => ({ ok: true, value })
  const schemaName = provider === 'postgres' ? 'public' : 'main'
  const connection = {
    provider,
    adapterName: 'none',
    getConnectionInfo: () => done({ schemaName, supportsRelationJoins: false }),
    executeScript: async () => done(undefined),
    queryRaw: async () => done({ columnNames: [], columnTypes: [], rows: [] }),
    executeRaw: async () => done(0),
    dispose: async () => done(undefined),
  }
  const connect = async () => done(connection)
  return { provider, adapterName: 'none', connect, connectToShadowDb: connect, errorRegistry: { consumeError: () => undefined } }
}

async function ask({ provider, files }) {
  if (files.length === 0) return { refused: 'no files' }
  try {
    const engine = await bindings.SchemaEngine.new({ datamodels: files }, () => {}, database(provider))
    const diff = await engine.diff({
      from: { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files: files.map(([path, content]) => ({ path, content })) },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    })
    return { sql: diff.stdout ?? '' }
  } catch (error) {
    return { refused: plain(error) }
  }
}

// The engine's message without colours.
function plain(error) {
  const text = String(error?.message ?? error)
  return text.replace(/\u001b\[[0-9;]*m/g, '').trim()
}

const answers = []
for (const schema of JSON.parse(readFileSync(0, 'utf8'))) answers.push(await ask(schema))
process.stdout.write(JSON.stringify(answers))
