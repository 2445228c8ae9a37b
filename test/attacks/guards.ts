/** The guards that canaries remove, as they stand in the source; where one has moved, its canary says so. */
export const WITHOUT = {
  /** Rule 8: exactly one Host, and one of ours. */
  host: [
    {
      file: 'src/main/api/guards.ts',
      find: 'if (given.length !== 1 || host === undefined || !hosts.includes(host)) {',
      replace: 'if (given.length < 0) {',
    },
    { file: 'src/main/api/guards.ts', find: 'if (origin !== undefined && !(', replace: 'if (origin === "" && !(' },
  ],
  /** Rule 9: no page of another origin or site. */
  origin: [
    { file: 'src/main/api/guards.ts', find: 'if (origin !== undefined && !(', replace: 'if (origin === "" && !(' },
    {
      file: 'src/main/api/guards.ts',
      find: "if (site !== undefined && site !== 'same-origin' && site !== 'none') {",
      replace: "if (site === '') {",
    },
  ],
  /** The screens are confined by their real path. */
  confinement: [
    { file: 'src/main/renderer-files.ts', find: "if (inside === '' || inside === '..'", replace: "if (inside === ''" },
    { file: 'src/main/renderer-files.ts', find: ' || inside.startsWith(`..${sep}`)', replace: '' },
  ],
  /** Rule 12: values are bound. */
  bound: [
    {
      file: 'src/main/sql.ts',
      find: "case 'string':\n    case 'boolean':",
      replace:
        "case 'string':\n      return { text: `('${String(value)}' || left(?, 0))`, values: [value] }\n    case 'boolean':",
    },
  ],
  /** Rule 11: a body ends at 1 MiB. */
  bodyLimit: [{ file: 'src/main/api/body.ts', find: 'MAX_BODY_BYTES = 2 ** 20', replace: 'MAX_BODY_BYTES = 2 ** 31' }],
  /** Bad requests are told before they reach anything that breaks on them. */
  parsed: [
    {
      file: 'src/main/api/router.ts',
      find: 'if (issues[0] !== undefined) throw invalid(issues[0], value, what)',
      replace: 'if (issues[0] !== undefined) throw result.error',
    },
  ],
  /** Rule 16: a channel takes what is in its schema. */
  channelSchemas: [
    {
      file: 'src/main/desktop/ipc-door.ts',
      find: 'if (!parsed.success) throw',
      replace: 'if (!parsed.success) return input as z.output<S>\n  if (Date.now() === 0) throw',
    },
  ],
  /** Rule 16: only the main frame of our own page is answered. */
  sender: [{ file: 'src/main/desktop/ipc-door.ts', find: '      checkSender(event, origin)\n', replace: '' }],
} as const
