import type { UseFormReturn } from 'react-hook-form'
import type { KafkaProfile, KafkaProfiles } from '../../../../shared/kafka-profiles'
import { useSettingText } from '../../state/setting-text'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { Checkbox, Field, Segmented, Select, TextInput } from '../../ui/field'
import { PemInput } from './pem-input'
import { SecretField } from './secret-field'
import { MECHANISMS, PROTOCOLS, takesPassword, usesSasl, usesTls, type Field as FieldName, type Values } from './values'

const words = text.connections.fields

export interface ConnectionFieldsProps {
  readonly form: UseFormReturn<Values>
  readonly values: Values
  readonly profile: KafkaProfile | null
  readonly keychain: KafkaProfiles['keychain']
  /** What is wrong with a field, with the fix. */
  readonly told: (field: FieldName) => string | undefined
}

/** The fields of a connection, those alone that its protocol takes. */
export function ConnectionFields({ form, values, profile, keychain, told }: ConnectionFieldsProps) {
  const { register, setValue } = form
  const settingText = useSettingText()
  const { protocol, mechanism, password, key, passphrase } = values
  const sasl = usesSasl(protocol)
  const tls = usesTls(protocol)
  const signsIn = takesPassword(values)
  const mechanismHelp =
    mechanism === 'OAUTHBEARER'
      ? `${words.tokens(settingText('pipeline.kafka.sasl.oauth-command') !== '')} ${words.tokensOnly}`
      : protocol === 'SASL_PLAINTEXT' && mechanism === 'PLAIN'
        ? words.plainInClear
        : undefined
  const protocolError = told('protocol')
  const stored = profile?.secrets ?? { password: 'none', key: 'none', keyPassphrase: 'none' }
  const change = (field: FieldName, value: string) =>
    setValue(field, value, { shouldDirty: true, shouldTouch: true, shouldValidate: true })
  return (
    <>
      <Field label={words.name} help={words.nameHelp} error={told('name')}>
        {(parts) => <TextInput {...parts} {...register('name')} />}
      </Field>
      <Field label={words.servers} help={words.serversHelp} error={told('servers')}>
        {(parts) => <TextInput {...parts} mono {...register('servers')} />}
      </Field>
      <Field
        label={words.topic}
        help={words.topicHelp(settingText('pipeline.kafka.stream-topic'))}
        error={told('topic')}
      >
        {(parts) => <TextInput {...parts} mono {...register('topic')} />}
      </Field>
      <div className="field">
        <span className="label">{words.security}</span>
        <Segmented
          label={words.security}
          describedBy="connection-security"
          invalid={protocolError !== undefined}
          value={protocol}
          options={PROTOCOLS.map((value) => ({ value, label: words.protocols[value] }))}
          onChange={(value) => setValue('protocol', value, { shouldDirty: true })}
        />
        <p id="connection-security" className={protocolError === undefined ? 'help' : 'help danger'} aria-live="polite">
          {protocolError ?? words.protocolHelp[protocol]}
        </p>
      </div>
      {sasl ? (
        <>
          <div className={signsIn ? 'field connection-pair' : 'field'}>
            <Field label={words.mechanism} help={mechanismHelp} error={told('mechanism')}>
              {(parts) => (
                <Select
                  {...parts}
                  {...register('mechanism')}
                  options={MECHANISMS.map((value) => ({ value, label: value }))}
                />
              )}
            </Field>
            {signsIn ? (
              <Field label={words.user} error={told('username')}>
                {(parts) => <TextInput {...parts} mono {...register('username')} />}
              </Field>
            ) : null}
          </div>
          {signsIn ? (
            <SecretField
              label={words.password}
              error={told('password')}
              stored={stored.password}
              typed={password !== ''}
              onKeep={() => change('password', '')}
            >
              {(parts) => (
                <TextInput {...parts} type="password" autoComplete="new-password" {...register('password')} />
              )}
            </SecretField>
          ) : null}
        </>
      ) : null}
      {tls ? (
        <>
          <Field label={words.ca} help={words.caHelp} error={told('ca')}>
            {(parts) => (
              <PemInput {...parts} label={words.ca} onFile={(content) => change('ca', content)} {...register('ca')} />
            )}
          </Field>
          <Field label={words.cert} help={words.certHelp} error={told('cert')}>
            {(parts) => (
              <PemInput
                {...parts}
                label={words.cert}
                onFile={(content) => change('cert', content)}
                {...register('cert')}
              />
            )}
          </Field>
          <SecretField
            label={words.key}
            help={words.keyHelp}
            error={told('key')}
            stored={stored.key}
            typed={key !== ''}
            onKeep={() => change('key', '')}
          >
            {(parts) => (
              <PemInput
                {...parts}
                secret
                label={words.key}
                onFile={(content) => change('key', content)}
                {...register('key')}
              />
            )}
          </SecretField>
          <SecretField
            label={words.passphrase}
            help={words.passphraseHelp}
            error={told('passphrase')}
            stored={key === '' ? stored.keyPassphrase : 'none'}
            typed={passphrase !== ''}
            onKeep={() => change('passphrase', '')}
          >
            {(parts) => (
              <TextInput {...parts} type="password" autoComplete="new-password" {...register('passphrase')} />
            )}
          </SecretField>
          {values.cert === '' && key === '' && passphrase === '' ? null : (
            <div className="field">
              <Button
                small
                kind="danger"
                onClick={() => {
                  for (const field of ['cert', 'key', 'passphrase'] as const) change(field, '')
                }}
              >
                {text.connections.secret.remove}
              </Button>
            </div>
          )}
        </>
      ) : null}
      {!keychain.available && (signsIn || tls) ? (
        <div className="field">
          <Checkbox
            label={words.plainText}
            aria-describedby="connection-plain-text"
            aria-invalid={told('plainText') === undefined ? undefined : true}
            {...register('plainText')}
          />
          <p
            id="connection-plain-text"
            className={told('plainText') === undefined ? 'help' : 'help danger'}
            aria-live="polite"
          >
            {told('plainText') ?? words.plainTextWhy(keychain.reason ?? '')}
          </p>
        </div>
      ) : null}
    </>
  )
}
