import { z } from 'zod';

const user = z.strictObject({
  email: z.string().includes('@'),
  /** Rights as a policy text. @default an administrator's */
  policy: z.string().optional(),
  /** Scopes of the client and the platform token. @default all */
  scopes: z.array(z.string()).optional(),
  /** Names of groups. */
  groups: z.array(z.string()).default([]),
  /** Name of an account below `accounts`. @default that of the environment */
  account: z.string().optional(),
  /** What workflows may do for this user. */
  consent: z.array(z.string()).optional(),
});

const group = z.strictObject({
  name: z.string().min(1),
  /** Rights as a policy text, bound on the level of the account. */
  policy: z.string().optional(),
  account: z.string().optional(),
});

const connection = z.strictObject({
  name: z.string(),
  schema: z.enum(['legacy', 'enhanced']).default('enhanced'),
  /** @default none, which a legacy connection cannot do without */
  roleArn: z.string().default(''),
  policyArns: z.array(z.string()).default([]),
  /** Email of a user. @default the administrator */
  owner: z.string().optional(),
  /** Emails of users, names of groups, or `all-users`. */
  readers: z.array(z.string()).default([]),
});

const workflow = z.strictObject({
  title: z.string().min(1),
  /** Email of a user or name of a group. */
  owner: z.string(),
  /** Email of a user or name of a service user. @default the owner */
  actor: z.string().optional(),
  private: z.boolean().default(false),
  tasks: z.record(z.string(), z.strictObject({ action: z.string(), input: z.record(z.string(), z.unknown()) })),
});

/** What exists on both sides before anybody deploys. Every list is empty unless the file has it. */
export const seedSchema = z.strictObject({
  accounts: z.array(z.strictObject({ name: z.string().min(1), uuid: z.string().optional() })).default([]),
  groups: z.array(group).default([]),
  users: z.array(user).default([]),
  serviceUsers: z.array(z.strictObject({ name: z.string().min(1), policy: z.string().optional() })).default([]),
  apps: z.array(z.string()).default([]),
  hosts: z.array(z.string()).optional(),
  connections: z.array(connection).default([]),
  workflows: z.array(workflow).default([]),
  aws: z
    .strictObject({
      accounts: z
        .array(
          z.strictObject({ id: z.string().regex(/^\d{12}$/, 'must be twelve digits'), role: z.string().optional() }),
        )
        .default([]),
    })
    .default({ accounts: [] }),
});

export type Seed = z.infer<typeof seedSchema>;
