import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { documentOf, readDocument } from '../classifier-document.ts'
import { findClassifier, listClassifiers } from '../classifier-resource.ts'
import { refuseReserved } from '../needed-classifiers.ts'
import { scopeMissing } from '../plugins/authentication.ts'
import { Problem } from '../problems.ts'
import {
  ClassifierDocument,
  ClassifierParams,
  type ClassifierResource,
  ClassifierSchema,
} from '../schemas/classifier.ts'
import { problems } from '../schemas/problem.ts'
import { mayRemove, maySee, type Principal } from '../scopes.ts'

/** Trained networks: those that jobs have made, uploaded ones, and ready-made ones that are yet to be trained. */
export async function classifierRoutes(app: FastifyInstance): Promise<void> {
  readRoutes(app)
  documentRoute(app)
  uploadRoute(app)
  removalRoute(app)
}

function readRoutes(instance: FastifyInstance): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const { services } = app
  app.get(
    '/v1/classifiers',
    {
      config: { scope: 'read' },
      schema: {
        operationId: 'list-classifiers',
        summary: 'List the classifiers that a job can name',
        tags: ['classifiers'],
        response: { 200: Type.Object({ classifiers: Type.Array(ClassifierSchema) }) },
      },
    },
    async ({ principal }) => ({ classifiers: await listClassifiers(services, principal) }),
  )
  app.get(
    '/v1/classifiers/:name',
    {
      config: { scope: 'read' },
      schema: {
        operationId: 'read-classifier',
        summary: 'Read a classifier, without its weights',
        tags: ['classifiers'],
        params: ClassifierParams,
        response: { 200: ClassifierSchema, ...problems(404) },
      },
    },
    async ({ params, principal }) => expectClassifier(app, params.name, principal),
  )
}

function documentRoute(instance: FastifyInstance): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const { store } = app.services
  app.get(
    '/v1/classifiers/:name/document',
    {
      config: { scope: 'read' },
      schema: {
        operationId: 'download-classifier',
        summary: 'Download a classifier with its weights',
        tags: ['classifiers'],
        params: ClassifierParams,
        response: { 200: ClassifierDocument, ...problems(404, 409) },
      },
    },
    async ({ params: { name }, principal }, reply) => {
      const record = await store.classifier(name)
      const weights = await store.classifierWeights(name)
      if (record === undefined || weights === undefined) throw await notTrained(app, name, principal)
      const provenance = maySee(principal, record.owner) ? record.provenance : null
      return reply
        .header('Content-Disposition', `attachment; filename="${name}.json"`)
        .send(documentOf({ ...record, provenance }, weights))
    },
  )
}

function uploadRoute(instance: FastifyInstance): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const { services } = app
  app.post(
    '/v1/classifiers',
    {
      config: { scope: 'submit' },
      schema: {
        operationId: 'upload-classifier',
        summary: 'Upload a classifier, such as one that was downloaded',
        tags: ['classifiers'],
        body: ClassifierDocument,
        response: {
          201: Type.Unsafe({ ...ClassifierSchema, description: 'The classifier is stored' }),
          ...problems(400, 409, 413, 415, 422, 503, 507),
        },
      },
    },
    async ({ body, principal }, reply) => {
      refuseReserved(services, body.name)
      const { record, weights } = readDocument(body, new Date().toISOString(), principal.name)
      await services.store.addClassifier(record, weights, services.config.quotas)
      return reply
        .code(201)
        .header('Location', `/v1/classifiers/${record.name}`)
        .send(await expectClassifier(app, record.name, principal))
    },
  )
}

function removalRoute(instance: FastifyInstance): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const { store } = app.services
  app.delete(
    '/v1/classifiers/:name',
    {
      config: { scope: 'submit' },
      schema: {
        operationId: 'delete-classifier',
        summary: 'Remove a classifier that no job needs any more',
        tags: ['classifiers'],
        params: ClassifierParams,
        response: { 204: Type.Null({ description: 'The classifier is removed' }), ...problems(404, 409) },
      },
    },
    async ({ params: { name }, principal }, reply) => {
      const record = await store.classifier(name)
      if (record !== undefined && !mayRemove(principal, record.owner)) {
        const detail = `the classifier “${name}” may be removed by its owner, and by keys with the scope “admin”`
        throw scopeMissing('admin', detail)
      }
      const outcome = await store.removeClassifier(name)
      if (outcome === 'absent') throw await notTrained(app, name, principal)
      if (outcome === 'in-use') {
        const detail = `a job that has not ended needs the classifier “${name}”`
        throw new Problem(409, { code: 'in-use', detail })
      }
      return reply.code(204).send(null)
    },
  )
}

/** The classifier of this name. Throws a 404 `Problem`. */
async function expectClassifier(
  { services }: FastifyInstance,
  name: string,
  principal: Principal,
): Promise<ClassifierResource> {
  const resource = await findClassifier(services, name, principal)
  if (resource === undefined) throw noSuchClassifier(name)
  return resource
}

/** Of a classifier that is not stored, though there may be one of this name. Throws a 404 `Problem` when there is none. */
async function notTrained(app: FastifyInstance, name: string, principal: Principal): Promise<Problem> {
  const { status } = await expectClassifier(app, name, principal)
  return new Problem(409, { code: 'not-trained', detail: `the classifier “${name}” is ${status}` })
}

function noSuchClassifier(name: string): Problem {
  return new Problem(404, { code: 'no-such-classifier', detail: `there is no classifier “${name}”` })
}
