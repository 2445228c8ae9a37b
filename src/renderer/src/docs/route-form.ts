import { element } from './element'
import type { ApiParameter, ApiRoute } from './openapi'
import { send, toCurl, type Call } from './send'

/** What a route takes, a button that asks it, and what came back. `token`: null where none is given. */
export function routeForm({ method, path, operation }: ApiRoute, token: () => string | null): HTMLElement {
  const { parameters, requestBody, responses, operationId } = operation
  const inputs = parameters.map((parameter) => ({ parameter, input: inputOf(parameter, operationId) }))
  const example = Object.values(requestBody?.content ?? {})[0]?.example
  const body =
    requestBody === undefined
      ? null
      : element('textarea', { id: `${operationId}-body`, rows: '8', spellcheck: 'false' }, toText(example))
  const answer = element('div', { role: 'status' })
  const button = element('button', { type: 'submit' }, `Send ${method}`)
  const form = element(
    'form',
    {},
    ...inputs.map(({ parameter, input }) => fieldOf(parameter, input)),
    body === null ? null : element('label', { for: body.id }, 'Body'),
    body,
    button,
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void ask()
  })

  async function ask(): Promise<void> {
    const call = toCall()
    button.disabled = true
    try {
      const { status, headers, text, ms } = await send(call)
      answer.replaceChildren(
        element('h3', {}, `${status}, ${ms} ms`),
        scrolling('Request', toCurl(call)),
        scrolling('Headers of the answer', headers),
        scrolling('Answer', text),
      )
    } catch (error) {
      answer.replaceChildren(element('p', { class: 'problem' }, `Nobody answers: ${String(error)}`))
    } finally {
      button.disabled = false
    }
  }

  function toCall(): Call {
    const given = inputs.map(({ parameter, input }) => ({ ...parameter, value: input.value }))
    const target = path.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(given.find((one) => one.in === 'path' && one.name === name)?.value ?? ''),
    )
    const query = new URLSearchParams()
    const headers: Record<string, string> = {}
    for (const one of given) {
      if (one.value === '') continue
      if (one.in === 'query') query.append(one.name, one.value)
      if (one.in === 'header') headers[one.name] = one.value
    }
    if (body !== null) headers['Content-Type'] = 'application/json'
    const known = token()
    if (known !== null) headers['Authorization'] = `Bearer ${known}`
    return { method, path: query.size === 0 ? target : `${target}?${query}`, headers, body: body?.value ?? null }
  }

  return element(
    'div',
    { class: 'route' },
    operation.description === undefined ? null : element('p', {}, operation.description),
    form,
    answer,
    element('h3', {}, 'Answers'),
    element(
      'dl',
      {},
      ...Object.entries(responses).flatMap(([status, { description, content }]) => {
        const shown = Object.values(content ?? {})[0]?.example
        return [
          element('dt', {}, status),
          element('dd', {}, description, shown === undefined ? null : scrolling(`Example of ${status}`, toText(shown))),
        ]
      }),
    ),
  )
}

function inputOf({ name, required, example, schema, in: place }: ApiParameter, operationId: string): HTMLInputElement {
  const shown = example ?? schema?.example
  return element('input', {
    id: `${operationId}-${place}-${name}`,
    placeholder: Array.isArray(shown) ? String(shown[0]) : String(shown),
    ...(required ? { required: '' } : {}),
  })
}

function fieldOf({ name, required, description, schema }: ApiParameter, input: HTMLInputElement): HTMLElement {
  const help = element('small', { id: `${input.id}-help` }, description ?? schema?.description ?? '')
  input.setAttribute('aria-describedby', help.id)
  return element('p', {}, element('label', { for: input.id }, `${name}${required ? ' (needed)' : ''}`), input, help)
}

/** Text that may be wider than the page: the keyboard reaches it too. */
function scrolling(label: string, text: string): HTMLElement {
  return element('pre', { tabindex: '0', role: 'group', 'aria-label': label }, text)
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? {}, null, 2)
}
