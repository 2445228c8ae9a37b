import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron'
import type { z } from 'zod'
import {
  EVENT_CHANNELS,
  operationChannel,
  REQUEST_CHANNELS,
  type EventName,
  type Events,
  type RequestName,
  type Requests,
} from '../../shared/channels'
import { MillraceError } from '../../shared/errors'
import { CALL_NAMES, type CallName } from '../../shared/operations'
import {
  CallId,
  LinkCall,
  NoInput,
  OperationCall,
  SaveCall,
  ThemeCall,
  type OperationAnswer,
} from '../../shared/window'

export type Handlers = {
  readonly ask: (name: CallName, call: OperationCall, sender: WebContents) => Promise<OperationAnswer>
} & {
  readonly [N in RequestName]: (
    input: Requests[N]['input'],
    sender: WebContents,
  ) => Promise<Requests[N]['answer']> | Requests[N]['answer']
}

/**
 * Answers every operation and request of the channel table, each only to the main frame of a page of `origin` and only in
 * its schema (rule 16). What is refused throws to the page without saying more.
 */
export function openIpcDoor(origin: string, handlers: Handlers): void {
  const answers: { readonly [N in RequestName]: (input: unknown, sender: WebContents) => unknown } = {
    abort: (input, sender) => handlers.abort(parse('abort', CallId, input), sender),
    save: (input, sender) => handlers.save(parse('save', SaveCall, input), sender),
    listen: (input, sender) => handlers.listen(parse('listen', NoInput, input), sender),
    info: (input, sender) => handlers.info(parse('info', NoInput, input), sender),
    setTheme: (input, sender) => handlers.setTheme(parse('setTheme', ThemeCall, input), sender),
    retry: (input, sender) => handlers.retry(parse('retry', NoInput, input), sender),
    openLink: (input, sender) => handlers.openLink(parse('openLink', LinkCall, input), sender),
  }
  for (const [name, answer] of Object.entries(answers)) if (isRequestName(name)) open(REQUEST_CHANNELS[name], answer)
  for (const name of CALL_NAMES)
    open(operationChannel(name), (input, sender) => handlers.ask(name, parse(name, OperationCall, input), sender))

  function open(channel: string, answer: (input: unknown, sender: WebContents) => unknown): void {
    ipcMain.handle(channel, (event, input: unknown): unknown => {
      checkSender(event, origin)
      return answer(input, event.sender)
    })
  }
}

function parse<S extends z.ZodType>(name: RequestName | CallName, schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input)
  if (!parsed.success) throw new MillraceError('INVALID_REQUEST', `${name}: not in the form of this channel.`)
  return parsed.data
}

/** Sends an event to a page that is still there. */
export function sendTo<N extends EventName>(contents: WebContents, name: N, event: Events[N]): void {
  if (!contents.isDestroyed()) contents.send(EVENT_CHANNELS[name], event)
}

function checkSender(event: IpcMainInvokeEvent, origin: string): void {
  const frame = event.senderFrame
  const own = frame !== null && frame.parent === null && event.sender.mainFrame === frame && frame.origin === origin
  if (!own) throw new MillraceError('FORBIDDEN_ORIGIN', 'Only the page of the window itself may ask this.')
}

function isRequestName(name: string): name is RequestName {
  return name in REQUEST_CHANNELS
}
