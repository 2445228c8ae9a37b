import { MillraceError, messageOf, type ErrorCode, ERROR_CODES } from '../../shared/errors'
import { readOwner } from '../state-folder'
import type { Context } from './context'

/** The running instance of this configuration's state folder, or null. */
export async function findInstance(context: Context): Promise<string | null> {
  const owner = await readOwner(context.loaded.config.engine.stateDir)
  if (owner?.address === null || owner === null) return null
  try {
    const response = await fetch(`${owner.address}/health`)
    await response.arrayBuffer()
    return owner.address
  } catch {
    return null
  }
}

/** @throws SERVICE_UNAVAILABLE where none runs */
export async function requireInstance(context: Context): Promise<string> {
  const address = await findInstance(context)
  if (address === null) {
    throw new MillraceError(
      'SERVICE_UNAVAILABLE',
      `No Millrace runs on the state folder ${context.loaded.config.engine.stateDir}. Start one: millrace serve.`,
    )
  }
  return address
}

/** One call of the REST API; an error answer is thrown with its own code and words. */
export async function call(address: string, method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> {
  const response = await request(address, method, path, body)
  return response.json()
}

export async function request(
  address: string,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<Response> {
  let response: Response
  try {
    response = await fetch(address + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    })
  } catch (cause) {
    throw new MillraceError('SERVICE_UNAVAILABLE', `Millrace at ${address} does not answer: ${messageOf(cause)}`, {
      cause,
    })
  }
  if (response.ok) return response
  const answer: unknown = await response.json().catch(() => null)
  const { error, message } = Object(answer) as { error?: unknown; message?: unknown }
  throw new MillraceError(
    isCode(error) ? error : 'INTERNAL_ERROR',
    typeof message === 'string' ? message : `Answer ${response.status}`,
  )
}

function isCode(value: unknown): value is ErrorCode {
  return ERROR_CODES.some((code) => code === value)
}
