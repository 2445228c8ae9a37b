import { fromWire } from '../../../shared/errors'
import {
  isAnswer,
  parseOutput,
  type CallName,
  type OperationInput,
  type OperationOutput,
  type Parameter,
} from '../../../shared/operations'
import { client } from '../engine'

/** Parameters of an address, by name. */
export type Query = Readonly<Record<string, Parameter>>

/**
 * One operation, asked the same through both doors.
 * @throws MillraceError as the engine threw it; SERVICE_UNAVAILABLE where it does not answer
 */
export async function call<N extends CallName>(
  name: N,
  input: OperationInput<N>,
  signal?: AbortSignal,
): Promise<OperationOutput<N>> {
  const { status, body, error } = await client().request({ operation: name, input, signal })
  if (!isAnswer(name, status)) throw fromWire(status, body, error)
  return parseOutput(name, body)
}
