import { messageOf, MillraceError } from '../shared/errors'
import { isErrno } from './durable'

/** Why nobody can listen there, in words with the fix. */
export function toListenError(error: Error, host: string, port: number): Error {
  if (isErrno(error, 'EADDRINUSE'))
    return new MillraceError(
      'PORT_IN_USE',
      `Port ${port} on ${host} is taken by another program. Stop it, or choose another with --set pipeline.http.port=PORT (0 = a free one).`,
      { cause: error },
    )
  if (isErrno(error, 'EACCES'))
    return new MillraceError(
      'PORT_IN_USE',
      `Port ${port} on ${host} may not be used (${messageOf(error)}). Choose one above 1024 with --set pipeline.http.port=PORT.`,
      { cause: error },
    )
  if (isErrno(error, 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'))
    return new MillraceError(
      'INVALID_CONFIGURATION',
      `pipeline.http.host: "${host}" is no address of this machine (${messageOf(error)}). Use 127.0.0.1, or 0.0.0.0 for all of them.`,
      { cause: error },
    )
  return error
}
