import { z } from 'zod';

/** A name that the file gives to an account, a tenant, a connection or an actor. Terraform addresses contain it. */
export const key = z
  .string()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?$/, 'must consist of letters, digits, "-" and "_"')
  .max(64);

export const policyArn = z
  .string()
  .regex(/^arn:(?:aws|aws-cn|aws-us-gov):iam::(?:aws|\d{12}):policy\/\S+$/, 'must be the ARN of an IAM policy')
  .min(20)
  .max(2048);

const HTTPS = 'https:\\/\\/[^\\s\\/@?#]+';
const LOOPBACK = 'http:\\/\\/(?:127(?:\\.\\d{1,3}){3}|localhost|\\[::1\\])(?::\\d+)?';

export const httpsUrl = z
  .string()
  .regex(new RegExp(`^(?:${HTTPS}|${LOOPBACK})(?:\\/\\S*)?$`), 'must be an https URL (or http for localhost)');

export const baseUrl = z
  .string()
  .regex(
    new RegExp(`^(?:${HTTPS}|${LOOPBACK})(?:\\/\\S*[^\\s\\/])?$`),
    'must be an https URL (or http for localhost) without a trailing slash',
  );

/** Tags as IAM accepts them. Source: API_Tag. */
export const tags = z.record(
  z
    .string()
    .regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u, 'must consist of letters, digits, spaces and any of _.:/=+-@')
    .regex(/^(?![Aa][Ww][Ss]:)/, 'must not begin with "aws:"')
    .max(128),
  z
    .string()
    .regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u, 'must consist of letters, digits, spaces and any of _.:/=+-@')
    .max(256),
);

export const seconds = z.number().int().positive();

export const oneOrMore = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)], {
  error: ({ input }) => (input === undefined ? undefined : 'must be a string or a list of strings, none of them empty'),
});
