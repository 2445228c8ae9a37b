import { useQuery } from '@tanstack/react-query'
import { keys } from '../../api/keys'
import { tokenFile } from '../../api/token'
import { client } from '../../engine'
import { text } from '../../strings/text'
import { CopyButton } from '../../ui/copy-button'
import { CopyAs, toCurl } from '../../ui/copy-as'
import { Facts, Pane } from '../../ui/layout'
import { LoadingRows, Message } from '../../ui/states'

const words = text.settings.api

/** Where scripts reach this process, and what they need. */
export function ApiSection() {
  const door = client()
  const { data: address } = useQuery({ queryKey: ['address'], queryFn: () => door.address() })
  const { data: token } = useQuery({ queryKey: [...keys.settings, 'token'], queryFn: tokenFile })
  if (address === undefined) return <LoadingRows rows={4} columns={2} />
  return (
    <Pane
      title={text.settings.section.api}
      fill
      actions={<CopyAs recipe={{ curl: () => toCurl({ operation: 'health', input: {} }) }} />}
    >
      <div className="body settings-form">
        <p className="small muted">{words.addressWhy}</p>
        {address === null ? (
          <Message kind="warn" title={words.noAddress} />
        ) : (
          <Facts
            items={[
              [
                words.address,
                <span className="row">
                  <span className="mono">{address}</span>
                  <CopyButton small value={address}>
                    {words.copyAddress}
                  </CopyButton>
                </span>,
              ],
              [words.docs, <Address value={`${address}/docs`} />],
              [words.openapi, <Address value={`${address}/openapi.json`} />],
            ]}
          />
        )}
        <h3>{words.token}</h3>
        {token === undefined ? null : (
          <p className="small">{token === null ? words.tokenNone : words.tokenAsked(token)}</p>
        )}
        <p className="small">{door.info() === null ? words.tokenBrowser : words.tokenWindow}</p>
      </div>
    </Pane>
  )
}

/** A link where a browser shows it; the window opens no pages, so there it is text. */
function Address({ value }: { readonly value: string }) {
  return client().info() === null ? (
    <a className="mono" href={value} target="_blank" rel="noreferrer">
      {value}
    </a>
  ) : (
    <span className="mono">{value}</span>
  )
}
