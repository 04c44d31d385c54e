// Loads Drizzle schemas with the real drizzle-orm, and asks drizzle-kit for the snapshot and the SQL that it makes of them. No database is involved.
//
//   node engine.mjs FOLDER < schemas.json
//
// FOLDER holds node_modules. The input is a list of schemas, each {"root", "files", "dialect", "casing", "schemas"}: the case's folder, the
// schema files in it, drizzle-kit's word for the engine, and what the configuration says. The output has for each either {"tables", "snapshot",
// "sql"} or {"refused"}, in the same order. Tables are told as lines.
import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const live = resolve(process.argv[2])
const require = createRequire(join(live, 'package.json'))
const { build } = require('esbuild')
const orm = require('drizzle-orm')
const major = Number(JSON.parse(readFileSync(join(live, 'node_modules/drizzle-kit/package.json'))).version.split('.')[0])

// Nothing but the answers may stand in the output. drizzle-kit says what it refuses and leaves.
const say = process.stdout.write.bind(process.stdout)
let said = []
console.log = console.info = console.warn = (...words) => said.push(words.join(' '))
process.exit = () => {
  throw new Error(said.join('\n'))
}

const CORES = { postgresql: 'pg-core', mysql: 'mysql-core', sqlite: 'sqlite-core', turso: 'sqlite-core', singlestore: 'singlestore-core' }
const CLASSES = { 'pg-core': 'PgTable', 'mysql-core': 'MySqlTable', 'sqlite-core': 'SQLiteTable', 'singlestore-core': 'SingleStoreTable' }
const EMPTY = '00000000-0000-0000-0000-000000000000'

// The packages of a workspace, which `npm install` would link, by their names.
function workspace(root) {
  const manifests = readdirSync(root, { recursive: true }).filter((path) => path.endsWith('package.json'))
  const packages = manifests.flatMap((path) => {
    try {
      return [{ folder: dirname(resolve(root, path)), ...JSON.parse(readFileSync(join(root, path))) }]
    } catch {
      return []
    }
  })
  const target = (stated) => (typeof stated === 'object' ? target(stated.default ?? stated.import ?? Object.values(stated)[0]) : stated)
  return {
    name: 'workspace',
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, ({ path, kind, pluginData }) => {
        const own = pluginData ? undefined : packages.find(({ name }) => name && (path === name || path.startsWith(`${name}/`)))
        if (!own) return pluginData || path.startsWith('drizzle-orm') ? undefined : absent(build, { path, kind })
        const inner = `.${path.slice(own.name.length)}`
        const stated = typeof own.exports === 'object' ? own.exports[inner] : inner === '.' ? (own.exports ?? own.main) : undefined
        return build.resolve(target(stated) ?? inner, { resolveDir: own.folder, kind, pluginData: true })
      })
      const contents = `const answer = new Proxy(() => answer, { get: (own, key) => (typeof key === 'symbol' ? own[key] : answer) })
        module.exports = Object.create(answer, { __esModule: { value: false } })`
      build.onLoad({ filter: /.*/, namespace: 'absent' }, () => ({ contents, loader: 'js' }))
    },
  }
}

// Other packages are not installed: whatever they export answers to everything, and makes no table.
async function absent(build, { path, kind }) {
  const found = await build.resolve(path, { resolveDir: '.', kind, pluginData: true })
  return found.errors.length ? { path, namespace: 'absent' } : found
}

// All files in one bundle, so that a table that two of them import stays one table; drizzle-orm stays outside, as itself.
async function load({ root, files }) {
  const imports = files.map((file, index) => `import * as m${index} from ${JSON.stringify(resolve(root, file))}`)
  const list = files.map((_, index) => `m${index}`).join(', ')
  const result = await build({
    stdin: { contents: `${imports.join('\n')}\nexport default [${list}]`, resolveDir: root, loader: 'ts' },
    absWorkingDir: resolve(root),
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    logLevel: 'silent',
    external: ['drizzle-orm', 'drizzle-orm/*'],
    plugins: [workspace(root)],
  })
  const module = { exports: {} }
  new Function('module', 'exports', 'require', result.outputFiles[0].text)(module, module.exports, require)
  // Modules have their exports by name; drizzle-kit looks at their values alone.
  const values = module.exports.default.flatMap((exports) => Object.values(exports))
  return Object.fromEntries(values.map((value, index) => [`export${index}`, value]))
}

