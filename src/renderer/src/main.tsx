import './styles/tokens.css'
import './styles/app.css'
import './styles/shell.css'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { MillraceError } from '../../shared/errors'
import { App } from './app'
import { openClient } from './client/open'
import { setClient } from './engine'
import { obey } from './shell/shell-actions'
import { connect } from './state/connect'
import { applyTheme } from './state/prefs'

const RETRIES = 2

async function start(): Promise<void> {
  const client = await openClient()
  setClient(client)
  applyTheme()
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        // The engine's events say when an answer is stale.
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        networkMode: 'always',
        retry: (count, error) => count < RETRIES && error instanceof MillraceError && error.canRetry,
      },
      mutations: { networkMode: 'always' },
    },
  })
  connect(client, queries)
  client.onCommand(obey)
  const root = document.getElementById('root')
  if (root === null) throw new Error('no #root')
  createRoot(root).render(
    <StrictMode>
      <CSPProvider disableStyleElements>
        <QueryClientProvider client={queries}>
          <App />
        </QueryClientProvider>
      </CSPProvider>
    </StrictMode>,
  )
}

void start()
