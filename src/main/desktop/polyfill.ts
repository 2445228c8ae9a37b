import channel from 'node:diagnostics_channel'

/**
 * What Node 18.15 (Electron 25, in tests) lacks and a library asks for while it loads: pino takes a tracing
 * channel. Nobody listens to it there, so a channel without subscribers is the whole of it.
 */
if (!('tracingChannel' in channel)) {
  Object.defineProperty(channel, 'tracingChannel', {
    value: () => ({
      hasSubscribers: false,
      traceSync: (work: (...args: unknown[]) => unknown, _context: unknown, self: unknown, ...args: unknown[]) =>
        work.apply(self, args),
    }),
  })
}
