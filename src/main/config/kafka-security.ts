import { readFileSync } from 'node:fs'
import type { KafkaSecurity, PasswordSource } from '../../shared/config'
import { messageOf } from '../../shared/errors'
import { pemProblem } from '../../shared/pem'
import type { ConfigKey } from './keys'
import { checkSecret, modeProblem } from './secrets'
import type { WrittenKeys } from './written-keys'

const PREFIX = 'pipeline.kafka.'
/** A key without what they all begin with. */
type Name = ConfigKey extends infer Key ? (Key extends `${typeof PREFIX}${infer Rest}` ? Rest : never) : never

/**
 * TLS and SASL of the broker connection. Problems name the key and the fix; a value is never in them.
 * Files are looked at here, and read when a connection is made.
 */
export function readKafkaSecurity(keys: WrittenKeys, problems: string[], warnings: string[]): KafkaSecurity {
  const text = (name: Name) => keys.text(`${PREFIX}${name}`)
  const problem = (name: Name, words: string) =>
    problems.push(`${keys.from(`${PREFIX}${name}`)}: ${PREFIX}${name}: ${words}`)
  const protocol = protocolOf(text('security.protocol'))
  const ca = pem('security.ca')
  const cert = pem('security.cert')
  const key = pem('security.key')
  if (key !== null) checkMode('security.key', key)
  const tls = protocol === 'SSL' || protocol === 'SASL_SSL'
  for (const name of ['security.ca', 'security.cert', 'security.key'] as const)
    if (!tls && text(name) !== null) problem(name, `it needs ${PREFIX}security.protocol SSL or SASL_SSL.`)
  if ((cert === null) !== (key === null))
    problem(
      cert === null ? 'security.key' : 'security.cert',
      'a client certificate needs both security.cert and security.key.',
    )
  return { protocol, ca, cert, key, sasl: readSasl() }

  function readSasl(): KafkaSecurity['sasl'] {
    const mechanism = text('sasl.mechanism')
    const asked = protocol === 'SASL_SSL' || protocol === 'SASL_PLAINTEXT'
    const given = SASL_KEYS.filter((name) => text(name) !== null)
    if (!asked) {
      for (const name of given) problem(name, `it needs ${PREFIX}security.protocol SASL_SSL or SASL_PLAINTEXT.`)
      return null
    }
    if (mechanism === null) {
      problem('security.protocol', `${protocol} needs ${PREFIX}sasl.mechanism.`)
      return null
    }
    if (mechanism === 'OAUTHBEARER') {
      for (const name of ['sasl.username', 'sasl.password', 'sasl.password-file'] as const)
        if (text(name) !== null) problem(name, 'OAUTHBEARER takes its token from sasl.oauth-command; remove this.')
      const command = text('sasl.oauth-command')
      if (command === null) problem('sasl.mechanism', `OAUTHBEARER needs ${PREFIX}sasl.oauth-command.`)
      return { mechanism, command: command ?? '' }
    }
    if (mechanism === 'PLAIN' && protocol === 'SASL_PLAINTEXT')
      warnings.push(`${PREFIX}sasl.mechanism PLAIN sends the password unencrypted over SASL_PLAINTEXT; use SASL_SSL.`)
    const username = text('sasl.username')
    if (username === null) problem('sasl.mechanism', `${mechanism} needs ${PREFIX}sasl.username.`)
    return { mechanism: mechanismOf(mechanism), username: username ?? '', password: readPassword(mechanism) }
  }

  function readPassword(mechanism: string): PasswordSource {
    const password = text('sasl.password')
    const file = keys.path(`${PREFIX}sasl.password-file`)
    if (password !== null && file !== null)
      problem('sasl.password-file', 'give sasl.password or sasl.password-file, not both.')
    if (password === null && file === null)
      problem(
        'sasl.mechanism',
        `${mechanism} needs ${PREFIX}sasl.password (environment) or ${PREFIX}sasl.password-file.`,
      )
    if (file !== null) {
      checkMode('sasl.password-file', file)
      if (readable('sasl.password-file', file)?.trim() === '') problem('sasl.password-file', `${file} is empty.`)
      return { file }
    }
    if (password !== null) checkSecret(keys, `${PREFIX}sasl.password`, problems)
    return { text: password ?? '' }
  }

  function checkMode(name: Name, path: string): void {
    const words = modeProblem(path)
    if (words !== null) problem(name, words)
  }

  function pem(name: 'security.ca' | 'security.cert' | 'security.key'): string | null {
    const path = keys.path(`${PREFIX}${name}`)
    if (path === null) return null
    const content = readable(name, path)
    const words = content === null ? null : pemProblem(name === 'security.key' ? 'key' : 'certificate', content)
    if (words !== null) problem(name, `${path} ${words}.`)
    else if (content?.includes('ENCRYPTED') === true)
      problem(name, `${path} is encrypted; Millrace reads unencrypted keys of mode 0600.`)
    return path
  }

  function readable(name: Name, path: string): string | null {
    try {
      return readFileSync(path, 'utf8')
    } catch (error) {
      problem(name, `${path} cannot be read (${messageOf(error)}).`)
      return null
    }
  }
}

/** A command for tokens may be there for saved connections alone. */
const SASL_KEYS = ['sasl.mechanism', 'sasl.username', 'sasl.password', 'sasl.password-file'] as const

/** Other values were refused by their keys' types already. */
function protocolOf(text: string | null): KafkaSecurity['protocol'] {
  return text === 'SSL' || text === 'SASL_PLAINTEXT' || text === 'SASL_SSL' ? text : 'PLAINTEXT'
}

function mechanismOf(text: string): 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512' {
  return text === 'SCRAM-SHA-256' || text === 'SCRAM-SHA-512' ? text : 'PLAIN'
}
