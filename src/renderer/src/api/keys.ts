/** Names of cached answers. A change of a batch, of the table or of the dead letters makes those below it stale. */
export const keys = {
  batches: ['batches'] as const,
  batchList: (query: object) => ['batches', 'list', query] as const,
  batch: (batchId: string) => ['batches', 'one', batchId] as const,
  /** Of a stored result, which never changes. */
  result: (...parts: readonly unknown[]) => ['result', ...parts] as const,
  /** Of the table as it is: stale with each commit. */
  estimate: (request: object) => ['lake', 'estimate', request] as const,
  dashboard: ['dashboard'] as const,
  /** Compared on request only: it asks the broker. */
  audit: ['audit'] as const,
  deadLetters: ['dead-letters'] as const,
  deadLetterList: (query: object) => ['dead-letters', 'list', query] as const,
  /** Counted with the dead letters of each micro-batch. */
  quality: ['dead-letters', 'quality'] as const,
  lake: ['lake'] as const,
  tables: (limit: number) => ['lake', 'tables', limit] as const,
  table: (name: string) => ['lake', 'table', name] as const,
  /** A version stays as it is, so that no commit makes it stale. */
  tableFiles: (name: string, version: number) => ['files', name, version] as const,
  /** As the table was when it was asked; commits make it no staler than the time that it is kept for. */
  values: (column: string, query: object) => ['values', column, query] as const,
  activity: (minutes: string) => ['activity', minutes] as const,
  reports: ['reports'] as const,
  /** Of the clock, and not of what is saved. */
  reportPreview: (request: object) => ['report-preview', request] as const,
  settings: ['settings'] as const,
  /** Of the cluster as it is: read again by whoever shows it. */
  kafka: (...parts: readonly unknown[]) => ['kafka', ...parts] as const,
}
