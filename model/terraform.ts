/**
 * Oldest Terraform that is accepted. cdktf refuses `import` blocks below 1.5, and `check` blocks came with 1.5 too;
 * 1.5.7 is the last and most widely installed release of that line.
 */
export const MINIMUM_TERRAFORM = '1.5.7';

/** The providers that a stack needs, and the versions of them that it accepts. */
export const PROVIDER_VERSIONS = { aws: '>= 5.81, < 7', null: '>= 3.2, < 4', external: '>= 2.3, < 3' };
