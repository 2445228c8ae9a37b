import importX, { createNodeResolver } from 'eslint-plugin-import-x'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

/** Small things at the root that know no room but `log`, for whoever needs them. */
const HELPERS = [
  'browser-link',
  'close-stack',
  'crash-report',
  'data-file',
  'durable',
  'error-answer',
  'event-hub',
  'failpoint',
  'free-space',
  'listen-error',
  'process-meter',
  'renderer-files',
  'security-headers',
  'server-certificate',
  'session-token',
  'sql',
  'wait',
].map((name) => `src/main/${name}.ts`)

/** What opens the rooms; doors stand on it. */
const WIRING = ['batch-parts', 'commit-news', 'engine', 'headless', 'lake-parts', 'state-folder', 'stream-parts'].map(
  (name) => `src/main/${name}.ts`,
)

/** Who may import whom (docs/architecture.md). What is named here may import only itself and these. */
const LAYERS = {
  ...Object.fromEntries(HELPERS.map((file) => [file, ['src/shared', 'src/main/log', ...HELPERS]])),
  'src/shared': [],
  // Delta Lake alone: it knows no transaction, no table by name, no report.
  'src/main/lake': [
    'src/shared/at-once.ts',
    'src/shared/calendar.ts',
    'src/shared/errors.ts',
    'src/shared/in-parts.ts',
    'src/shared/in-turn.ts',
    'src/shared/json.ts',
    'src/shared/scalars.ts',
    'src/main/data-file.ts',
    'src/main/durable.ts',
    'src/main/failpoint.ts',
  ],
  'src/main/tables': [
    'src/shared',
    'src/main/data-file.ts',
    'src/main/durable.ts',
    'src/main/free-space.ts',
    'src/main/log',
    'src/main/lake',
  ],
  'src/main/stream': [
    'src/shared',
    'src/main/durable.ts',
    'src/main/free-space.ts',
    'src/main/wait.ts',
    'src/main/failpoint.ts',
    'src/main/log',
    'src/main/lake',
    'src/main/tables/fitness.ts',
  ],
  'src/main/batch': [
    'src/shared',
    'src/main/data-file.ts',
    'src/main/durable.ts',
    'src/main/failpoint.ts',
    'src/main/wait.ts',
    'src/main/log',
    'src/main/lake',
    'src/main/tables/catalog.ts',
    'src/main/tables/fitness.ts',
    'src/main/sql.ts',
  ],
  'src/main/duckdb': [
    'src/shared',
    'src/main/data-file.ts',
    'src/main/durable.ts',
    'src/main/wait.ts',
    'src/main/process-meter.ts',
    'src/main/log',
    // Their types; see TYPES_OF_THE_LAKE.
    ...['actions', 'compact', 'ports', 'scan'].map((name) => `src/main/lake/${name}.ts`),
    ...['', 'audit/', 'dashboard/', 'dead-letters/', 'quality/'].map((room) => `src/main/stream/${room}ports.ts`),
    'src/main/sql.ts',
    'src/main/batch/ports.ts',
    'src/main/batch/stores.ts',
    'src/main/batch/analyses',
    'src/main/sample/ports.ts',
  ],
  'src/main/spark': [
    'src/shared',
    'src/main/durable.ts',
    'src/main/log',
    'src/main/sql.ts',
    'src/main/batch/ports.ts',
    'src/main/batch/analyses',
  ],
  'src/main/kafka': [
    'src/shared',
    'src/main/durable.ts',
    'src/main/log',
    'src/main/stream/ports.ts',
    'src/main/sample/ports.ts',
  ],
  'src/main/sample': [
    'src/shared',
    'src/main/wait.ts',
    'src/main/lake',
    'src/main/tables/fitness.ts',
    'src/main/stream/ports.ts',
  ],
  'src/main/api': [
    'src/shared',
    'src/main/durable.ts',
    'src/main/renderer-files.ts',
    'src/main/browser-link.ts',
    'src/main/error-answer.ts',
    'src/main/listen-error.ts',
    'src/main/security-headers.ts',
    'src/main/server-certificate.ts',
    'src/main/metrics/family.ts',
    'src/main/metrics/histogram.ts',
    'src/main/log',
  ],
  'src/main/instance': [
    'src/shared',
    'src/main/config',
    'src/main/log',
    'src/main/session-token.ts',
    'src/main/state-folder.ts',
  ],
  'src/main/cli': [
    'src/shared',
    ...WIRING,
    ...HELPERS,
    'src/main/config',
    'src/main/instance',
    'src/main/kafka',
    'src/main/lake',
    'src/main/log',
    'src/main/sample',
    'src/main/tables',
    'src/main/duckdb/audit-reader.ts',
    'src/main/duckdb/seed-writer.ts',
    'src/main/stream/audit',
  ],
  'src/main/desktop': [
    'src/shared',
    ...WIRING,
    ...HELPERS,
    'src/main/config',
    'src/main/instance',
    'src/main/log',
    'src/main/duckdb/worker-process.ts',
    'src/main/duckdb/worker-protocol.ts',
    'src/main/kafka/secret-box.ts',
  ],
  'src/main/activity': ['src/shared', 'src/main/wait.ts', 'src/main/stream/ports.ts'],
  'src/main/metrics': ['src/shared', 'src/main/stream/ports.ts'],
  'src/main/config': ['src/shared'],
  'src/main/log': ['src/shared', 'src/main/durable.ts'],
  'src/preload': ['src/shared'],
  'src/renderer': ['src/shared'],
}

