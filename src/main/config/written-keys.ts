/** What stands in the configuration, path values made absolute; null where a key is not set. */
export interface WrittenKeys {
  text(key: string): string | null
  path(key: string): string | null
  /** For people: the flag, the variable, or file and line. */
  from(key: string): string
  source(key: string): 'flag' | 'environment' | 'file' | 'default'
  /** The file that gives the key, where one does. */
  file(key: string): string | null
}
