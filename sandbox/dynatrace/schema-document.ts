import type { Property, SettingsSchema } from './validation';

interface Definitions {
  types: Record<string, object>;
  enums: Record<string, object>;
}

const TEXTS = { description: '', displayName: '', documentation: '' };

/**
 * A schema as the settings API shows it: every object is a type and every choice an enum, which properties refer to.
 * Source: `SchemaDefinitionRestDto` of the settings API.
 */
export function schemaDocument(schema: SettingsSchema): object {
  const definitions: Definitions = { types: {}, enums: {} };
  const properties = propertiesOf(schema.properties, definitions);
  const { schemaId, version, displayName, description = '', maturity, groups, validator, unique } = schema;
  const constraints = [
    ...(validator ? [{ type: 'CUSTOM_VALIDATOR_REF', ...validator }] : []),
    ...(schema.secretResubmissionMessage
      ? [{ type: 'SECRET_RESUBMISSION', checkAllProperties: false, customMessage: schema.secretResubmissionMessage }]
      : []),
  ];
  return {
    schemaId,
    version,
    dynatrace: '1',
    displayName,
    description,
    documentation: '',
    allowedScopes: ['environment'],
    multiObject: schema.multiObject,
    ...(schema.multiObject ? { ordered: false } : {}),
    maxObjects: schema.maxObjects,
    ...(schema.ownerBasedAccessControl ? { ownerBasedAccessControl: true } : {}),
    ...(maturity ? { maturity } : {}),
    ...(groups ? { schemaGroups: groups } : {}),
    ...definitions,
    properties,
    ...(constraints.length ? { constraints } : {}),
    ...(unique
      ? {
          schemaConstraints: [
            {
              type: 'UNIQUE',
              flattenCollections: false,
              uniqueProperties: [unique.property],
              customMessage: unique.message,
            },
          ],
        }
      : {}),
  };
}

function propertiesOf(properties: Record<string, Property>, definitions: Definitions): Record<string, object> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => {
      const { modification = 'DEFAULT', precondition, forceSecretResubmission } = property;
      return [
        name,
        {
          ...TEXTS,
          ...shapeOf(property, definitions),
          nullable: false,
          modificationPolicy: modification,
          ...('default' in property ? { default: property.default } : {}),
          ...(forceSecretResubmission ? { forceSecretResubmission } : {}),
          ...(precondition
            ? {
                precondition: { type: 'EQUALS', property: precondition.property, expectedValue: precondition.equals },
              }
            : {}),
        },
      ];
    }),
  );
}

function shapeOf(property: Property, definitions: Definitions): object {
  switch (property.type) {
    case 'object':
      definitions.types[property.name] = {
        ...TEXTS,
        type: 'object',
        version: '0',
        versionInfo: '',
        summaryPattern: '',
        properties: propertiesOf(property.properties, definitions),
      };
      return { type: { $ref: `#/types/${property.name}` }, maxObjects: 1 };
    case 'enum':
      definitions.enums[property.name] = {
        ...TEXTS,
        type: 'enum',
        items: property.values.map((value) => ({ value, displayName: value })),
      };
      return { type: { $ref: `#/enums/${property.name}` }, maxObjects: 1 };
    case 'list':
    case 'set': {
      const { maxObjects, ...items } = shapeOf(property.items, definitions) as { maxObjects?: number };
      return { type: property.type, items: { ...TEXTS, ...items }, minObjects: 0, maxObjects: property.maxItems };
    }
    case 'boolean':
      return { type: 'boolean', maxObjects: 1 };
    default:
      return { type: property.type, maxObjects: 1, ...constraintsOf(property) };
  }
}

/** A pattern of which one alternative is empty begins with `^$`. */
function written({ source }: RegExp): string {
  return source.startsWith('|') ? `^$${source}$` : `^${source}$`;
}

function constraintsOf(property: Extract<Property, { type: 'text' | 'secret' }>): object {
  const { minLength, maxLength, pattern, patternMessage, validator } = property;
  const constraints = [
    ...(maxLength === undefined ? [] : [{ type: 'LENGTH', ...(minLength ? { minLength } : {}), maxLength }]),
    ...(pattern ? [{ type: 'PATTERN', pattern: written(pattern), customMessage: patternMessage }] : []),
    ...(validator ? [{ type: 'CUSTOM_VALIDATOR_REF', ...validator }] : []),
  ];
  return constraints.length ? { constraints } : {};
}
