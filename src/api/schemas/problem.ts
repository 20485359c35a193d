import { Type } from 'typebox'

/** RFC 9457. */
export const ProblemSchema = Type.Object(
  {
    type: Type.String({ description: 'The code as a URN, urn:antagon:problem:CODE' }),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'Stable and machine-readable' }),
    detail: Type.String({ description: 'What happened, for people' }),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          path: Type.String({ description: 'JSON pointer into the body, or a parameter or header as one' }),
          message: Type.String(),
        }),
      ),
    ),
  },
  { $id: 'Problem' },
)

/** The problems that an operation may answer with, by status. */
export function problems<const Status extends number>(...statuses: Status[]) {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: DESCRIPTIONS[status],
        content: { 'application/problem+json': { schema: ProblemSchema } },
      },
    ]),
  )
}

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  400: 'The request has the wrong shape',
  401: 'A key is needed',
  403: 'The key has not the scope that this needs, or this is not for pages of this origin',
  404: 'There is no such thing',
  406: 'Not to be had in the media type asked for',
  409: 'In conflict with what is there',
  413: 'The body is over the limit',
  414: 'The path, or a part of it, is too long',
  415: 'The body is not JSON',
  421: 'The service does not answer to this name',
  422: 'The request has the right shape but no meaning, or is too dear',
  429: 'Too many requests, a full queue, or more than a quota allows; try again later',
  503: 'The service is stopping, or its store cannot be used',
  507: 'The disk is full: nothing is stored until there is room',
}