/** One zone for each forbidden neighbour, so that the message names both. */
function layerZones() {
  const layers = Object.entries(LAYERS).map(([target, allowed]) => ({
    target: `./${target}`,
    from: './src',
    except: [...new Set([target, ...allowed])].map((path) => `./${path.slice('src/'.length)}`),
    message: `${target} may import only itself${allowed.length === 0 ? '' : `, ${allowed.join(', ')}`}.`,
  }))
  // An engine runs under any door. `headless` serves the API, and packs what `doctor` looks at.
  const doors = WIRING.filter((file) => file !== 'src/main/headless.ts').map((file) => ({
    target: `./${file}`,
    from: ['./src/main/api', './src/main/desktop', './src/main/cli'],
    message: 'The engine knows no door.',
  }))
  // Of the batches the analyses alone say anything in SQL.
  const verbs = { target: './src/main/batch/*.ts', from: './src/main/sql.ts', message: 'Give the engine a verb.' }
  return [...layers, ...doors, verbs]
}

/** Refuses texts that match. */
function textsOf(pattern, message) {
  return [`TemplateElement[value.raw=/${pattern}/]`, `Literal[value=/${pattern}/]`].map((selector) => ({
    selector,
    message,
  }))
}

const READS_NO_FILES = textsOf(
  'read_parquet',
  'parquetSql reads data files: by itself DuckDB takes names of folders for columns.',
)
/** For `duckdb`, which is told which files and columns to read and decides nothing about tables. */
const TYPES_OF_THE_LAKE = {
  regex: '/lake/',
  allowTypeImports: true,
  message: 'duckdb knows only types of the lake: let the caller plan the scan.',
}
const SPEAKS_NO_SQL = [
  ...READS_NO_FILES,
  ...textsOf('\\bSELECT\\b|\\bORDER BY\\b', 'Only duckdb, spark and the analyses speak SQL: give the engine a verb.'),
]
/** Tables of the pipeline and their columns. */
const NAMES_NO_TABLE = textsOf(
  'kafka_|event_date|event_timestamp|batch_id|dead_letters|stream_aggregations',
  'lake/ knows no table and no column by name; tables/ does.',
)

export default tseslint.config(
  {
    ignores: [
      'out/',
      'dist/',
      'data/',
      'node_modules/',
      'test/architecture/fixtures/',
      'examples/typescript/schema.ts',
    ],
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.strictTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: {
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.tsx', '.mjs', '.js'] })],
    },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones: layerZones() }],
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'electron', message: 'Only main/index.ts, main/desktop and preload may import electron.' }] },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  // Nobody imports a test, so it is in no cycle; to look from each of them would take as long as all other rules.
  { files: ['test/**/*.test.ts', 'test/**/*.test.tsx'], rules: { 'import-x/no-cycle': 'off' } },
  {
    // One tsconfig knows the DOM; only the window has one.
    files: ['src/main/**', 'src/shared/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['window', 'document', 'location', 'navigator', 'localStorage', 'sessionStorage', 'alert', 'name'].map(
          (name) => ({ name, message: 'Only the renderer runs in a browser.' }),
        ),
      ],
    },
  },
  {
    files: ['src/main/**'],
    ignores: ['src/main/duckdb/parquet-sql.ts'],
    rules: { 'no-restricted-syntax': ['error', ...READS_NO_FILES] },
  },
  {
    files: ['src/main/**'],
    ignores: ['src/main/{duckdb,spark,batch/analyses}/**'],
    rules: { 'no-restricted-syntax': ['error', ...SPEAKS_NO_SQL] },
  },
  {
    files: ['src/main/duckdb/**'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [TYPES_OF_THE_LAKE] }] },
  },
  {
    files: ['src/main/lake/**'],
    rules: { 'no-restricted-syntax': ['error', ...SPEAKS_NO_SQL, ...NAMES_NO_TABLE] },
  },
  {
    // What is open would stay so; everybody else hands its wish up.
    files: ['src/main/**'],
    ignores: ['src/main/index.ts', 'src/main/cli.ts', 'src/main/duckdb/batch-worker.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'exit', message: 'Only the entry of a process ends it.' },
      ],
    },
  },
  {
    files: ['src/renderer/**'],
    extends: [reactHooks.configs.flat.recommended],
    // It speaks of the React Compiler, which is not used.
    rules: { 'react-hooks/incompatible-library': 'off' },
  },
  { files: ['src/main/index.ts', 'src/main/desktop/**', 'src/preload/**'], rules: { 'no-restricted-imports': 'off' } },
  {
    files: [
      '*.config.ts',
      'test/support/build.ts',
      'test/support/closing-reporter.ts',
      'test/trials/report.ts',
      'src/**/*.d.ts',
    ],
    rules: { 'import-x/no-default-export': 'off' },
  },
)
