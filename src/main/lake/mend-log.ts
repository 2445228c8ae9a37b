/** What a user can do where a log is not one that a table can be read by. */
export const MEND_LOG = 'Restore _delta_log from a backup, or write the table again with the engine that wrote it.'