// `table schema.name`, `column schema.name.column`, `foreign key ...` as drizzle-orm sees them.
function describe(exports, { dialect, casing, schemas }) {
  const core = require(`drizzle-orm/${CORES[dialect]}`)
  const { CasingCache } = require('drizzle-orm/casing')
  const cache = casing ? new CasingCache(casing) : undefined
  const name = (column) => (cache ? cache.getColumnCasing(column) : column.name)
  const full = (config) => (config.schema ? `${config.schema}.${config.name}` : config.name)
  const configs = new Map()
  for (const value of Object.values(exports)) {
    if (!orm.is(value, core[CLASSES[CORES[dialect]]])) continue
    const config = core.getTableConfig(value)
    if (schemas.length && dialect === 'postgresql' && !schemas.includes(config.schema ?? 'public')) continue
    configs.set(full(config), config)
  }
  const lines = new Set()
  for (const [own, config] of configs) {
    lines.add(`table ${own}`)
    for (const column of config.columns) lines.add(`column ${own}.${name(column)}`)
    const keys = new Map()
    for (const key of config.foreignKeys) {
      const { columns, foreignTable, foreignColumns } = key.reference()
      const other = full(core.getTableConfig(foreignTable))
      const actions = `on delete ${key.onDelete ?? 'no action'} on update ${key.onUpdate ?? 'no action'}`
      const line = `foreign key ${own} (${columns.map(name).join(', ')}) references ${other} (${foreignColumns.map(name).join(', ')}) ${actions}`
      // Of two with one name drizzle-kit keeps the later one.
      keys.set(key.getName(), line)
    }
    keys.forEach((line) => lines.add(line))
  }
  return [...lines].sort()
}

async function migrate(exports, { dialect, casing, schemas }) {
  const filter = schemas.length ? schemas : undefined
  if (major > 0) {
    if (dialect !== 'postgresql') throw new Error('drizzle-kit 1.0 has no such function for this engine')
    const kit = await import(pathToFileURL(require.resolve('drizzle-kit/api-postgres')))
    const snapshot = await kit.generateDrizzleJson(exports, undefined, filter)
    return { snapshot, sql: await kit.generateMigration(await kit.generateDrizzleJson({}), snapshot) }
  }
  const kit = require('drizzle-kit/api')
  switch (dialect) {
    case 'postgresql': {
      const snapshot = kit.generateDrizzleJson(exports, EMPTY, filter, casing)
      return { snapshot, sql: await kit.generateMigration(kit.generateDrizzleJson({}), snapshot) }
    }
    case 'mysql': {
      const snapshot = await kit.generateMySQLDrizzleJson(exports, EMPTY, casing)
      return { snapshot, sql: await kit.generateMySQLMigration(await kit.generateMySQLDrizzleJson({}), snapshot) }
    }
    case 'singlestore': {
      const snapshot = await kit.generateSingleStoreDrizzleJson(exports, EMPTY, casing)
      return { snapshot, sql: await kit.generateSingleStoreMigration(await kit.generateSingleStoreDrizzleJson({}), snapshot) }
    }
    default: {
      const snapshot = await kit.generateSQLiteDrizzleJson(exports, EMPTY, casing)
      return { snapshot, sql: await kit.generateSQLiteMigration(await kit.generateSQLiteDrizzleJson({}), snapshot) }
    }
  }
}

async function ask(schema) {
  said = []
  try {
    // To drizzle-kit null is some casing, and undefined is none.
    schema.casing ??= undefined
    const exports = await load(schema)
    const tables = describe(exports, schema)
    return { tables, ...(await migrate(exports, schema)) }
  } catch (error) {
    return { refused: String(error?.message ?? error).trim() }
  }
}

const answers = []
for (const schema of JSON.parse(readFileSync(0, 'utf8'))) answers.push(await ask(schema))
say(JSON.stringify(answers))
