import '../styles/tokens.css'
import './docs.css'
import { element } from './element'
import { ApiDocument, routesOf, type ApiRoute } from './openapi'
import { routeForm } from './route-form'

/** Of what was typed, for this tab: this page is open to whoever has no link. */
const TOKEN_KEY = 'millrace.token'

const root = document.getElementById('root')
if (root !== null) void show(root)

/** Every route of the running instance, from its own document, to read and to try. */
async function show(page: HTMLElement): Promise<void> {
  const tokenInput = element('input', { id: 'token', type: 'password', autocomplete: 'off' })
  tokenInput.value = sessionStorage.getItem(TOKEN_KEY) ?? ''
  tokenInput.addEventListener('change', () => {
    sessionStorage.setItem(TOKEN_KEY, tokenInput.value)
    void show(page)
  })
  const token = () => (tokenInput.value === '' ? null : tokenInput.value)
  const tokenField = element('p', {}, element('label', { for: 'token' }, 'Token, where it is asked for'), tokenInput)
  const response = await fetch('/openapi.json', {
    headers: token() === null ? {} : { Authorization: `Bearer ${token() ?? ''}` },
  })
  if (!response.ok) {
    const words = response.status === 401 ? 'Give the token of the state folder.' : `Answer ${response.status}.`
    page.replaceChildren(
      element('h1', {}, 'Millrace API'),
      tokenField,
      element('p', { class: 'problem', role: 'alert' }, words),
    )
    return
  }
  const api = ApiDocument.parse(await response.json())
  const routes = routesOf(api).map((route) => ({ route, shown: routeDetails(route, token) }))
  const search = element('input', { id: 'search', type: 'search' })
  search.addEventListener('input', () => {
    const words = search.value.toLowerCase().split(/\s+/)
    for (const { route, shown } of routes) {
      const text = `${route.method} ${route.path} ${route.operation.summary}`.toLowerCase()
      shown.hidden = !words.every((word) => text.includes(word))
    }
  })
  page.replaceChildren(
    element('h1', {}, `${api.info.title} API ${api.info.version}`),
    element('p', {}, api.info.description),
    element(
      'div',
      { class: 'tools' },
      element('p', {}, element('label', { for: 'search' }, 'Find a route'), search),
      tokenField,
      element('a', { href: '/openapi.json' }, 'openapi.json'),
    ),
    ...api.tags.map(({ name, description }) =>
      element(
        'section',
        { 'aria-labelledby': `tag-${name}` },
        element('h2', { id: `tag-${name}` }, name),
        element('p', {}, description),
        ...routes.filter(({ route }) => route.operation.tags.includes(name)).map(({ shown }) => shown),
      ),
    ),
  )
}

/** Its form is made when somebody opens it. */
function routeDetails(route: ApiRoute, token: () => string | null): HTMLDetailsElement {
  const { method, path, operation } = route
  const details = element(
    'details',
    { id: operation.operationId },
    element(
      'summary',
      {},
      element('b', { class: `method ${method.toLowerCase()}` }, method),
      element('code', {}, path),
      element('span', {}, operation.summary),
    ),
  )
  details.addEventListener('toggle', () => {
    if (details.open && details.childElementCount === 1) details.append(routeForm(route, token))
  })
  return details
}
