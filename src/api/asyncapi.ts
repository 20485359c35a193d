import { Components } from './components.ts'
import { CLOSE, SUBPROTOCOLS } from './routes/stream-socket.ts'
import { StreamQuery } from './schemas/job.ts'
import { MESSAGES } from './schemas/messages.ts'

/** The AsyncAPI 3 document of the WebSocket. */
export function asyncApiDocument(version: string): object {
  const components = new Components()
  const messages = Object.fromEntries(
    Object.entries(MESSAGES).map(([name, schema]) => [
      name,
      {
        name,
        title: name,
        contentType: 'application/json',
        payload: components.refer(schema),
      },
    ]),
  )
  const references = Object.keys(messages).map((name) => ({ $ref: `#/channels/jobStream/messages/${name}` }))
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'antagon: streams',
      version,
      description:
        `Follow a job over a WebSocket. Offer one of the subprotocols ${SUBPROTOCOLS.join(' and ')}; the first has JSON text ` +
        `messages, the second the same as MessagePack. Clients send nothing. Pages of an origin that is neither the service’s own nor listed get 403 in place of the handshake. Close codes: ${closeCodes()}.`,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: { local: { host: '127.0.0.1:8080', protocol: 'ws' } },
    channels: {
      jobStream: {
        address: '/v1/jobs/{id}/stream',
        title: 'The frames and states of one job',
        parameters: { id: { description: 'Id of the job' } },
        bindings: { ws: { method: 'GET', query: StreamQuery, bindingVersion: '0.1.0' } },
        messages: Object.fromEntries(
          Object.keys(messages).map((name) => [name, { $ref: `#/components/messages/${name}` }]),
        ),
      },
    },
    operations: {
      followJob: {
        action: 'send',
        summary: 'Everything after ?after=, then what is added, until the job has ended',
        channel: { $ref: '#/channels/jobStream' },
        messages: references,
      },
    },
    components: { messages, schemas: components.schemas },
  }
}

function closeCodes(): string {
  return Object.entries(CLOSE)
    .map(([name, code]) => `${code} ${name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`)
    .join(', ')
}
